"""A statement drawn as PDF, with letters for every language of the house. Pure: what stands on it arrives as `Sheet`.

Two fonts: Noto Sans for Latin and Cyrillic, Noto Sans CJK where it has no letter. Only the letters used are put in."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from superapp.base.amounts import money_text
from superapp.base.words import N_, sayer
from superapp.flows.show_movements import Statement, WalletLine
from superapp.web.rendering import month_text
from wallet.money import Money

if TYPE_CHECKING:
    from fpdf import FPDF

LINES_MAX = 3_000  # about two seconds of drawing
PLAIN, WIDE = "plain", "wide"
MARGIN_MM, LINE_MM = 14, 5.4
# Widths in mm; they fill an A4 sheet between its margins.
COLUMNS = (
    (N_("When (UTC)"), 27, "L"),
    (N_("Receipt"), 16, "R"),
    (N_("What"), 79, "L"),
    (N_("Amount"), 30, "R"),
    (N_("Balance after"), 30, "R"),
)
INK, FAINT, RULE = 36, 110, 205  # greys


@dataclass(frozen=True, slots=True)
class Sheet:
    """whose: name and handle; lines: oldest first, at most LINES_MAX."""

    whose: str
    language: str
    statement: Statement
    lines: list[WalletLine]
    made_at: datetime


async def draw(sheet: Sheet) -> bytes:
    """On a thread: it takes a second, and others wait for answers."""
    return await asyncio.to_thread(_draw, sheet)


def _draw(sheet: Sheet) -> bytes:
    from fpdf import FPDF  # 0.8 s that starting the host need not wait

    say = sayer(sheet.language)

    class Paper(FPDF):
        def footer(self) -> None:
            self.set_y(-12)
            self.set_font(PLAIN, size=7.5)
            self.set_text_color(FAINT)
            self.cell(text=f"{sheet.whose} · {self.page_no()}/{{nb}}", w=0, align="C")

    paper = Paper(format="A4")
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells every table it leaves out
    paper.set_margin(MARGIN_MM)
    paper.set_auto_page_break(True, margin=16)
    for name, file in zip((PLAIN, WIDE), fonts(), strict=True):
        paper.add_font(name, fname=file)
    paper.set_fallback_fonts([WIDE], exact_match=False)
    paper.set_title(say(N_("Statement")))
    paper.set_creation_date(sheet.made_at.astimezone(UTC))
    paper.set_lang(sheet.language)
    paper.add_page()
    _head(paper, sheet)
    _names_of_columns(paper, sheet)
    for line in sheet.lines:
        if paper.will_page_break(2 * LINE_MM):
            paper.add_page()
            _names_of_columns(paper, sheet)
        _line(paper, sheet, line)
    paper.ln(LINE_MM)
    _balance(paper, sheet, say(N_("Closing balance")), sheet.statement.closing)
    return bytes(paper.output())


def _head(paper: "FPDF", sheet: Sheet) -> None:
    say, month = sayer(sheet.language), sheet.statement.month
    paper.set_font(PLAIN, size=20)
    paper.set_text_color(INK)
    paper.cell(text=say(N_("Statement")), w=0, h=11, new_x="LMARGIN", new_y="NEXT")
    paper.set_font(PLAIN, size=9.5)
    paper.set_text_color(FAINT)
    period = month_text(month, sheet.language) if month else say(N_("Everything"))
    for text in (sheet.whose, f"{period} · {sheet.statement.opening.currency}", f"{sheet.made_at:%Y-%m-%d %H:%M} UTC"):
        paper.cell(text=text, w=0, h=LINE_MM, new_x="LMARGIN", new_y="NEXT")
    paper.ln(LINE_MM)
    _balance(paper, sheet, say(N_("Opening balance")), sheet.statement.opening)
    paper.ln(2)


def _balance(paper: "FPDF", sheet: Sheet, label: str, amount: Money) -> None:
    paper.set_font(PLAIN, size=11)
    paper.set_text_color(INK)
    paper.cell(text=label, w=120, h=8)
    paper.cell(text=money_text(amount, language=sheet.language), w=0, h=8, align="R", new_x="LMARGIN", new_y="NEXT")


def _names_of_columns(paper: "FPDF", sheet: Sheet) -> None:
    say = sayer(sheet.language)
    paper.set_font(PLAIN, size=8)
    paper.set_text_color(FAINT)
    for name, width, align in COLUMNS:
        paper.cell(text=say(name), w=width, h=6, align=align)
    paper.ln(6)
    _rule(paper)


def _line(paper: "FPDF", sheet: Sheet, line: WalletLine) -> None:
    """Two rows of text: who and what for; then the kind and the numbers one quotes."""
    signed = money_text(line.amount, language=sheet.language)
    who = " · ".join(one for one in (line.counterparty, line.title) if one) or line.what
    first = (
        f"{line.at:%Y-%m-%d %H:%M}",
        str(line.seq),
        who,
        signed,
        money_text(line.balance_after, language=sheet.language),
    )
    numbers = " · ".join(one for one in (line.what, line.order_number or line.thing, line.transaction_id) if one)
    paper.ln(1)
    for (_, width, align), text in zip(COLUMNS, first, strict=True):
        paper.set_font(PLAIN, size=8.5)
        paper.set_text_color(INK)
        paper.cell(text=_fitted(paper, text, width), w=width, h=LINE_MM, align=align)
    paper.ln(LINE_MM)
    paper.set_font(PLAIN, size=7)
    paper.set_text_color(FAINT)
    before = sum(width for _, width, _ in COLUMNS[:2])
    paper.cell(text="", w=before, h=4)
    paper.cell(text=_fitted(paper, numbers, 139), w=139, h=4)
    paper.ln(4.4)
    _rule(paper)


def _fitted(paper: "FPDF", text: str, width_mm: float) -> str:
    """One line of it, cut where the column ends."""
    text = " ".join(text.split())
    if paper.get_string_width(text) <= width_mm - 2.5:
        return text
    while text and paper.get_string_width(text + "…") > width_mm - 2.5:
        text = text[:-1]
    return text + "…"


def _rule(paper: "FPDF") -> None:
    paper.set_draw_color(RULE)
    paper.set_line_width(0.15)
    paper.line(MARGIN_MM, paper.get_y(), paper.w - MARGIN_MM, paper.get_y())


@cache
def fonts() -> tuple[str, str]:
    """The files of both fonts."""
    files = resources.files
    plain = files("fontpkg_noto_sans").joinpath("files/NotoSans[wdth,wght].ttf")
    return str(plain), str(files("cvttf_NotoSansCJK_Regular").joinpath("NotoSansCJKtc-Regular.otf"))

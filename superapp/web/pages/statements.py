"""A person's statement as a file: CSV, sent while it is read, or PDF (statement_pdf.py). Opening and closing balance
stand in both; every movement carries the number of its receipt."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from superapp.base.errors import HostError
from superapp.base.words import N_, sayer
from superapp.flows import show_movements
from superapp.flows.show_movements import Statement, WalletLine
from superapp.web.pages.statement_pdf import LINES_MAX, Sheet, draw
from superapp.web.visitor import require
from wallet.money import format_minor

PERMISSION = "wallet.use"
COLUMNS = (
    N_("When (UTC)"),
    N_("Receipt"),
    N_("What"),
    N_("With"),
    N_("For"),
    N_("Order number"),
    N_("Transaction"),
    N_("Its id"),
    N_("Money in"),
    N_("Money out"),
    N_("Balance after"),
    N_("Currency"),
)
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
# A table program takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")


@dataclass(eq=False)
class StatementTooLong(HostError):
    code: ClassVar[str] = "statement_too_long"
    lines_max: int


async def as_csv(request: Request) -> Response:
    person, house = require(request, PERMISSION), request.app.state.house
    statement = await show_movements.open_statement(house, person, *_asked(request))
    parts = show_movements.statement_lines(house, person, statement)
    return StreamingResponse(
        _csv(statement, parts, person.language),
        media_type="text/csv; charset=utf-8",
        headers=_headers(person.handle, statement, "csv"),
    )


async def as_pdf(request: Request) -> Response:
    """Raises StatementTooLong: a PDF is drawn as a whole, so it has an end; the CSV has none."""
    person, house = require(request, PERMISSION), request.app.state.house
    statement = await show_movements.open_statement(house, person, *_asked(request))
    lines: list[WalletLine] = []
    async for part in show_movements.statement_lines(house, person, statement):
        lines += part
        if len(lines) > LINES_MAX:
            raise StatementTooLong(LINES_MAX)
    sheet = Sheet(f"{person.name} (@{person.handle})", person.language, statement, lines, house.clock.now())
    data = await draw(sheet)
    return Response(data, media_type="application/pdf", headers=_headers(person.handle, statement, "pdf"))


async def _csv(statement: Statement, parts: AsyncIterator[list[WalletLine]], language: str) -> AsyncIterator[str]:
    say = sayer(language)
    currency = statement.opening.currency
    yield BYTE_ORDER_MARK + _row(*(say(one) for one in COLUMNS))
    yield _row(
        "", "", say(N_("Opening balance")), *[""] * 7, format_minor(statement.opening.amount_minor, currency), currency
    )
    async for lines in parts:
        yield "".join(_line(one) for one in lines)
    yield _row(
        "", "", say(N_("Closing balance")), *[""] * 7, format_minor(statement.closing.amount_minor, currency), currency
    )


def _line(line: WalletLine) -> str:
    currency, minor = line.amount.currency, line.amount.amount_minor
    return _row(
        f"{line.at:%Y-%m-%d %H:%M:%S}",
        str(line.seq),
        line.what,
        line.counterparty,
        line.title,
        line.order_number,
        line.transaction_id,
        line.thing,
        format_minor(minor, currency) if minor > 0 else "",
        format_minor(-minor, currency) if minor < 0 else "",
        format_minor(line.balance_after.amount_minor, currency),
        currency,
    )


def _row(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text).writerow([plain(one) for one in cells])
    return text.getvalue()


def plain(cell: str) -> str:
    """As text for every table program: others wrote these words. Amounts here are never negative."""
    return "'" + cell if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _asked(request: Request) -> tuple[int | None, str]:
    """A month that is none gets a statement without lines."""
    month, own = request.query_params.get("month", ""), request.app.state.house.wallet.settings.currency
    number = int(month) if len(month) == 6 and month.isascii() and month.isdecimal() else None
    return number, request.query_params.get("currency") or own


def _headers(handle: str, statement: Statement, ending: str) -> dict[str, str]:
    name = f"statement-{handle}-{statement.month or 'all'}-{statement.opening.currency}.{ending}"
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


routes: list[BaseRoute] = [
    Route("/wallet/statement.csv", as_csv),
    Route("/wallet/statement.pdf", as_pdf),
]

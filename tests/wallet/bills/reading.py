"""Reads a bill as a merchant's program does: CSV, a back-tick before each value, the totals under a heading of their
own."""

import csv
import io
from dataclasses import dataclass

from wallet.money import parse_money

TOTAL_HEADINGS = ("总交易单数", "资金流水总笔数")


@dataclass(frozen=True)
class Bill:
    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    totals: dict[str, str]


def read_bill(text: str) -> Bill:
    assert text.endswith("\r\n")
    heading, *lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    *rows, total_heading, totals = lines
    assert total_heading[0] in TOTAL_HEADINGS
    return Bill(
        tuple(heading),
        [dict(zip(heading, _values(row), strict=True)) for row in rows],
        dict(zip(total_heading, _values(totals), strict=True)),
    )


def minor(text: str) -> int:
    amount = parse_money(text.removeprefix("-")).amount_minor
    return -amount if text.startswith("-") else amount


def _values(cells: list[str]) -> list[str]:
    assert all(cell.startswith("`") for cell in cells)
    return [cell[1:] for cell in cells]

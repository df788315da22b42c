"""Tables as text for other programs: CSV by RFC 4180, and JSON Lines. Exports of the admin pages write with it.

A spreadsheet takes a cell that begins with = + - @ for a formula, and what people write ends up in cells. Such a text
gets an apostrophe in front, which spreadsheets show as text; numbers of ours stay numbers."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

# The last four are the wide forms, which some spreadsheets read alike.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")

Cell = str | int | Decimal | None


def csv_line(cells: Sequence[Cell]) -> str:
    """One line with its line end. Numbers are written as they are, None as nothing."""
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def json_line(names: Sequence[str], cells: Sequence[Cell]) -> str:
    """One JSON object and a line feed; decimals are written as text, which keeps every digit."""
    facts: Mapping[str, Cell] = dict(zip(names, cells, strict=True))
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int | Decimal):
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    text = f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell
    return '"' + text.replace('"', '""') + '"'

"""How a bill is written down, as the platform writes it: CSV in UTF-8, lines that end in CR LF, a back-tick before each
value so that a spreadsheet takes none for a number or a formula, and at the end a second heading with the totals. Pure.

    交易时间,公众账号ID,…
    `2026-11-23 17:00:00,`wx0123456789abcdef,…
    总交易单数,应结订单总金额,…
    `1,`8.88,…

A value with a comma or a quotation mark stands in quotation marks, as CSV has it; line ends within one become spaces.
Source: docs/developers/pay.md"""

import re
from collections.abc import Iterable

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


def heading(names: Iterable[str]) -> str:
    return ",".join(names) + "\r\n"


def line(values: Iterable[str]) -> str:
    return ",".join(_cell(value) for value in values) + "\r\n"


def _cell(value: str) -> str:
    cell = "`" + UNPRINTABLE.sub(" ", value)
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell

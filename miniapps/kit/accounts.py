"""What the host's own books say of a merchant's account: the fund-flow bill of a day that is over, fetched with the
public client and held against its digest. A day is one of the host's time zone."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool

from miniapps.kit.problems import Problem
from miniapps.kit.till import PayV3Till, reason_of

NO_BILL, NOT_YET = "NO_STATEMENT_EXIST", "STATEMENT_CREATING"


@dataclass(frozen=True, slots=True)
class Flow:
    """One movement. name, kind: the platform's words, such as 扣除交易手续费 and 交易; amount_fen: below zero for what
    left the account; balance_fen: after it."""

    name: str
    kind: str
    amount_fen: int
    balance_fen: int


class Account(Protocol):
    async def flows(self, day: date) -> list[Flow] | None:
        """What moved on this day, in its order; None while its bill is not made yet. Refuses with
        account_unavailable."""
        ...


class PayV3Account:
    def __init__(self, till: PayV3Till) -> None:
        self._till = till

    async def flows(self, day: date) -> list[Flow] | None:
        client = self._till.client
        code, text = await _asked(client.fundflow_bill, day.isoformat(), tar_type="")
        if code != 200 and NOT_YET in text:
            return None
        if code != 200 and NO_BILL in text:
            return []
        if code != 200:
            raise Problem(502, "account_unavailable", f"The account cannot be looked at: {reason_of(text)}")
        told = json.loads(text)
        # The host may call itself by another name than we do.
        address = urlsplit(told["download_url"])
        code, bill = await _asked(client.download_bill, f"{self._till.settings.host_url}{address.path}?{address.query}")
        if code != 200 or hashlib.sha1(bill.encode(), usedforsecurity=False).hexdigest() != told["hash_value"]:
            raise Problem(502, "account_unavailable", "The bill is not the one that was announced.")
        return read_flows(bill)


def read_flows(bill: str) -> list[Flow]:
    """CSV with a back-tick before each value; the totals stand under a heading of their own, which has none."""
    heading, *lines = csv.reader(io.StringIO(bill, newline=""), strict=True)
    rows = [dict(zip(heading, line, strict=True)) for line in lines if len(line) == len(heading)]
    return [
        Flow(
            name=row["业务名称"][1:],
            kind=row["业务类型"][1:],
            amount_fen=_fen(row["收支金额（元）"]) * (1 if row["收支类型"][1:] == "收入" else -1),
            balance_fen=_fen(row["账户结余（元）"]),
        )
        for row in rows
    ]


def _fen(cell: str) -> int:
    """`` `12.30`` -> 1230."""
    whole, _, rest = cell.removeprefix("`").removeprefix("-").partition(".")
    amount = int(whole) * 100 + int(rest or "0")
    return -amount if cell.startswith("`-") else amount


async def _asked(call: Callable[..., tuple[int, Any]], *arguments: str, **named: str) -> tuple[int, str]:
    """The client throws what its network throws."""
    try:
        code, answer = await run_in_threadpool(call, *arguments, **named)
    except OSError as error:
        raise Problem(502, "account_unavailable", "The host cannot be reached.") from error
    return code, answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)

"""The file of a day that is over, for the host, which holds it against its own orders and ledger: what came in and went
back by the guest's own books. The host asks, signed as its notices are; a guest only has to say where, when it starts.
What the guest was not there for is asked for again then (docs/developers/pay.md)."""

import asyncio
import csv
import io
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Table
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wechatpayv3.type import RequestType

from miniapps.kit.books import moves_between
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.kit.till import PayV3Till, reason_of

PATH = "/pay/day-file"
COLUMNS = ("kind", "number", "amount")
FRESH_SECONDS = 300
log = logging.getLogger(__name__)


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Question:
    """account: of the merchant that is asked, as in the guest's books."""

    account: str
    day: date
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class DayFiles:
    """tills: of the guest's merchants, by the account they have in `moves`."""

    database: Database
    moves: Table
    tills: Mapping[str, PayV3Till]
    now: Callable[[], datetime] = utc_now

    async def announce(self) -> None:
        """Say where each merchant is asked. Refuses with host_away; harmless when repeated."""
        for till in self.tills.values():
            body, path = {"url": till.settings.public_url + PATH}, "/v3/reconciliation/day-file-url"
            request = till.client._core.request  # pyright: ignore[reportPrivateUsage]
            code, text = await run_in_threadpool(request, path, method=RequestType.PUT, data=body)
            if code != 200:
                raise Problem(502, "host_away", f"The host does not take the address: {reason_of(str(text))}")

    async def announce_at_start(self) -> None:
        """As often as it takes: the host may still be starting."""
        every_seconds = next(iter(self.tills.values())).settings.sweep_seconds
        while True:
            try:
                await self.announce()
                return
            except (Problem, OSError) as problem:
                log.info("the address of the day's file waits: %s", problem)
                await asyncio.sleep(every_seconds)

    async def answer(self, headers: Mapping[str, str], body: bytes) -> str:
        """CSV as docs/developers/pay.md says; a day without movements has its first line only. Refuses with
        not_the_host, question_refused, day_not_over."""
        asked = await self._read(headers, body)
        start, end = (datetime.combine(asked.day + timedelta(days=n), time(), asked.zone) for n in (0, 1))
        if self.now() < end:
            raise Problem(409, "day_not_over", "This day is not over yet.")
        async with self.database.read() as session:
            rows = await moves_between(session, self.moves, asked.account, start, end)
        out = io.StringIO(newline="")
        csv.writer(out).writerows(
            [COLUMNS, *((kind, number, f"{fen // 100}.{fen % 100:02}") for kind, number, fen in rows)]
        )
        return out.getvalue()

    async def _read(self, headers: Mapping[str, str], body: bytes) -> Question:
        """Whose word it is before what it says."""
        text, till = body.decode("utf-8", "replace"), next(iter(self.tills.values()))
        if not self._is_fresh(headers) or not await run_in_threadpool(_is_signed, till, dict(headers), text):
            raise Problem(401, "not_the_host", "The signature is not the host's, or too old.")
        try:
            facts = json.loads(text)
            accounts = {till.settings.mchid: account for account, till in self.tills.items()}
            return Question(accounts[facts["mchid"]], date.fromisoformat(facts["day"]), ZoneInfo(facts["time_zone"]))
        except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
            raise Problem(400, "question_refused", "There is no such merchant or day here.") from error

    def _is_fresh(self, headers: Mapping[str, str]) -> bool:
        try:
            return abs(self.now().timestamp() - int(headers.get("wechatpay-timestamp", ""))) <= FRESH_SECONDS
        except ValueError:
            return False


def _is_signed(till: PayV3Till, headers: dict[str, str], text: str) -> bool:
    """The client checks notices whole; of this only the signature is like theirs. It throws for an unknown scheme, and
    for a key's name that is no number."""
    try:
        return bool(till.client._core._verify_signature(headers, text))  # pyright: ignore[reportPrivateUsage]
    except Exception as error:
        log.info("a question for a day's file is not signed: %s", error)
        return False


async def _answer(request: Request) -> Response:
    files: DayFiles = request.app.state.day_files
    return Response(await files.answer(request.headers, await request.body()), media_type="text/csv")


ROUTE = Route(PATH, _answer, methods=["POST"])
"""For an app whose state has `day_files`."""

"""Each signed request is taken once. A nonce is spent in the database before the request has any effect, so a replay is
refused by every process and after a restart. Called by `auth.py`, after the signature was found good.

Requests that arrive together share one commit: the next batch fills while one commits, as in the ledger."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col

from wallet.database import Database, UtcDateTime, WalletTable
from wallet.ports import Clock

Spent = tuple[str, str, datetime]
BATCH_MAX = 500
# A request is good until 5 min after its own timestamp; the rest is room.
KEPT_FOR = timedelta(minutes=15)
SWEEP_EVERY = timedelta(minutes=1)


class SpentNonceRow(WalletTable, table=True):
    __tablename__ = "merchant_nonces"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    mchid: str = Field(primary_key=True, max_length=32)
    nonce: str = Field(primary_key=True, max_length=64)
    signed_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Nonces:
    """One per process and database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._waiting: list[tuple[Spent, asyncio.Future[bool]]] = []
        self._working: asyncio.Task[None] | None = None
        self._swept_at: datetime | None = None

    async def spend(self, mchid: str, nonce: str, signed_at: datetime) -> bool:
        """True for the first caller with this (mchid, nonce), false for every other; committed when it returns."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(((mchid, nonce, signed_at), answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
                await self._spend_batch(batch)
        finally:
            self._working = None

    async def _spend_batch(self, batch: list[tuple[Spent, asyncio.Future[bool]]]) -> None:
        # Sorted, so that two processes take row locks in one order and never wait for each other in a circle.
        wanted = {(mchid, nonce): signed_at for (mchid, nonce, signed_at), _ in reversed(batch)}
        rows = [{"mchid": key[0], "nonce": key[1], "signed_at": at} for key, at in sorted(wanted.items())]
        insert: Any = sqlite.insert if self._database.is_sqlite else postgresql.insert
        statement = insert(SpentNonceRow).values(rows).on_conflict_do_nothing()
        try:
            async with self._database.write() as session:
                await self._sweep(session)
                taken = await session.execute(statement.returning(SpentNonceRow.mchid, SpentNonceRow.nonce))
                fresh = {(str(row[0]), str(row[1])) for row in taken.all()}
        except Exception as failure:  # every caller of the batch must hear of it, or it would wait for ever
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(failure)
            return
        for (mchid, nonce, _), answer in batch:
            first = (mchid, nonce) in fresh
            fresh.discard((mchid, nonce))  # the same nonce twice in one batch: only the first is fresh
            if not answer.done():
                answer.set_result(first)

    async def _sweep(self, session: Any) -> None:
        now = self._clock.now()
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        await session.execute(
            delete(SpentNonceRow).where(col(SpentNonceRow.signed_at) < now - KEPT_FOR),
            execution_options={"synchronize_session": False},
        )

"""Each signed request is taken once. A nonce is spent in the database before the request has any effect, so a replay is
refused by every process and after a restart. Called by `auth.py`, after the signature was found good.

Requests that arrive together share one commit: the next batch fills while one commits, as in the ledger."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col

from wallet.database import Database, UtcDateTime, WalletTable
from wallet.ports import Clock
from wallet.together import Together

Spent = tuple[str, str, datetime]
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
        self._together = Together(self._spend_batch)
        self._swept_at: datetime | None = None
        table: Any = SpentNonceRow.__table__  # pyright: ignore[reportAttributeAccessIssue] SQLModel does not type it
        insert: Any = sqlite.insert if database.is_sqlite else postgresql.insert
        # Made once: SQLAlchemy then knows its SQL for any number of rows.
        self._insert = insert(table).on_conflict_do_nothing().returning(table.c.mchid, table.c.nonce)

    async def spend(self, mchid: str, nonce: str, signed_at: datetime) -> bool:
        """True for the first caller with this (mchid, nonce), false for every other; committed when it returns."""
        return await self._together.do((mchid, nonce, signed_at))

    async def _spend_batch(self, batch: Sequence[Spent]) -> list[bool]:
        # Sorted, so that two processes take row locks in one order and never wait for each other in a circle.
        wanted = {(mchid, nonce): signed_at for mchid, nonce, signed_at in reversed(batch)}
        rows = [{"mchid": key[0], "nonce": key[1], "signed_at": at} for key, at in sorted(wanted.items())]
        async with self._database.write() as session:
            await self._sweep(session)
            taken = await (await session.connection()).execute(self._insert, rows)
            fresh = {(str(row.mchid), str(row.nonce)) for row in taken.all()}
        answers: list[bool] = []
        for mchid, nonce, _ in batch:
            answers.append((mchid, nonce) in fresh)
            fresh.discard((mchid, nonce))  # the same nonce twice in one batch: only the first is fresh
        return answers

    async def _sweep(self, session: Any) -> None:
        now = self._clock.now()
        if self._swept_at is not None and now - self._swept_at < SWEEP_EVERY:
            return
        self._swept_at = now
        await session.execute(
            delete(SpentNonceRow).where(col(SpentNonceRow.signed_at) < now - KEPT_FOR),
            execution_options={"synchronize_session": False},
        )

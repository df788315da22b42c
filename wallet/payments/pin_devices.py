"""Wrong PINs counted by device, across everybody who guesses on it: whoever tries a few numbers on many accounts meets
this ladder where no single account's is reached. Called by `pins.py`, in the transaction that counts the guess.

A right PIN wipes nothing here, or an own account would give guesses at others' back; the count fades with time."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable

GUESSES = 20  # wrong ones on each step: a household may share a device
LOCKS = (timedelta(minutes=15), timedelta(hours=3), timedelta(hours=24))  # the last one repeats
FORGOTTEN_AFTER = timedelta(hours=24)  # since the last wrong one


class PinDeviceRow(WalletTable, table=True):
    """device: the host's digest of what it knows a device by; it means nothing here."""

    __tablename__ = "pin_devices"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("guesses >= 0", name="guesses_of_a_device_are_counted"),)

    device: str = Field(primary_key=True, max_length=64)
    guesses: int = 0
    guessed_at: datetime = Field(sa_type=UtcDateTime)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


async def count_guess(session: AsyncSession, device: str, now: datetime) -> tuple[datetime | None, bool]:
    """One more guess, before it is compared. Returns until when this device is locked, or None; and whether it was
    locked before this guess, which then does not count."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(PinDeviceRow).values(device=device, guesses=0, guessed_at=now)
    await session.execute(fresh.on_conflict_do_nothing())
    row = await _lock(session, device)
    if row.locked_until and row.locked_until > now:
        return row.locked_until, True
    row.guesses = 1 if now - row.guessed_at > FORGOTTEN_AFTER else row.guesses + 1
    row.guessed_at, row.locked_until = now, None
    if row.guesses % GUESSES == 0:
        row.locked_until = now + LOCKS[min(row.guesses // GUESSES, len(LOCKS)) - 1]
    return row.locked_until, False


async def take_back(session: AsyncSession, device: str) -> None:
    """The guess was right: it does not count, and a lock it ran into does not hold."""
    row = await _lock(session, device)
    if row.guesses % GUESSES == 0:
        row.locked_until = None
    row.guesses = max(0, row.guesses - 1)


async def _lock(session: AsyncSession, device: str) -> PinDeviceRow:
    wanted = select(PinDeviceRow).where(PinDeviceRow.device == device).with_for_update()
    return (await session.exec(wanted.execution_options(populate_existing=True))).one()

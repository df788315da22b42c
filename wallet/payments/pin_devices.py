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


async def locked_until(session: AsyncSession, device: str, now: datetime) -> datetime | None:
    """Until when no guess of this device is compared; None when it may guess. device: "" for unknown."""
    row = (await session.exec(select(PinDeviceRow).where(PinDeviceRow.device == device))).one_or_none()
    return row.locked_until if row and row.locked_until and row.locked_until > now else None


async def count_wrong(session: AsyncSession, device: str, now: datetime) -> datetime | None:
    """One more wrong PIN; returns the lock it runs into."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(PinDeviceRow).values(device=device, guesses=0, guessed_at=now).on_conflict_do_nothing()
    await session.execute(fresh)
    wanted = select(PinDeviceRow).where(PinDeviceRow.device == device).with_for_update()
    row = (await session.exec(wanted)).one()
    row.guesses = 1 if now - row.guessed_at > FORGOTTEN_AFTER else row.guesses + 1
    row.guessed_at = now
    if row.guesses % GUESSES == 0:
        row.locked_until = now + LOCKS[min(row.guesses // GUESSES, len(LOCKS)) - 1]
    return row.locked_until if row.locked_until and row.locked_until > now else None

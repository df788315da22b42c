"""The six digits with which a person allows a payment. Called by `confirm`, by the flow that sets a PIN, and by
whatever else must know that the person herself is there.

A guess is counted, and committed, before it is compared: a refused payment, a crash or a hundred guesses at once never
give one back. The right PIN wipes the count. The ladder counts by person, so new sessions win nothing; a second one
counts by device (`pin_devices.py`), so trying one PIN on many people wins nothing either."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from sqlalchemy import CheckConstraint
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.payments import pin_devices
from wallet.payments.pin_hashing import hash_pin, pin_matches, require_room

GUESSES = 5  # wrong ones on each step of the ladder
LOCKS = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=3), timedelta(hours=24))  # the last one repeats
SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
# Often chosen, beyond what the patterns of `is_weak` catch: keypad walks, and numbers that sound like words in Chinese.
OFTEN_CHOSEN = {"123321", "654456", "147258", "258369", "159753", "147369", "789456", "456123", "520131", "521314"}


class PinRow(WalletTable, table=True):
    __tablename__ = "pins"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("guesses >= 0", name="guesses_are_counted"),)

    person_id: str = Field(primary_key=True, max_length=40)
    encoded: str = Field(max_length=200)
    guesses: int = 0  # since the last right PIN, the one being compared included
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    set_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(eq=False)
class PinNotSet(WalletError):
    code: ClassVar[str] = "pin_not_set"
    person_id: str


@dataclass(eq=False)
class PinAlreadySet(WalletError):
    code: ClassVar[str] = "pin_already_set"
    person_id: str


@dataclass(eq=False)
class PinUnfit(WalletError):
    """reason: "six_digits" or "too_easy"."""

    code: ClassVar[str] = "pin_unfit"
    reason: str


@dataclass(eq=False)
class PinWrong(WalletError):
    """tries_left: before the next lock."""

    code: ClassVar[str] = "pin_wrong"
    tries_left: int


@dataclass(eq=False)
class PinLocked(WalletError):
    """Nothing was compared, or this guess was the last one before the lock."""

    code: ClassVar[str] = "pin_locked"
    until: datetime


@dataclass(eq=False)
class PinLockedHere(WalletError):
    """Too many wrong PINs on this device, whoever's; the person may pay on another one."""

    code: ClassVar[str] = "pin_locked_here"
    until: datetime


async def has_pin(house: WalletHouse, person_id: str) -> bool:
    async with house.database.read() as session:
        return await _find(session, person_id) is not None


async def set_pin(house: WalletHouse, person_id: str, pin: str) -> None:
    """The first PIN. Raises PinUnfit, PinAlreadySet."""
    require_fit(pin)
    require_room()
    encoded = await hash_pin(pin, house.settings.pin_pepper.get_secret_value(), house.chance)
    async with house.database.write() as session:
        if await _find(session, person_id, lock=True):
            raise PinAlreadySet(person_id)
        session.add(PinRow(person_id=person_id, encoded=encoded, set_at=house.clock.now()))


async def change_pin(house: WalletHouse, person_id: str, old: str, new: str, *, device: str = "") -> None:
    """Raises PinUnfit, and whatever `check_pin` raises for the old one."""
    require_fit(new)
    await check_pin(house, person_id, old, device=device)
    encoded = await hash_pin(new, house.settings.pin_pepper.get_secret_value(), house.chance)
    async with house.database.write() as session:
        row = await _find(session, person_id, lock=True)
        if row is None:
            raise PinNotSet(person_id)
        row.encoded, row.set_at = encoded, house.clock.now()


async def reset_pin(house: WalletHouse, person_id: str, new: str) -> None:
    """Another PIN without the old one: the caller has made sure, just now, that the person herself is there. The
    person's ladder begins anew, the device's does not. Raises PinUnfit, PinNotSet."""
    require_fit(new)
    require_room()
    encoded = await hash_pin(new, house.settings.pin_pepper.get_secret_value(), house.chance)
    async with house.database.write() as session:
        row = await _find(session, person_id, lock=True)
        if row is None:
            raise PinNotSet(person_id)
        row.encoded, row.set_at, row.guesses, row.locked_until = encoded, house.clock.now(), 0, None


async def check_pin(house: WalletHouse, person_id: str, pin: str, *, device: str = "") -> None:
    """Returns when the PIN is right. device: what the host knows the person's device by, a digest of 64 letters; ""
    when it does not. Raises PinNotSet, PinLocked, PinLockedHere, PinWrong, PinsBusy."""
    require_room()
    encoded, guesses, locked_until = await _count_guess(house, person_id, device)
    if await pin_matches(encoded, pin, house.settings.pin_pepper.get_secret_value()):
        await _forget_guesses(house, person_id, encoded, device)
    elif locked_until:
        raise PinLocked(locked_until)
    else:
        raise PinWrong(tries_left=GUESSES - guesses % GUESSES)


def require_fit(pin: str) -> None:
    """Raises PinUnfit."""
    if not SIX_DIGITS.fullmatch(pin):
        raise PinUnfit("six_digits")
    if is_weak(pin):
        raise PinUnfit("too_easy")


def is_weak(pin: str) -> bool:
    """Whether a stranger would try it early: few digits, even steps (also past 9), repeats, and known favourites."""
    digits = [int(digit) for digit in pin]
    steps = {(right - left) % 10 for left, right in pairwise(digits)}
    doubled = digits[::2] == digits[1::2] and len(steps) <= 2  # 112233
    return len(set(digits)) <= 2 or len(steps) == 1 or pin[:3] == pin[3:] or doubled or pin in OFTEN_CHOSEN


async def _count_guess(house: WalletHouse, person_id: str, device: str) -> tuple[str, int, datetime | None]:
    """Commit one guess before it is compared. Returns the hash, the count, and the lock this guess runs into."""
    now = house.clock.now()
    async with house.database.write() as session:
        row = await _find(session, person_id, lock=True)
        if row is None:
            raise PinNotSet(person_id)
        if row.locked_until and row.locked_until > now:
            raise PinLocked(row.locked_until)
        if device:
            until, was_locked = await pin_devices.count_guess(session, device, now)
            if until and was_locked:
                raise PinLockedHere(until)
        row.guesses += 1
        row.locked_until = None
        if row.guesses % GUESSES == 0:
            # Locked at once, so that guesses sent together with the last one find the door shut.
            row.locked_until = now + LOCKS[min(row.guesses // GUESSES, len(LOCKS)) - 1]
        return row.encoded, row.guesses, row.locked_until


async def _forget_guesses(house: WalletHouse, person_id: str, encoded: str, device: str) -> None:
    async with house.database.write() as session:
        row = await _find(session, person_id, lock=True)
        # A PIN that was changed meanwhile is not the one that was right.
        if row and row.encoded == encoded:
            row.guesses, row.locked_until = 0, None
        if device:
            await pin_devices.take_back(session, device)


async def _find(session: AsyncSession, person_id: str, *, lock: bool = False) -> PinRow | None:
    wanted = select(PinRow).where(PinRow.person_id == person_id)
    return (await session.exec(wanted.with_for_update() if lock else wanted)).one_or_none()

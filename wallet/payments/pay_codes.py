"""A person's pay code: turned on with the PIN, shown for some minutes ahead, read at a till, withdrawn. Called by the
host's pay-code flow and by `code_payments.py`; the digits themselves are made in `pay_code_digits.py`."""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.payments import pay_code_digits as digits
from wallet.payments.pay_code_rows import (
    AuthCodeInvalid,
    MinuteCode,
    PayCode,
    PayCodeOff,
    PayCodeRow,
    PayLimitInvalid,
)
from wallet.payments.pins import check_pin
from wallet.secrets import ensure_secret

__all__ = [
    "AuthCodeInvalid",
    "MinuteCode",
    "PayCode",
    "PayCodeOff",
    "PayLimitInvalid",
    "codes_ahead",
    "find_pay_code",
    "turn_off",
    "turn_on",
    "withdraw_codes",
]

MINUTES_AHEAD = 5  # what a page may keep for a while without a network
SECRET_NAME = "pay_codes.key"  # noqa: S105  the name of a file, not a secret


async def turn_on(house: WalletHouse, person_id: str, *, free_minor_max: int, pin: str) -> None:
    """free_minor_max: above it the person is asked; 0 asks always. Turning on again changes the limit.

    Raises PayLimitInvalid, and what `check_pin` raises.
    """
    highest = house.settings.pay_code_free_minor_max
    if not 0 <= free_minor_max <= highest:
        raise PayLimitInvalid(free_minor_max, highest)
    await check_pin(house, person_id, pin)
    while not await _turned_on(house, person_id, free_minor_max):
        try:
            async with house.database.write() as session:
                session.add(
                    PayCodeRow(
                        person_id=person_id,
                        slot=house.chance.randrange(0, digits.HALF),
                        salt=house.chance.randbytes(16).hex(),
                        free_minor_max=free_minor_max,
                        turned_on_at=house.clock.now(),
                    )
                )
        except IntegrityError:
            continue  # the slot is taken, or the same person came twice at once
        return


async def turn_off(house: WalletHouse, person_id: str) -> None:
    """Every code shown so far is worthless from now on."""
    await _change(house, person_id, is_on=False)


async def withdraw_codes(house: WalletHouse, person_id: str) -> None:
    """As `turn_off`, and new ones may be shown at once."""
    await _change(house, person_id)


async def find_pay_code(house: WalletHouse, person_id: str) -> PayCode | None:
    """None when the person never turned it on."""
    async with house.database.read() as session:
        row = await session.get(PayCodeRow, person_id)
    if row is None:
        return None
    used = row.free_count if row.free_day == day_of(house.clock.now()) else 0
    left = max(0, house.settings.pay_code_free_per_day - used)
    return PayCode(person_id, row.is_on, row.free_minor_max, left)


async def codes_ahead(house: WalletHouse, person_id: str) -> list[MinuteCode]:
    """The code of this minute and of the next ones. Raises PayCodeOff."""
    async with house.database.read() as session:
        row = await session.get(PayCodeRow, person_id)
    if row is None or not row.is_on:
        raise PayCodeOff(person_id)
    key, first = key_of(house), digits.step_at(house.clock.now())
    return [
        MinuteCode(
            digits.code_of(key, row.slot, row.salt, row.generation, step),
            datetime.fromtimestamp(step * digits.STEP_SECONDS, UTC),
            datetime.fromtimestamp((step + 1) * digits.STEP_SECONDS, UTC),
        )
        for step in range(first, first + MINUTES_AHEAD)
    ]


async def find_by_code(house: WalletHouse, code: str) -> PayCodeRow:
    """For this room only: whose code this is, now. Raises AuthCodeInvalid."""
    key, now = key_of(house), house.clock.now()
    opened = digits.open_code(key, code)
    if opened is None:
        raise AuthCodeInvalid
    slot, tag = opened
    async with house.database.read() as session:
        row = (await session.exec(select(PayCodeRow).where(PayCodeRow.slot == slot))).one_or_none()
    if row is None or not row.is_on or not digits.is_current(key, slot, row.salt, row.generation, tag, now):
        raise AuthCodeInvalid
    return row


async def use_code(session: AsyncSession, row: PayCodeRow, *, is_free: bool, now: datetime) -> None:
    """Use the code up, in the caller's transaction: of all who hold it, one gets here first.

    is_free: counts as one of today's payments without a PIN. Raises AuthCodeInvalid when somebody was faster.
    """
    day = day_of(now)
    change = update(PayCodeRow).where(
        col(PayCodeRow.person_id) == row.person_id,
        col(PayCodeRow.generation) == row.generation,
        col(PayCodeRow.is_on).is_(True),
    )
    counted = {"free_day": day, "free_count": 1 + (row.free_count if row.free_day == day else 0)} if is_free else {}
    used = await session.exec(
        change.values(generation=PayCodeRow.generation + 1, **counted).returning(col(PayCodeRow.person_id)),
        execution_options={"synchronize_session": False},
    )
    if not used.all():
        raise AuthCodeInvalid


def needs_pin(house: WalletHouse, row: PayCodeRow, total_minor: int) -> bool:
    """Whether the person is asked: above her limit, or after too many payments without a PIN today."""
    used = row.free_count if row.free_day == day_of(house.clock.now()) else 0
    return total_minor > row.free_minor_max or used >= house.settings.pay_code_free_per_day


def digest_of_code(house: WalletHouse, code: str) -> str:
    """Keyed, so that the table does not help whoever tries all codes."""
    return hashlib.blake2b(code.encode(), key=key_of(house), digest_size=32).hexdigest()


def key_of(house: WalletHouse) -> bytes:
    """32 bytes beside the data, never in the database."""
    return ensure_secret(house.settings.data, SECRET_NAME)


def day_of(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


async def _turned_on(house: WalletHouse, person_id: str, free_minor_max: int) -> bool:
    """Turn on a row that is there; False when there is none."""
    return await _change(house, person_id, is_on=True, free_minor_max=free_minor_max)


async def _change(house: WalletHouse, person_id: str, **values: object) -> bool:
    change = update(PayCodeRow).where(col(PayCodeRow.person_id) == person_id)
    async with house.database.write() as session:
        found = await session.exec(
            change.values(generation=PayCodeRow.generation + 1, **values).returning(col(PayCodeRow.person_id)),
            execution_options={"synchronize_session": False},
        )
        return bool(found.all())

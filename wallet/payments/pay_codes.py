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
    PayCodeOff,
    PayCodeRow,
)
from wallet.payments.pins import check_pin
from wallet.secrets import ensure_secret

__all__ = [
    "AuthCodeInvalid",
    "MinuteCode",
    "PayCodeOff",
    "codes_ahead",
    "is_on",
    "turn_off",
    "turn_on",
    "withdraw_codes",
]

MINUTES_AHEAD = 5  # what a page may keep for a while without a network
SECRET_NAME = "pay_codes.key"  # noqa: S105  the name of a file, not a secret


async def turn_on(house: WalletHouse, person_id: str, *, pin: str, device: str = "") -> None:
    """Raises what `check_pin` raises. How much a code pays without the PIN is the person's amount for all payments
    (`standing.set_pin_free`)."""
    await check_pin(house, person_id, pin, device=device)
    while not await _change(house, person_id, is_on=True):
        try:
            async with house.database.write() as session:
                session.add(
                    PayCodeRow(
                        person_id=person_id,
                        slot=house.chance.randrange(0, digits.HALF),
                        salt=house.chance.randbytes(16).hex(),
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


async def is_on(house: WalletHouse, person_id: str) -> bool:
    async with house.database.read() as session:
        row = await session.get(PayCodeRow, person_id)
    return row is not None and row.is_on


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


async def use_code(session: AsyncSession, row: PayCodeRow) -> None:
    """Use the code up, in the caller's transaction: of all who hold it, one gets here first. Raises AuthCodeInvalid
    when somebody was faster."""
    change = update(PayCodeRow).where(
        col(PayCodeRow.person_id) == row.person_id,
        col(PayCodeRow.generation) == row.generation,
        col(PayCodeRow.is_on).is_(True),
    )
    used = await session.exec(
        change.values(generation=PayCodeRow.generation + 1).returning(col(PayCodeRow.person_id)),
        execution_options={"synchronize_session": False},
    )
    if not used.all():
        raise AuthCodeInvalid


def digest_of_code(house: WalletHouse, code: str) -> str:
    """Keyed, so that the table does not help whoever tries all codes."""
    return hashlib.blake2b(code.encode(), key=key_of(house), digest_size=32).hexdigest()


def key_of(house: WalletHouse) -> bytes:
    """32 bytes beside the data, never in the database."""
    return ensure_secret(house.settings.data, SECRET_NAME)


async def _change(house: WalletHouse, person_id: str, **values: object) -> bool:
    change = update(PayCodeRow).where(col(PayCodeRow.person_id) == person_id)
    async with house.database.write() as session:
        found = await session.exec(
            change.values(generation=PayCodeRow.generation + 1, **values).returning(col(PayCodeRow.person_id)),
            execution_options={"synchronize_session": False},
        )
        return bool(found.all())

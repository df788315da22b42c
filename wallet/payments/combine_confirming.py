"""A person pays a combined payment with one PIN: all of it or nothing.

One entry moves the whole sum from the person to an account of its own (`combine:<id>`); that entry is the payment, and
the ledger alone decides about it. Then each part gets its share from there, under a key of its own. No step of the
second half can fail for lack of money, each may be repeated, and `finish_combined` does so after a crash."""

from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ledger.model import (
    AccountRefused,
    Draft,
    DraftInvalid,
    Entry,
    InsufficientFunds,
    KeyReused,
    Kind,
    LedgerBusy,
)
from wallet.money import Money
from wallet.payments.accounts import merchant_account, person_account, spend, waiting_account
from wallet.payments.combine_reading import get_row, view
from wallet.payments.combine_rows import Combined, CombinedRow, CombinedState, change_combined
from wallet.payments.combine_settling import COMBINE_CAUSE, combine_key, settle_combined, settle_divided
from wallet.payments.fencing import use_up
from wallet.payments.limits import Use, give_back, take
from wallet.payments.numbers import new_transaction_id
from wallet.payments.order_rows import (
    OrderAlreadyPaid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderRow,
    OrderState,
    PaymentInterrupted,
)
from wallet.payments.pin_asking import ask_pin
from wallet.payments.recovery import ATTEMPT_LIFE
from wallet.payments.settling import ORDER_CAUSE, pay_key, settle_order

STATIC = {"synchronize_session": False}


async def confirm_combined(
    house: WalletHouse, *, combine_id: str, person_id: str, pin: str, device: str = ""
) -> Combined:
    """The paid whole; the same one again when the person repeats herself. Raises what `confirm_order` raises."""
    row = await get_row(house, combine_id)
    if row.state == CombinedState.PAYING and await look_after_combined(house, row):
        row = await get_row(house, combine_id)
    _require_payable(house, row, person_id)
    if row.state != CombinedState.SUCCESS:
        given = await ask_pin(house, person_id, pin, Money(row.total_minor, row.currency), device=device)
        row = await _begin(house, combine_id, person_id, without_pin=not given)
    if row.state != CombinedState.SUCCESS:
        entry = await _move_money(house, row, person_id)
        async with house.database.write() as session:
            await settle_combined(session, entry)
    await divide(house, combine_id)
    return await view(house, combine_id)


async def look_after_combined(house: WalletHouse, row: CombinedRow) -> bool:
    """Bring a PAYING whole to what the journal says. True: it is no longer PAYING; False: somebody may be at it."""
    key, since = combine_key(row.id, row.attempt), row.paying_since
    entry = await house.ledger.find_entry_by_key(key)
    if entry is None:
        if since and house.clock.now() - since < ATTEMPT_LIFE:
            return False
        ensure(since, "what is being paid knows since when", combined=row.id)
        assert since
        entry = await use_up(house, key, currency=row.currency, cause=f"fence:{row.id}", until=since + ATTEMPT_LIFE)
    await _write_down(house, row, entry)
    return True


async def divide(house: WalletHouse, combine_id: str) -> None:
    """Give each part of a paid whole its money; harmless when repeated.

    A part whose merchant's account takes none keeps waiting in the whole's account, and the next round tries again.
    """
    row = await get_row(house, combine_id)
    if row.divided_at or row.state != CombinedState.SUCCESS:
        return
    wanted = select(OrderRow).where(OrderRow.combine_id == row.id, OrderRow.state == OrderState.PAYING)
    async with house.database.read() as session:
        parts = (await session.exec(wanted.order_by(col(OrderRow.id)))).all()
    waiting = await waiting_account(house, COMBINE_CAUSE + row.id, row.currency)
    entries: list[Entry] = []
    for part in parts:
        merchant = await merchant_account(house, part.mchid, part.currency)
        draft = Draft(pay_key(part.id, 1), Kind.POST, waiting, merchant, part.total_minor, ORDER_CAUSE + part.id)
        try:
            entries.append(await house.ledger.submit(draft))
        except (AccountRefused, LedgerBusy):
            continue
    async with house.database.write() as session:
        for entry in entries:
            await settle_order(session, entry)
        await settle_divided(session, row.id, house.clock.now())


async def _begin(house: WalletHouse, combine_id: str, person_id: str, *, without_pin: bool) -> CombinedRow:
    """The intent, for the whole and its parts in one transaction: from here on nobody else can close or pay it. The sum
    counts once against the person's limits; a refusal leaves everything as it was."""
    now = house.clock.now()
    change = update(CombinedRow).where(
        col(CombinedRow.id) == combine_id,
        col(CombinedRow.state) == CombinedState.NOTPAY,
        col(CombinedRow.expires_at) > now,
    )
    async with house.database.write() as session:
        begun = await change_combined(
            session, change.values(state=CombinedState.PAYING, paying_since=now, payer_person_id=person_id)
        )
        if begun:
            await _begin_parts(house, session, begun, now)
            amount = Money(begun.total_minor, begun.currency)
            key = combine_key(begun.id, begun.attempt)
            await take(session, house, Use(key, person_id, "payment", amount, without_pin))
    if begun is None:
        begun = await get_row(house, combine_id)
        _require_payable(house, begun, person_id)
        if begun.state == CombinedState.NOTPAY:
            raise OrderIsBeingPaid(combine_id)  # it was, a moment ago, and that attempt has just been refused
    return begun


async def _begin_parts(house: WalletHouse, session: AsyncSession, row: CombinedRow, now: datetime) -> None:
    parts = (await session.exec(select(OrderRow.id).where(OrderRow.combine_id == row.id))).all()
    for part in parts:
        number = func.coalesce(OrderRow.transaction_id, new_transaction_id(now, house.chance))
        change = update(OrderRow).where(col(OrderRow.id) == part, col(OrderRow.state) == OrderState.NOTPAY)
        begun = await session.exec(
            change.values(
                state=OrderState.PAYING, paying_since=now, payer_person_id=row.payer_person_id, transaction_id=number
            ),
            execution_options=STATIC,
        )
        ensure(begun.rowcount == 1, "the parts of what is not paid are not paid", order=part)


async def _move_money(house: WalletHouse, row: CombinedRow, person_id: str) -> Entry:
    key = combine_key(row.id, row.attempt)
    try:
        person = await person_account(house, person_id, row.currency)
        waiting = await waiting_account(house, COMBINE_CAUSE + row.id, row.currency)
        draft = Draft(key, Kind.POST, person, waiting, row.total_minor, cause=COMBINE_CAUSE + row.id)
        return await spend(house, row.currency, draft)
    except (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy):
        # Certain: nothing was posted, and only this call could post under this attempt.
        await _give_up(house, row, attempt=row.attempt)
        raise
    except KeyReused as error:
        # This call was slow and recovery has fenced the attempt off.
        entry = await house.ledger.find_entry_by_key(key)
        ensure(entry, "a reused key is in the journal", combined=row.id)
        assert entry
        await _write_down(house, row, entry)
        raise PaymentInterrupted(row.id) from error


async def _write_down(house: WalletHouse, row: CombinedRow, entry: Entry) -> None:
    """entry: the one that has the attempt's key: the payment, or a fence."""
    if entry.cause != COMBINE_CAUSE + row.id:
        return await _give_up(house, row, attempt=row.attempt + 1)
    async with house.database.write() as session:
        await settle_combined(session, entry)
    return await divide(house, row.id)


async def _give_up(house: WalletHouse, row: CombinedRow, *, attempt: int) -> None:
    """Let it be paid again, if this attempt is still the current one. attempt: the next one's number."""
    change = update(CombinedRow).where(
        col(CombinedRow.id) == row.id,
        col(CombinedRow.state) == CombinedState.PAYING,
        col(CombinedRow.attempt) == row.attempt,
    )
    parts = update(OrderRow).where(col(OrderRow.combine_id) == row.id, col(OrderRow.state) == OrderState.PAYING)
    async with house.database.write() as session:
        open_again = change.values(state=CombinedState.NOTPAY, attempt=attempt, paying_since=None, payer_person_id=None)
        if await change_combined(session, open_again):
            values = parts.values(state=OrderState.NOTPAY, paying_since=None, payer_person_id=None)
            await session.exec(values, execution_options=STATIC)
        # Whoever calls knows that nothing was paid under this attempt, and that nothing will be.
        await give_back(session, combine_key(row.id, row.attempt))


def _require_payable(house: WalletHouse, row: CombinedRow, person_id: str) -> None:
    """Passes what can be paid, and what this person has paid."""
    if row.state == CombinedState.SUCCESS and row.payer_person_id != person_id:
        raise OrderAlreadyPaid(row.id)
    if row.state == CombinedState.CLOSED:
        raise OrderIsClosed(row.id)
    if row.state == CombinedState.PAYING:
        raise OrderIsBeingPaid(row.id)
    if row.state == CombinedState.NOTPAY and row.expires_at <= house.clock.now():
        raise OrderExpired(row.id, row.expires_at)

"""A person agrees that up to an amount is set aside for a merchant. The same steps as paying an order (`confirm.py`):
the guess is committed, the hold goes WAIT_USER_CONFIRM -> CONFIRMING, the ledger sets the money aside under the
attempt's key, the row is settled. A reaction settles again; `look_after_confirming` ends what nobody ended.

What is set aside counts against the person's limits like a payment; its end corrects that (`hold_settling`)."""

from sqlalchemy import update
from sqlmodel import col, select

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
from wallet.payments.accounts import merchant_account, person_account, spend
from wallet.payments.fencing import use_up
from wallet.payments.hold_rows import HoldRow, HoldState, HoldUnknown, MerchantHold, change_hold, view_of
from wallet.payments.hold_settling import HOLD_CAUSE, hold_key, settle_held
from wallet.payments.limits import Use, give_back, take
from wallet.payments.order_rows import (
    OrderAlreadyPaid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderIsClosed,
    PaymentInterrupted,
)
from wallet.payments.pin_asking import ask_pin
from wallet.payments.recovery import ATTEMPT_LIFE

OVER = (HoldState.CLOSED, HoldState.RELEASED, HoldState.EXPIRED)


async def confirm_hold(house: WalletHouse, *, hold_id: str, person_id: str, pin: str, device: str = "") -> MerchantHold:
    """The hold, set aside; the same one again when the person repeats herself. Raises what `confirm_order` raises."""
    row = await get_hold_row(house, hold_id)
    if row.state == HoldState.CONFIRMING and await look_after_confirming(house, row):
        row = await get_hold_row(house, hold_id)
    _require_open(house, row, person_id)
    if row.state != HoldState.WAIT_USER_CONFIRM:
        return view_of(row)
    given = await ask_pin(house, person_id, pin, Money(row.amount_minor, row.currency), device=device)
    row = await _begin(house, hold_id, person_id, without_pin=not given)
    if row.state != HoldState.CONFIRMING:
        return view_of(row)
    entry = await _set_aside(house, row, person_id)
    async with house.database.write() as session:
        return await settle_held(session, entry)


async def look_after_confirming(house: WalletHouse, row: HoldRow) -> bool:
    """Bring a CONFIRMING hold to what the journal says. True: it is no longer so; False: somebody may be at it."""
    key, since = hold_key(row.id, row.attempt), row.confirming_since
    entry = await house.ledger.find_entry_by_key(key)
    if entry is None:
        if since and house.clock.now() - since < ATTEMPT_LIFE:
            return False
        ensure(since, "what is being confirmed knows since when", hold=row.id)
        assert since
        entry = await use_up(house, key, currency=row.currency, cause=f"fence:{row.id}", until=since + ATTEMPT_LIFE)
    await _write_down(house, row, entry)
    return True


async def get_hold_row(house: WalletHouse, hold_id: str) -> HoldRow:
    """Raises HoldUnknown."""
    async with house.database.read() as session:
        row = (await session.exec(select(HoldRow).where(HoldRow.id == hold_id))).one_or_none()
    if row is None:
        raise HoldUnknown(hold_id)
    return row


async def _begin(house: WalletHouse, hold_id: str, person_id: str, *, without_pin: bool) -> HoldRow:
    now = house.clock.now()
    change = update(HoldRow).where(
        col(HoldRow.id) == hold_id,
        col(HoldRow.state) == HoldState.WAIT_USER_CONFIRM,
        col(HoldRow.confirm_before) > now,
    )
    async with house.database.write() as session:
        begun = await change_hold(
            session, change.values(state=HoldState.CONFIRMING, confirming_since=now, payer_person_id=person_id)
        )
        if begun:
            amount = Money(begun.amount_minor, begun.currency)
            key = hold_key(begun.id, begun.attempt)
            await take(session, house, Use(key, person_id, "payment", amount, without_pin))
    if begun is None:
        begun = await get_hold_row(house, hold_id)
        _require_open(house, begun, person_id)
        if begun.state == HoldState.WAIT_USER_CONFIRM:
            raise OrderIsBeingPaid(hold_id)  # it was, a moment ago, and that attempt has just been refused
    return begun


async def _set_aside(house: WalletHouse, row: HoldRow, person_id: str) -> Entry:
    key = hold_key(row.id, row.attempt)
    try:
        person = await person_account(house, person_id, row.currency)
        merchant = await merchant_account(house, row.mchid, row.currency)
        draft = Draft(
            key, Kind.AUTHORIZE, person, merchant, row.amount_minor, HOLD_CAUSE + row.id, expires_at=row.expires_at
        )
        return await spend(house, row.currency, draft)
    except (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy):
        # Certain: nothing was set aside, and only this call could do it under this attempt.
        await _give_up(house, row, attempt=row.attempt)
        raise
    except KeyReused as error:
        # This call was slow and recovery has fenced the attempt off.
        entry = await house.ledger.find_entry_by_key(key)
        ensure(entry, "a reused key is in the journal", hold=row.id)
        assert entry
        await _write_down(house, row, entry)
        raise PaymentInterrupted(row.id) from error


async def _write_down(house: WalletHouse, row: HoldRow, entry: Entry) -> None:
    """entry: the one that has the attempt's key: the hold, or a fence."""
    if entry.cause == HOLD_CAUSE + row.id:
        async with house.database.write() as session:
            await settle_held(session, entry)
    else:
        await _give_up(house, row, attempt=row.attempt + 1)


async def _give_up(house: WalletHouse, row: HoldRow, *, attempt: int) -> None:
    """Let it be confirmed again, if this attempt is still the current one. attempt: the next one's number."""
    change = update(HoldRow).where(
        col(HoldRow.id) == row.id, col(HoldRow.state) == HoldState.CONFIRMING, col(HoldRow.attempt) == row.attempt
    )
    values = change.values(
        state=HoldState.WAIT_USER_CONFIRM, attempt=attempt, confirming_since=None, payer_person_id=None
    )
    async with house.database.write() as session:
        await change_hold(session, values)
        # Whoever calls knows that nothing was set aside under this attempt, and that nothing will be.
        await give_back(session, hold_key(row.id, row.attempt))


def _require_open(house: WalletHouse, row: HoldRow, person_id: str) -> None:
    """Passes what can be confirmed, and what this person has confirmed."""
    if row.state in OVER:
        raise OrderIsClosed(row.id)
    if row.state == HoldState.CONFIRMING:
        raise OrderIsBeingPaid(row.id)
    if row.state != HoldState.WAIT_USER_CONFIRM and row.payer_person_id != person_id:
        raise OrderAlreadyPaid(row.id)
    if row.state == HoldState.WAIT_USER_CONFIRM and row.confirm_before <= house.clock.now():
        raise OrderExpired(row.id, row.confirm_before)

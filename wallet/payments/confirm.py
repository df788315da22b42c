"""A person pays an order with her PIN. Called by the cashier's flow, which has made sure that the order is hers.

Four steps, each safe to die after: the guess is committed, the order goes NOTPAY -> PAYING, the ledger moves the money
under the attempt's key, the order is settled. A reaction settles again; `recovery.py` ends what nobody ended."""

from sqlalchemy import func, update
from sqlmodel import col

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
from wallet.payments.limits import Use, take
from wallet.payments.numbers import new_transaction_id
from wallet.payments.order_rows import (
    PAID,
    Order,
    OrderAlreadyPaid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderIsCombined,
    OrderRow,
    OrderState,
    PaymentInterrupted,
    change_order,
    view_of,
)
from wallet.payments.orders import get_row
from wallet.payments.pin_asking import ask_pin
from wallet.payments.recovery import give_up, look_after, write_down
from wallet.payments.settling import ORDER_CAUSE, pay_key, settle_order

__all__ = ["InsufficientFunds", "LedgerBusy", "confirm_order", "pay_allowed_order"]


async def confirm_order(house: WalletHouse, *, order_id: str, person_id: str, pin: str, device: str = "") -> Order:
    """The paid order; the same one again when the person repeats herself. pin: "" where none is needed.

    Raises OrderUnknown, OrderIsCombined, OrderAlreadyPaid (by somebody else), OrderIsClosed, OrderExpired,
    OrderIsBeingPaid, whatever `ask_pin` and `limits.take` refuse, InsufficientFunds, AccountRefused, LedgerBusy,
    PaymentInterrupted.
    After a refusal by the ledger the order is NOTPAY again, and the guess stays counted only if the PIN was wrong.
    """
    row = await _unpaid(house, order_id, person_id)
    if row.state in PAID:
        return view_of(row)
    given = await ask_pin(house, person_id, pin, Money(row.total_minor, row.currency), device=device)
    return await _pay(house, order_id, person_id, without_pin=not given)


async def pay_allowed_order(house: WalletHouse, *, order_id: str, person_id: str) -> Order:
    """As `confirm_order`, without the PIN: the person has allowed it by showing her pay code. Raises PinNeeded when it
    is more than goes without the PIN now."""
    row = await _unpaid(house, order_id, person_id)
    return view_of(row) if row.state in PAID else await _pay(house, order_id, person_id, without_pin=True)


async def _pay(house: WalletHouse, order_id: str, person_id: str, *, without_pin: bool) -> Order:
    row = await _begin(house, order_id, person_id, without_pin=without_pin)
    if row.state in PAID:
        return view_of(row)
    entry = await _move_money(house, row, person_id)
    return await _settle(house, entry)


async def _unpaid(house: WalletHouse, order_id: str, person_id: str) -> OrderRow:
    """Or paid by this person. Refuse what no PIN can change, before a guess is spent on it."""
    row = await get_row(house, order_id)
    if row.combine_id:
        raise OrderIsCombined(row.id)
    if row.state == OrderState.PAYING and await look_after(house, row):
        row = await get_row(house, order_id)
    _require_payable(house, row, person_id)
    return row


async def _begin(house: WalletHouse, order_id: str, person_id: str, *, without_pin: bool) -> OrderRow:
    """The intent: from here on nobody can close the order, and nobody else can begin to pay it. It counts against the
    person's limits in the same transaction; a refusal leaves the order as it was."""
    now = house.clock.now()
    change = update(OrderRow).where(
        col(OrderRow.id) == order_id, col(OrderRow.state) == OrderState.NOTPAY, col(OrderRow.expires_at) > now
    )
    async with house.database.write() as session:
        begun = await change_order(
            session,
            change.values(
                state=OrderState.PAYING,
                paying_since=now,
                payer_person_id=person_id,
                # Kept over refused attempts, so that a person's receipt and a merchant's bill name one number.
                transaction_id=func.coalesce(OrderRow.transaction_id, new_transaction_id(now, house.chance)),
            ),
        )
        if begun:
            amount = Money(begun.total_minor, begun.currency)
            key = pay_key(begun.id, begun.attempt)
            await take(session, house, Use(key, person_id, "payment", amount, without_pin))
    if begun is None:
        begun = await get_row(house, order_id)
        _require_payable(house, begun, person_id)
        if begun.state == OrderState.NOTPAY:
            raise OrderIsBeingPaid(order_id)  # it was, a moment ago, and that attempt has just been refused
    return begun


async def _move_money(house: WalletHouse, row: OrderRow, person_id: str) -> Entry:
    key = pay_key(row.id, row.attempt)
    try:
        person = await person_account(house, person_id, row.currency)
        merchant = await merchant_account(house, row.mchid, row.currency)
        draft = Draft(key, Kind.POST, person, merchant, row.total_minor, cause=ORDER_CAUSE + row.id)
        return await spend(house, row.currency, draft)
    except (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy):
        # Certain: nothing was posted, and only this call could post under this attempt.
        await give_up(house, row, attempt=row.attempt)
        raise
    except KeyReused as error:
        # This call was slow and recovery has fenced the attempt off.
        entry = await house.ledger.find_entry_by_key(key)
        ensure(entry, "a reused key is in the journal", order=row.id)
        assert entry
        await write_down(house, row, entry)
        raise PaymentInterrupted(row.id) from error


async def _settle(house: WalletHouse, entry: Entry) -> Order:
    async with house.database.write() as session:
        order = await settle_order(session, entry)
    ensure(order.is_paid, "a settled order is paid", order=order.id)
    return order


def _require_payable(house: WalletHouse, row: OrderRow, person_id: str) -> None:
    """Passes an order that can be paid, and one that this person has paid."""
    if row.state in PAID and row.payer_person_id != person_id:
        raise OrderAlreadyPaid(row.id)
    if row.state == OrderState.CLOSED:
        raise OrderIsClosed(row.id)
    if row.state == OrderState.PAYING:
        raise OrderIsBeingPaid(row.id)
    if row.state == OrderState.NOTPAY and row.expires_at <= house.clock.now():
        raise OrderExpired(row.id, row.expires_at)

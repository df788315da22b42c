"""Orders: create, find, close, expire. Called by the merchant API, by the cashier's flow, and by the worker for expiry.
Whether an order is paid is decided in `confirm.py`; tables, view and refusals stand in `order_rows.py`.

Every change is one conditional UPDATE, so confirm, close and expiry race for the row and exactly one wins."""

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from wallet.errors import WalletError, ensure
from wallet.house import WalletHouse
from wallet.payments.numbers import new_prepay_id
from wallet.payments.order_drafts import digest_of, require_valid
from wallet.payments.order_making import insert_order, new_order
from wallet.payments.order_rows import (
    PAID,
    Order,
    OrderAlreadyPaid,
    OrderDraft,
    OrderDraftInvalid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderIsCombined,
    OrderMismatch,
    OrderRow,
    OrderState,
    OrderUnknown,
    PayerUnknown,
    PaymentInterrupted,
    PrepayExpired,
    change_order,
    view_of,
)
from wallet.payments.recovery import ATTEMPT_LIFE, look_after

__all__ = [
    "Order",
    "OrderAlreadyPaid",
    "OrderDraft",
    "OrderDraftInvalid",
    "OrderExpired",
    "OrderIsBeingPaid",
    "OrderIsClosed",
    "OrderIsCombined",
    "OrderMismatch",
    "OrderRow",
    "OrderState",
    "OrderUnknown",
    "PayerUnknown",
    "PaymentInterrupted",
    "PrepayExpired",
    "close_order",
    "create_order",
    "expire_orders",
    "get_order",
    "get_order_by_out_trade_no",
    "get_order_by_prepay_id",
    "get_order_by_transaction_id",
]

PREPAY_LIFE = timedelta(hours=2)
PAYING_AT_ONCE = 200  # orders looked after in one round of expiry; the next round takes the rest


async def create_order(house: WalletHouse, draft: OrderDraft) -> Order:
    """The merchant's order, made once: the same draft again returns the same order, with a fresh prepay_id when the
    old one has run out.

    Raises OrderDraftInvalid, PayerUnknown, OrderMismatch, OrderAlreadyPaid, OrderIsClosed.
    """
    now = house.clock.now()
    try:
        require_valid(draft, now, demo=house.settings.demo, currencies=house.settings.all_currencies())
        if not await house.payer_known(draft.appid, draft.payer_openid):
            raise PayerUnknown(draft.appid, draft.payer_openid)
    except WalletError:
        # What was fine when the order was made may be too late by now: the repeat still gets its order.
        if found := await _find(house, draft):
            return await _again(house, found, draft)
        raise
    order, row = new_order(house, draft, now)
    if await insert_order(house.database, row):
        return order
    # The number was used before, or the same request came twice at once and the other one was faster.
    found = await _find(house, draft)
    ensure(found is not None, "an order that could not be made is there", out_trade_no=draft.out_trade_no)
    assert found is not None
    return await _again(house, found, draft)


async def get_order(house: WalletHouse, order_id: str) -> Order:
    """Raises OrderUnknown."""
    return view_of(await get_row(house, order_id))


async def get_order_by_out_trade_no(house: WalletHouse, mchid: str, out_trade_no: str) -> Order:
    """Raises OrderUnknown, also for another merchant's order."""
    return view_of(await _get_row_of_merchant(house, mchid, out_trade_no))


async def get_order_by_transaction_id(house: WalletHouse, mchid: str, transaction_id: str) -> Order:
    """Only a paid order has a transaction_id. Raises OrderUnknown."""
    wanted = select(OrderRow).where(
        OrderRow.transaction_id == transaction_id, OrderRow.mchid == mchid, col(OrderRow.state).in_(PAID)
    )
    async with house.database.read() as session:
        row = (await session.exec(wanted)).one_or_none()
    if row is None:
        raise OrderUnknown(transaction_id)
    return view_of(row)


async def get_order_by_prepay_id(house: WalletHouse, prepay_id: str) -> Order:
    """What a program's call-up names. Raises OrderUnknown, PrepayExpired."""
    no_part = col(OrderRow.combine_id).is_(None)
    async with house.database.read() as session:
        row = (await session.exec(select(OrderRow).where(OrderRow.prepay_id == prepay_id, no_part))).one_or_none()
    if row is None:
        raise OrderUnknown(prepay_id)
    if row.state == OrderState.NOTPAY and house.clock.now() - row.prepay_at >= PREPAY_LIFE:
        raise PrepayExpired(prepay_id)
    return view_of(row)


async def close_order(house: WalletHouse, mchid: str, out_trade_no: str) -> Order:
    """Never to be paid from now on; closing a closed order is fine.

    Raises OrderUnknown, OrderIsCombined, OrderAlreadyPaid, OrderIsBeingPaid.
    """
    row = await _get_row_of_merchant(house, mchid, out_trade_no)
    if row.combine_id:
        raise OrderIsCombined(row.id)
    if row.state == OrderState.PAYING and not await look_after(house, row):
        raise OrderIsBeingPaid(row.id)
    change = update(OrderRow).where(col(OrderRow.id) == row.id, col(OrderRow.state) == OrderState.NOTPAY)
    async with house.database.write() as session:
        closed = await change_order(session, change.values(state=OrderState.CLOSED))
    now = view_of(closed or await get_row(house, row.id))
    if now.is_paid:
        raise OrderAlreadyPaid(now.id)
    if now.state is not OrderState.CLOSED:
        raise OrderIsBeingPaid(now.id)
    return now


async def expire_orders(house: WalletHouse) -> int:
    """Close what nobody paid in time; returns how many. An order left in PAYING is first settled from the journal, so
    money that moved is never closed away."""
    now = house.clock.now()
    single = col(OrderRow.combine_id).is_(None)  # a part goes with its whole: `combined.finish_combined`
    left = select(OrderRow).where(
        OrderRow.state == OrderState.PAYING, col(OrderRow.paying_since) <= now - ATTEMPT_LIFE, single
    )
    async with house.database.read() as session:
        rows = (await session.exec(left.order_by(col(OrderRow.paying_since)).limit(PAYING_AT_ONCE))).all()
    for row in rows:
        await look_after(house, row)
    late = update(OrderRow).where(col(OrderRow.state) == OrderState.NOTPAY, col(OrderRow.expires_at) <= now, single)
    async with house.database.write() as session:
        closed = await session.exec(
            late.values(state=OrderState.CLOSED).returning(col(OrderRow.id)),
            execution_options={"synchronize_session": False},
        )
        return len(closed.all())


async def get_row(house: WalletHouse, order_id: str) -> OrderRow:
    """For this room only: the row with what the view hides. Raises OrderUnknown."""
    async with house.database.read() as session:
        row = (await session.exec(select(OrderRow).where(OrderRow.id == order_id))).one_or_none()
    if row is None:
        raise OrderUnknown(order_id)
    return row


async def _get_row_of_merchant(house: WalletHouse, mchid: str, out_trade_no: str) -> OrderRow:
    wanted = select(OrderRow).where(OrderRow.mchid == mchid, OrderRow.out_trade_no == out_trade_no)
    async with house.database.read() as session:
        row = (await session.exec(wanted)).one_or_none()
    if row is None:
        raise OrderUnknown(out_trade_no)
    return row


async def _find(house: WalletHouse, draft: OrderDraft) -> OrderRow | None:
    try:
        return await _get_row_of_merchant(house, draft.mchid, draft.out_trade_no)
    except OrderUnknown:
        return None


async def _again(house: WalletHouse, row: OrderRow, draft: OrderDraft) -> Order:
    now = house.clock.now()
    if row.content_digest != digest_of(draft):
        raise OrderMismatch(draft.out_trade_no)
    if row.state in PAID:
        raise OrderAlreadyPaid(row.id)
    if row.state == OrderState.CLOSED or (row.state == OrderState.NOTPAY and row.expires_at <= now):
        raise OrderIsClosed(row.id)
    if now - row.prepay_at < PREPAY_LIFE:
        return view_of(row)
    change = update(OrderRow).where(col(OrderRow.id) == row.id, col(OrderRow.prepay_at) == row.prepay_at)
    async with house.database.write() as session:
        fresh = await change_order(session, change.values(prepay_id=new_prepay_id(now, house.chance), prepay_at=now))
    # Another repeat may have refreshed it at the same moment: its prepay_id is as good.
    refreshed = fresh or await get_row(house, row.id)
    ensure(refreshed.id == row.id, "a refreshed order stays the same order", order=row.id)
    return view_of(refreshed)

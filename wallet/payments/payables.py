"""What a program may put before its person at the cashier: an order, a combined payment or a hold, found by the same
kind of prepay_id, shown and confirmed in the same way. Called by the host's flows; which of the three it is follows
from the id's prefix."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from wallet.house import WalletHouse
from wallet.payments.combine_reading import find_row
from wallet.payments.combine_rows import Combined, CombinedRow, CombinedState
from wallet.payments.combined import confirm_combined, get_combined, get_combined_by_out_trade_no
from wallet.payments.confirm import confirm_order
from wallet.payments.hold_rows import HoldState, HoldUnknown, MerchantHold
from wallet.payments.holds import confirm_hold, get_hold, get_hold_by_id, get_hold_by_prepay_id
from wallet.payments.orders import (
    PREPAY_LIFE,
    Order,
    OrderIsClosed,
    OrderState,
    OrderUnknown,
    PrepayExpired,
    get_order,
    get_order_by_out_trade_no,
    get_order_by_prepay_id,
)

__all__ = ["Part", "Payable", "confirm_payable", "find_done", "get_payable", "get_payable_by_prepay_id"]


@dataclass(frozen=True, slots=True)
class Part:
    """One merchant's share of a combined payment."""

    mchid: str
    description: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Payable:
    """kind: "order", "combined" or "hold"; state: "open", "done" (paid, or set aside) or "closed". mchid: who signed.
    parts: of a combined payment. until: a hold's end, if the merchant does not take it. done_at, seq: once done."""

    id: str
    kind: str
    state: str
    prepay_id: str
    mchid: str
    appid: str
    payer_openid: str
    description: str
    amount_minor: int
    currency: str
    expires_at: datetime
    parts: tuple[Part, ...] = ()
    until: datetime | None = None
    done_at: datetime | None = None
    seq: int | None = None


async def get_payable(house: WalletHouse, payable_id: str) -> Payable:
    """Raises OrderUnknown, HoldUnknown."""
    if payable_id.startswith("cmb_"):
        return _of_combined(await get_combined(house, payable_id))
    if payable_id.startswith("hld_"):
        return _of_hold(await get_hold_by_id(house, payable_id))
    return _of_order(await get_order(house, payable_id))


async def get_payable_by_prepay_id(house: WalletHouse, prepay_id: str) -> Payable:
    """What a program's call-up names. Raises OrderUnknown, PrepayExpired."""
    try:
        return _of_hold(await get_hold_by_prepay_id(house, prepay_id))
    except HoldUnknown:
        row = await find_row(house, CombinedRow.prepay_id == prepay_id)  # pyright: ignore[reportArgumentType]
    if row is None:
        return _of_order(await get_order_by_prepay_id(house, prepay_id))
    if row.state == CombinedState.NOTPAY and house.clock.now() - row.prepay_at >= PREPAY_LIFE:
        raise PrepayExpired(prepay_id)
    return await get_payable(house, row.id)


async def find_done(house: WalletHouse, mchid: str, number: str) -> Payable | None:
    """What a person has paid or set aside under this number of the merchant's, whatever became of it later."""
    found: list[Payable] = []
    with suppress(OrderUnknown):
        found.append(_of_order(await get_order_by_out_trade_no(house, mchid, number)))
    with suppress(OrderUnknown):
        found.append(_of_combined(await get_combined_by_out_trade_no(house, mchid, number)))
    with suppress(HoldUnknown):
        found.append(_of_hold(await get_hold(house, mchid, number)))
    return next((one for one in found if one.done_at), None)


async def confirm_payable(
    house: WalletHouse, payable_id: str, *, person_id: str, pin: str, device: str = ""
) -> Payable:
    """Pay it or set it aside, once; the same again when the person repeats herself.

    Raises what `confirm_order` raises, and HoldUnknown."""
    if payable_id.startswith("cmb_"):
        combined = await confirm_combined(house, combine_id=payable_id, person_id=person_id, pin=pin, device=device)
        done = _of_combined(combined)
    elif payable_id.startswith("hld_"):
        done = _of_hold(await confirm_hold(house, hold_id=payable_id, person_id=person_id, pin=pin, device=device))
    else:
        done = _of_order(await confirm_order(house, order_id=payable_id, person_id=person_id, pin=pin, device=device))
    if done.state != "done":
        raise OrderIsClosed(payable_id)
    return done


def _of_order(order: Order) -> Payable:
    return Payable(
        id=order.id,
        kind="order",
        state="done" if order.is_paid else "closed" if order.state is OrderState.CLOSED else "open",
        prepay_id=order.prepay_id,
        mchid=order.mchid,
        appid=order.appid,
        payer_openid=order.payer_openid,
        description=order.description,
        amount_minor=order.total_minor,
        currency=order.currency,
        expires_at=order.expires_at,
        done_at=order.paid_at,
        seq=order.entry_seq,
    )


def _of_combined(one: Combined) -> Payable:
    return Payable(
        id=one.id,
        kind="combined",
        state="done" if one.is_paid else "closed" if one.state is CombinedState.CLOSED else "open",
        prepay_id=one.prepay_id,
        mchid=one.mchid,
        appid=one.appid,
        payer_openid=one.payer_openid,
        description=" + ".join(part.description for part in one.parts),
        amount_minor=one.total_minor,
        currency=one.currency,
        expires_at=one.expires_at,
        parts=tuple(Part(part.mchid, part.description, part.total_minor) for part in one.parts),
        done_at=one.paid_at,
        seq=one.entry_seq,
    )


def _of_hold(hold: MerchantHold) -> Payable:
    waiting = hold.state in (HoldState.WAIT_USER_CONFIRM, HoldState.CONFIRMING)
    done = hold.state in (HoldState.HELD, HoldState.CAPTURED)
    return Payable(
        id=hold.id,
        kind="hold",
        state="open" if waiting else "done" if done else "closed",
        prepay_id=hold.prepay_id,
        mchid=hold.mchid,
        appid=hold.appid,
        payer_openid=hold.payer_openid,
        description=hold.description,
        amount_minor=hold.amount_minor,
        currency=hold.currency,
        expires_at=hold.confirm_before,
        until=hold.expires_at,
        done_at=hold.confirmed_at,
        seq=hold.entry_seq,
    )

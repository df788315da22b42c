"""Refunds: part and whole, never more than was paid, once per number, and finished after a crash."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.support import TravelClock
from tests.wallet.people import DRAFT, MCHID, ann_has, ann_holds, draft, merchant_holds, paid_order, refund_draft
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.payments import refunds
from wallet.payments.orders import OrderState, OrderUnknown, create_order, get_order
from wallet.payments.refunds import (
    MerchantNotEnough,
    OrderNotPaid,
    Refund,
    RefundDraftInvalid,
    RefundMismatch,
    RefundState,
    RefundTooLarge,
    RefundTooLate,
    RefundUnknown,
    TooManyRefunds,
    create_refund,
    finish_refunds,
    get_refund,
    refunds_of_order,
)


async def spend_as_merchant(house: WalletHouse, amount_minor: int) -> None:
    """The merchant's money goes elsewhere."""
    merchant = await house.ledger.open_account(AccountKind.MERCHANT, MCHID, "CNY")
    out = await house.ledger.open_account(AccountKind.CASH_OUT, "bank", "CNY")
    await house.ledger.submit(Draft(key_for("out:1"), Kind.POST, merchant, out, amount_minor, "spent:1"))


async def test_parts_add_up_to_the_whole_and_no_further(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)

    first = await create_refund(house, refund_draft(order, 500))
    second = await create_refund(house, refund_draft(order, 388, "back-2"))
    with pytest.raises(RefundTooLarge) as refused:
        await create_refund(house, refund_draft(order, 1, "back-3"))

    assert refused.value.left_minor == 0
    assert [first.state, second.state] == [RefundState.SUCCESS, RefundState.SUCCESS]
    assert first.refund_id.startswith("50")
    assert len(first.refund_id) == 29
    after = await get_order(house, order.id)
    assert (after.state, after.refunded_minor) == (OrderState.REFUND, 888)
    assert (await ann_holds(house), await merchant_holds(house)) == (1000, 0)
    assert await refunds_of_order(house, order.id) == [first, second]


async def test_the_same_refund_again_is_the_same_refund(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    first = await create_refund(house, refund_draft(order, 500))

    assert await create_refund(house, refund_draft(order, 500)) == first
    assert await get_refund(house, MCHID, "back-1") == first
    with pytest.raises(RefundMismatch):
        await create_refund(house, refund_draft(order, 400))
    assert await ann_holds(house) == 612


async def test_refunds_at_once_never_exceed_the_payment(house: WalletHouse) -> None:
    await ann_has(house, 2000)
    order = await paid_order(house)
    await paid_order(house, out_trade_no="shop-0002")  # so that the merchant could pay more back

    outcomes = await asyncio.gather(
        *(create_refund(house, refund_draft(order, 300, f"back-{n}")) for n in range(8)),
        *(create_refund(house, refund_draft(order, 300, "back-0")) for _ in range(3)),
        return_exceptions=True,
    )

    done = {one.id for one in outcomes if isinstance(one, Refund)}
    assert len(done) == 2
    assert all(isinstance(one, Refund | RefundTooLarge) for one in outcomes)
    assert (await get_order(house, order.id)).refunded_minor == 600
    assert await merchant_holds(house) == 2 * 888 - 600


async def test_a_merchant_without_money_promises_nothing(house: WalletHouse) -> None:
    await ann_has(house, 2000)
    order = await paid_order(house)
    await spend_as_merchant(house, 600)

    with pytest.raises(MerchantNotEnough):
        await create_refund(house, refund_draft(order, 888))
    with pytest.raises(RefundUnknown):
        await get_refund(house, MCHID, "back-1")
    await paid_order(house, out_trade_no="shop-0002")

    assert (await create_refund(house, refund_draft(order, 888))).state is RefundState.SUCCESS


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount_minor": 0}, "amount.refund"),
        ({"amount_minor": -1}, "amount.refund"),
        ({"amount_minor": 889}, "amount.refund"),
        ({"amount_minor": 2**63, "total_minor": 2**63}, "amount.total"),
        ({"total_minor": 900}, "amount.total"),
        ({"currency": "USD"}, "amount.currency"),
        ({"out_refund_no": ""}, "out_refund_no"),
        ({"out_refund_no": "a" * 65}, "out_refund_no"),
        ({"out_refund_no": "a b"}, "out_refund_no"),
        ({"transaction_id": None}, "transaction_id"),
        ({"reason": "x" * 81}, "reason"),
        ({"notify_url": "https://shop.example/" + "x" * 255}, "notify_url"),
        ({"notify_url": "gopher://shop.example/"}, "notify_url"),
    ],
)
async def test_a_draft_beyond_its_limits_is_refused(house: WalletHouse, change: dict[str, object], field: str) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)

    with pytest.raises(RefundDraftInvalid) as refused:
        await create_refund(house, replace(refund_draft(order, 1), **change))  # pyright: ignore[reportArgumentType]

    assert refused.value.field == field


async def test_only_the_merchants_own_paid_order_is_refunded(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    unpaid = await create_order(house, draft(out_trade_no="shop-0002"))
    by_number = replace(refund_draft(order, 1), transaction_id=None, out_trade_no=unpaid.out_trade_no)

    with pytest.raises(OrderNotPaid):
        await create_refund(house, by_number)
    with pytest.raises(OrderUnknown):
        await create_refund(house, replace(refund_draft(order, 1), mchid="1900000110"))
    with pytest.raises(OrderUnknown):  # both numbers, of two orders
        await create_refund(house, replace(refund_draft(order, 1), out_trade_no=unpaid.out_trade_no))
    assert (await create_refund(house, replace(by_number, out_trade_no=order.out_trade_no))).amount_minor == 1


async def test_an_order_is_refunded_at_most_fifty_times(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    for number in range(refunds.REFUNDS_MAX):
        await create_refund(house, refund_draft(order, 1, f"back-{number}"))

    with pytest.raises(TooManyRefunds):
        await create_refund(house, refund_draft(order, 1, "back-51"))


async def test_a_year_after_the_payment_is_too_late(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    clock.travel(days=365)
    await create_refund(house, refund_draft(order, 1))
    clock.travel(seconds=1)

    with pytest.raises(RefundTooLate):
        await create_refund(house, refund_draft(order, 1, "back-2"))


class Died(BaseException):
    """Stands for a process that ends between two steps; no handler catches it."""


@pytest.mark.parametrize("step", ["_move_money", "settle_refund"])
async def test_a_refund_that_died_is_counted_and_then_finished_once(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)

    async def dies(*_: object) -> Any:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(refunds, step, dies)
        with pytest.raises(Died):
            await create_refund(house, refund_draft(order, 800))

    assert (await get_refund(house, MCHID, "back-1")).state is RefundState.PROCESSING
    assert (await create_refund(house, refund_draft(order, 800))).state is RefundState.PROCESSING
    with pytest.raises(RefundTooLarge):
        await create_refund(house, refund_draft(order, 89, "back-2"))
    assert await finish_refunds(house) == 0
    clock.travel(seconds=30)
    assert (await finish_refunds(house), await finish_refunds(house)) == (1, 0)
    assert (await get_order(house, order.id)).refunded_minor == 800
    assert await ann_holds(house) == 912


async def test_a_promise_taken_over_waits_until_the_merchant_has_money(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ann_has(house, 2000)
    order = await paid_order(house)

    async def dies(*_: object) -> Any:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(refunds, "_move_money", dies)
        with pytest.raises(Died):
            await create_refund(house, refund_draft(order, 800))
    await spend_as_merchant(house, 888)
    clock.travel(seconds=30)
    assert await finish_refunds(house) == 0
    await paid_order(house, out_trade_no="shop-0002")

    assert await finish_refunds(house) == 1
    assert (await get_refund(house, MCHID, "back-1")).state is RefundState.SUCCESS


async def test_a_draft_names_what_it_refunds(house: WalletHouse) -> None:
    with pytest.raises(RefundUnknown):
        await get_refund(house, MCHID, DRAFT.out_trade_no)

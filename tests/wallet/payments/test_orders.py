"""Orders: made once, found by each number, closed or expired, never both paid and closed."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, DRAFT, MCHID, ann_has, draft, merchant_holds, paid_order, pay
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments import orders
from wallet.payments.orders import (
    Order,
    OrderAlreadyPaid,
    OrderDraftInvalid,
    OrderIsClosed,
    OrderMismatch,
    OrderState,
    OrderUnknown,
    PayerUnknown,
    PrepayExpired,
    close_order,
    create_order,
    expire_orders,
)


async def test_the_same_draft_again_is_the_same_order(house: WalletHouse) -> None:
    first = await create_order(house, DRAFT)

    again = await create_order(house, DRAFT)

    assert again == first
    assert first.state is OrderState.NOTPAY
    assert first.prepay_id.startswith("wx20261123")
    assert first.expires_at - first.created_at == timedelta(days=7)


async def test_the_same_draft_many_times_at_once_is_one_order(house: WalletHouse) -> None:
    made = await asyncio.gather(*(create_order(house, DRAFT) for _ in range(8)))

    assert len({order.id for order in made}) == 1


async def test_another_merchant_may_use_the_same_number(house: WalletHouse) -> None:
    mine, theirs = await create_order(house, DRAFT), await create_order(house, draft(mchid="1900000110"))

    assert mine.id != theirs.id


@pytest.mark.parametrize(
    "change",
    [
        {"total_minor": 889},
        {"payer_openid": "openid-of-ben"},
        {"notify_url": "https://other.example/"},
        {"attach": "x"},
        {"detail": "{}"},
        {"currency": "USD"},
    ],
)
async def test_a_known_number_with_other_content_is_refused(house: WalletHouse, change: dict[str, object]) -> None:
    await create_order(house, DRAFT)

    with pytest.raises(OrderMismatch):
        await create_order(house, draft(**change))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"out_trade_no": "short"}, "out_trade_no"),
        ({"out_trade_no": "a" * 33}, "out_trade_no"),
        ({"out_trade_no": "sh op-1"}, "out_trade_no"),
        ({"out_trade_no": "１２３４５６"}, "out_trade_no"),
        ({"description": ""}, "description"),
        ({"description": "字" * 128}, "description"),
        ({"attach": "x" * 129}, "attach"),
        ({"attach": "a\0b"}, "attach"),
        ({"goods_tag": "x" * 33}, "goods_tag"),
        ({"total_minor": 0}, "total"),
        ({"total_minor": -1}, "total"),
        ({"total_minor": AMOUNT_MINOR_MAX + 1}, "total"),
        ({"total_minor": 2**63}, "total"),
        ({"currency": "XAU"}, "currency"),
        ({"payer_openid": ""}, "payer_openid"),
        ({"detail": "x" * 6001}, "detail"),
        ({"notify_url": "ftp://shop.example/"}, "notify_url"),
        ({"notify_url": "https://shop.example/?a=1"}, "notify_url"),
        ({"notify_url": "https://" + "x" * 250}, "notify_url"),
    ],
)
async def test_a_draft_beyond_its_limits_is_refused(house: WalletHouse, change: dict[str, object], field: str) -> None:
    with pytest.raises(OrderDraftInvalid) as refused:
        await create_order(house, draft(**change))

    assert refused.value.field == field


@pytest.mark.parametrize("life", [timedelta(seconds=59), timedelta(days=90, seconds=1), timedelta(seconds=-1)])
async def test_an_order_lives_from_one_minute_to_ninety_days(
    house: WalletHouse, clock: TravelClock, life: timedelta
) -> None:
    with pytest.raises(OrderDraftInvalid, match="time_expire"):
        await create_order(house, draft(expires_at=clock.now() + life))


async def test_outside_demo_mode_notices_go_to_https_only(house: WalletHouse) -> None:
    strict = replace(house, settings=house.settings.model_copy(update={"demo": False}))
    plain = draft(notify_url="http://127.0.0.1:9000/notify")
    await create_order(house, plain)

    with pytest.raises(OrderDraftInvalid, match="notify_url"):
        await create_order(strict, replace(plain, out_trade_no="shop-0002"))


async def test_a_payer_the_host_does_not_know_is_refused(house: WalletHouse) -> None:
    async def nobody(appid: str, openid: str) -> bool:
        return False

    with pytest.raises(PayerUnknown):
        await create_order(replace(house, payer_known=nobody), DRAFT)


async def test_a_repeat_after_two_hours_brings_a_fresh_prepay_id(house: WalletHouse, clock: TravelClock) -> None:
    first = await create_order(house, DRAFT)
    clock.travel(hours=2)
    with pytest.raises(PrepayExpired):
        await orders.get_order_by_prepay_id(house, first.prepay_id)

    fresh = await create_order(house, DRAFT)

    assert fresh.id == first.id
    assert fresh.prepay_id != first.prepay_id
    assert (await orders.get_order_by_prepay_id(house, fresh.prepay_id)).id == first.id


async def test_an_order_is_found_by_each_of_its_numbers(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)

    assert order.transaction_id
    assert len(order.transaction_id) == 28
    assert order.transaction_id.isdecimal()
    assert await orders.get_order(house, order.id) == order
    assert await orders.get_order_by_out_trade_no(house, MCHID, order.out_trade_no) == order
    assert await orders.get_order_by_transaction_id(house, MCHID, order.transaction_id) == order
    assert await orders.get_order_by_prepay_id(house, order.prepay_id) == order


async def test_nobody_finds_another_merchants_order(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    assert order.transaction_id

    for asking in (
        orders.get_order(house, "ord_unknown"),
        orders.get_order_by_out_trade_no(house, "1900000110", order.out_trade_no),
        orders.get_order_by_transaction_id(house, "1900000110", order.transaction_id),
        orders.get_order_by_prepay_id(house, "wx-unknown"),
        close_order(house, "1900000110", order.out_trade_no),
    ):
        with pytest.raises(OrderUnknown):
            await asking


async def test_a_paid_order_is_not_made_again_and_not_closed(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)

    with pytest.raises(OrderAlreadyPaid):
        await create_order(house, DRAFT)
    with pytest.raises(OrderAlreadyPaid):
        await close_order(house, MCHID, order.out_trade_no)


async def test_a_closed_order_stays_closed(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await create_order(house, DRAFT)

    closed = await close_order(house, MCHID, order.out_trade_no)

    assert closed.state is OrderState.CLOSED
    assert await close_order(house, MCHID, order.out_trade_no) == closed
    with pytest.raises(OrderIsClosed):
        await create_order(house, DRAFT)
    with pytest.raises(OrderIsClosed):
        await pay(house, order)


async def test_what_nobody_pays_in_time_is_closed(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 1000)
    soon = await create_order(house, draft(expires_at=clock.now() + timedelta(minutes=1)))
    later = await create_order(house, draft(out_trade_no="shop-0002"))
    paid = await paid_order(
        house, out_trade_no="shop-0003", expires_at=clock.now() + timedelta(minutes=1), total_minor=1
    )

    assert await expire_orders(house) == 0
    clock.travel(minutes=1)
    with pytest.raises(OrderIsClosed):
        await create_order(house, draft(expires_at=soon.expires_at))

    assert await expire_orders(house) == 1
    states = [(await orders.get_order(house, order.id)).state for order in (soon, later, paid)]
    assert states == [OrderState.CLOSED, OrderState.NOTPAY, OrderState.SUCCESS]


async def test_confirm_close_and_expiry_have_one_winner(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 10_000)
    for turn in range(6):
        order = await create_order(
            house, draft(out_trade_no=f"race-{turn:04}", expires_at=clock.now() + timedelta(minutes=1))
        )
        before = await merchant_holds(house)
        # At the last moment: the sheet is open and the order expires while the PIN is being checked.
        clock.travel(seconds=60 if turn % 3 == 2 else 59)

        outcomes = await asyncio.gather(
            pay(house, order),
            close_order(house, MCHID, order.out_trade_no),
            expire_orders(house),
            pay(house, order),
            return_exceptions=True,
        )

        strange = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert strange == []
        end = await orders.get_order(house, order.id)
        moved = await merchant_holds(house) - before
        assert (end.state, moved) in {(OrderState.SUCCESS, 888), (OrderState.CLOSED, 0)}
        told_paid = [one for one in outcomes if isinstance(one, Order) and one.is_paid]
        assert bool(told_paid) == end.is_paid
        assert {one.payer_person_id for one in told_paid} <= {ANN}

"""Paying: a guess first, then the intent, then the money; and what follows when one of them fails or never ends."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support import TravelClock
from tests.wallet.people import (
    ANN,
    BEN,
    DRAFT,
    MCHID,
    PIN,
    WRONG_PIN,
    ann_has,
    ann_holds,
    draft,
    give,
    merchant_holds,
    paid_order,
    pay,
)
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountRefused, AccountState, Entry, InsufficientFunds, LedgerBusy
from wallet.payments import confirm
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import (
    Order,
    OrderAlreadyPaid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderState,
    OrderUnknown,
    PaymentInterrupted,
    close_order,
    create_order,
    expire_orders,
    get_order,
)
from wallet.payments.pins import PinNotSet, PinWrong, set_pin


async def test_a_paid_order_names_its_entry_and_moves_its_amount(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 1000)

    order = await paid_order(house)

    entry = await house.ledger.get_entry(order.entry_seq or 0)
    assert (order.state, order.payer_person_id, order.paid_at) == (OrderState.SUCCESS, ANN, clock.now())
    assert (entry.cause, entry.amount_minor) == (f"order:{order.id}", 888)
    assert (await ann_holds(house), await merchant_holds(house)) == (112, 888)


async def test_paying_again_returns_the_paid_order_and_takes_nothing(house: WalletHouse) -> None:
    await ann_has(house, 2000)
    order = await paid_order(house)

    assert await pay(house, order) == order
    assert await ann_holds(house) == 1112


async def test_nobody_else_pays_a_paid_order(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    await set_pin(house, BEN, PIN)
    order = await paid_order(house)

    with pytest.raises(OrderAlreadyPaid):
        await pay(house, order, BEN)


async def test_two_people_at_once_pay_once(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    await set_pin(house, BEN, PIN)
    await give(house, BEN, 1000)
    order = await create_order(house, DRAFT)

    outcomes = await asyncio.gather(
        *(pay(house, order, person) for person in (ANN, BEN, ANN, BEN)), return_exceptions=True
    )

    end = await get_order(house, order.id)
    winners = {one.payer_person_id for one in outcomes if isinstance(one, Order)}
    assert winners == {end.payer_person_id}
    assert await merchant_holds(house) == 888


async def test_an_unknown_order_costs_no_guess(house: WalletHouse) -> None:
    with pytest.raises(OrderUnknown):
        await confirm_order(house, order_id="ord_unknown", person_id=ANN, pin=WRONG_PIN)


async def test_without_a_pin_nothing_is_paid(house: WalletHouse) -> None:
    order = await create_order(house, DRAFT)

    with pytest.raises(PinNotSet):
        await pay(house, order)


async def test_an_expired_order_is_not_paid(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 1000)
    order = await create_order(house, draft(expires_at=clock.now() + timedelta(minutes=1)))
    clock.travel(minutes=1)

    with pytest.raises(OrderExpired):
        await pay(house, order)


async def test_a_wrong_pin_leaves_the_order_payable(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await create_order(house, DRAFT)

    with pytest.raises(PinWrong) as wrong:
        await confirm_order(house, order_id=order.id, person_id=ANN, pin=WRONG_PIN)

    assert wrong.value.tries_left == 4
    assert (await pay(house, order)).is_paid


async def test_too_little_money_leaves_the_order_payable(house: WalletHouse) -> None:
    await ann_has(house, 887)
    order = await create_order(house, DRAFT)

    with pytest.raises(InsufficientFunds):
        await pay(house, order)

    assert (await get_order(house, order.id)).state is OrderState.NOTPAY
    await give(house, ANN, 1, "one-more")
    assert (await pay(house, order)).is_paid
    assert await ann_holds(house) == 0


async def test_a_frozen_account_pays_nothing(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    account = await house.ledger.find_account(AccountKind.PERSON, ANN, "CNY")
    assert account
    await house.ledger.set_account_state(account.id, AccountState.FROZEN)
    order = await create_order(house, DRAFT)

    with pytest.raises(AccountRefused):
        await pay(house, order)

    assert (await close_order(house, MCHID, order.out_trade_no)).state is OrderState.CLOSED


async def test_a_busy_ledger_leaves_the_order_payable(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    await ann_has(house, 1000)
    order = await create_order(house, DRAFT)

    async def busy(_draft: object) -> Entry:
        raise LedgerBusy(4000)

    with monkeypatch.context() as patch:
        patch.setattr(house.ledger, "submit", busy)
        with pytest.raises(LedgerBusy):
            await pay(house, order)

    assert (await pay(house, order)).is_paid


class Died(BaseException):
    """Stands for a process that ends between two steps; no handler catches it."""


async def test_a_payment_whose_answer_was_lost_is_settled_by_whoever_looks(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ann_has(house, 5000)

    async def dies(*_: object) -> Any:
        raise Died

    for turn, look in enumerate(("pay", "close", "expire")):
        order = await create_order(house, draft(out_trade_no=f"lost-{turn:04}"))
        with monkeypatch.context() as patch:
            patch.setattr(confirm, "_settle", dies)
            with pytest.raises(Died):
                await pay(house, order)
        assert (await get_order(house, order.id)).state is OrderState.PAYING

        if look == "pay":
            assert (await pay(house, order)).is_paid
        elif look == "close":
            with pytest.raises(OrderAlreadyPaid):
                await close_order(house, MCHID, order.out_trade_no)
        else:
            house.clock.travel(days=8)  # pyright: ignore[reportAttributeAccessIssue] the tests' clock
            assert await expire_orders(house) == 0
        assert (await get_order(house, order.id)).state is OrderState.SUCCESS
    assert await merchant_holds(house) == 3 * 888


async def test_an_attempt_that_died_before_the_money_may_be_paid_or_closed_later(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ann_has(house, 5000)

    async def dies(*_: object) -> Any:
        raise Died

    orders = [await create_order(house, draft(out_trade_no=f"died-{turn:04}")) for turn in range(3)]
    with monkeypatch.context() as patch:
        patch.setattr(confirm, "_move_money", dies)
        for order in orders:
            with pytest.raises(Died):
                await pay(house, order)

    with pytest.raises(OrderIsBeingPaid):
        await pay(house, orders[0])
    with pytest.raises(OrderIsBeingPaid):
        await close_order(house, MCHID, orders[1].out_trade_no)
    clock.travel(seconds=30)
    assert (await pay(house, orders[0])).is_paid
    assert (await close_order(house, MCHID, orders[1].out_trade_no)).state is OrderState.CLOSED
    clock.travel(days=8)
    assert await expire_orders(house) == 1
    assert await merchant_holds(house) == 888
    assert await house.ledger.open_holds() == []


async def test_a_payment_that_wakes_up_late_cannot_pay_a_closed_order(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ann_has(house, 1000)
    order = await create_order(house, DRAFT)
    asleep, awake, move = asyncio.Event(), asyncio.Event(), confirm._move_money  # pyright: ignore[reportPrivateUsage]

    async def slow(*arguments: Any) -> Entry:
        asleep.set()
        await awake.wait()
        return await move(*arguments)

    monkeypatch.setattr(confirm, "_move_money", slow)
    late = asyncio.create_task(pay(house, order))
    await asleep.wait()
    clock.travel(minutes=1)
    closed = await close_order(house, MCHID, order.out_trade_no)
    awake.set()

    with pytest.raises(PaymentInterrupted):
        await late
    assert await get_order(house, order.id) == closed
    assert closed.state is OrderState.CLOSED
    assert (await ann_holds(house), await merchant_holds(house)) == (1000, 0)


async def test_the_amount_and_payee_are_the_orders_own(house: WalletHouse) -> None:
    """A changed draft cannot reach an order that exists, so what the person saw is what she pays."""
    await ann_has(house, 1000)
    order = await create_order(house, DRAFT)
    other = await create_order(house, replace(DRAFT, mchid="1900000110", total_minor=1))

    paid = await pay(house, order)

    assert (paid.mchid, paid.total_minor) == (MCHID, 888)
    assert (await get_order(house, other.id)).state is OrderState.NOTPAY

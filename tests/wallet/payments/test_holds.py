"""Merchants' holds: set aside with one PIN, captured once for at most what is held, else the person's again; whoever is
first decides."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import react, trust_every_pin
from tests.wallet.people import ANN, APPID, BEN, MCHID, PIN, ann_holds, give, merchant_holds
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import AccountState, InsufficientFunds
from wallet.merchants.notices import notices_of
from wallet.payments import hold_confirming, holds
from wallet.payments.accounts import person_account
from wallet.payments.holds import (
    HoldDraft,
    HoldDraftInvalid,
    HoldMismatch,
    HoldNotOpen,
    HoldState,
    HoldTooSmall,
    HoldUnknown,
    MerchantHold,
    capture_hold,
    confirm_hold,
    create_hold,
    finish_holds,
    get_hold,
    get_hold_by_prepay_id,
    holds_under_way,
    release_expired_holds,
    release_hold,
)
from wallet.payments.orders import (
    OrderAlreadyPaid,
    OrderExpired,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderState,
    get_order_by_transaction_id,
)
from wallet.payments.payables import confirm_payable, get_payable, get_payable_by_prepay_id
from wallet.payments.refunds import RefundDraft, create_refund
from wallet.statements import balance_of, explain, lines_of

DRAFT = HoldDraft(
    mchid=MCHID,
    appid=APPID,
    out_hold_no="ride-0001",
    description="Ride to the harbour, at most",
    amount_minor=3_000,
    currency="CNY",
    payer_openid="openid-of-ann",
    notify_url="https://taxi.example/notify",
)


@pytest.fixture
async def house(house: WalletHouse) -> AsyncIterator[WalletHouse]:
    """Ann has 50.00."""
    await give(house, ANN, 5_000)
    yield house
    await react(house)
    assert await check_books(house) == []


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)


async def confirm(house: WalletHouse, hold: MerchantHold, person_id: str = ANN) -> MerchantHold:
    return await confirm_hold(house, hold_id=hold.id, person_id=person_id, pin=PIN)


async def held(house: WalletHouse, **changes: Any) -> MerchantHold:
    return await confirm(house, await create_hold(house, replace(DRAFT, **changes)))


async def ann_can_spend(house: WalletHouse) -> int:
    return (await balance_of(house, ANN, "CNY")).available.amount_minor


async def told(house: WalletHouse, hold: MerchantHold) -> list[str]:
    await react(house)
    return sorted(notice.event_type for notice in await notices_of(house, hold.id))


async def test_a_part_is_captured_and_the_rest_is_the_persons_again(house: WalletHouse) -> None:
    hold = await held(house)
    assert (hold.state, await ann_holds(house), await ann_can_spend(house)) == (HoldState.HELD, 5_000, 2_000)
    assert [one.id for one in await holds_under_way(house, ANN)] == [hold.id]

    done = await capture_hold(house, MCHID, "ride-0001", amount_minor=2_150)

    assert (done.state, done.captured_minor) == (HoldState.CAPTURED, 2_150)
    assert (await ann_holds(house), await ann_can_spend(house), await merchant_holds(house)) == (2_850, 2_850, 2_150)
    assert await capture_hold(house, MCHID, "ride-0001", amount_minor=2_150) == done
    assert await holds_under_way(house, ANN) == []
    assert await told(house, hold) == ["HOLD.CAPTURED", "HOLD.CONFIRMED"]
    assert await notices_of(house, done.order_id) == []  # the payment is announced as the hold's capture


async def test_what_was_captured_is_a_payment_that_can_be_refunded(house: WalletHouse) -> None:
    await held(house)
    done = await capture_hold(house, MCHID, "ride-0001", amount_minor=2_150)
    order = await get_order_by_transaction_id(house, MCHID, done.transaction_id)
    assert (order.id, order.state, order.total_minor) == (done.order_id, OrderState.SUCCESS, 2_150)
    assert order.out_trade_no == done.out_trade_no == "hold:ride-0001"

    await create_refund(house, RefundDraft(MCHID, "back-1", 150, 2_150, transaction_id=done.transaction_id))

    assert (await ann_holds(house), await merchant_holds(house)) == (3_000, 2_000)
    causes = [line.cause.partition(":")[0] for line in await lines_of(house, ANN)]
    assert causes == ["refund", "order", "top_up"]


async def test_a_capture_is_a_payment_in_statements_before_its_row_is_written(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Died(BaseException):
        pass

    async def die(*_: object) -> None:
        raise Died

    hold = await held(house)
    with monkeypatch.context() as patch:
        patch.setattr(holds, "_settle", die)
        with pytest.raises(Died):
            await capture_hold(house, MCHID, "ride-0001", amount_minor=100)
    [line, _] = await lines_of(house, ANN)
    explained = await explain(house, line.seq)
    assert explained.order
    order = explained.order
    assert (order.description, order.total_minor, order.is_paid) == (DRAFT.description, 100, True)
    assert (await get_hold(house, MCHID, "ride-0001")).state is HoldState.CAPTURED
    assert (await capture_hold(house, MCHID, "ride-0001", amount_minor=100)).id == hold.id


async def test_a_released_hold_costs_nothing(house: WalletHouse) -> None:
    hold = await held(house)
    released = await release_hold(house, MCHID, "ride-0001")
    assert (released.state, await ann_can_spend(house)) == (HoldState.RELEASED, 5_000)
    assert await release_hold(house, MCHID, "ride-0001") == released
    with pytest.raises(HoldNotOpen):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=1)
    with pytest.raises(OrderIsClosed):
        await confirm(house, hold)
    assert await told(house, hold) == ["HOLD.CONFIRMED", "HOLD.RELEASED"]


async def test_captured_stays_captured(house: WalletHouse) -> None:
    await held(house)
    await capture_hold(house, MCHID, "ride-0001", amount_minor=3_000)
    with pytest.raises(HoldNotOpen):
        await release_hold(house, MCHID, "ride-0001")
    with pytest.raises(HoldMismatch):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=2_999)


@pytest.mark.parametrize("by_worker", [True, False])
async def test_what_nobody_captures_runs_out(house: WalletHouse, clock: TravelClock, by_worker: bool) -> None:
    hold = await held(house)
    clock.travel(days=7)
    if by_worker:
        assert await release_expired_holds(house) == 1
        await react(house)
    with pytest.raises(HoldNotOpen):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=1)
    assert (await get_hold(house, MCHID, "ride-0001")).state is HoldState.EXPIRED
    assert (await release_hold(house, MCHID, "ride-0001")).state is HoldState.EXPIRED
    assert await ann_can_spend(house) == 5_000
    assert await told(house, hold) == ["HOLD.CONFIRMED", "HOLD.RELEASED"]


async def test_capture_and_release_race_and_one_wins(house: WalletHouse) -> None:
    await give(house, ANN, 100_000, reference="more")
    for number in range(6):
        await held(house, out_hold_no=f"ride-{number:04}r")
        await asyncio.gather(
            capture_hold(house, MCHID, f"ride-{number:04}r", amount_minor=1_000),
            release_hold(house, MCHID, f"ride-{number:04}r"),
            capture_hold(house, MCHID, f"ride-{number:04}r", amount_minor=2_000),
            return_exceptions=True,
        )
        now = await get_hold(house, MCHID, f"ride-{number:04}r")
        assert now.state in (HoldState.CAPTURED, HoldState.RELEASED)
        assert now.captured_minor in ((1_000, 2_000) if now.state is HoldState.CAPTURED else (0,))


async def test_confirming_and_taking_the_question_back_race_and_one_wins(house: WalletHouse) -> None:
    await give(house, ANN, 100_000, reference="more")
    for number in range(6):
        name = f"ride-{number:04}q"
        asked = await create_hold(house, replace(DRAFT, out_hold_no=name))
        await asyncio.gather(
            confirm(house, asked), release_hold(house, MCHID, name), confirm(house, asked), return_exceptions=True
        )
        assert (await release_hold(house, MCHID, name)).state in (HoldState.CLOSED, HoldState.RELEASED)
    assert await ann_can_spend(house) == 105_000


async def test_too_little_money_sets_nothing_aside_and_it_may_be_tried_again(house: WalletHouse) -> None:
    asked = await create_hold(house, replace(DRAFT, amount_minor=5_001))
    with pytest.raises(InsufficientFunds):
        await confirm(house, asked)
    assert (await get_hold(house, MCHID, "ride-0001")).state is HoldState.WAIT_USER_CONFIRM
    await give(house, ANN, 1, reference="more")
    assert (await confirm(house, asked)).state is HoldState.HELD


async def test_the_same_request_is_the_same_hold(house: WalletHouse) -> None:
    made = await asyncio.gather(*(create_hold(house, DRAFT) for _ in range(4)))
    assert len({hold.id for hold in made}) == 1
    assert (await get_hold_by_prepay_id(house, made[0].prepay_id)).id == made[0].id
    first = await confirm(house, made[0])
    assert await confirm(house, made[0]) == first == await create_hold(house, DRAFT)
    with pytest.raises(OrderAlreadyPaid):
        await confirm(house, made[0], BEN)
    for change in ({"amount_minor": 1}, {"description": "another"}, {"payer_openid": "openid-of-ben"}):
        with pytest.raises(HoldMismatch):
            await create_hold(house, replace(DRAFT, **change))  # pyright: ignore[reportArgumentType]


async def test_limits_are_named(house: WalletHouse, clock: TravelClock) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"out_hold_no": "short"}, "out_hold_no"),
        ({"out_hold_no": "x" * 28}, "out_hold_no"),
        ({"amount_minor": 0}, "amount.total"),
        ({"currency": "XYZ"}, "amount.currency"),
        ({"description": " "}, "description"),
        ({"notify_url": "ftp://x"}, "notify_url"),
        ({"expires_at": clock.now()}, "expires_at"),
    ]
    for change, field in wrong:
        with pytest.raises(HoldDraftInvalid) as refusal:
            await create_hold(house, replace(DRAFT, **change))
        assert refusal.value.field == field
    await held(house)
    with pytest.raises(HoldTooSmall):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=3_001)
    with pytest.raises(HoldDraftInvalid):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=0)
    with pytest.raises(HoldUnknown):
        await get_hold(house, "1600000009", "ride-0001")


async def test_a_frozen_person_is_captured_when_they_are_free_again(house: WalletHouse) -> None:
    await held(house)
    account = await person_account(house, ANN, "CNY")
    await house.ledger.set_account_state(account, AccountState.FROZEN)
    with pytest.raises(Refusal, match="account_refused"):
        await capture_hold(house, MCHID, "ride-0001", amount_minor=500)
    await house.ledger.set_account_state(account, AccountState.OPEN)
    assert (await capture_hold(house, MCHID, "ride-0001", amount_minor=500)).captured_minor == 500


async def test_what_nobody_confirms_is_closed(house: WalletHouse, clock: TravelClock) -> None:
    asked = await create_hold(house, DRAFT)
    clock.travel(hours=2)
    with pytest.raises(OrderExpired):
        await confirm(house, asked)
    assert await finish_holds(house) == 1
    assert (await get_hold(house, MCHID, "ride-0001")).state is HoldState.CLOSED


@pytest.mark.parametrize("step", ["_set_aside", "settle_held"])
async def test_a_process_that_died_in_between_is_finished_by_the_next_round(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Died(BaseException):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Died

    asked = await create_hold(house, DRAFT)
    with monkeypatch.context() as patch:
        patch.setattr(hold_confirming, step, die)
        with pytest.raises(Died):
            await confirm(house, asked)
        if step == "_set_aside":
            with pytest.raises(OrderIsBeingPaid):
                await confirm(house, asked)
    clock.travel(seconds=31)
    assert await finish_holds(house) == 1
    expected = HoldState.HELD if step == "settle_held" else HoldState.WAIT_USER_CONFIRM
    assert (await get_hold(house, MCHID, "ride-0001")).state is expected
    assert (await confirm(house, asked)).state is HoldState.HELD
    assert await ann_can_spend(house) == 2_000


async def test_the_cashier_reads_a_hold_as_it_reads_an_order(house: WalletHouse) -> None:
    asked = await create_hold(house, DRAFT)
    shown = await get_payable_by_prepay_id(house, asked.prepay_id)
    assert (shown.kind, shown.state, shown.until) == ("hold", "open", asked.expires_at)
    assert (await confirm_payable(house, shown.id, person_id=ANN, pin=PIN)).state == "done"
    assert (await get_payable(house, shown.id)).done_at is not None

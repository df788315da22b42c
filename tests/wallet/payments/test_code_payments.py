"""Paying with a pay code: at once up to a limit, with the PIN above it, each code once, and taken back at the till."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, ann_has, ann_holds, draft, give, merchant_holds
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, InsufficientFunds
from wallet.money import Money
from wallet.payments import code_payments
from wallet.payments.code_payments import (
    answer_no,
    answer_yes,
    end_questions,
    find_payment,
    last_paid_for,
    pay_by_code,
    questions_for,
    reverse,
)
from wallet.payments.limits import LimitReached
from wallet.payments.order_rows import (
    OrderAlreadyPaid,
    OrderDraft,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderMismatch,
    OrderState,
)
from wallet.payments.orders import get_order, get_order_by_out_trade_no
from wallet.payments.pay_code_rows import AuthCodeInvalid, NotAsked, NotByCode, PayCodeOff, PayerAsked
from wallet.payments.pay_codes import codes_ahead, is_on, turn_off, turn_on, withdraw_codes
from wallet.payments.pins import PinWrong, set_pin
from wallet.payments.restrictions import freeze
from wallet.payments.standing import set_pin_free, set_tier


async def ready(house: WalletHouse, money: int = 10_000, limit: int = 5_000) -> None:
    """limit: what Ann pays without her PIN."""
    await ann_has(house, money)
    await set_pin_free(house, ANN, Money(limit), PIN)
    await turn_on(house, ANN, pin=PIN)


async def code(house: WalletHouse, person_id: str = ANN) -> str:
    return (await codes_ahead(house, person_id))[0].code


def till(number: int = 1, **changes: object) -> OrderDraft:
    return draft(out_trade_no=f"till-{number:04d}", payer_openid="", notify_url="", **changes)


async def test_a_shown_code_pays_at_once_and_only_once(house: WalletHouse) -> None:
    await ready(house)
    shown = await code(house)

    paid = await pay_by_code(house, till(), shown)

    assert (paid.state, paid.payer_person_id, paid.payer_openid) == (OrderState.SUCCESS, ANN, ANN)
    assert (await ann_holds(house), await merchant_holds(house)) == (9_112, 888)
    assert await pay_by_code(house, till(), shown) == paid
    with pytest.raises(AuthCodeInvalid):
        await pay_by_code(house, till(2), shown)
    with pytest.raises(OrderAlreadyPaid):
        await pay_by_code(house, till(), await code(house))
    with pytest.raises(OrderMismatch):
        await pay_by_code(house, till(total_minor=5), shown)
    assert await code(house) != shown


async def test_the_same_request_twice_at_once_is_one_payment(house: WalletHouse) -> None:
    await ready(house)
    shown = await code(house)

    answers = await asyncio.gather(*(pay_by_code(house, till(), shown) for _ in range(4)), return_exceptions=True)

    paid = await pay_by_code(house, till(), shown)
    assert paid.state is OrderState.SUCCESS
    # None was told that its code is wrong: the code has paid this order.
    assert all(one == paid or isinstance(one, OrderIsBeingPaid) for one in answers), answers
    assert (await ann_holds(house), await merchant_holds(house)) == (9_112, 888)


async def test_one_of_many_tills_gets_the_code(house: WalletHouse) -> None:
    await ready(house)
    shown = await code(house)

    async def attempt(number: int) -> str:
        try:
            return (await pay_by_code(house, till(number), shown)).state
        except WalletError as refusal:
            return refusal.code

    outcomes = await asyncio.gather(*(attempt(number) for number in range(12)))

    assert sorted(set(outcomes)) == ["SUCCESS", "auth_code_invalid"]
    assert outcomes.count("SUCCESS") == 1
    assert await ann_holds(house) == 9_112


async def test_a_request_that_comes_twice_at_once_pays_once(house: WalletHouse) -> None:
    await ready(house)
    shown = await code(house)

    async def attempt() -> str:
        try:
            return (await pay_by_code(house, till(), shown)).id
        except WalletError as refusal:
            return refusal.code

    await asyncio.gather(*(attempt() for _ in range(6)))

    assert (await pay_by_code(house, till(), shown)).state is OrderState.SUCCESS
    assert await ann_holds(house) == 9_112


async def test_a_code_lives_for_its_minute_and_one_more(house: WalletHouse, clock: TravelClock) -> None:
    await ready(house)
    ahead = await codes_ahead(house, ANN)
    assert [one.ends_at - one.starts_at for one in ahead] == [timedelta(minutes=1)] * 5

    with pytest.raises(AuthCodeInvalid):
        await pay_by_code(house, till(1), ahead[2].code)  # the minute after the next
    clock.travel(minutes=2)
    with pytest.raises(AuthCodeInvalid):
        await pay_by_code(house, till(1), ahead[0].code)
    assert (await pay_by_code(house, till(1), ahead[1].code)).is_paid


async def test_turning_off_and_withdrawing_end_the_codes_that_were_shown(house: WalletHouse) -> None:
    await ready(house)
    first = await code(house)
    await withdraw_codes(house, ANN)
    second = await code(house)
    await turn_off(house, ANN)

    for shown in (first, second):
        with pytest.raises(AuthCodeInvalid):
            await pay_by_code(house, till(), shown)
    with pytest.raises(PayCodeOff):
        await codes_ahead(house, ANN)
    with pytest.raises(PayCodeOff):
        await codes_ahead(house, BEN)


async def test_it_is_turned_on_with_the_pin(house: WalletHouse) -> None:
    await ann_has(house, 100)
    with pytest.raises(PinWrong):
        await turn_on(house, ANN, pin=WRONG_PIN)
    assert not await is_on(house, ANN)

    await asyncio.gather(*(turn_on(house, ANN, pin=PIN) for _ in range(3)))
    assert await is_on(house, ANN)


async def test_above_the_limit_the_person_is_asked_and_pays_with_her_pin(house: WalletHouse) -> None:
    await ready(house, limit=500)
    shown = await code(house)

    with pytest.raises(PayerAsked):
        await pay_by_code(house, till(), shown)
    with pytest.raises(PayerAsked):
        await pay_by_code(house, till(), shown)
    [question] = await questions_for(house, ANN)
    assert question.total_minor == 888
    with pytest.raises(NotAsked):
        await answer_yes(house, question.id, person_id=BEN, pin=PIN)
    with pytest.raises(PinWrong):
        await answer_yes(house, question.id, person_id=ANN, pin=WRONG_PIN)

    paid = await answer_yes(house, question.id, person_id=ANN, pin=PIN)

    assert paid.is_paid
    assert await pay_by_code(house, till(), shown) == paid
    assert await questions_for(house, ANN) == []
    newest = await last_paid_for(house, ANN, within=timedelta(minutes=1))
    assert newest is not None
    assert newest.id == paid.id


async def test_a_no_and_a_silence_close_the_order(house: WalletHouse, clock: TravelClock) -> None:
    await ready(house, limit=0)
    for number in (1, 2):
        with pytest.raises(PayerAsked):
            await pay_by_code(house, till(number), await code(house))
    first, second = await questions_for(house, ANN)

    await answer_no(house, first.id, person_id=ANN)
    clock.travel(seconds=91)
    with pytest.raises(NotAsked):
        await answer_yes(house, second.id, person_id=ANN, pin=PIN)

    assert await end_questions(house) == 0  # the look above has ended it
    for one in (first, second):
        assert (await get_order(house, one.id)).state is OrderState.CLOSED
        payment = await find_payment(house, one.id)
        assert payment is not None
        assert payment.state == "declined"
    with pytest.raises(OrderIsClosed):
        await pay_by_code(house, till(1), await code(house))
    assert await ann_holds(house) == 10_000


async def test_the_worker_ends_questions_nobody_answered(house: WalletHouse, clock: TravelClock) -> None:
    await ready(house, limit=0)
    for number in (1, 2):
        with pytest.raises(PayerAsked):
            await pay_by_code(house, till(number), await code(house))
    first = (await questions_for(house, ANN))[0]
    await answer_yes(house, first.id, person_id=ANN, pin=PIN)
    clock.travel(seconds=91)

    assert await end_questions(house) == 1
    assert await end_questions(house) == 0


async def test_when_the_days_amount_without_the_pin_is_used_up_the_person_is_asked(
    house: WalletHouse, clock: TravelClock
) -> None:
    await ready(house, money=200_000, limit=20_000)
    for number in range(5):
        await pay_by_code(house, till(number, total_minor=20_000), await code(house))

    with pytest.raises(PayerAsked):
        await pay_by_code(house, till(10, total_minor=1), await code(house))
    clock.travel(hours=24)
    assert (await pay_by_code(house, till(11, total_minor=1), await code(house))).is_paid


async def test_of_codes_read_at_once_none_goes_past_the_days_amount(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the payment others may use it up: then she is asked after all."""
    await ready(house, money=200_000, limit=20_000)

    async def free(*_: object) -> bool:
        return True

    monkeypatch.setattr(code_payments, "is_free_of_pin", free)
    for number in range(5):
        await pay_by_code(house, till(number, total_minor=20_000), await code(house))
    with pytest.raises(PayerAsked):
        await pay_by_code(house, till(5, total_minor=20_000), await code(house))

    [question] = await questions_for(house, ANN)
    assert (await answer_yes(house, question.id, person_id=ANN, pin=PIN)).is_paid


async def test_a_frozen_person_and_one_at_a_limit_pay_with_no_code(house: WalletHouse) -> None:
    await ready(house, money=100_000, limit=20_000)
    await set_tier(house, ANN, "starter")
    await pay_by_code(house, till(1, total_minor=20_000), await code(house))
    await pay_by_code(house, till(2, total_minor=20_000), await code(house))
    with pytest.raises(LimitReached):
        await pay_by_code(house, till(3, total_minor=20_000), await code(house))
    await freeze(house, "person", ANN, cause="fraud", reason="a test", by="psn_operator")
    with pytest.raises(AccountRefused):
        await pay_by_code(house, till(4, total_minor=1), await code(house))
    assert await ann_holds(house) == 60_000


async def test_without_money_nothing_is_paid_and_a_new_code_tries_again(house: WalletHouse) -> None:
    await ready(house, money=100)
    shown = await code(house)
    with pytest.raises(InsufficientFunds):
        await pay_by_code(house, till(), shown)
    with pytest.raises(AuthCodeInvalid):
        await pay_by_code(house, till(2), shown)

    await give(house, ANN, 1_000, "more")

    assert (await pay_by_code(house, till(), await code(house))).is_paid
    assert await ann_holds(house) == 212


async def test_somebody_elses_code_may_pay_what_the_first_could_not(house: WalletHouse) -> None:
    await ready(house, money=100)
    await set_pin(house, BEN, PIN)
    await give(house, BEN, 1_000)
    await set_pin_free(house, BEN, Money(1_000), PIN)
    await turn_on(house, BEN, pin=PIN)
    with pytest.raises(InsufficientFunds):
        await pay_by_code(house, till(), await code(house))

    paid = await pay_by_code(house, till(), await code(house, BEN))

    assert (paid.payer_person_id, paid.payer_openid) == (BEN, BEN)
    assert await ann_holds(house) == 100


async def test_a_wrong_code_leaves_no_order(house: WalletHouse) -> None:
    await ready(house)
    for wrong in ("130000000000000000", "", "abc", "12345"):
        with pytest.raises(AuthCodeInvalid):
            await pay_by_code(house, till(), wrong)
    with pytest.raises(WalletError, match="order_unknown"):
        await get_order_by_out_trade_no(house, till().mchid, till().out_trade_no)


async def test_a_program_that_does_not_exist_takes_no_payment(house: WalletHouse) -> None:
    await ready(house)

    async def nobody(_appid: str, _person_id: str) -> None:
        return None

    shown = await code(house)
    with pytest.raises(WalletError, match="no such program"):
        await pay_by_code(replace(house, openid_of=nobody), till(), shown)
    assert (await pay_by_code(house, till(), shown)).is_paid


async def test_reversing_gives_back_what_was_paid_and_closes_what_was_not(
    house: WalletHouse, clock: TravelClock
) -> None:
    await ready(house, limit=900)
    shown = await code(house)
    paid = await pay_by_code(house, till(), shown)
    with pytest.raises(PayerAsked):
        await pay_by_code(house, till(2, total_minor=901), await code(house))

    for number in (1, 2, 1):
        await reverse(house, paid.mchid, till(number).out_trade_no)

    assert await ann_holds(house) == 10_000
    assert await questions_for(house, ANN) == []
    with pytest.raises(OrderIsClosed):
        await pay_by_code(house, till(1), shown)
    with pytest.raises(WalletError, match="order_unknown"):
        await reverse(house, paid.mchid, "nothing-here")

    old = await pay_by_code(house, till(3), await code(house))
    clock.travel(days=8)
    with pytest.raises(WalletError, match="reverse_too_late"):
        await reverse(house, old.mchid, old.out_trade_no)


async def test_only_payments_by_code_are_reversed(house: WalletHouse) -> None:
    from wallet.payments.orders import create_order

    order = await create_order(house, draft())
    with pytest.raises(NotByCode):
        await reverse(house, order.mchid, order.out_trade_no)

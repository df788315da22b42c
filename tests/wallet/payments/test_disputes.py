"""Disputes on the real ledger: person, merchant, clock and operator take turns; refunds are linked by themselves, and
whatever comes at the same time leaves one story."""

import asyncio
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, MCHID, ann_has, ann_holds, give, merchant_holds, paid_order, refund_draft
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.merchants import complaints
from wallet.merchants.notices import notices_of
from wallet.payments.accounts import merchant_account, person_account
from wallet.payments.dispute_deciding import carry_out_orders, disputes_for_operators, order_refund, refuse
from wallet.payments.dispute_telling import mark_told, untold_events
from wallet.payments.disputes import (
    Dispute,
    DisputeDraft,
    DisputeDraftInvalid,
    DisputeExists,
    DisputeNotOpen,
    DisputeState,
    DisputeUnknown,
    NothingToDispute,
    accept,
    answer,
    complete,
    disputable_minor,
    escalate,
    finish_disputes,
    get_dispute,
    get_dispute_of_merchant,
    open_dispute,
    withdraw,
)
from wallet.payments.order_rows import OrderUnknown
from wallet.payments.orders import Order
from wallet.payments.refunds import RefundTooLarge, create_refund
from wallet.payments.restrictions import freeze, lift

DRAFT = DisputeDraft(ANN, "", "not_received", "The tea never came", 500)


@pytest.fixture
async def order(house: WalletHouse) -> Order:
    await ann_has(house, 10_000)
    return await paid_order(house)


@pytest.fixture
async def dispute(house: WalletHouse, order: Order) -> Dispute:
    return await open_dispute(house, replace(DRAFT, order_id=order.id))


async def hears(house: WalletHouse, dispute: Dispute) -> Dispute:
    return await get_dispute(house, dispute.id, person_id=ANN)


async def said(house: WalletHouse, dispute: Dispute, words: str = "It is on its way") -> Dispute:
    return await answer(house, MCHID, dispute.complaint_id, words)


async def escalated(house: WalletHouse, dispute: Dispute) -> Dispute:
    await said(house, dispute)
    return await escalate(house, dispute.id, "It is not", person_id=ANN)


async def poor(house: WalletHouse) -> None:
    """The merchant spends what it has."""
    merchant, ben = await merchant_account(house, MCHID, "CNY"), await person_account(house, "per_ben", "CNY")
    amount = await merchant_holds(house)
    await house.ledger.submit(Draft(key_for("spends"), Kind.POST, merchant, ben, amount, "test:spends"))


async def test_the_merchant_answers_and_the_person_is_content(house: WalletHouse, dispute: Dispute) -> None:
    assert (dispute.state, dispute.due_at and (dispute.due_at - dispute.opened_at).days) == (DisputeState.OPEN, 3)
    answered = await said(house, dispute)
    assert (answered.state, answered.due_at and (answered.due_at - dispute.opened_at).days) == ("answered", 7)
    await complete(house, MCHID, dispute.complaint_id)
    assert (await complete(house, MCHID, dispute.complaint_id)).is_completed

    closed = await accept(house, dispute.id, person_id=ANN)
    assert await accept(house, dispute.id, person_id=ANN) == closed
    assert (closed.state, closed.outcome) == ("closed", "accepted")
    assert [(one.actor, one.what) for one in closed.events] == [
        ("person", "opened"),
        ("merchant", "answered"),
        ("merchant", "completed"),
        ("person", "accepted"),
    ]
    with pytest.raises(DisputeNotOpen):
        await said(house, dispute)


async def test_a_refund_of_the_order_is_linked_and_closes_it(
    house: WalletHouse, order: Order, dispute: Dispute
) -> None:
    await create_refund(house, refund_draft(order, 200))
    part = await hears(house, dispute)
    assert (part.state, part.refunded_minor) == (DisputeState.ANSWERED, 200)
    await escalate(house, dispute.id, "", person_id=ANN)
    await create_refund(house, refund_draft(order, 300, "back-2"))

    closed = await hears(house, dispute)
    assert (closed.state, closed.outcome, closed.refunded_minor) == ("closed", "refunded", 500)
    assert [one.amount_minor for one in closed.events if one.what == "refunded"] == [200, 300]
    # One that comes later is not its business.
    await create_refund(house, refund_draft(order, 100, "back-3"))
    assert (await hears(house, dispute)).refunded_minor == 500


async def test_clocks_decide_at_their_second(house: WalletHouse, dispute: Dispute, clock: TravelClock) -> None:
    clock.travel(days=3, seconds=-1)
    assert (await hears(house, dispute)).state is DisputeState.OPEN
    clock.travel(seconds=1)
    by_itself = await get_dispute_of_merchant(house, MCHID, dispute.complaint_id)
    assert (by_itself.state, by_itself.events[-1].actor) == (DisputeState.ESCALATED, "clock")
    # The merchant may still speak, and does not stop the operators by it.
    assert (await said(house, dispute)).state is DisputeState.ESCALATED


async def test_silence_after_an_answer_closes_it(house: WalletHouse, dispute: Dispute, clock: TravelClock) -> None:
    await said(house, dispute)
    clock.travel(days=7)
    assert await finish_disputes(house) == 1
    assert await finish_disputes(house) == 0
    closed = await hears(house, dispute)
    assert (closed.outcome, closed.events[-1].what) == ("lapsed", "lapsed")
    with pytest.raises(DisputeNotOpen):
        await escalate(house, dispute.id, "", person_id=ANN)
    again = await open_dispute(house, replace(DRAFT, order_id=dispute.order_id))
    assert again.times == 2


async def test_the_operator_orders_a_refund_from_the_merchants_account(house: WalletHouse, dispute: Dispute) -> None:
    before = await ann_holds(house)
    await escalated(house, dispute)
    assert [one.id for one in (await disputes_for_operators(house))[0]] == [dispute.id]

    decided = await order_refund(house, dispute.id, 400, "No proof of delivery")

    assert (decided.state, decided.outcome, decided.refunded_minor) == ("closed", "refunded", 400)
    assert [(one.actor, one.what) for one in decided.events[-2:]] == [("operator", "ordered"), ("operator", "refunded")]
    assert await ann_holds(house) - before == 400
    assert (await disputes_for_operators(house))[0] == []


@pytest.mark.parametrize("reason", ["", "  ", "\0", "x" * 2_001])
async def test_whoever_decides_says_why(house: WalletHouse, dispute: Dispute, reason: str) -> None:
    await escalated(house, dispute)
    for decide in (order_refund(house, dispute.id, 400, reason), refuse(house, dispute.id, reason)):
        with pytest.raises(DisputeDraftInvalid):
            await decide
    assert [one.id for one in (await disputes_for_operators(house))[0]] == [dispute.id]


async def test_an_ordered_refund_waits_for_the_merchants_money(house: WalletHouse, dispute: Dispute) -> None:
    await escalated(house, dispute)
    await poor(house)
    waits = await order_refund(house, dispute.id, 500, "No proof of delivery")
    assert (waits.state, waits.obstacle) == (DisputeState.ORDERED, "merchant_not_enough")
    assert await carry_out_orders(house) == 0

    await paid_order(house, out_trade_no="shop-0002")
    rounds = await asyncio.gather(carry_out_orders(house), carry_out_orders(house))

    closed = await hears(house, dispute)
    assert sum(rounds) >= 1
    assert (closed.state, closed.obstacle, closed.refunded_minor) == ("closed", "", 500)


async def test_an_ordered_refund_waits_while_the_merchant_is_frozen(house: WalletHouse, dispute: Dispute) -> None:
    await escalated(house, dispute)
    frozen = await freeze(house, "merchant", MCHID, cause="dispute", reason="Goods never came", by="olga")
    waits = await order_refund(house, dispute.id, 500, "No proof of delivery")
    assert (waits.state, waits.obstacle) == (DisputeState.ORDERED, "account_refused")
    await lift(house, frozen.id, reason="It may pay back", by="otto")
    assert await carry_out_orders(house) == 1
    assert (await hears(house, dispute)).refunded_minor == 500


async def test_a_refusal_is_the_last_word(house: WalletHouse, dispute: Dispute) -> None:
    await escalated(house, dispute)
    refused = await refuse(house, dispute.id, "The courier has a signature")
    assert (refused.outcome, refused.events[-1].words) == ("refused", "The courier has a signature")
    with pytest.raises(NothingToDispute) as nothing:
        await open_dispute(house, replace(DRAFT, order_id=dispute.order_id))
    assert nothing.value.reason == "decided"


async def test_a_refund_while_the_operator_decides(house: WalletHouse, order: Order, dispute: Dispute) -> None:
    await escalated(house, dispute)
    outcomes = await asyncio.gather(
        order_refund(house, dispute.id, 500, "No proof of delivery"),
        create_refund(house, refund_draft(order, 888)),
        return_exceptions=True,
    )

    assert all(isinstance(one, DisputeNotOpen | RefundTooLarge) for one in outcomes if isinstance(one, Exception))
    # Whichever was first, what was asked for is back, and never more than was paid.
    for _ in range(2):
        await carry_out_orders(house)
    closed = await hears(house, dispute)
    assert (closed.state, closed.outcome) == ("closed", "refunded")
    assert 500 <= await ann_holds(house) - (10_000 - 888) <= 888


async def test_a_refused_and_an_ordered_decision_at_once_are_one(house: WalletHouse, dispute: Dispute) -> None:
    await escalated(house, dispute)
    outcomes = await asyncio.gather(
        refuse(house, dispute.id, "no"), order_refund(house, dispute.id, 500, "yes"), return_exceptions=True
    )
    assert [type(one) for one in outcomes].count(DisputeNotOpen) == 1


async def test_opening_twice_at_once_is_one_dispute(house: WalletHouse, order: Order) -> None:
    wish = replace(DRAFT, order_id=order.id)
    opened = await asyncio.gather(*(open_dispute(house, wish) for _ in range(4)))
    assert len({one.id for one in opened}) == 1
    with pytest.raises(DisputeExists):
        await open_dispute(house, replace(wish, words="Something else"))


@pytest.mark.parametrize("change", [{"amount_minor": 889}, {"amount_minor": 0}, {"words": " "}, {"reason": "mood"}])
async def test_what_cannot_be_asked_is_refused(house: WalletHouse, order: Order, change: dict[str, object]) -> None:
    with pytest.raises(DisputeDraftInvalid):
        await open_dispute(house, replace(DRAFT, order_id=order.id, **change))  # pyright: ignore[reportArgumentType]


async def test_only_what_is_left_of_a_payment_can_be_disputed(
    house: WalletHouse, order: Order, clock: TravelClock
) -> None:
    await create_refund(house, refund_draft(order, 400))
    assert await disputable_minor(house, order.id, person_id=ANN) == 488
    with pytest.raises(DisputeDraftInvalid):
        await open_dispute(house, replace(DRAFT, order_id=order.id))
    await create_refund(house, refund_draft(order, 488, "back-2"))
    with pytest.raises(NothingToDispute, match="refunded"):
        await disputable_minor(house, order.id, person_id=ANN)
    clock.travel(days=181)
    with pytest.raises(NothingToDispute, match="too_late"):
        await disputable_minor(house, order.id, person_id=ANN)


async def test_it_is_nobody_elses(house: WalletHouse, order: Order, dispute: Dispute) -> None:
    await give(house, "per_ben", 1)
    for work in (
        get_dispute(house, dispute.id, person_id="per_ben"),
        withdraw(house, dispute.id, person_id="per_ben"),
        answer(house, "1900000999", dispute.complaint_id, "hm"),
    ):
        with pytest.raises(DisputeUnknown):
            await work
    with pytest.raises(OrderUnknown):
        await open_dispute(house, replace(DRAFT, order_id=order.id, person_id="per_ben"))


async def test_a_withdrawn_one_is_over(house: WalletHouse, dispute: Dispute) -> None:
    withdrawn = await withdraw(house, dispute.id, person_id=ANN)
    assert (await withdraw(house, dispute.id, person_id=ANN)) == withdrawn
    for work in (said(house, dispute), refuse(house, dispute.id, "no"), accept(house, dispute.id, person_id=ANN)):
        with pytest.raises(Refusal):
            await work


async def test_each_event_is_announced_once_to_whoever_wants_to_know(house: WalletHouse, dispute: Dispute) -> None:
    await complaints.announce_disputes(house)
    assert await notices_of(house, dispute.id) == []
    await complaints.create_url(house, MCHID, "https://shop.example/complaints")
    await escalated(house, dispute)
    assert sum(await asyncio.gather(*(complaints.announce_disputes(house) for _ in range(3)))) == 2
    notices = await notices_of(house, dispute.id)
    assert sorted(one.event_type for one in notices) == ["COMPLAINT.STATE_CHANGE"] * 2
    assert {one.notify_url for one in notices} == {"https://shop.example/complaints"}


async def test_what_happened_is_told_once_and_the_oldest_first(house: WalletHouse, order: Order) -> None:
    dispute = await open_dispute(house, replace(DRAFT, order_id=order.id))
    await answer(house, MCHID, dispute.complaint_id, "It is on its way")
    untold = await untold_events(house)
    assert [(one.number, one.actor, one.what, one.words) for one in untold] == [
        (1, "person", "opened", DRAFT.words),
        (2, "merchant", "answered", "It is on its way"),
    ]
    assert {(one.person_id, one.description, one.currency) for one in untold} == {(ANN, order.description, "CNY")}
    await mark_told(house, untold[0])
    assert await untold_events(house) == untold[1:]
    await mark_told(house, untold[1])
    assert await untold_events(house) == []

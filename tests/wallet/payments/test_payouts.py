"""Payouts: set aside once, taken once by the right person, given back at exactly 24 hours; whoever is first decides."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, APPID, BEN, MCHID, ann_holds, merchant_holds
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.merchants.notices import notices_of
from wallet.merchants.registry import create_merchant
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.holds import release_expired_holds
from wallet.payments.payouts import (
    PayeeUnknown,
    Payout,
    PayoutDraft,
    PayoutDraftInvalid,
    PayoutMismatch,
    PayoutNotEnough,
    PayoutNotOpen,
    PayoutState,
    PayoutUnknown,
    cancel_payout,
    create_payout,
    get_payout,
    get_payout_by_package,
    get_payout_by_transfer_bill_no,
    take_payout,
)
from wallet.reactions import built_in, catch_up

OPENID_OF_ANN = "openid-of-ann"
DRAFT = PayoutDraft(
    mchid=MCHID,
    appid=APPID,
    out_bill_no="bill0001",
    scene_id="1000",
    openid=OPENID_OF_ANN,
    amount_minor=300,
    remark="Prize of the tea lottery",
    notify_url="https://shop.example/notify",
)


async def payee_of(appid: str, openid: str) -> str | None:
    return ANN if (appid, openid) == (APPID, OPENID_OF_ANN) else None


@pytest.fixture
async def house(house: WalletHouse) -> AsyncIterator[WalletHouse]:
    """A wallet whose merchant has 10.00 and in which Ann has an openid."""
    house = replace(house, payee_of=payee_of)
    await merchant_gets(house, 1000)
    yield house
    await react(house)
    assert await check_books(house) == []


async def merchant_gets(house: WalletHouse, amount_minor: int, name: str = "first") -> None:
    demo, merchant = await demo_money_account(house, "CNY"), await merchant_account(house, MCHID, "CNY")
    await house.ledger.submit(Draft(key_for(f"in:{name}"), Kind.POST, demo, merchant, amount_minor, f"top_up:{name}"))


async def merchant_can_spend(house: WalletHouse) -> int:
    account = await house.ledger.find_account(AccountKind.MERCHANT, MCHID, "CNY")
    assert account
    return account.available_minor


async def react(house: WalletHouse) -> None:
    for consumer in built_in(house):
        await catch_up(house, consumer)


async def told(house: WalletHouse, payout: Payout) -> list[str]:
    await react(house)
    return [notice.event_type for notice in await notices_of(house, payout.id)]


async def test_money_waits_for_the_person_and_is_hers_once_she_takes_it(house: WalletHouse) -> None:
    payout = await create_payout(house, DRAFT)
    assert payout.state is PayoutState.WAIT_USER_CONFIRM
    assert (await merchant_holds(house), await merchant_can_spend(house), await ann_holds(house)) == (1000, 700, 0)
    assert await told(house, payout) == []

    taken = await take_payout(house, payout.id, person_id=ANN)

    assert (taken.state, taken.person_id) == (PayoutState.SUCCESS, ANN)
    assert (await merchant_holds(house), await merchant_can_spend(house), await ann_holds(house)) == (700, 700, 300)
    assert await get_payout(house, MCHID, "bill0001") == taken
    assert await get_payout_by_transfer_bill_no(house, MCHID, payout.transfer_bill_no) == taken
    assert await told(house, payout) == ["MCHTRANSFER.BILL.FINISHED"]


async def test_taking_twice_takes_once(house: WalletHouse) -> None:
    payout = await create_payout(house, DRAFT)

    taken = await asyncio.gather(*(take_payout(house, payout.id, person_id=ANN) for _ in range(5)))

    assert len(set(taken)) == 1
    assert await take_payout(house, payout.id, person_id=ANN) == taken[0]
    assert await ann_holds(house) == 300


async def test_the_same_request_is_the_same_payout(house: WalletHouse) -> None:
    made = await asyncio.gather(*(create_payout(house, DRAFT) for _ in range(4)))

    assert len(set(made)) == 1
    assert await create_payout(house, DRAFT) == made[0]
    assert await merchant_can_spend(house) == 700


@pytest.mark.parametrize(
    "changes",
    [{"amount_minor": 301}, {"remark": "another"}, {"scene_id": "1001"}, {"user_name": "Ann"}, {"notify_url": ""}],
)
async def test_the_same_number_with_other_facts_is_refused(house: WalletHouse, changes: dict[str, object]) -> None:
    await create_payout(house, DRAFT)

    with pytest.raises(PayoutMismatch):
        await create_payout(house, replace(DRAFT, **changes))  # pyright: ignore[reportArgumentType] see the list above

    assert await merchant_can_spend(house) == 700


async def test_a_cancelled_payout_goes_back_and_stays_cancelled(house: WalletHouse) -> None:
    payout = await create_payout(house, DRAFT)

    cancelled = await cancel_payout(house, MCHID, "bill0001")

    assert cancelled.state is PayoutState.CANCELLED
    assert await cancel_payout(house, MCHID, "bill0001") == cancelled
    with pytest.raises(PayoutNotOpen):
        await take_payout(house, payout.id, person_id=ANN)
    assert (await create_payout(house, DRAFT)).state is PayoutState.CANCELLED
    assert (await merchant_can_spend(house), await ann_holds(house)) == (1000, 0)
    assert await told(house, payout) == ["MCHTRANSFER.BILL.FINISHED"]


async def test_what_was_taken_cannot_be_cancelled(house: WalletHouse) -> None:
    payout = await create_payout(house, DRAFT)
    await take_payout(house, payout.id, person_id=ANN)

    with pytest.raises(PayoutNotOpen):
        await cancel_payout(house, MCHID, "bill0001")

    assert await ann_holds(house) == 300


@pytest.mark.parametrize("seed", range(6))
async def test_of_taking_and_cancelling_at_once_exactly_one_wins(house: WalletHouse, seed: int) -> None:
    payout = await create_payout(house, DRAFT)
    attempts = [take_payout(house, payout.id, person_id=ANN), cancel_payout(house, MCHID, "bill0001")]
    random.Random(seed).shuffle(attempts)

    outcomes = await asyncio.gather(*attempts, return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, BaseException)]
    assert [type(one) for one in refused] == [PayoutNotOpen]
    after = await get_payout(house, MCHID, "bill0001")
    taken = after.state is PayoutState.SUCCESS
    assert taken or after.state is PayoutState.CANCELLED
    assert (await ann_holds(house), await merchant_can_spend(house)) == ((300, 700) if taken else (0, 1000))


async def test_it_can_be_taken_until_just_before_24_hours(house: WalletHouse, clock: TravelClock) -> None:
    payout = await create_payout(house, DRAFT)
    clock.travel(hours=24, microseconds=-1)

    assert (await get_payout(house, MCHID, "bill0001")).state is PayoutState.WAIT_USER_CONFIRM
    assert (await take_payout(house, payout.id, person_id=ANN)).state is PayoutState.SUCCESS


async def test_at_exactly_24_hours_it_has_failed_and_the_money_is_back(house: WalletHouse, clock: TravelClock) -> None:
    payout = await create_payout(house, DRAFT)
    clock.travel(hours=24)

    with pytest.raises(PayoutNotOpen):
        await take_payout(house, payout.id, person_id=ANN)

    assert (await get_payout(house, MCHID, "bill0001")).state is PayoutState.FAIL
    assert (await merchant_can_spend(house), await ann_holds(house)) == (1000, 0)
    assert await told(house, payout) == ["MCHTRANSFER.BILL.FINISHED"]


async def test_the_worker_ends_what_nobody_looks_at(house: WalletHouse, clock: TravelClock) -> None:
    payout = await create_payout(house, DRAFT)
    clock.travel(hours=24)

    assert await release_expired_holds(house) == 1

    assert await merchant_can_spend(house) == 1000
    assert await told(house, payout) == ["MCHTRANSFER.BILL.FINISHED"]
    assert (await get_payout(house, MCHID, "bill0001")).state is PayoutState.FAIL


async def test_a_hold_that_ended_unseen_is_read_from_the_journal(house: WalletHouse, clock: TravelClock) -> None:
    """The worker voided the hold and no reaction has run yet."""
    await create_payout(house, DRAFT)
    clock.travel(hours=25)
    await release_expired_holds(house)

    assert (await get_payout(house, MCHID, "bill0001")).state is PayoutState.FAIL


async def test_nobody_else_can_see_or_take_it(house: WalletHouse) -> None:
    payout = await create_payout(house, DRAFT)

    with pytest.raises(PayoutUnknown):
        await take_payout(house, payout.id, person_id=BEN)
    with pytest.raises(PayoutUnknown):
        await get_payout_by_package(house, payout.package_info, person_id=BEN)
    with pytest.raises(PayoutUnknown):
        await get_payout(house, "1900000110", "bill0001")
    with pytest.raises(PayoutUnknown):
        await cancel_payout(house, "1900000110", "bill0001")
    with pytest.raises(PayoutUnknown):
        await get_payout_by_transfer_bill_no(house, "1900000110", payout.transfer_bill_no)

    assert await get_payout_by_package(house, payout.package_info, person_id=ANN) == payout


async def test_a_merchant_without_the_money_is_refused_and_may_ask_again(house: WalletHouse) -> None:
    dear = replace(DRAFT, amount_minor=1001)
    with pytest.raises(PayoutNotEnough) as refused:
        await create_payout(house, dear)
    assert refused.value.needed_minor == 1001
    assert (await get_payout(house, MCHID, "bill0001")).state is PayoutState.ACCEPTED
    with pytest.raises(PayoutNotOpen):
        await cancel_payout(house, MCHID, "bill0001")

    await merchant_gets(house, 1, "more")

    assert (await create_payout(house, dear)).state is PayoutState.WAIT_USER_CONFIRM


async def test_money_set_aside_cannot_be_set_aside_again(house: WalletHouse) -> None:
    drafts = [replace(DRAFT, out_bill_no=f"bill{i}", amount_minor=400) for i in range(4)]

    made = await asyncio.gather(*(create_payout(house, one) for one in drafts), return_exceptions=True)

    assert sorted(type(one).__name__ for one in made) == ["Payout", "Payout", "PayoutNotEnough", "PayoutNotEnough"]
    assert await merchant_can_spend(house) == 200


async def test_a_stranger_gets_no_money(house: WalletHouse) -> None:
    with pytest.raises(PayeeUnknown):
        await create_payout(house, replace(DRAFT, openid="openid-of-nobody"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"out_bill_no": "with-dash"}, "out_bill_no"),
        ({"out_bill_no": "x" * 33}, "out_bill_no"),
        ({"amount_minor": 9}, "amount_minor"),
        ({"amount_minor": 200_000}, "user_name"),
        ({"remark": "r" * 33}, "remark"),
        ({"remark": " "}, "remark"),
        ({"scene_id": ""}, "scene_id"),
        ({"notify_url": "https://shop.example/n?x=1"}, "notify_url"),
    ],
)
async def test_a_wrong_field_is_named(house: WalletHouse, changes: dict[str, object], field: str) -> None:
    with pytest.raises(PayoutDraftInvalid) as refused:
        await create_payout(house, replace(DRAFT, **changes))  # pyright: ignore[reportArgumentType] see the list above
    assert refused.value.field == field


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_in_whatever_order_the_sums_hold(
    house: WalletHouse, clock: TravelClock, seed: int
) -> None:
    rng = random.Random(seed)
    made: dict[str, Payout] = {}
    for _ in range(40):
        number = f"bill{rng.randrange(8)}"
        step = rng.choice(["create", "create", "take", "steal", "cancel", "wait", "worker", "react"])
        with suppress(PayoutNotOpen, PayoutUnknown, PayoutNotEnough):
            if step == "create":
                amount = 10 + 37 * int(number[-1])
                made[number] = await create_payout(house, replace(DRAFT, out_bill_no=number, amount_minor=amount))
            elif step == "take" and number in made:
                await take_payout(house, made[number].id, person_id=ANN)
            elif step == "steal" and number in made:
                await take_payout(house, made[number].id, person_id=BEN)
            elif step == "cancel":
                await cancel_payout(house, MCHID, number)
            elif step == "wait":
                clock.travel(hours=rng.randrange(1, 16))
            elif step == "worker":
                await release_expired_holds(house)
            elif step == "react":
                await react(house)
    now = [await get_payout(house, MCHID, number) for number in made]
    sums = {state: sum(one.amount_minor for one in now if one.state is state) for state in PayoutState}
    assert await ann_holds(house) == sums[PayoutState.SUCCESS]
    assert await merchant_holds(house) == 1000 - sums[PayoutState.SUCCESS]
    held = sums[PayoutState.WAIT_USER_CONFIRM]
    assert await merchant_can_spend(house) == 1000 - sums[PayoutState.SUCCESS] - held


async def test_a_number_is_its_merchants_own(house: WalletHouse) -> None:
    """Another merchant's request with the same one is another payout, and its own money is asked for."""
    first, other = await create_payout(house, DRAFT), await create_merchant(house, "Next door")
    with pytest.raises(PayoutNotEnough):
        await create_payout(house, replace(DRAFT, mchid=other.mchid, amount_minor=200))
    second = await get_payout(house, other.mchid, DRAFT.out_bill_no)
    assert (second.id != first.id, second.amount_minor, second.state) == (True, 200, PayoutState.ACCEPTED)
    assert await get_payout(house, MCHID, DRAFT.out_bill_no) == first

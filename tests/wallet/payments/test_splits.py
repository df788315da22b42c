"""Split bills on the real ledger: paid once, by whom they ask, into the starter's wallet; closing, declining and
reminding around it; and what a crash leaves is ended."""

import asyncio
from datetime import timedelta

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import has, react, trust_every_pin
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, give, history_of
from wallet import finding
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import InsufficientFunds
from wallet.payments import split_paying
from wallet.payments.pins import PinWrong, set_pin
from wallet.payments.splits import (
    PartIsBeingPaid,
    PartState,
    RemindersUsedUp,
    ReminderTooSoon,
    Split,
    SplitDraft,
    SplitMismatch,
    SplitNotOpen,
    SplitState,
    SplitUnknown,
    close_split,
    decline_part,
    finish_parts,
    get_split,
    open_splits,
    pay_part,
    remind,
    some_splits,
    start_split,
)

CLEO = "per_cleo"
DRAFT = SplitDraft(ANN, "request-1", "equal", 1000, (ANN, BEN, CLEO), note="pizza")


@pytest.fixture
async def split(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> Split:
    trust_every_pin(monkeypatch)
    for person in (BEN, CLEO):
        await give(house, person, 1000)
    return await start_split(house, DRAFT)


async def pay(house: WalletHouse, split: Split, person: str) -> None:
    await pay_part(house, split.id, person_id=person, pin=PIN)


async def test_everybody_pays_their_share_and_then_it_is_done(house: WalletHouse, split: Split) -> None:
    assert [(one.person_id, one.amount_minor, one.state) for one in split.parts] == [
        (ANN, 334, PartState.OWN),
        (BEN, 333, PartState.OPEN),
        (CLEO, 333, PartState.OPEN),
    ]
    assert [one.id for one in await open_splits(house, BEN)] == [split.id]

    await pay(house, split, BEN)
    await pay(house, split, BEN)
    half = await get_split(house, split.id, person_id=CLEO)
    await pay(house, split, CLEO)
    done = await get_split(house, split.id, person_id=ANN)

    assert (half.state, half.paid_minor, half.asked_minor) == (SplitState.OPEN, 333, 666)
    assert (done.state, done.paid_minor) == (SplitState.DONE, 666)
    assert done.step > half.step > split.step
    assert [await has(house, one) for one in (ANN, BEN, CLEO)] == [666, 667, 667]
    assert await open_splits(house, ANN) == await open_splits(house, BEN) == []
    with pytest.raises(SplitNotOpen):
        await close_split(house, split.id, person_id=ANN)
    line = (await history_of(house, BEN))[0]
    assert (line.kind, line.title, line.other_id, line.amount.amount_minor) == ("split", "pizza", ANN, -333)
    assert len(await finding.search(house, split.id)) == 2


async def test_a_repeated_start_is_the_same_split(house: WalletHouse, split: Split) -> None:
    again = await asyncio.gather(*(start_split(house, DRAFT) for _ in range(3)))
    assert {one.id for one in again} == {split.id}
    with pytest.raises(SplitMismatch):
        await start_split(house, SplitDraft(ANN, "request-1", "equal", 999, (ANN, BEN, CLEO)))


async def test_two_pays_at_once_move_the_money_once(house: WalletHouse, split: Split) -> None:
    outcomes = await asyncio.gather(*(pay(house, split, BEN) for _ in range(5)), return_exceptions=True)

    assert None in outcomes
    assert all(one is None or isinstance(one, PartIsBeingPaid) for one in outcomes)
    assert await has(house, BEN) == 667
    await react(house)


async def test_close_and_pay_at_once_leave_one_story(house: WalletHouse, split: Split) -> None:
    paid, closed = await asyncio.gather(
        pay(house, split, BEN), close_split(house, split.id, person_id=ANN), return_exceptions=True
    )
    after = await get_split(house, split.id, person_id=ANN)

    assert isinstance(closed, Split)
    assert after.state is SplitState.CLOSED
    part = after.part_of(BEN)
    assert part
    assert (paid is None) == (part.state is PartState.PAID) == (await has(house, BEN) == 667)
    with pytest.raises(SplitNotOpen):
        await pay(house, split, CLEO)
    assert await has(house, CLEO) == 1000


async def test_whoever_gave_a_pin_before_it_closed_still_pays(
    house: WalletHouse, split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = split_paying._move_money  # pyright: ignore[reportPrivateUsage] the moment between intent and money

    async def after_closing(*facts: object) -> object:
        await close_split(house, split.id, person_id=ANN)
        return await move(*facts)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(split_paying, "_move_money", after_closing)
    await pay(house, split, BEN)

    after = await get_split(house, split.id, person_id=BEN)
    assert (after.state, after.paid_minor, await has(house, BEN)) == (SplitState.CLOSED, 333, 667)


async def test_a_wrong_pin_and_an_empty_wallet_leave_the_share_open(house: WalletHouse) -> None:
    await set_pin(house, BEN, PIN)
    split = await start_split(house, DRAFT)
    with pytest.raises(PinWrong):
        await pay_part(house, split.id, person_id=BEN, pin=WRONG_PIN)
    with pytest.raises(InsufficientFunds):
        await pay_part(house, split.id, person_id=BEN, pin=PIN)
    part = (await get_split(house, split.id, person_id=BEN)).part_of(BEN)
    assert part
    assert part.state is PartState.OPEN

    await give(house, BEN, 400)
    await pay_part(house, split.id, person_id=BEN, pin=PIN)
    assert await has(house, BEN) == 67


async def test_a_declined_share_may_be_paid_after_all(house: WalletHouse, split: Split) -> None:
    declined = await decline_part(house, split.id, person_id=BEN)
    assert declined.step == split.step + 1
    assert (await decline_part(house, split.id, person_id=BEN)).step == declined.step
    with pytest.raises(SplitNotOpen):
        await remind(house, split.id, BEN, person_id=ANN)
    await pay(house, split, BEN)
    with pytest.raises(SplitNotOpen):
        await decline_part(house, split.id, person_id=BEN)


async def test_reminders_come_once_a_day_and_three_times_in_all(
    house: WalletHouse, split: Split, clock: TravelClock
) -> None:
    for turn in (1, 2, 3):
        at_once = await asyncio.gather(
            *(remind(house, split.id, BEN, person_id=ANN) for _ in range(3)), return_exceptions=True
        )
        assert [type(one) for one in at_once].count(RemindersUsedUp if turn == 3 else ReminderTooSoon) == 2
        clock.travel(hours=24)
    with pytest.raises(RemindersUsedUp):
        await remind(house, split.id, BEN, person_id=ANN)
    assert (await remind(house, split.id, CLEO, person_id=ANN)).reminded == 1


@pytest.mark.parametrize("who", [BEN, "per_stranger"])
async def test_only_the_starter_closes_and_reminds_and_only_its_people_see_it(
    house: WalletHouse, split: Split, who: str
) -> None:
    for work in (close_split(house, split.id, person_id=who), remind(house, split.id, CLEO, person_id=who)):
        with pytest.raises(SplitUnknown):
            await work
    for stranger in ("per_stranger", ANN):
        with pytest.raises(SplitUnknown):
            await pay(house, split, stranger)
    with pytest.raises(SplitUnknown):
        await get_split(house, split.id, person_id="per_stranger")


@pytest.mark.parametrize("has_paid", [False, True])
async def test_what_a_crash_left_is_ended(
    house: WalletHouse, split: Split, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, has_paid: bool
) -> None:
    move = split_paying._move_money  # pyright: ignore[reportPrivateUsage]

    async def dies(*facts: object) -> object:
        if has_paid:
            await move(*facts)  # pyright: ignore[reportArgumentType]
        raise RuntimeError("the process died")

    monkeypatch.setattr(split_paying, "_move_money", dies)
    with pytest.raises(RuntimeError):
        await pay(house, split, BEN)
    monkeypatch.undo()
    trust_every_pin(monkeypatch)
    if not has_paid:
        with pytest.raises(PartIsBeingPaid):
            await pay(house, split, BEN)
    clock.travel(seconds=timedelta(minutes=1).total_seconds())

    assert await finish_parts(house) == 1
    await pay(house, split, BEN)

    part = (await some_splits(house, {split.id}))[split.id].part_of(BEN)
    assert part
    assert (part.state, await has(house, BEN)) == (PartState.PAID, 667)


async def test_the_reaction_settles_what_the_payer_did_not_live_to_settle(
    house: WalletHouse, split: Split, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> object:
        raise RuntimeError("the process died")

    monkeypatch.setattr(split_paying, "settle_part", dies)
    with pytest.raises(RuntimeError):
        await pay(house, split, BEN)
    await react(house)
    assert (await some_splits(house, {split.id}))[split.id].paid_minor == 333


async def test_what_nobody_may_do_is_a_refusal(house: WalletHouse, split: Split) -> None:
    await close_split(house, split.id, person_id=ANN)
    again = await close_split(house, split.id, person_id=ANN)
    assert again.state is SplitState.CLOSED
    for work in (
        pay(house, split, BEN),
        decline_part(house, split.id, person_id=BEN),
        remind(house, split.id, BEN, person_id=ANN),
        get_split(house, "spl_none", person_id=ANN),
    ):
        with pytest.raises(Refusal):
            await work

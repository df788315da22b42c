"""Envelopes: filled once, opened once by each person, exact to the last unit however many come, back at 24 hours."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlmodel import select

from tests.support import TravelClock
from tests.wallet.payments.between import crowd, has, react, share, trust_every_pin
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, ann_holds, give, history_of
from wallet.books import check_books
from wallet.finding import search
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, AccountState, InsufficientFunds
from wallet.payments import envelope_sending, envelopes
from wallet.payments.accounts import person_account
from wallet.payments.currencies import CurrencyNotHere
from wallet.payments.envelope_proof import proof_of, verify
from wallet.payments.envelope_rows import EnvelopeRow
from wallet.payments.envelopes import (
    EnvelopeDraftInvalid,
    EnvelopeEmpty,
    EnvelopeMismatch,
    EnvelopeNotForYou,
    EnvelopeOver,
    EnvelopeState,
    EnvelopeUnknown,
    Share,
    envelopes_after,
    envelopes_under_way,
    finish_envelopes,
    get_envelope,
    moves_envelope,
    open_envelope,
    some_envelopes,
)
from wallet.payments.pin_asking import ask_pin
from wallet.payments.pins import PinWrong, set_pin

DORA = "per_dora"


@pytest.fixture
async def house(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WalletHouse]:
    """A wallet in which Ann has 1,000.00."""
    await give(house, ANN, 100_000)
    with monkeypatch.context() as patch:
        trust_every_pin(patch)
        yield house
    await react(house)
    assert await check_books(house) == []


async def test_an_envelope_is_filled_opened_and_over(house: WalletHouse) -> None:
    envelope = await share(house, shares=2, total_minor=300)
    assert (envelope.state, envelope.taken, envelope.seed, envelope.is_over) == (EnvelopeState.OPEN, 0, "", False)
    assert await ann_holds(house) == 99_700
    assert (await proof_of(house, envelope.id))["amounts"] == []

    first = await open_envelope(house, envelope.id, person_id=BEN)
    assert (await get_envelope(house, envelope.id)).luckiest == ""
    second = await open_envelope(house, envelope.id, person_id=ANN)

    over = await get_envelope(house, envelope.id)
    assert (over.state, over.is_over, over.returned_minor) == (EnvelopeState.ENDED, True, 0)
    assert first.amount_minor + second.amount_minor == 300
    assert await has(house, BEN) == first.amount_minor
    assert over.luckiest == (BEN if first.amount_minor >= second.amount_minor else ANN)
    assert over.share_of(BEN) == first
    assert over.share_of("per_cleo") is None
    assert over.step > envelope.step
    proof = await proof_of(house, envelope.id)
    assert proof["commitment"] == envelope.commitment
    assert all(one.ok for one in verify(proof))


async def test_a_repeated_grab_returns_the_first_share(house: WalletHouse) -> None:
    envelope = await share(house)

    first = await open_envelope(house, envelope.id, person_id=BEN)
    again = await asyncio.gather(*(open_envelope(house, envelope.id, person_id=BEN) for _ in range(5)))

    assert again == [first] * 5
    assert await has(house, BEN) == first.amount_minor


async def test_a_person_who_taps_five_times_at_once_gets_one_share(house: WalletHouse) -> None:
    envelope = await share(house, kind="equal", total_minor=800)

    got = await asyncio.gather(*(open_envelope(house, envelope.id, person_id=BEN) for _ in range(5)))

    assert {one.position for one in got} == {0}
    assert (await get_envelope(house, envelope.id)).taken == 1
    assert await has(house, BEN) == 100


async def test_500_people_at_100_shares_are_100_winners_and_the_exact_sum(house: WalletHouse) -> None:
    envelope = await share(house, shares=100, total_minor=8_888)

    got = await crowd(house, envelope, 500)

    winners = [one for one in got if isinstance(one, Share)]
    assert len(winners) == len({one.person_id for one in winners}) == len({one.position for one in winners}) == 100
    assert sum(one.amount_minor for one in winners) == 8_888
    assert {type(one) for one in got} == {Share, EnvelopeEmpty}
    over = await get_envelope(house, envelope.id)
    assert (over.state, over.taken, over.returned_minor) == (EnvelopeState.ENDED, 100, 0)
    assert all(one.is_paid for one in over.got)
    assert sum([await has(house, one.person_id) for one in winners]) == 8_888


async def test_the_rest_goes_back_at_exactly_24_hours(house: WalletHouse, clock: TravelClock) -> None:
    envelope = await share(house)
    got = await open_envelope(house, envelope.id, person_id=BEN)
    clock.travel(hours=24, microseconds=-1)
    assert await finish_envelopes(house) == 0
    assert [one.id for one in await envelopes_under_way(house, ANN)] == [envelope.id]
    clock.travel(microseconds=1)

    assert await finish_envelopes(house) == 1

    assert await finish_envelopes(house) == 0
    assert await envelopes_under_way(house, ANN) == []
    over = await get_envelope(house, envelope.id)
    assert (over.returned_minor, over.taken, over.luckiest) == (888 - got.amount_minor, 1, "")
    assert await ann_holds(house) == 100_000 - got.amount_minor
    assert await open_envelope(house, envelope.id, person_id=BEN) == got
    with pytest.raises(EnvelopeOver):
        await open_envelope(house, envelope.id, person_id="per_cleo")
    assert all(one.ok for one in verify(await proof_of(house, envelope.id)))


async def test_whoever_looks_too_late_ends_it(house: WalletHouse, clock: TravelClock) -> None:
    envelope = await share(house)
    clock.travel(hours=24)

    assert (await get_envelope(house, envelope.id)).returned_minor == 888


async def test_the_last_grab_and_the_clock_race_and_the_sum_stays(house: WalletHouse, clock: TravelClock) -> None:
    envelope = await share(house)
    await crowd(house, envelope, 4)
    clock.travel(hours=24)

    await asyncio.gather(crowd(house, envelope, 20), finish_envelopes(house), finish_envelopes(house))

    over = await get_envelope(house, envelope.id)
    assert sum(one.amount_minor for one in over.got) + over.returned_minor == 888
    assert over.taken == 4


async def test_an_envelope_for_one_is_for_that_one(house: WalletHouse) -> None:
    envelope = await share(house, kind="equal", shares=1, total_minor=520, only_for=BEN)

    for person in (ANN, "per_cleo"):
        with pytest.raises(EnvelopeNotForYou):
            await open_envelope(house, envelope.id, person_id=person)
    await open_envelope(house, envelope.id, person_id=BEN)

    assert await has(house, BEN) == 520
    assert (await get_envelope(house, envelope.id)).luckiest == ""
    with pytest.raises(EnvelopeUnknown):
        await get_envelope(house, "env_none")


async def test_a_request_is_filled_once_however_often_it_comes(house: WalletHouse) -> None:
    both = await asyncio.gather(share(house), share(house))

    assert both[0].id == both[1].id == (await share(house, pin=WRONG_PIN)).id
    assert await ann_holds(house) == 99_112
    with pytest.raises(EnvelopeMismatch):
        await share(house, shares=7)


async def test_a_wrong_pin_or_too_little_money_fills_nothing(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(envelope_sending, "ask_pin", ask_pin)
        await set_pin(house, ANN, PIN)
        with pytest.raises(PinWrong):
            await share(house, pin=WRONG_PIN)
        await share(house, pin=PIN, request_id="request-0002", total_minor=8)
    assert await ann_holds(house) == 99_992
    with pytest.raises(InsufficientFunds):
        await share(house, total_minor=100_001)

    assert len(await envelopes_under_way(house, ANN)) == 1
    with pytest.raises(EnvelopeUnknown):
        await open_envelope(house, await intent(house), person_id=BEN)


async def intent(house: WalletHouse) -> str:
    async with house.database.read() as session:
        return (await session.exec(select(EnvelopeRow.id).where(EnvelopeRow.state == "written"))).one()


async def test_a_filling_nobody_settled_is_found_in_the_journal(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(envelope_sending, "settle_filled", dies)
        with pytest.raises(ConnectionError):
            await share(house)

    assert (await share(house)).state is EnvelopeState.OPEN
    assert await ann_holds(house) == 99_112


async def test_a_claim_that_was_not_paid_is_paid_by_the_worker(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    envelope = await share(house, kind="equal", total_minor=800)
    with monkeypatch.context() as patch:
        patch.setattr(envelopes, "_pay", dies)
        with pytest.raises(ConnectionError):
            await open_envelope(house, envelope.id, person_id=BEN)
    assert await finish_envelopes(house) == 0  # it may be alive

    clock.travel(seconds=31)
    assert await finish_envelopes(house) == 0

    assert await has(house, BEN) == 100
    mine = (await some_envelopes(house, {envelope.id}, BEN))[envelope.id]
    assert mine.share_of(BEN) == (await get_envelope(house, envelope.id)).share_of(BEN)
    assert (await some_envelopes(house, {envelope.id}, ANN))[envelope.id].got == ()


async def test_a_claim_that_was_not_paid_in_24_hours_is_paid_all_the_same(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    envelope = await share(house, kind="equal", shares=1, total_minor=100)
    with monkeypatch.context() as patch:
        patch.setattr(envelopes, "_pay", dies)
        with pytest.raises(ConnectionError):
            await open_envelope(house, envelope.id, person_id=BEN)
    clock.travel(hours=25)

    over = await get_envelope(house, envelope.id)

    assert (over.state, over.returned_minor, await has(house, BEN)) == (EnvelopeState.ENDED, 0, 100)


async def test_an_account_that_takes_nothing_in_leaves_its_share_to_the_rest(
    house: WalletHouse, clock: TravelClock
) -> None:
    await give(house, DORA, 800)
    envelope = await share(house, sender_id=DORA, kind="equal", total_minor=800)
    ben, dora = [await person_account(house, one, "CNY") for one in (BEN, DORA)]
    await house.ledger.set_account_state(ben, AccountState.CLOSED)
    with pytest.raises(AccountRefused):
        await open_envelope(house, envelope.id, person_id=BEN)
    await open_envelope(house, envelope.id, person_id="per_cleo")
    clock.travel(hours=24)

    await house.ledger.set_account_state(dora, AccountState.CLOSED)
    assert await finish_envelopes(house) == 0
    await house.ledger.set_account_state(dora, AccountState.OPEN)
    assert await finish_envelopes(house) == 1

    over = await get_envelope(house, envelope.id)
    assert (over.returned_minor, [one.person_id for one in over.got]) == (700, ["per_cleo"])
    with pytest.raises(EnvelopeOver):
        await open_envelope(house, envelope.id, person_id=BEN)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "unfair"}, "kind"),
        ({"shares": 0}, "shares"),
        ({"shares": 101, "total_minor": 1000}, "shares"),
        ({"shares": 9, "total_minor": 8}, "amount"),
        ({"shares": 1, "total_minor": 20_001}, "amount"),
        ({"kind": "equal", "total_minor": 889}, "amount"),
        ({"shares": 1, "only_for": ANN}, "shares"),
        ({"shares": 2, "only_for": BEN}, "shares"),
        ({"request_id": "short"}, "request_id"),
        ({"greeting": "x" * 61}, "greeting"),
        ({"cover": "x" * 17}, "cover"),
    ],
)
async def test_a_draft_that_is_not_valid_is_refused(house: WalletHouse, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(EnvelopeDraftInvalid) as refused:
        await share(house, **changes)

    assert refused.value.field == field


async def test_a_currency_that_nobody_holds_here_is_refused(house: WalletHouse) -> None:
    with pytest.raises(CurrencyNotHere):
        await share(house, currency="XXX")


async def test_a_reader_of_the_journal_finds_the_envelope_settled(house: WalletHouse) -> None:
    envelope = await share(house)
    await open_envelope(house, envelope.id, person_id=BEN)
    entries = [one for one in await house.ledger.entries_after(0, 100) if moves_envelope(one)]

    assert [one.taken for one in (await envelopes_after(house, entries)).values()] == [1, 1]


async def test_lines_and_searches_name_the_envelope(house: WalletHouse, clock: TravelClock) -> None:
    envelope = await share(house)
    await open_envelope(house, envelope.id, person_id=BEN)
    clock.travel(hours=24)
    await finish_envelopes(house)

    hers, his = await history_of(house, ANN), await history_of(house, BEN)

    assert [(line.kind, line.title, line.other_id) for line in hers[:2]] == [
        ("envelope_back", "Happy New Year", ""),
        ("envelope", "Happy New Year", ""),
    ]
    assert [(line.kind, line.title, line.other_id) for line in his] == [("envelope", "Happy New Year", ANN)]
    assert len(await search(house, envelope.id)) == 3

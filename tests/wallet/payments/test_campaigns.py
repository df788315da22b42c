"""Campaigns: a merchant's money in shares, claimed once by each person, exact however many come; the rest is the
merchant's again."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import TravelClock
from tests.wallet.payments.between import crowd, has, react
from tests.wallet.people import ANN, BEN, MCHID, merchant_holds
from wallet.audit.searching import Search, search
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, InsufficientFunds, Kind
from wallet.merchants.notices import notices_of
from wallet.payments import campaigns
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.campaigns import (
    CampaignDraft,
    CampaignDraftInvalid,
    CampaignMismatch,
    CampaignUnknown,
    end_campaign,
    fund_campaign,
    get_campaign,
    get_campaign_by_token,
)
from wallet.payments.envelope_proof import plain, verify
from wallet.payments.envelopes import EnvelopeEmpty, EnvelopeOver, EnvelopeState, Share, finish_envelopes, open_envelope

DRAFT = CampaignDraft(MCHID, "spring-0001", "Spring gifts", "lucky", 888, 8, greeting="Good year", cover="lantern")


async def earned(house: WalletHouse, amount_minor: int) -> None:
    """The merchant has this much."""
    demo, account = await demo_money_account(house, "CNY"), await merchant_account(house, MCHID, "CNY")
    await house.ledger.submit(Draft(key_for("in:m"), Kind.POST, demo, account, amount_minor, "top_up:m"))


async def test_a_campaign_is_funded_claimed_and_what_is_left_comes_back(house: WalletHouse, clock: TravelClock) -> None:
    await earned(house, 1_000)
    made = await fund_campaign(house, DRAFT)
    assert await fund_campaign(house, DRAFT) == made
    assert await merchant_holds(house) == 112
    assert made.envelope.seed == ""

    found = await get_campaign_by_token(house, made.envelope.claim_token)
    got = await open_envelope(house, found.id, person_id=ANN)
    assert await open_envelope(house, found.id, person_id=ANN) == got
    clock.travel(hours=24)
    with pytest.raises(EnvelopeOver):
        await open_envelope(house, found.id, person_id=BEN)
    await finish_envelopes(house)

    over = (await get_campaign(house, MCHID, "spring-0001")).envelope
    assert (over.state, over.taken, over.returned_minor) == (EnvelopeState.ENDED, 1, 888 - got.amount_minor)
    assert (await has(house, ANN), await merchant_holds(house)) == (got.amount_minor, 1_000 - got.amount_minor)
    assert all(one.ok for one in verify(plain(over)))
    await react(house)


async def test_more_people_than_shares_get_exactly_the_shares(house: WalletHouse) -> None:
    await earned(house, 5_000)
    campaign = await fund_campaign(house, replace(DRAFT, total_minor=4_321, shares=40))

    got = await crowd(house, campaign.envelope, 130)

    winners = [one for one in got if isinstance(one, Share)]
    assert len(winners) == len({one.position for one in winners}) == 40
    assert sum(one.amount_minor for one in winners) == 4_321
    assert {type(one) for one in got} == {Share, EnvelopeEmpty}
    assert (await merchant_holds(house), (await get_campaign(house, MCHID, "spring-0001")).envelope.taken) == (679, 40)


async def test_ten_thousand_shares_are_one_campaign_and_one_more_is_refused(house: WalletHouse) -> None:
    await earned(house, 30_000)
    large = replace(DRAFT, out_campaign_no="spring-10000", total_minor=30_000, shares=10_000)
    with pytest.raises(CampaignDraftInvalid):
        await fund_campaign(house, replace(large, shares=10_001))

    token = (await fund_campaign(house, large)).envelope.claim_token
    envelope = await get_campaign_by_token(house, token)
    shares = [await open_envelope(house, envelope.id, person_id=one) for one in (ANN, BEN, ANN)]

    assert shares[0] == shares[2]
    hers = await get_campaign_by_token(house, token, ANN)
    assert (hers.taken, hers.share_of(ANN)) == (2, shares[0])
    assert hers.share_of(BEN) is None, "a link shows nobody what others got"
    await end_campaign(house, MCHID, large.out_campaign_no)
    assert await check_books(house) == []


@pytest.mark.parametrize("is_used_up", [True, False])
async def test_its_merchant_is_told_once_when_it_is_over(house: WalletHouse, is_used_up: bool) -> None:
    await earned(house, 888)
    told = replace(DRAFT, shares=2, notify_url="https://shop.example/notify")
    envelope = (await fund_campaign(house, told)).envelope
    await open_envelope(house, envelope.id, person_id=ANN)
    await react(house)
    assert await notices_of(house, envelope.id) == []
    if is_used_up:
        await open_envelope(house, envelope.id, person_id=BEN)
    else:
        await end_campaign(house, MCHID, told.out_campaign_no)
    await react(house)
    await react(house)

    [notice] = await notices_of(house, envelope.id)
    resource = json.loads(notice.resource)
    assert (notice.event_type, notice.notify_url) == ("CAMPAIGN.FINISHED", "https://shop.example/notify")
    assert (resource["out_campaign_no"], resource["reason"], resource["taken"]) == (
        told.out_campaign_no,
        "USED_UP" if is_used_up else "ENDED",
        2 if is_used_up else 1,
    )
    assert resource["amount"]["claimed"] + resource["amount"]["returned"] == 888
    assert ANN not in notice.resource


async def test_the_same_campaign_from_many_requests_is_one(house: WalletHouse) -> None:
    await earned(house, 2_000)

    made = await asyncio.gather(*(fund_campaign(house, DRAFT) for _ in range(5)))

    assert len({one.envelope.id for one in made}) == len({one.envelope.claim_token for one in made}) == 1
    assert await merchant_holds(house) == 1_112
    with pytest.raises(CampaignMismatch):
        await fund_campaign(house, replace(DRAFT, total_minor=889))


async def test_without_money_it_waits_and_its_link_opens_nothing(house: WalletHouse) -> None:
    with pytest.raises(InsufficientFunds):
        await fund_campaign(house, DRAFT)
    waiting = await get_campaign(house, MCHID, "spring-0001")
    assert not waiting.is_funded
    with pytest.raises(CampaignUnknown):
        await get_campaign_by_token(house, waiting.envelope.claim_token)

    await earned(house, 888)
    assert (await fund_campaign(house, DRAFT)).is_funded
    assert await merchant_holds(house) == 0


async def test_a_merchant_ends_it_early_and_only_its_own(house: WalletHouse) -> None:
    await earned(house, 888)
    campaign = await fund_campaign(house, replace(DRAFT, kind="equal"))
    await open_envelope(house, campaign.envelope.id, person_id=ANN)
    with pytest.raises(CampaignUnknown):
        await end_campaign(house, "1600000999", "spring-0001")

    ended = await asyncio.gather(*(end_campaign(house, MCHID, "spring-0001") for _ in range(3)))

    assert {(one.envelope.state, one.envelope.returned_minor) for one in ended} == {(EnvelopeState.ENDED, 777)}
    assert (await has(house, ANN), await merchant_holds(house)) == (111, 777)


async def test_ended_while_people_open_it_everything_adds_up(house: WalletHouse) -> None:
    await earned(house, 5_000)
    campaign = await fund_campaign(house, replace(DRAFT, total_minor=5_000, shares=50))

    got, ended = await asyncio.gather(
        crowd(house, campaign.envelope, 40), end_campaign(house, MCHID, campaign.out_campaign_no)
    )

    winners = [one for one in got if isinstance(one, Share)]
    assert {type(one) for one in got} <= {Share, EnvelopeOver}
    assert (ended.envelope.state, ended.envelope.taken) == (EnvelopeState.ENDED, len(winners))
    assert await merchant_holds(house) == 5_000 - sum(one.amount_minor for one in winners)


async def test_staff_find_it_by_the_merchants_number(house: WalletHouse) -> None:
    await earned(house, 888)
    campaign = await fund_campaign(house, DRAFT)
    found = await search(house, Search(text="spring-0001"))
    assert [entry.seq for entry in found] == [campaign.envelope.entry_seq]


async def test_a_campaign_that_nobody_settled_is_found_in_the_journal(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await earned(house, 888)

    async def dies(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(campaigns, "settle_filled", dies)
        with pytest.raises(ConnectionError):
            await fund_campaign(house, DRAFT)

    assert (await get_campaign(house, MCHID, "spring-0001")).is_funded
    assert await merchant_holds(house) == 0


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("out_campaign_no", {"out_campaign_no": "no"}),
        ("title", {"title": " "}),
        ("title", {"title": "x" * 61}),
        ("kind", {"kind": "fair"}),
        ("shares", {"shares": 10_001}),
        ("amount.total", {"total_minor": 7}),
        ("amount.total", {"total_minor": 889, "kind": "equal"}),
        ("amount.total", {"total_minor": 8 * 20_000 + 1}),
        ("amount.currency", {"currency": "XXX"}),
        ("greeting", {"greeting": "x" * 61}),
    ],
)
async def test_a_campaign_that_cannot_be_is_refused(house: WalletHouse, field: str, changes: dict[str, object]) -> None:
    with pytest.raises(CampaignDraftInvalid) as refused:
        await fund_campaign(house, replace(DRAFT, **changes))  # pyright: ignore[reportArgumentType]
    assert refused.value.field == field


async def test_it_lives_for_a_minute_to_thirty_days(house: WalletHouse, clock: TravelClock) -> None:
    await earned(house, 888)
    for wrong in (timedelta(seconds=59), timedelta(days=30, seconds=1)):
        with pytest.raises(CampaignDraftInvalid):
            await fund_campaign(house, replace(DRAFT, expires_at=clock.now() + wrong))
    campaign = await fund_campaign(house, replace(DRAFT, expires_at=clock.now() + timedelta(days=30)))
    assert campaign.envelope.expires_at == clock.now() + timedelta(days=30)


NUMBERS = count(10**6)  # examples share one wallet
STEPS = st.lists(st.sampled_from(["ann", "ben", "cleo", "again", "end", "travel"]), max_size=9)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS, shares=st.integers(1, 4), total=st.integers(4, 100).map(lambda hundreds: hundreds * 12))
async def test_whatever_happens_the_money_is_somewhere(
    house: WalletHouse, clock: TravelClock, steps: list[str], shares: int, total: int
) -> None:
    number = next(NUMBERS)
    demo, account = await demo_money_account(house, "CNY"), await merchant_account(house, MCHID, "CNY")
    await house.ledger.submit(Draft(key_for(f"in:{number}"), Kind.POST, demo, account, total, f"top_up:{number}"))
    before = await merchant_holds(house)
    draft = replace(DRAFT, out_campaign_no=f"n{number}", total_minor=total, shares=shares)
    campaign = await fund_campaign(house, draft)
    got: dict[str, int] = {}
    for step in steps:
        if step == "travel":
            clock.travel(hours=25)
        elif step == "again":
            await fund_campaign(house, draft)
        elif step == "end":
            await end_campaign(house, MCHID, draft.out_campaign_no)
        else:
            try:
                share = await open_envelope(house, campaign.envelope.id, person_id=f"per_{step}{number}")
            except (EnvelopeEmpty, EnvelopeOver):
                continue
            assert got.setdefault(step, share.amount_minor) == share.amount_minor
    over = (await end_campaign(house, MCHID, draft.out_campaign_no)).envelope
    assert over.state is EnvelopeState.ENDED
    assert over.returned_minor == total - sum(got.values())
    assert await merchant_holds(house) == before - sum(got.values())
    assert await check_books(house) == []

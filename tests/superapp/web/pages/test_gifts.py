"""The link of a merchant's campaign: what a stranger sees, what somebody with an account gets, once, and what is said
when there is nothing left."""

from dataclasses import dataclass

import pytest

from superapp.flows.react_to_shared_money import MoneyCards
from tests.superapp.conftest import Site
from tests.superapp.published import new_publisher, open_as
from wallet.books import check_books
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.merchants.registry import create_merchant
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.campaigns import CampaignDraft, end_campaign, fund_campaign, get_campaign
from wallet.reactions import catch_up


@dataclass
class Stand:
    site: Site
    mchid: str
    token: str

    @property
    def link(self) -> str:
        return f"/claim/{self.token}"


@pytest.fixture
async def stand(site: Site) -> Stand:
    wallet = site.house.wallet
    merchant = await create_merchant(wallet, "Lantern Lane")
    demo, account = await demo_money_account(wallet, "CNY"), await merchant_account(wallet, merchant.mchid, "CNY")
    await wallet.ledger.submit(Draft(key_for("in:1"), Kind.POST, demo, account, 1000, "top_up:1"))
    draft = CampaignDraft(
        merchant.mchid, "spring-1", "Spring gifts", "lucky", 600, 2, greeting="Good year", cover="moon"
    )
    campaign = await fund_campaign(wallet, draft)
    return Stand(site, merchant.mchid, campaign.envelope.claim_token)


async def test_a_stranger_sees_the_gift_signs_up_and_opens_it(stand: Stand) -> None:
    browser = stand.site.browser()
    page = (await browser.get(stand.link)).text
    for words in ("Spring gifts", "From Lantern Lane", "Good year", 'data-cover="moon"', f"/sign-up?next={stand.link}"):
        assert words in page
    assert "envelope-coin" not in page
    refused = await browser.post(stand.link)
    assert refused.status_code in (303, 401, 403)

    ann = await stand.site.signed_in(await stand.site.person("Ann"))
    assert "envelope-coin" in (await ann.get(stand.link)).text
    for _ in range(2):
        opened = await ann.post(stand.link)
        assert (opened.status_code, opened.headers["location"]) == (303, stand.link)
    mine = (await ann.get(stand.link)).text
    assert "is in your wallet" in mine
    assert "1 of 2 opened." in mine
    assert await check_books(stand.site.house.wallet) == []


async def test_only_who_came_for_the_gift_is_counted_as_new(stand: Stand) -> None:
    site, wallet = stand.site, stand.site.house.wallet
    site.clock.travel(minutes=1)
    old = await site.person("Olaf")
    site.clock.travel(hours=2)
    new = await site.person("Nora")
    for one in (old, new, new):
        assert (await (await site.signed_in(one)).post(stand.link)).status_code == 303
    shares = (await get_campaign(wallet, stand.mchid, "spring-1")).envelope.got
    assert {one.person_id: one.is_newcomer for one in shares} == {old.id: False, new.id: True}


async def test_what_is_gone_or_over_says_so(stand: Stand) -> None:
    people = [await stand.site.signed_in(await stand.site.person(name)) for name in ("Ann", "Ben", "Cleo")]
    for one in people[:2]:
        await one.post(stand.link)
    late = await people[2].post(stand.link, headers={"accept": "application/json"})
    assert (late.status_code, late.json()["error"]["code"]) == (409, "envelope_empty")
    assert "All shares have gone." in (await people[2].get(stand.link)).text
    assert (await people[2].get("/claim/unknown")).status_code == 404

    # The line of the history leads back to the gift, and to the proof for those who have a share.
    line = (await people[0].get("/wallet")).text.partition("/wallet/receipts/")[2].partition('"')[0]
    receipt = (await people[0].get(f"/wallet/receipts/{line}")).text
    assert "/envelopes/env_" in receipt
    envelope = "/envelopes/env_" + receipt.partition("/envelopes/env_")[2].partition('"')[0]
    assert (await people[0].get(envelope)).headers["location"] == stand.link
    proof = (await people[0].get(f"{envelope}/proof")).text
    assert "when Lantern Lane filled the envelope" in proof
    assert (await people[2].get(f"{envelope}/proof")).status_code == 404
    assert "Lantern Lane" in (await people[0].get("/wallet")).text


async def test_an_ended_one_opens_no_more_and_chat_hears_nothing(stand: Stand) -> None:
    ann = await stand.site.signed_in(await stand.site.person("Ann"))
    await end_campaign(stand.site.house.wallet, stand.mchid, "spring-1")

    refused = await ann.post(stand.link, headers={"accept": "application/json"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (410, "envelope_over")
    assert "It has run out." in (await ann.get(stand.link)).text
    await catch_up(stand.site.house.wallet, MoneyCards(stand.site.house))
    assert await check_books(stand.site.house.wallet) == []


async def test_a_program_shows_a_gift_and_the_person_takes_it(stand: Stand) -> None:
    publisher = await new_publisher(stand.site)
    await publisher.publish()
    opened = await open_as(stand.site, await stand.site.person("Ann"), publisher.appid)
    ask = {"token": stand.token}

    shown = (await opened.call("showGift", ask))["ok"]
    assert (shown["merchant"], shown["canOpen"], shown["mine"]) == ("Lantern Lane", True, "")
    got = [(await opened.call("takeGift", ask))["ok"]["amount"] for _ in range(2)]
    assert got[0] == got[1] == (await opened.call("showGift", ask))["ok"]["mine"]
    await opened.call("setConsent", {"scope": "scope.envelopes", "granted": True})
    [told] = (await opened.call("getEnvelopes"))["ok"]["envelopes"]
    assert (told["giver"], told["place"], len(told["got"])) == ("Lantern Lane", "", 1)
    assert (await opened.call("showGift", {"token": "unknown"}))["refused"][
        "errMsg"
    ] == "showGift:fail token is invalid"
    assert (await opened.call("showGift", {"token": "../x"}))["refused"]["errno"] == 1001

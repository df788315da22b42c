"""The cashier for what is not a plain order: several merchants at once, and money that is only set aside. What the
sheet, the wallet page and the receipts say about them."""

import asyncio

import pytest
from sqlmodel import col, select

from superapp.chat.messages import MessageRow
from superapp.flows.react_to_wallet import Receipts
from superapp.house import House
from superapp.programs import cashier_links, openids, order_pages
from superapp.programs.cashier_links import CashierLink
from superapp.programs.order_pages import OrderPage
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from tests.superapp.web.pages.test_cashier import script_of
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments.combined import Combined, CombinedDraft, PartDraft, agree_to_combine, create_combined
from wallet.payments.holds import HoldDraft, MerchantHold, capture_hold, create_hold, release_hold
from wallet.payments.payables import find_done
from wallet.payments.refund_rows import RefundDraft
from wallet.payments.refunds import create_refund
from wallet.payments.standing import set_pin_free
from wallet.reactions import built_in, catch_up

NOTIFY = "https://shop.example/notify"


@pytest.fixture
async def stall(site: Site, monkeypatch: pytest.MonkeyPatch) -> Stall:
    """The app's own reader stays away, so that these tests say when receipts are written."""

    async def idle(_house: House, stop: asyncio.Event) -> None:
        await stop.wait()

    monkeypatch.setattr("superapp.main.beside_the_web", idle)
    return await open_stall(site)


async def openid_of(stall: Stall) -> str:
    async with stall.site.house.database.write() as session:
        known = await openids.known_as(
            session, stall.payer.id, stall.appid, now=stall.site.clock.now(), chance=stall.site.house.chance
        )
    return known.openid


async def link(stall: Stall, thing: Combined | MerchantHold) -> str:
    async with stall.site.house.database.write() as session:
        return await cashier_links.make_link(
            session,
            CashierLink(stall.payer.id, stall.appid, thing.id),
            now=stall.site.clock.now(),
            chance=stall.site.house.chance,
        )


async def basket(stall: Stall) -> Combined:
    house = stall.site.house.wallet
    other = await create_merchant(house, "Paper Boat Books")
    await agree_to_combine(house, other.mchid, stall.merchant.mchid)
    parts = (
        PartDraft(stall.merchant.mchid, "lantern-01", "A lantern", 4_400, "CNY"),
        PartDraft(other.mchid, "novel-0001", "A novel", 2_500, "CNY"),
    )
    return await create_combined(
        house,
        CombinedDraft(stall.merchant.mchid, stall.appid, "basket-0001", await openid_of(stall), NOTIFY, parts),
    )


async def hold(stall: Stall) -> MerchantHold:
    return await create_hold(
        stall.site.house.wallet,
        HoldDraft(
            stall.merchant.mchid,
            stall.appid,
            "ride-0001",
            "Ride to the harbour",
            3_000,
            "CNY",
            await openid_of(stall),
            NOTIFY,
        ),
    )


async def react(stall: Stall) -> list[tuple[str, int]]:
    """Let everything follow; the receipts in chat, in order."""
    house = stall.site.house
    for consumer in (*built_in(house.wallet), Receipts(house)):
        await catch_up(house.wallet, consumer)
    async with house.database.read() as session:
        rows = await session.exec(select(MessageRow).where(MessageRow.kind == "receipt").order_by(col(MessageRow.seq)))
        return [(row.body["status"], row.body["amount_minor"]) for row in rows]


async def test_a_basket_of_two_merchants_is_shown_in_parts_and_paid_with_one_pin(stall: Stall) -> None:
    client, token = await script_of(stall), await link(stall, await basket(stall))

    sheet = (await client.get(f"/cashier/{token}")).json()
    assert (sheet["kind"], sheet["amount"], sheet["merchant"]) == ("combined", "¥69.00", "")
    assert sheet["parts"] == [
        {"merchant": "Lantern Lane Ltd", "description": "A lantern", "amount": "¥44.00"},
        {"merchant": "Paper Boat Books", "description": "A novel", "amount": "¥25.00"},
    ]
    answers = [await client.post(f"/cashier/{token}/confirm", json={"pin": PIN}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    seq = answers[0].json()["seq"]

    assert await react(stall) == [("paid", 6_900)]
    page = (await client.get("/wallet", headers={"accept": "text/html"})).text
    assert "A lantern + A novel" in page
    receipt = (await client.get(f"/wallet/receipts/{seq}", headers={"accept": "text/html"})).text
    assert all(words in receipt for words in ("Paper Boat Books", "¥25.00", "basket-0001", "Lantern Lane"))
    found = (await client.get("/wallet/history?kind=payment&q=novel-0001", headers={"accept": "text/html"})).text
    assert f"/wallet/receipts/{seq}" in found


async def test_money_is_set_aside_listed_and_taken_in_part(stall: Stall) -> None:
    asked = await hold(stall)
    client, token = await script_of(stall), await link(stall, asked)
    sheet = (await client.get(f"/cashier/{token}")).json()
    assert (sheet["kind"], sheet["state"], sheet["until"]) == ("hold", "open", asked.expires_at.isoformat())

    assert (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})).status_code == 200
    assert (await client.get(f"/cashier/{token}")).json()["state"] == "paid"
    page = (await client.get("/wallet", headers={"accept": "text/html"})).text
    assert all(words in page for words in ("Lantern Lane", "Ride to the harbour", "up to ¥30.00", "set aside until"))

    await capture_hold(stall.site.house.wallet, stall.merchant.mchid, "ride-0001", amount_minor=2_150)
    assert await react(stall) == [("set_aside", 3_000), ("paid", 2_150)]
    page = (await client.get("/wallet", headers={"accept": "text/html"})).text
    assert "set aside until" not in page
    assert "¥178.50" in page


async def test_what_the_program_tells_of_a_hold_is_the_way_to_it(stall: Stall) -> None:
    asked = await hold(stall)
    client, token = await script_of(stall), await link(stall, asked)
    await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})
    wallet, html = stall.site.house.wallet, {"accept": "text/html"}
    assert f'href="/p/{stall.appid}"' in (await client.get("/wallet", headers=html)).text

    told = await find_done(wallet, stall.merchant.mchid, "ride-0001")
    assert told
    assert told.id == asked.id
    async with stall.site.house.database.write() as session:
        page = OrderPage(stall.appid, "pages/ride/ride?number=1", "Your car is coming")
        await order_pages.put(session, told.id, stall.payer.id, page, now=stall.site.clock.now())

    way = f'href="/p/{stall.appid}?path=pages/ride/ride%3Fnumber%3D1"'
    assert way in (await client.get("/wallet", headers=html)).text
    done = await capture_hold(wallet, stall.merchant.mchid, "ride-0001", amount_minor=2_150)
    receipt = (await client.get(f"/wallet/receipts/{done.entry_seq}", headers=html)).text
    assert all(words in receipt for words in (way, "Ride to the harbour", "hold:ride-0001", done.transaction_id))


async def test_what_the_program_tells_of_a_basket_is_the_way_from_the_refund_of_a_part(stall: Stall) -> None:
    asked, wallet = await basket(stall), stall.site.house.wallet
    client, token = await script_of(stall), await link(stall, asked)
    await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})
    async with stall.site.house.database.write() as session:
        page = OrderPage(stall.appid, "pages/order/order?number=1", "On the way")
        await order_pages.put(session, asked.id, stall.payer.id, page, now=stall.site.clock.now())
    await react(stall)

    part = RefundDraft(stall.merchant.mchid, "back-0001", 4_400, 4_400, out_trade_no="lantern-01")
    refund = await create_refund(wallet, part)
    receipt = (await client.get(f"/wallet/receipts/{refund.entry_seq}", headers={"accept": "text/html"})).text
    assert f'href="/p/{stall.appid}?path=pages/order/order%3Fnumber%3D1"' in receipt


async def test_a_small_hold_needs_no_pin_once_the_person_says_so(stall: Stall) -> None:
    await set_pin_free(stall.site.house.wallet, stall.payer.id, Money(5_000), PIN)
    client, token = await script_of(stall), await link(stall, await hold(stall))
    assert (await client.get(f"/cashier/{token}")).json()["pin_free"] is True
    assert (await client.post(f"/cashier/{token}/confirm", json={"pin": ""})).status_code == 200
    refused = await client.post(f"/cashier/{await link(stall, await basket(stall))}/confirm", json={"pin": ""})
    assert refused.json()["error"]["code"] == "pin_needed"


async def test_money_that_is_let_go_says_so(stall: Stall) -> None:
    client, token = await script_of(stall), await link(stall, await hold(stall))
    await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})

    await release_hold(stall.site.house.wallet, stall.merchant.mchid, "ride-0001")

    assert await react(stall) == [("set_aside", 3_000), ("let_go", 3_000)]
    assert (await client.get(f"/cashier/{token}")).json()["state"] == "closed"

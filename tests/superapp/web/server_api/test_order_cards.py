"""Cards about orders: one for each change however often it is told, only to whoever paid, and a way back from the
wallet."""

import asyncio

import httpx2

from superapp.web.server_api import answers
from tests.superapp.conftest import Site
from tests.superapp.web.server_api.speaking import PIN, new_speaker, order_card
from wallet.merchants.registry import create_merchant
from wallet.payments.holds import HoldDraft, confirm_hold, create_hold, release_hold

SEND = "message/order/send"


async def test_a_change_told_ten_times_at_once_is_one_card(both_sites: Site, address: str):
    speaker = await new_speaker(both_sites, address)
    order = await speaker.paid_order()
    token = await asyncio.to_thread(lambda: speaker.client.access_token)

    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        sends = [
            client.post(f"/cgi-bin/{SEND}?access_token={token}", json=order_card(order, speaker.openid, change))
            for change in ("packed", "sent") * 5
        ]
        told = [reply.json() for reply in await asyncio.gather(*sends)]

    assert {one["errcode"] for one in told} == {0}
    assert sum(one["is_new"] for one in told) == 2
    assert len({one["msgid"] for one in told}) == 2
    cards = [one["body"] for one in await speaker.messages()]
    assert [card["state"] for card in cards] == ["On the way"] * 2
    assert cards[0] | {"order": "LANTERN1"} == cards[0]


async def test_a_change_told_with_other_words_is_refused(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    order = await speaker.paid_order()

    first = await speaker.post(SEND, order_card(order, speaker.openid, "sent"))
    other = await speaker.post(SEND, order_card(order, speaker.openid, "sent", state="Delivered"))
    again = await speaker.post(SEND, order_card(order, speaker.openid, "sent"))

    assert (first["errcode"], again["errcode"], other["errcode"]) == (0, 0, answers.BAD_ARGUMENT)
    assert again["msgid"] == first["msgid"]
    assert len(await speaker.messages()) == 1


async def test_only_what_this_person_paid_in_this_program_is_news_to_them(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    stranger = await new_speaker(site, site_address, "Otto", speaker.ann)
    other = await new_speaker(site, site_address, "Uma")
    order, unpaid = await speaker.paid_order(), await speaker.paid_order("LANTERN2", paid=False)
    cases = [
        (stranger, order_card(order, stranger.openid, "sent"), answers.NO_ORDER),
        (stranger, order_card(order, speaker.openid, "sent"), answers.BAD_OPENID),
        (speaker, order_card(unpaid, speaker.openid, "sent"), answers.NO_ORDER),
        (speaker, order_card(order, other.openid, "sent"), answers.BAD_OPENID),
        (speaker, order_card(order, speaker.openid, "sent", order_key={"mchid": "1", "out_trade_no": "x"}), 10060001),
        (speaker, order_card(order, speaker.openid, "sent", page="no/such/page"), answers.BAD_PAGE),
        (speaker, order_card(order, speaker.openid, "sent", image="images/none.png"), answers.BAD_ARGUMENT),
        (speaker, order_card(order, speaker.openid, "sent", step=5), answers.BAD_ARGUMENT),
        (speaker, order_card(order, speaker.openid, "sent", tone="loud"), answers.BAD_JSON),
    ]

    for who, body, errcode in cases:
        assert (await who.post(SEND, body))["errcode"] == errcode, body
    assert await speaker.messages() == []
    assert await stranger.messages() == []


async def test_what_is_set_aside_is_news_even_after_it_was_let_go(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    await speaker.paid_order()
    wallet = site.house.wallet
    merchant = await create_merchant(wallet, "Lantern Lane Rides")
    draft = HoldDraft(
        merchant.mchid, speaker.appid, "ride-0001", "A ride", 500, "CNY", speaker.openid, "https://r.example/n"
    )
    asked = await create_hold(wallet, draft)
    key = {"mchid": merchant.mchid, "out_trade_no": "ride-0001"}
    body = {"touser": speaker.openid, "order_key": key, "title": "A ride", "state": "Coming", "tone": "busy",
            "steps": [], "step": 0, "amount": 500, "page": "pages/goods/goods?id=7"}  # fmt: skip

    before = await speaker.post(SEND, body | {"change": "coming"})
    await confirm_hold(wallet, hold_id=asked.id, person_id=speaker.ann.id, pin=PIN)
    after = await speaker.post(SEND, body | {"change": "coming"})
    await release_hold(wallet, merchant.mchid, "ride-0001")
    ended = await speaker.post(SEND, body | {"change": "cancelled", "state": "Cancelled"})

    assert [one["errcode"] for one in (before, after, ended)] == [answers.NO_ORDER, 0, 0]


async def test_an_order_has_an_end(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    order = await speaker.paid_order()

    codes = [
        (await speaker.post(SEND, order_card(order, speaker.openid, f"c{number}")))["errcode"] for number in range(41)
    ]

    assert codes == [0] * 40 + [answers.TOO_MANY]


async def test_the_receipt_in_the_wallet_leads_to_the_order(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    order, other = await speaker.paid_order(), await speaker.paid_order("LANTERN2")
    await speaker.post(SEND, order_card(order, speaker.openid, "sent"))

    with_page = await speaker.opened.client.get(f"/wallet/receipts/{order.entry_seq}")
    without = await speaker.opened.client.get(f"/wallet/receipts/{other.entry_seq}")

    assert f'href="/p/{speaker.appid}?path=pages/goods/goods%3Fid%3D7"' in with_page.text
    assert f'href="/p/{speaker.appid}"' in without.text

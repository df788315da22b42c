"""wx.requestPayment: which calls open the cashier, and which do not."""

from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from superapp.programs import cashier_links, openids
from superapp.programs.errors import CashierLinkInvalid
from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram, Publisher, new_publisher, open_as
from wallet.merchants import registry
from wallet.merchants.signing import call_up_message, sign
from wallet.payments.orders import Order, OrderDraft, create_order


@dataclass
class Till:
    """A merchant, Ann's open program, and an order for her."""

    site: Site
    publisher: Publisher
    opened: OpenProgram
    person_id: str
    merchant: Any
    order: Order

    def call_up(self, *, appid: str = "", prepay_id: str = "") -> dict[str, Any]:
        timestamp, nonce = str(int(self.site.clock.now().timestamp())), "n0nce"
        package = f"prepay_id={prepay_id or self.order.prepay_id}"
        key: Any = load_pem_private_key(_bytes(self.merchant.private_key_pem), None)
        signature = sign(key, call_up_message(appid or self.publisher.appid, timestamp, nonce, package))
        return {
            "timeStamp": timestamp,
            "nonceStr": nonce,
            "package": package,
            "signType": "RSA",
            "paySign": signature,
        }


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


async def till_of(site: Site) -> Till:
    publisher = await new_publisher(site)
    await publisher.publish()
    ann = await site.person("Ann")
    opened = await open_as(site, ann, publisher.appid)
    async with site.house.database.read() as session:
        openid = await openids.find_openid(session, ann.id, publisher.appid)
    merchant = await registry.create_merchant(site.house.wallet, "Lantern Lane")
    draft = OrderDraft(
        mchid=merchant.mchid,
        appid=publisher.appid,
        out_trade_no="order-0001",
        description="A lantern",
        total_minor=888,
        currency="CNY",
        payer_openid=openid or "",
        notify_url="https://shop.example/notify",
        attach="",
        goods_tag="",
        detail=None,
        expires_at=None,
    )
    return Till(site, publisher, opened, ann.id, merchant, await create_order(site.house.wallet, draft))


async def test_a_signed_call_opens_the_cashier_for_this_person_alone(both_sites: Site):
    till = await till_of(both_sites)

    answer = await till.opened.call("requestPayment", till.call_up())

    token, now = answer["ok"]["cashier"], both_sites.clock.now()
    async with both_sites.house.database.read() as session:
        link = await cashier_links.resolve_link(session, token, person_id=till.person_id, now=now)
        assert (link.order_id, link.appid) == (till.order.id, till.publisher.appid)
        with pytest.raises(CashierLinkInvalid):
            await cashier_links.resolve_link(session, token, person_id="per_other", now=now)
        later = both_sites.clock.travel(minutes=30)
        with pytest.raises(CashierLinkInvalid):
            await cashier_links.resolve_link(session, token, person_id=till.person_id, now=later)


@pytest.mark.parametrize(
    "change",
    [
        {"paySign": "A" * 344},
        {"paySign": "x"},
        {"nonceStr": "other"},
        {"timeStamp": "1"},
        {"timeStamp": "now"},
        {"signType": "MD5"},
        {"package": "prepay_id=wx_unknown"},
        {"package": "prepay_id="},
        {"package": "order_id=1"},
    ],
)
async def test_a_call_that_the_merchant_did_not_sign_is_refused(site: Site, change: dict[str, str]):
    till = await till_of(site)

    answer = await till.opened.call("requestPayment", till.call_up() | change)

    assert answer["refused"]["errMsg"].startswith("requestPayment:fail ")
    assert answer["refused"]["errno"] == 1001


async def test_another_person_and_another_program_cannot_open_it(both_sites: Site):
    till = await till_of(both_sites)
    ben = await open_as(both_sites, await both_sites.person("Ben"), till.publisher.appid)
    other = await new_publisher(both_sites, "Otto")
    await other.publish()
    elsewhere = await till.opened.client.post("/bridge/sessions", json={"appid": other.appid, "path": ""})
    there = OpenProgram(till.opened.client, elsewhere.json())

    for opened, call_up in ((ben, till.call_up()), (there, till.call_up()), (there, till.call_up(appid=other.appid))):
        answer = await opened.call("requestPayment", call_up)
        assert answer["refused"]["errno"] == 101

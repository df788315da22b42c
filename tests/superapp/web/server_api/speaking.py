"""A program with a server and a person who has it open, for tests of what programs say to people."""

import asyncio
from dataclasses import dataclass
from typing import Any

from wechatpy.exceptions import WeChatClientException

from superapp.accounts.people import Person
from superapp.chat.listing import conversations_of
from superapp.flows.read_chats import open_chat
from superapp.programs import openids
from tests.superapp.conftest import Site
from tests.superapp.money import PIN
from tests.superapp.published import OpenProgram, Publisher, new_publisher, open_as
from tests.superapp.web.server_api.clients import client_of
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import Order, OrderDraft, create_order

STARTS_SOON = {
    "thing1": {"value": "The Lighthouse"},
    "time2": {"value": "2026-11-28 19:30"},
    "thing3": {"value": "Hall 2"},
}


@dataclass
class Speaker:
    """client: wechatpy. ann: the person, who has the program open."""

    site: Site
    publisher: Publisher
    client: Any
    ann: Person
    opened: OpenProgram
    openid: str

    @property
    def appid(self) -> str:
        return self.publisher.appid

    async def call(self, what: str, *arguments: Any, **named: Any) -> Any:
        """A call of wechatpy, such as "wxa.send_subscribe_message", in a thread."""
        found: Any = self.client
        for name in what.split("."):
            found = getattr(found, name)
        return await asyncio.to_thread(found, *arguments, **named)

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, also when it is a refusal."""
        try:
            return await self.call("post", path, data=body)
        except WeChatClientException as refused:
            return {"errcode": refused.errcode, "errmsg": refused.errmsg}

    async def template(self, tid: int = 1001, kids: tuple[int, ...] = (1, 2, 3)) -> str:
        body = {"tid": tid, "kidList": list(kids), "sceneDesc": "reminders"}
        return (await self.call("wxa._post", "wxaapi/newtmpl/addtemplate", data=body))["priTmplId"]

    async def accept(self, template: str, answer: str = "accept", *, keep: bool = False) -> None:
        told = await self.opened.call("answerSubscriptions", {"answers": {template: answer}, "keep": keep})
        assert "ok" in told, told

    async def messages(self) -> list[dict[str, Any]]:
        """What stands in the program's thread, as the person's page sees it."""
        async with self.site.house.database.read() as session:
            found = await conversations_of(session, self.ann.id, limit=50)
        mine = [one for one in found if one.service == f"program:{self.appid}"]
        return (await open_chat(self.site.house, self.ann, mine[0].id)).state["open"]["messages"] if mine else []

    async def paid_order(self, number: str = "LANTERN1", *, paid: bool = True) -> Order:
        house = self.site.house
        merchant = await create_merchant(house.wallet, "Lantern Lane Ltd")
        await top_ups.top_up_demo(house.wallet, self.ann.id, Money(20_000), reference=f"test-{number}")
        if not await pins.has_pin(house.wallet, self.ann.id):
            await pins.set_pin(house.wallet, self.ann.id, PIN)
        draft = OrderDraft(
            mchid=merchant.mchid,
            appid=self.appid,
            out_trade_no=number,
            description="Two paper lanterns",
            total_minor=8_800,
            currency="CNY",
            payer_openid=self.openid,
            notify_url="https://shop.example/notify",
        )
        order = await create_order(house.wallet, draft)
        return await confirm_order(house.wallet, order_id=order.id, person_id=self.ann.id, pin=PIN) if paid else order


async def new_speaker(site: Site, address: str, developer: str = "Dora", person: Person | None = None) -> Speaker:
    publisher = await new_publisher(site, developer)
    await publisher.publish()
    ann = person or await site.person("Ann")
    opened = await open_as(site, ann, publisher.appid)
    async with site.house.database.read() as session:
        openid = await openids.find_openid(session, ann.id, publisher.appid)
    assert openid
    return Speaker(site, publisher, client_of(publisher, address), ann, opened, openid)


def order_card(order: Order, openid: str, change: str, **facts: Any) -> dict[str, Any]:
    return {
        "touser": openid,
        "order_key": {"mchid": order.mchid, "out_trade_no": order.out_trade_no},
        "change": change,
        "title": "Two paper lanterns",
        "state": "On the way",
        "tone": "busy",
        "steps": ["Paid", "Packed", "On the way", "Delivered"],
        "step": 2,
        "amount": 8_800,
        "page": "pages/goods/goods?id=7",
        **facts,
    }

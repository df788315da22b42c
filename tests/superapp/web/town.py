"""A house where everything there is belongs to Ann, with the ids under which the rows of the matrix name it."""

from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from superapp.accounts.people import Person
from superapp.flows import (
    dispute_payment,
    keep_channel,
    manage_group,
    preview_links,
    publish_program,
    read_chats,
    send_encrypted,
    send_file,
    send_money,
    send_picture,
    share_envelope,
    split_bill,
)
from superapp.flows.register_program import replace_domains
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN
from tests.superapp.money import PIN, Stall
from tests.superapp.notify.device import Device, subscribed
from tests.superapp.published import OpenProgram, Publisher, compile_once, new_publisher, open_as
from tests.superapp.web.idor_rows import ROWS
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.card_rows import CardRow
from wallet.payments.confirm import confirm_order
from wallet.payments.top_up_rows import TopUpRow
from wallet.payments.withdrawal_rows import WithdrawalRow
from wallet.ports import HttpReply


@dataclass
class Town:
    """What is Ann's, by the names that the rows use; `words` must never reach anybody else."""

    site: Site
    ann: Person
    ids: dict[str, str]
    words: tuple[str, ...]
    open: OpenProgram
    publisher: Publisher
    other: Publisher
    visitors: dict[str, Person]

    async def client(self, who: str) -> httpx2.AsyncClient:
        return self.site.browser() if who == "anonymous" else await self.site.signed_in(self.visitors[who])

    def fill(self, text: str) -> str:
        for name, value in self.ids.items():
            text = text.replace("{" + name + "}", value)
        return text

    async def ask(self, client: httpx2.AsyncClient, method: str, pattern: str) -> httpx2.Response:
        row = ROWS[method, pattern]
        body = {name: self.fill(value) if isinstance(value, str) else value for name, value in row.body.items()}
        sent: dict[str, Any] = {"json": body} if row.is_json else {"data": body} if body else {}
        headers = {"x-program-session": self.open.facts["session"]}
        return await client.request(method, self.fill(row.address or pattern), headers=headers, **sent)


async def previewed(site: Site, person: Person, chat: str, text: str) -> str:
    """Write a text with a link; the id of the picture in its preview."""
    page = b"<title>canary-preview</title><meta property=og:image content=/a.png>"
    answers = {"/": HttpReply(200, {"content-type": "text/html"}, page), "/a.png": HttpReply(200, {}, DRAWN)}
    otherwise = site.http.answer
    site.http.answer = lambda sent: answers[sent.url.removeprefix("https://preview.example")]
    await send_text(site.house, person, chat, text)
    assert await preview_links.fetch_due(site.house) == 1
    site.http.answer = otherwise
    state = (await read_chats.open_chat(site.house, person, chat)).state
    return state["open"]["messages"][-1]["preview"]["picture"]


async def by_card(site: Site, person: Person) -> dict[str, str]:
    """A card of this person, a top-up from it that is not decided, and a withdrawal to it."""
    now, ids = site.clock.now(), {"card": "crd_canary", "top_up": "tup_canary", "withdrawal": "wdr_canary"}
    facts: dict[str, Any] = {"person_id": person.id, "rail": "cards", "created_at": now}
    moved: dict[str, Any] = facts | {"card_id": ids["card"], "amount_minor": 9_876, "currency": "CNY", "due_at": now}
    card = CardRow(id=ids["card"], state="active", token="tok_canary", brand="visa", last4="4711", **facts)
    top_up = TopUpRow(id=ids["top_up"], request_id="canary-top-up", return_url="/", state="pending", **moved)
    out = WithdrawalRow(id=ids["withdrawal"], request_id="canary-out", fee_minor=1, state="failed", **moved)
    async with site.house.wallet.database.write() as session:
        session.add_all([card, top_up, out])
    return ids


async def new_town(site: Site, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(publish_program, "compile_program", compile_once)
    publisher, other = await new_publisher(site), await new_publisher(site, "Eva")
    version = await publisher.publish()
    await replace_domains(
        site.house, developer_id=publisher.developer.id, appid=publisher.appid, urls=["https://canary-domain.example"]
    )
    ann, friend = await site.person("Ann Rivers", handle="ann"), await site.person("Canary Friend")
    visitors = {
        "person": await site.person("Ben"),
        "developer": other.developer,
        "operator": await site.person("Olga", roles=frozenset({"operator"})),
        "auditor": await site.person("Otto", roles=frozenset({"auditor"})),
    }
    merchant = await create_merchant(site.house.wallet, "Lantern Lane Ltd")
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(77_731), reference="canary")
    await pins.set_pin(site.house.wallet, ann.id, PIN)
    stall = Stall(site, publisher.appid, merchant, ann)
    paid = await confirm_order(site.house.wallet, order_id=(await stall.order()).id, person_id=ann.id, pin=PIN)
    waiting = await stall.order(1_234)
    await site.befriend(ann, friend)
    chat = await start_chat(site.house, ann, friend.id)
    preview = await previewed(site, ann, chat, "canary-message-4711 https://preview.example/")
    open_program = await open_as(site, ann, publisher.appid)
    await open_program.call("setStorage", {"key": "k", "data": '"canary-storage"'})
    code = (await open_program.call("login"))["ok"]["code"]
    page = (await open_program.client.get("/me/sessions")).text
    sending = send_money.Wish("1.77", "canary-note", 0, "canary-transfer")
    sharing = share_envelope.Wish("equal", "1.23", 1, "canary-greeting", "jade", "canary-envelope")
    splitting = split_bill.Wish("equal", "3", [ann.id, friend.id], [], [], "canary-split", "canary-split")
    keeper = publisher.developer
    channel = (
        await keep_channel.create(site.house, keeper, name="Harbour", handle="harbour", description="", picture=b"")
    ).id
    post = await keep_channel.publish(site.house, keeper, channel, "The quay is open", b"", False)
    ids = {
        "ann": ann.id,
        "friend": friend.id,
        "appid": publisher.appid,
        "hash": version["hash"],
        "chat": chat,
        "preview": preview,
        "picture": (await send_picture.send_picture(site.house, ann, chat, DRAWN, client_id="p1"))["body"]["picture"],
        "file": (
            await send_file.send_file(site.house, ann, chat, b"canary-message in a file", "a.txt", client_id="f1")
        )["body"]["file"],
        "encrypted": await send_encrypted.start(site.house, ann, friend.id),
        "group": await manage_group.create(site.house, ann, "canary-group", [friend.id]),
        "transfer": await send_money.send(site.house, ann, chat, sending, PIN),
        "envelope": await share_envelope.send(site.house, ann, chat, sharing, PIN),
        "split": await split_bill.start(site.house, ann, chat, splitting),
        "dispute": await dispute_payment.open_dispute(
            site.house, ann, paid.entry_seq or 0, reason="other", words="canary-dispute", amount="1"
        ),
        "channel": channel,
        "post": post.id,
        "seq": str(paid.entry_seq),
        "order_id": paid.id,
        "transaction": str(paid.transaction_id),
        "cashier": await stall.link(waiting),
        "session": page.partition("/me/sessions/ses_")[2].partition("/")[0],
        "passkey": "Y2FuYXJ5",
        "push_device": (await subscribed(open_program.client, Device("https://push.example/canary"))).json()["id"],
        "code": code,
        "mchid": merchant.mchid,
    }
    ids |= await by_card(site, ann)
    ids["session"] = f"ses_{ids['session']}"
    words = (
        "canary-message",
        "canary-preview",
        "canary-group",
        "canary-note",
        "canary-greeting",
        "canary-split",
        "canary-dispute",
        "canary-storage",
        "canary-domain",
        "canary friend",
        "777.31",
        "12.34",
        "98.76",
        "tok_canary",
        'session_key":',
    )
    return Town(site, ann, ids, words, open_program, publisher, other, visitors)

"""Every address of the host × everybody who is not its owner. The rows are checked against the app's own routes, so a
new route without a row fails here. Nobody may read or change what is Ann's, whoever they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from starlette.routing import BaseRoute

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
from superapp.web.bridge.calls import APIS
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN
from tests.superapp.money import PIN, Stall
from tests.superapp.notify.device import Device, subscribed
from tests.superapp.published import OpenProgram, Publisher, compile_once, new_publisher, open_as
from tests.superapp.web.idor import ANYBODY, expected
from tests.superapp.web.idor_rows import ROWS
from wallet import statements
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.card_rows import CardRow
from wallet.payments.confirm import confirm_order
from wallet.payments.top_up_rows import TopUpRow
from wallet.payments.withdrawal_rows import WithdrawalRow
from wallet.ports import HttpReply


def routes_of(routes: Iterable[BaseRoute], above: str = "") -> Iterator[tuple[str, str]]:
    """(method, pattern) of everything the app answers; a converter's name is left out."""
    for route in routes:
        inner: list[BaseRoute] = getattr(route, "routes", None) or []
        path = above + getattr(route, "path", "").replace(":path}", "}")
        if inner:
            yield from routes_of(inner, path)
        elif type(route).__name__ == "WebSocketRoute":
            yield "SOCKET", path
        else:
            methods: set[str] = getattr(route, "methods", None) or {"GET"}
            for method in sorted(methods - {"HEAD"}):
                yield method, path


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


@pytest.fixture
async def town(site: Site, monkeypatch: pytest.MonkeyPatch) -> Town:
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


def test_every_route_of_the_app_has_a_row(site: Site) -> None:
    found = list(routes_of(site.app.routes))
    assert len(found) > 60
    assert set(found) == set(ROWS)


def test_the_admin_pages_change_nothing_for_an_auditor() -> None:
    """Save that she keeps searches of her own, which are nobody's money."""
    changing = {
        row.kind
        for (method, path), row in ROWS.items()
        if path.startswith("/admin") and method != "GET" and not path.startswith("/admin/books/filters")
    }
    assert changing == {"operate"}


async def test_nobody_reads_or_changes_what_is_anns(town: Town) -> None:
    wrong = list[str]()
    for method, pattern in ROWS:
        kind = ROWS[method, pattern].kind
        if kind == "socket":
            continue
        for who in ANYBODY:
            reply = await town.ask(await town.client(who), method, pattern)
            if reply.status_code not in expected(kind, who):
                wrong.append(f"{method} {pattern} as {who}: {reply.status_code}")
            if who == "anonymous" and kind not in {"public", "token", "signed"} and reply.status_code == 303:
                assert reply.headers["location"].startswith("/sign-in?next=/"), pattern
            if kind not in {"look", "operate"}:  # these look at everybody's money, on record
                text = reply.text.lower()
                wrong += [f"{method} {pattern} as {who} shows {word}" for word in town.words if word in text]
    assert wrong == []
    await assert_untouched(town)


async def assert_untouched(town: Town) -> None:
    """Everything of Ann's is as it was, and works for her."""
    client, ids = town.open.client, town.ids
    chat = await client.get(f"/chats/{ids['chat']}")
    assert "canary-message-4711" in chat.text
    assert "canary-preview" in chat.text
    assert "intruder" not in chat.text
    assert (await client.get(f"/wallet/receipts/{ids['seq']}")).status_code == 200
    assert "Not paid yet" in (await client.get(f"/splits/{ids['split']}")).text
    assert "The merchant has to answer" in (await client.get(f"/disputes/{ids['dispute']}")).text
    assert (await client.get(f"/cashier/{ids['cashier']}")).json()["state"] == "open"
    assert (await town.open.call("checkSession"))["ok"] == {}
    balance = await statements.balance_of(town.site.house.wallet, town.ann.id, "CNY")
    assert balance.total == Money(77_731 - 8_800 - 177 - 123)
    console = await (await town.site.signed_in(town.publisher.developer)).get("/console")
    assert "canary-domain.example" in console.text
    channel = await (await town.site.signed_in(town.publisher.developer)).get(f"/console/channels/{ids['channel']}")
    assert "The quay is open" in channel.text
    assert "intruder" not in channel.text


async def test_another_developers_token_is_of_no_use_for_a_program(town: Town) -> None:
    token = {"authorization": f"Bearer {town.other.token}"}
    base = f"/console/api/programs/{town.ids['appid']}"
    looked = await town.other.machine.get(f"{base}/versions/1", headers=token)
    changed = await town.other.machine.put(f"{base}/domains", json={"domains": []}, headers=token)
    sent = await town.other.machine.post(f"{base}/versions", content=b"PK", headers=token)
    assert [one.status_code for one in (looked, changed, sent)] == [403, 403, 403]
    assert "canary" not in looked.text + changed.text + sent.text


async def test_a_program_session_serves_nobody_but_its_person_on_its_device(town: Town) -> None:
    """In another person's hands, and in Ann's own on another device, Ann's program session is worth nothing."""
    for client in (await town.client("person"), await town.site.signed_in(town.ann)):
        for api in APIS:
            answer = await OpenProgram(client, town.open.facts).call(api)
            assert answer["refused"]["code"] == "session_ended", api
        closed = await client.post(
            "/bridge/sessions/close", json={}, headers={"x-program-session": town.open.facts["session"]}
        )
        assert closed.status_code == 401
    assert (await town.open.call("checkSession"))["ok"] == {}


async def test_a_program_session_ends_with_the_sign_in(town: Town) -> None:
    cookie = town.open.client.cookies["sa_session"]
    assert (await town.open.client.post("/sign-out")).status_code == 303
    town.open.client.cookies.set("sa_session", cookie)
    assert (await town.open.raw("login", b'{"arg":{}}')).status_code == 401
    again = await town.site.signed_in(town.ann)
    assert "refused" in await OpenProgram(again, town.open.facts).call("login")


async def test_a_program_session_speaks_for_its_own_program_only(town: Town) -> None:
    await town.other.publish()
    theirs = await open_as(town.site, town.ann, town.other.appid)
    assert theirs.facts["storage"]["keys"] == {}
    code = (await theirs.call("login"))["ok"]["code"]
    traded = await town.site.client.get(
        "/sns/jscode2session",
        params={
            "appid": town.publisher.appid,
            "secret": town.publisher.program.appsecret,
            "js_code": code,
            "grant_type": "authorization_code",
        },
    )
    assert traded.json()["errcode"] == 40029
    listed = await theirs.call("request", {"url": "https://canary-domain.example/"})
    assert listed["refused"]["errno"] == 600002


async def test_machine_paths_take_no_cookie_for_an_identity(town: Town) -> None:
    """A developer signed in to the pages is nobody to the machine's doors, so no foreign page can borrow them."""
    client = await town.site.signed_in(town.publisher.developer)
    assert (await client.get(f"/console/api/programs/{town.ids['appid']}/versions/1")).status_code == 401

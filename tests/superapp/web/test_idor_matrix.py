"""Every address of the host × everybody who is not its owner. The rows are checked against the app's own routes, so a
new route without a row fails here. Nobody may read or change what is Ann's, whoever they are."""

from collections.abc import Iterable, Iterator

from starlette.routing import BaseRoute

from superapp.web.bridge.calls import APIS
from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram, open_as
from tests.superapp.web.idor import ANYBODY, expected
from tests.superapp.web.idor_rows import ROWS
from tests.superapp.web.town import Town
from wallet import statements
from wallet.money import Money


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

"""The socket /live: who may open it, what it tells, and that coming back leaves no gap."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from superapp.accounts.people import Person
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from superapp.notify.subscriptions import Keys, subscribe
from superapp.realtime import frames
from superapp.realtime.presence import is_looking
from superapp.security.csrf import token_for
from tests.superapp.conftest import Site
from tests.superapp.notify.device import Device
from tests.superapp.serving import served, session_of

SECONDS = 10


@asynccontextmanager
async def live(
    address: str, token: str, *, origin: str | None = None, patience_seconds: float = SECONDS
) -> AsyncIterator[ClientConnection]:
    headers = {"cookie": f"sa_session={token}"} if token else {}
    url = address.replace("http", "ws") + "/live"
    facts: Any = {"origin": origin or address, "open_timeout": patience_seconds}
    async with connect(url, additional_headers=headers, **facts) as socket:
        yield socket


async def hello(socket: ClientConnection, after: int) -> list[dict[str, Any]]:
    """Say hello; what comes up to and with "caught_up"."""
    await socket.send(json.dumps({"t": "hello", "after": after}))
    told: list[dict[str, Any]] = []
    while not told or told[-1]["t"] == "event":
        told.append(await next_frame(socket))
    return told


async def next_frame(socket: ClientConnection) -> dict[str, Any]:
    return json.loads(await asyncio.wait_for(socket.recv(), SECONDS))


async def two_people(site: Site) -> tuple[Person, Person, str]:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    return ann, ben, await start_chat(site.house, ann, ben.id)


async def test_an_open_page_is_known_to_the_other_processes_until_it_closes(tmp_path: Path, database_url: str) -> None:
    """Of people with a device that is told; what it is for: tests/superapp/flows/test_send_notifications.py."""

    async def is_known(site: Site, person: Person, wanted: bool) -> None:
        async with asyncio.timeout(SECONDS):
            while True:
                async with site.house.database.read() as session:
                    if await is_looking(session, person.id, now=site.clock.now()) is wanted:
                        return
                await asyncio.sleep(0.02)

    async with served(tmp_path, database_url) as (site, address):
        ann, ben, _ = await two_people(site)
        async with site.house.database.write() as session:
            made = Device("https://push.example/ann").told()["keys"]
            keys = Keys(made["p256dh"], made["auth"])
            now, chance, endpoint = site.clock.now(), site.house.chance, "https://push.example/ann"
            await subscribe(session, ann.id, "ses_1", endpoint, keys, device="Chrome", now=now, chance=chance)
        async with (
            live(address, await session_of(site, ann)) as hers,
            live(address, await session_of(site, ben)) as his,
        ):
            await hello(hers, 0)
            await hello(his, 0)
            await is_known(site, ann, True)
            await is_known(site, ben, False)
        await is_known(site, ann, False)


async def test_coming_back_brings_exactly_what_was_missed(tmp_path: Path, database_url: str) -> None:
    async with served(tmp_path, database_url) as (site, address):
        ann, ben, chat = await two_people(site)
        token = await session_of(site, ben)
        for i in range(3):
            await send_text(site.house, ann, chat, f"early {i}")

        async with live(address, token) as socket:
            first = await hello(socket, 0)
            await send_text(site.house, ann, chat, "while here")
            fourth = await next_frame(socket)
        for i in range(4):
            await send_text(site.house, ann, chat, f"while away {i}")
        await mark_read(site.house, ben, chat, 5)
        async with live(address, token) as socket:
            rest = await hello(socket, fourth["seq"])

    numbers = [one["seq"] for one in [*first[:-1], fourth, *rest[:-1]]]
    assert numbers == list(range(1, 10))
    assert fourth["message"]["body"] == {"text": "while here"}
    assert fourth["conversation"]["title"] == "Ann"
    assert [one["kind"] for one in rest[:-1]] == ["message"] * 4 + ["read"]
    assert (rest[-1]["t"], rest[-1]["seq"]) == ("caught_up", 9)
    assert (rest[-2]["conversation"]["last_seq"], rest[-2]["conversation"]["read_seq"]) == (8, 5)


async def test_messages_sent_at_once_reach_every_tab_in_order(tmp_path: Path) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, chat = await two_people(site)
        token = await session_of(site, ben)
        async with live(address, token) as one, live(address, token) as other:
            await hello(one, 0)
            await hello(other, 0)
            await asyncio.gather(*(send_text(site.house, (ann, ben)[i % 2], chat, f"{i}") for i in range(20)))
            told = [[(await next_frame(tab))["seq"] for _ in range(20)] for tab in (one, other)]

    assert told == [list(range(1, 21))] * 2


async def test_a_person_is_told_of_their_own_conversations_only(tmp_path: Path) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, chat = await two_people(site)
        eve = await site.person("Eve")
        to_eve = await start_chat(site.house, ann, eve.id)
        async with live(address, await session_of(site, eve)) as socket:
            await hello(socket, 0)
            await send_text(site.house, ann, chat, "not for Eve")
            await send_text(site.house, ben, chat, "nor this")
            await send_text(site.house, ann, to_eve, "hello Eve")
            heard = await next_frame(socket)

    assert (heard["seq"], heard["message"]["body"]) == (1, {"text": "hello Eve"})


async def test_without_a_session_the_socket_is_closed_at_once(tmp_path: Path) -> None:
    async with served(tmp_path) as (_site, address), live(address, "") as socket:
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), SECONDS)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


async def test_another_site_cannot_open_the_socket(tmp_path: Path) -> None:
    async with served(tmp_path) as (site, address):
        token = await session_of(site, await site.person("Ann"))
        with pytest.raises(InvalidStatus) as refused:
            async with live(address, token, origin="https://evil.example"):
                pass

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("words", ["", "hello", '{"t":"hello","after":-1}', '{"t":"send","text":"hi"}'])
async def test_whoever_does_not_say_hello_is_shown_out(tmp_path: Path, words: str) -> None:
    async with served(tmp_path) as (site, address):
        token = await session_of(site, await site.person("Ann"))
        async with live(address, token) as socket:
            await socket.send(words)
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), SECONDS)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008


async def test_a_client_too_far_behind_or_ahead_of_us_starts_afresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("superapp.flows.follow_events.EVENTS_BEHIND_MAX", 2)
    assert frames.EVENTS_BEHIND_MAX > frames.EVENTS_PER_READ
    async with served(tmp_path) as (site, address):
        ann, ben, chat = await two_people(site)
        for i in range(3):
            await send_text(site.house, ann, chat, f"{i}")
        token = await session_of(site, ben)
        told: list[list[dict[str, Any]]] = []
        for after in (0, 99, 1):
            async with live(address, token) as socket:
                told.append(await hello(socket, after))

    assert [one[-1]["t"] for one in told] == ["reset", "reset", "caught_up"]
    assert told[0] == [{"t": "reset", "seq": 3}]


@pytest.mark.parametrize("address", ["/sign-out", "/me/sessions/end-others"])
async def test_a_device_that_was_signed_out_hears_nothing_more(tmp_path: Path, address: str) -> None:
    """Messages that keep coming must not keep an ended session's socket alive."""
    async with served(tmp_path) as (site, host):
        ann, ben, chat = await two_people(site)
        token = await session_of(site, ben)
        async with live(host, token) as socket:
            await hello(socket, 0)
            client = await site.signed_in(ben)
            if address == "/sign-out":
                client.cookies.set("sa_session", token)
                client.headers["x-csrf-token"] = token_for(token)
            left = await client.post(address, headers={"host": host[7:], "origin": host})
            assert left.status_code == 303
            await send_text(site.house, ann, chat, "after the end")
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), SECONDS)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("words", ["more", b"\xff\x00", '{"t":"hello","after":0}'])
async def test_after_its_hello_a_client_has_nothing_to_say(
    tmp_path: Path, words: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tmp_path) as (site, address):
        token = await session_of(site, await site.person("Ann"))
        async with live(address, token) as socket:
            await hello(socket, 0)
            await socket.send(words)
            with pytest.raises(ConnectionClosed) as closed:
                await asyncio.wait_for(socket.recv(), SECONDS)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    assert "Exception" not in caplog.text


async def test_sockets_that_go_at_once_leave_no_connection_behind(tmp_path: Path) -> None:
    """Whoever says hello and goes interrupts a read; a database has only so many connections."""
    async with served(tmp_path) as (site, address):
        token = await session_of(site, await site.person("Ann"))

        async def come_and_go() -> None:
            with suppress(ConnectionClosed):
                async with live(address, token) as socket:
                    await socket.send('{"t":"hello","after":0}')
                    await socket.send("and no more")
                    await socket.recv()

        for _ in range(5):
            await asyncio.gather(*(come_and_go() for _ in range(8)))
        pool: Any = site.house.database._readers.sync_engine.pool  # pyright: ignore[reportPrivateUsage]
        async with asyncio.timeout(SECONDS):
            while pool.checkedout():  # noqa: ASYNC110  the site's own chores read as well
                await asyncio.sleep(0.01)

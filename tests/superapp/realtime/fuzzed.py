"""Frames that no client of ours would send, and what must become of them. tests/superapp/realtime/test_fuzzed_frames.py
sends a few thousand, bench/frames.py 200,000."""

import asyncio
import itertools
import json
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlmodel import func, select
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from superapp.realtime.frames import FRAME_BYTES_MAX, Hello, read_hello
from superapp.storage.database import HostTable
from tests.superapp.conftest import Site
from tests.superapp.serving import session_of
from tests.superapp.web.test_live import hello, live

PER_SOCKET, AT_ONCE = 3, 16
PATIENCE_SECONDS = 30
HELLO = '{"t":"hello","after":41}'
PIECES = (
    *('{"t":"hello"', '"after":', '"t":', "}", "{", "[", "]", ",", ":", '"', "null", "true", "NaN", "Infinity"),
    *("-0", "-1", "1e308", "1.0", "1E2", "0x1", "9" * 40, str(2**53), str(2**63), str(2**64), "\\u0000", "\\ud800"),
    *("\ud800", "\udfff", "\x00", "\ufeff", "\u2028", "é", "😀", " " * 60, "{" * 90, "[" * 90, '"a":{"a":', "\\"),
    *('"t":"event"', '"t":"hello","t":"event"', '"after":1,"after":2', '"__proto__":1', "per_ann", "' OR 1=1 --"),
)


def fuzzed(chance: random.Random, count: int) -> Iterator[str]:
    """A third mutations of a hello, a third pieces of JSON, a third any letters."""
    for number in range(count):
        if number % 3 == 0:
            yield _mutated(chance)
        elif number % 3 == 1:
            yield "".join(chance.choices(PIECES, k=chance.randrange(1, 8)))
        else:
            yield chance.randbytes(chance.randrange(0, 60)).decode(
                chance.choice(("latin-1", "utf-16", "utf-8")), "replace"
            )


def _mutated(chance: random.Random) -> str:
    text = list(HELLO)
    for _ in range(chance.randrange(1, 5)):
        at = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text[at : at + 1] = []
            case 1:
                text.insert(at, chance.choice(PIECES))
            case 2:
                text[at : at + 1] = [chr(chance.randrange(0x250))]
            case _:
                other = chance.randrange(len(text) + 1)
                text[min(at, other) : max(at, other)] *= chance.randrange(3)
    return "".join(text)


def codec_run(count: int) -> int:
    """So many frames read in this process; returns how many were hellos. What was let in is exactly what it says: one
    object, two names, a number that a browser can count to."""
    taken = 0
    for text in fuzzed(random.Random(11), count):
        said = read_hello(text)
        if said is None:
            continue
        taken += 1
        assert type(said) is Hello
        assert len(text) <= FRAME_BYTES_MAX
        assert json.loads(text) == {"t": "hello", "after": said.after}
        assert 0 <= said.after < 2**53
        assert msgspec.json.decode(msgspec.json.encode(said), type=Hello) == said
    return taken


async def socket_run(site: Site, address: str, count: int) -> Counter[str]:
    """So many frames over real sockets of somebody signed in, some on each; how these were answered: "shown out" or
    "told". No table gains or loses a row by them, and the next socket is served as if nothing was."""
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat(site.house, ann, ben.id)
    await send_text(site.house, ann, chat, "before")
    token, before = await session_of(site, ben), await counted(site)
    numbered = enumerate(fuzzed(random.Random(12), count))
    queue = (_sent(random.Random(number), text) for number, text in numbered)
    outcomes = Counter[str]()

    async def one_after_the_other() -> None:
        for frame in queue:
            async with live(address, token, patience_seconds=PATIENCE_SECONDS) as socket:
                outcomes[await _told(socket, [frame, *itertools.islice(queue, PER_SOCKET - 1)])] += 1

    await asyncio.gather(*(one_after_the_other() for _ in range(AT_ONCE)))
    assert await counted(site) == before
    await quiet(site)
    async with live(address, token) as socket:
        assert [one["t"] for one in await hello(socket, 0)] == ["event", "caught_up"]
        await send_text(site.house, ann, chat, "after")
        after = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
        assert after["message"]["body"] == {"text": "after"}
    return outcomes


def _sent(chance: random.Random, text: str) -> str | bytes:
    """Lone surrogates cannot be sent as text; every tenth frame is of the binary kind."""
    data = text.encode("utf-8", "surrogatepass")
    return data if chance.randrange(10) == 0 or "\ufffd" in data.decode("utf-8", "replace") else text


async def _told(socket: ClientConnection, frames: list[str | bytes]) -> str:
    """By the first frame shown out, or, where it was a hello after all, told what any hello is told; the others come
    too late for either."""
    answer, code, frame = dict[str, Any](), None, frames[0]
    try:
        for one in frames:
            await socket.send(one)
        answer = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))
    except ConnectionClosed as closed:
        code = closed.rcvd and closed.rcvd.code
    if isinstance(frame, str) and read_hello(frame) is not None:
        assert code == 1008 or answer["t"] in {"event", "caught_up", "reset"}, frame  # or one of the others was quicker
    else:
        assert (answer, code) == ({}, 1008), frame
    return "told" if answer else "shown out"


async def quiet(site: Site) -> None:
    """Every socket of the noise is gone from the hub."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while site.house.hub.listening():  # noqa: ASYNC110  nobody tells when a socket has left
            await asyncio.sleep(0.02)


async def counted(site: Site) -> dict[str, int]:
    """Rows of every table of the host. Sessions note when they were last used; their number stays."""
    async with site.house.database.read() as session:
        return {
            name: (await session.exec(select(func.count()).select_from(table))).one()
            for name, table in HostTable.metadata.tables.items()
        }

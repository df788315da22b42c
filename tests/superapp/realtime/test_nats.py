"""Wake-ups between processes, over a real nats-server: they arrive, nobody ever waits for them, and a broker that goes
away is found again."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client
from structlog.testing import capture_logs

from superapp import worker
from superapp.base.config import Settings
from superapp.house import House
from superapp.realtime import nats
from superapp.realtime.hub import Hub, Wake
from tests.databases import furnish
from tests.nats_server import NatsServer

PATIENCE_SECONDS = 20.0


@pytest.fixture
def server() -> Iterator[NatsServer]:
    server = NatsServer().start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def quick_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats, "PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(nats, "PAUSE_SECONDS_MAX", 0.1)


@asynccontextmanager
async def two_processes(url: str) -> AsyncIterator[tuple[Hub, Hub]]:
    here, there = Hub(), Hub()
    async with nats.joined(here, url), nats.joined(there, url):
        yield here, there


async def heard(publisher: Hub, wake: Wake, *people: str) -> None:
    """Publish until the wake-up is heard: a hint sent before both are connected is lost, and may be."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not wake.is_set():
        assert time.monotonic() < deadline, "no wake-up came"
        publisher.publish(*people)
        await asyncio.sleep(0.02)


async def heard_next(wake: Wake) -> None:
    await asyncio.wait_for(wake.wait(), PATIENCE_SECONDS)


async def test_a_wake_up_reaches_the_other_process_and_nobody_else(server: NatsServer) -> None:
    async with (
        two_processes(server.url) as (here, there),
        there.listen("per_ann") as ann,
        there.listen("per_ben") as ben,
    ):
        await heard(here, ann, "per_ann")
        assert not ben.is_set()

        ann.clear()
        here.publish("per_ben", "per_ann")
        await heard_next(ben)
        await heard_next(ann)


async def test_both_processes_speak_and_hear(server: NatsServer) -> None:
    async with (
        two_processes(server.url) as (here, there),
        here.listen("per_ann") as ann,
        there.listen("per_ben") as ben,
    ):
        await heard(here, ben, "per_ben")
        await heard(there, ann, "per_ann")


async def test_many_people_at_once_are_all_woken(server: NatsServer) -> None:
    everyone = [f"per_{number:05}" for number in range(2 * nats.PEOPLE_PER_MESSAGE + 1)]
    async with two_processes(server.url) as (here, there):
        async with there.listen("per_first") as first:
            await heard(here, first, "per_first")
        async with there.listen(everyone[0]) as one, there.listen(everyone[-1]) as other:
            here.publish(*everyone)
            await heard_next(one)
            await heard_next(other)


async def test_what_came_over_the_wire_is_not_sent_on(server: NatsServer) -> None:
    """Two hubs that answered each other would never be quiet again."""
    async with (
        two_processes(server.url) as (here, there),
        there.listen("per_ann") as ann,
        here.listen("per_ann") as own,
    ):
        await heard(here, ann, "per_ann")
        listener, noted = Client(), list[bytes]()
        await listener.connect(server.url)

        async def note(message: nats.Msg) -> None:
            noted.append(message.data)

        await listener.subscribe(nats.SUBJECT, cb=note)
        await listener.flush()
        own.clear()
        here.publish("per_ann")
        here.publish("per_last")
        deadline = time.monotonic() + PATIENCE_SECONDS
        while b"per_last" not in b"".join(noted):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.02)
        await there_is_quiet(listener)
        await listener.close()

    assert b"".join(noted).count(b"per_ann") == 1
    assert own.is_set()  # by publish itself


async def there_is_quiet(listener: Client) -> None:
    """A round trip through the broker: whatever was sent before has arrived."""
    for _ in range(3):
        await listener.flush()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "noise", [b"", b"\xff\x00", b"{}", b'"per_ann"', b"[1]", b"[null]", b'["per_ann"', b"[" * 9_999]
)
async def test_noise_on_the_subject_wakes_nobody_and_ends_nothing(server: NatsServer, noise: bytes) -> None:
    async with two_processes(server.url) as (here, there), there.listen("per_ann") as ann:
        await heard(here, ann, "per_ann")
        stranger = Client()
        await stranger.connect(server.url)
        async with there.listen("per_eve") as eve:
            await stranger.publish(nats.SUBJECT, noise)
            await stranger.publish(nats.SUBJECT, b'["per_eve"]')
            ann.clear()
            await heard_next(eve)
        await stranger.close()
        assert not ann.is_set()
        await heard(here, ann, "per_ann")


async def test_a_broker_that_was_away_at_the_start_is_found_later() -> None:
    server = NatsServer()
    with capture_logs() as lines:
        async with two_processes(server.url) as (here, there), there.listen("per_ann") as ann:
            here.publish("per_ann")  # lost, and no trouble
            await _until(lambda: any(line["event"] == "nats_unreachable" for line in lines))
            server.start()
            try:
                await heard(here, ann, "per_ann")
            finally:
                server.stop()

    events = [line["event"] for line in lines]
    assert events.count("nats_unreachable") <= 4, "a line for each change, not for each try"
    assert events.count("nats_connected") == 2


async def test_a_broker_that_went_away_is_found_again(server: NatsServer) -> None:
    with capture_logs() as lines:
        async with two_processes(server.url) as (here, there), there.listen("per_ann") as ann:
            await heard(here, ann, "per_ann")
            server.kill()
            await _until(lambda: sum(line["event"] == "nats_lost" for line in lines) == 2)
            async with here.listen("per_ann") as own:
                here.publish("per_ann")
                assert own.is_set()  # this process needs no broker
            server.start()
            ann.clear()
            await heard(here, ann, "per_ann")


async def test_publishing_never_waits_and_never_raises_whatever_the_broker_does() -> None:
    """A broker that takes connections and says nothing is the worst of them."""
    taken: list[asyncio.StreamWriter] = []

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        taken.append(writer)

    mute = await asyncio.start_server(silent, "127.0.0.1", 0)
    url = f"nats://127.0.0.1:{mute.sockets[0].getsockname()[1]}"
    async with mute:
        for address in (url, "nats://127.0.0.1:1", "nats://no.such.host.invalid:4222", "what is this"):
            hub = Hub()
            async with nats.joined(hub, address), hub.listen("per_ann") as ann:
                await asyncio.sleep(0.05)
                for _ in range(1_000):
                    hub.publish("per_ann", "per_ben")
                assert ann.is_set()
        for writer in taken:
            writer.close()


async def test_leaving_while_it_connects_ends_at_once(server: NatsServer) -> None:
    """A command that opens a house and closes it. Each number of steps is another place to be interrupted at."""
    for steps in range(60):
        async with asyncio.timeout(PATIENCE_SECONDS), nats.joined(Hub(), server.url):
            for _ in range(steps):
                await asyncio.sleep(0)


async def test_people_who_wait_to_be_told_are_bounded_and_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nats, "PEOPLE_WAITING_MAX", 10)
    wire = nats._Wire(Hub(), ["nats://127.0.0.1:1"])  # pyright: ignore[reportPrivateUsage]
    wire._client = Client()  # pyright: ignore[reportPrivateUsage]
    for number in range(1_000):
        wire.tell(("per_ann", f"per_{number}"))

    assert len(wire._waiting) <= 12  # pyright: ignore[reportPrivateUsage]


async def test_a_password_gets_in_and_stays_out_of_the_log() -> None:
    server = NatsServer(options=("--user", "superapp", "--pass", "paper-lantern"), credentials="superapp:paper-lantern")
    server.start()
    try:
        with capture_logs() as lines:
            async with two_processes(server.url) as (here, there), there.listen("per_ann") as ann:
                await heard(here, ann, "per_ann")
            wrong = server.url.replace("paper", "stone")
            async with nats.joined(Hub(), wrong):
                await _until(lambda: any(line["event"] == "nats_unreachable" for line in lines))
    finally:
        server.stop()

    assert "lantern" not in str(lines)


async def test_the_worker_tells_the_others_and_says_at_the_end_what_it_had_to_say(
    server: NatsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    furnish(tmp_path)
    settings = Settings.model_validate({"DATA": tmp_path, "nats_url": server.url})
    listening = Hub()
    async with nats.joined(listening, server.url), listening.listen("per_ann") as ann:

        async def one_chore(house: House, _stop: asyncio.Event) -> None:
            await heard(house.hub, ann, "per_ann")
            ann.clear()
            house.hub.publish("per_ann")

        monkeypatch.setattr(worker, "all_chores", one_chore)
        monkeypatch.setattr(worker, "configure_logs", lambda _format: None)  # pytest keeps its own
        await worker.work(settings, asyncio.Event())
        await heard_next(ann)


async def _until(fact: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact():
        assert time.monotonic() < deadline, "it did not happen"
        await asyncio.sleep(0.02)

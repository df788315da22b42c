"""Wake-ups between processes, over NATS: what one hub publishes wakes the listeners of every other. The host
(superapp/main.py) and the worker join their hubs when `SUPERAPP_NATS_URL` is set; commands, which end at once, do not.
Wake-ups are hints: one that is lost, because the broker is away or nobody was connected yet, is made good by
superapp/realtime/watch.py within a second. So nothing here ever makes a request wait, and nothing raises
(docs/decisions/0014-several-processes.md).

On the wire, subject `superapp.wake`, a JSON list of person ids:

    ["per_01hq…","per_01hr…"]

and on `superapp.whisper` who is told, in which conversation, and who is writing there:

    [["per_01hq…"],"cnv_01hs…","per_01hr…"]
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import msgspec
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg

from superapp.base import metrics
from superapp.realtime.hub import Hub

log = structlog.get_logger("superapp.realtime.nats")

SUBJECT, WHISPERS = "superapp.wake", "superapp.whisper"
PEOPLE_PER_MESSAGE = 2_000  # some 60 KB; a broker takes a megabyte
WHISPERS_WAITING_MAX = 200
PEOPLE_WAITING_MAX = 50_000  # more than this and the broker is stuck: watching is the quicker way
CONNECT_SECONDS = 3.0
PING_SECONDS = 10  # a broker that vanished without a word is noticed after three
PAUSE_SECONDS, PAUSE_SECONDS_MAX = 0.25, 5.0
FAREWELL_SECONDS = 1.0

Whisper = tuple[list[str], str, str]
_people = msgspec.json.Decoder(list[str])
_whisper = msgspec.json.Decoder(tuple[list[str], str, str])


@asynccontextmanager
async def joined(hub: Hub, url: str) -> AsyncIterator[None]:
    """Within the block `hub` speaks with the hubs of other processes. url: `nats://…`, several with commas between;
    empty for a process alone. Returns at once: connecting, and connecting again, goes on in the background."""
    if not url:
        yield
        return
    wire = _Wire(hub, url.split(","))
    hub.tell_others, hub.whisper_to_others = wire.tell, wire.whisper
    running = asyncio.create_task(wire.run())
    try:
        yield
    finally:
        hub.tell_others, hub.whisper_to_others = None, None
        await wire.said()
        # More than once: while it connects, the client may take the cancelling for a time-out and go on.
        while not running.done():
            running.cancel()
            await asyncio.wait({running}, timeout=0.1)


async def server_facts(url: str) -> str:
    """Which server answers, for `superapp doctor`. Raises whatever connecting raises."""
    client = await _connect(url.split(","), asyncio.Event())
    try:
        where = client.connected_url
        version = client.connected_server_version
        return f"NATS {version.major}.{version.minor}.{version.patch} at {where.hostname if where else '?'}"
    finally:
        await client.close()


class _Wire:
    """waiting: whom to tell others about, each person once, however often they were published meanwhile."""

    def __init__(self, hub: Hub, servers: list[str]) -> None:
        self._hub, self._servers = hub, servers
        self._waiting: dict[str, None] = {}
        self._whispers: list[Whisper] = []
        self._due = asyncio.Event()
        self._client: Client | None = None

    def whisper(self, person_ids: Sequence[str], conversation_id: str, writer_id: str) -> None:
        """Dropped when others wait already: it is worth nothing later."""
        if self._client is None or len(self._whispers) >= WHISPERS_WAITING_MAX:
            return
        self._whispers.append((list(person_ids)[:PEOPLE_PER_MESSAGE], conversation_id, writer_id))
        self._due.set()

    def tell(self, person_ids: tuple[str, ...]) -> None:
        if self._client is None or len(self._waiting) > PEOPLE_WAITING_MAX:
            return
        self._waiting.update(dict.fromkeys(person_ids))
        self._due.set()

    async def run(self) -> None:
        """Connected, or about to be, until cancelled. One log line for each change, none for each try."""
        pause, is_away = PAUSE_SECONDS, False
        while True:
            try:
                self._client = await self._opened()
                log.info("nats_connected", server=_named(self._servers))
                pause, is_away = PAUSE_SECONDS, False
                await self._speak(self._client)
                log.warning("nats_lost", server=_named(self._servers))
            except Exception as error:  # whatever it is, a hint is not worth more than a line
                if not is_away:
                    log.warning("nats_unreachable", server=_named(self._servers), reason=_reason(error))
                is_away = True
            finally:
                metrics.NATS_CONNECTED.set(0)
                await self._let_go()
            await asyncio.sleep(pause)
            pause = min(pause * 2, PAUSE_SECONDS_MAX)

    async def said(self) -> None:
        """Give what waits, and what is on its way, a moment to leave before the end."""
        if self._client is None or not self._client.is_connected:
            return
        with suppress(Exception):
            await asyncio.sleep(0)  # _speak takes what waits
            await self._client.flush(timeout=FAREWELL_SECONDS)  # pyright: ignore[reportArgumentType] (a float will do)

    async def _opened(self) -> Client:
        client = await _connect(self._servers, self._due)
        try:
            await client.subscribe(SUBJECT, cb=self._hear)
            await client.subscribe(WHISPERS, cb=self._overhear)
        except BaseException:
            await client.close()
            raise
        metrics.NATS_CONNECTED.set(1)
        return client

    async def _speak(self, client: Client) -> None:
        """Until the connection ends. While one message goes out, the next one fills."""
        while client.is_connected:
            await self._due.wait()
            self._due.clear()
            people, self._waiting = list(self._waiting), {}
            whispers, self._whispers = self._whispers, []
            for first in range(0, len(people) if client.is_connected else 0, PEOPLE_PER_MESSAGE):
                await client.publish(SUBJECT, msgspec.json.encode(people[first : first + PEOPLE_PER_MESSAGE]))

            for whisper in whispers if client.is_connected else ():
                await client.publish(WHISPERS, msgspec.json.encode(whisper))

    async def _overhear(self, message: Msg) -> None:
        try:
            people, conversation_id, writer_id = _whisper.decode(message.data)
        except msgspec.DecodeError:
            log.warning("nats_noise", size_bytes=len(message.data))
            return
        self._hub.pass_whisper(people[:PEOPLE_PER_MESSAGE], conversation_id, writer_id)

    async def _hear(self, message: Msg) -> None:
        try:
            people = _people.decode(message.data)
        except msgspec.DecodeError:
            log.warning("nats_noise", size_bytes=len(message.data))
            return
        self._hub.wake(*people[:PEOPLE_PER_MESSAGE])

    async def _let_go(self) -> None:
        client, self._client, self._waiting, self._whispers = self._client, None, {}, []
        if client is not None:
            with suppress(Exception):
                await client.close()


async def _connect(servers: list[str], ended: asyncio.Event) -> Client:
    """Connected to one of these servers. ended: set when the connection is over.

    Raises OSError, TimeoutError or an error of the client when none of them answers.
    """
    client, reasons = Client(), list[Exception]()

    async def failed(error: Exception) -> None:
        reasons.append(error)

    async def closed() -> None:
        ended.set()

    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await client.connect(
                servers,
                name="superapp",
                no_echo=True,  # our own listeners were woken already
                allow_reconnect=False,  # ours starts anew with a fresh client, whatever the end was
                max_reconnect_attempts=1,
                reconnect_time_wait=0,
                connect_timeout=2,
                ping_interval=PING_SECONDS,
                error_cb=failed,
                closed_cb=closed,
                disconnected_cb=closed,
            )
    except BaseException as error:
        with suppress(Exception):
            await client.close()
        if reasons and isinstance(error, Exception):
            raise reasons[-1] from error
        raise
    return client


def _named(servers: list[str]) -> str:
    """Without names and passwords."""
    parts = [urlsplit(server if "//" in server else f"//{server}") for server in servers]
    return ",".join(part.netloc.rpartition("@")[2] for part in parts)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]

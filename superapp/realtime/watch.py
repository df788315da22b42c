"""Notices what another process has written: the worker's receipts, a second host's messages. One small query a second
per process, whatever the number of sockets; a wake-up through NATS is quicker, this one cannot be lost."""

import asyncio

from superapp.realtime.events import heads_of
from superapp.realtime.hub import Hub
from superapp.storage.database import Database

LOOK_SECONDS = 1.0
PEOPLE_PER_QUERY = 5_000


async def watch(database: Database, hub: Hub, stop: asyncio.Event, *, look_seconds: float = LOOK_SECONDS) -> None:
    """Wake whoever has new events, until `stop` is set."""
    seen: dict[str, int] = {}
    while not stop.is_set():
        heads = await _heads(database, hub.listening())
        # Somebody who has just come reads everything anyway, so the first sight of a head wakes nobody.
        # Nor does one that a broker has announced and its listeners have passed on since the last look.
        hub.wake(
            *(
                person_id
                for person_id, head in heads.items()
                if head > seen.get(person_id, head) and hub.is_behind(person_id, head)
            )
        )
        seen = heads
        try:
            await asyncio.wait_for(stop.wait(), look_seconds)
        except TimeoutError:
            continue


async def _heads(database: Database, people: list[str]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for first in range(0, len(people), PEOPLE_PER_QUERY):
        async with database.read() as session:
            heads |= await heads_of(session, people[first : first + PEOPLE_PER_QUERY])
    return heads

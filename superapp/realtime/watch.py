"""Notices events that another process wrote (the worker's receipts, a second host) and wakes this process's listeners.
One small query a second for all open sockets together. Run by the host for as long as it serves; it is what makes a
lost wake-up late instead of lost."""

import asyncio
from contextlib import suppress

from superapp.realtime.events import heads_of
from superapp.realtime.hub import Hub
from superapp.storage.database import Database

EVERY_SECONDS = 1.0  # how late news of another process may be
PEOPLE_PER_QUERY = 500


async def watch(database: Database, hub: Hub, stop: asyncio.Event, *, every_seconds: float = EVERY_SECONDS) -> None:
    """Runs until `stop` is set. A database that does not answer is asked again at the next turn."""
    seen: dict[str, int] = {}
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_seconds)
        people = hub.listening()
        with suppress(OSError, ConnectionError):
            seen = await _look(database, hub, people, seen)


async def _look(database: Database, hub: Hub, people: list[str], seen: dict[str, int]) -> dict[str, int]:
    heads: dict[str, int] = {}
    for start in range(0, len(people), PEOPLE_PER_QUERY):
        async with database.read() as session:
            heads |= await heads_of(session, people[start : start + PEOPLE_PER_QUERY])
    # A listener that is new to us is woken once: it may have read just before the event was written.
    hub.publish(*(person_id for person_id, head in heads.items() if seen.get(person_id) != head))
    return heads

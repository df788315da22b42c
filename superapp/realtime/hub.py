"""Wake-ups within one process: "this person has new events, look". Flows publish after their commit; each open socket
listens. A wake-up carries no data and may be lost: the database is the truth (superapp/realtime/events.py)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Hub:
    """One per process. Every method runs on the event loop; none of them waits."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = {}

    def publish(self, *person_ids: str) -> None:
        """Wake every listener of these people. Call it after the commit: who wakes earlier finds nothing."""
        for person_id in person_ids:
            for wake in self._listeners.get(person_id, ()):
                wake.set()

    def listening(self) -> list[str]:
        """The people who have at least one listener, sorted."""
        return sorted(self._listeners)

    @asynccontextmanager
    async def listen(self, person_id: str) -> AsyncIterator[asyncio.Event]:
        """An event that is set at each wake-up. Clear it before reading the database, never after: a wake-up that
        falls between the read and the clear would be lost."""
        wake = asyncio.Event()
        self._listeners.setdefault(person_id, set()).add(wake)
        try:
            yield wake
        finally:
            remaining = self._listeners[person_id]
            remaining.discard(wake)
            if not remaining:
                del self._listeners[person_id]

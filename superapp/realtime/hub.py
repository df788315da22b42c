"""Wake-ups: "this person has new events, look". Flows publish after their commit; each open socket listens. A wake-up
carries no data and may be lost: the database is the truth (superapp/realtime/events.py). Listeners of this process hear
it here; superapp/realtime/nats.py carries it to other processes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Wake(asyncio.Event):
    """One listener. seen: the last event number it has passed on; superapp/realtime/watch.py then leaves it alone."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0


class Hub:
    """One per process. Every method runs on the event loop; none of them waits or raises.

    tell_others: given the people of each `publish`; whoever carries wake-ups to other processes sets it.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, set[Wake]] = {}
        self.tell_others: Callable[[tuple[str, ...]], None] | None = None

    def publish(self, *person_ids: str) -> None:
        """Wake every listener of these people, here and in other processes. Call it after the commit: who wakes
        earlier finds nothing."""
        self.wake(*person_ids)
        if self.tell_others:
            self.tell_others(person_ids)

    def wake(self, *person_ids: str) -> None:
        """Wake the listeners of this process alone, for what other processes know already."""
        for person_id in person_ids:
            for wake in self._listeners.get(person_id, ()):
                wake.set()

    def is_behind(self, person_id: str, head: int) -> bool:
        """Whether a listener of this person has yet to pass on the event with number `head`."""
        return any(wake.seen < head for wake in self._listeners.get(person_id, ()))

    def listening(self) -> list[str]:
        """The people who have at least one listener, sorted."""
        return sorted(self._listeners)

    @asynccontextmanager
    async def listen(self, person_id: str) -> AsyncIterator[Wake]:
        """An event that is set at each wake-up. Clear it before reading the database, never after: a wake-up that
        falls between the read and the clear would be lost."""
        wake = Wake()
        self._listeners.setdefault(person_id, set()).add(wake)
        try:
            yield wake
        finally:
            remaining = self._listeners[person_id]
            remaining.discard(wake)
            if not remaining:
                del self._listeners[person_id]

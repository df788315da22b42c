"""Wake-ups: "this person has new events, look". Flows publish after their commit; each open socket listens. A wake-up
carries no data and may be lost: the database is the truth (superapp/realtime/events.py). Listeners of this process hear
it here; superapp/realtime/nats.py carries it to other processes."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

WHISPERS_MAX = 16


class Wake(asyncio.Event):
    """One listener. seen: the last event number it has passed on; superapp/realtime/watch.py then leaves it alone.
    is_news: there is something to read in the database; whispers: (conversation, person) who is writing there, the
    oldest go first when nobody takes them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self.is_news = False
        self.whispers: deque[tuple[str, str]] = deque(maxlen=WHISPERS_MAX)

    def clear(self) -> None:
        super().clear()
        self.is_news = False


class Hub:
    """One per process. Every method runs on the event loop; none of them waits or raises.

    tell_others, whisper_to_others: given the people of each `publish`, and each whisper; whoever carries wake-ups to
    other processes sets them.
    """

    def __init__(self) -> None:
        self._listeners: dict[str, set[Wake]] = {}
        self.tell_others: Callable[[tuple[str, ...]], None] | None = None
        self.whisper_to_others: Callable[[Sequence[str], str, str], None] | None = None

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
                wake.is_news = True
                wake.set()

    def whisper(self, person_ids: Sequence[str], conversation_id: str, writer_id: str) -> None:
        """Tell the open pages of these people, here and in other processes, that somebody is writing. Nothing is kept:
        who is away never hears of it."""
        self.pass_whisper(person_ids, conversation_id, writer_id)
        if self.whisper_to_others:
            self.whisper_to_others(person_ids, conversation_id, writer_id)

    def pass_whisper(self, person_ids: Sequence[str], conversation_id: str, writer_id: str) -> None:
        """To the pages of this process alone."""
        for person_id in person_ids:
            for wake in self._listeners.get(person_id, ()):
                wake.whispers.append((conversation_id, writer_id))
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

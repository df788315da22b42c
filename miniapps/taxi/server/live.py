"""Who looks at a ride or a driver's desk right now is woken when something changes. A hint only: the database is the
truth, and whoever missed a wake-up looks again by itself."""

import asyncio


class Live:
    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def tell(self, *keys: str | None) -> None:
        """keys: ride numbers and driver ids; None is skipped."""
        for key in keys:
            for event in self._waiting.get(key or "", ()):
                event.set()

    async def wait(self, key: str, seconds: float) -> None:
        """Until somebody tells, or the time is over."""
        event = asyncio.Event()
        self._waiting.setdefault(key, set()).add(event)
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting[key].discard(event)
            if not self._waiting[key]:
                del self._waiting[key]

"""Short pauses for a process with thousands of open pages. Python's full collection looks at every object there is:
with 2,500 sockets 400 ms in which nobody hears anything. What has survived one is not looked at again, until there is
half as much more of it; then everything is. `superapp serve` calls it once (docs/decisions/0036-deliveries.md)."""

import gc
import time
from collections.abc import Callable

OLDEST = 2  # the generation whose collection is a full one
LOOK_SECONDS = 60.0  # counting what is set aside costs some milliseconds itself
GROWTH = 1.5


class LongLived:
    """Sets aside what survives full collections. What is set aside is still freed when nobody holds it any more; only
    circles among it wait for the next look at everything.

    clock: seconds, rising.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept = 0
        self._looks_at = 0.0
        self._sees_all = False

    def begin(self) -> None:
        gc.collect()
        gc.freeze()
        self._kept, self._looks_at = gc.get_freeze_count(), self._clock() + LOOK_SECONDS
        gc.callbacks.append(self._after)

    def end(self) -> None:
        gc.callbacks.remove(self._after)
        gc.unfreeze()

    def _after(self, phase: str, facts: dict[str, int]) -> None:
        if phase != "stop" or facts["generation"] != OLDEST:
            return
        gc.freeze()
        if self._sees_all:
            self._kept, self._sees_all = gc.get_freeze_count(), False
        elif self._clock() >= self._looks_at:
            self._looks_at = self._clock() + LOOK_SECONDS
            if gc.get_freeze_count() > self._kept * GROWTH:
                gc.unfreeze()  # so the next full collection sees everything
                self._sees_all = True

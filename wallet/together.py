"""Work that arrives together shares one commit: while one batch is written the next one fills, so nobody waits for a
timer and a lone request waits for nobody. Reads gather in the same way: one question for all who ask at once."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary, ref

from wallet.errors import ensure

Home = TypeVar("Home")
Item = TypeVar("Item")
Result = TypeVar("Result")
BATCH_MAX = 500


class Together(Generic[Item, Result]):
    """work: writes a batch and returns one result for each item, in order; committed when it returns. When it raises,
    the items are tried again one by one, so that nobody is refused for a neighbour's fault."""

    def __init__(self, work: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._work = work
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """The result of this item. Raises what `work` raised for it alone."""
        answer: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MAX], self._waiting[BATCH_MAX:]
                if not await self._tried(batch):
                    for one in batch:
                        await self._tried([one])
        finally:
            self._running = None

    async def _tried(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> bool:
        """False when the batch is to be taken apart."""
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as failure:  # whoever waits must hear of it, or would wait for ever
            if len(batch) > 1:
                return False
            if not batch[0][1].done():
                batch[0][1].set_exception(failure)
            return True
        for (_, answer), result in zip(batch, results, strict=True):
            if not answer.done():
                answer.set_result(result)
        return True


class TogetherOn(Generic[Home, Item, Result]):
    """A `Together` for each home, such as a database: work is given the home with the batch."""

    def __init__(self, work: Callable[[Home, Sequence[Item]], Awaitable[Sequence[Result]]]) -> None:
        self._work = work
        self._of: WeakKeyDictionary[Home, Together[Item, Result]] = WeakKeyDictionary()

    async def do(self, home: Home, item: Item) -> Result:
        """As `Together.do`."""
        if (found := self._of.get(home)) is None:
            found = self._of[home] = self._at(ref(home))
        return await found.do(item)

    def _at(self, weak: "ref[Home]") -> Together[Item, Result]:
        async def work(items: Sequence[Item]) -> Sequence[Result]:
            home = weak()  # it must not be kept alive by its own work
            ensure(home is not None, "a home outlives what is done in it")
            assert home is not None
            return await self._work(home, items)

        return Together(work)

"""Work that arrives together shares one commit: while one batch is written the next one fills, so nobody waits for a
timer and a lone request waits for nobody. The merchant API's nonces and the making of orders lean on it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

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

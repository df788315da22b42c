"""The writer of one process: drafts queue here and go to the database in batches. Both engines own one and give it
their `apply`; `Ledger.submit` is its `submit`.

While one batch commits, the next one fills; there is no timer, which would only add waiting. In a crowd, two batches
are under way: the database decides one while Python hands out the other. Drafts that do not wait for each other have no
order between them. A batch that the database refuses as a whole is cut in two, in order, down to the one draft that is
at fault; all others get their outcome."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from wallet.errors import BrokenPromise, WalletError, ensure
from wallet.ledger.figures import LedgerFigures
from wallet.ledger.model import Draft, Entry, LedgerBusy, OutcomeUnknown
from wallet.ledger.rules import Outcome
from wallet.ledger.validate import check_draft

# Gives one outcome for each draft, which are in order and have distinct keys. Raises NoAnswer when nobody can know what
# happened; any other exception is certain to have changed nothing.
Apply = Callable[[Sequence[Draft]], Awaitable[list[Outcome]]]


# Below this many drafts under way, one batch at a time is faster: a larger batch pays less for its flush.
CROWD = 96


class NoAnswer(Exception):
    """The database did not answer within the engine's patience: the batch is stored, or it is not."""


class _Flight:
    """A draft on its way, and everybody who waits for it. Each caller has a future of its own, so that one who is
    cancelled takes nothing from the others."""

    __slots__ = ("answers", "draft", "since")

    def __init__(self, draft: Draft, answer: asyncio.Future[Entry], since: float) -> None:
        self.draft, self.answers, self.since = draft, [answer], since

    def land(self, outcome: Outcome | BrokenPromise) -> None:
        for answer in self.answers:
            if answer.done():
                continue
            if isinstance(outcome, Entry):
                answer.set_result(outcome)
            else:
                answer.set_exception(outcome)


class Writer:
    """batch_max: drafts in one commit; waiting_max: drafts that may wait for a batch; lanes: batches that may be under
    way at once, 1 or 2."""

    def __init__(self, apply: Apply, *, batch_max: int, waiting_max: int, lanes: int = 1) -> None:
        self._apply, self.batch_max, self.waiting_max, self.lanes = apply, batch_max, waiting_max, lanes
        self.figures = LedgerFigures()
        self._queue: list[_Flight] = []
        self._in_flight: dict[bytes, _Flight] = {}
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._under_way = 0
        self._stopping = False
        self._hooks: list[Callable[[], None]] = []

    def on_commit(self, wake: Callable[[], None]) -> None:
        self._hooks.append(wake)

    def start(self) -> None:
        self._stopping = False
        self._tasks = [asyncio.create_task(self._run(), name=f"ledger writer {n}") for n in range(self.lanes)]

    async def stop(self) -> None:
        """Refuse what comes from now on, finish what waits."""
        self._stopping = True
        self._wake.set()
        await asyncio.gather(*self._tasks)
        self._tasks = []

    async def submit(self, draft: Draft) -> Entry:
        """As promised by `Ledger.submit`."""
        check_draft(draft)
        ensure(self._tasks and not self._stopping, "a draft goes to a running ledger")
        loop = asyncio.get_running_loop()
        while (flight := self._in_flight.get(draft.key)) is not None:
            answer: asyncio.Future[Entry] = loop.create_future()
            flight.answers.append(answer)
            if flight.draft == draft:
                return await answer
            # Other content under the same key: its outcome depends on whether the first one is stored, so wait for it.
            await asyncio.wait([answer])
            answer.exception()
        if len(self._queue) >= self.waiting_max:
            self.figures.busy += 1
            raise LedgerBusy(len(self._queue))
        answer = loop.create_future()
        flight = _Flight(draft, answer, perf_counter())
        self._in_flight[draft.key] = flight
        self._queue.append(flight)
        self._wake.set()
        return await answer

    async def _run(self) -> None:
        """One lane."""
        while True:
            await self._wake.wait()
            if batch := self._next_batch():
                self._under_way += 1
                await self._commit(batch)
                self._under_way -= 1
                if self._queue or self._stopping:
                    self._wake.set()
            elif self._stopping and not self._queue:
                return
            else:
                self._wake.clear()

    def _next_batch(self) -> list[_Flight]:
        """What this lane may take now; empty while another lane should go on alone."""
        share = self.batch_max
        if self.lanes > 1:
            crowd = len(self._in_flight)
            if crowd >= CROWD:
                share = min(share, -(-crowd // self.lanes))
            elif self._under_way:
                return []
        batch, self._queue = self._queue[:share], self._queue[share:]
        return batch

    async def _commit(self, batch: list[_Flight]) -> None:
        figures, began = self.figures, perf_counter()
        figures.waiting = len(self._queue)
        figures.waiting_seconds.add(began - batch[0].since)
        outcomes = await self._outcomes([flight.draft for flight in batch])
        figures.commit_seconds.add(perf_counter() - began)
        figures.batch_size.add(len(batch))
        figures.batches += 1
        figures.requests += len(batch)
        done = 0
        for flight, outcome in zip(batch, outcomes, strict=True):
            del self._in_flight[flight.draft.key]
            if isinstance(outcome, Entry):
                done += 1
            else:
                figures.refusals[outcome.code if isinstance(outcome, WalletError) else "broken_promise"] += 1
            flight.land(outcome)
        figures.entries += done
        if done:
            for wake in self._hooks:
                wake()

    async def _outcomes(self, drafts: list[Draft]) -> Sequence[Outcome | BrokenPromise]:
        try:
            return await self._apply(drafts)
        except NoAnswer:
            return [OutcomeUnknown(draft.key.hex()) for draft in drafts]
        except Exception as error:
            if len(drafts) == 1:
                broken = BrokenPromise(f"the database accepts what the rules accept: {error}")
                broken.__cause__ = error
                return [broken]
            self.figures.split += 1
            middle = len(drafts) // 2
            return [*await self._outcomes(drafts[:middle]), *await self._outcomes(drafts[middle:])]

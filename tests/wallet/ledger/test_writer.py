"""The writer: batches that fill by themselves, callers that share a key, a bounded queue, and one bad draft that spoils
nothing for the others."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from tests.wallet.ledger.support import capture, key, post
from wallet.errors import BrokenPromise
from wallet.ledger.model import Draft, DraftInvalid, Entry, InsufficientFunds, KeyReused, Kind, LedgerBusy
from wallet.ledger.model import OutcomeUnknown as Unknown
from wallet.ledger.rules import Outcome, repeated
from wallet.ledger.writer import CROWD, NoAnswer, Writer

NOW = datetime(2026, 11, 23, tzinfo=UTC)


class Desk:
    """Stands in for a database: remembers the batches, answers when the gate is open, and refuses as told."""

    def __init__(self, *, batch_max: int = 1000, waiting_max: int = 4000, lanes: int = 1) -> None:
        self.batches: list[list[bytes]] = []
        self.stored: dict[bytes, Entry] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.poison: bytes | None = None
        self.silent = False
        self.poor: set[bytes] = set()
        self.writer = Writer(self.apply, batch_max=batch_max, waiting_max=waiting_max, lanes=lanes)

    async def apply(self, batch: Sequence[Draft]) -> list[Outcome]:
        self.batches.append([draft.key for draft in batch])
        await self.gate.wait()
        if self.silent:
            raise NoAnswer("nobody there")
        if any(draft.key == self.poison for draft in batch):
            raise RuntimeError("numeric value out of range")
        return [self.outcome(draft) for draft in batch]

    def outcome(self, draft: Draft) -> Outcome:
        if draft.key in self.poor:
            return InsufficientFunds(draft.debit, draft.amount_minor)
        if draft.key in self.stored:
            return repeated(draft, self.stored[draft.key])
        seq = len(self.stored) + 1
        entry = Entry(
            seq,
            draft.key,
            draft.kind,
            draft.debit,
            draft.credit,
            draft.amount_minor,
            draft.cause,
            None,
            0,
            0,
            0,
            1,
            NOW,
        )
        self.stored[draft.key] = entry
        return entry


async def soon(desk: Desk, batches: int) -> None:
    """Wait until the desk has been handed this many batches."""
    async with asyncio.timeout(5):
        while len(desk.batches) < batches:  # noqa: ASYNC110 - one turn of the loop each
            await asyncio.sleep(0)


async def test_while_one_batch_commits_the_next_one_fills() -> None:
    desk = Desk(batch_max=3)
    desk.writer.start()
    desk.gate.clear()
    first = asyncio.create_task(desk.writer.submit(post("first", 1, 2, 1)))
    await soon(desk, 1)
    others = [asyncio.create_task(desk.writer.submit(post(f"{i}", 1, 2, 1))) for i in range(5)]
    await asyncio.sleep(0)
    desk.gate.set()

    await asyncio.gather(first, *others)

    assert [len(batch) for batch in desk.batches] == [1, 3, 2]
    assert desk.batches[1] == [key("0"), key("1"), key("2")]
    figures = desk.writer.figures
    assert (figures.requests, figures.entries, figures.batches) == (6, 6, 3)
    assert sum(figures.waiting_seconds.counts) == sum(figures.commit_seconds.counts) == 3
    assert figures.batch_size.highest == 3
    await desk.writer.stop()


async def test_in_a_crowd_two_batches_are_under_way() -> None:
    desk = Desk(lanes=2)
    desk.writer.start()
    desk.gate.clear()

    crowd = [asyncio.create_task(desk.writer.submit(post(f"{i}", 1, 2, 1))) for i in range(2 * CROWD)]
    await soon(desk, 2)
    desk.gate.set()
    await asyncio.gather(*crowd)

    assert [len(batch) for batch in desk.batches] == [CROWD, CROWD]
    await desk.writer.stop()


async def test_few_drafts_are_one_batch_at_a_time_whatever_the_lanes() -> None:
    desk = Desk(lanes=2)
    desk.writer.start()
    desk.gate.clear()
    few = [asyncio.create_task(desk.writer.submit(post("0", 1, 2, 1)))]
    await soon(desk, 1)
    few += [asyncio.create_task(desk.writer.submit(post(f"{i}", 1, 2, 1))) for i in range(1, 5)]
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(desk.batches) == 1
    stopping = asyncio.create_task(desk.writer.stop())
    await asyncio.sleep(0)
    desk.gate.set()

    await asyncio.gather(*few)
    async with asyncio.timeout(5):
        await stopping

    assert [len(batch) for batch in desk.batches] == [1, 4]


async def test_callers_with_one_key_share_one_draft_and_a_cancelled_one_harms_nobody() -> None:
    desk = Desk()
    desk.writer.start()
    desk.gate.clear()
    callers = [asyncio.create_task(desk.writer.submit(post("same", 1, 2, 1))) for _ in range(3)]
    await soon(desk, 1)
    callers[0].cancel()
    desk.gate.set()

    results = await asyncio.gather(*callers, return_exceptions=True)

    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1] == results[2] == desk.stored[key("same")]
    assert desk.batches == [[key("same")]]
    await desk.writer.stop()


async def test_other_content_under_a_key_in_flight_waits_for_the_first() -> None:
    desk = Desk()
    desk.writer.start()
    desk.gate.clear()
    first = asyncio.create_task(desk.writer.submit(post("same", 1, 2, 1)))
    second = asyncio.create_task(desk.writer.submit(post("same", 1, 2, 2)))
    await soon(desk, 1)
    desk.gate.set()

    assert (await first).amount_minor == 1
    with pytest.raises(KeyReused):
        await second
    await desk.writer.stop()


async def test_after_a_refusal_the_key_is_free_for_other_content_in_flight() -> None:
    desk = Desk()
    desk.writer.start()
    desk.gate.clear()
    desk.poor.add(key("same"))
    first = asyncio.create_task(desk.writer.submit(post("same", 1, 2, 1)))
    second = asyncio.create_task(desk.writer.submit(post("same", 1, 2, 2)))
    await soon(desk, 1)
    desk.gate.set()
    with pytest.raises(InsufficientFunds):
        await first
    desk.poor.clear()

    assert (await second).amount_minor == 2
    assert desk.writer.figures.refusals == {"insufficient_funds": 1}
    await desk.writer.stop()


async def test_a_full_queue_refuses_at_once_and_forgets_the_key() -> None:
    desk = Desk(batch_max=1, waiting_max=2)
    desk.writer.start()
    desk.gate.clear()
    waiting = [asyncio.create_task(desk.writer.submit(post("0", 1, 2, 1)))]
    await soon(desk, 1)
    waiting += [asyncio.create_task(desk.writer.submit(post(f"{i}", 1, 2, 1))) for i in (1, 2)]
    await asyncio.sleep(0)

    with pytest.raises(LedgerBusy) as caught:
        await desk.writer.submit(post("3", 1, 2, 1))
    assert caught.value.waiting == 2

    desk.gate.set()
    await asyncio.gather(*waiting)
    assert (await desk.writer.submit(post("3", 1, 2, 1))).seq == 4
    assert desk.writer.figures.busy == 1
    await desk.writer.stop()


async def test_one_draft_that_the_database_refuses_is_singled_out() -> None:
    desk = Desk()
    desk.writer.start()
    desk.poison = key("5")

    results = await asyncio.gather(
        *(desk.writer.submit(post(f"{i}", 1, 2, 1)) for i in range(8)), return_exceptions=True
    )

    assert [isinstance(result, Entry) for result in results] == [True] * 5 + [False] + [True] * 2
    assert isinstance(results[5], BrokenPromise)
    assert isinstance(results[5].__cause__, RuntimeError)
    assert [entry.key for entry in desk.stored.values()] == [key(f"{i}") for i in range(8) if i != 5]  # in order
    assert desk.writer.figures.split == 3
    await desk.writer.stop()


async def test_without_an_answer_each_caller_is_told_to_ask_again() -> None:
    desk = Desk()
    desk.writer.start()
    desk.silent = True

    with pytest.raises(Unknown) as caught:
        await desk.writer.submit(post("a", 1, 2, 1))
    assert caught.value.key_hex == key("a").hex()

    desk.silent = False
    assert (await desk.writer.submit(post("a", 1, 2, 1))).seq == 1
    await desk.writer.stop()


async def test_stopping_finishes_what_waits_and_takes_no_more() -> None:
    desk = Desk(batch_max=1)
    desk.writer.start()
    desk.gate.clear()
    waiting = [asyncio.create_task(desk.writer.submit(post(f"{i}", 1, 2, 1))) for i in range(3)]
    await soon(desk, 1)
    stopping = asyncio.create_task(desk.writer.stop())
    await asyncio.sleep(0)
    with pytest.raises(BrokenPromise):
        await desk.writer.submit(post("late", 1, 2, 1))
    desk.gate.set()

    await stopping

    assert len(await asyncio.gather(*waiting)) == 3


@pytest.mark.parametrize(
    "draft",
    [
        Draft(b"short", Kind.POST, 1, 2, 1, "test:a"),
        Draft(key("a"), Kind.POST, 1, 2, 0, "test:a"),
        Draft(key("a"), Kind.POST, 1, 2, 2**53, "test:a"),
        Draft(key("a"), Kind.POST, 1, 2, True, "test:a"),
        Draft(key("a"), 0, 1, 2, 1, "test:a"),  # pyright: ignore[reportArgumentType] a number is not a kind
        Draft(key("a"), Kind.POST, 1, 2, 1, ""),
        Draft(key("a"), Kind.POST, 1, 2, 1, "x" * 129),
        Draft(key("a"), Kind.POST, 1, 2, 1, "订单"),
        Draft(key("a"), Kind.POST, 1, 2, 1, "a\nb"),
        Draft(key("a"), Kind.POST, -1, 2, 1, "test:a"),
        Draft(key("a"), Kind.POST, 1, 2**63, 1, "test:a"),
        Draft(key("a"), Kind.POST, 1, 2, 1, "test:a", hold=key("h")),
        Draft(key("a"), Kind.POST, 1, 2, 1, "test:a", expires_at=NOW),
        Draft(key("a"), Kind.AUTHORIZE, 1, 2, 1, "test:a", expires_at=NOW.replace(tzinfo=None)),
        Draft(key("a"), Kind.CAPTURE, 0, 0, 1, "test:a"),
        Draft(key("a"), Kind.CAPTURE, 0, 0, 1, "test:a", hold=b"short"),
        Draft(key("a"), Kind.VOID, 0, 0, 1, "test:a", hold=key("h")),
        capture("a", "h", 0),
    ],
)
async def test_a_malformed_draft_never_reaches_a_batch(draft: Draft) -> None:
    desk = Desk()
    desk.writer.start()

    with pytest.raises(DraftInvalid):
        await desk.writer.submit(draft)

    assert desk.batches == []
    await desk.writer.stop()

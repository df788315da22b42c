"""Work that arrives together is written together, and nobody pays for a neighbour's fault."""

import asyncio
from collections.abc import Sequence

import pytest

from wallet.together import BATCH_MAX, Together


class Writer:
    """Doubles numbers; a 13 breaks its whole batch. batches: the size of each that was tried."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    async def write(self, batch: Sequence[int]) -> list[int]:
        self.batches.append(len(batch))
        await asyncio.sleep(0)
        if 13 in batch:
            raise ValueError("unlucky")
        return [number * 2 for number in batch]


async def test_what_arrives_together_is_written_at_once_and_answered_in_order() -> None:
    writer = Writer()
    together = Together(writer.write)

    answers = await asyncio.gather(*(together.do(number) for number in range(100, 150)))

    assert answers == [number * 2 for number in range(100, 150)]
    assert writer.batches == [50]


async def test_one_batch_has_an_upper_size() -> None:
    writer = Writer()
    together = Together(writer.write)

    await asyncio.gather(*(together.do(number) for number in range(100, 101 + BATCH_MAX)))

    assert writer.batches == [BATCH_MAX, 1]


async def test_only_the_one_at_fault_is_refused() -> None:
    together = Together(Writer().write)

    first, unlucky, last = await asyncio.gather(*(together.do(n) for n in (1, 13, 2)), return_exceptions=True)

    assert (first, last) == (2, 4)
    assert isinstance(unlucky, ValueError)


async def test_somebody_who_leaves_does_not_stop_the_others() -> None:
    together = Together(Writer().write)
    leaver, stayer = asyncio.create_task(together.do(1)), asyncio.create_task(together.do(2))
    await asyncio.sleep(0)

    leaver.cancel()

    assert await stayer == 4
    with pytest.raises(asyncio.CancelledError):
        await leaver
    assert await together.do(3) == 6

"""SIGKILL at moments nobody chose, while money moves: a thousand times to the process that moves it (SQLite), two
hundred times to every process of the PostgreSQL server under it. What is looked at after each, and how, is in
`tests/wallet/kills.py`; a kill that leaves anything behind ends this run.

`--seconds 30` or more asks for all of them; otherwise a few are taken. `python -m bench kills --seconds 30`."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

from bench.harness import Table
from tests.wallet.kills import LANES, Score

TITLE = "Kills"
COLUMNS = ("what is killed", "kills", "answered", "lost", "unanswered", "had happened", "twice or half", "seconds")
LONG_SECONDS = 30.0
PROCESSES = 4  # a kill and the look after it wait for each other, so several go on side by side


@dataclass(frozen=True)
class Plan:
    """few, all: how many kills, and in how many processes at most they are taken."""

    what: str
    extra: tuple[str, ...]
    few: int
    all: int
    processes: int


PLANS = (
    Plan("SQLite, the process that writes", (), 12, 1_000, PROCESSES - 1),
    Plan("PostgreSQL, every process of the server", ("server",), 4, 200, 1),
)


async def run(seconds: float) -> list[Table]:
    table = Table("After each kill", COLUMNS, note=NOTE)
    began = time.monotonic()
    for plan, score in zip(PLANS, await asyncio.gather(*(_taken(plan, seconds) for plan in PLANS)), strict=True):
        table.add(
            plan.what,
            f"{score.kills:,}",
            f"{score.answered:,}",
            "0",
            f"{score.unanswered:,}",
            f"{score.had_happened:,}",
            "0",
            f"{time.monotonic() - began:.0f}",
        )
    return [table]


async def _taken(plan: Plan, seconds: float) -> Score:
    kills = plan.all if seconds >= LONG_SECONDS else plan.few
    shares = [len(range(number, kills, plan.processes)) for number in range(plan.processes)]
    scores = await asyncio.gather(*(_process(plan, share, seed) for seed, share in enumerate(shares, 1)))
    return Score(*(sum(column) for column in zip(*map(_numbers, scores), strict=True)))


def _numbers(score: Score) -> tuple[int, int, int, int]:
    return score.kills, score.answered, score.unanswered, score.had_happened


async def _process(plan: Plan, kills: int, seed: int) -> Score:
    arguments = (sys.executable, "-m", "tests.wallet.kills", str(kills), str(seed), *plan.extra)
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"a kill left something behind: {plan.what}, seed {seed}")
    return Score(**json.loads(said.splitlines()[-1]))


NOTE = (
    f"{LANES} lanes of payments, refunds, transfers, returns, envelopes, splits, holds, captures, combined payments and"
    " payouts. Each kill comes at a moment chosen by chance; half of the server's take the client with them, the other"
    " half leave it to go on by itself. Then a new process looks: asking again for what was answered adds no entry to"
    " the journal; asking again for the rest ends it; everybody has exactly what all operations together give; `books"
    " check` finds nothing. The run ends at the first kill of which this is not true: the two columns of zeros are what"
    " was proved. SQLite's files lie in memory: what SIGKILL leaves is the same there, a power cut is another question."
)

"""Kills at moments nobody chose: a process that moves money in several lanes, or the whole PostgreSQL server under it,
ends by SIGKILL; then whoever was waiting asks again. `python -m bench kills` takes a thousand moments,
`tests/wallet/test_kills.py` a few: `python -m tests.wallet.kills COUNT SEED [server]`.

The worker tells the outside through a pipe what it is about to do, what stands before it, and what it was answered;
what is in a pipe outlives its writer. After each kill a new process looks (`look`): asking again for what was answered
adds no entry to the journal; asking again for the rest ends it; then everybody has exactly what all operations together
give, each once, and the books hold."""

import asyncio
import base64
import json
import os
import pickle
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import fill, furnish, roomy_memory
from tests.postgres import Postgres
from tests.support import TravelClock
from tests.wallet.killed import START
from tests.wallet.payments.between import react
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.payments.operations import (
    OPERATIONS,
    Operation,
    asks_until_done,
    holdings,
    rounds,
    until_answered,
    wealthy_town,
    without_pins,
)
from tests.wallet.people import settings_of
from wallet import house
from wallet.books import check_books
from wallet.database import Database
from wallet.settings import WalletSettings

# The card network of these tests lives in the process that is killed, and days pass for nobody here.
WITHOUT = ("top up by card", "withdraw", "nobody accepts", "the rest of an envelope", "order a refund", "give")
CHOICE = [one for one in OPERATIONS if one.name not in WITHOUT]
LANES = 4
KILLS_PER_DATABASE = 20  # a longer journal only makes the proofs of it longer
LINES_MAX = 30  # a kill comes when the worker has said at most this much (three lines for each operation),
PAUSE_SECONDS = 0.03  # and at most this much later
PATIENCE_SECONDS = 60
Changes = tuple[int, int, int]


@dataclass
class Told:
    """What the worker of one moment said. facts: by number, what stands before the operation."""

    begun: dict[int, str] = field(default_factory=dict[int, str])
    facts: dict[int, Any] = field(default_factory=dict[int, Any])
    answered: set[int] = field(default_factory=set[int])

    @classmethod
    def of(cls, text: str) -> "Told":
        told = cls()
        for line in text.split("\n")[:-1]:  # what has no end was cut by the kill
            what, number, *rest = line.split(" ", 2)
            match what:
                case "begin":
                    told.begun[int(number)] = rest[0]
                case "facts":
                    told.facts[int(number)] = pickle.loads(base64.b64decode(rest[0]))
                case _:
                    told.answered.add(int(number))
        return told


@dataclass
class Score:
    kills: int = 0
    answered: int = 0
    unanswered: int = 0
    had_happened: int = 0
    """Of the unanswered, those that were in the journal already, as far as they add to it."""


class Place:
    """Where one database after the other stands, under one address. server: to kill it instead of the worker."""

    def __init__(self, server: Postgres | None) -> None:
        self.server = server
        self.folder = Path(tempfile.mkdtemp(prefix="kills-", dir=roomy_memory()))
        self.ready = self.folder.with_name(self.folder.name + "-ready")
        self.settings = settings_of(server.url("kills") if server else "", self.folder)
        self._keep_engines()

    def prepare(self) -> None:
        """What stands before all operations; each database is a copy of it."""
        furnish(self.folder)
        if self.server:
            fill(self.server.create_database("kills"), self.folder)
        asyncio.run(_prepare(self.settings))
        if self.server:
            self.server.create_database("ready", "kills")
        self.folder.rename(self.ready)

    def fresh(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.ready, self.folder)
        if self.server:
            self.server.drop_database("kills")
            self.server.create_database("kills", "ready")

    def remove(self) -> None:
        for folder in (self.folder, self.ready):
            shutil.rmtree(folder, ignore_errors=True)

    def _keep_engines(self) -> None:
        """Every process that is forked from this one opens connections of its own, but finds the statements compiled:
        that is most of the time of a process that lives for half a second."""
        ours = self.settings.wallet_url()
        kept = Database(ours, schema="wallet")

        def open_again(url: str, *, schema: str) -> Database:
            if url != ours:
                return Database(url, schema=schema)
            if kept.is_sqlite:
                kept._write_lock = asyncio.Lock()  # pyright: ignore[reportPrivateUsage] it belongs to one event loop
            return kept

        house.Database = open_again  # pyright: ignore[reportAttributeAccessIssue] in this process only


def many(count: int, seed: int, server: Postgres | None, say: Callable[[str], None] = lambda _: None) -> Score:
    """Take `count` moments. Raises SystemExit with what was wrong at the first that leaves anything behind."""
    without_pins(pytest.MonkeyPatch())
    chance, score, place = random.Random(seed), Score(), Place(server)
    try:
        place.prepare()
        for number in range(count):
            if number % KILLS_PER_DATABASE == 0:
                place.fresh()
            told = Told.of(_one_kill(place, number, chance))
            had_happened = _forked(lambda told=told, number=number: look(place.settings, number, told))
            score.kills += 1
            score.answered += len(told.answered)
            score.unanswered += len(told.begun) - len(told.answered)
            score.had_happened += had_happened
            if score.kills % KILLS_PER_DATABASE == 0:
                say(json.dumps(asdict(score)))
    finally:
        place.remove()
    return score


def _one_kill(place: Place, number: int, chance: random.Random) -> str:
    """Returns what the worker said before it died."""
    reader, writer = os.pipe()
    seed, lines = chance.randrange(2**32), chance.randint(1, LINES_MAX)
    worker = os.fork()
    if worker == 0:
        os.close(reader)
        os._exit(_run(lambda: work(place.settings, number, seed, writer)))
    os.close(writer)
    said = _read(reader, lines=lines, seconds=PATIENCE_SECONDS)
    said += _read(reader, seconds=chance.random() * PAUSE_SECONDS)
    if place.server:
        place.server.kill()
        if number % 2:  # the worker dies with it
            os.kill(worker, signal.SIGKILL)
        place.server.start()
        if not number % 2:  # the worker goes on as soon as there is a server again
            said += _read(reader, lines=chance.randint(1, LINES_MAX), seconds=PATIENCE_SECONDS)
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    said += _read(reader, seconds=PATIENCE_SECONDS)
    os.close(reader)
    if not os.WIFSIGNALED(status):
        raise SystemExit(f"the worker of moment {number} ended by itself")
    return said.decode()


def _read(reader: int, *, seconds: float, lines: int | None = None) -> bytes:
    """What comes in that time, up to so many lines or the end."""
    said, end = b"", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and (lines is None or said.count(b"\n") < lines):
        if select.select([reader], [], [], left)[0]:
            piece = os.read(reader, 65536)
            if not piece:
                break
            said += piece
    return said


def _forked(look: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run it in a process of its own, because this one must never have had a database open when it forks."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        code = _run(look, lambda found: os.write(writer, str(found).encode()))
        os._exit(code)
    os.close(writer)
    said = _read(reader, seconds=PATIENCE_SECONDS * 4)
    os.close(reader)
    _, status = os.waitpid(child, 0)
    if status or not said:
        raise SystemExit("what was left is not right")
    return int(said)


def _run(work: Callable[[], Coroutine[Any, Any, Any]], then: Callable[[Any], object] = lambda _: None) -> int:
    """An exit code."""
    try:
        then(asyncio.run(work()))
    except BaseException:
        import traceback

        traceback.print_exc()
        return 1
    return 0


def _moment(number: int) -> TravelClock:
    return TravelClock(START + timedelta(minutes=10 * (number % KILLS_PER_DATABASE)))


async def _prepare(settings: WalletSettings) -> None:
    """Everybody has plenty, and each operation was done once."""
    async with wealthy_town(settings, _moment(0)) as town:
        for number, operation in enumerate(CHOICE):
            await operation.act(town, await operation.begin(town, number))
        await rounds(town.house)
        require(await check_books(town.house) == [], "the books hold before anything is killed")
        _remember(settings, await holdings(town.house))


async def work(settings: WalletSettings, number: int, seed: int, pipe: int) -> None:
    """One operation after the other in each lane, until somebody kills this process."""

    def say(what: str, at: int, rest: str) -> None:
        os.write(pipe, f"{what} {at} {rest}\n".encode())

    async def lane(town: CardTown, which: int, chance: random.Random) -> None:
        for step in range(1_000):
            at, operation = 10_000 + (number * LANES + which) * 1_000 + step, chance.choice(CHOICE)
            say("begin", at, operation.name)
            facts = await _again(lambda operation=operation, at=at: operation.begin(town, at))
            say("facts", at, base64.b64encode(pickle.dumps(facts)).decode())
            await _again(lambda operation=operation, facts=facts: operation.act(town, facts))
            say("answered", at, "")

    async with card_town(settings, _moment(number)) as town:
        town.house.chance.seed(seed)  # pyright: ignore[reportAttributeAccessIssue] the tests' chance
        await asyncio.gather(*(lane(town, which, random.Random(seed + which)) for which in range(LANES)))


async def _again(ask: Callable[[], Any]) -> Any:
    """As a client does whose answer did not come; the server may be on its way back."""
    while True:
        try:
            return await ask()
        except Exception:
            await asyncio.sleep(0.02)


async def look(settings: WalletSettings, number: int, told: Told) -> int:
    """Ask again for everything, and prove what is left. Returns how many unanswered operations had happened."""
    clock = _moment(number)
    clock.travel(minutes=2)
    named = {operation.name: operation for operation in CHOICE}
    async with card_town(settings, clock) as town:
        town.house.chance.seed(10**9 + number)  # pyright: ignore[reportAttributeAccessIssue] the tests' chance
        await react(town.house)
        require(await check_books(town.house) == [], "the books hold after the kill")

        head = await town.house.ledger.head()
        for at in sorted(told.answered):
            await asks_until_done(town, named[told.begun[at]], told.facts[at])
        require(await town.house.ledger.head() == head, "asking again for what was answered moves nothing")

        had_happened = 0
        for at in sorted(set(told.begun) - told.answered):
            had_happened += await _end(town, named[told.begun[at]], at, told.facts)
        clock.travel(seconds=40)
        await rounds(town.house)

        expected = _expected(settings, told, named)
        require(await holdings(town.house) == expected, f"everybody has {expected}, not {await holdings(town.house)}")
        _remember(settings, expected)
    return had_happened


async def _end(town: CardTown, operation: Operation, at: int, facts: dict[int, Any]) -> bool:
    """Ask again for one that has no answer. Returns whether the journal already had it."""
    if at not in facts:
        facts[at] = await until_answered(town, lambda: operation.begin(town, at))
        await asks_until_done(town, operation, facts[at])
        return False
    head = await town.house.ledger.head()
    await asks_until_done(town, operation, facts[at])
    return await town.house.ledger.head() == head


def _expected(settings: WalletSettings, told: Told, named: dict[str, Operation]) -> Changes:
    """What they had after the moment before, and what each operation adds, once."""
    before: Changes = pickle.loads((settings.data / "holdings").read_bytes())
    added = [named[name].changes for name in told.begun.values()]
    return tuple(sum(column) for column in zip(before, *added, strict=True))  # pyright: ignore[reportReturnType]


def _remember(settings: WalletSettings, now: Changes) -> None:
    (settings.data / "holdings").write_bytes(pickle.dumps(now))


def require(holds: bool, sentence: str) -> None:
    if not holds:
        raise AssertionError(sentence)


def main() -> None:
    """The last line says the score as JSON."""
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    server = Postgres.fresh() if "server" in sys.argv[3:] else None
    try:
        score = many(count, seed, server, say=lambda line: print(line, file=sys.stderr, flush=True))
        print(json.dumps(asdict(score)), flush=True)
    finally:
        if server:
            server.stop()


if __name__ == "__main__":
    main()

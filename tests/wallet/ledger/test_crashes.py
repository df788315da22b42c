"""kill -9 of hosts and of the database under load: nothing acknowledged is lost, nothing is done twice, and sending the
unanswered keys again settles what became of them."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.wallet.ledger.crash_host import PEOPLE, RECORD, open_engine, read
from tests.wallet.ledger.support import open_cash, open_person, post
from wallet.books import examine_ledger, failures
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Entry, OutcomeUnknown
from wallet.ledger.postgres import PostgresLedger
from wallet.ports import SystemClock

pytestmark = pytest.mark.kill
ROOT = Path(__file__).parents[3]
WAIT_SECONDS = 20
# Enough to be in the middle of things, few enough to end soon.
ANSWERS = 400


@contextmanager
def host(url: str, folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.wallet.ledger.crash_host", url, str(folder), name]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def wait_for_answers(folder: Path, host_name: str, process: subprocess.Popen[bytes], more: int = ANSWERS) -> None:
    """Until this host has `more` answers more."""
    path, deadline = folder / f"{host_name}.answers", time.monotonic() + WAIT_SECONDS

    def count() -> int:
        return path.stat().st_size // RECORD.size if path.exists() else 0

    goal = count() + more
    while count() < goal:
        assert time.monotonic() < deadline, "the host stopped answering"
        assert process.poll() is None, "the host ended by itself"
        time.sleep(0.02)


async def prepare(url: str, folder: Path) -> None:
    ledger = open_engine(url, folder)
    await ledger.start()
    assert await open_cash(ledger) == 1
    for number in PEOPLE:
        assert await open_person(ledger, f"p{number}", 10**7) == number
    await ledger.stop()


async def settle(ledger: Ledger, folder: Path) -> None:
    """Compare the journal with what the hosts wrote down, send again what has no answer, and look at the books."""
    intents, answers = read(folder, "intents"), read(folder, "answers")
    journal = {entry.key: entry for entry in await ledger.entries_after(len(PEOPLE), 10**6)}
    lost = [name for name, (_, seq) in answers.items() if name not in journal or journal[name].seq != seq]
    assert lost == []
    assert set(journal) <= set(intents)
    unanswered = [draft for name, (draft, _) in intents.items() if name not in answers]
    assert unanswered  # or the kill came when nothing was going on

    holds = sorted(unanswered, key=lambda draft: draft.hold is not None)  # a hold before what ends it
    for draft in [*holds, *(draft for draft, _ in list(answers.values())[:200])]:
        again = await ledger.submit(draft)
        assert isinstance(again, Entry)
        assert again == journal.get(draft.key, again)

    after = {entry.key for entry in await ledger.entries_after(len(PEOPLE), 10**6)}
    assert after == set(intents)
    assert failures(await examine_ledger(ledger)) == []


async def finish(url: str, folder: Path) -> None:
    ledger = open_engine(url, folder)
    await ledger.start()
    try:
        await settle(ledger, folder)
    finally:
        await ledger.stop()


def test_a_host_killed_under_load_loses_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    asyncio.run(prepare(database_url, tmp_path))

    for number in range(3):
        with host(database_url, tmp_path, f"victim{number}") as victim:
            wait_for_answers(tmp_path, f"victim{number}", victim)

    asyncio.run(finish(database_url, tmp_path))


def test_two_hosts_share_one_ledger_and_one_of_them_dies(database_url: str, tmp_path: Path) -> None:
    asyncio.run(prepare(database_url, tmp_path))

    with host(database_url, tmp_path, "survivor") as survivor:
        with host(database_url, tmp_path, "victim") as victim:
            wait_for_answers(tmp_path, "victim", victim)
            wait_for_answers(tmp_path, "survivor", survivor)
        wait_for_answers(tmp_path, "survivor", survivor)

    asyncio.run(finish(database_url, tmp_path))


@pytest.fixture(scope="module")
def mortal() -> Iterator[Postgres]:
    """A server of our own, because the tests below kill it."""
    server = Postgres.fresh()
    yield server
    server.stop()


@pytest.mark.postgres
def test_a_host_rides_through_the_death_of_the_database(mortal: Postgres, tmp_path: Path) -> None:
    url = mortal.url()
    asyncio.run(prepare(url, tmp_path))

    with host(url, tmp_path, "survivor") as survivor:
        for _ in range(2):
            wait_for_answers(tmp_path, "survivor", survivor)
            mortal.kill()
            mortal.start()
        wait_for_answers(tmp_path, "survivor", survivor)

    asyncio.run(finish(url, tmp_path))


@pytest.mark.postgres
async def test_a_ledger_whose_database_is_gone_says_that_the_outcome_is_unknown(mortal: Postgres) -> None:
    ledger = PostgresLedger(mortal.create_database("gone"), clock=SystemClock(), patience_seconds=0.2)
    await ledger.start()
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    mortal.kill()

    with pytest.raises(OutcomeUnknown):
        await ledger.submit(post("a", ann, ben, 1))
    assert ledger.figures.lost_answers >= 1

    mortal.start()
    assert (await ledger.submit(post("a", ann, ben, 1))).debit_balance_minor == 99
    assert failures(await examine_ledger(ledger)) == []
    await ledger.stop()

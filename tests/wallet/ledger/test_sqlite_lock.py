"""The SQLite ledger's file is locked by another process, or full: what was asked waits, or nobody knows, and nothing is
half done. What PostgreSQL does then is in test_crashes.py."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from tests.support import TravelClock
from tests.wallet.ledger.support import authorize, capture, open_person, post
from wallet.books import examine_ledger, failures
from wallet.ledger import sqlite
from wallet.ledger.holds import void_expired
from wallet.ledger.model import Draft, Hold, OutcomeUnknown
from wallet.ledger.sqlite import SqliteLedger


@pytest.fixture
async def ledger(tmp_path: Path, clock: TravelClock) -> AsyncIterator[SqliteLedger]:
    one = SqliteLedger(tmp_path / "ledger.db", clock=clock)
    await one.start()
    yield one
    assert failures(await examine_ledger(one)) == []
    await one.stop()


async def test_who_finds_the_file_locked_waits(ledger: SqliteLedger, tmp_path: Path) -> None:
    ann, ben = await open_person(ledger, "ann", 500), await open_person(ledger, "ben")
    other = apsw.Connection(str(tmp_path / "ledger.db"))
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(ledger.submit(post("one", ann, ben, 100)))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    other.execute("ROLLBACK")
    assert (await waiting).amount_minor == 100
    other.close()


async def test_who_waits_too_long_does_not_know_and_asks_again(
    ledger: SqliteLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await open_person(ledger, "ann", 500), await open_person(ledger, "ben")
    monkeypatch.setattr(sqlite, "LOCK_WAIT_SECONDS", 0.05)
    other = apsw.Connection(str(tmp_path / "ledger.db"))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OutcomeUnknown):
        await ledger.submit(post("one", ann, ben, 100))
    other.execute("ROLLBACK")
    other.close()
    assert (await ledger.submit(post("one", ann, ben, 100))).amount_minor == 100
    assert (await ledger.get_account(ben)).balance_minor == 100


async def test_a_full_disk_has_rolled_back_already(ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = await open_person(ledger, "ann", 500), await open_person(ledger, "ben")

    def full(_batch: Sequence[Draft]) -> object:
        ledger._db.execute("ROLLBACK")  # pyright: ignore[reportPrivateUsage]  as SQLite does by itself
        raise apsw.FullError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "_store", full)
        with pytest.raises(OutcomeUnknown):
            await ledger.submit(post("one", ann, ben, 100))
    assert (await ledger.submit(post("one", ann, ben, 100))).amount_minor == 100


def test_two_that_start_on_one_new_file_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = list[int]()

    def work() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise apsw.BusyError("locked")

    sqlite._until_free(work)  # pyright: ignore[reportPrivateUsage]
    assert len(tries) == 3

    monkeypatch.setattr(sqlite, "LOCK_WAIT_SECONDS", -1.0)
    tries.clear()
    with pytest.raises(apsw.BusyError):
        sqlite._until_free(work)  # pyright: ignore[reportPrivateUsage]
    assert len(tries) == 1


async def test_a_hold_that_was_captured_meanwhile_is_not_voided(
    ledger: SqliteLedger, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = await open_person(ledger, "ann", 500), await open_person(ledger, "ben")
    until = clock.now() + timedelta(minutes=1)
    for name in ("h1", "h2"):
        await ledger.submit(authorize(name, ann, ben, 100, expires_at=until))
    seen = [await ledger.open_holds(expired_at=until)]
    await ledger.submit(capture("c1", "h1", 100))
    clock.travel(minutes=1)

    async def as_seen(**_: object) -> list[Hold]:
        return seen.pop() if seen else []

    monkeypatch.setattr(ledger, "open_holds", as_seen)
    assert await void_expired(ledger, until) == 1
    assert ((await ledger.get_account(ben)).balance_minor, (await ledger.get_account(ann)).held_minor) == (100, 0)

"""Any one call to the database may fail, before it did anything or after it did all: for every operation and every call
it makes, whoever asks again gets what was asked for, once, and the books hold. SQLite's faults are everybody's: what is
tried is the order in which the wallet writes, which is the same on both engines."""

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.cards import CardTown
from tests.wallet.payments.operations import (
    OPERATIONS,
    Operation,
    asks_until_done,
    holdings,
    rounds,
    wealthy_town,
    without_pins,
)
from tests.wallet.people import settings_of
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.model import Draft
from wallet.ledger.rules import Outcome
from wallet.ledger.sqlite import SqliteLedger
from wallet.ledger.writer import NoAnswer

CALLS_MAX = 200  # an operation that never comes to its end is a fault of this test


class Faults:
    """The `at`-th call from `arm` on fails. after: only commits do, once they have happened: their answer is lost."""

    def __init__(self) -> None:
        self.left, self.after, self.struck = 0, False, False

    def arm(self, at: int, *, after: bool) -> None:
        self.left, self.after, self.struck = at, after, False

    def strikes(self) -> bool:
        self.left -= 1
        self.struck = self.struck or self.left == 0
        return self.left == 0

    def watch(self, house: WalletHouse) -> None:
        for engine in (house.database._readers, house.database._writer):  # pyright: ignore[reportPrivateUsage]
            dialect = engine.sync_engine.dialect
            event.listen(engine.sync_engine, "before_cursor_execute", self._statement)
            dialect.do_commit = self._commit(dialect.do_commit)  # pyright: ignore[reportAttributeAccessIssue]
        ledger = house.ledger
        assert isinstance(ledger, SqliteLedger)
        writer = ledger._writer  # pyright: ignore[reportPrivateUsage]
        writer._apply = self._batch(writer._apply)  # pyright: ignore[reportPrivateUsage]

    def _statement(self, *_: object) -> None:
        if not self.after and self.strikes():
            raise _gone()

    def _commit(self, commit: Callable[[Any], None]) -> Callable[[Any], None]:
        def committing(connection: Any) -> None:
            strikes = self.strikes()
            if strikes and not self.after:
                raise _gone()
            commit(connection)
            if strikes:
                raise _gone()

        return committing

    def _batch(
        self, apply: Callable[[Sequence[Draft]], Awaitable[list[Outcome]]]
    ) -> Callable[[Sequence[Draft]], Awaitable[list[Outcome]]]:
        async def applying(batch: Sequence[Draft]) -> list[Outcome]:
            strikes = self.strikes()
            if strikes and not self.after:
                raise sqlite3.OperationalError("the disk is away")
            outcomes = await apply(batch)
            if strikes:
                raise NoAnswer
            return outcomes

        return applying


def _gone() -> OperationalError:
    return OperationalError("", {}, sqlite3.OperationalError("the disk is away"))


@pytest.fixture
async def town(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CardTown]:
    without_pins(monkeypatch)
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        async with wealthy_town(settings_of("", Path(folder)), TravelClock()) as town:
            yield town


@pytest.mark.parametrize("after", [False, True], ids=["never happened", "answer lost"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_whatever_call_fails_who_asks_again_gets_it_once(
    town: CardTown, operation: Operation, after: bool
) -> None:
    faults = Faults()
    faults.watch(town.house)
    for number in range(1, CALLS_MAX):
        before = await holdings(town.house)
        facts = await operation.begin(town, number)
        faults.arm(number, after=after)
        try:
            await operation.act(town, facts)
        except Exception as error:
            if not faults.struck:
                raise AssertionError("it fails by itself") from error
        struck = faults.struck
        faults.arm(0, after=False)
        await asks_until_done(town, operation, facts)
        if operation.arrives_later:
            town.clock.travel(seconds=40)
            await rounds(town.house)
        changed = tuple(now - then for now, then in zip(await holdings(town.house), before, strict=True))
        assert changed == operation.changes, f"call {number} of {operation.name}"
        if not struck:
            break
    else:
        raise AssertionError("it makes calls without end")
    assert number > 1, "no call was ever seen"
    now = await holdings(town.house)
    town.clock.travel(seconds=40)
    await rounds(town.house)
    assert await holdings(town.house) == now
    assert await check_books(town.house) == []

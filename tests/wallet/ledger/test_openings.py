"""Many accounts asked for at once: by one process, by two, and when the database says no."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import TravelClock
from tests.wallet.ledger.conftest import make_ledger
from wallet.ledger import openings
from wallet.ledger.model import AccountId, AccountKind
from wallet.ledger.openings import Opening, Openings


def opening(name: str, *, floor_minor: int = 0) -> Opening:
    return Opening(AccountKind.ESCROW, name, "CNY", floor_minor)


class Book:
    """A database that answers when it may, and remembers what was asked of it in one go."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.is_broken = False
        self.was_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def open_all(self, wanted: Sequence[Opening]) -> Sequence[AccountId]:
        self.asked.append([one.owner for one in wanted])
        self.was_asked.set()
        await self.may_answer.wait()
        if self.is_broken:
            raise OSError("no answer")
        return [int(one.owner) for one in wanted]


async def test_two_processes_open_the_same_and_other_accounts_without_gaps(
    database_url: str, tmp_path: Path, clock: TravelClock
) -> None:
    ledgers = [make_ledger(database_url, tmp_path, clock) for _ in range(2)]
    for one in ledgers:
        await one.start()
    try:
        names = [f"transfer:{number}" for number in range(40)]
        found = await asyncio.gather(
            *(one.open_account(AccountKind.ESCROW, name, "CNY") for name in names for one in ledgers)
        )
        assert found[::2] == found[1::2]
        assert sorted(found[::2]) == list(range(1, 41))
        assert await ledgers[0].open_account(AccountKind.ESCROW, names[7], "CNY", floor_minor=-5) == found[14]
        account = await ledgers[1].get_account(found[14])
        assert (account.owner, account.floor_minor) == (names[7], 0)  # the first floor stays
    finally:
        for one in ledgers:
            await one.stop()


async def test_who_comes_while_others_are_opened_shares_the_next_call() -> None:
    book = Book()
    book.may_answer.clear()
    openings = Openings(book.open_all)
    first = asyncio.create_task(openings.open(opening("1")))
    await book.was_asked.wait()
    others = asyncio.gather(*(openings.open(opening(name)) for name in ("2", "3", "3")))
    await asyncio.sleep(0)  # they stand in line
    book.may_answer.set()
    assert (await first, await others) == (1, [2, 3, 3])
    assert book.asked == [["1"], ["2", "3"]]
    assert await openings.open(opening("2")) == 2
    assert len(book.asked) == 2  # known


async def test_one_who_is_cancelled_takes_nothing_from_the_others() -> None:
    book = Book()
    book.may_answer.clear()
    openings = Openings(book.open_all)
    two = [asyncio.create_task(openings.open(opening("1"))) for _ in range(2)]
    await book.was_asked.wait()
    two[0].cancel()
    await asyncio.wait([two[0]])
    book.may_answer.set()
    assert (two[0].cancelled(), await two[1]) == (True, 1)


async def test_what_could_not_be_opened_is_asked_for_again() -> None:
    book = Book()
    book.is_broken = True
    openings = Openings(book.open_all)
    refused = await asyncio.gather(openings.open(opening("1")), openings.open(opening("2")), return_exceptions=True)
    assert [type(one) for one in refused] == [OSError, OSError]
    book.is_broken = False
    assert await openings.open(opening("1")) == 1


async def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "REMEMBERED_MAX", 2)
    book = Book()
    some = Openings(book.open_all)
    for name in ("1", "2", "3", "1"):
        assert await some.open(opening(name)) == int(name)
    assert book.asked == [["1"], ["2"], ["3"], ["1"]]
    await some.stop()


async def test_who_stops_waits_for_what_is_being_opened() -> None:
    book = Book()
    book.may_answer.clear()
    some = Openings(book.open_all)
    opened = asyncio.create_task(some.open(opening("1")))
    await book.was_asked.wait()
    stopped = asyncio.create_task(some.stop())
    await asyncio.sleep(0)
    assert not stopped.done()
    book.may_answer.set()
    await stopped
    assert await opened == 1

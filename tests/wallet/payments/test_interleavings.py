"""Two people want something of the same thing, and the second one comes whole between any two steps of the first:
before each question to the database or the ledger, and on PostgreSQL also in the middle of a transaction. Whatever the
moment, what they are told and what everybody has afterwards is what one of the two orders of coming would have given,
and the books hold.

An answer such as "somebody is at it" is asked again later, as clients do. What is allowed is not written down here: the
two orders are tried first, in the same town."""

import asyncio
import inspect
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import wraps
from itertools import count, product
from typing import Any, cast

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.support import TravelClock
from tests.wallet.payments.between import react
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.payments.contests import CONTESTS, Contest, Do
from tests.wallet.payments.operations import rounds, without_pins
from tests.wallet.payments.things import Case, left
from wallet.books import check_books
from wallet.database import Database
from wallet.errors import Refusal
from wallet.ledger.ledger import Ledger
from wallet.payments.refunds import Refund, RefundState
from wallet.settings import WalletSettings

# The second one waits for a row that the first one holds: then the first goes on, and the second after it.
STUCK_SECONDS = 0.1
DOORS = 13  # few have more
IN_A_TRANSACTION = ("exec", "execute", "flush", "get")
# "Come back later": who is told so has neither had it nor been refused it.
BUSY = {"order_is_being_paid", "payment_interrupted", "part_is_being_paid", "under_way"}
BUSY_STATE = "CONFIRMING"  # of a hold that is not open


class UnderWay(Refusal):
    """A refund that another call is at this moment sending: how it ends is to be asked."""

    code = "under_way"


@dataclass
class Doorman:
    """Lets the second one through when the first has come to its `at`-th door."""

    at: int
    second: Callable[[], Awaitable[Refusal | None]]
    passed: int = 0
    other: asyncio.Task[Refusal | None] | None = None

    async def __call__(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            self.other = asyncio.ensure_future(self.second())
            await asyncio.wait({self.other}, timeout=STUCK_SECONDS)

    def behind(self, method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        async def watched(*args: Any, **kwargs: Any) -> Any:
            await self()
            return await method(*args, **kwargs)

        return watched


class WatchedDatabase(Database):
    """The same connections, behind a doorman."""

    def __init__(self, database: Database, doorman: Doorman) -> None:
        self.__dict__ |= database.__dict__
        self._doorman = doorman

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        await self._doorman()
        async with super().read() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        await self._doorman()
        async with super().write() as session:
            if not self.is_sqlite:  # there the writer has the database to itself
                for name in IN_A_TRANSACTION:
                    setattr(session, name, self._doorman.behind(getattr(session, name)))
            yield session
            if not self.is_sqlite:
                await self._doorman()


class WatchedLedger:
    """The same ledger, behind a doorman."""

    def __init__(self, ledger: Ledger, doorman: Doorman) -> None:
        self._ledger, self._doorman = ledger, doorman

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ledger, name)
        return self._doorman.behind(found) if inspect.iscoroutinefunction(found) else found


def watched(town: CardTown, doorman: Doorman) -> CardTown:
    """The town as the first one sees it."""
    ledger = cast(Ledger, WatchedLedger(town.house.ledger, doorman))
    return replace(
        town, house=replace(town.house, database=WatchedDatabase(town.house.database, doorman), ledger=ledger)
    )


@dataclass(frozen=True)
class Outcome:
    """had: whether the first and the second one had their way."""

    had: tuple[bool, bool]
    left: tuple[tuple[int, int], ...]


@dataclass
class Meetings:
    """Lets two of one contest meet, each time over something new."""

    town: CardTown
    contest: Contest
    numbers: Iterator[int] = field(default_factory=count)
    serial: dict[tuple[str, str], Outcome] = field(default_factory=dict[tuple[str, str], Outcome])

    async def serially(self, first: str, second: str) -> set[Outcome]:
        """What the two orders of coming give."""
        for pair in ((first, second), (second, first)):
            if pair not in self.serial:
                self.serial[pair] = await self.in_turn(*pair)
        later = self.serial[second, first]
        return {self.serial[first, second], Outcome((later.had[1], later.had[0]), later.left)}

    async def in_turn(self, first: str, second: str) -> Outcome:
        case = await self._begun()
        answers = [await tried(self.contest.wants[name], self.town, case) for name in (first, second)]
        return await self._outcome(case, (first, second), answers)

    async def meet(self, first: str, second: str, at: int) -> tuple[Outcome, bool]:
        """The second one comes at the first one's `at`-th door. Also says whether there was such a door."""
        case = await self._begun()
        doorman = Doorman(at, lambda: tried(self.contest.wants[second], self.town, case))
        one = await tried(self.contest.wants[first], watched(self.town, doorman), case)
        other = await (doorman.other or tried(self.contest.wants[second], self.town, case))
        return await self._outcome(case, (first, second), [one, other]), doorman.other is not None

    async def _begun(self) -> Case:
        case = Case(next(self.numbers))
        case.thing = await self.contest.begin(self.town, case)
        return case

    async def _outcome(self, case: Case, names: tuple[str, str], answers: list[Refusal | None]) -> Outcome:
        if any(is_busy(one) for one in answers):
            self.town.clock.travel(seconds=40)
            await rounds(self.town.house)
            for place, name in enumerate(names):
                if is_busy(answers[place]):
                    answers[place] = await tried(self.contest.wants[name], self.town, case)
        await react(self.town.house)
        one, other = (answer is None for answer in answers)
        return Outcome((one, other), tuple(await left(self.town.house, case)))


def is_busy(answer: Refusal | None) -> bool:
    return answer is not None and (answer.code in BUSY or getattr(answer, "state", "") == BUSY_STATE)


async def tried(do: Do, town: CardTown, case: Case) -> Refusal | None:
    """None when it had its way. Whatever is no typed refusal is a fault."""
    try:
        done = await do(town, case)
    except Refusal as refusal:
        return refusal
    return UnderWay() if isinstance(done, Refund) and done.state is RefundState.PROCESSING else None


@pytest.fixture
async def town(
    wallet_settings: WalletSettings, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[CardTown]:
    without_pins(monkeypatch)
    async with card_town(wallet_settings, clock) as town:
        yield town
        assert await check_books(town.house) == []


async def at_doors(meetings: Meetings, first: str, second: str, doors: Iterable[int]) -> None:
    """Of these doors, as far as the first one comes."""
    allowed = await meetings.serially(first, second)
    if meetings.contest.one_wins and first != second:
        assert all(one.had != (True, True) for one in allowed)
    for at in doors:
        outcome, met = await meetings.meet(first, second, at)
        assert outcome in allowed, f"{first}; at door {at} comes: {second}"
        if not met:
            break


def some_doors(chance: random.Random, moments: int) -> list[int]:
    return sorted(chance.sample(range(1, DOORS), moments))


@pytest.mark.long
@pytest.mark.parametrize("contest", CONTESTS, ids=lambda one: one.name)
async def test_whoever_comes_when_it_is_as_if_one_had_come_after_the_other(town: CardTown, contest: Contest) -> None:
    """Every pair, at some of the first one's doors, always the same ones."""
    meetings, chance = Meetings(town, contest), random.Random(contest.name)
    for first, second in product(contest.wants, repeat=2):
        await at_doors(meetings, first, second, some_doors(chance, 4))
        assert await check_books(town.house) == [], (first, second)


@pytest.mark.parametrize("contest", CONTESTS, ids=lambda one: one.name)
async def test_the_same_of_a_few_pairs(town: CardTown, contest: Contest) -> None:
    meetings, chance = Meetings(town, contest), random.Random(contest.name)
    for first, second in chance.sample(list(product(contest.wants, repeat=2)), 2):
        await at_doors(meetings, first, second, some_doors(chance, 2))

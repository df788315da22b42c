"""Serial equivalence: random batches give, on SQLite and on PostgreSQL, exactly the outcomes of a model that takes one
draft at a time, the same balances, and the same chain heads."""

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.postgres import Postgres
from tests.support import TravelClock
from tests.wallet.ledger.one_at_a_time import OneAtATime, Party
from tests.wallet.ledger.raw import Raw
from tests.wallet.ledger.support import key, post
from wallet.books import examine_ledger, failures
from wallet.errors import WalletError
from wallet.ledger.model import AccountKind, AccountRefused, AccountState, Draft, Entry, HoldRefused, Kind
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.sqlite import SqliteLedger

# Account ids are given in order of opening, from 1. 9 is nobody's.
PARTIES = {
    1: Party("CNY", -1000),
    2: Party("CNY", 0),
    3: Party("CNY", 0),
    4: Party("CNY", 0),
    5: Party("EUR", -50),
}
ACCOUNTS = st.sampled_from([1, 2, 3, 4, 1, 2, 3, 4, 2, 3, 5, 9])
# Few amounts, so that sums meet their bounds exactly: a capture of all that is held, the last unit above a floor.
AMOUNTS = st.sampled_from([50, 50, 50, 100, 1, 701, 2000])
# Few names, so that keys repeat and captures meet holds.
NAMES = st.sampled_from([f"k{i}" for i in range(20)])
HOLDS = st.sampled_from([f"h{i}" for i in range(3)])


@dataclass(frozen=True)
class Step:
    """One batch; before it the clock travels and perhaps an account changes its state."""

    drafts: list[Draft]
    seconds: int
    state: tuple[int, AccountState] | None


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    kind = draw(
        st.sampled_from([Kind.POST, Kind.POST, Kind.AUTHORIZE, Kind.AUTHORIZE, Kind.CAPTURE, Kind.CAPTURE, Kind.VOID])
    )
    debit, credit = draw(ACCOUNTS), draw(ACCOUNTS)
    hold = None
    if kind in (Kind.CAPTURE, Kind.VOID):
        hold = key(draw(HOLDS))
        if draw(st.integers(0, 4)):
            debit = credit = 0
    seconds = draw(st.sampled_from([None, 5, 60])) if kind is Kind.AUTHORIZE else None
    return Draft(
        key(draw(HOLDS if kind is Kind.AUTHORIZE else NAMES)),
        kind,
        debit,
        credit,
        0 if kind is Kind.VOID else draw(AMOUNTS),
        draw(st.sampled_from(["test:a", "test:a", "test:a", "test:b"])),
        hold,
        TravelClock().now() + timedelta(seconds=seconds) if seconds else None,
    )


def steps() -> st.SearchStrategy[list[Step]]:
    batch = st.lists(drafts(), min_size=1, max_size=14, unique_by=lambda draft: draft.key)
    state = st.none() | st.tuples(st.sampled_from([2, 3, 4]), st.sampled_from(list(AccountState)))
    return st.lists(st.builds(Step, batch, st.integers(-2, 10), state), min_size=1, max_size=6).map(with_money)


def with_money(story: list[Step]) -> list[Step]:
    """Everybody begins with 100."""
    return [Step([post(f"begin {n}", 1, n, 100) for n in (2, 3, 4)], 0, None), *story]


def reason(outcome: Entry | WalletError, batch: int) -> str:
    if isinstance(outcome, Entry):
        return "done" if outcome.batch == batch else "repeated"
    return outcome.reason if isinstance(outcome, AccountRefused | HoldRefused) else outcome.code


async def play(ledger: SqliteLedger | PostgresLedger, clock: TravelClock, story: Sequence[Step]) -> list[object]:
    """Everything that can be seen while the story runs on this engine."""
    seen: list[object] = []
    for number, party in PARTIES.items():
        kind = AccountKind.CASH_IN if party.floor else AccountKind.PERSON
        assert number == await ledger.open_account(kind, f"{number}", party.currency, floor_minor=party.floor)
    for step in story:
        clock.travel(seconds=step.seconds)
        if step.state:
            try:
                await ledger.set_account_state(*step.state)
            except AccountRefused as error:
                seen.append(error.reason)
        before = (await ledger.head()).batch
        outcomes = await ledger.apply(step.drafts)
        seen.append([reason(outcome, before + 1) for outcome in outcomes])
        seen.append([outcome if isinstance(outcome, Entry) else str(outcome) for outcome in outcomes])
        seen.append(await ledger.accounts_after(0, 100))
    seen.append(await ledger.head())
    seen.append(await ledger.open_holds())
    assert failures(await examine_ledger(ledger)) == []
    return seen


def expected(story: Sequence[Step]) -> list[object]:
    """What the model says: reasons and standings, in the places where `play` puts them."""
    clock, model = TravelClock(), OneAtATime({number: replace(party) for number, party in PARTIES.items()})
    said: list[object] = []
    latest = clock.now()
    for step in story:
        now = clock.travel(seconds=step.seconds)
        if step.state:
            number, state = step.state
            if state is AccountState.CLOSED and (model.balance(number) or model.held(number)):
                said.append("not_empty")
            else:
                model.parties[number].state = state.value
        moment = max(now, latest)
        reasons = [model.ask(draft, moment) for draft in step.drafts]
        if "done" in reasons:
            latest = moment
        said.append(reasons)
        said.append([(model.balance(n), model.held(n), party.state) for n, party in model.parties.items()])
    return said


def comparable(seen: list[object]) -> list[object]:
    """The part of `play`'s record that the model can tell."""
    found: list[object] = []
    for one in seen[:-2]:
        if isinstance(one, list) and one and hasattr(one[0], "balance_minor"):
            found.append([(a.balance_minor, a.held_minor, a.state.value) for a in one])
        elif isinstance(one, str) or (isinstance(one, list) and all(isinstance(x, str) and "(" not in x for x in one)):
            found.append(one)
    return found


@pytest.fixture(scope="module")
def url(postgres: Postgres) -> str:
    return postgres.create_database("engines_agree")


@pytest.mark.postgres
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(story=steps())
def test_both_engines_do_what_one_at_a_time_would_do(url: str, story: list[Step]) -> None:
    async def compare() -> None:
        with tempfile.TemporaryDirectory() as folder:
            await Raw(url, Path(folder)).run("DROP SCHEMA IF EXISTS ledger CASCADE")
            clocks = TravelClock(), TravelClock()
            sqlite = SqliteLedger(Path(folder) / "ledger.db", clock=clocks[0])
            postgres = PostgresLedger(url, clock=clocks[1])
            await sqlite.start()
            await postgres.start()
            try:
                on_sqlite = await play(sqlite, clocks[0], story)
                on_postgres = await play(postgres, clocks[1], story)
            finally:
                await sqlite.stop()
                await postgres.stop()
            assert on_sqlite == on_postgres
            assert comparable(on_sqlite) == expected(story)

    asyncio.run(compare())

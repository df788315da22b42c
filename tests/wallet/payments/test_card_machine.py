"""A state machine over cards, top-ups and withdrawals with everything that goes wrong on a line: requests that never
arrive, answers that are lost, notices that are doubled, out of order or never come, and a process that dies between any
two of its writes. Whatever happened, when the line is whole again the wallet is what the network remembers."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, ann_holds, balance, settings_of
from wallet.books import check_books
from wallet.database import Database
from wallet.errors import Refusal
from wallet.ledger.model import AccountKind
from wallet.payments.top_ups import TopUp, TopUpState, cancel_top_up, debts_of, finish_top_ups, look_at_top_up
from wallet.payments.withdrawals import (
    WithdrawalDraft,
    WithdrawalState,
    finish_withdrawals,
    look_at_withdrawal,
    withdraw,
)

DOES = ("approve", "challenge", "pending", "insufficient", "late_decline", "chargeback", "lost_answer", "error")
PAYS = ("approve", "payout_fails", "payout_returned", "lost_answer")
amounts, pick = st.integers(100, 9_000), st.integers(0, 30)
faults = st.lists(st.sampled_from(["", "before", "after"]), max_size=4)


class _Died(BaseException):
    """The process ends here: nothing that follows is done, what was committed stays."""


class Cards(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack, self.clock = asyncio.Runner(), AsyncExitStack(), TravelClock()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        furnish(folder)
        self.town: CardTown = self.run(self.stack.enter_async_context(card_town(settings_of("", folder), self.clock)))
        self.cards = {does: self.run(self.town.card(does)) for does in {*DOES, *PAYS}}
        self.top_ups, self.withdrawals, self.old = list[str](), list[str](), list[Any]()
        self.number, self.writes_left = 0, -1
        self._watch_writes()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def tried(self, work: Coroutine[Any, Any, Any]) -> Any:
        """None when it is refused, or when the process died at it."""
        try:
            return self.run(work)
        except (Refusal, _Died):
            return None
        finally:
            self.writes_left = -1

    def _watch_writes(self) -> None:
        """Die before the write whose turn it is: between it and whatever came before lies every gap there is."""
        house, write, submit = self.town.house, Database.write, self.town.house.ledger.submit

        def count() -> None:
            if self.writes_left == 0:
                raise _Died
            self.writes_left -= self.writes_left > 0

        def counted_write(database: Database) -> Any:
            count()
            return write(database)

        async def counted_submit(draft: Any) -> Any:
            count()
            return await submit(draft)

        object.__setattr__(house.database, "write", counted_write.__get__(house.database))
        house.ledger.submit = counted_submit  # pyright: ignore[reportAttributeAccessIssue]

    @rule(does=st.sampled_from(DOES), amount=amounts, faults=faults, dies=st.integers(-1, 4))
    def top_up(self, does: str, amount: int, faults: list[str], dies: int) -> None:
        self.number += 1
        self.town.wires.faults, self.writes_left = list(faults), dies
        if begun := self.tried(self.town.top_up(self.cards[does], amount, f"top-up-{self.number:04}")):
            self.top_ups.append(begun.id)

    @rule(does=st.sampled_from(PAYS), amount=amounts, faults=faults, dies=st.integers(-1, 5))
    def withdraw(self, does: str, amount: int, faults: list[str], dies: int) -> None:
        self.number += 1
        self.town.wires.faults, self.writes_left = list(faults), dies
        draft = WithdrawalDraft(ANN, self.cards[does].id, f"withdraw-{self.number:04}", amount)
        if begun := self.tried(withdraw(self.town.house, draft, pin="")):
            self.withdrawals.append(begun.id)

    @precondition(lambda self: self.top_ups)
    @rule(index=pick, answer=st.sampled_from(["yes", "no", "give up"]), faults=faults)
    def answer(self, index: int, answer: str, faults: list[str]) -> None:
        top_up_id = self.top_ups[index % len(self.top_ups)]
        top_up: TopUp = self.run(look_at_top_up(self.town.house, top_up_id, person_id=ANN))
        self.town.wires.faults = list(faults)
        if answer == "give up":
            self.tried(cancel_top_up(self.town.house, top_up_id, person_id=ANN))
        elif top_up.state is TopUpState.CHALLENGE:
            self.town.confirm(top_up, yes=answer == "yes")

    @rule(order=st.randoms(use_true_random=False), dies=st.integers(-1, 4), faults=faults)
    def tell(self, order: Any, dies: int, faults: list[str]) -> None:
        """Some of the network's notices, some of them for the second time, in any order."""
        notices = self.town.notices() + self.old[-3:]
        self.old += self.town.notices()
        order.shuffle(notices)
        self.town.wires.faults, self.writes_left = list(faults), dies
        self.tried(self.town.deliver(notices[:4]))

    @rule(seconds=st.sampled_from([1, 6, 30, 700]), dies=st.integers(-1, 6), faults=faults)
    def time_goes_by(self, seconds: int, dies: int, faults: list[str]) -> None:
        self.clock.travel(seconds=seconds)
        self.town.wires.faults, self.writes_left = list(faults), dies
        self.tried(finish_top_ups(self.town.house))
        self.tried(finish_withdrawals(self.town.house))

    @invariant()
    def the_books_hold(self) -> None:
        assert self.run(check_books(self.town.house)) == []

    def teardown(self) -> None:
        try:
            self.town.wires.faults, self.writes_left = [], -1
            for _ in range(4):
                self.clock.travel(hours=1)
                self.run(finish_top_ups(self.town.house))
                self.run(finish_withdrawals(self.town.house))
                # A notice that was lost comes again.
                self.run(self.town.deliver())
            self.run(self._as_the_network_says())
        finally:
            self.run(self.stack.aclose())
            self.runner.close()

    async def _as_the_network_says(self) -> None:
        network, house = self.town.network, self.town.house
        charges = {id_: network.find("charge", id_)["state"] for id_, _ in network.store.all("charge")}
        payouts = {id_: network.find("payout", id_)["state"] for id_, _ in network.store.all("payout")}
        amounts = {
            id_: one.get("amount_minor", 0) for kind in ("charge", "payout") for id_, one in network.store.all(kind)
        }
        came = sum(amounts[id_] for id_, state in charges.items() if state == "approved")
        went = sum(amounts[id_] for id_, state in payouts.items() if state == "paid")
        assert await balance(house, AccountKind.CASH_IN, "rail:cards") == -came
        assert await balance(house, AccountKind.CASH_OUT, "rail:cards") == went
        fees = await balance(house, AccountKind.FEES, "house")
        assert (
            await ann_holds(house) - sum(one.amount_minor for one in await debts_of(house, ANN)) == came - went - fees
        )
        for top_up_id in self.top_ups:
            top_up = await look_at_top_up(house, top_up_id, person_id=ANN)
            assert top_up.state.value == {"cancelled": "failed"}.get(charges[top_up_id], charges[top_up_id])
        for withdrawal_id in self.withdrawals:
            withdrawal = await look_at_withdrawal(house, withdrawal_id, person_id=ANN)
            if withdrawal.state is not WithdrawalState.FAILED:
                assert withdrawal.state.value == payouts[withdrawal_id]
        assert await check_books(house) == []


def test_whatever_is_lost_the_wallet_ends_where_the_network_does(monkeypatch: pytest.MonkeyPatch) -> None:
    async def right(*_: object, **__: object) -> bool:
        """PINs have their own tests."""
        return True

    monkeypatch.setattr("wallet.payments.withdrawals.ask_pin", right)
    run_state_machine_as_test(
        Cards,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

"""A state machine over transfers, envelopes and holds: whatever people do in whatever order, with the clock moving,
every balance is what a small model says, and the books hold after every step."""

import asyncio
import random
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
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.people import give, opened, settings_of
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.ids import key_for
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.payments.accounts import person_account
from wallet.payments.envelopes import EnvelopeState, finish_envelopes, get_envelope, open_envelope
from wallet.payments.holds import release_expired_holds
from wallet.payments.transfers import TransferState, accept_transfer, finish_transfers, get_transfer, return_transfer

PEOPLE: tuple[str, ...] = ("per_ann", "per_ben", "per_cleo")
who, amounts, pick = st.sampled_from(PEOPLE), st.integers(1, 300), st.integers(0, 20)
START_MINOR = 1000


class MoneyBetweenPeople(RuleBasedStateMachine):
    """have: what each person's account must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack, self.clock = asyncio.Runner(), AsyncExitStack(), TravelClock()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        furnish(folder)
        wallet = opened(settings_of("", folder), self.clock, random.Random(3))
        self.house = self.run(self.stack.enter_async_context(wallet))
        self.have: dict[str, int] = dict.fromkeys(PEOPLE, START_MINOR)
        self.number = 0
        self.transfers, self.envelopes, self.holds = list[str](), list[str](), list[bytes]()
        for person in PEOPLE:
            self.run(give(self.house, person, START_MINOR))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def tried(self, work: Coroutine[Any, Any, Any]) -> Any:
        """None when it is refused."""
        try:
            return self.run(work)
        except Refusal:
            return None

    def next(self) -> str:
        self.number += 1
        return f"request-{self.number}"

    @rule(sender=who, receiver=who, amount=amounts, delay=st.sampled_from([0, 7200, 86400]))
    def send(self, sender: str, receiver: str, amount: int, delay: int) -> None:
        facts: dict[str, Any] = {
            "sender_id": sender,
            "receiver_id": receiver,
            "amount_minor": amount,
            "delay_seconds": delay,
        }
        if sent := self.tried(send(self.house, request_id=self.next(), **facts)):
            self.have[sender] -= amount
            self.transfers.append(sent.id)

    @precondition(lambda self: self.transfers)
    @rule(index=pick, person=who, gives_back=st.booleans())
    def decide(self, index: int, person: str, gives_back: bool) -> None:
        transfer = self.transfers[index % len(self.transfers)]
        self.tried((return_transfer if gives_back else accept_transfer)(self.house, transfer, person_id=person))

    @rule(sender=who, each=amounts, shares=st.integers(1, 5), kind=st.sampled_from(["lucky", "equal"]))
    def share(self, sender: str, each: int, shares: int, kind: str) -> None:
        facts: dict[str, Any] = {"kind": kind, "shares": shares, "total_minor": each * shares}
        if filled := self.tried(share(self.house, request_id=self.next(), sender_id=sender, **facts)):
            self.have[sender] -= each * shares
            self.envelopes.append(filled.id)

    @precondition(lambda self: self.envelopes)
    @rule(index=pick, people=st.lists(who, min_size=1, max_size=4))
    def open(self, index: int, people: list[str]) -> None:
        envelope = self.envelopes[index % len(self.envelopes)]

        async def at_once() -> None:
            tries = (open_envelope(self.house, envelope, person_id=person) for person in people)
            await asyncio.gather(*tries, return_exceptions=True)

        self.run(at_once())

    @rule(person=who, amount=amounts)
    def set_aside(self, person: str, amount: int) -> None:
        async def hold() -> None:
            account = await person_account(self.house, person, "CNY")
            shop = await self.house.ledger.open_account(AccountKind.MERCHANT, "shop", "CNY")
            until = self.clock.now().replace(microsecond=0)
            draft = Draft(key, Kind.AUTHORIZE, account, shop, amount, f"hold:{self.number}")
            await self.house.ledger.submit(draft._replace(expires_at=until))
            self.holds.append(key)

        key = key_for(f"hold:{self.next()}")
        self.tried(hold())

    @rule(hours=st.sampled_from([1, 3, 24]), rounds=st.booleans())
    def time_goes_by(self, hours: int, rounds: bool) -> None:
        self.clock.travel(hours=hours)
        if rounds:
            for work in (finish_transfers, finish_envelopes, release_expired_holds):
                self.run(work(self.house))
            self.run(react(self.house))

    @invariant()
    def the_books_hold_and_every_balance_is_as_the_model_says(self) -> None:
        assert self.run(check_books(self.house)) == []
        expected: dict[str, int] = dict(self.have)
        for transfer_id in self.transfers:
            # A look brings it up to what the clock says, so afterwards the account must say the same.
            transfer = self.run(self._transfer(transfer_id))
            ends = {TransferState.RECEIVED: transfer.receiver_id, TransferState.RETURNED: transfer.sender_id}
            if owner := ends.get(transfer.state):
                expected[owner] += transfer.amount_minor
        for envelope_id in self.envelopes:
            envelope = self.run(get_envelope(self.house, envelope_id))
            for one in envelope.got:
                expected[one.person_id] += one.amount_minor
            expected[envelope.sender_id] += envelope.returned_minor
            paid = sum(one.amount_minor for one in envelope.got) + envelope.returned_minor
            assert (paid == envelope.total_minor) == (envelope.state is EnvelopeState.ENDED)
        assert {person: self.run(has(self.house, person)) for person in PEOPLE} == expected
        assert self.run(check_books(self.house)) == []

    async def _transfer(self, transfer_id: str) -> Any:
        for person in PEOPLE:
            try:
                return await get_transfer(self.house, transfer_id, person_id=person)
            except Refusal:
                continue
        raise AssertionError(transfer_id)

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()


def test_any_order_of_everything_agrees_with_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)
    run_state_machine_as_test(
        MoneyBetweenPeople,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

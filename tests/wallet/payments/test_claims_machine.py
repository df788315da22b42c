"""A state machine over split bills and disputes: whatever people, a merchant, operators and the clock do in whatever
order, every balance is what a small model says, no share is paid twice, no payment is refunded beyond what was paid,
and the books hold after every step. On both engines."""

import asyncio
import random
import tempfile
import uuid
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
from tests.wallet.payments.between import has, trust_every_pin
from tests.wallet.people import MCHID, draft, give, merchant_holds, opened, refund_draft, settings_of
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.payments import confirm, disputes, splits
from wallet.payments.dispute_deciding import carry_out_orders, order_refund, refuse
from wallet.payments.disputes import REASONS, DisputeDraft, DisputeState
from wallet.payments.orders import Order, create_order, get_order
from wallet.payments.refunds import create_refund
from wallet.payments.splits import PartState, Split, SplitDraft, SplitState

PEOPLE = ("per_ann", "per_ben", "per_cleo")
who, pick = st.sampled_from(PEOPLE), st.integers(0, 20)
START_MINOR = 5000
ACTS = ("answer", "complete", "accept", "withdraw", "escalate")


class Claims(RuleBasedStateMachine):
    """have: what each person's account must hold; seen: what a share or a dispute once ended as, it stays."""

    database_url: Any = staticmethod(lambda: "")

    def __init__(self) -> None:
        super().__init__()
        self.runner, self.stack, self.clock = asyncio.Runner(), AsyncExitStack(), TravelClock()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        url = self.database_url()
        if not url:
            furnish(folder)
        self.house = self.run(
            self.stack.enter_async_context(opened(settings_of(url, folder), self.clock, random.Random(3)))
        )
        self.have: dict[str, int] = dict.fromkeys(PEOPLE, START_MINOR)
        self.number = 0
        self.splits, self.orders = list[Split](), list[Order]()
        self.disputes: dict[str, str] = {}
        self.ended: dict[str, str] = {}
        for person in PEOPLE:
            self.run(give(self.house, person, START_MINOR))

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def tried(self, *works: Coroutine[Any, Any, Any]) -> list[Any]:
        """All at once; None for what is refused."""

        async def at_once() -> list[Any]:
            return await asyncio.gather(*works, return_exceptions=True)

        outcomes = self.run(at_once())
        broken = [one for one in outcomes if isinstance(one, BaseException) and not isinstance(one, Refusal)]
        assert not broken, broken
        return [None if isinstance(one, Refusal) else one or True for one in outcomes]

    def next(self) -> str:
        self.number += 1
        return f"request-{self.number}"

    @rule(starter=who, total=st.integers(1, 9000), people=st.lists(who, min_size=1, max_size=3, unique=True))
    def start(self, starter: str, total: int, people: list[str]) -> None:
        wish = SplitDraft(starter, self.next(), "equal", total, tuple(people))
        if (made := self.tried(splits.start_split(self.house, wish))[0]) is not None:
            assert sum(part.amount_minor for part in made.parts) == total
            self.splits.append(made)

    @precondition(lambda self: self.splits)
    @rule(index=pick, person=who, many=st.integers(1, 3), closes=st.booleans(), declines=st.booleans())
    def pay(self, index: int, person: str, many: int, closes: bool, declines: bool) -> None:
        split = self.splits[index % len(self.splits)]
        works: list[Coroutine[Any, Any, Any]] = [
            splits.pay_part(self.house, split.id, person_id=person, pin="") for _ in range(many)
        ]
        if closes:
            works.append(splits.close_split(self.house, split.id, person_id=split.starter_id))
        if declines:
            works.append(splits.decline_part(self.house, split.id, person_id=person))
        self.tried(*works)

    @rule(person=who, total=st.integers(1, 2000))
    def buy(self, person: str, total: int) -> None:
        async def bought() -> Order:
            order = await create_order(self.house, draft(out_trade_no=self.next(), total_minor=total))
            return await confirm.confirm_order(self.house, order_id=order.id, person_id=person, pin="")

        if (order := self.tried(bought())[0]) is not None:
            self.have[person] -= total
            self.orders.append(order)

    @precondition(lambda self: self.orders)
    @rule(index=pick, reason=st.sampled_from(REASONS), amount=st.integers(1, 2000))
    def complain(self, index: int, reason: str, amount: int) -> None:
        order = self.orders[index % len(self.orders)]
        wish = DisputeDraft(order.payer_person_id or "", order.id, reason, "words", min(amount, order.total_minor))
        if (made := self.tried(disputes.open_dispute(self.house, wish))[0]) is not None:
            self.disputes[made.id] = made.complaint_id

    @precondition(lambda self: self.orders)
    @rule(index=pick, amount=st.integers(1, 2000), many=st.integers(1, 2))
    def give_back(self, index: int, amount: int, many: int) -> None:
        order = self.orders[index % len(self.orders)]
        amount = min(amount, order.total_minor)
        self.tried(*(create_refund(self.house, refund_draft(order, amount, self.next())) for _ in range(many)))

    @precondition(lambda self: self.disputes)
    @rule(index=pick, acts=st.lists(st.sampled_from(ACTS), max_size=2))
    def talk(self, index: int, acts: list[str]) -> None:
        dispute, number = sorted(self.disputes.items())[index % len(self.disputes)]
        person = self.run(disputes.get_any_dispute(self.house, dispute)).person_id
        works = {
            "answer": lambda: disputes.answer(self.house, MCHID, number, "words"),
            "complete": lambda: disputes.complete(self.house, MCHID, number),
            "accept": lambda: disputes.accept(self.house, dispute, person_id=person),
            "withdraw": lambda: disputes.withdraw(self.house, dispute, person_id=person),
            "escalate": lambda: disputes.escalate(self.house, dispute, "", person_id=person),
        }
        self.tried(*(works[act]() for act in acts))

    @precondition(lambda self: self.disputes)
    @rule(index=pick, amount=st.integers(1, 2000), refuses=st.booleans(), order=st.booleans(), refund=st.booleans())
    def decide(self, index: int, amount: int, refuses: bool, order: bool, refund: bool) -> None:
        dispute = self.run(disputes.get_any_dispute(self.house, sorted(self.disputes)[index % len(self.disputes)]))
        works: list[Coroutine[Any, Any, Any]] = []
        if refuses:
            works.append(refuse(self.house, dispute.id, "words"))
        if order:
            works.append(order_refund(self.house, dispute.id, min(amount, dispute.amount_minor), "words"))
        if refund:
            paid = next(one for one in self.orders if one.id == dispute.order_id)
            back = refund_draft(paid, min(amount, paid.total_minor), self.next())
            works.append(create_refund(self.house, back))
        self.tried(*works)

    @rule(days=st.sampled_from([1, 3, 7]))
    def time_goes_by(self, days: int) -> None:
        self.clock.travel(days=days)
        for work in (disputes.finish_disputes, carry_out_orders, splits.finish_parts):
            self.run(work(self.house))

    @invariant()
    def every_balance_is_as_the_model_says(self) -> None:
        expected, back = dict(self.have), 0
        for split in self.run(splits.some_splits(self.house, {one.id for one in self.splits})).values():
            for part in split.parts:
                if part.state is PartState.PAID:
                    expected[part.person_id] -= part.amount_minor
                    expected[split.starter_id] += part.amount_minor
                    self.stays(part.id, part.state)
            if split.state is not SplitState.OPEN:
                self.stays(split.id, split.state)
        for order in self.orders:
            now = self.run(self.refunded(order.id))
            assert 0 <= now <= order.total_minor
            expected[order.payer_person_id or ""] += now
            back += now
        for dispute_id in self.disputes:
            dispute = self.run(disputes.get_any_dispute(self.house, dispute_id))
            assert dispute.refunded_minor == sum(one.amount_minor for one in dispute.events if one.what == "refunded")
            if dispute.state is DisputeState.CLOSED:
                self.stays(dispute_id, dispute.outcome)
        assert {person: self.run(has(self.house, person)) for person in PEOPLE} == expected
        assert self.run(merchant_holds(self.house)) == sum(one.total_minor for one in self.orders) - back
        assert self.run(check_books(self.house)) == []

    def stays(self, thing: str, ended_as: str) -> None:
        assert self.ended.setdefault(thing, ended_as) == ended_as

    async def refunded(self, order_id: str) -> int:
        return (await get_order(self.house, order_id)).refunded_minor

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_any_order_of_everything_agrees_with_the_model(
    monkeypatch: pytest.MonkeyPatch, engine: str, request: pytest.FixtureRequest
) -> None:
    trust_every_pin(monkeypatch)

    async def right(*_: object, **__: object) -> bool:
        return True

    monkeypatch.setattr(confirm, "ask_pin", right)
    if engine == "postgres":
        server, ready = request.getfixturevalue("postgres"), request.getfixturevalue("ready_postgres")
        fresh = staticmethod(lambda: server.create_database(f"t_{uuid.uuid4().hex[:12]}", ready))
        monkeypatch.setattr(Claims, "database_url", fresh)
    run_state_machine_as_test(
        Claims,
        settings=settings(
            max_examples=6 if engine == "sqlite" else 4,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

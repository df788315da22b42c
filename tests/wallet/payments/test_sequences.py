"""Any sequence of top-ups, orders, payments, closings and refunds leaves what a small model says, to the last unit."""

import itertools
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from tests.support import TravelClock
from tests.wallet.people import draft, refund_draft
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind
from wallet.money import Money
from wallet.payments import confirm
from wallet.payments.orders import OrderRow, close_order, create_order, expire_orders, get_order
from wallet.payments.refunds import create_refund
from wallet.payments.top_ups import top_up_demo

NUMBERS = itertools.count(1)
amounts, which = st.integers(1, 500), st.integers(0, 3)
STEP = st.one_of(
    st.tuples(st.just("top_up"), amounts, which),
    st.tuples(st.just("order"), amounts, which),
    st.tuples(st.just("pay"), amounts, which),
    st.tuples(st.just("pay"), amounts, which),
    st.tuples(st.just("refund"), amounts, which),
    st.tuples(st.just("close"), amounts, which),
    st.tuples(st.just("expire"), amounts, which),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=25))
async def test_any_sequence_agrees_with_the_model(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int, int]]
) -> None:
    async def right(*_: object, **__: object) -> bool:
        """PINs have their own tests; hashing would take most of this one's time."""
        return True

    monkeypatch.setattr(confirm, "ask_pin", right)
    name = next(NUMBERS)
    person, mchid = f"per_{name}", f"mch_{name}"
    mine, theirs, orders = 0, 0, []  # the model: two balances, and [order, state, refunded] for each order
    for number, (verb, amount, index) in enumerate(steps):
        one: Any = orders[index % len(orders)] if orders else None
        done = True
        try:
            if verb == "top_up":
                await top_up_demo(house, person, Money(amount), reference=f"r{number}")
                mine += amount
            elif verb == "order":
                order = await create_order(
                    house, draft(mchid=mchid, out_trade_no=f"number-{number}", total_minor=amount)
                )
                orders.append([order, "open", 0])
            elif verb == "expire":
                clock.travel(days=7)
                await expire_orders(house)
                for each in orders:
                    each[1] = "closed" if each[1] == "open" else each[1]
            elif one and verb == "pay":
                await confirm.confirm_order(house, order_id=one[0].id, person_id=person, pin="")
            elif one and verb == "close":
                await close_order(house, mchid, one[0].out_trade_no)
            elif one and verb == "refund":
                current = await get_order(house, one[0].id)
                amount = min(amount, current.total_minor)
                await create_refund(
                    house,
                    refund_draft(current, amount, f"back-{number}"),
                )
        except Refusal:
            done = False
        if one and verb == "pay":
            total = one[0].total_minor
            assert done == (one[1] == "paid" or (one[1] == "open" and mine >= total))
            if done and one[1] == "open":
                one[1], mine, theirs = "paid", mine - total, theirs + total
        elif one and verb == "close":
            assert done == (one[1] != "paid")
            one[1] = "closed" if done else one[1]
        elif one and verb == "refund":
            assert done == (one[1] == "paid" and one[2] + amount <= one[0].total_minor and theirs >= amount)
            if done:
                one[2], mine, theirs = one[2] + amount, mine + amount, theirs - amount
    await agrees(house, person, mchid, mine, theirs, orders)


async def agrees(house: WalletHouse, person: str, mchid: str, mine: int, theirs: int, orders: list[Any]) -> None:
    """Balances, states and the journal say what the model says, and all balances sum to zero."""
    for kind, owner, minor in ((AccountKind.PERSON, person, mine), (AccountKind.MERCHANT, mchid, theirs)):
        account = await house.ledger.find_account(kind, owner, "CNY")
        assert (account.balance_minor if account else 0) == minor
    async with house.database.read() as session:
        rows = (await session.exec(select(OrderRow).where(OrderRow.mchid == mchid).order_by(col(OrderRow.id)))).all()
    states = {row.id: (row.entry_seq is not None, row.state == "CLOSED", row.refunded_minor) for row in rows}
    assert states == {order.id: (state == "paid", state == "closed", back) for order, state, back in orders}
    for row in rows:
        assert [entry.seq for entry in await house.ledger.entries_of_cause(f"order:{row.id}")] == (
            [row.entry_seq] if row.entry_seq else []
        )
        assert row.refunded_minor == row.refund_promised_minor <= row.total_minor
    accounts = await house.ledger.accounts_after(0, 1000)
    assert sum(account.balance_minor for account in accounts) == 0

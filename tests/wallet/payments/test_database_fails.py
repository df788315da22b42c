"""Any one call to the database may fail, before it did anything or after it did all: for every operation and every call
it makes, whoever asks again gets what was asked for, once, and the books hold. SQLite's faults are everybody's: what is
tried is the order in which the wallet writes, which is the same on both engines."""

import sqlite3
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from superapp.chores import WALLET_ROUNDS
from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments import test_combined, test_holds, test_payouts
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, BEN, MCHID, PIN, draft, give, merchant_holds, pay, refund_draft, settings_of
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import Draft
from wallet.ledger.rules import Outcome
from wallet.ledger.sqlite import SqliteLedger
from wallet.ledger.writer import NoAnswer
from wallet.payments import confirm, disputes, withdrawals
from wallet.payments.cards import cards_of
from wallet.payments.combined import agree_to_combine, confirm_combined, create_combined
from wallet.payments.dispute_deciding import carry_out_orders, order_refund
from wallet.payments.disputes import REASONS, DisputeDraft, DisputeState
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.holds import capture_hold, confirm_hold, create_hold, release_hold
from wallet.payments.orders import create_order
from wallet.payments.payouts import cancel_payout, create_payout, take_payout
from wallet.payments.refunds import create_refund
from wallet.payments.splits import SplitDraft, pay_part, start_split
from wallet.payments.transfers import accept_transfer, finish_transfers, return_transfer
from wallet.payments.withdrawals import WithdrawalDraft, withdraw

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


@dataclass(frozen=True)
class Operation:
    """begin: what must stand before, given the case's number; act: what is tried, and asked for again, with what
    `begin` left. changes: what Ann, Ben and the merchant have more afterwards. arrives_later: not before the workers'
    next round."""

    name: str
    begin: Callable[[CardTown, int], Awaitable[Any]]
    act: Callable[[CardTown, Any], Awaitable[object]]
    changes: tuple[int, int, int] = (0, 0, 0)
    arrives_later: bool = False


async def _number(_: CardTown, number: int) -> int:
    return number


def _name(number: int) -> str:
    return f"request-{number:04}"


async def _order(town: CardTown, number: int) -> Any:
    return await create_order(town.house, draft(out_trade_no=_name(number)))


async def _paid(town: CardTown, number: int) -> Any:
    return await pay(town.house, await _order(town, number))


async def _transfer(town: CardTown, number: int) -> Any:
    return await send(town.house, request_id=_name(number), amount_minor=100)


async def _old_transfer(town: CardTown, number: int) -> Any:
    sent = await _transfer(town, number)
    town.clock.travel(hours=25)
    return sent


async def _envelope(town: CardTown, number: int) -> Any:
    return await share(town.house, request_id=_name(number), total_minor=50, shares=2, kind="equal")


async def _old_envelope(town: CardTown, number: int) -> Any:
    envelope = await _envelope(town, number)
    await open_envelope(town.house, envelope.id, person_id=BEN)
    town.clock.travel(hours=25)
    return envelope


async def _split(town: CardTown, number: int) -> Any:
    return await start_split(town.house, SplitDraft(BEN, _name(number), "equal", 400, (ANN, BEN)))


async def _hold(town: CardTown, number: int) -> Any:
    return await create_hold(town.house, replace(test_holds.DRAFT, out_hold_no=_name(number), amount_minor=300))


async def _held(town: CardTown, number: int) -> Any:
    return await confirm_hold(town.house, hold_id=(await _hold(town, number)).id, person_id=ANN, pin=PIN)


async def _basket(town: CardTown, number: int) -> Any:
    parts = tuple(
        replace(part, mchid=mchid, out_trade_no=f"{_name(number)}-{mchid[-1]}", total_minor=40)
        for part, mchid in zip(test_combined.PARTS, (MCHID, test_combined.TEA), strict=True)
    )
    wish = replace(test_combined.DRAFT, out_trade_no=_name(number), parts=parts)
    return await create_combined(town.house, wish)


async def _payout(town: CardTown, number: int) -> Any:
    return await create_payout(
        town.house, replace(test_payouts.DRAFT, out_bill_no=f"bill{number:04}", openid=ANN, amount_minor=30)
    )


async def _dispute(town: CardTown, number: int) -> Any:
    order = await _paid(town, number)
    wish = DisputeDraft(ANN, order.id, REASONS[0], "Cold tea", 500)
    dispute = await disputes.open_dispute(town.house, wish)
    await disputes.answer(town.house, MCHID, dispute.complaint_id, "It was warm")
    await disputes.escalate(town.house, dispute.id, "", person_id=ANN)
    return dispute


async def _card(town: CardTown, number: int) -> Any:
    cards = await cards_of(town.house, ANN)
    return cards[0] if cards else await town.card(), number


async def _ordered(town: CardTown, dispute: Any) -> None:
    now = await disputes.get_any_dispute(town.house, dispute.id)
    if now.state is DisputeState.ESCALATED:  # who asks again sees on the page that it is ordered
        await order_refund(town.house, dispute.id, 500, "Cold indeed")
    await carry_out_orders(town.house)


async def _withdraws(town: CardTown, facts: Any) -> None:
    card, number = facts
    await withdraw(town.house, WithdrawalDraft(ANN, card.id, _name(number), 1_000), pin=PIN)


async def _tops_up(town: CardTown, facts: Any) -> None:
    card, number = facts
    await town.top_up(card, 1_000, _name(number))


OPERATIONS = (
    Operation("give", _number, lambda town, n: give(town.house, ANN, 70, _name(n)), (70, 0, 0)),
    Operation("top up by card", _card, _tops_up, (1_000, 0, 0), arrives_later=True),
    Operation("withdraw", _card, _withdraws, (-1_010, 0, 0), arrives_later=True),
    Operation("ask for a payment", _number, _order),
    Operation("pay", _order, lambda town, order: pay(town.house, order), (-888, 0, 888)),
    Operation(
        "refund",
        _paid,
        lambda town, order: create_refund(town.house, refund_draft(order, 300, "back-" + order.out_trade_no)),
        (-588, 0, 588),
        arrives_later=True,
    ),
    Operation("send", _number, _transfer, (-100, 0, 0)),
    Operation(
        "accept", _transfer, lambda town, one: accept_transfer(town.house, one.id, person_id=BEN), (-100, 100, 0)
    ),
    Operation("return", _transfer, lambda town, one: return_transfer(town.house, one.id, person_id=BEN)),
    Operation("nobody accepts", _old_transfer, lambda town, _: finish_transfers(town.house)),
    Operation("give an envelope", _number, _envelope, (-50, 0, 0)),
    Operation("open", _envelope, lambda town, one: open_envelope(town.house, one.id, person_id=BEN), (-50, 25, 0)),
    Operation("the rest of an envelope", _old_envelope, lambda town, _: finish_envelopes(town.house), (-25, 25, 0)),
    Operation("split", _number, _split),
    Operation(
        "pay a share", _split, lambda town, one: pay_part(town.house, one.id, person_id=ANN, pin=""), (-200, 200, 0)
    ),
    Operation("ask for a hold", _number, _hold),
    Operation("set aside", _hold, lambda town, one: confirm_hold(town.house, hold_id=one.id, person_id=ANN, pin=PIN)),
    Operation(
        "capture",
        _held,
        lambda town, one: capture_hold(town.house, MCHID, one.out_hold_no, amount_minor=200),
        (-200, 0, 200),
    ),
    Operation("release", _held, lambda town, one: release_hold(town.house, MCHID, one.out_hold_no)),
    Operation("ask for a basket", _number, _basket),
    Operation(
        "pay a basket",
        _basket,
        lambda town, one: confirm_combined(town.house, combine_id=one.id, person_id=ANN, pin=PIN),
        (-80, 0, 40),
    ),
    Operation("offer a payout", _number, _payout),
    Operation("take a payout", _payout, lambda town, one: take_payout(town.house, one.id, person_id=ANN), (30, 0, -30)),
    Operation("cancel a payout", _payout, lambda town, one: cancel_payout(town.house, MCHID, one.out_bill_no)),
    Operation("order a refund", _dispute, _ordered, (-388, 0, 388), arrives_later=True),
)


@pytest.fixture
async def town(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[CardTown]:
    """Everybody has plenty, and no PIN is in the way."""
    trust_every_pin(monkeypatch)
    for room in (confirm, withdrawals):
        monkeypatch.setattr(room, "ask_pin", _right)
    with tempfile.TemporaryDirectory() as folder:
        furnish(Path(folder))
        clock = TravelClock()
        async with card_town(settings_of("", Path(folder)), clock) as town:
            await give(town.house, ANN, 1_000_000)
            await give(town.house, BEN, 1_000_000)
            await _paid(town, 9_000)
            await agree_to_combine(town.house, test_combined.TEA, test_combined.MARKET)
            await agree_to_combine(town.house, MCHID, test_combined.MARKET)
            await react(town.house)
            yield town


async def _right(*_: object, **__: object) -> bool:
    return True


async def _holdings(house: WalletHouse) -> tuple[int, int, int]:
    return await has(house, ANN), await has(house, BEN), await merchant_holds(house)


async def _rounds(house: WalletHouse) -> None:
    await react(house)
    for work in WALLET_ROUNDS:
        await work(house)
    await react(house)


async def _asks_until_done(town: CardTown, operation: Operation, facts: Any) -> None:
    """As a client does: again after a while, while the answer is that somebody is at it."""
    refused: list[Refusal] = []
    for _ in range(3):
        try:
            await operation.act(town, facts)
        except Refusal as refusal:
            refused.append(refusal)
            town.clock.travel(seconds=40)
            await _rounds(town.house)
        else:
            return
    raise AssertionError(refused)


@pytest.mark.parametrize("after", [False, True], ids=["never happened", "answer lost"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
async def test_whatever_call_fails_who_asks_again_gets_it_once(
    town: CardTown, operation: Operation, after: bool
) -> None:
    faults = Faults()
    faults.watch(town.house)
    for number in range(1, CALLS_MAX):
        before = await _holdings(town.house)
        facts = await operation.begin(town, number)
        faults.arm(number, after=after)
        try:
            await operation.act(town, facts)
        except Exception as error:
            if not faults.struck:
                raise AssertionError("it fails by itself") from error
        struck = faults.struck
        faults.arm(0, after=False)
        await _asks_until_done(town, operation, facts)
        if operation.arrives_later:
            town.clock.travel(seconds=40)
            await _rounds(town.house)
        changed = tuple(now - then for now, then in zip(await _holdings(town.house), before, strict=True))
        assert changed == operation.changes, f"call {number} of {operation.name}"
        if not struck:
            break
    else:
        raise AssertionError("it makes calls without end")
    assert number > 1, "no call was ever seen"
    holdings = await _holdings(town.house)
    town.clock.travel(seconds=40)
    await _rounds(town.house)
    assert await _holdings(town.house) == holdings
    assert await check_books(town.house) == []

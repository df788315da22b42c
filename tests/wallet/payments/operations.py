"""What people and merchants do with money, each operation with what must stand before it and what it changes; and how a
client asks until it has its answer. Tests of faults, kills and interleavings run through all of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from superapp.chores import WALLET_ROUNDS
from tests.support import TravelClock
from tests.wallet.payments import test_combined, test_holds, test_payouts
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, BEN, MCHID, PIN, draft, give, merchant_holds, pay, refund_draft
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.payments import confirm, disputes, withdrawals
from wallet.payments.cards import cards_of
from wallet.payments.combined import agree_to_combine, confirm_combined, create_combined
from wallet.payments.dispute_deciding import carry_out_orders, order_refund
from wallet.payments.disputes import REASONS, DisputeDraft, DisputeState
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.holds import capture_hold, confirm_hold, create_hold, release_hold
from wallet.payments.orders import OrderAlreadyPaid, create_order, get_order_by_out_trade_no
from wallet.payments.payouts import cancel_payout, create_payout, take_payout
from wallet.payments.refunds import create_refund
from wallet.payments.splits import SplitDraft, pay_part, start_split
from wallet.payments.transfers import accept_transfer, finish_transfers, return_transfer
from wallet.payments.withdrawals import WithdrawalDraft, withdraw
from wallet.settings import WalletSettings

WEALTH_MINOR = 1_000_000


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
    try:
        order = await _order(town, number)
    except OrderAlreadyPaid:  # who begins again after a kill
        return await get_order_by_out_trade_no(town.house, MCHID, _name(number))
    return await pay(town.house, order)


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


def without_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PIN is in the way, at any door."""
    trust_every_pin(monkeypatch)
    for room in (confirm, withdrawals):
        monkeypatch.setattr(room, "ask_pin", _right)


async def _right(*_: object, **__: object) -> bool:
    return True


@asynccontextmanager
async def wealthy_town(settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    """Everybody has plenty, and the merchants have agreed to share a basket; what was there before stays."""
    async with card_town(settings, clock) as town:
        for person in (ANN, BEN):
            await give(town.house, person, WEALTH_MINOR)
        await _paid(town, 9_000)
        for mchid in (test_combined.TEA, MCHID):
            await agree_to_combine(town.house, mchid, test_combined.MARKET)
        await react(town.house)
        yield town


async def holdings(house: WalletHouse) -> tuple[int, int, int]:
    """What Ann, Ben and the merchant have, in minor units."""
    return await has(house, ANN), await has(house, BEN), await merchant_holds(house)


async def rounds(house: WalletHouse) -> None:
    """Everything that goes on beside requests, once."""
    await react(house)
    for work in WALLET_ROUNDS:
        await work(house)
    await react(house)


async def asks_until_done(town: CardTown, operation: Operation, facts: Any) -> None:
    await until_answered(town, lambda: operation.act(town, facts))


async def until_answered(town: CardTown, ask: Callable[[], Awaitable[Any]]) -> Any:
    """As a client does: again after a while, while the answer is that somebody is at it."""
    refused: list[Refusal] = []
    for _ in range(3):
        try:
            return await ask()
        except Refusal as refusal:
            refused.append(refusal)
            town.clock.travel(seconds=40)
            await rounds(town.house)
    raise AssertionError(refused)

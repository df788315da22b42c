"""Withdrawals: money that goes from the wallet to a card. Called by the host's flow; the worker asks the rail about
what is open, a notice of the rail's makes it ask at once (`rail_notices.py`).

First the money is set aside, then the rail is asked to pay, then the hold is captured or voided as the rail says
(`withdrawal_settling.py`). While the rail says nothing the money stays set aside: giving it back could pay twice. The
row's id is the rail's reference, so asking again is never a second payout."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import AccountRefused, InsufficientFunds
from wallet.money import Money
from wallet.payments.asking import AT_ONCE, next_look
from wallet.payments.card_rows import CardRow
from wallet.payments.cards import require_active, require_rail
from wallet.payments.currencies import bounds_of
from wallet.payments.demo_money import REFERENCE, TopUpInvalid
from wallet.payments.limits import Use, take
from wallet.payments.limits import give_back as uncount
from wallet.payments.pin_asking import ask_pin
from wallet.payments.top_up_rows import AmountOutOfBounds
from wallet.payments.top_ups import require_no_debt
from wallet.payments.withdrawal_rows import (
    OPEN,
    DailyLimit,
    Withdrawal,
    WithdrawalDraft,
    WithdrawalMismatch,
    WithdrawalRow,
    WithdrawalState,
    WithdrawalUnknown,
    view_of,
)
from wallet.payments.withdrawal_settling import fail, give_back, hold_key, pay, set_aside, write
from wallet.rails.port import Payout, PayoutState, RailRefused, RailSilent
from wallet.settings import WalletSettings

__all__ = [
    "DailyLimit",
    "Withdrawal",
    "WithdrawalDraft",
    "WithdrawalMismatch",
    "WithdrawalState",
    "WithdrawalUnknown",
    "fee_of",
    "finish_withdrawals",
    "left_today",
    "look_at_withdrawal",
    "withdraw",
    "withdrawals_under_way",
]

DAY = timedelta(hours=24)
UNDER_WAY_MAX = 20


def fee_of(settings: WalletSettings, amount: Money) -> int:
    """The house's part in minor units, rounded up to a whole one and never below the least fee; 0 where it is switched
    off. Raises CurrencyNotHere."""
    if not settings.withdrawal_fee_basis_points:
        return 0
    least = bounds_of(settings, amount.currency).fee_least.amount_minor
    return max(least, -(-amount.amount_minor * settings.withdrawal_fee_basis_points // 10_000))


async def withdraw(house: WalletHouse, draft: WithdrawalDraft, *, pin: str, device: str = "") -> Withdrawal:
    """Set the money aside and send it, once per (person, request_id); a repeat returns the withdrawal as it stands.
    pin: "" where none is needed.

    Raises RailAbsent, CurrencyNotHere, AmountOutOfBounds, TopUpInvalid (reference), CardUnknown, DebtOpen, DailyLimit,
    WithdrawalMismatch, what `ask_pin` and `limits.take` refuse, InsufficientFunds, AccountRefused, LedgerBusy.
    """
    require_rail(house)
    _require_valid(house, draft)
    ours = (col(WithdrawalRow.person_id) == draft.person_id, col(WithdrawalRow.request_id) == draft.request_id)
    row = await _find(house, *ours)
    if row is None:
        await require_active(house, draft.card_id, draft.person_id)
        await require_no_debt(house, draft.person_id)
        amount = Money(draft.amount_minor, draft.currency)
        if amount > (left := await left_today(house, draft.person_id, draft.currency)):
            raise DailyLimit(left)
        # The attempt commits before the payment is tried (pins.py), and before anything is written.
        leaves = Money(draft.amount_minor + fee_of(house.settings, amount), draft.currency)
        given = await ask_pin(house, draft.person_id, pin, leaves, device=device)
        row = await _write_down(house, draft, without_pin=not given)
    if (row.card_id, row.amount_minor, row.currency) != (draft.card_id, draft.amount_minor, draft.currency):
        raise WithdrawalMismatch(draft.request_id)
    if row.state == WithdrawalState.WRITTEN:
        row = await _hold(house, row)
    return view_of(await _advance(house, row) if row.state == WithdrawalState.HELD else row)


async def look_at_withdrawal(house: WalletHouse, withdrawal_id: str, *, person_id: str) -> Withdrawal:
    """How it stands; an open one is asked about first. Raises WithdrawalUnknown."""
    row = await _find(house, col(WithdrawalRow.id) == withdrawal_id, col(WithdrawalRow.person_id) == person_id)
    if row is None:
        raise WithdrawalUnknown(withdrawal_id)
    return view_of(await _advance(house, row) if row.state in OPEN else row)


async def finish_withdrawals(house: WalletHouse) -> int:
    """Ask about what is due; returns how many moved on. Several workers may run it at once."""
    if house.rail is None:
        return 0
    moved = 0
    for row in await _due(house):
        moved += (await _advance(house, row)).state != row.state
    return moved


async def hear_of(house: WalletHouse, withdrawal_id: str) -> None:
    """A notice has named it: ask now, whatever its state. Nothing for one that is not ours."""
    row = await _find(house, col(WithdrawalRow.id) == withdrawal_id)
    if row is not None:
        await _advance(house, row)


async def withdrawals_under_way(house: WalletHouse, person_id: str) -> list[Withdrawal]:
    """Open ones, the newest first; at most UNDER_WAY_MAX."""
    wanted = select(WithdrawalRow).where(WithdrawalRow.person_id == person_id, col(WithdrawalRow.state).in_(OPEN))
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(WithdrawalRow.id).desc()).limit(UNDER_WAY_MAX))).all()
    return [view_of(row) for row in rows]


async def left_today(house: WalletHouse, person_id: str, currency: str) -> Money:
    """What this person may still withdraw: the limit less what was begun within 24 hours and did not fail. Raises
    CurrencyNotHere."""
    async with house.database.read() as session:
        begun = await _begun_since(session, person_id, currency, house.clock.now() - DAY)
    return Money(max(0, bounds_of(house.settings, currency).day.amount_minor - begun), currency)


async def _begun_since(session: AsyncSession, person_id: str, currency: str, since: datetime) -> int:
    wanted = select(func.coalesce(func.sum(WithdrawalRow.amount_minor), 0)).where(
        WithdrawalRow.person_id == person_id,
        WithdrawalRow.currency == currency,
        col(WithdrawalRow.created_at) > since,
        WithdrawalRow.state != WithdrawalState.FAILED,
    )
    return int((await session.exec(wanted)).one())


def _require_valid(house: WalletHouse, draft: WithdrawalDraft) -> None:
    if not REFERENCE.fullmatch(draft.request_id):
        raise TopUpInvalid("reference")
    bounds = bounds_of(house.settings, draft.currency)
    if not bounds.least <= Money(draft.amount_minor, draft.currency) <= bounds.day:
        raise AmountOutOfBounds(bounds.least, bounds.day)


async def _write_down(house: WalletHouse, draft: WithdrawalDraft, *, without_pin: bool) -> WithdrawalRow:
    """The intent, counted against the person's limits; the row of a request that was faster, when the same one came
    twice at once. Raises DailyLimit and what `take` raises; then nothing is written."""
    now, most = house.clock.now(), bounds_of(house.settings, draft.currency).day.amount_minor
    row = WithdrawalRow(
        id=new_id("wdr", now, house.chance),
        person_id=draft.person_id,
        card_id=draft.card_id,
        request_id=draft.request_id,
        rail=require_rail(house).name,
        amount_minor=draft.amount_minor,
        fee_minor=fee_of(house.settings, Money(draft.amount_minor, draft.currency)),
        currency=draft.currency,
        created_at=now,
        due_at=next_look(now, 0),
    )
    try:
        async with house.database.write() as session:
            session.add(row)
            await session.flush()
            leaves = Money(row.amount_minor + row.fee_minor, row.currency)
            await take(session, house, Use(hold_key(row.id), row.person_id, "withdrawal", leaves, without_pin))
            # Under the lock of the person's row: of two that are begun at once, the second sees the first.
            begun = await _begun_since(session, row.person_id, row.currency, now - DAY)
            if begun > most:
                raise DailyLimit(Money(max(0, most - begun + row.amount_minor), row.currency))
    except IntegrityError:
        ours = (col(WithdrawalRow.person_id) == draft.person_id, col(WithdrawalRow.request_id) == draft.request_id)
        found = await _find(house, *ours)
        ensure(found, "a withdrawal that could not be written is there", request=draft.request_id)
        assert found
        return found
    return row


async def _hold(house: WalletHouse, row: WithdrawalRow) -> WithdrawalRow:
    """Set the money aside. A wallet that has not enough ends the withdrawal: it must not leave later by itself."""
    try:
        return await set_aside(house, row)
    except (InsufficientFunds, AccountRefused) as refusal:
        async with house.database.write() as session:
            await uncount(session, hold_key(row.id))
        await write(
            house,
            row,
            (WithdrawalState.WRITTEN,),
            state=WithdrawalState.FAILED,
            code=refusal.code,
            finished_at=house.clock.now(),
            due_at=None,
        )
        raise


async def _advance(house: WalletHouse, row: WithdrawalRow) -> WithdrawalRow:
    """Take it one step further, from wherever it stands. Never raises for anything the rail does or leaves undone."""
    if row.state == WithdrawalState.WRITTEN:
        try:
            row = await _hold(house, row)
        except (InsufficientFunds, AccountRefused):
            return await write(house, row, ())
    try:
        payout = await _ask(house, row)
    except RailSilent:
        payout = None
    except RailRefused as refusal:
        # Certain for what the rail has never taken; of what it knows it would be a contradiction, so we ask again.
        payout = Payout(PayoutState.FAILED, refusal.reason) if row.state == WithdrawalState.HELD else None
    if payout is None:
        return await _later(house, row)
    match payout.state:
        case PayoutState.PENDING:
            return await _later(house, row, state=WithdrawalState.PENDING, arrives_at=payout.arrives_at)
        case PayoutState.PAID:
            return await pay(house, row)
        case PayoutState.FAILED:
            return await fail(house, row, payout.code)
        case PayoutState.RETURNED:
            return await give_back(house, row, payout.code)


async def _ask(house: WalletHouse, row: WithdrawalRow) -> Payout | None:
    rail = require_rail(house)
    if row.state != WithdrawalState.HELD:
        return await rail.payout_of(row.id)
    async with house.database.read() as session:
        token = (await session.exec(select(CardRow.token).where(CardRow.id == row.card_id))).one_or_none()
    if token is None:
        # The card was removed before the rail answered: only the rail knows whether it had heard of this payout.
        return await rail.payout_of(row.id) or Payout(PayoutState.FAILED, "card_removed")
    return await rail.pay_out(row.id, token=token, amount_minor=row.amount_minor, currency=row.currency)


async def _later(house: WalletHouse, row: WithdrawalRow, **values: Any) -> WithdrawalRow:
    """Not decided: write down what the rail said, if anything, and when to ask again."""
    moved = values.get("state", row.state) != row.state
    tries = 0 if moved else row.tries + 1
    due = next_look(house.clock.now(), tries)
    sent = (WithdrawalState.HELD, WithdrawalState.PENDING)
    now = await write(house, row, sent, **values, tries=tries, due_at=due)
    return (
        now
        if now.state in OPEN or now.due_at is None
        else await write(house, row, (WithdrawalState(now.state),), due_at=due)
    )


async def _due(house: WalletHouse) -> Sequence[WithdrawalRow]:
    wanted = select(WithdrawalRow).where(col(WithdrawalRow.due_at) <= house.clock.now())
    async with house.database.read() as session:
        return (await session.exec(wanted.order_by(col(WithdrawalRow.due_at)).limit(AT_ONCE))).all()


async def _find(house: WalletHouse, *which: ColumnElement[bool]) -> WithdrawalRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(WithdrawalRow).where(*which))).one_or_none()

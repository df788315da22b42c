"""Top-ups: money that comes from a card into the wallet. Called by the host's flow; the worker asks the rail about what
is open, a notice of the rail's makes it ask at once (`rail_notices.py`). Demo money comes in by `demo_money.py`.

The row is the intent and its id is the rail's reference, so whatever is lost on the way is asked for again and happens
once. The rail's answer moves the money (`top_up_settling.py`), never a notice and never the person's way back from a
page: those only make us ask. A look starts from wherever the row stands, so a process may die between any two steps."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.money import Money
from wallet.payments.asking import AT_ONCE, next_look
from wallet.payments.card_rows import CardRow
from wallet.payments.cards import require_active, require_rail
from wallet.payments.currencies import bounds_of, require_here
from wallet.payments.demo_money import REFERENCE, TOP_UP_CAUSE, DemoOnly, TopUpInvalid, top_up_demo
from wallet.payments.limits import Use, give_back, take
from wallet.payments.top_up_rows import (
    UNDECIDED,
    AmountOutOfBounds,
    DebtOpen,
    TopUp,
    TopUpDraft,
    TopUpMismatch,
    TopUpRow,
    TopUpState,
    TopUpUnknown,
    view_of,
)
from wallet.payments.top_up_settling import collect, credit, credit_key, rest, take_back
from wallet.rails.port import Charge, ChargeState, RailRefused, RailSilent

__all__ = [
    "TOP_UP_CAUSE",
    "AmountOutOfBounds",
    "DebtOpen",
    "DemoOnly",
    "TopUp",
    "TopUpDraft",
    "TopUpInvalid",
    "TopUpMismatch",
    "TopUpState",
    "TopUpUnknown",
    "cancel_top_up",
    "debts_of",
    "finish_top_ups",
    "look_at_top_up",
    "require_no_debt",
    "start_top_up",
    "top_up_demo",
    "top_ups_under_way",
]

# Nobody wants to be charged an hour later for a button pressed now.
GIVE_UP_AFTER = timedelta(minutes=10)
UNDER_WAY_MAX = 20


async def start_top_up(house: WalletHouse, draft: TopUpDraft) -> TopUp:
    """Charge a card, once per (person, request_id); a repeat returns the top-up as it stands.

    Raises RailAbsent, CurrencyNotHere, AmountOutOfBounds, TopUpInvalid, CardUnknown, DebtOpen, TopUpMismatch, what
    `limits.take` refuses. A rail that does not answer is no refusal: the top-up stays `written` and is asked about.
    """
    require_rail(house)
    _require_valid(house, draft)
    row = await _find(house, col(TopUpRow.person_id) == draft.person_id, col(TopUpRow.request_id) == draft.request_id)
    if row is None:
        await require_active(house, draft.card_id, draft.person_id)
        await require_no_debt(house, draft.person_id)
        row = await _write_down(house, draft)
    if (row.card_id, row.amount_minor, row.currency) != (draft.card_id, draft.amount_minor, draft.currency):
        raise TopUpMismatch(draft.request_id)
    return view_of(await _advance(house, row) if row.state == TopUpState.WRITTEN else row)


async def look_at_top_up(house: WalletHouse, top_up_id: str, *, person_id: str) -> TopUp:
    """How it stands; an undecided one is asked about first. Raises TopUpUnknown."""
    row = await _get(house, top_up_id, person_id)
    return view_of(await _advance(house, row) if row.state in UNDECIDED else row)


async def cancel_top_up(house: WalletHouse, top_up_id: str, *, person_id: str) -> TopUp:
    """The person gives up. What the rail has decided meanwhile stands. Raises TopUpUnknown."""
    row = await _get(house, top_up_id, person_id)
    return view_of(await _advance(house, row, give_up=True) if row.state in UNDECIDED else row)


async def finish_top_ups(house: WalletHouse) -> int:
    """Ask about what is due, and take what is owed; returns how many moved on. Several workers may run it at once."""
    if house.rail is None:
        return 0
    moved = 0
    for row in await _due(house):
        moved += (await _advance(house, row)).state != row.state
    return moved


async def hear_of(house: WalletHouse, top_up_id: str) -> None:
    """A notice has named it: ask now, whatever its state. Nothing for one that is not ours."""
    row = await _find(house, col(TopUpRow.id) == top_up_id)
    if row is not None:
        await _advance(house, row)


async def top_ups_under_way(house: WalletHouse, person_id: str) -> list[TopUp]:
    """Undecided ones, the newest first; at most UNDER_WAY_MAX."""
    wanted = select(TopUpRow).where(TopUpRow.person_id == person_id, col(TopUpRow.state).in_(UNDECIDED))
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(TopUpRow.id).desc()).limit(UNDER_WAY_MAX))).all()
    return [view_of(row) for row in rows]


async def debts_of(house: WalletHouse, person_id: str) -> list[Money]:
    """What banks took back from this person's top-ups and the wallet has not given yet, by currency."""
    wanted = select(TopUpRow).where(TopUpRow.person_id == person_id, TopUpRow.state == TopUpState.CHARGED_BACK)
    owed = dict[str, int]()
    async with house.database.read() as session:
        for row in (await session.exec(wanted)).all():
            owed[row.currency] = owed.get(row.currency, 0) + row.amount_minor - row.recovered_minor
    return [Money(minor, currency) for currency, minor in sorted(owed.items()) if minor]


async def require_no_debt(house: WalletHouse, person_id: str) -> None:
    """Whatever the currency: a bank that took money back does not trust this person's cards. Raises DebtOpen."""
    if owed := await debts_of(house, person_id):
        raise DebtOpen(owed[0])


def _require_valid(house: WalletHouse, draft: TopUpDraft) -> None:
    require_here(house, draft.currency)
    if not REFERENCE.fullmatch(draft.request_id):
        raise TopUpInvalid("reference")
    bounds = bounds_of(house.settings, draft.currency)
    if not bounds.least <= Money(draft.amount_minor, draft.currency) <= bounds.most:
        raise AmountOutOfBounds(bounds.least, bounds.most)


async def _write_down(house: WalletHouse, draft: TopUpDraft) -> TopUpRow:
    """The intent, counted against the person's limits; the row of a request that was faster, when the same one came
    twice at once."""
    now = house.clock.now()
    top_up_id = new_id("tup", now, house.chance)
    row = TopUpRow(
        id=top_up_id,
        person_id=draft.person_id,
        card_id=draft.card_id,
        request_id=draft.request_id,
        rail=require_rail(house).name,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        return_url=draft.return_url.replace("{top_up}", top_up_id),
        created_at=now,
        due_at=next_look(now, 0),
    )
    try:
        async with house.database.write() as session:
            session.add(row)
            await session.flush()
            amount = Money(row.amount_minor, row.currency)
            await take(session, house, Use(credit_key(row.id), row.person_id, "top_up", amount))
    except IntegrityError:
        ours = (col(TopUpRow.person_id) == draft.person_id, col(TopUpRow.request_id) == draft.request_id)
        found = await _find(house, *ours)
        ensure(found, "a top-up that could not be written is there", request=draft.request_id)
        assert found
        return found
    return row


async def _advance(house: WalletHouse, row: TopUpRow, *, give_up: bool = False) -> TopUpRow:
    """Ask the rail how it stands and do what follows. Never raises for anything the rail does or leaves undone."""
    if row.state == TopUpState.CHARGED_BACK:
        return await collect(house, row)
    try:
        charge = await _ask(house, row, give_up=give_up)
    except RailSilent:
        charge = None
    except RailRefused:
        # Certain for what was never taken; of what the rail knows it would be a contradiction, so we ask again.
        charge = Charge(ChargeState.DECLINED, "generic") if row.state == TopUpState.WRITTEN else None
    if charge is None:
        return await _later(house, row)
    match charge.state:
        case ChargeState.APPROVED:
            return await credit(house, row)
        case ChargeState.CHARGED_BACK:
            return await take_back(house, row)
        case ChargeState.PENDING:
            return await _later(house, row, state=TopUpState.PENDING)
        case ChargeState.CHALLENGE:
            return await _later(house, row, state=TopUpState.CHALLENGE, challenge_url=charge.challenge_url)
        case ChargeState.DECLINED:
            return await _over(house, row, TopUpState.DECLINED, charge.code or "generic")
        case ChargeState.CANCELLED:
            return await _over(house, row, TopUpState.FAILED, "")


async def _ask(house: WalletHouse, row: TopUpRow, *, give_up: bool) -> Charge | None:
    rail, now = require_rail(house), house.clock.now()
    if row.state != TopUpState.WRITTEN:
        return await (rail.cancel_charge(row.id) if give_up and row.state in UNDECIDED else rail.charge_of(row.id))
    token = await _token(house, row.card_id)
    if give_up or token is None or now - row.created_at >= GIVE_UP_AFTER:
        return await rail.cancel_charge(row.id)
    return await rail.charge(
        row.id, token=token, amount_minor=row.amount_minor, currency=row.currency, return_url=row.return_url
    )


async def _token(house: WalletHouse, card_id: str) -> str | None:
    async with house.database.read() as session:
        return (await session.exec(select(CardRow.token).where(CardRow.id == card_id))).one_or_none()


async def _later(house: WalletHouse, row: TopUpRow, **values: Any) -> TopUpRow:
    """Not decided: write down what the rail said, if anything, and when to ask again. A decided row stays decided: an
    answer that was overtaken changes nothing."""
    moved = values.get("state", row.state) != row.state
    tries = 0 if moved else row.tries + 1
    due = next_look(house.clock.now(), tries)
    undecided = (col(TopUpRow.id) == row.id, col(TopUpRow.state).in_(UNDECIDED))
    await _change(house, *undecided, **values, tries=tries, due_at=due)
    if row.state not in UNDECIDED:
        # A notice spoke of a row that is over, and the rail is silent about it.
        still = (col(TopUpRow.id) == row.id, col(TopUpRow.due_at).is_not(None))
        await _change(house, *still, tries=tries, due_at=due)
    return await _reread(house, row)


async def _over(house: WalletHouse, row: TopUpRow, state: TopUpState, code: str) -> TopUpRow:
    now = house.clock.now()
    facts: dict[str, Any] = {"state": state, "code": code[:32], "challenge_url": "", "decided_at": now}
    change = update(TopUpRow).where(col(TopUpRow.id) == row.id, col(TopUpRow.state).in_(UNDECIDED)).values(**facts)
    async with house.database.write() as session:
        over = await session.exec(change, execution_options={"synchronize_session": False})
        if over.rowcount:
            await give_back(session, credit_key(row.id))
    return await rest(house, row)


async def _change(house: WalletHouse, *which: ColumnElement[bool], **values: Any) -> None:
    async with house.database.write() as session:
        await session.exec(
            update(TopUpRow).where(*which).values(**values), execution_options={"synchronize_session": False}
        )


async def _due(house: WalletHouse) -> Sequence[TopUpRow]:
    wanted = select(TopUpRow).where(col(TopUpRow.due_at) <= house.clock.now())
    async with house.database.read() as session:
        return (await session.exec(wanted.order_by(col(TopUpRow.due_at)).limit(AT_ONCE))).all()


async def _get(house: WalletHouse, top_up_id: str, person_id: str) -> TopUpRow:
    row = await _find(house, col(TopUpRow.id) == top_up_id, col(TopUpRow.person_id) == person_id)
    if row is None:
        raise TopUpUnknown(top_up_id)
    return row


async def _reread(house: WalletHouse, row: TopUpRow) -> TopUpRow:
    found = await _find(house, col(TopUpRow.id) == row.id)
    ensure(found, "a top-up stays", top_up=row.id)
    assert found
    return found


async def _find(house: WalletHouse, *which: ColumnElement[bool]) -> TopUpRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(TopUpRow).where(*which))).one_or_none()

"""Counting what people do against the rules of their tier, in the transaction that writes the intent, before the money
moves: under the lock of the person's row, so of two payments at once the second sees the first. Called by `confirm`,
`combine_confirming`, `hold_confirming`, `transfers`, `envelope_sending`, `demo_money`, `top_ups` and `withdrawals`; the
worker clears up what a crash left.

A use is known by the ledger key its money moves under. A refusal by the ledger takes it back; without an answer it
stays, for the money may have moved."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, ScalarSelect, and_, case, cast, func, insert, update
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountRefused, DraftInvalid, InsufficientFunds, KeyReused, LedgerBusy
from wallet.money import Money
from wallet.payments.limit_rows import MoneyUseRow, PersonRulesRow, PinFreeRow
from wallet.payments.rules import Limit, Tier, Window, begin_of, end_of, load_rules

ARRIVING = ("top_up", "receive")
# Nothing that is still under way is this old: what the journal does not know by then never moved.
LEFT_BEHIND = timedelta(hours=1)
AT_ONCE = 200
CERTAIN = (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy, KeyReused)  # the ledger did not move it


@dataclass(frozen=True, slots=True)
class Use:
    """operation: one of `rules.Operation`, or "receive" for money from somebody else, which only the balance limits."""

    key: bytes
    person_id: str
    operation: str
    amount: Money
    without_pin: bool = False


@dataclass(eq=False)
class LimitOnce(WalletError):
    """More than one use may be. rule: the limit's id."""

    code: ClassVar[str] = "limit_once"
    rule: str
    tier: str
    at_most: Money


@dataclass(eq=False)
class LimitReached(WalletError):
    """More than is left in the window. resets_at: when all of it is free again; None for a limit that never resets."""

    code: ClassVar[str] = "limit_reached"
    rule: str
    tier: str
    window: str
    at_most: Money
    left: Money
    resets_at: datetime | None


@dataclass(eq=False)
class WalletFull(WalletError):
    """left: what may still come in."""

    code: ClassVar[str] = "wallet_full"
    tier: str
    at_most: Money
    left: Money


@dataclass(eq=False)
class PinNeeded(WalletError):
    """Without the PIN at most `left` now."""

    code: ClassVar[str] = "pin_needed"
    left: Money


@dataclass(frozen=True, slots=True)
class _Before:
    """What the rules ask about a use. is_known: it was counted; used: what counts against each limit, by its id;
    without_pin_minor: what went today without the PIN; chosen_minor: what the person allows themselves, None for
    nothing."""

    is_known: bool
    used: dict[str, int]
    without_pin_minor: int
    chosen_minor: int | None


async def take(session: AsyncSession, house: WalletHouse, use: Use) -> bool:
    """Count it, once; hold the person's lock until the transaction ends. False: it was counted before.

    Raises LimitOnce, LimitReached, WalletFull, PinNeeded; then nothing is counted.
    """
    row = await lock_person(session, use.person_id)
    tier = load_rules(house.settings.rules_file).tier(row.tier)
    limits, now = tier.limits_on(use.operation, use.amount.currency), house.clock.now()
    before = await _look_before(session, house, use, [one for one, _ in limits], now)
    if before.is_known:
        return False
    for limit, at_most in limits:
        _require_fits(house, use, tier, limit, at_most, before.used[limit.id], now)
    if use.operation in ARRIVING:
        await _require_room(session, house, use.person_id, tier, use.amount)
    if use.without_pin:
        left = _pin_free_left(house, use.amount.currency, before.chosen_minor, before.without_pin_minor)
        if use.amount > left:
            raise PinNeeded(left)
    await session.execute(insert(MoneyUseRow).values(**_row(use, now).model_dump()))
    return True


@asynccontextmanager
async def counted(house: WalletHouse, use: Use) -> AsyncIterator[None]:
    """For money that moves inside the block. Raises what `take` raises."""
    async with house.database.write() as session:
        is_new = await take(session, house, use)
    async with moving(house, use, is_new=is_new):
        yield


@asynccontextmanager
async def moving(house: WalletHouse, use: Use, *, is_new: bool) -> AsyncIterator[None]:
    """For money that moves inside the block, when a transaction that has committed took its use. is_new: what `take`
    said."""
    try:
        yield
    except CERTAIN:
        async with house.database.write() as session:
            await give_back(session, use.key)
        raise
    if use.operation in ARRIVING or not is_new:
        async with house.database.write() as session:
            await has_moved(session, house, use)


async def has_moved(session: AsyncSession, house: WalletHouse, use: Use) -> None:
    """It counts, whatever came before: who was first with this key may have been refused and have taken it back, or a
    rail may have been silent for so long that it was cleared up."""
    if not await session.get(MoneyUseRow, use.key.hex()):
        session.add(_row(use, house.clock.now()))
        await session.flush()
    await close(session, use.key)


async def give_back(session: AsyncSession, key: bytes) -> None:
    """Its money did not move and will not under this key, or comes again and is counted again."""
    await session.exec(delete(MoneyUseRow).where(col(MoneyUseRow.key_hex) == key.hex()))


async def count_less(session: AsyncSession, key: bytes, amount_minor: int) -> None:
    """Only this much of it has moved in the end, or nothing for 0: the rest is free again in the window it was used."""
    if not amount_minor:
        return await give_back(session, key)
    change = update(MoneyUseRow).where(col(MoneyUseRow.key_hex) == key.hex()).values(amount_minor=amount_minor)
    await session.exec(change, execution_options={"synchronize_session": False})
    return None


async def close(session: AsyncSession, *keys: bytes) -> None:
    """Their money has moved: `wallet.reactions` says so for every entry."""
    hexes = [key.hex() for key in keys]
    done = update(MoneyUseRow).where(col(MoneyUseRow.key_hex).in_(hexes), col(MoneyUseRow.open).is_(True))
    await session.exec(done.values(open=False), execution_options={"synchronize_session": False})


async def clear_left_behind(house: WalletHouse) -> int:
    """Take back what a crash left between counting and money; returns how many. Several workers may run it at once."""
    old = (col(MoneyUseRow.open).is_(True), col(MoneyUseRow.at) <= house.clock.now() - LEFT_BEHIND)
    async with house.database.read() as session:
        keys = (await session.exec(select(MoneyUseRow.key_hex).where(*old).limit(AT_ONCE))).all()
    cleared = 0
    for key in (bytes.fromhex(one) for one in keys):
        moved = await house.ledger.find_entry_by_key(key)
        async with house.database.write() as session:
            await (close if moved else give_back)(session, key)
        cleared += moved is None
    return cleared


async def require_room(house: WalletHouse, person_id: str, currency: str) -> None:
    """Before money is given to somebody whose balance is at its limit already. Raises WalletFull."""
    rules = load_rules(house.settings.rules_file)
    async with house.database.read() as session:
        row = await session.get(PersonRulesRow, person_id)
        await _require_room(session, house, person_id, rules.tier(row.tier if row else ""), Money(1, currency))


async def lock_person(session: AsyncSession, person_id: str) -> PersonRulesRow:
    """Their row, made if it is missing; who counts a use of this person waits here."""
    mine = select(PersonRulesRow).where(PersonRulesRow.person_id == person_id)
    wanted = mine.with_for_update().execution_options(populate_existing=True)
    if row := (await session.exec(wanted)).one_or_none():
        return row
    make: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(make(PersonRulesRow).values(person_id=person_id, tier="").on_conflict_do_nothing())
    return (await session.exec(wanted)).one()


async def pin_free_chosen(session: AsyncSession, house: WalletHouse, person_id: str, currency: str) -> Money:
    """What the person allows themselves, as far as the rules still do."""
    row = await session.get(PinFreeRow, (person_id, currency))
    once, _ = load_rules(house.settings.rules_file).free_of_pin(currency)
    return Money(min(row.amount_minor, once) if row else 0, currency)


async def pin_free_left(session: AsyncSession, house: WalletHouse, person_id: str, currency: str) -> Money:
    """What this person may spend now without the PIN, in one use."""
    now = house.clock.now()
    today = begin_of("day", now, ZoneInfo(house.settings.time_zone))
    spent = _sum_of(_without_pin(house, now)), _chosen_by(person_id, currency)
    wanted = columns(*spent).where(*_uses_of(person_id, currency), col(MoneyUseRow.at) >= today)
    spent_minor, chosen_minor = (await session.execute(wanted)).one()
    return _pin_free_left(house, currency, chosen_minor, spent_minor)


async def used_in(
    session: AsyncSession, house: WalletHouse, person_id: str, limit: Limit, currency: str, now: datetime
) -> int:
    """Minor units that count against this limit now."""
    if limit.window == "once":
        return 0
    counts = _counts_against(house, limit, now)
    total = select(_sum_of(counts)).where(*_uses_of(person_id, currency), counts)  # so that the index bounds the days
    return int((await session.exec(total)).one())


async def _look_before(
    session: AsyncSession, house: WalletHouse, use: Use, limits: Sequence[Limit], now: datetime
) -> _Before:
    """All in one question: this stands between a person and their payment."""
    sums = [_sum_of(_counts_against(house, one, now)) for one in limits]
    known = select(MoneyUseRow.key_hex).where(col(MoneyUseRow.key_hex) == use.key.hex()).correlate(None).exists()
    chosen = _chosen_by(use.person_id, use.amount.currency)
    wanted = columns(known, chosen, _sum_of(_without_pin(house, now)), *sums)
    wanted = wanted.where(*_uses_of(use.person_id, use.amount.currency))
    windows: set[Window] = {"day", *(one.window for one in limits if one.window != "once")}
    begins = [begin_of(one, now, ZoneInfo(house.settings.time_zone)) for one in windows]
    if since := _earliest(begins):
        wanted = wanted.where(col(MoneyUseRow.at) >= since)
    is_known, chosen_minor, without_pin_minor, *used = (await session.execute(wanted)).one()
    by_limit = {limit.id: 0 if limit.window == "once" else int(one) for limit, one in zip(limits, used, strict=True)}
    return _Before(is_known, by_limit, without_pin_minor, chosen_minor)


def _earliest(begins: Sequence[datetime | None]) -> datetime | None:
    """None when one of them has no begin."""
    known = [one for one in begins if one]
    return min(known) if len(known) == len(begins) else None


def _uses_of(person_id: str, currency: str) -> tuple[ColumnElement[bool], ...]:
    return col(MoneyUseRow.person_id) == person_id, col(MoneyUseRow.currency) == currency


def _counts_against(house: WalletHouse, limit: Limit, now: datetime) -> ColumnElement[bool]:
    of_these = col(MoneyUseRow.operation).in_(limit.operations)
    since = begin_of(limit.window, now, ZoneInfo(house.settings.time_zone))
    return and_(of_these, col(MoneyUseRow.at) >= since) if since else of_these


def _without_pin(house: WalletHouse, now: datetime) -> ColumnElement[bool]:
    today = begin_of("day", now, ZoneInfo(house.settings.time_zone))
    return and_(col(MoneyUseRow.at) >= today, col(MoneyUseRow.without_pin).is_(True))


def _sum_of(counts: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((counts, col(MoneyUseRow.amount_minor)))), 0), BigInteger)


def _chosen_by(person_id: str, currency: str) -> ScalarSelect[int]:
    """What the person allows themselves without the PIN; null for nothing."""
    mine = col(PinFreeRow.person_id) == person_id, col(PinFreeRow.currency) == currency
    return columns(col(PinFreeRow.amount_minor)).where(*mine).scalar_subquery()


def _pin_free_left(house: WalletHouse, currency: str, chosen_minor: int | None, spent_minor: int) -> Money:
    once, day = load_rules(house.settings.rules_file).free_of_pin(currency)
    return Money(max(0, min(chosen_minor or 0, once, day - spent_minor)), currency)


def _row(use: Use, now: datetime) -> MoneyUseRow:
    return MoneyUseRow(
        key_hex=use.key.hex(),
        person_id=use.person_id,
        operation=use.operation,
        amount_minor=use.amount.amount_minor,
        currency=use.amount.currency,
        at=now,
        without_pin=use.without_pin,
    )


def _require_fits(
    house: WalletHouse, use: Use, tier: Tier, limit: Limit, at_most: int, used: int, now: datetime
) -> None:
    if used + use.amount.amount_minor <= at_most:
        return
    currency = use.amount.currency
    most = Money(at_most, currency)
    if limit.window == "once":
        raise LimitOnce(limit.id, tier.id, most)
    resets = end_of(limit.window, now, ZoneInfo(house.settings.time_zone))
    raise LimitReached(limit.id, tier.id, limit.window, most, Money(max(0, at_most - used), currency), resets)


async def _require_room(session: AsyncSession, house: WalletHouse, person_id: str, tier: Tier, amount: Money) -> None:
    at_most = tier.balance_minor(amount.currency)
    if at_most is None:
        return
    arriving = select(cast(func.coalesce(func.sum(MoneyUseRow.amount_minor), 0), BigInteger)).where(
        col(MoneyUseRow.person_id) == person_id,
        col(MoneyUseRow.currency) == amount.currency,
        col(MoneyUseRow.operation).in_(ARRIVING),
        col(MoneyUseRow.open).is_(True),
    )
    # First what is arriving, then the balance: what arrives between the two looks is seen twice, never not at all.
    coming = int((await session.exec(arriving)).one())
    account = await house.ledger.find_account(AccountKind.PERSON, person_id, amount.currency)
    left = at_most - coming - (account.balance_minor if account else 0)
    if amount.amount_minor > left:
        raise WalletFull(tier.id, Money(at_most, amount.currency), Money(max(0, left), amount.currency))

"""Counting what people do against the rules of their tier, in the transaction that writes the intent, before the money
moves: under the lock of the person's row, so of two payments at once the second sees the first. Called by `confirm`,
`combine_confirming`, `hold_confirming`, `transfers`, `envelope_sending`, `demo_money`, `top_ups` and `withdrawals`; the
worker clears up what a crash left.

A use is known by the ledger key its money moves under. A refusal by the ledger takes it back; without an answer it
stays, for the money may have moved."""

from asyncio import gather
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import insert, update
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import WalletError, ensure
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountRefused, DraftInvalid, InsufficientFunds, KeyReused, LedgerBusy
from wallet.many import padded
from wallet.money import Money
from wallet.payments.limit_rows import MoneyUseRow, PersonRulesRow, PinFreeRow, Use
from wallet.payments.limit_sums import (
    ARRIVING,
    Before,
    arriving,
    counting_of,
    lock_people,
    look_before,
    without_pin_today,
)
from wallet.payments.rules import Limit, Tier, end_of, load_rules
from wallet.together import TogetherOn

# Nothing that is still under way is this old: what the journal does not know by then never moved.
LEFT_BEHIND = timedelta(hours=1)
AT_ONCE = 200
CERTAIN = (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy, KeyReused)  # the ledger did not move it


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


async def take(session: AsyncSession, house: WalletHouse, use: Use) -> bool:
    """Count it, once; hold the person's lock until the transaction ends. False: it was counted before.

    Raises LimitOnce, LimitReached, WalletFull, PinNeeded; then nothing is counted.
    """
    (answer,) = await admit(session, house, [use])
    if isinstance(answer, WalletError):
        raise answer
    if answer:
        await count(session, house, [use])
    return answer


async def admit(session: AsyncSession, house: WalletHouse, uses: Sequence[Use]) -> list[bool | WalletError]:
    """Whether each may be counted, asked as `take` asks, in as many questions as for one; `count` then does. No two of
    one person: the second would have to see the first."""
    locked = await lock_people(session, [one.person_id for one in uses])
    ensure(len(locked) == len(uses), "of one person one use at a time is looked at")
    rules, now = load_rules(house.settings.rules_file), house.clock.now()
    tier_of = {row.person_id: rules.tier(row.tier) for row in locked}
    kinds: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        kinds.setdefault((use.operation, use.amount.currency), []).append(use)
    answers: dict[bytes, bool | WalletError] = {}
    for (operation, currency), group in kinds.items():
        limits = [limit for tier in tier_of.values() for limit, _ in tier.limits_on(operation, currency)]
        before = await look_before(session, house, group, limits, now)
        for use in group:
            answers[use.key] = await _judge(session, house, use, tier_of[use.person_id], before[use.person_id], now)
    return [answers[one.key] for one in uses]


async def count(session: AsyncSession, house: WalletHouse, uses: Sequence[Use]) -> None:
    """Those that were admitted, in the same transaction."""
    now = house.clock.now()
    if rows := [_row(one, now).model_dump() for one in uses]:
        await session.execute(insert(MoneyUseRow), rows)


async def _judge(
    session: AsyncSession, house: WalletHouse, use: Use, tier: Tier, before: Before, now: datetime
) -> bool | WalletError:
    if before.is_known:
        return False
    try:
        if use.without_pin:
            left = _pin_free_left(house, use.amount.currency, before.chosen_minor, before.without_pin_minor)
            if use.amount > left:
                raise PinNeeded(left)
        for limit, at_most in tier.limits_on(use.operation, use.amount.currency):
            used = 0 if limit.window == "once" else before.used[counting_of(limit)]
            _require_fits(house, use, tier, limit, at_most, used, now)
    except WalletError as refusal:
        return refusal
    if use.operation not in ARRIVING:
        return True
    return (await _full(session, house, {use.person_id: tier}, use.amount)).get(use.person_id, True)


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
    hexes = padded(sorted(key.hex() for key in keys))
    still_open = col(MoneyUseRow.key_hex).in_(hexes), col(MoneyUseRow.open).is_(True)
    if len(hexes) > 1:
        # Locked in one order: who closes several at once must not wait in a circle with another who does.
        locked = select(MoneyUseRow.key_hex).where(*still_open).order_by(col(MoneyUseRow.key_hex)).with_for_update()
        if not (await session.exec(locked)).all():
            return
    done = update(MoneyUseRow).where(*still_open).values(open=False)
    await session.exec(done, execution_options={"synchronize_session": False})


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
    if refusal := await _looks_for_room.do(house, (person_id, currency)):
        raise refusal


async def _look_for_room(house: WalletHouse, places: Sequence[tuple[str, str]]) -> list[WalletFull | None]:
    """places: (person id, currency)."""
    rules = load_rules(house.settings.rules_file)
    theirs = col(PersonRulesRow.person_id).in_(padded(sorted({person_id for person_id, _ in places})))
    answers: dict[tuple[str, str], WalletFull | None] = {}
    async with house.database.read() as session:
        tiers = {row.person_id: row.tier for row in (await session.exec(select(PersonRulesRow).where(theirs))).all()}
        for currency in {one for _, one in places}:
            people = {who: rules.tier(tiers.get(who, "")) for who, one in places if one == currency}
            full = await _full(session, house, people, Money(1, currency))
            answers |= {(who, currency): refusal for who, refusal in full.items()}
    return [answers.get(place) for place in places]


_looks_for_room = TogetherOn(_look_for_room)


async def pin_free_chosen(session: AsyncSession, house: WalletHouse, person_id: str, currency: str) -> Money:
    """What the person allows themselves, as far as the rules still do."""
    row = await session.get(PinFreeRow, (person_id, currency))
    once, _ = load_rules(house.settings.rules_file).free_of_pin(currency)
    return Money(min(row.amount_minor, once) if row else 0, currency)


async def pin_free_left(session: AsyncSession, house: WalletHouse, person_id: str, currency: str) -> Money:
    """What this person may spend now without the PIN, in one use."""
    spent_minor, chosen_minor = await without_pin_today(session, house, person_id, currency)
    return _pin_free_left(house, currency, chosen_minor, spent_minor)


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


async def _full(
    session: AsyncSession, house: WalletHouse, people: Mapping[str, Tier], amount: Money
) -> dict[str, WalletFull]:
    """Of those who have no room for this amount, what they are told. people: each with the tier they are in."""
    currency = amount.currency
    bounds = {who: most for who, tier in people.items() if (most := tier.balance_minor(currency)) is not None}
    if not bounds:
        return {}
    # First what is arriving, then the balance: what arrives between the two looks is seen twice, never not at all.
    coming = await arriving(session, bounds, currency)
    found = await gather(*(house.ledger.find_account(AccountKind.PERSON, who, currency) for who in bounds))
    full: dict[str, WalletFull] = {}
    for (who, most), account in zip(bounds.items(), found, strict=True):
        left = most - coming.get(who, 0) - (account.balance_minor if account else 0)
        if amount.amount_minor > left:
            full[who] = WalletFull(people[who].id, Money(most, currency), Money(max(0, left), currency))
    return full

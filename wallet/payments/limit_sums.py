"""What people have used of their limits: the sums behind every judgement, asked about many people in one question,
because it stands between each of them and their payment. Called by `limits` and, for showing, by `standing`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.many import padded
from wallet.payments.limit_rows import MoneyUseRow, PersonRulesRow, PinFreeRow, Use
from wallet.payments.rules import Limit, Window, begin_of

ARRIVING = ("top_up", "receive")
Counting = tuple[tuple[str, ...], Window]  # limits of the same operations and window count the same uses


@dataclass(frozen=True, slots=True)
class Before:
    """What the rules ask about a person's use. is_known: it was counted; used: what counts against limits, by
    `counting_of`; without_pin_minor: what went today without the PIN; chosen_minor: what the person allows themselves,
    None for nothing."""

    is_known: bool
    used: dict[Counting, int]
    without_pin_minor: int
    chosen_minor: int | None


def counting_of(limit: Limit) -> Counting:
    return tuple(limit.operations), limit.window


async def lock_people(session: AsyncSession, person_ids: Sequence[str]) -> list[PersonRulesRow]:
    """Their rows, made where they are missing; who counts a use of these people waits here. Locked in one order, so
    that two who lock several never wait for each other in a circle."""
    wanted = sorted(set(person_ids))
    mine = select(PersonRulesRow).where(col(PersonRulesRow.person_id).in_(padded(wanted)))
    locked = mine.order_by(col(PersonRulesRow.person_id)).with_for_update().execution_options(populate_existing=True)
    rows = (await session.exec(locked)).all()
    if len(rows) < len(wanted):
        make: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        new = [{"person_id": one, "tier": ""} for one in wanted]
        await session.execute(make(PersonRulesRow).on_conflict_do_nothing(), new)
        rows = (await session.exec(locked)).all()
    return list(rows)


async def look_before(
    session: AsyncSession, house: WalletHouse, uses: Sequence[Use], limits: Sequence[Limit], now: datetime
) -> dict[str, Before]:
    """By person. uses: each of a person of its own, of one operation and currency, whose rows are locked."""
    zone, currency = ZoneInfo(house.settings.time_zone), uses[0].amount.currency
    counted = {counting_of(one): one for one in limits if one.window != "once"}
    sums = [_sum_of(_counts_against(one, now, zone)) for one in counted.values()]
    person, earlier = col(PersonRulesRow.person_id), aliased(MoneyUseRow)
    keys = padded([one.key.hex() for one in uses])
    known = select(earlier.key_hex).where(col(earlier.key_hex).in_(keys), col(earlier.person_id) == person).exists()
    chosen = columns(col(PinFreeRow.amount_minor)).where(
        col(PinFreeRow.person_id) == person, col(PinFreeRow.currency) == currency
    )
    theirs = [col(MoneyUseRow.person_id) == person, col(MoneyUseRow.currency) == currency]
    windows: set[Window] = {"day", *(one.window for one in counted.values())}
    if since := _earliest([begin_of(one, now, zone) for one in windows]):
        theirs.append(col(MoneyUseRow.at) >= since)
    wanted = (
        columns(person, known, chosen.scalar_subquery(), _sum_of(_without_pin(now, zone)), *sums)
        .outerjoin(MoneyUseRow, and_(*theirs))
        .where(person.in_(padded([one.person_id for one in uses])))
        .group_by(person)
    )
    return {
        person_id: Before(is_known, dict(zip(counted, used, strict=True)), without_pin_minor, chosen_minor)
        for person_id, is_known, chosen_minor, without_pin_minor, *used in await session.execute(wanted)
    }


async def used_in(
    session: AsyncSession, house: WalletHouse, person_id: str, limit: Limit, currency: str, now: datetime
) -> int:
    """Minor units that count against this limit now."""
    if limit.window == "once":
        return 0
    counts = _counts_against(limit, now, ZoneInfo(house.settings.time_zone))
    mine = col(MoneyUseRow.person_id) == person_id, col(MoneyUseRow.currency) == currency
    total = select(_sum_of(counts)).where(*mine, counts)  # so that the index bounds the days
    return int((await session.exec(total)).one())


async def arriving(session: AsyncSession, person_ids: Iterable[str], currency: str) -> dict[str, int]:
    """Minor units that are on their way to each of these people and in nobody's books yet."""
    wanted = (
        columns(col(MoneyUseRow.person_id), cast(func.sum(MoneyUseRow.amount_minor), BigInteger))
        .where(
            col(MoneyUseRow.person_id).in_(padded(sorted(person_ids))),
            col(MoneyUseRow.currency) == currency,
            col(MoneyUseRow.operation).in_(ARRIVING),
            col(MoneyUseRow.open).is_(True),
        )
        .group_by(col(MoneyUseRow.person_id))
    )
    return {person_id: int(minor) for person_id, minor in await session.execute(wanted)}


async def without_pin_today(
    session: AsyncSession, house: WalletHouse, person_id: str, currency: str
) -> tuple[int, int | None]:
    """(minor units that went today without the PIN, what the person allows themselves or None)."""
    now, zone = house.clock.now(), ZoneInfo(house.settings.time_zone)
    chosen = columns(col(PinFreeRow.amount_minor)).where(
        col(PinFreeRow.person_id) == person_id, col(PinFreeRow.currency) == currency
    )
    wanted = columns(_sum_of(_without_pin(now, zone)), chosen.scalar_subquery()).where(
        col(MoneyUseRow.person_id) == person_id,
        col(MoneyUseRow.currency) == currency,
        col(MoneyUseRow.at) >= begin_of("day", now, zone),
    )
    spent_minor, chosen_minor = (await session.execute(wanted)).one()
    return spent_minor, chosen_minor


def _earliest(begins: Sequence[datetime | None]) -> datetime | None:
    """None when one of them has no begin."""
    known = [one for one in begins if one]
    return min(known) if len(known) == len(begins) else None


def _counts_against(limit: Limit, now: datetime, zone: ZoneInfo) -> ColumnElement[bool]:
    of_these = col(MoneyUseRow.operation).in_(limit.operations)
    since = begin_of(limit.window, now, zone)
    return and_(of_these, col(MoneyUseRow.at) >= since) if since else of_these


def _without_pin(now: datetime, zone: ZoneInfo) -> ColumnElement[bool]:
    return and_(col(MoneyUseRow.at) >= begin_of("day", now, zone), col(MoneyUseRow.without_pin).is_(True))


def _sum_of(counts: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(case((counts, col(MoneyUseRow.amount_minor)))), 0), BigInteger)

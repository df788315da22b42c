"""Pages of somebody's history, newest first, with search and filters; months with their sums; what a balance was.

A page costs the same however long the history is: it walks the person's own key from a number on, a month is a range of
numbers, and a search looks at SCAN_MAX lines at a time and says where the next look begins."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import WalletTable
from wallet.house import WalletHouse
from wallet.money import Money
from wallet.movements.rows import MovementMonthRow, MovementRow
from wallet.movements.words import folded

SCAN_MAX = 10_000  # lines looked at for one page of a search
THING_MAX = 100  # lines of one order, transfer or envelope
LINES, MONTHS = WalletTable.metadata.tables["movements"], WalletTable.metadata.tables["movement_months"]


@dataclass(frozen=True, slots=True)
class Movement:
    """One line. amount: signed, below zero when money left; the rest as in `MovementRow`."""

    seq: int
    posted_at: datetime
    month: int
    kind: str
    thing: str
    amount: Money
    balance_after: Money
    other_id: str
    other_name: str
    title: str
    order_number: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines; what is left out does not matter. direction: "in", "out" or "". month: such as 202611.
    words: found in title, merchant or numbers; people: ids of whom the words name, on the other side.
    amount_minor: of either sign. seq: a receipt's number. Words, amount and number are alternatives."""

    currency: str = ""
    kinds: frozenset[str] = frozenset()
    direction: str = ""
    month: int | None = None
    words: str = ""
    people: frozenset[str] = field(default_factory=frozenset[str])
    amount_minor: int | None = None
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """next_before: where the next page, or the next look, begins; None when everything has been looked at."""

    movements: list[Movement]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Month:
    """kinds: what each kind came to, (in, out) in minor units."""

    month: int
    currency: str
    money_in: Money
    money_out: Money
    movements: int
    kinds: dict[str, tuple[int, int]]


async def page_of(
    house: WalletHouse, person_id: str, wanted: Wanted, *, before_seq: int | None = None, limit: int = 30
) -> Page:
    """Newest first; page with `next_before`. Words that are an id find what it moved, however long ago."""
    async with house.database.read() as session:
        if wanted.words and before_seq is None and (named := await _of_thing(session, person_id, wanted.words)):
            return Page(named, None)
        walk = [col(MovementRow.person_id) == person_id]
        if before_seq is not None:
            walk.append(col(MovementRow.seq) < before_seq)
        if wanted.month is not None:
            first, last = await _range_of(session, person_id, wanted.month)
            walk += [col(MovementRow.seq) >= first, col(MovementRow.seq) <= last]
        filters = _filters(wanted)
        newest_first = col(MovementRow.seq).desc()
        scanned = select(LINES).where(*walk).order_by(newest_first).limit(SCAN_MAX if filters else limit + 1).subquery()
        found = select(scanned).where(*(one(scanned.c) for one in filters)).order_by(scanned.c.seq.desc())
        rows = (await session.execute(found.limit(limit + 1))).all()
        shown = [_view(row) for row in rows[:limit]]
        if len(rows) > limit:
            return Page(shown, shown[-1].seq)
        edge = select(MovementRow.seq).where(*walk).order_by(newest_first).offset(SCAN_MAX - 1).limit(1)  # pyright: ignore[reportArgumentType, reportCallIssue]
        return Page(shown, (await session.execute(edge)).scalar_one_or_none() if filters else None)


async def lines_from(
    house: WalletHouse,
    person_id: str,
    currency: str,
    *,
    month: int | None,
    after_seq: int,
    up_to: int,
    limit: int = 500,
) -> list[Movement]:
    """Oldest first, for statements: the next lines after `after_seq`, none behind `up_to`."""
    async with house.database.read() as session:
        if month is not None:
            first, last = await _range_of(session, person_id, month)
            after_seq, up_to = max(after_seq, first - 1), min(up_to, last)
        wanted = select(LINES).where(
            col(MovementRow.person_id) == person_id,
            col(MovementRow.seq) > after_seq,
            col(MovementRow.seq) <= up_to,
            col(MovementRow.currency) == currency,
        )
        rows = (await session.execute(wanted.order_by(col(MovementRow.seq)).limit(limit))).all()
    return [_view(row) for row in rows]


async def find_movement(house: WalletHouse, person_id: str, seq: int) -> Movement | None:
    """The person's own line of this entry."""
    wanted = select(LINES).where(col(MovementRow.person_id) == person_id, col(MovementRow.seq) == seq)
    async with house.database.read() as session:
        row = (await session.execute(wanted)).one_or_none()
    return _view(row) if row else None


async def months_of(house: WalletHouse, person_id: str, currency: str, *, limit: int = 12) -> list[Month]:
    """The newest months that have movements, newest first."""
    mine = (col(MovementMonthRow.person_id) == person_id, col(MovementMonthRow.currency) == currency)
    newest = select(col(MovementMonthRow.month)).where(*mine).distinct()
    newest = newest.order_by(col(MovementMonthRow.month).desc()).limit(limit)
    async with house.database.read() as session:
        wanted = list((await session.execute(newest)).scalars())
        all_of = select(MONTHS).where(*mine, col(MovementMonthRow.month).in_(wanted))
        rows = (await session.execute(all_of)).all()
    return [_month(month, currency, [row for row in rows if row.month == month]) for month in wanted]


async def currencies_of(house: WalletHouse, person_id: str) -> list[str]:
    """Those this person ever had money in."""
    mine = select(col(MovementMonthRow.currency)).where(col(MovementMonthRow.person_id) == person_id).distinct()
    async with house.database.read() as session:
        return sorted((await session.execute(mine)).scalars())


async def balance_before(house: WalletHouse, person_id: str, currency: str, month: int | None) -> Money:
    """What they had when the month began; before every month for None. Call it with the month after the last one to
    know how that ended."""
    if month is None:
        return Money(0, currency)
    earlier = (
        col(MovementMonthRow.person_id) == person_id,
        col(MovementMonthRow.currency) == currency,
        col(MovementMonthRow.month) < month,
    )
    last = select(func.max(col(MovementMonthRow.last_seq))).where(*earlier)
    async with house.database.read() as session:
        seq = (await session.execute(last)).scalar_one_or_none()
    line = await find_movement(house, person_id, seq) if seq else None
    return line.balance_after if line else Money(0, currency)


def _filters(wanted: Wanted) -> list[Any]:
    """Conditions on the columns of what was walked over."""
    found: list[Any] = []
    if wanted.currency:
        found.append(lambda c: c.currency == wanted.currency)
    if wanted.kinds:
        found.append(lambda c: c.kind.in_(sorted(wanted.kinds)))
    if wanted.direction:
        found.append(lambda c: c.amount_minor > 0 if wanted.direction == "in" else c.amount_minor < 0)
    if wanted.words or wanted.people or wanted.amount_minor is not None or wanted.seq is not None:
        found.append(lambda c: or_(*_matches(c, wanted)))
    return found


def _matches(c: Any, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    if words := folded(wanted.words):
        yield c.words.contains(words, autoescape=True)
    if wanted.people:
        yield c.other_id.in_(sorted(wanted.people))
    if wanted.amount_minor is not None:
        yield c.amount_minor.in_([wanted.amount_minor, -wanted.amount_minor])
    if wanted.seq is not None:
        yield c.seq == wanted.seq


async def _of_thing(session: AsyncSession, person_id: str, thing: str) -> list[Movement]:
    mine = (col(MovementRow.person_id) == person_id, col(MovementRow.thing) == thing.strip())
    # Sorted here: asked for an order, SQLite would rather walk the whole history.
    rows = (await session.execute(select(LINES).where(*mine).limit(THING_MAX))).all()
    return sorted((_view(row) for row in rows), key=lambda one: -one.seq)


async def _range_of(session: AsyncSession, person_id: str, month: int) -> tuple[int, int]:
    """The numbers rise with time, so a month is a range of them; an empty one when nothing moved."""
    mine = (col(MovementMonthRow.person_id) == person_id, col(MovementMonthRow.month) == month)
    ends = select(func.min(col(MovementMonthRow.first_seq)), func.max(col(MovementMonthRow.last_seq))).where(*mine)
    first, last = (await session.execute(ends)).one()
    return first or 0, last or -1


def _month(month: int, currency: str, rows: list[Any]) -> Month:
    return Month(
        month=month,
        currency=currency,
        money_in=Money(sum(row.in_minor for row in rows), currency),
        money_out=Money(sum(row.out_minor for row in rows), currency),
        movements=sum(row.movements for row in rows),
        kinds={row.kind: (row.in_minor, row.out_minor) for row in rows},
    )


def _view(row: Any) -> Movement:
    return Movement(
        seq=row.seq,
        posted_at=row.posted_at,
        month=row.month,
        kind=row.kind,
        thing=row.thing,
        amount=Money(row.amount_minor, row.currency),
        balance_after=Money(row.balance_minor, row.currency),
        other_id=row.other_id,
        other_name=row.other_name,
        title=row.title,
        order_number=row.order_number,
        transaction_id=row.transaction_id,
    )

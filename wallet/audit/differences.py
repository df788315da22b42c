"""What a matched day left open: kept until somebody resolves it, or until a later run finds that it matches. Written by
`reconciling.py` for merchants and by `rail_day.py` for the card processor; read by the host's flow."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint, func, update
from sqlmodel import Field, col, select

from wallet.audit.matching import Difference, Record, match
from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ids import new_id

NOTE_LETTERS_MAX = 500
MATCHES_NOW = "matches now"
OF_FILE = ("missing_in_file", "double_in_file", "amount")  # faults that only a run with a file can take back


class DifferenceRow(WalletTable, table=True):
    __tablename__ = "day_differences"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("party", "day", "kind", "number", "fault", name="one_row_per_day_difference"),
        CheckConstraint("(resolved_at IS NULL) = (resolution = '')", name="a_resolved_difference_says_how"),
    )

    id: str = Field(primary_key=True, max_length=40)
    party: str = Field(max_length=32)  # a merchant's number, or "rail:<name>"
    day: str = Field(max_length=10)  # ISO 8601, in the wallet's time zone
    kind: str = Field(max_length=16)
    number: str = Field(max_length=128)
    fault: str = Field(max_length=20)
    file_minor: int | None = Field(default=None, sa_column=Column(BigInteger))
    orders_minor: int | None = Field(default=None, sa_column=Column(BigInteger))
    ledger_minor: int | None = Field(default=None, sa_column=Column(BigInteger))
    currency: str = Field(max_length=3)
    found_at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: str = Field(default="", max_length=40)  # "" when a later run found that it matches
    resolution: str = Field(default="", max_length=NOTE_LETTERS_MAX)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """matched: numbers that are the same everywhere; open: differences of this day that nobody has resolved."""

    matched: int
    open: int


@dataclass(frozen=True, slots=True)
class Lists:
    """One day three times; file: None when there is none."""

    file: Sequence[Record] | None
    orders: Sequence[Record]
    ledger: Sequence[Record]


@dataclass(eq=False)
class DifferenceUnknown(WalletError):
    """There is none of this id, or it is resolved."""

    code: ClassVar[str] = "difference_unknown"
    difference: str


async def match_and_keep(house: WalletHouse, party: str, day: date, lists: Lists) -> Reconciled:
    """Hold the lists against each other and keep what differs; the same again changes nothing."""
    differences = match(lists.file, lists.orders, lists.ledger)
    await _keep(house, party, day.isoformat(), differences, with_file=lists.file is not None)
    names = {(one.kind, one.number) for one in (*lists.orders, *lists.ledger, *(lists.file or ()))}
    wrong = {(one.kind, one.number) for one in differences}
    return Reconciled(len(names - wrong), await _count_open(house, party, day.isoformat()))


async def differences_of(house: WalletHouse, *, only_open: bool = False, limit: int = 500) -> Sequence[DifferenceRow]:
    """The oldest first."""
    wanted = select(DifferenceRow).order_by(col(DifferenceRow.found_at), col(DifferenceRow.id)).limit(limit)
    if only_open:
        wanted = wanted.where(col(DifferenceRow.resolved_at).is_(None))
    async with house.database.read() as session:
        return (await session.exec(wanted)).all()


async def resolve(house: WalletHouse, difference_id: str, *, how: str, by: str) -> None:
    """how: what was done about it, such as a correction's number. Raises DifferenceUnknown."""
    how = how.strip()[:NOTE_LETTERS_MAX]
    if not how:
        raise DifferenceUnknown(difference_id)
    change = update(DifferenceRow).where(
        col(DifferenceRow.id) == difference_id, col(DifferenceRow.resolved_at).is_(None)
    )
    async with house.database.write() as session:
        done = await session.exec(
            change.values(resolved_at=house.clock.now(), resolved_by=by, resolution=how),
            execution_options={"synchronize_session": False},
        )
    if not done.rowcount:
        raise DifferenceUnknown(difference_id)


async def _count_open(house: WalletHouse, party: str, day: str) -> int:
    wanted = select(func.count()).where(
        col(DifferenceRow.party) == party, col(DifferenceRow.day) == day, col(DifferenceRow.resolved_at).is_(None)
    )
    async with house.database.read() as session:
        return (await session.exec(wanted)).one()


async def _keep(house: WalletHouse, party: str, day: str, differences: list[Difference], *, with_file: bool) -> None:
    now = house.clock.now()
    found = {(one.kind, one.number, one.fault): one for one in differences}
    kept = select(DifferenceRow).where(DifferenceRow.party == party, DifferenceRow.day == day)
    async with house.database.write() as session:
        rows = (await session.exec(kept)).all()
        for row in rows:
            one = found.pop((row.kind, row.number, row.fault), None)
            if one is not None:
                row.file_minor, row.orders_minor, row.ledger_minor = one.amounts
            elif row.resolved_at is None and (with_file or row.fault not in OF_FILE):
                row.resolved_at, row.resolution = now, MATCHES_NOW
            session.add(row)
        for one in found.values():
            first, second, third = one.amounts
            session.add(
                DifferenceRow(
                    id=new_id("dif", now, house.chance),
                    party=party,
                    day=day,
                    kind=one.kind,
                    number=one.number,
                    fault=one.fault,
                    file_minor=first,
                    orders_minor=second,
                    ledger_minor=third,
                    currency=one.currency,
                    found_at=now,
                )
            )

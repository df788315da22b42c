"""Each day's matching, made by itself: an hour after a day has ended in the wallet's time zone, every merchant's day
and the card processor's are matched, with the files that they give. Called by the worker every few seconds; what is
due stands in the row of the party and the day (decision 0032), and any number of workers may ask at once.

A file that has not come is asked for again, and a day with open differences is matched again each day, because what was
late on one side heals by itself; after two weeks a person has to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, update
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, func, select

from wallet.audit.days import ONE_DAY, last_ended, span_of
from wallet.audit.differences import Reconciled
from wallet.audit.matching import Record
from wallet.audit.rail_day import RAIL, party_of, reconcile_rail, report_of
from wallet.audit.reconciling import FileInvalid, read_file, reconcile
from wallet.database import UtcDateTime, WalletTable
from wallet.house import WalletHouse
from wallet.merchants import day_files
from wallet.merchants.day_files import DayFileMissing
from wallet.merchants.registry import MerchantRow
from wallet.rails.port import RailMove, RailRefused, RailSilent

AFTER = timedelta(hours=1)  # the others' days end by their own clocks, and their files take a while
LEASE = timedelta(minutes=10)  # of the worker that has taken a day; then another one may
AGAIN_FIRST, AGAIN_MOST = timedelta(minutes=15), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=14)
DAYS_BEHIND_MAX = 31  # when no worker has run for longer, older days are matched by hand
AT_ONCE = 20
ASKED_AGAIN_MAX = 7  # days of a merchant whose server is back; who was away for longer is asked as often as before


class FileState(StrEnum):
    UNASKED = "unasked"  # nobody has matched this day yet
    NONE = "none"  # the party gives no file: orders and ledger were matched
    MATCHED = "matched"
    MISSING = "missing"  # it has not come, or cannot be read: orders and ledger were matched meanwhile


class ReconciledDayRow(WalletTable, table=True):
    __tablename__ = "reconciled_days"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("(file = 'unasked') = (ran_at IS NULL)", name="a_matched_day_says_when"),
        CheckConstraint("(file = 'missing') = (reason <> '')", name="a_missing_file_says_why"),
        Index("ix_reconciled_days_due_at", "due_at"),
        Index("ix_reconciled_days_day", "day"),
    )

    party: str = Field(primary_key=True, max_length=32)  # as in `DifferenceRow`
    day: str = Field(primary_key=True, max_length=10)
    file: str = Field(default=FileState.UNASKED, max_length=8)
    reason: str = Field(default="", max_length=16)  # "silent", "refused", "absent", "status 503" or "line 3"
    matched: int = 0
    open: int = 0
    tries: int = 0  # for the file
    ran_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # when it is matched next


@dataclass(frozen=True, slots=True)
class DaySum:
    """What the parties of a day have come to. missing: files that have not come; waiting: parties not matched yet."""

    day: str
    parties: int
    waiting: int
    files: int
    missing: int
    matched: int
    open: int
    ran_at: datetime | None


async def reconcile_days(house: WalletHouse) -> int:
    """Match what is due; returns how many days of how many parties that were."""
    await _write_down(house)
    due = select(ReconciledDayRow).where(col(ReconciledDayRow.due_at) <= house.clock.now())
    async with house.database.read() as session:
        rows = (await session.exec(due.order_by(col(ReconciledDayRow.due_at)).limit(AT_ONCE))).all()
    taken = [row for row in rows if await _take(house, row)]
    for row in taken:
        await _match(house, row)
    return len(taken)


async def ask_again(house: WalletHouse, mchid: str) -> int:
    """The merchant is there: what it has not given of its newest days is due at once and not when the wait is over;
    returns of how many days."""
    row = ReconciledDayRow
    newest = (
        select(row.day)
        .where(row.party == mchid, row.file == FileState.MISSING)
        .order_by(col(row.day).desc())
        .limit(ASKED_AGAIN_MAX)
    )
    async with house.database.write() as session:
        days = (await session.exec(newest)).all()
        missing = update(row).where(col(row.party) == mchid, col(row.day).in_(days), col(row.file) == FileState.MISSING)
        done = await session.exec(
            missing.values(due_at=house.clock.now(), tries=0), execution_options={"synchronize_session": False}
        )
    return done.rowcount


async def days_of(house: WalletHouse, *, limit: int = 14) -> list[DaySum]:
    """The newest first."""
    row, count = ReconciledDayRow, func.count()
    wanted = (
        columns(
            col(row.day),
            count,
            count.filter(col(row.file) == FileState.UNASKED),
            count.filter(col(row.file) == FileState.MATCHED),
            count.filter(col(row.file) == FileState.MISSING),
            func.sum(col(row.matched)),
            func.sum(col(row.open)),
            func.max(col(row.ran_at)),
        )
        .group_by(col(row.day))
        .order_by(col(row.day).desc())
        .limit(limit)
    )
    async with house.database.read() as session:
        return [DaySum(*one) for one in (await session.execute(wanted)).all()]


async def files_missing(house: WalletHouse, *, limit: int = 100) -> Sequence[ReconciledDayRow]:
    """The newest days first. due_at: when it is asked for again, None when it was given up."""
    wanted = select(ReconciledDayRow).where(ReconciledDayRow.file == FileState.MISSING)
    newest = wanted.order_by(col(ReconciledDayRow.day).desc(), col(ReconciledDayRow.party)).limit(limit)
    async with house.database.read() as session:
        return (await session.exec(newest)).all()


async def _write_down(house: WalletHouse) -> None:
    """A row for every party and every day that has ended since the newest one there is."""
    newest = last_ended(house, before=AFTER)
    async with house.database.read() as session:
        known = (await session.exec(select(func.max(ReconciledDayRow.day)))).one()
    begin = date.fromisoformat(known) + ONE_DAY if known else newest
    begin = max(begin, newest - (DAYS_BEHIND_MAX - 1) * ONE_DAY)
    while begin <= newest:
        await _write_day(house, begin)
        begin += ONE_DAY


async def _write_day(house: WalletHouse, day: date) -> None:
    """All parties of the day in one transaction, so that a day is there with all of them or not at all."""
    now, end = house.clock.now(), span_of(house, day)[1]
    async with house.database.read() as session:
        parties = list((await session.exec(select(MerchantRow.mchid).where(col(MerchantRow.created_at) < end))).all())
    parties += [party_of(house.rail)] if house.rail else []
    if not parties:
        return
    async with house.database.write() as session:
        insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        for party in sorted(parties):
            row = {"party": party, "day": day.isoformat(), "file": FileState.UNASKED.value, "reason": ""}
            numbers = {"matched": 0, "open": 0, "tries": 0, "due_at": now}
            await session.execute(insert(ReconciledDayRow).values(**row, **numbers).on_conflict_do_nothing())


async def _take(house: WalletHouse, row: ReconciledDayRow) -> bool:
    """Whether this worker has it now: of several that have seen it due, one."""
    now = house.clock.now()
    seen = update(ReconciledDayRow).where(*_same(row), col(ReconciledDayRow.due_at) == row.due_at)
    async with house.database.write() as session:
        done = await session.exec(seen.values(due_at=now + LEASE), execution_options={"synchronize_session": False})
    return bool(done.rowcount)


async def _match(house: WalletHouse, row: ReconciledDayRow) -> None:
    day = date.fromisoformat(row.day)
    if row.party.startswith(RAIL):
        state, reason, done = await _match_rail(house, row, day)
    else:
        state, reason, done = await _match_merchant(house, row.party, day)
    tries = row.tries + 1 if state is FileState.MISSING else 0
    facts = {"file": state.value, "reason": reason, "matched": done.matched, "open": done.open, "tries": tries}
    now = house.clock.now()
    change = (
        update(ReconciledDayRow).where(*_same(row)).values(**facts, ran_at=now, due_at=_next(house, day, tries, done))
    )
    async with house.database.write() as session:
        await session.exec(change, execution_options={"synchronize_session": False})


async def _match_rail(house: WalletHouse, row: ReconciledDayRow, day: date) -> tuple[FileState, str, Reconciled]:
    rail = house.rail
    if rail is None or party_of(rail) != row.party:
        # It was disconnected meanwhile: what it left open stays so until it is back, or a person looks.
        return FileState.MISSING, "absent", Reconciled(row.matched, row.open)
    report: list[RailMove] | None = None
    state, reason = FileState.MATCHED, ""
    try:
        report = await report_of(house, rail, day)
    except RailSilent:
        state, reason = FileState.MISSING, "silent"
    except RailRefused:
        state, reason = FileState.MISSING, "refused"
    return state, reason, await reconcile_rail(house, rail, day, report)


async def _match_merchant(house: WalletHouse, mchid: str, day: date) -> tuple[FileState, str, Reconciled]:
    file: list[Record] | None = None
    state, reason = FileState.NONE, ""
    if url := await day_files.find_url(house, mchid):
        try:
            file = read_file(await day_files.ask(house, mchid, url, day), house.settings.currency)
            state = FileState.MATCHED
        except DayFileMissing as missing:
            state, reason = FileState.MISSING, f"status {missing.status}" if missing.status else "silent"
        except FileInvalid as invalid:
            state, reason = FileState.MISSING, f"line {invalid.line}"[:16]
    return state, reason, await reconcile(house, mchid, day, file)


def _next(house: WalletHouse, day: date, tries: int, done: Reconciled) -> datetime | None:
    now = house.clock.now()
    if now >= span_of(house, day)[1] + GIVE_UP_AFTER or not (tries or done.open):
        return None
    return now + (min(AGAIN_FIRST * 2 ** min(tries - 1, 10), AGAIN_MOST) if tries else ONE_DAY)


def _same(row: ReconciledDayRow) -> tuple[Any, Any]:
    return col(ReconciledDayRow.party) == row.party, col(ReconciledDayRow.day) == row.day

"""One merchant's day, matched three ways and kept: what differs stays listed with its age until somebody resolves it,
or until a later run finds that it matches. Called by the host's flow, which writes down who asks and who resolves."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint, update
from sqlmodel import Field, col, select

from wallet.audit.matching import Difference, Record, match
from wallet.audit.trial_balance import seq_at
from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import Account, AccountKind
from wallet.money import AmountInvalid, parse_money
from wallet.payments.hold_settling import captures_hold
from wallet.payments.order_rows import OrderRow
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settling import ORDER_CAUSE, REFUND_CAUSE, pays_order, refunds_order

COLUMNS = ("kind", "number", "amount")
KINDS = ("payment", "refund")
PAGE = 1000
IN_MAX = 400  # ids in one IN (...), below every database's bound
NOTE_LETTERS_MAX = 500
MATCHES_NOW = "matches now"


class DifferenceRow(WalletTable, table=True):
    __tablename__ = "reconciliation_differences"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "day", "kind", "number", "fault", name="one_row_per_difference"),
        CheckConstraint("(resolved_at IS NULL) = (resolution = '')", name="a_resolved_difference_says_how"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    day: str = Field(max_length=10)  # ISO 8601, UTC
    kind: str = Field(max_length=7)
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


@dataclass(eq=False)
class FileInvalid(WalletError):
    """line: where it stops being readable, counted from 1; reason: a short sentence."""

    code: ClassVar[str] = "file_invalid"
    line: int
    reason: str


@dataclass(eq=False)
class DifferenceUnknown(WalletError):
    """There is none of this id, or it is resolved."""

    code: ClassVar[str] = "difference_unknown"
    difference: str


def read_file(data: bytes, currency: str) -> list[Record]:
    """CSV in UTF-8 with the columns kind (payment or refund), number and amount (decimal), and a column currency where
    it is not everywhere this one. Raises FileInvalid."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise FileInvalid(1, "The first line names the columns kind, number and amount.")
        records: list[Record] = []
        for line, row in enumerate(rows, 2):
            if row["kind"] not in KINDS or not row["number"]:
                raise FileInvalid(line, "A row has a kind, payment or refund, and a number.")
            money = parse_money(row["amount"] or "", row.get("currency") or currency)
            records.append(Record(row["kind"], row["number"], money.amount_minor, money.currency))
    except (UnicodeDecodeError, csv.Error, AmountInvalid) as error:
        raise FileInvalid(0, "This is no CSV in UTF-8 with decimal amounts.") from error
    return records


async def reconcile(house: WalletHouse, mchid: str, day: date, file: Sequence[Record] | None) -> Reconciled:
    """Match one day, UTC, and keep what differs. file: None when there is none; then orders and ledger are matched."""
    start = datetime.combine(day, time(), UTC)
    end = start + timedelta(days=1)
    orders = await _orders(house, mchid, start, end)
    taking = [one for one in await house.ledger.accounts_of(mchid) if one.kind is AccountKind.MERCHANT]
    ledger = [record for account in taking for record in await _ledger(house, account, start, end)]
    differences = match(file, orders, ledger)
    await _keep(house, mchid, day.isoformat(), differences, with_file=file is not None)
    names = {(one.kind, one.number) for one in (*orders, *ledger, *(file or ()))}
    wrong = {(one.kind, one.number) for one in differences}
    still = [row for row in await differences_of(house, only_open=True) if (row.mchid, row.day) == (mchid, str(day))]
    return Reconciled(len(names - wrong), len(still))


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


async def _keep(house: WalletHouse, mchid: str, day: str, differences: list[Difference], *, with_file: bool) -> None:
    now = house.clock.now()
    found = {(one.kind, one.number, one.fault): one for one in differences}
    kept = select(DifferenceRow).where(DifferenceRow.mchid == mchid, DifferenceRow.day == day)
    async with house.database.write() as session:
        rows = (await session.exec(kept)).all()
        for row in rows:
            one = found.pop((row.kind, row.number, row.fault), None)
            of_file = row.fault in ("missing_in_file", "double_in_file", "amount")
            if one is not None:
                row.file_minor, row.orders_minor, row.ledger_minor = one.amounts
            elif row.resolved_at is None and (with_file or not of_file):
                row.resolved_at, row.resolution = now, MATCHES_NOW
            session.add(row)
        for one in found.values():
            first, second, third = one.amounts
            session.add(
                DifferenceRow(
                    id=new_id("dif", now, house.chance),
                    mchid=mchid,
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


async def _orders(house: WalletHouse, mchid: str, start: datetime, end: datetime) -> list[Record]:
    paid = select(OrderRow.out_trade_no, OrderRow.total_minor, OrderRow.currency).where(
        OrderRow.mchid == mchid, col(OrderRow.paid_at) >= start, col(OrderRow.paid_at) < end
    )
    refunded = (
        select(RefundRow.out_refund_no, RefundRow.amount_minor, RefundRow.currency)
        .where(RefundRow.mchid == mchid)
        .where(col(RefundRow.refunded_at) >= start, col(RefundRow.refunded_at) < end)
    )
    async with house.database.read() as session:
        payments = [Record("payment", *row) for row in (await session.exec(paid)).all()]
        return payments + [Record("refund", *row) for row in (await session.exec(refunded)).all()]


async def _ledger(house: WalletHouse, account: Account, start: datetime, end: datetime) -> list[Record]:
    """What moved on one of the merchant's accounts, under the numbers that its orders and refunds carry."""
    tick = timedelta(microseconds=1)  # `seq_at` includes its moment, a day does not include its end
    first, before = await seq_at(house, start - tick), await seq_at(house, end - tick) + 1
    records: list[Record] = []
    while entries := await house.ledger.entries_of_account(account.id, before_seq=before, limit=PAGE):
        day = [entry for entry in entries if entry.seq > first]
        moved = [entry for entry in day if pays_order(entry) or captures_hold(entry) or refunds_order(entry)]
        numbers = await _numbers(house, [entry.cause for entry in moved])
        records += [
            Record(
                "refund" if refunds_order(entry) else "payment",
                numbers.get(entry.cause, entry.cause),
                entry.amount_minor,
                account.currency,
            )
            for entry in moved
        ]
        if len(day) < len(entries):
            break
        before = entries[-1].seq
    return records


async def _numbers(house: WalletHouse, causes: list[str]) -> dict[str, str]:
    """cause -> the merchant's number."""
    found: dict[str, str] = {}
    async with house.database.read() as session:
        for start in range(0, len(causes), IN_MAX):
            part = causes[start : start + IN_MAX]
            orders = [one.removeprefix(ORDER_CAUSE) for one in part if one.startswith(ORDER_CAUSE)]
            refunds = [one.removeprefix(REFUND_CAUSE) for one in part if one.startswith(REFUND_CAUSE)]
            rows = await session.exec(select(OrderRow.id, OrderRow.out_trade_no).where(col(OrderRow.id).in_(orders)))
            found |= {ORDER_CAUSE + order_id: number for order_id, number in rows.all()}
            back = await session.exec(
                select(RefundRow.id, RefundRow.out_refund_no).where(col(RefundRow.id).in_(refunds))
            )
            found |= {REFUND_CAUSE + refund_id: number for refund_id, number in back.all()}
    return found

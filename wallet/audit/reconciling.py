"""One merchant's day, matched three ways: its file, its orders and refunds, the ledger. Called by the host's flow,
which writes down who asks, and each day by `daily.py`."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlmodel import col, select

from wallet.audit.days import entries_between, span_of
from wallet.audit.differences import Lists, Reconciled, match_and_keep
from wallet.audit.matching import Record
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import Account, AccountKind
from wallet.money import AmountInvalid, parse_money
from wallet.payments.hold_settling import captures_hold
from wallet.payments.order_rows import OrderRow
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settling import ORDER_CAUSE, REFUND_CAUSE, pays_order, refunds_order

COLUMNS = ("kind", "number", "amount")
KINDS = ("payment", "refund")
NUMBER_LETTERS_MAX = 128
IN_MAX = 400  # ids in one IN (...), below every database's bound


@dataclass(eq=False)
class FileInvalid(WalletError):
    """line: where it stops being readable, counted from 1; reason: a short sentence."""

    code: ClassVar[str] = "file_invalid"
    line: int
    reason: str


def read_file(data: bytes, currency: str) -> list[Record]:
    """CSV in UTF-8 with the columns kind (payment or refund), number and amount (decimal), and a column currency where
    it is not everywhere this one. Raises FileInvalid."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise FileInvalid(1, "The first line names the columns kind, number and amount.")
        return [_read_row(line, row, currency) for line, row in enumerate(rows, 2)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileInvalid(0, "This is no CSV in UTF-8.") from error


def _read_row(line: int, row: dict[str, str | None], currency: str) -> Record:
    kind, number, amount = (row[name] or "" for name in COLUMNS)
    if kind not in KINDS or not 1 <= len(number) <= NUMBER_LETTERS_MAX or not number.isprintable():
        raise FileInvalid(line, "A row has a kind, payment or refund, and a number.")
    try:
        money = parse_money(amount, row.get("currency") or currency)
    except AmountInvalid as error:
        raise FileInvalid(line, "An amount is decimal, such as 12.30, in a currency that is known here.") from error
    return Record(kind, number, money.amount_minor, money.currency)


async def reconcile(house: WalletHouse, mchid: str, day: date, file: Sequence[Record] | None) -> Reconciled:
    """Match one day and keep what differs. file: None when there is none; then orders and ledger are matched."""
    start, end = span_of(house, day)
    orders = await _orders(house, mchid, start, end)
    taking = [one for one in await house.ledger.accounts_of(mchid) if one.kind is AccountKind.MERCHANT]
    ledger = [record for account in taking for record in await _ledger(house, account, start, end)]
    return await match_and_keep(house, mchid, day, Lists(file, orders, ledger))


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
    entries = await entries_between(house, account.id, start, end)
    moved = [entry for entry in entries if pays_order(entry) or captures_hold(entry) or refunds_order(entry)]
    numbers = await _numbers(house, [entry.cause for entry in moved])
    return [
        Record(
            "refund" if refunds_order(entry) else "payment",
            numbers.get(entry.cause, entry.cause),
            entry.amount_minor,
            account.currency,
        )
        for entry in moved
    ]


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

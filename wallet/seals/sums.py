"""Sums by kind of account, kept every 10,000 entries, so that a trial balance of long ago reads a few thousand entries
and not all that came since (docs/decisions/0033-kept-sums.md). A chore of the worker, outside the path of payments;
`wallet.audit.trial_balance` begins from them, and a witness of `wallet.books` adds them up again.

They follow from the journal alone: who removes them only makes the worker write them again."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, col, select

from wallet.database import WalletTable
from wallet.house import WalletHouse
from wallet.ledger.looking import KindTotal
from wallet.ledger.model import AccountKind, Seq

EVERY = 10_000  # entries
AT_ONCE = 100  # in one round of the worker
_BIG = BigInteger().with_variant(Integer, "sqlite")


class KeptSumRow(WalletTable, table=True):
    """One line of the trial balance right after entry `seq`. Amounts in minor units."""

    __tablename__ = "kept_sums"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    seq: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    currency: str = Field(primary_key=True, max_length=3)
    kind: str = Field(primary_key=True, max_length=16)
    accounts: int = Field(sa_column=Column(_BIG, nullable=False))
    debit_minor: int = Field(sa_column=Column(_BIG, nullable=False))
    credit_minor: int = Field(sa_column=Column(_BIG, nullable=False))
    held_minor: int = Field(sa_column=Column(_BIG, nullable=False))


async def keep_sums(house: WalletHouse) -> int:
    """Write down what is due; how many times. Several workers may run it: the first to keep a place stays."""
    head = await house.ledger.head()
    newest = head.first_seq + head.entries - 1
    seq, lines = await kept_before(house, newest)
    kept = 0
    while newest - seq >= EVERY and kept < AT_ONCE:
        lines = added(lines, await house.ledger.changes_between(seq, seq + EVERY))
        seq, kept = seq + EVERY, kept + 1
        await _store(house, seq, lines)
    return kept


async def kept_before(house: WalletHouse, seq: Seq) -> tuple[Seq, list[KindTotal]]:
    """The newest kept at or before this entry; (0, []) when there is none: before the first entry nobody had any."""
    places = select(KeptSumRow.seq).where(col(KeptSumRow.seq) <= seq).order_by(col(KeptSumRow.seq).desc()).limit(1)
    async with house.database.read() as session:
        found = (await session.exec(places)).first()
    return (found, await kept_at(house, found)) if found else (0, [])


async def kept_after(house: WalletHouse, seq: Seq) -> Seq | None:
    places = select(KeptSumRow.seq).where(col(KeptSumRow.seq) > seq).order_by(col(KeptSumRow.seq)).limit(1)
    async with house.database.read() as session:
        return (await session.exec(places)).first()


async def kept_at(house: WalletHouse, seq: Seq) -> list[KindTotal]:
    wanted = select(KeptSumRow).where(KeptSumRow.seq == seq)
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(KeptSumRow.currency), col(KeptSumRow.kind)))).all()
    return [
        KindTotal(row.currency, AccountKind(row.kind), row.accounts, row.debit_minor, row.credit_minor, row.held_minor)
        for row in rows
    ]


def added(lines: list[KindTotal], changes: list[KindTotal]) -> list[KindTotal]:
    """Line by line, in order of currency and kind."""
    sums = {(line.currency, line.kind): line for line in lines}
    for change in changes:
        name = (change.currency, change.kind)
        line = sums.get(name, KindTotal(*name, 0, 0, 0, 0))
        sums[name] = KindTotal(
            *name,
            line.accounts + change.accounts,
            line.debit_minor + change.debit_minor,
            line.credit_minor + change.credit_minor,
            line.held_minor + change.held_minor,
        )
    return [sums[name] for name in sorted(sums)]


async def _store(house: WalletHouse, seq: Seq, lines: list[KindTotal]) -> None:
    insert: Any = sqlite_insert if house.database.is_sqlite else postgres_insert
    values = [
        {
            "seq": seq,
            "currency": line.currency,
            "kind": line.kind.value,
            "accounts": line.accounts,
            "debit_minor": line.debit_minor,
            "credit_minor": line.credit_minor,
            "held_minor": line.held_minor,
        }
        for line in lines
    ]
    async with house.database.write() as session:
        await session.execute(insert(KeptSumRow).values(values).on_conflict_do_nothing())

"""One day of the card processor, matched three ways: its own report, the top-ups and withdrawals, the ledger. Called
each day by `daily.py`.

A rail moves money and we hear of it later, so one movement may lie on two days: it belongs to the day of either. What
one list has on this day is therefore looked up in the other two whenever it happened, and only what they do not have at
all is missing."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from wallet.audit.days import ONE_DAY, entries_between, span_of
from wallet.audit.differences import Lists, Reconciled, match_and_keep
from wallet.audit.matching import Record
from wallet.house import WalletHouse
from wallet.ledger.model import Entry, Kind
from wallet.payments import top_up_settling, withdrawal_settling
from wallet.payments.demo_money import TOP_UP_CAUSE
from wallet.payments.top_up_rows import TopUpRow
from wallet.payments.top_up_settling import TOP_UP_BACK_CAUSE
from wallet.payments.withdrawal_rows import WithdrawalRow
from wallet.payments.withdrawal_settling import WITHDRAWAL_BACK_CAUSE, WITHDRAWAL_CAUSE
from wallet.rails.port import MoveKind, Rail, RailMove

RAIL = "rail:"
IN_MAX = 400  # ids in one IN (...), below every database's bound
KINDS = {
    TOP_UP_CAUSE: MoveKind.CHARGE,
    TOP_UP_BACK_CAUSE: MoveKind.CHARGE_BACK,
    WITHDRAWAL_CAUSE: MoveKind.PAYOUT,
    WITHDRAWAL_BACK_CAUSE: MoveKind.PAYOUT_BACK,
}
KEYS = {
    MoveKind.CHARGE: top_up_settling.credit_key,
    MoveKind.CHARGE_BACK: top_up_settling.back_key,
    MoveKind.PAYOUT: withdrawal_settling.pay_key,
    MoveKind.PAYOUT_BACK: withdrawal_settling.back_key,
}
TABLES = (
    (TopUpRow, col(TopUpRow.decided_at), MoveKind.CHARGE, MoveKind.CHARGE_BACK),
    (WithdrawalRow, col(WithdrawalRow.finished_at), MoveKind.PAYOUT, MoveKind.PAYOUT_BACK),
)
Name = tuple[str, str]  # kind and number


def party_of(rail: Rail) -> str:
    """What its days are kept under; also the owner of its accounts in the ledger."""
    return RAIL + rail.name


async def report_of(house: WalletHouse, rail: Rail, day: date) -> list[RailMove]:
    """Also of the day before, whose movements we may have heard of on this one, and of a little later, because no two
    clocks agree. Raises RailSilent, RailRefused."""
    start, end = span_of(house, day)
    return await rail.moves_between(start - ONE_DAY, end + timedelta(hours=1))


async def reconcile_rail(house: WalletHouse, rail: Rail, day: date, report: Sequence[RailMove] | None) -> Reconciled:
    """Match one day and keep what differs. report: as `report_of` gives it; None when it has not come, and then rows
    and ledger are matched."""
    start, end = span_of(house, day)
    ledger = await _ledger(house, rail, start, end)
    told = [(_record(one), one.at) for one in report or ()]
    names = _names(ledger) | _names(record for record, at in told if start <= at < end)
    rows, decided = await _rows(house, sorted({number for _, number in names}), start, end)
    names |= decided
    ledger += await _ledger_of(house, names - _names(ledger))
    file = [record for record, _ in told if (record.kind, record.number) in names]
    rows = [record for record in rows if (record.kind, record.number) in names]
    return await match_and_keep(house, party_of(rail), day, Lists(None if report is None else file, rows, ledger))


def _names(records: Iterable[Record]) -> set[Name]:
    return {(one.kind, one.number) for one in records}


def _record(move: RailMove) -> Record:
    return Record(move.kind, move.reference, move.amount_minor, move.currency)


async def _ledger(house: WalletHouse, rail: Rail, start: datetime, end: datetime) -> list[Record]:
    found: list[Entry] = []
    for account in await house.ledger.accounts_of(party_of(rail)):
        found += await entries_between(house, account.id, start, end)
    return await _posted(house, [entry for entry in found if _moves_by_rail(entry)])


async def _ledger_of(house: WalletHouse, names: set[Name]) -> list[Record]:
    """What the journal has of these, whenever it was posted."""
    found = [await house.ledger.find_entry_by_key(KEYS[MoveKind(kind)](number)) for kind, number in sorted(names)]
    return await _posted(house, [entry for entry in found if entry])


def _moves_by_rail(entry: Entry) -> bool:
    return entry.kind in (Kind.POST, Kind.CAPTURE) and entry.cause.partition(":")[0] + ":" in KINDS


async def _posted(house: WalletHouse, entries: Sequence[Entry]) -> list[Record]:
    accounts = await house.ledger.some_accounts({entry.debit for entry in entries})
    return [await _posted_one(house, entry, accounts[entry.debit].currency) for entry in entries]


async def _posted_one(house: WalletHouse, entry: Entry, currency: str) -> Record:
    """A withdrawal is taken with its fee, and what the rail has paid is the rest."""
    cause, _, number = entry.cause.partition(":")
    kind = KINDS[cause + ":"]
    fee = await house.ledger.find_entry_by_key(withdrawal_settling.fee_key(number)) if kind is MoveKind.PAYOUT else None
    return Record(kind, number, entry.amount_minor - (fee.amount_minor if fee else 0), currency)


async def _rows(
    house: WalletHouse, numbers: list[str], start: datetime, end: datetime
) -> tuple[list[Record], set[Name]]:
    """The top-ups and withdrawals of these numbers and of this day; the names of those of the day."""
    records: list[Record] = []
    decided: set[Name] = set()
    parts = [numbers[first : first + IN_MAX] for first in range(0, len(numbers), IN_MAX)]
    for table, at, there, back in TABLES:
        wanted = select(table).where(col(table.entry_seq).is_not(None))
        async with house.database.read() as session:
            that_day = (await session.exec(wanted.where(at >= start, at < end))).all()
            rows = {row.id: row for row in that_day}
            for part in parts:
                rows |= {row.id: row for row in (await session.exec(wanted.where(col(table.id).in_(part)))).all()}
        decided |= {(there, row.id) for row in that_day}
        records += [Record(there, row.id, row.amount_minor, row.currency) for row in rows.values()]
        returned = [row for row in rows.values() if row.back_seq is not None]
        records += [Record(back, row.id, row.amount_minor, row.currency) for row in returned]
    return records, decided

"""Writing the journal out into everybody's history (`wallet.reactions` gives each entry once, in order, in the
transaction that moves the reader's cursor)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.ledger.model import Account, AccountId, AccountKind, Entry, Kind
from wallet.movements.rows import TITLE_LETTERS_MAX, MovementMonthRow, MovementRow
from wallet.movements.words import preload, tell, words_of

MOVES = (Kind.POST, Kind.CAPTURE)  # the other kinds set money aside and give it back; no balance changes
ACCOUNTS_KEPT_MAX = 10_000


class MovementWriter:
    """Who an account belongs to never changes, so it is asked once."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._zone = ZoneInfo(house.settings.time_zone)
        self._accounts: dict[AccountId, Account] = {}

    async def __call__(self, session: AsyncSession, entries: Sequence[Entry]) -> None:
        moving = [one for one in entries if one.kind in MOVES]
        accounts = await self._accounts_of(moving)
        _kept = await preload(
            session, [_cause_of(one) for one in moving]
        )  # as long as it lives, nothing is asked twice
        months: dict[tuple[str, str, int, str], MovementMonthRow] = {}
        for entry in moving:
            debit, credit = accounts[entry.debit], accounts[entry.credit]
            if debit.kind is AccountKind.PERSON:
                row = await self._row(session, entry, debit, credit, -entry.amount_minor, entry.debit_balance_minor)
                _add_to_month(months, row)
            if credit.kind is AccountKind.PERSON:
                row = await self._row(session, entry, credit, debit, entry.amount_minor, entry.credit_balance_minor)
                _add_to_month(months, row)
        await _write_months(session, list(months.values()))

    async def _row(
        self, session: AsyncSession, entry: Entry, account: Account, other: Account, amount: int, balance: int
    ) -> MovementRow:
        kind, thing = _cause_of(entry)
        told = await tell(session, kind, thing, account.owner, other)
        thing = told.thing or thing
        row = MovementRow(
            person_id=account.owner,
            seq=entry.seq,
            posted_at=entry.posted_at,
            month=month_of(entry.posted_at, self._zone),
            currency=account.currency,
            kind=kind[:24],
            thing=thing,
            amount_minor=amount,
            balance_minor=balance,
            other_id=told.other_id,
            other_name=told.other_name,
            title=told.title[:TITLE_LETTERS_MAX],
            order_number=told.order_number,
            transaction_id=told.transaction_id,
            words=words_of(told, thing),
        )
        session.add(row)
        return row

    async def _accounts_of(self, entries: Sequence[Entry]) -> dict[AccountId, Account]:
        named = {account for entry in entries for account in (entry.debit, entry.credit)}
        if len(self._accounts) >= ACCOUNTS_KEPT_MAX:
            self._accounts.clear()
        if unknown := named - self._accounts.keys():
            self._accounts |= await self._house.ledger.some_accounts(unknown)
        return self._accounts


def _cause_of(entry: Entry) -> tuple[str, str]:
    """Such as ("transfer", "trf_01k3…")."""
    kind, _, thing = entry.cause.partition(":")
    return kind, thing


def month_of(moment: datetime, zone: ZoneInfo) -> int:
    """Such as 202611."""
    there = moment.astimezone(zone)
    return there.year * 100 + there.month


def _add_to_month(months: dict[tuple[str, str, int, str], MovementMonthRow], row: MovementRow) -> None:
    name = (row.person_id, row.currency, row.month, row.kind)
    month = months.get(name)
    if month is None:
        month = months[name] = MovementMonthRow(
            person_id=row.person_id,
            currency=row.currency,
            month=row.month,
            kind=row.kind,
            in_minor=0,
            out_minor=0,
            movements=0,
            first_seq=row.seq,
            last_seq=row.seq,
        )
    month.in_minor += max(0, row.amount_minor)
    month.out_minor += max(0, -row.amount_minor)
    month.movements += 1
    month.last_seq = row.seq


async def _write_months(session: AsyncSession, months: Sequence[MovementMonthRow]) -> None:
    """Added to what stands there already."""
    if not months:
        return
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row, made = MovementMonthRow, insert(MovementMonthRow.__table__)  # pyright: ignore[reportAttributeAccessIssue]
    added = made.on_conflict_do_update(
        index_elements=["person_id", "currency", "month", "kind"],
        set_={
            "in_minor": row.in_minor + made.excluded.in_minor,
            "out_minor": row.out_minor + made.excluded.out_minor,
            "movements": row.movements + made.excluded.movements,
            "last_seq": made.excluded.last_seq,
        },
    )
    await (await session.connection()).execute(added, [one.model_dump() for one in months])

"""Writing the journal out into everybody's history (`wallet.reactions` gives each entry once, in order, in the
transaction that moves the reader's cursor)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.ledger.model import Account, AccountId, AccountKind, Entry, Kind
from wallet.movements.rows import TITLE_LETTERS_MAX, MovementMonthRow, MovementRow
from wallet.movements.words import tell, words_of

MOVES = (Kind.POST, Kind.CAPTURE)  # the other kinds set money aside and give it back; no balance changes
ACCOUNTS_KEPT_MAX = 10_000


class MovementWriter:
    """Who an account belongs to never changes, so it is asked once."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._zone = ZoneInfo(house.settings.time_zone)
        self._accounts: dict[AccountId, Account] = {}

    async def __call__(self, session: AsyncSession, entry: Entry) -> None:
        if entry.kind not in MOVES:
            return
        debit, credit = await self._account(entry.debit), await self._account(entry.credit)
        if debit.kind is AccountKind.PERSON:
            await self._write(session, entry, debit, credit, -entry.amount_minor, entry.debit_balance_minor)
        if credit.kind is AccountKind.PERSON:
            await self._write(session, entry, credit, debit, entry.amount_minor, entry.credit_balance_minor)

    async def _write(
        self, session: AsyncSession, entry: Entry, account: Account, other: Account, amount: int, balance: int
    ) -> None:
        kind, _, thing = entry.cause.partition(":")
        told = await tell(session, kind, thing, account.owner, other)
        thing = told.thing or thing
        month = month_of(entry.posted_at, self._zone)
        session.add(
            MovementRow(
                person_id=account.owner,
                seq=entry.seq,
                posted_at=entry.posted_at,
                month=month,
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
        )
        await _add_to_month(session, account, month, kind[:24], amount, entry.seq)

    async def _account(self, account: AccountId) -> Account:
        if account not in self._accounts:
            if len(self._accounts) >= ACCOUNTS_KEPT_MAX:
                self._accounts.clear()
            self._accounts[account] = await self._house.ledger.get_account(account)
        return self._accounts[account]


def month_of(moment: datetime, zone: ZoneInfo) -> int:
    """Such as 202611."""
    there = moment.astimezone(zone)
    return there.year * 100 + there.month


async def _add_to_month(session: AsyncSession, account: Account, month: int, kind: str, amount: int, seq: int) -> None:
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = MovementMonthRow
    made = insert(row).values(
        person_id=account.owner,
        currency=account.currency,
        month=month,
        kind=kind,
        in_minor=max(0, amount),
        out_minor=max(0, -amount),
        movements=1,
        first_seq=seq,
        last_seq=seq,
    )
    await session.execute(
        made.on_conflict_do_update(
            index_elements=["person_id", "currency", "month", "kind"],
            set_={
                "in_minor": row.in_minor + made.excluded.in_minor,
                "out_minor": row.out_minor + made.excluded.out_minor,
                "movements": row.movements + 1,
                "last_seq": made.excluded.last_seq,
            },
        )
    )

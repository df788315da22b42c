"""What a top-up does to the ledger, and writing into its row what the journal says. Called by `top_ups.py`; each step
has a key of its own, so each is harmless when repeated, and a process that dies between two is taken up where it fell.

    approved      rail:cards (cash in) -> person                 the money is in the wallet
    charged back  debt:<person>        -> rail:cards (cash in)   the bank has it back, at once and in whole
    recovered     person               -> debt:<person>          as much as the wallet has, as often as it takes

The house stands in between: the rail takes its money back whether or not the person still has it. What is spent is a
debt, an account below zero by exactly what is owed, and whatever comes into the wallet later goes there first."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountRefused, Draft, Entry, InsufficientFunds, Kind
from wallet.money import Money
from wallet.payments.accounts import debt_account, person_account, rail_in_account
from wallet.payments.demo_money import TOP_UP_CAUSE
from wallet.payments.limits import Use, has_moved
from wallet.payments.top_up_rows import UNDECIDED, TopUpRow, TopUpState

TOP_UP_BACK_CAUSE = "top_up_back:"
DEBT_CAUSE = "debt:"
TOP_UP_PREFIX = "tup_"
COLLECT_EVERY = timedelta(minutes=1)


def credit_key(top_up_id: str) -> bytes:
    return key_for(f"top_up:{top_up_id}")


def back_key(top_up_id: str) -> bytes:
    return key_for(f"top_up_back:{top_up_id}")


def collect_key(top_up_id: str, recovered_minor: int) -> bytes:
    """One for each step: what was recovered before it is part of its name."""
    return key_for(f"debt:{recovered_minor}:{top_up_id}")


def is_of_card(entry: Entry) -> bool:
    """Whether the entry belongs to a top-up from a card, and not to demo money or anything else."""
    return entry.kind is Kind.POST and entry.cause.startswith(
        (TOP_UP_CAUSE + TOP_UP_PREFIX, TOP_UP_BACK_CAUSE, DEBT_CAUSE)
    )


def top_up_of(entry: Entry) -> str:
    return entry.cause.partition(":")[2]


async def credit(house: WalletHouse, row: TopUpRow) -> TopUpRow:
    """The rail has said yes: bring the money into the wallet, once."""
    source = await rail_in_account(house, row.rail, row.currency)
    person = await person_account(house, row.person_id, row.currency)
    draft = Draft(credit_key(row.id), Kind.POST, source, person, row.amount_minor, TOP_UP_CAUSE + row.id)
    entry = await house.ledger.submit(draft)
    if row.entry_seq is None:
        async with house.database.write() as session:
            use = Use(draft.key, row.person_id, "top_up", Money(row.amount_minor, row.currency))
            await has_moved(session, house, use)
    change = update(TopUpRow).where(col(TopUpRow.id) == row.id, col(TopUpRow.entry_seq).is_(None))
    facts: dict[str, Any] = {"state": TopUpState.APPROVED, "code": "", "challenge_url": "", "tries": 0}
    now = await _write(house, row, change.values(**facts, decided_at=entry.posted_at, entry_seq=entry.seq))
    return await rest(house, row) if now.state == TopUpState.APPROVED else now


async def take_back(house: WalletHouse, row: TopUpRow) -> TopUpRow:
    """The bank has taken it back: write the debt down, once, and take from the wallet what is there."""
    row = await credit(house, row)  # a charge-back may be the first we hear of a yes
    debt = await debt_account(house, row.person_id, row.currency)
    source = await rail_in_account(house, row.rail, row.currency)
    draft = Draft(back_key(row.id), Kind.POST, debt, source, row.amount_minor, TOP_UP_BACK_CAUSE + row.id)
    entry = await house.ledger.submit(draft)
    change = update(TopUpRow).where(col(TopUpRow.id) == row.id, col(TopUpRow.back_seq).is_(None))
    row = await _write(
        house, row, change.values(state=TopUpState.CHARGED_BACK, back_seq=entry.seq, due_at=house.clock.now())
    )
    return await collect(house, row)


async def rest(house: WalletHouse, row: TopUpRow) -> TopUpRow:
    """There is nothing to ask about a decided row any more, unless a notice came since `row` was read."""
    same = (col(TopUpRow.id) == row.id, col(TopUpRow.due_at) == row.due_at, col(TopUpRow.state).not_in(UNDECIDED))
    return await _write(house, row, update(TopUpRow).where(*same).values(due_at=None))


async def collect(house: WalletHouse, row: TopUpRow) -> TopUpRow:
    """Take from the wallet what it has of a debt. The row is due again while something is owed."""
    owed = row.amount_minor - row.recovered_minor
    entry = await house.ledger.find_entry_by_key(collect_key(row.id, row.recovered_minor)) if owed else None
    if owed and entry is None:
        entry = await _take(house, row, owed)
    if entry is None:
        due = house.clock.now() + COLLECT_EVERY if owed else None
        return await _write(house, row, update(TopUpRow).where(col(TopUpRow.id) == row.id).values(due_at=due))
    same = (col(TopUpRow.id) == row.id, col(TopUpRow.recovered_minor) == row.recovered_minor)
    recovered = row.recovered_minor + entry.amount_minor
    row = await _write(house, row, update(TopUpRow).where(*same).values(recovered_minor=recovered))
    return await collect(house, row)


async def _take(house: WalletHouse, row: TopUpRow, owed_minor: int) -> Entry | None:
    person = await person_account(house, row.person_id, row.currency)
    amount = min(owed_minor, (await house.ledger.get_account(person)).available_minor)
    if amount <= 0:
        return None
    debt = await debt_account(house, row.person_id, row.currency)
    draft = Draft(collect_key(row.id, row.recovered_minor), Kind.POST, person, debt, amount, DEBT_CAUSE + row.id)
    try:
        return await house.ledger.submit(draft)
    except (InsufficientFunds, AccountRefused):
        return None  # spent between the look and the try, or frozen: the next round takes what there is then


async def _write(house: WalletHouse, row: TopUpRow, change: Any) -> TopUpRow:
    async with house.database.write() as session:
        await session.exec(change, execution_options={"synchronize_session": False})
        found = (await session.exec(select(TopUpRow).where(TopUpRow.id == row.id))).one_or_none()
    ensure(found, "a top-up stays", top_up=row.id)
    assert found
    return found

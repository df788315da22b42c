"""What a withdrawal does to the ledger, and writing into its row what the journal says. Called by `withdrawals.py`;
each step has a key of its own, so each is harmless when repeated.

    held       person            holds for  rail:cards (cash out)   amount and fee, set aside before the rail is asked
    paid       the hold is captured; then rail:cards (cash out) -> fees   the fee
    failed     the hold is voided                                          everything is free again
    returned   rail:cards (cash out) -> person                             the amount; the fee stays"""

import logging
from typing import Any

from sqlalchemy import update
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountRefused, Draft, Entry, HoldRefused, Kind
from wallet.money import Money
from wallet.payments.accounts import fees_account, person_account, rail_out_account, spend
from wallet.payments.asking import next_look
from wallet.payments.limits import Use, has_moved
from wallet.payments.limits import give_back as uncount
from wallet.payments.withdrawal_rows import OPEN, WithdrawalRow, WithdrawalState

WITHDRAWAL_CAUSE = "withdrawal:"
WITHDRAWAL_BACK_CAUSE = "withdrawal_back:"
WITHDRAWAL_FEE_CAUSE = "withdrawal_fee:"
log = logging.getLogger(__name__)


def hold_key(withdrawal_id: str) -> bytes:
    return key_for(f"hold:{withdrawal_id}")


def pay_key(withdrawal_id: str) -> bytes:
    return key_for(f"capture:{withdrawal_id}")


def free_key(withdrawal_id: str) -> bytes:
    return key_for(f"void:{withdrawal_id}")


def fee_key(withdrawal_id: str) -> bytes:
    return key_for(f"fee:{withdrawal_id}")


def back_key(withdrawal_id: str) -> bytes:
    return key_for(f"back:{withdrawal_id}")


async def set_aside(house: WalletHouse, row: WithdrawalRow) -> WithdrawalRow:
    """written -> held. Raises InsufficientFunds, AccountRefused, LedgerBusy, OutcomeUnknown."""
    person = await person_account(house, row.person_id, row.currency)
    rail = await rail_out_account(house, row.rail, row.currency)
    total = row.amount_minor + row.fee_minor
    draft = Draft(hold_key(row.id), Kind.AUTHORIZE, person, rail, total, WITHDRAWAL_CAUSE + row.id)
    await spend(house, row.currency, draft)
    async with house.database.write() as session:
        use = Use(hold_key(row.id), row.person_id, "withdrawal", Money(total, row.currency))
        await has_moved(session, house, use)
    return await write(house, row, (WithdrawalState.WRITTEN,), state=WithdrawalState.HELD)


async def pay(house: WalletHouse, row: WithdrawalRow) -> WithdrawalRow:
    """The rail has paid it: take what was set aside, and the fee out of it."""
    cause, total = WITHDRAWAL_CAUSE + row.id, row.amount_minor + row.fee_minor
    try:
        entry = await house.ledger.submit(
            Draft(pay_key(row.id), Kind.CAPTURE, 0, 0, total, cause, hold=hold_key(row.id))
        )
    except HoldRefused:
        # The port promises that "failed" is the last word. Its breach is a matter for people: the books show it as a
        # payout on the rail's statement that is not in ours.
        log.exception("a rail paid what it had called failed: %s", row.id)
        return await rest(house, row)
    except AccountRefused:
        # The wallet was frozen after the rail had been asked. What was set aside stays so, and leaves once it may.
        tries = row.tries + 1
        return await write(house, row, OPEN, tries=tries, due_at=next_look(house.clock.now(), tries))
    if row.fee_minor:
        rail, fees = await rail_out_account(house, row.rail, row.currency), await fees_account(house, row.currency)
        await house.ledger.submit(
            Draft(fee_key(row.id), Kind.POST, rail, fees, row.fee_minor, WITHDRAWAL_FEE_CAUSE + row.id)
        )
    facts: dict[str, Any] = {"state": WithdrawalState.PAID, "code": "", "entry_seq": entry.seq}
    await write(house, row, OPEN, **facts, finished_at=entry.posted_at)
    return await rest(house, row)


async def fail(house: WalletHouse, row: WithdrawalRow, code: str) -> WithdrawalRow:
    """The rail will not pay it: what was set aside is free again. What was paid already comes back instead."""
    cause = WITHDRAWAL_CAUSE + row.id
    if await house.ledger.find_hold(hold_key(row.id)):
        try:
            await house.ledger.submit(Draft(free_key(row.id), Kind.VOID, 0, 0, 0, cause, hold=hold_key(row.id)))
        except HoldRefused:
            return await give_back(house, row, code)
    async with house.database.write() as session:
        await uncount(session, hold_key(row.id))
    now = house.clock.now()
    await write(house, row, OPEN, state=WithdrawalState.FAILED, code=code[:32], finished_at=now)
    return await rest(house, row)


async def give_back(house: WalletHouse, row: WithdrawalRow, code: str) -> WithdrawalRow:
    """The bank has sent a paid amount back."""
    row = await pay(house, row)  # that it came back may be the first we hear of its payment
    if row.state not in (WithdrawalState.PAID, WithdrawalState.RETURNED):
        return row
    rail, person = (
        await rail_out_account(house, row.rail, row.currency),
        await person_account(house, row.person_id, row.currency),
    )
    entry = await house.ledger.submit(
        Draft(back_key(row.id), Kind.POST, rail, person, row.amount_minor, WITHDRAWAL_BACK_CAUSE + row.id)
    )
    facts: dict[str, Any] = {"state": WithdrawalState.RETURNED, "code": code[:32], "back_seq": entry.seq}
    await write(house, row, (WithdrawalState.PAID,), **facts)
    return await rest(house, row)


async def rest(house: WalletHouse, row: WithdrawalRow) -> WithdrawalRow:
    """There is nothing to ask about a finished row any more, unless a notice came since `row` was read."""
    change = update(WithdrawalRow).where(col(WithdrawalRow.id) == row.id, col(WithdrawalRow.state).not_in(OPEN))
    async with house.database.write() as session:
        same = change.where(col(WithdrawalRow.due_at) == row.due_at).values(due_at=None)
        await session.exec(same, execution_options={"synchronize_session": False})
    return await write(house, row, ())


async def write(
    house: WalletHouse, row: WithdrawalRow, states: tuple[WithdrawalState, ...], **values: Any
) -> WithdrawalRow:
    """Change it where it is in one of these states; the row as it stands afterwards."""
    change = update(WithdrawalRow).where(col(WithdrawalRow.id) == row.id, col(WithdrawalRow.state).in_(states))
    async with house.database.write() as session:
        if values:
            await session.exec(change.values(**values), execution_options={"synchronize_session": False})
        found = (await session.exec(select(WithdrawalRow).where(WithdrawalRow.id == row.id))).one_or_none()
    ensure(found, "a withdrawal stays", withdrawal=row.id)
    assert found
    return found


def is_of_withdrawal(entry: Entry) -> bool:
    return entry.cause.startswith((WITHDRAWAL_CAUSE, WITHDRAWAL_BACK_CAUSE, WITHDRAWAL_FEE_CAUSE))


def withdrawal_of(entry: Entry) -> str:
    return entry.cause.partition(":")[2]

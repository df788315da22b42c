"""Corrections of the books: never a change of an entry, always a new transfer, and never by one person alone. One
operator proposes with a reason and evidence, another one approves; the database itself refuses the same one twice.
Called by the host's flow, which writes both into its audit trail; the worker ends what a crash left.

The row decides first (PROPOSED -> APPROVED), then the ledger moves the money under the correction's key, then the row
repeats what the journal says."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, update
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError, ensure
from wallet.house import WalletHouse
from wallet.ids import key_for, new_id
from wallet.ledger.model import AccountRefused, Draft, Entry, InsufficientFunds, Kind
from wallet.money import AMOUNT_MINOR_MAX
from wallet.payments.accounts import spend

CORRECTION_CAUSE = "correction:"
REASON_LETTERS_MAX = 500
AT_ONCE = 100


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"  # the money is about to move
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"  # approved, and the ledger said no; propose again


class CorrectionRow(WalletTable, table=True):
    __tablename__ = "corrections"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="correction_amount_is_positive"),
        CheckConstraint("debit <> credit", name="a_correction_has_two_accounts"),
        CheckConstraint("decided_by <> proposed_by", name="a_correction_takes_four_eyes"),
        CheckConstraint("(state = 'done') = (entry_seq IS NOT NULL)", name="a_done_correction_names_its_entry"),
        CheckConstraint("(state = 'proposed') = (decided_by = '')", name="a_decided_correction_names_who"),
        CheckConstraint(
            "state IN ('proposed', 'approved', 'done', 'refused', 'failed')", name="correction_state_is_known"
        ),
        Index("ix_corrections_state", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)
    debit: int = Field(sa_column=Column(BigInteger, nullable=False))
    credit: int = Field(sa_column=Column(BigInteger, nullable=False))
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    reason: str = Field(max_length=REASON_LETTERS_MAX)
    evidence: str = Field(max_length=REASON_LETTERS_MAX)
    state: str = Field(default=CorrectionState.PROPOSED, max_length=8)
    proposed_by: str = Field(max_length=40)
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: str = Field(default="", max_length=40)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision: str = Field(default="", max_length=REASON_LETTERS_MAX)  # why it was refused, or what the ledger said
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """debit pays, credit receives; both accounts of one currency. evidence: what proves it, such as a ticket."""

    debit: int
    credit: int
    amount_minor: int
    reason: str
    evidence: str


@dataclass(eq=False)
class CorrectionInvalid(WalletError):
    """field: which one is not as it must be."""

    code: ClassVar[str] = "correction_invalid"
    field: str


@dataclass(eq=False)
class CorrectionUnknown(WalletError):
    code: ClassVar[str] = "correction_unknown"
    correction: str


@dataclass(eq=False)
class CorrectionDecided(WalletError):
    """Somebody has decided already."""

    code: ClassVar[str] = "correction_decided"
    state: str


@dataclass(eq=False)
class FourEyesNeeded(WalletError):
    """Who proposed it may not approve it."""

    code: ClassVar[str] = "four_eyes_needed"


def correction_key(correction_id: str) -> bytes:
    return key_for(f"correct:{correction_id}")


def corrects(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith(CORRECTION_CAUSE)


async def propose(house: WalletHouse, draft: CorrectionDraft, *, by: str) -> CorrectionRow:
    """Raises CorrectionInvalid, AccountRefused for an account that is not there."""
    for field, text in (("reason", draft.reason), ("evidence", draft.evidence)):
        if not 1 <= len(text.strip()) <= REASON_LETTERS_MAX:
            raise CorrectionInvalid(field)
    if not 1 <= draft.amount_minor <= AMOUNT_MINOR_MAX:
        raise CorrectionInvalid("amount")
    debit, credit = await house.ledger.get_account(draft.debit), await house.ledger.get_account(draft.credit)
    if debit.id == credit.id or debit.currency != credit.currency:
        raise CorrectionInvalid("account")
    now = house.clock.now()
    row = CorrectionRow(
        id=new_id("cor", now, house.chance),
        debit=debit.id,
        credit=credit.id,
        amount_minor=draft.amount_minor,
        currency=debit.currency,
        reason=draft.reason.strip(),
        evidence=draft.evidence.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    async with house.database.write() as session:
        session.add(row)
    return row


async def approve(house: WalletHouse, correction_id: str, *, by: str) -> CorrectionRow:
    """Move the money; a repeat by the same operator returns the correction as it stands.

    Raises CorrectionUnknown, CorrectionDecided, FourEyesNeeded; InsufficientFunds, AccountRefused: it has FAILED.
    """
    row = await get_correction(house, correction_id)
    if row.proposed_by == by:
        raise FourEyesNeeded
    row = await _decide(house, row, CorrectionState.APPROVED, by, "")
    return await _move(house, row) if row.state == CorrectionState.APPROVED else row


async def refuse(house: WalletHouse, correction_id: str, *, by: str, reason: str) -> CorrectionRow:
    """Raises CorrectionUnknown, CorrectionDecided, FourEyesNeeded, CorrectionInvalid."""
    row = await get_correction(house, correction_id)
    if row.proposed_by == by:
        raise FourEyesNeeded
    if not 1 <= len(reason.strip()) <= REASON_LETTERS_MAX:
        raise CorrectionInvalid("reason")
    return await _decide(house, row, CorrectionState.REFUSED, by, reason.strip())


async def get_correction(house: WalletHouse, correction_id: str) -> CorrectionRow:
    """Raises CorrectionUnknown."""
    async with house.database.read() as session:
        row = await session.get(CorrectionRow, correction_id)
    if row is None:
        raise CorrectionUnknown(correction_id)
    return row


async def corrections(house: WalletHouse, *, limit: int = 100) -> list[CorrectionRow]:
    """The newest first."""
    wanted = select(CorrectionRow).order_by(col(CorrectionRow.id).desc()).limit(limit)
    async with house.database.read() as session:
        return list((await session.exec(wanted)).all())


async def finish_corrections(house: WalletHouse) -> int:
    """End what was approved and not moved; how many are over now."""
    wanted = select(CorrectionRow).where(CorrectionRow.state == CorrectionState.APPROVED).limit(AT_ONCE)
    async with house.database.read() as session:
        rows = (await session.exec(wanted)).all()
    done = 0
    for row in rows:
        with suppress(InsufficientFunds, AccountRefused):  # it has FAILED, and says so
            await _move(house, row)
        done += 1
    return done


async def settle_correction(session: AsyncSession, entry: Entry) -> CorrectionRow:
    """Write what the journal says; harmless when repeated."""
    correction_id = entry.cause.removeprefix(CORRECTION_CAUSE)
    change = update(CorrectionRow).where(col(CorrectionRow.id) == correction_id, col(CorrectionRow.entry_seq).is_(None))
    await session.exec(
        change.values(state=CorrectionState.DONE, entry_seq=entry.seq),
        execution_options={"synchronize_session": False},
    )
    found = await session.exec(select(CorrectionRow).where(CorrectionRow.id == correction_id))
    row = found.one_or_none()
    ensure(row and row.entry_seq == entry.seq, "the entry of a correction is that correction, once", seq=entry.seq)
    assert row
    return row


async def _decide(
    house: WalletHouse, row: CorrectionRow, state: CorrectionState, by: str, decision: str
) -> CorrectionRow:
    """One conditional UPDATE: of two operators at once, one decides."""
    change = update(CorrectionRow).where(
        col(CorrectionRow.id) == row.id, col(CorrectionRow.state) == CorrectionState.PROPOSED
    )
    async with house.database.write() as session:
        await session.exec(
            change.values(state=state, decided_by=by, decided_at=house.clock.now(), decision=decision),
            execution_options={"synchronize_session": False},
        )
    found = await get_correction(house, row.id)
    approved = (CorrectionState.APPROVED, CorrectionState.DONE)
    same = found.state == state or (state is CorrectionState.APPROVED and found.state in approved)
    if found.decided_by != by or not same:
        raise CorrectionDecided(found.state)
    return found


async def _move(house: WalletHouse, row: CorrectionRow) -> CorrectionRow:
    draft = Draft(
        correction_key(row.id), Kind.POST, row.debit, row.credit, row.amount_minor, cause=CORRECTION_CAUSE + row.id
    )
    try:
        entry = await spend(house, row.currency, draft)
    except (InsufficientFunds, AccountRefused) as error:
        waits = (col(CorrectionRow.id) == row.id, col(CorrectionRow.state) == CorrectionState.APPROVED)
        async with house.database.write() as session:
            await session.exec(
                update(CorrectionRow).where(*waits).values(state=CorrectionState.FAILED, decision=error.code),
                execution_options={"synchronize_session": False},
            )
        raise
    async with house.database.write() as session:
        return await settle_correction(session, entry)

"""Freezing and unfreezing the money of a person or a merchant, with a cause. What is frozen takes money in and lets
none out; the ledger decides so inside every batch, so no payment slips past. Called by the host's flow, which writes it
into its audit trail first; the worker finishes what a crash left half done.

The row is the decision, the accounts' state follows it. All currencies are frozen, also those never used, so that money
that arrives in another one stays as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ColumnElement, Index, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import AccountKind, AccountState
from wallet.money import EXPONENTS

CAUSES = ("fraud", "court_order", "lost_access", "dispute", "mistake", "other")
KINDS = (AccountKind.PERSON, AccountKind.MERCHANT)
REASON_LETTERS_MAX = 500
AT_ONCE = 100


class RestrictionRow(WalletTable, table=True):
    __tablename__ = "restrictions"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("kind IN ('person', 'merchant')", name="people_and_merchants_are_restricted"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_by = '')", name="a_lifted_restriction_names_who"),
        Index(
            "one_open_restriction_per_owner",
            "owner",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True, max_length=40)
    kind: str = Field(max_length=8)
    owner: str = Field(max_length=128)
    cause: str = Field(max_length=16)
    reason: str = Field(max_length=REASON_LETTERS_MAX)
    imposed_by: str = Field(max_length=40)
    imposed_at: datetime = Field(sa_type=UtcDateTime)
    lifted_by: str = Field(default="", max_length=40)
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lift_reason: str = Field(default="", max_length=REASON_LETTERS_MAX)
    is_applied: bool = False  # whether the accounts are as this row says


@dataclass(eq=False)
class RestrictionInvalid(WalletError):
    """field: "kind", "cause" or "reason"."""

    code: ClassVar[str] = "restriction_invalid"
    field: str


@dataclass(eq=False)
class RestrictedAlready(WalletError):
    code: ClassVar[str] = "restricted_already"
    owner: str


@dataclass(eq=False)
class RestrictionUnknown(WalletError):
    """There is none of this id, or it has been lifted."""

    code: ClassVar[str] = "restriction_unknown"
    restriction: str


async def freeze(house: WalletHouse, kind: str, owner: str, *, cause: str, reason: str, by: str) -> RestrictionRow:
    """When this returns, no money leaves the owner's accounts. Raises RestrictionInvalid, RestrictedAlready."""
    reason = reason.strip()
    if kind not in KINDS:
        raise RestrictionInvalid("kind")
    if cause not in CAUSES:
        raise RestrictionInvalid("cause")
    if not 1 <= len(reason) <= REASON_LETTERS_MAX:
        raise RestrictionInvalid("reason")
    now = house.clock.now()
    row = RestrictionRow(
        id=new_id("rst", now, house.chance),
        kind=kind,
        owner=owner,
        cause=cause,
        reason=reason,
        imposed_by=by,
        imposed_at=now,
    )
    try:
        async with house.database.write() as session:
            session.add(row)
    except IntegrityError as error:
        raise RestrictedAlready(owner) from error
    return await _apply(house, row)


async def lift(house: WalletHouse, restriction_id: str, *, reason: str, by: str) -> RestrictionRow:
    """Raises RestrictionInvalid, RestrictionUnknown."""
    if not 1 <= len(reason.strip()) <= REASON_LETTERS_MAX:
        raise RestrictionInvalid("reason")
    change = update(RestrictionRow).where(
        col(RestrictionRow.id) == restriction_id, col(RestrictionRow.lifted_at).is_(None)
    )
    values = {"lifted_by": by, "lifted_at": house.clock.now(), "lift_reason": reason.strip(), "is_applied": False}
    async with house.database.write() as session:
        changed = await session.exec(change.values(**values), execution_options={"synchronize_session": False})
    rows = await _rows(house, col(RestrictionRow.id) == restriction_id)
    if not rows or not changed.rowcount:
        raise RestrictionUnknown(restriction_id)
    return await _apply(house, rows[0])


async def restriction_of(house: WalletHouse, owner: str) -> RestrictionRow | None:
    """The open one."""
    found = await _rows(house, col(RestrictionRow.owner) == owner, col(RestrictionRow.lifted_at).is_(None))
    return found[0] if found else None


async def restrictions(house: WalletHouse, *, limit: int = 100) -> Sequence[RestrictionRow]:
    """Open and lifted ones, the newest first."""
    return await _rows(house, limit=limit)


async def finish_restrictions(house: WalletHouse) -> int:
    """Bring accounts to what was decided about them; how many rows that took."""
    rows = await _rows(house, col(RestrictionRow.is_applied).is_(False), limit=AT_ONCE)
    for row in reversed(rows):  # the oldest first: a later decision about the same owner has the last word
        await _apply(house, row)
    return len(rows)


async def _apply(house: WalletHouse, row: RestrictionRow) -> RestrictionRow:
    kind = AccountKind(row.kind)
    wanted = AccountState.FROZEN if row.lifted_at is None else AccountState.OPEN
    for currency in EXPONENTS:
        if wanted is AccountState.FROZEN:
            await house.ledger.open_account(kind, row.owner, currency)
        account = await house.ledger.find_account(kind, row.owner, currency)
        if account and account.state not in (wanted, AccountState.CLOSED):
            await house.ledger.set_account_state(account.id, wanted)
    # Only if nobody decided otherwise meanwhile; else the worker comes by once more.
    same = col(RestrictionRow.lifted_at).is_(None) if row.lifted_at is None else col(RestrictionRow.lifted_by) != ""
    async with house.database.write() as session:
        await session.exec(
            update(RestrictionRow).where(col(RestrictionRow.id) == row.id, same).values(is_applied=True),
            execution_options={"synchronize_session": False},
        )
    return (await _rows(house, col(RestrictionRow.id) == row.id))[0]


async def _rows(house: WalletHouse, *which: ColumnElement[bool], limit: int = 100) -> Sequence[RestrictionRow]:
    wanted = select(RestrictionRow).where(*which).order_by(col(RestrictionRow.id).desc()).limit(limit)
    async with house.database.read() as session:
        return (await session.exec(wanted)).all()

"""A merchant's hold: money that stays a person's and is set aside for one merchant, who takes all or part of it later.
Its states, table, view and refusals; callers import these names from `holds.py`.

What a merchant takes is a payment: an order of its own (`order_id`), with a transaction_id, that can be refunded."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.sql.dml import Update
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class HoldState(StrEnum):
    WAIT_USER_CONFIRM = "WAIT_USER_CONFIRM"  # asked for; nothing is set aside yet
    CONFIRMING = "CONFIRMING"  # somebody has given a PIN; the journal decides
    HELD = "HELD"  # set aside; the ledger's hold decides what comes next
    CAPTURED = "CAPTURED"  # the merchant has taken all or part; the rest is the person's again
    RELEASED = "RELEASED"  # the merchant has let it go
    EXPIRED = "EXPIRED"  # nobody took it in time
    CLOSED = "CLOSED"  # never confirmed: let go by the merchant, or too late


UNCONFIRMED = (HoldState.WAIT_USER_CONFIRM, HoldState.CONFIRMING, HoldState.CLOSED)
ENDED = (HoldState.CAPTURED, HoldState.RELEASED, HoldState.EXPIRED)
OUT_TRADE_NO_PREFIX = "hold:"  # a merchant's own numbers have no colon, so the payment's number is always free


class HoldRow(WalletTable, table=True):
    __tablename__ = "merchant_holds"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_hold_no", name="one_hold_per_merchant_number"),
        UniqueConstraint("prepay_id", name="one_hold_per_prepay_id"),
        UniqueConstraint("hold_hex", name="one_merchant_hold_per_hold"),
        UniqueConstraint("order_id", name="one_hold_per_order"),
        CheckConstraint("amount_minor > 0", name="hold_amount_is_positive"),
        CheckConstraint("captured_minor >= 0 AND captured_minor <= amount_minor", name="never_more_than_was_held"),
        CheckConstraint("(state = 'CAPTURED') = (captured_minor > 0)", name="a_captured_hold_says_how_much"),
        CheckConstraint(
            "(state IN ('CAPTURED', 'RELEASED', 'EXPIRED')) = (entry_seq IS NOT NULL)",
            name="an_ended_hold_names_its_entry",
        ),
        CheckConstraint(
            "(state IN ('WAIT_USER_CONFIRM', 'CONFIRMING', 'CLOSED')) = (hold_hex IS NULL)",
            name="a_confirmed_hold_names_its_key",
        ),
        CheckConstraint(
            "state IN ('WAIT_USER_CONFIRM', 'CONFIRMING', 'HELD', 'CAPTURED', 'RELEASED', 'EXPIRED', 'CLOSED')",
            name="merchant_hold_state_is_known",
        ),
        Index("ix_merchant_holds_state_confirm_before", "state", "confirm_before"),
        Index("ix_merchant_holds_payer_person_id_state", "payer_person_id", "state"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    appid: str = Field(max_length=32)
    out_hold_no: str = Field(max_length=27)
    content_digest: str = Field(max_length=64)  # of the draft; the same number with other content is refused
    description: str = Field(max_length=127)
    attach: str = Field(default="", max_length=128)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    payer_openid: str = Field(max_length=128)
    notify_url: str = Field(max_length=255)
    prepay_id: str = Field(max_length=64)
    state: str = Field(default=HoldState.WAIT_USER_CONFIRM, max_length=17)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirm_before: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    attempt: int = 1  # part of the idempotency key once an abandoned attempt was fenced off
    confirming_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    payer_person_id: str | None = Field(default=None, max_length=40)
    hold_hex: str | None = Field(default=None, max_length=32)  # the key of the ledger's hold
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    # Chosen when the hold is made, so that the payment a capture becomes follows from the hold and the journal alone.
    order_id: str = Field(max_length=40)
    transaction_id: str = Field(max_length=32)
    captured_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """What a merchant sends. expires_at None: HOLD_LIFE from now. description: what for; the person reads it."""

    mchid: str
    appid: str
    out_hold_no: str
    description: str
    amount_minor: int
    currency: str
    payer_openid: str
    notify_url: str
    attach: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MerchantHold:
    """confirm_before: from then on nobody can confirm it; expires_at: from then on it is the person's again.
    confirmed_at, payer_person_id: once it is set aside. order_id, transaction_id, captured_minor: once captured,
    else "", "", 0. ended_at, entry_seq: of the entry that ended it."""

    id: str
    mchid: str
    appid: str
    out_hold_no: str
    description: str
    attach: str
    amount_minor: int
    currency: str
    payer_openid: str
    notify_url: str
    prepay_id: str
    state: HoldState
    created_at: datetime
    confirm_before: datetime
    expires_at: datetime
    confirmed_at: datetime | None
    payer_person_id: str | None
    order_id: str
    transaction_id: str
    captured_minor: int
    ended_at: datetime | None
    entry_seq: int | None

    @property
    def out_trade_no(self) -> str:
        """The number of the payment that a capture becomes."""
        return OUT_TRADE_NO_PREFIX + self.out_hold_no


def view_of(row: HoldRow) -> MerchantHold:
    captured, confirmed = row.state == HoldState.CAPTURED, row.state not in UNCONFIRMED
    return MerchantHold(
        id=row.id,
        mchid=row.mchid,
        appid=row.appid,
        out_hold_no=row.out_hold_no,
        description=row.description,
        attach=row.attach,
        amount_minor=row.amount_minor,
        currency=row.currency,
        payer_openid=row.payer_openid,
        notify_url=row.notify_url,
        prepay_id=row.prepay_id,
        state=HoldState(row.state),
        created_at=row.created_at,
        confirm_before=row.confirm_before,
        expires_at=row.expires_at,
        confirmed_at=row.confirmed_at,
        payer_person_id=row.payer_person_id if confirmed else None,
        order_id=row.order_id if captured else "",
        transaction_id=row.transaction_id if captured else "",
        captured_minor=row.captured_minor,
        ended_at=row.ended_at,
        entry_seq=row.entry_seq,
    )


async def change_hold(session: AsyncSession, change: Update) -> HoldRow | None:
    """Run an UPDATE that names one hold and the state it must be in; None when another change came first."""
    options = {"synchronize_session": False, "populate_existing": True}
    returning: Any = change.returning(HoldRow)
    return (await session.exec(returning, execution_options=options)).scalar_one_or_none()


@dataclass(eq=False)
class HoldUnknown(WalletError):
    """There is none, or it is another merchant's."""

    code: ClassVar[str] = "hold_unknown"
    hold: str


@dataclass(eq=False)
class HoldDraftInvalid(WalletError):
    code: ClassVar[str] = "hold_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class HoldMismatch(WalletError):
    """The number was used for a hold with other content, or the hold was captured with another amount."""

    code: ClassVar[str] = "hold_mismatch"
    out_hold_no: str


@dataclass(eq=False)
class HoldNotOpen(WalletError):
    """It is in this state, so it cannot be captured or released any more (or not yet)."""

    code: ClassVar[str] = "hold_not_open"
    hold: str
    state: str


@dataclass(eq=False)
class HoldTooSmall(WalletError):
    """A capture of more than was set aside."""

    code: ClassVar[str] = "hold_too_small"
    hold: str
    held_minor: int

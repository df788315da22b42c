"""Profit sharing: what a merchant gives of a paid order to others, and what comes back from them. Tables, views and
refusals; callers import these names from `profit_sharing.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class ReceiverKind(StrEnum):
    MERCHANT = "merchant"  # account: a mchid
    PERSON = "person"  # account: a person's id


class ShareRequestRow(WalletTable, table=True):
    __tablename__ = "share_requests"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (UniqueConstraint("mchid", "out_order_no", name="one_sharing_per_merchant_number"),)

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    out_order_no: str = Field(max_length=64)
    order_id: str = Field(max_length=40, index=True)
    content_digest: str = Field(max_length=64)
    releases_rest: bool
    created_at: datetime = Field(sa_type=UtcDateTime)


class ShareRow(WalletTable, table=True):
    __tablename__ = "shares"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="profit_share_is_positive"),
        CheckConstraint("returned_minor >= 0 AND returned_minor <= amount_minor", name="no_more_returns_than_came"),
        CheckConstraint("receiver_kind IN ('merchant', 'person')", name="receiver_kind_is_known"),
    )

    request_id: str = Field(primary_key=True, max_length=40)
    position: int = Field(primary_key=True)
    receiver_kind: str = Field(max_length=8)
    account: str = Field(max_length=40)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    returned_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    description: str = Field(max_length=80)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


class ShareReturnRow(WalletTable, table=True):
    __tablename__ = "share_returns"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_return_no", name="one_return_per_merchant_number"),
        CheckConstraint("amount_minor > 0", name="share_return_is_positive"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    out_return_no: str = Field(max_length=64)
    request_id: str = Field(max_length=40, index=True)
    position: int
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


@dataclass(frozen=True, slots=True)
class Receiver:
    kind: ReceiverKind
    account: str
    amount_minor: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class ShareDraft:
    """releases_rest: what is left after these shares goes to the merchant at once."""

    mchid: str
    order_id: str
    out_order_no: str
    receivers: tuple[Receiver, ...]
    releases_rest: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """is_done: the receiver has it."""

    position: int
    receiver: Receiver
    returned_minor: int
    is_done: bool


@dataclass(frozen=True, slots=True)
class Sharing:
    id: str
    mchid: str
    order_id: str
    out_order_no: str
    shares: tuple[Share, ...]
    releases_rest: bool
    created_at: datetime

    @property
    def is_done(self) -> bool:
        return all(share.is_done for share in self.shares)


@dataclass(eq=False)
class SharingInvalid(WalletError):
    """field: of the draft; issue: what is wrong with it."""

    code: ClassVar[str] = "sharing_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class SharingUnknown(WalletError):
    code: ClassVar[str] = "sharing_unknown"
    out_order_no: str


@dataclass(eq=False)
class SharingMismatch(WalletError):
    """The merchant's number was used before, with other content."""

    code: ClassVar[str] = "sharing_mismatch"
    out_order_no: str


@dataclass(eq=False)
class SharingNotOpen(WalletError):
    """reason: "not_asked" (the order was not marked), "not_paid", "not_frozen" (the money is not there yet),
    "released"."""

    code: ClassVar[str] = "sharing_not_open"
    order: str
    reason: str


@dataclass(eq=False)
class ShareTooLarge(WalletError):
    """left_minor: what may still be shared of this order."""

    code: ClassVar[str] = "share_too_large"
    amount_minor: int
    left_minor: int


@dataclass(eq=False)
class TooManySharings(WalletError):
    code: ClassVar[str] = "too_many_sharings"
    order: str
    sharings_max: int


@dataclass(eq=False)
class ShareReturnRefused(WalletError):
    """reason: "too_large", "not_enough" (the receiver has not the money), "mismatch" or "person" (a person's share is
    hers)."""

    code: ClassVar[str] = "share_return_refused"
    reason: str

"""A payout: money a merchant gives a person, who takes it or leaves it. Its states, table, view and refusals; callers
import these names from `payouts.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class PayoutState(StrEnum):
    """The platform also knows TRANSFERING and CANCELING; here the ledger takes or gives back in one step."""

    ACCEPTED = "ACCEPTED"  # written down; the merchant's money is not set aside yet
    WAIT_USER_CONFIRM = "WAIT_USER_CONFIRM"  # set aside; its hold decides what comes next
    SUCCESS = "SUCCESS"  # the person has taken it
    FAIL = "FAIL"  # nobody took it in time
    CANCELLED = "CANCELLED"  # the merchant has taken it back


OPEN = (PayoutState.ACCEPTED, PayoutState.WAIT_USER_CONFIRM)


class PayoutRow(WalletTable, table=True):
    __tablename__ = "payouts"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("mchid", "out_bill_no", name="one_payout_per_merchant_number"),
        UniqueConstraint("transfer_bill_no", name="one_payout_per_transfer_bill_no"),
        UniqueConstraint("package_info", name="one_payout_per_package_info"),
        UniqueConstraint("hold_hex", name="one_payout_per_hold"),
        CheckConstraint("amount_minor > 0", name="payout_amount_is_positive"),
        CheckConstraint(
            "(state IN ('SUCCESS', 'FAIL', 'CANCELLED')) = (entry_seq IS NOT NULL)",
            name="a_finished_payout_names_its_entry",
        ),
        CheckConstraint("state <> 'WAIT_USER_CONFIRM' OR expires_at IS NOT NULL", name="a_payout_that_waits_runs_out"),
        CheckConstraint(
            "state IN ('ACCEPTED', 'WAIT_USER_CONFIRM', 'SUCCESS', 'FAIL', 'CANCELLED')", name="payout_state_is_known"
        ),
        Index("ix_payouts_state_expires_at", "state", "expires_at"),
    )

    id: str = Field(primary_key=True, max_length=40)
    mchid: str = Field(max_length=32)
    appid: str = Field(max_length=32)
    out_bill_no: str = Field(max_length=32)
    transfer_bill_no: str = Field(max_length=64)
    package_info: str = Field(max_length=64)  # what the program hands to the host to open the sheet
    content_digest: str = Field(max_length=64)  # of the draft; the same number with other content is refused
    scene_id: str = Field(max_length=36)
    openid: str = Field(max_length=128)
    person_id: str = Field(max_length=40)
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    remark: str = Field(max_length=32)
    perception: str = Field(default="", max_length=64)
    notify_url: str = Field(default="", max_length=255)
    state: str = Field(default=PayoutState.ACCEPTED, max_length=17)
    hold_hex: str = Field(max_length=32)  # the hold's key
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the hold's
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger, index=True))


@dataclass(frozen=True, slots=True)
class PayoutDraft:
    """What a merchant sends. user_name: the payee's name, decrypted; part of what a repeat must match, never stored.
    reports: (info_type, info_content) of the scene. notify_url may be empty: then nobody is told."""

    mchid: str
    appid: str
    out_bill_no: str
    scene_id: str
    openid: str
    amount_minor: int
    remark: str
    currency: str = "CNY"
    user_name: str = ""
    perception: str = ""
    reports: tuple[tuple[str, str], ...] = ()
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    """expires_at: from then on nobody can take it; finished_at, entry_seq: of the entry that ended its hold."""

    id: str
    mchid: str
    appid: str
    out_bill_no: str
    transfer_bill_no: str
    package_info: str
    openid: str
    person_id: str
    amount_minor: int
    currency: str
    remark: str
    perception: str
    notify_url: str
    state: PayoutState
    created_at: datetime
    expires_at: datetime | None
    finished_at: datetime | None
    entry_seq: int | None


def view_of(row: PayoutRow) -> Payout:
    return Payout(
        id=row.id,
        mchid=row.mchid,
        appid=row.appid,
        out_bill_no=row.out_bill_no,
        transfer_bill_no=row.transfer_bill_no,
        package_info=row.package_info,
        openid=row.openid,
        person_id=row.person_id,
        amount_minor=row.amount_minor,
        currency=row.currency,
        remark=row.remark,
        perception=row.perception,
        notify_url=row.notify_url,
        state=PayoutState(row.state),
        created_at=row.created_at,
        expires_at=row.expires_at,
        finished_at=row.finished_at,
        entry_seq=row.entry_seq,
    )


@dataclass(eq=False)
class PayoutUnknown(WalletError):
    """There is none, or it is another merchant's or another person's."""

    code: ClassVar[str] = "payout_unknown"
    payout: str


@dataclass(eq=False)
class PayoutDraftInvalid(WalletError):
    code: ClassVar[str] = "payout_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class PayeeUnknown(WalletError):
    """The openid is no person of this appid."""

    code: ClassVar[str] = "payee_unknown"
    appid: str
    openid: str


@dataclass(eq=False)
class PayoutMismatch(WalletError):
    """The merchant's number was used before, with other content."""

    code: ClassVar[str] = "payout_mismatch"
    out_bill_no: str


@dataclass(eq=False)
class PayoutNotEnough(WalletError):
    """The merchant's balance does not cover it. The number is kept: the same request may come again."""

    code: ClassVar[str] = "payout_not_enough"
    mchid: str
    needed_minor: int


@dataclass(eq=False)
class PayoutNotOpen(WalletError):
    """It is in this state, so it can no longer (or not yet) be taken or cancelled."""

    code: ClassVar[str] = "payout_not_open"
    payout: str
    state: str

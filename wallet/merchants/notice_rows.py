"""The outbox table of `notices.py`: one row per thing a merchant is told, kept after delivery as a record."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Text
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable


class NoticeRow(WalletTable, table=True):
    """id: a UUID derived from event and subject, sent to the merchant. subject: the order's or refund's id.
    resource: the plain JSON; it is encrypted anew for each attempt. due_at: None once delivered or given up."""

    __tablename__ = "merchant_notices"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        CheckConstraint(
            "(due_at IS NOT NULL) <> (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)",
            name="a_notice_is_due_or_finished",
        ),
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="a_lease_has_an_end"),
    )

    id: str = Field(primary_key=True, max_length=36)
    mchid: str = Field(max_length=32)
    event_type: str = Field(max_length=32)
    original_type: str = Field(max_length=32)
    summary: str = Field(max_length=64)
    subject: str = Field(max_length=40, index=True)
    notify_url: str = Field(max_length=255)
    resource: str = Field(sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    attempts: int = 0
    lease: str | None = Field(default=None, max_length=16)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    given_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_status: int | None = None
    last_failure: str = Field(default="", max_length=200)

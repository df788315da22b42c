"""A red envelope: money one person puts into shares, and others open. Its states, tables, views and refusals; callers
import these names from `envelopes.py`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError


class EnvelopeState(StrEnum):
    WRITTEN = "written"  # the intent; no money has left the sender
    OPEN = "open"  # the money stands in the envelope's own account; people open it
    ENDING = "ending"  # its time is over: what was claimed is paid, then the rest goes back
    ENDED = "ended"  # all of it was paid out, or the rest went back


class Giver(StrEnum):
    PERSON = "person"
    MERCHANT = "merchant"  # a campaign, opened by its link


LIFE_SECONDS = 24 * 60 * 60  # of what people send each other


class EnvelopeRow(WalletTable, table=True):
    """taken: shares claimed, handed out in order of their position; paid: those whose money has moved.

    sender_id: a person's id, or the mchid of the merchant whose campaign it is (`giver`)."""

    __tablename__ = "envelopes"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (
        UniqueConstraint("sender_id", "request_id", name="one_envelope_per_request"),
        CheckConstraint(
            "shares BETWEEN 1 AND 100 OR (giver = 'merchant' AND shares BETWEEN 1 AND 10000)",
            name="an_envelope_has_1_to_100_shares_a_campaign_10000",
        ),
        CheckConstraint("total_minor >= shares", name="each_share_has_at_least_one_minor_unit"),
        CheckConstraint("0 <= paid AND paid <= taken AND taken <= shares", name="shares_are_taken_then_paid"),
        CheckConstraint("(state = 'written') = (entry_seq IS NULL)", name="a_sent_envelope_names_its_entry"),
        CheckConstraint("(state = 'written') = (expires_at IS NULL)", name="a_sent_envelope_runs_out"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="an_ended_envelope_knows_when"),
        CheckConstraint("(returned_minor > 0) = (back_seq IS NOT NULL)", name="what_went_back_names_its_entry"),
        CheckConstraint("kind IN ('equal', 'lucky')", name="envelope_kind_is_known"),
        CheckConstraint("state IN ('written', 'open', 'ending', 'ended')", name="envelope_state_is_known"),
        Index("ix_envelopes_state_expires_at", "state", "expires_at"),
        Index("ix_envelopes_sender_id_state", "sender_id", "state"),
        Index("one_envelope_per_claim_token", "claim_token", unique=True),
    )

    id: str = Field(primary_key=True, max_length=40)
    sender_id: str = Field(max_length=40)
    request_id: str = Field(max_length=64)
    content_digest: str = Field(max_length=64)
    kind: str = Field(max_length=5)
    total_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    currency: str = Field(max_length=3)
    shares: int
    only_for: str = Field(default="", max_length=40)  # the one person who may open it; "" for whoever the host lets
    greeting: str = Field(default="", max_length=60)
    cover: str = Field(default="", max_length=16)  # the host's word for how it looks
    place: str = Field(default="", max_length=64)  # the host's word for where it was sent
    giver: str = Field(default=Giver.PERSON, max_length=8, sa_column_kwargs={"server_default": "person"})
    life_seconds: int = Field(default=LIFE_SECONDS, sa_column_kwargs={"server_default": str(LIFE_SECONDS)})
    title: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})  # a campaign's
    notify_url: str = Field(default="", max_length=256, sa_column_kwargs={"server_default": ""})  # told of its end
    claim_token: str | None = Field(default=None, max_length=43)  # of a campaign's link; whoever knows it may open one
    seed: str = Field(max_length=64)  # secret until the envelope is over
    commitment: str = Field(max_length=64)
    state: str = Field(default=EnvelopeState.WRITTEN, max_length=7)
    taken: int = 0
    paid: int = 0
    returned_minor: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    back_seq: int | None = Field(default=None, sa_column=Column(BigInteger))


UNPAID = "entry_seq IS NULL AND claimed_at IS NOT NULL"


class ShareRow(WalletTable, table=True):
    """One share. person_id, claimed_at: whose it is, from the claim on; entry_seq: of the entry that paid it."""

    __tablename__ = "envelope_shares"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        UniqueConstraint("envelope_id", "person_id", name="one_share_per_person"),
        UniqueConstraint("key_hex", name="one_share_per_key"),
        CheckConstraint("amount_minor > 0", name="share_amount_is_positive"),
        CheckConstraint("(person_id IS NULL) = (claimed_at IS NULL)", name="a_claim_has_a_person_and_a_moment"),
        CheckConstraint("entry_seq IS NULL OR person_id IS NOT NULL", name="a_paid_share_was_claimed"),
        Index("ix_envelope_shares_person_id", "person_id"),
        Index("ix_envelope_shares_unpaid", "claimed_at", sqlite_where=text(UNPAID), postgresql_where=text(UNPAID)),
    )

    envelope_id: str = Field(sa_column=Column(String(40), ForeignKey("envelopes.id"), primary_key=True))
    position: int = Field(primary_key=True)  # from 0, the order of hand-out
    amount_minor: int = Field(sa_column=Column(BigInteger, nullable=False))
    key_hex: str = Field(max_length=32)  # of the entry that pays it
    person_id: str | None = Field(default=None, max_length=40)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    entry_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    is_newcomer: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


@dataclass(frozen=True, slots=True)
class EnvelopeDraft:
    """total_minor: of all shares; for "equal" a multiple of `shares`. request_id: the same for a repeat."""

    sender_id: str
    request_id: str
    kind: str
    total_minor: int
    shares: int
    currency: str = "CNY"
    only_for: str = ""
    greeting: str = ""
    cover: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody got. entry_seq: of the entry that paid it; is_newcomer: it brought them to the host."""

    position: int
    person_id: str
    amount_minor: int
    claimed_at: datetime
    entry_seq: int | None
    is_newcomer: bool = False

    @property
    def is_paid(self) -> bool:
        return self.entry_seq is not None


@dataclass(frozen=True, slots=True)
class Envelope:
    """taken: how many shares have somebody; is_over: nobody can open it any more. seed: "" until then; commitment: its
    seal, published from the start. got: who got what, in order; filled by `get_envelope` only."""

    id: str
    sender_id: str
    kind: str
    total_minor: int
    currency: str
    shares: int
    only_for: str
    greeting: str
    cover: str
    place: str
    commitment: str
    seed: str
    state: EnvelopeState
    taken: int
    returned_minor: int
    sent_at: datetime | None
    expires_at: datetime | None
    ended_at: datetime | None
    entry_seq: int | None
    giver: Giver = Giver.PERSON
    title: str = ""
    claim_token: str = ""
    got: tuple[Share, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.taken == self.shares or self.state in (EnvelopeState.ENDING, EnvelopeState.ENDED)

    @property
    def step(self) -> int:
        """Rises with each change, so that an old look at an envelope never replaces a newer one."""
        return list(EnvelopeState).index(self.state) * (self.shares + 1) + self.taken

    @property
    def luckiest(self) -> str:
        """Who got most, the first of equals: told when every share of a lucky envelope has gone, else ""."""
        if self.kind != "lucky" or self.shares < 2 or len(self.got) < self.shares:
            return ""
        return max(self.got, key=lambda share: (share.amount_minor, -share.position)).person_id

    def share_of(self, person_id: str) -> Share | None:
        return next((share for share in self.got if share.person_id == person_id), None)


def view_of(row: EnvelopeRow, shares: list[ShareRow] | None = None) -> Envelope:
    """shares: of this envelope; those that nobody claimed are left out."""
    state = EnvelopeState(row.state)
    is_over = row.taken == row.shares or state in (EnvelopeState.ENDING, EnvelopeState.ENDED)
    got = tuple(
        Share(one.position, one.person_id, one.amount_minor, one.claimed_at, one.entry_seq, one.is_newcomer)
        for one in shares or []
        if one.person_id and one.claimed_at
    )
    return Envelope(
        id=row.id,
        sender_id=row.sender_id,
        kind=row.kind,
        total_minor=row.total_minor,
        currency=row.currency,
        shares=row.shares,
        only_for=row.only_for,
        greeting=row.greeting,
        cover=row.cover,
        place=row.place,
        commitment=row.commitment,
        seed=row.seed if is_over else "",
        state=state,
        taken=row.taken,
        returned_minor=row.returned_minor,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        entry_seq=row.entry_seq,
        giver=Giver(row.giver),
        title=row.title,
        claim_token=row.claim_token or "",
        got=got,
    )


@dataclass(eq=False)
class EnvelopeUnknown(WalletError):
    code: ClassVar[str] = "envelope_unknown"
    envelope: str


@dataclass(eq=False)
class EnvelopeDraftInvalid(WalletError):
    code: ClassVar[str] = "envelope_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class EnvelopeMismatch(WalletError):
    """The request was used before, with other content."""

    code: ClassVar[str] = "envelope_mismatch"
    request_id: str


@dataclass(eq=False)
class EnvelopeEmpty(WalletError):
    """Every share has somebody."""

    code: ClassVar[str] = "envelope_empty"
    envelope: str


@dataclass(eq=False)
class EnvelopeOver(WalletError):
    """Its time is over."""

    code: ClassVar[str] = "envelope_over"
    envelope: str


@dataclass(eq=False)
class EnvelopeNotForYou(WalletError):
    code: ClassVar[str] = "envelope_not_for_you"
    envelope: str

"""The funding-source port: what the wallet asks of whoever moves money between cards and us. `http_rail.py` speaks it
over HTTP to the built-in simulator or to a bridge in front of a real processor; `payments/top_ups` and
`payments/withdrawals` know only what stands here. docs/operate/cards.md is the page for who connects one.

Three rules make it safe to lose an answer:

- **The wallet names everything.** `reference` is the idempotency key: asking twice with one reference is one charge or
  one payout, and the second answer says how it stands now.
- **No answer is no answer.** `RailSilent` means that the thing may have been done or not; only the rail can tell, and
  it is asked again. `RailRefused` is certain: nothing was done and nothing will be.
- **A notice is a hint.** What a webhook says moves no money; it makes us ask.

A card's number never passes here: it is typed on a page of the rail's own, which gives us a token."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol

from wallet.errors import WalletError


class ChargeState(StrEnum):
    """Of money that is to come in from a card."""

    PENDING = "pending"  # the rail has it; the bank has not said yes or no
    CHALLENGE = "challenge"  # the cardholder has to confirm on `challenge_url` (3-D Secure)
    APPROVED = "approved"
    DECLINED = "declined"  # `code` says why
    CANCELLED = "cancelled"  # we gave it up before it was decided; the rail will never take it
    CHARGED_BACK = "charged_back"  # approved once, and taken back by the bank


class PayoutState(StrEnum):
    """Of money that goes out to a card."""

    PENDING = "pending"  # under way; `arrives_at` is when the rail expects it to be there
    PAID = "paid"
    FAILED = "failed"  # it did not arrive; the rail keeps nothing of it
    RETURNED = "returned"  # paid once, and sent back by the bank


@dataclass(frozen=True, slots=True)
class CardPage:
    """url: the rail's own page on which the person types the card's number."""

    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """token: what charges and payouts name it by; brand: such as "visa"; last4: the only digits we ever see."""

    token: str
    brand: str
    last4: str
    expiry_month: int
    expiry_year: int


@dataclass(frozen=True, slots=True)
class Charge:
    """code: why it was declined, from DECLINE_CODES or a word of the rail's own; "" otherwise."""

    state: ChargeState
    code: str = ""
    challenge_url: str = ""


@dataclass(frozen=True, slots=True)
class Payout:
    state: PayoutState
    code: str = ""
    arrives_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook whose signature is right. id: the rail's, the same when it is delivered again. reference: of the charge
    or the payout that has changed."""

    id: str
    reference: str


class MoveKind(StrEnum):
    CHARGE = "charge"  # a card was charged
    CHARGE_BACK = "charge_back"  # the bank took a charge back
    PAYOUT = "payout"  # money arrived on a card
    PAYOUT_BACK = "payout_back"  # the bank sent a payout back


@dataclass(frozen=True, slots=True)
class RailMove:
    """A line of the rail's own report: what moved, when, by its clock. reference: of the charge or the payout."""

    kind: MoveKind
    reference: str
    amount_minor: int
    currency: str
    at: datetime


# The reasons that the pages know words for; any other is shown as "generic".
DECLINE_CODES = (
    "authentication_expired",
    "authentication_failed",
    "card_expired",
    "card_lost",
    "generic",
    "insufficient_funds",
    "limit_exceeded",
)


@dataclass(eq=False)
class RailSilent(WalletError):
    """No usable answer came: it may have been done or not. Ask again with the same reference. reason: for logs."""

    code: ClassVar[str] = "rail_silent"
    reason: str


@dataclass(eq=False)
class RailRefused(WalletError):
    """The rail understood and will not do it; certain. reason: its code."""

    code: ClassVar[str] = "rail_refused"
    reason: str


@dataclass(eq=False)
class RailAbsent(WalletError):
    """No rail is connected to this wallet."""

    code: ClassVar[str] = "rail_absent"


@dataclass(eq=False)
class NoticeRefused(WalletError):
    """A webhook that was not signed by the rail, is too old, or cannot be read. reason says which."""

    code: ClassVar[str] = "rail_notice_refused"
    reason: str


class Rail(Protocol):
    """Every call but `read_notice` raises RailSilent and RailRefused."""

    @property
    def name(self) -> str:
        """Of the rail's accounts in the ledger; never changes once money has moved."""
        ...

    async def open_card_page(self, reference: str, *, return_url: str) -> CardPage:
        """A page for one card. return_url: where the rail sends the person afterwards."""
        ...

    async def card_of(self, reference: str) -> Card | None:
        """What the page of this reference brought; None while nobody has finished it."""
        ...

    async def forget_card(self, token: str) -> None:
        """The token is of no use afterwards. The same again for one that is forgotten."""
        ...

    async def charge(self, reference: str, *, token: str, amount_minor: int, currency: str, return_url: str) -> Charge:
        """Take money from a card, once per reference. return_url: where a challenge leads back to."""
        ...

    async def cancel_charge(self, reference: str) -> Charge:
        """Give up a charge that is not decided; how it stands afterwards. Also for a reference the rail has never
        seen: from then on it refuses it, so that a request that is still on its way comes too late."""
        ...

    async def charge_of(self, reference: str) -> Charge | None:
        """How it stands; None when the rail has never seen it."""
        ...

    async def pay_out(self, reference: str, *, token: str, amount_minor: int, currency: str) -> Payout:
        """Send money to a card, once per reference."""
        ...

    async def payout_of(self, reference: str) -> Payout | None:
        """How it stands; None when the rail has never seen it."""
        ...

    async def moves_between(self, start: datetime, end: datetime) -> list[RailMove]:
        """The rail's report: everything that moved from start on and before end."""
        ...

    def read_notice(self, headers: dict[str, str], body: bytes, *, now: datetime) -> Notice:
        """headers: with lower-case names. Raises NoticeRefused."""
        ...

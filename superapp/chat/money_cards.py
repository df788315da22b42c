"""The cards of money between people, as they are stored: a transfer, a red envelope and a split bill. A card says
what will always be true of it; how the money stands now is the wallet's to say and is looked up whenever the card
is shown (`MoneyLook`), so a card can never say "waiting" of money that has gone. Leaned on by
superapp/chat/cards.py."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, fields
from typing import Any

from superapp.base.errors import ensure
from wallet.house import WalletHouse
from wallet.money import Money

COVERS = ("persimmon", "jade", "plum", "night", "lantern", "moon", "blossom", "confetti")
SAYS = ("sent", "received", "returned")

# Asked with (wallet, person id, views): puts `state` and the like into the bodies of the money cards among the views,
# as this person may see them, and raises their revision with each change of the money. Joined to the house in main.py.
MoneyLook = Callable[[WalletHouse, str, list[dict[str, Any]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TransferCard:
    """says: "sent" (by its sender), or "received", "returned" (by its receiver, an answer that does not change)."""

    transfer: str
    amount_minor: int
    currency: str
    note: str
    says: str

    def body(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


@dataclass(frozen=True, slots=True)
class EnvelopeCard:
    """shares: how many; 1 for an envelope to one person. cover: one of COVERS."""

    envelope: str
    greeting: str
    cover: str
    shares: int

    def body(self) -> dict[str, Any]:
        return asdict(self)


SPLIT_SAYS = ("asks", "reminds")


@dataclass(frozen=True, slots=True)
class SplitCard:
    """says: "asks" (by its starter, in the chat), or "reminds" (in the payments of one person)."""

    split: str
    total_minor: int
    currency: str
    note: str
    says: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


def read_split(body: dict[str, Any]) -> SplitCard:
    known = {one.name: body.get(one.name) for one in fields(SplitCard)}
    whole = known["says"] in SPLIT_SAYS and isinstance(known["total_minor"], int) and None not in known.values()
    ensure(whole, "a split's card has all its fields", fields=sorted(body))
    return SplitCard(**known)  # pyright: ignore[reportArgumentType] (ensured above)


def read_transfer(body: dict[str, Any]) -> TransferCard:
    """The stored part of a body; what a look has added is left out."""
    known = {one.name: body.get(one.name) for one in fields(TransferCard)}
    whole = known["says"] in SAYS and isinstance(known["amount_minor"], int) and None not in known.values()
    ensure(whole, "a transfer's card has all its fields", fields=sorted(body))
    return TransferCard(**known)  # pyright: ignore[reportArgumentType] (ensured above)


def read_envelope(body: dict[str, Any]) -> EnvelopeCard:
    known = {one.name: body.get(one.name) for one in fields(EnvelopeCard)}
    whole = known["cover"] in COVERS and isinstance(known["shares"], int) and None not in known.values()
    ensure(whole, "an envelope's card has all its fields", fields=sorted(body))
    return EnvelopeCard(**known)  # pyright: ignore[reportArgumentType] (ensured above)

"""The host's refusals. They share one ancestor with the wallet's, so the edge has one table for both."""

from dataclasses import dataclass
from typing import ClassVar

from wallet.errors import BrokenPromise, Refusal, ensure

__all__ = ["BrokenPromise", "HostError", "NotAllowed", "NotFound", "Refusal", "ensure"]


@dataclass(eq=False)
class HostError(Refusal):
    """A refusal that comes from the host's rules."""

    code: ClassVar[str] = "refused"


@dataclass(eq=False)
class NotFound(HostError):
    """No such thing, or none that this visitor may know of."""

    code: ClassVar[str] = "not_found"
    what: str


@dataclass(eq=False)
class NotAllowed(HostError):
    """The visitor is known and may not do this."""

    code: ClassVar[str] = "not_allowed"
    permission: str

"""What chat refuses. A conversation that is not yours is "not found", so that ids tell nothing."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class MessageEmpty(HostError):
    code: ClassVar[str] = "message_empty"


@dataclass(eq=False)
class MessageTooLong(HostError):
    code: ClassVar[str] = "message_too_long"
    letters: int
    letters_max: int


@dataclass(eq=False)
class ClientIdInvalid(HostError):
    """A client id is 1 to 64 letters, digits, "-", "_" or ":"."""

    code: ClassVar[str] = "client_id_invalid"


@dataclass(eq=False)
class ClientIdReused(HostError):
    """The same sender used this client id for another text: their client has a fault, and nothing was written."""

    code: ClassVar[str] = "client_id_reused"
    client_id: str


@dataclass(eq=False)
class ReplyUnknown(HostError):
    """The message that is answered is not in this conversation."""

    code: ClassVar[str] = "reply_unknown"


@dataclass(eq=False)
class NotYourMessage(HostError):
    code: ClassVar[str] = "not_your_message"


@dataclass(eq=False)
class CannotChange(HostError):
    """Only texts are edited; what was unsent is gone for good."""

    code: ClassVar[str] = "cannot_change"
    kind: str


@dataclass(eq=False)
class TooLateToChange(HostError):
    """what: "edited" or "unsent"."""

    code: ClassVar[str] = "too_late_to_change"
    what: str
    minutes_max: int


@dataclass(eq=False)
class ReactionUnknown(HostError):
    code: ClassVar[str] = "reaction_unknown"


@dataclass(eq=False)
class NobodyAnswers(HostError):
    """A service account that only tells: nobody reads what is written to it."""

    code: ClassVar[str] = "nobody_answers"
    service: str


@dataclass(eq=False)
class ChatWithYourself(HostError):
    code: ClassVar[str] = "chat_with_yourself"

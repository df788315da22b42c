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
    """Only texts are edited; what was unsent is gone for good; a group's notices stay as they are."""

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
class GroupTitleInvalid(HostError):
    """Empty, or longer than `letters_max`."""

    code: ClassVar[str] = "group_title_invalid"
    letters_max: int


@dataclass(eq=False)
class GroupFull(HostError):
    code: ClassVar[str] = "group_full"
    people_max: int


@dataclass(eq=False)
class RemovedFromGroup(HostError):
    """An admin removed this person; the link does not bring them back."""

    code: ClassVar[str] = "removed_from_group"


@dataclass(eq=False)
class AnnouncementTooLong(HostError):
    code: ClassVar[str] = "announcement_too_long"
    letters_max: int


@dataclass(eq=False)
class NotForYou(HostError):
    """A member asks for what admins may, or an admin for what the owner may. who: "admins" or "the owner"."""

    code: ClassVar[str] = "not_for_you"
    who: str


@dataclass(eq=False)
class PinsFull(HostError):
    code: ClassVar[str] = "pins_full"
    pins_max: int


@dataclass(eq=False)
class OnlyAdminsWrite(HostError):
    code: ClassVar[str] = "only_admins_write"


@dataclass(eq=False)
class NobodyAnswers(HostError):
    """A service account that only tells: nobody reads what is written to it."""

    code: ClassVar[str] = "nobody_answers"
    service: str


@dataclass(eq=False)
class EncryptedOnly(HostError):
    """Into an encrypted conversation goes what its people's browsers encrypted, and nothing else: no files, no money,
    no cards, no reactions; and such a message goes nowhere else."""

    code: ClassVar[str] = "encrypted_only"


@dataclass(eq=False)
class ChatWithYourself(HostError):
    code: ClassVar[str] = "chat_with_yourself"

"""What the contacts room refuses."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class NotReachable(HostError):
    """This person does not take that from you. One refusal for their settings and for a block: which of the two it is
    is theirs to know."""

    code: ClassVar[str] = "not_reachable"


@dataclass(eq=False)
class OnlyContactsAdd(HostError):
    """This person lets only contacts put them into groups. name: as people read it."""

    code: ClassVar[str] = "only_contacts_add"
    name: str


@dataclass(eq=False)
class YouBlocked(HostError):
    """You blocked this person yourself."""

    code: ClassVar[str] = "you_blocked"


@dataclass(eq=False)
class ContactWithYourself(HostError):
    code: ClassVar[str] = "contact_with_yourself"


@dataclass(eq=False)
class LineTooLong(HostError):
    """A remark or the words of a request."""

    code: ClassVar[str] = "line_too_long"
    letters_max: int


@dataclass(eq=False)
class TooManyRequests(HostError):
    """So many of your requests are not answered yet."""

    code: ClassVar[str] = "too_many_requests"
    open_max: int

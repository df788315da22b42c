"""What the rooms of programs' messages refuse: templates, subscribe messages, answers, order cards. The server API
gives them the platform's codes (web/server_api/answers.py), pages give them words (web/problems.py)."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class TemplateUnknown(HostError):
    """No such message template, or another program's."""

    code: ClassVar[str] = "template_unknown"
    template_id: str


@dataclass(eq=False)
class TemplateChoiceInvalid(HostError):
    """what: "title" (not in the library) or "keywords" (unknown, twice, too few or too many)."""

    code: ClassVar[str] = "template_choice_invalid"
    what: str


@dataclass(eq=False)
class TooManyTemplates(HostError):
    code: ClassVar[str] = "too_many_templates"
    templates_max: int


@dataclass(eq=False)
class MessageNotWanted(HostError):
    """reason: "no_credit" (nothing is owed), "refused" (the last answer was no) or "switched_off" (all messages of this
    program). The platform says the same code for all three; people who write back ends asked for the difference."""

    code: ClassVar[str] = "message_not_wanted"
    reason: str


@dataclass(eq=False)
class MessageArgumentInvalid(HostError):
    """where: such as "data.thing1.value"."""

    code: ClassVar[str] = "message_argument_invalid"
    where: str


@dataclass(eq=False)
class OpenidUnknown(HostError):
    """No person of this program has this openid."""

    code: ClassVar[str] = "openid_unknown"


@dataclass(eq=False)
class ReplyWindowClosed(HostError):
    """reason: "late" (too long since the person was here) or "used" (as many messages as one may send)."""

    code: ClassVar[str] = "reply_window_closed"
    reason: str


@dataclass(eq=False)
class MediaUnknown(HostError):
    """No such uploaded picture, another program's, or one whose three days are over."""

    code: ClassVar[str] = "media_unknown"


@dataclass(eq=False)
class OrderNotTheirs(HostError):
    """Order cards are about orders this person has paid in this program."""

    code: ClassVar[str] = "order_not_theirs"


@dataclass(eq=False)
class TooManyCards(HostError):
    code: ClassVar[str] = "too_many_cards"
    cards_max: int


@dataclass(eq=False)
class NobodyAnswersHere(HostError):
    """The program has no server that is told what people write."""

    code: ClassVar[str] = "program_does_not_answer"


@dataclass(eq=False)
class PushAddressRefused(HostError):
    """reason: what is wrong with it, as a sentence."""

    code: ClassVar[str] = "push_address_refused"
    reason: str

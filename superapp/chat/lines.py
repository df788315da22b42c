"""A message in one line, in the reader's language: what lists, quotes and notifications show. The browser's side of the
notices is superapp/browser/shell/notices.ts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.lists import format_list

from superapp.base.amounts import money_text
from superapp.base.words import N_, Say, locale_of
from superapp.chat.cards import Notice, read_notice
from superapp.chat.money_cards import read_envelope, read_split, read_transfer
from superapp.chat.program_cards import KINDS as PROGRAM_KINDS
from superapp.chat.program_cards import card_line

LINE_LETTERS_MAX = 120
UNKNOWN_NAME = N_("Former member")

# what -> (said of the reader, said of somebody else)
NOTICES = {
    "met": (N_("You accepted. You are contacts now"), N_("%(who)s accepted. You are contacts now")),
    "encrypted": (N_("You started an encrypted chat"), N_("%(who)s started an encrypted chat")),
    "created": (N_("You made the group “%(title)s”"), N_("%(who)s made the group “%(title)s”")),
    "created_with": (
        N_("You made the group “%(title)s” with %(whom)s"),
        N_("%(who)s made the group “%(title)s” with %(whom)s"),
    ),
    "added": (N_("You added %(whom)s"), N_("%(who)s added %(whom)s")),
    "joined": (N_("You joined by the link"), N_("%(who)s joined by the link")),
    "removed": (N_("You removed %(whom)s"), N_("%(who)s removed %(whom)s")),
    "left": (N_("You left"), N_("%(who)s left")),
    "renamed": (N_("You named the group “%(title)s”"), N_("%(who)s named the group “%(title)s”")),
    "quiet": (N_("You let only admins write"), N_("%(who)s lets only admins write")),
    "pinned": (N_("You pinned a message"), N_("%(who)s pinned a message")),
    "open": (N_("You let everybody write"), N_("%(who)s lets everybody write")),
}


# What a card of money says -> the line.
MONEY = {
    "sent": N_("Transfer: %(amount)s"),
    "received": N_("Received: %(amount)s"),
    "returned": N_("Returned: %(amount)s"),
}


def _english(text: str) -> str:
    return text


def _english_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: names, pictures: person id -> how they call them, what they look like; say, say_many: gettext and
    ngettext of their language; language: such as "uk"."""

    person_id: str
    names: Mapping[str, str]
    pictures: Mapping[str, str] = field(default_factory=dict[str, str])
    say: Say = _english
    say_many: Callable[[str, str, int], str] = _english_many
    language: str = "en"

    def name(self, person_id: str | None) -> str:
        return self.names.get(person_id or "") or self.say(UNKNOWN_NAME)


def line_of(kind: str, body: dict[str, Any], sender_id: str | None, reader: Reader) -> str:
    """What the list of chats shows of a message."""
    say = reader.say
    match kind:
        case "text":
            return " ".join(str(body["text"]).split())[:LINE_LETTERS_MAX]
        case "notice":
            return notice_line(read_notice(body), sender_id, reader)
        case "picture":
            return say(N_("Picture"))
        case "encrypted":
            return say(N_("Encrypted message"))
        case "unsent":
            return say(N_("Message unsent"))
        case "receipt":
            return say(N_("Receipt: %(title)s")) % {"title": say(str(body["title"]))}
        case "program":
            return f"{body['name']}: {body['title']}"[:LINE_LETTERS_MAX]
        case "transfer":
            card = read_transfer(body)
            return say(MONEY[card.says]) % {"amount": money_text(card.amount, language=reader.language)}
        case "envelope":
            return say(N_("Red envelope: %(greeting)s")) % {"greeting": read_envelope(body).greeting}
        case "split":
            split = read_split(body)
            amount = money_text(split.total_minor, split.currency, reader.language)
            return say(N_("Split bill: %(amount)s")) % {"amount": amount}
        case "file":
            return say(N_("File: %(name)s")) % {"name": body["name"]}
        case "voice":
            return say(N_("Voice note"))
        case "place":
            return say(N_("Place: %(name)s")) % {"name": body["name"]} if body["name"] else say(N_("A place"))
        case "person":
            return say(N_("Contact: %(name)s")) % {"name": reader.name(str(body["person_id"]))}
        case "sticker":
            return say(N_("Sticker"))
        case _ if kind in PROGRAM_KINDS:
            return card_line(kind, body, reader.language)[:LINE_LETTERS_MAX]
        case _:
            return say(N_("Message"))


def notice_line(notice: Notice, sender_id: str | None, reader: Reader) -> str:
    """ "Ann added Ben and Cleo"."""
    people = [reader.say(N_("you")) if one == reader.person_id else reader.name(one) for one in notice.people]
    what = "created_with" if notice.what == "created" and people else notice.what
    text = reader.say(NOTICES[what][0 if sender_id == reader.person_id else 1])
    whom = format_list(people, locale=locale_of(reader.language)) if people else ""
    return text % {"who": reader.name(sender_id), "whom": whom, "title": notice.title}

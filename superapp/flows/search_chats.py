"""Looking for a chat or for something that was said. Called by web/pages/search."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.chat.cards import search_key
from superapp.chat.conversations import conversations_of, require_member, some_conversations
from superapp.chat.lines import Reader, line_of
from superapp.chat.messages import Message
from superapp.chat.search import find_messages, terms_of
from superapp.chat.views import View, overview
from superapp.house import House
from superapp.readers import reader_for

MESSAGES_MAX, CONVERSATIONS_MAX = 50, 500
BEFORE_LETTERS, LINE_LETTERS = 24, 140


@dataclass(frozen=True, slots=True)
class Hit:
    """A message: where it stands, and its line in three parts, the middle one found."""

    conversation_id: str
    seq: int
    title: str
    peer_id: str
    sender: str
    before: str
    found: str
    after: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """text: as it was typed. inside: the conversation that is searched alone, or None; chats: by their name."""

    text: str
    inside: View | None
    chats: list[View]
    messages: list[Hit]


async def search(house: House, person: Person, text: str, *, conversation_id: str | None) -> Found:
    """Raises NotFound for a conversation this person is not in."""
    async with house.database.read() as session:
        if conversation_id is not None:
            inside = [(await require_member(session, conversation_id, person.id)).conversation]
        else:
            inside = []
        messages = await find_messages(session, person.id, text, conversation_id=conversation_id, limit=MESSAGES_MAX)
        listed = inside or await conversations_of(session, person.id, limit=CONVERSATIONS_MAX)
        known = {one.id for one in listed}
        missing = {one.conversation_id for one in messages} - known
        seen = await overview(session, [*listed, *await some_conversations(session, person.id, missing)], person.id)
        reader = await reader_for(session, person, {*seen.people, *(one.sender_id or "" for one in messages)})
    views = {view["id"]: view for view in seen.views(reader)}
    terms = terms_of(text)
    hits = [
        Hit(
            one.conversation_id,
            one.seq,
            views[one.conversation_id]["title"],
            views[one.conversation_id]["peer_id"],
            reader.say("You") if one.sender_id == person.id else reader.name(one.sender_id) if one.sender_id else "",
            *excerpt(_text(one, reader), terms),
            one.sent_at,
        )
        for one in messages
    ]
    chats = [view for view in views.values() if terms and all(term in search_key(view["title"]) for term in terms)]
    return Found(text, views[conversation_id] if conversation_id else None, [] if conversation_id else chats, hits)


def _text(message: Message, reader: Reader) -> str:
    if message.kind == "text":
        return str(message.body["text"])
    return line_of(message.kind, message.body, message.sender_id, reader)


def excerpt(text: str, terms: list[str]) -> tuple[str, str, str]:
    """(before, found, after) around the first of the terms. Where folding moved the letters, nothing is marked."""
    line = " ".join(text.split())
    places = [(at, term) for term in terms if (at := line.lower().find(term)) >= 0]
    if not places or len(line.lower()) != len(line):
        return "", "", line[:LINE_LETTERS]
    at, term = min(places)
    start = max(0, at - BEFORE_LETTERS)
    before = ("…" if start else "") + line[start:at]
    return before, line[at : at + len(term)], line[at + len(term) : start + LINE_LETTERS]

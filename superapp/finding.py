"""Looking for chats, words, people and programs, each by the rules of its own room: only conversations somebody is in
and what they may read there, only people who want to be found, only released programs. Flows that search call it,
whatever they search for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.numbers import holder_of, read_number
from superapp.accounts.people import Person, get_people, handle_key, search_people
from superapp.base.errors import NotFound
from superapp.chat.cards import search_key
from superapp.chat.conversations import require_member
from superapp.chat.lines import Reader, line_of
from superapp.chat.listing import conversations_of, some_conversations
from superapp.chat.messages import Message, some_messages
from superapp.chat.search import find_messages, terms_of
from superapp.chat.views import View, overview, peers_of
from superapp.contacts.contacts import contacts_of, with_remarks
from superapp.contacts.reach import findable, findable_by_number, standings
from superapp.programs.releases import Released, list_released
from superapp.readers import reader_for

CONVERSATIONS_MAX, SEARCHED_MAX, TALKED_MAX = 500, 100, 40
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
    """text: as it was typed. inside: the conversation that is searched alone, or None; chats: by their name. more:
    where the next page of messages begins, as "conversation.number"; "" when these are all."""

    text: str
    inside: View | None
    chats: list[View]
    messages: list[Hit]
    more: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A program that people can open, and its developer's name, or ""."""

    program: Released
    developer: str


async def find_said(
    session: AsyncSession,
    person: Person,
    text: str,
    *,
    conversation_id: str | None = None,
    before: tuple[str, int] | None = None,
    limit: int,
) -> Found:
    """Chats by name and messages by words, the newest first. before: conversation and number of the message that the
    page before ended with; its pages have no chats. Raises NotFound for a conversation they are not in."""
    if conversation_id is not None:
        inside = [(await require_member(session, conversation_id, person.id)).conversation]
    else:
        inside = []
    begin = await _readable(session, person, before) if before else None
    found = await find_messages(
        session, person.id, text, conversation_id=conversation_id, before=begin, limit=limit + 1
    )
    messages = found[:limit]
    listed = inside or await conversations_of(session, person.id, limit=CONVERSATIONS_MAX)
    missing = {one.conversation_id for one in messages} - {one.id for one in listed}
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
    more = f"{messages[-1].conversation_id}.{messages[-1].seq}" if len(found) > limit else ""
    by_name = [] if conversation_id or before else chats
    return Found(text, views[conversation_id] if conversation_id else None, by_name, hits, more)


async def _readable(session: AsyncSession, person: Person, place: tuple[str, int]) -> Message:
    """Raises NotFound for a message they may not read: when it was sent is not theirs to find out."""
    member = await require_member(session, place[0], person.id)
    message = (await some_messages(session, {place})).get(place)
    if message is None or message.seq <= member.from_seq:
        raise NotFound("message")
    return message


async def find_strangers_too(session: AsyncSession, person_id: str, text: str) -> list[Person]:
    """People whose handle begins with the text or whose name contains it, as far as they want to be found; never the
    one who asks."""
    wanted = text.replace("\0", "").strip()[:60]
    if not wanted:
        return []
    found = {one.id: one for one in await search_people(session, wanted, limit=SEARCHED_MAX) if one.id != person_id}
    whole = handle_key(wanted)
    shown = await findable(session, person_id, {one.id: handle_key(one.handle) == whole for one in found.values()})
    return [found[one] for one in shown]


async def find_by_number(session: AsyncSession, person_id: str, text: str) -> list[Person]:
    """Who confirmed this very number and lets others find them by it; nobody for anything but a whole number. Nobody's
    number, one that is kept to oneself and one of somebody who blocked this person give the same answer."""
    number = read_number(text)
    holder = await holder_of(session, number) if number else None
    if holder is None or holder == person_id or not await findable_by_number(session, person_id, holder):
        return []
    return list((await get_people(session, [holder])).values())


async def named_by(session: AsyncSession, person: Person, ids: Sequence[str]) -> dict[str, Person]:
    """These people, named as this person calls them."""
    people = await get_people(session, list(ids))
    names = await with_remarks(session, person.id, {one.id: one.name for one in people.values()})
    return {one: replace(who, name=names[one]) for one, who in people.items()}


async def known_people(session: AsyncSession, person: Person) -> list[Person]:
    """Whom this person talked to lately, then the other contacts; named as this person calls them."""
    listed = await conversations_of(session, person.id, limit=TALKED_MAX)
    peers = await peers_of(session, listed, person.id)
    talked = [peers[one.id] for one in listed if one.id in peers]
    wanted = dict.fromkeys([*talked, *(one.person_id for one in await contacts_of(session, person.id))])
    people = await named_by(session, person, list(wanted))
    return [people[one] for one in wanted if one in people]


async def known_and_strangers(session: AsyncSession, person: Person, text: str) -> list[Person]:
    """Of those this person knows and has not blocked whoever matches the text, all without one; then strangers, as far
    as they want to be found."""
    known, wanted = await known_people(session, person), search_key(text.strip().lstrip("@"))
    found = {one.id: one for one in known if wanted in search_key(f"{one.name} {one.handle}")}
    found |= {one.id: one for one in await find_strangers_too(session, person.id, text) if one.id not in found}
    allowed = await standings(session, person.id, list(found))
    return [one for one in found.values() if not allowed[one.id].i_blocked]


async def find_contacts(session: AsyncSession, person_id: str, text: str) -> list[tuple[Person, str]]:
    """(contact, what this person calls them), by that name: those whose name or handle has the text in it."""
    known = await contacts_of(session, person_id)
    people = await get_people(session, [one.person_id for one in known])
    wanted = search_key(text.strip().lstrip("@"))
    found = [
        (who, one.remark or who.name)
        for one in known
        if (who := people.get(one.person_id)) and wanted in search_key(f"{one.remark} {who.name} {who.handle}")
    ]
    return sorted(found, key=lambda pair: (search_key(pair[1]), pair[0].id))


async def find_programs(session: AsyncSession, text: str) -> list[Offered]:
    """Released programs whose name, description or developer's name contains the text; the newest release first."""
    released = await list_released(session)
    owners = await get_people(session, sorted({one.developer_id for one in released}))
    offered = [Offered(one, owner.name if (owner := owners.get(one.developer_id)) else "") for one in released]
    wanted = search_key(text.strip())
    return [
        one
        for one in offered
        if any(wanted in search_key(words) for words in (one.program.name, one.program.description, one.developer))
    ]


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


def _text(message: Message, reader: Reader) -> str:
    if message.kind == "text":
        return str(message.body["text"])
    return line_of(message.kind, message.body, message.sender_id, reader)

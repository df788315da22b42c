"""Whoever wrote to a group, or to one person, asks how far a message got. Called by web/pages/groups; reads only."""

from dataclasses import dataclass
from typing import Any

from superapp.accounts import sessions
from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.conversations import require_member
from superapp.chat.kinds import PAIRS, Kind
from superapp.chat.messages import some_messages
from superapp.chat.reading import readers
from superapp.contacts.privacy import Circle, privacies
from superapp.contacts.reach import standings
from superapp.house import House
from superapp.readers import reader_for


@dataclass(frozen=True, slots=True)
class Reach:
    """People as {id, name, picture}. read: known to have read it. delivered: a device of theirs was here since. sent:
    everybody else, and whoever does not let their reading be seen, or does not let this person see when they were
    here: "delivered" would say so."""

    read: list[dict[str, Any]]
    delivered: list[dict[str, Any]]
    sent: list[dict[str, Any]]


async def look(house: House, person: Person, conversation_id: str, seq: int) -> Reach:
    """Raises NotFound, for anybody but who wrote it, too."""
    async with house.database.read() as session:
        member = await require_member(session, conversation_id, person.id)
        message = (await some_messages(session, {(conversation_id, seq)})).get((conversation_id, seq))
        is_theirs = message is not None and message.sender_id == person.id and seq > member.from_seq
        if message is None or not is_theirs or member.conversation.kind not in (Kind.GROUP, *PAIRS):
            raise NotFound("message")
        read, rest = await readers(session, conversation_id, seq, person.id)
        allowed, stands = await privacies(session, rest), await standings(session, person.id, rest)
        open_ones = [one for one in rest if allowed[one].read_by is Circle.ANYONE and stands[one].may_see]
        there = await sessions.used_since(session, open_ones, message.sent_at)
        reader = await reader_for(session, person, [*read, *rest])

    def named(people: list[str]) -> list[dict[str, Any]]:
        return [{"id": one, "name": reader.name(one), "picture": reader.pictures.get(one, "")} for one in people]

    return Reach(
        named(read),
        named([one for one in rest if one in there]),
        named([one for one in rest if one not in there]),
    )

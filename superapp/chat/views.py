"""Conversations and messages as a person's browser sees them: plain dicts that cross the wire as JSON, in pages, in
answers and in the frames of /live alike. Names of people belong to another room, so the flow brings them along."""

from collections.abc import Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.cards import in_one_line
from superapp.chat.conversations import Conversation, Kind, members_of
from superapp.chat.messages import Message, last_messages

UNKNOWN_NAME = "Former member"

View = dict[str, Any]


async def peers_of(session: AsyncSession, conversations: list[Conversation], me: str) -> dict[str, str]:
    """conversation id -> the other person's id, for direct ones; the flow needs their names."""
    direct = [one.id for one in conversations if one.kind is Kind.DIRECT]
    members = await members_of(session, direct)
    return {one: next(person for person in people if person != me) for one, people in members.items()}


async def conversation_views(
    session: AsyncSession, conversations: list[Conversation], me: str, names: Mapping[str, str]
) -> list[View]:
    """Each conversation as `me` sees it, in the order given.

    names: person id -> name, for at least the people of `peers_of`.
    Shape: {id, kind, title, peer_id, last_seq, read_seq, peer_read_seq, last_at, last_line, last_mine, can_write};
    peer_id: whose colour the avatar has (a service's name for a service); last_at: ISO 8601 or null.
    """
    members = await members_of(session, [one.id for one in conversations])
    newest = await last_messages(session, conversations)
    return [_conversation_view(one, me, names, members[one.id], newest.get(one.id)) for one in conversations]


def message_view(message: Message) -> View:
    """Shape: {id, conversation_id, seq, sender_id, kind, body, client_id, sent_at}."""
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "seq": message.seq,
        "sender_id": message.sender_id,
        "kind": message.kind,
        "body": message.body,
        "client_id": message.client_id,
        "sent_at": message.sent_at.isoformat(),
    }


def _conversation_view(
    one: Conversation, me: str, names: Mapping[str, str], members: dict[str, int], last: Message | None
) -> View:
    peer = next((person for person in members if person != me), None) if one.kind is Kind.DIRECT else None
    return {
        "id": one.id,
        "kind": str(one.kind),
        "title": names.get(peer, UNKNOWN_NAME) if peer else one.title,
        "peer_id": peer or one.service or one.id,
        "last_seq": one.last_seq,
        "read_seq": members[me],
        "peer_read_seq": members[peer] if peer else 0,
        "last_at": one.last_message_at.isoformat() if one.last_message_at else None,
        "last_line": in_one_line(last.kind, last.body) if last else "",
        "last_mine": last is not None and last.sender_id == me,
        "can_write": one.kind is not Kind.SERVICE,
    }

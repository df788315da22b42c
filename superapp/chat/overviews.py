"""Conversations as many people see them, read at once: what a message of a group costs must not grow with queries for
each of its people. Called by flows/follow_events; the shapes are those of superapp/chat/views.py."""

from collections.abc import Mapping

from sqlalchemy import select as columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.announcements import announcements_of
from superapp.chat.conversations import (
    Conversation,
    ConversationRow,
    MemberRow,
    Membership,
    conversation_of,
    member_counts,
    members_of,
)
from superapp.chat.kinds import PAIRS, Kind, Role
from superapp.chat.mentions import last_mentions
from superapp.chat.messages import Message, some_messages
from superapp.chat.reading import readers_of_newest
from superapp.chat.views import Overview
from superapp.contacts.reach import standings_of
from superapp.storage.many import padded

Place = tuple[str, int]


async def overviews(
    session: AsyncSession, wanted: Mapping[str, set[str]], places: set[Place]
) -> tuple[dict[str, Overview], dict[Place, Message]]:
    """wanted: person id -> ids of conversations. Each person's overview of those they are in; and the messages at
    `places`, (conversation id, number), which are read together with the newest ones."""
    ids = sorted({one for ids in wanted.values() for one in ids})
    rows = (await session.exec(select(ConversationRow).where(col(ConversationRow.id).in_(padded(ids))))).all()
    conversations = {row.id: conversation_of(row) for row in rows}
    memberships = await _memberships(session, conversations, sorted(wanted))
    direct = await members_of(session, [one.id for one in conversations.values() if one.kind in PAIRS])
    groups = [one.id for one in conversations.values() if one.kind is Kind.GROUP]
    counts, announced = await member_counts(session, groups), await announcements_of(session, groups)
    last = {(one.id, one.last_seq) for one in conversations.values() if one.last_seq}
    messages = await some_messages(session, places | last)
    newest = {place[0]: messages[place] for place in last if place in messages}
    peers = {one: {who for key in direct for who in direct[key] if who != one and one in direct[key]} for one in wanted}
    stand = await standings_of(session, peers)
    read_by = await readers_of_newest(session, memberships.values())
    mentions = await last_mentions(session, wanted, groups)
    found: dict[str, Overview] = {}
    for person_id, theirs in wanted.items():
        mine = {one: memberships[one, person_id] for one in sorted(theirs) if (one, person_id) in memberships}
        seen = [conversations[one] for one in mine]
        pairs = {k: direct[k] for k in mine if k in direct}
        found[person_id] = Overview(
            person_id, seen, mine, pairs, counts, newest, stand[person_id], mentions, announced, read_by
        )
    return found, {place: message for place, message in messages.items() if place in places}


async def _memberships(
    session: AsyncSession, conversations: Mapping[str, Conversation], person_ids: list[str]
) -> dict[tuple[str, str], Membership]:
    """(conversation id, person id) -> how they are in it. Columns and not objects: there may be hundreds."""
    rows = await session.execute(
        columns(
            col(MemberRow.conversation_id),
            col(MemberRow.person_id),
            col(MemberRow.read_seq),
            col(MemberRow.role),
            col(MemberRow.from_seq),
            col(MemberRow.pinned_at),
            col(MemberRow.is_muted),
            col(MemberRow.wrote_seq),
            col(MemberRow.shown_seq),
        ).where(
            col(MemberRow.conversation_id).in_(padded(conversations)), col(MemberRow.person_id).in_(padded(person_ids))
        )
    )
    return {
        (conversation_id, person_id): Membership(
            conversations[conversation_id], person_id, read_seq, Role(role), from_seq, pinned_at, is_muted, wrote, shown
        )
        for conversation_id, person_id, read_seq, role, from_seq, pinned_at, is_muted, wrote, shown in rows
    }

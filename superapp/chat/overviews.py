"""Conversations as many people see them, read at once: what a message of a group costs must not grow with queries for
each of its people. Called by flows/follow_events; the shapes are those of superapp/chat/views.py."""

from collections.abc import Mapping

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.announcements import AnnouncementRow
from superapp.chat.conversations import (
    Conversation,
    ConversationRow,
    MemberRow,
    Membership,
    conversation_of,
    members_of,
)
from superapp.chat.kinds import PAIRS, Kind, Role
from superapp.chat.mentions import MentionRow
from superapp.chat.messages import Message, some_messages
from superapp.chat.reading import readers_of_newest
from superapp.chat.views import Overview
from superapp.contacts.reach import standings_of
from wallet.many import padded

Place = tuple[str, int]  # conversation, number of a message
Seat = tuple[str, str]  # conversation, person


async def overviews(
    session: AsyncSession, wanted: Mapping[str, set[str]], places: set[Place]
) -> tuple[dict[str, Overview], dict[Place, Message]]:
    """wanted: person id -> ids of conversations. Each person's overview of those they are in; and the messages at
    `places`, (conversation id, number), which are read together with the newest ones."""
    ids = sorted({one for ids in wanted.values() for one in ids})
    conversations, counts, announced = await _conversations(session, ids)
    memberships, mentions = await _memberships(session, conversations, sorted(wanted))
    direct = await members_of(session, [one.id for one in conversations.values() if one.kind in PAIRS])
    last = {(one.id, one.last_seq) for one in conversations.values() if one.last_seq}
    above = {(one.id, seq) for one in conversations.values() for seq in one.pins}
    messages = await some_messages(session, places | last | above)
    pinned = {place: messages[place] for place in above if place in messages}
    newest = {place[0]: messages[place] for place in last if place in messages}
    peers = {one: {who for key in direct for who in direct[key] if who != one and one in direct[key]} for one in wanted}
    stand = await standings_of(session, peers)
    read_by = await readers_of_newest(session, memberships.values())
    found: dict[str, Overview] = {}
    for person_id, theirs in wanted.items():
        mine = {one: memberships[one, person_id] for one in sorted(theirs) if (one, person_id) in memberships}
        seen = [conversations[one] for one in mine]
        pairs = {k: direct[k] for k in mine if k in direct}
        found[person_id] = Overview(
            person_id, seen, mine, pairs, counts, newest, stand[person_id], mentions, announced, read_by, pinned
        )
    return found, {place: message for place, message in messages.items() if place in places}


async def _conversations(
    session: AsyncSession, ids: list[str]
) -> tuple[dict[str, Conversation], dict[str, int], dict[str, str]]:
    """By id: the conversations; and of groups how many are in them, and what stands above their thread."""
    count = columns(func.count()).where(col(MemberRow.conversation_id) == col(ConversationRow.id)).scalar_subquery()
    rows = await session.execute(
        columns(ConversationRow, count, col(AnnouncementRow.text))
        .outerjoin(AnnouncementRow, col(AnnouncementRow.conversation_id) == col(ConversationRow.id))
        .where(col(ConversationRow.id).in_(padded(ids)))
    )
    conversations: dict[str, Conversation] = {}
    counts: dict[str, int] = {}
    announced: dict[str, str] = {}
    for row, people, text in rows:
        conversations[row.id] = one = conversation_of(row)
        if one.kind is Kind.GROUP:
            counts[one.id] = people
            announced |= {one.id: text} if text is not None else {}
    return conversations, counts, announced


async def _memberships(
    session: AsyncSession, conversations: Mapping[str, Conversation], person_ids: list[str]
) -> tuple[dict[Seat, Membership], dict[Seat, int]]:
    """(conversation id, person id) -> how they are in it; and the newest message of a group that names them. Columns,
    not objects: there may be hundreds."""
    named = (
        columns(func.max(col(MentionRow.seq)))
        .where(
            col(MentionRow.person_id) == col(MemberRow.person_id),
            col(MentionRow.conversation_id) == col(MemberRow.conversation_id),
        )
        .scalar_subquery()
    )
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
            named,
        ).where(
            col(MemberRow.conversation_id).in_(padded(conversations)), col(MemberRow.person_id).in_(padded(person_ids))
        )
    )
    memberships: dict[Seat, Membership] = {}
    mentions: dict[Seat, int] = {}
    for conversation_id, person_id, read_seq, role, from_seq, pinned_at, is_muted, wrote, shown, mention in rows:
        seat, conversation = (conversation_id, person_id), conversations[conversation_id]
        memberships[seat] = Membership(
            conversation, person_id, read_seq, Role(role), from_seq, pinned_at, is_muted, wrote, shown
        )
        if mention is not None and conversation.kind is Kind.GROUP:
            mentions[seat] = mention
    return memberships, mentions

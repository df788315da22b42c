"""Which conversations a person has, as the list of chats shows them. Called by flows, and by what finds and tells."""

from sqlalchemy import literal, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import Conversation, ConversationRow, MemberRow, conversation_of
from superapp.storage.database import UtcDateTime


async def conversations_of(
    session: AsyncSession, person_id: str, *, limit: int, behind: Conversation | None = None
) -> list[Conversation]:
    """Those with at least one message: what the person pinned, the latest pin first, then the newest. behind: only what
    comes after this one in the list, which is taken for one that is not pinned."""
    wanted = (
        select(ConversationRow)
        .join(MemberRow, col(MemberRow.conversation_id) == col(ConversationRow.id))
        .where(col(MemberRow.person_id) == person_id, col(ConversationRow.last_seq) > 0)
    )
    if behind:
        place = tuple_(col(ConversationRow.last_message_at), col(ConversationRow.id))
        earlier = place < tuple_(literal(behind.last_message_at, UtcDateTime), literal(behind.id))
        wanted = wanted.where(col(MemberRow.pinned_at).is_(None), earlier)
    rows = await session.exec(
        wanted.order_by(
            col(MemberRow.pinned_at).is_(None),
            col(MemberRow.pinned_at).desc(),
            col(ConversationRow.last_message_at).desc(),
            col(ConversationRow.id).desc(),
        ).limit(limit)
    )
    return [conversation_of(row) for row in rows]


async def some_conversations(session: AsyncSession, person_id: str, ids: set[str]) -> list[Conversation]:
    """Those of `ids` this person is in."""
    rows = await session.exec(
        select(ConversationRow)
        .join(MemberRow, col(MemberRow.conversation_id) == col(ConversationRow.id))
        .where(col(MemberRow.person_id) == person_id, col(ConversationRow.id).in_(ids))
    )
    return [conversation_of(row) for row in rows]

"""What came while a person did not want to hear of it, and they have not read since. Called by superapp/telling.py."""

from datetime import datetime

from sqlalchemy import exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import MemberRow
from superapp.chat.mentions import MentionRow
from superapp.chat.messages import MessageRow

SILENT_KINDS = {"notice", "unsent"}


async def unread_since(session: AsyncSession, person_id: str, moment: datetime) -> dict[str, tuple[int, int]]:
    """conversation id -> how many messages came since then, and the newest one's number; only where there are some.
    Of muted ones, those that name this person."""
    named = exists().where(
        col(MentionRow.person_id) == person_id,
        col(MentionRow.conversation_id) == col(MessageRow.conversation_id),
        col(MentionRow.seq) == col(MessageRow.seq),
    )
    rows = await session.execute(
        columns(col(MessageRow.conversation_id), func.count(), func.max(col(MessageRow.seq)))
        .join(MemberRow, col(MemberRow.conversation_id) == col(MessageRow.conversation_id))
        .where(
            col(MemberRow.person_id) == person_id,
            col(MessageRow.seq) > col(MemberRow.read_seq),
            col(MessageRow.seq) > col(MemberRow.from_seq),
            col(MessageRow.sent_at) >= moment,
            col(MessageRow.sender_id) != person_id,
            col(MessageRow.kind).not_in(sorted(SILENT_KINDS)),
            or_(col(MemberRow.is_muted).is_(False), named),
        )
        .group_by(col(MessageRow.conversation_id))
        .order_by(col(MessageRow.conversation_id))
    )
    return {conversation_id: (count, seq) for conversation_id, count, seq in rows}

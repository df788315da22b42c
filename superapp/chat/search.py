"""Finding messages by their words, in one conversation or in all that a person is in. Flows call it."""

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.cards import search_key
from superapp.chat.conversations import MemberRow
from superapp.chat.messages import Message, MessageRow, message_of

TERMS_MAX = 8


def terms_of(text: str) -> list[str]:
    """The words that must all be in a message, as they are compared."""
    return search_key(text[:200]).split()[:TERMS_MAX]


async def find_messages(
    session: AsyncSession,
    person_id: str,
    text: str,
    *,
    conversation_id: str | None = None,
    before: Message | None = None,
    limit: int,
) -> list[Message]:
    """The newest first, of those older than `before`; only what this person may read. Parts of words count, so that
    Chinese is found too."""
    terms = terms_of(text)
    if not terms:
        return []
    query = (
        select(MessageRow)
        .join(MemberRow, col(MemberRow.conversation_id) == col(MessageRow.conversation_id))
        .where(col(MemberRow.person_id) == person_id, col(MessageRow.seq) > col(MemberRow.from_seq))
        .where(*(col(MessageRow.words).contains(term, autoescape=True) for term in terms))
    )
    if conversation_id is not None:
        query = query.where(col(MessageRow.conversation_id) == conversation_id)
    if before is not None:
        query = query.where(tuple_(col(MessageRow.sent_at), col(MessageRow.id)) < (before.sent_at, before.id))
    order = (col(MessageRow.sent_at).desc(), col(MessageRow.id).desc())
    return [message_of(row) for row in await session.exec(query.order_by(*order).limit(limit))]

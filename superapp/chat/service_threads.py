"""Threads of programs: which conversation it is, whether somebody answers there, and who spoke last, which opens and
fills the windows in which a program may write. Called by the flows around programs' messages."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import Conversation, ConversationRow, service_thread
from superapp.chat.messages import Message, MessageRow, message_of
from wallet.ports import Chance

PROGRAM_SERVICE = "program:"
THREADS_MAX = 5_000


async def program_thread(
    session: AsyncSession, person_id: str, appid: str, name: str, *, is_answered: bool, now: datetime, chance: Chance
) -> Conversation:
    """The one thread of this program and this person; made at the first call."""
    return await service_thread(session, person_id, PROGRAM_SERVICE + appid, name, now, chance, is_answered=is_answered)


def appid_of(conversation: Conversation) -> str:
    """ "" when it is no program's."""
    return (
        conversation.service.removeprefix(PROGRAM_SERVICE) if conversation.service.startswith(PROGRAM_SERVICE) else ""
    )


async def set_answered(session: AsyncSession, appid: str, is_answered: bool) -> None:
    """In every thread of this program. Open pages see it with the next thing that happens there."""
    change = update(ConversationRow).where(col(ConversationRow.service) == PROGRAM_SERVICE + appid)
    await session.exec(change.values(is_answered=is_answered).execution_options(synchronize_session=False))


async def answered_since(session: AsyncSession, since: datetime) -> dict[str, int]:
    """conversation id -> its last number, of threads where somebody answers and something was said since."""
    rows = await session.exec(
        select(ConversationRow.id, ConversationRow.last_seq)
        .where(col(ConversationRow.is_answered).is_(True), col(ConversationRow.last_message_at) >= since)
        .order_by(col(ConversationRow.last_message_at))
        .limit(THREADS_MAX)
    )
    return dict(rows.all())


async def last_number(session: AsyncSession, conversation_id: str) -> int:
    row = await session.get(ConversationRow, conversation_id)
    return row.last_seq if row else 0


async def written_after(session: AsyncSession, conversation_id: str, person_id: str, seq: int) -> Message | None:
    """The first message of the person with a later number."""
    query = select(MessageRow).where(
        col(MessageRow.conversation_id) == conversation_id,
        col(MessageRow.sender_id) == person_id,
        col(MessageRow.seq) > seq,
    )
    row = (await session.exec(query.order_by(col(MessageRow.seq)).limit(1))).first()
    return message_of(row) if row else None


async def last_written(session: AsyncSession, conversation_id: str, person_id: str) -> tuple[int, datetime] | None:
    """Number and moment of the person's last message."""
    query = select(MessageRow.seq, MessageRow.sent_at).where(
        col(MessageRow.conversation_id) == conversation_id, col(MessageRow.sender_id) == person_id
    )
    found = (await session.exec(query.order_by(col(MessageRow.seq).desc()).limit(1))).first()
    return (found[0], found[1]) if found else None


async def count_said(session: AsyncSession, conversation_id: str, name_begins: str, *, after_seq: int = 0) -> int:
    """Messages of the service whose client id begins so, after a number."""
    query = select(func.count()).where(
        col(MessageRow.conversation_id) == conversation_id,
        col(MessageRow.sender_id) == "",
        col(MessageRow.client_id).startswith(name_begins, autoescape=True),
        col(MessageRow.seq) > after_seq,
    )
    return (await session.exec(query)).one()

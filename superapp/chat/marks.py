"""How one person keeps a conversation: up to where they read it, at the head of their list, without a sound. Called by
flows/mark_read and flows/keep_chat."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.chat.conversations import ConversationRow, MemberRow, lock
from superapp.chat.kinds import PAIRS
from superapp.chat.reading import shows_reading
from superapp.realtime.events import record


async def mark_read(
    session: AsyncSession, conversation_id: str, person_id: str, seq: int, *, now: datetime
) -> list[str]:
    """Move this person's read mark up to `seq`, never back and never past the last message. Returns who has a
    "read" event of it: nobody when it did not move; else this person (their other devices count anew) and, where they
    let it be seen, everybody whose newest message they have read now.

    Raises NotFound.
    """
    row = await lock(session, conversation_id)
    member = await session.get(MemberRow, (conversation_id, person_id), populate_existing=True)
    if row is None or member is None:
        raise NotFound("conversation")
    reached = min(seq, row.last_seq)
    if reached <= member.read_seq:
        return []
    member.read_seq = reached
    told = [person_id]
    if await shows_reading(session, person_id):
        told += await _wrote_between(
            session, conversation_id, max(member.shown_seq, member.from_seq), reached, person_id
        )
        member.shown_seq = reached
    session.add(member)
    await session.flush()
    await record(session, told, "read", {"conversation_id": conversation_id}, now=now)
    return told


async def _wrote_between(session: AsyncSession, conversation_id: str, after: int, up_to: int, but: str) -> list[str]:
    """In a pair: the other one, whose page shows the mark itself."""
    row = await session.get_one(ConversationRow, conversation_id)
    found = select(MemberRow.person_id).where(
        col(MemberRow.conversation_id) == conversation_id, col(MemberRow.person_id) != but
    )
    if row.kind not in PAIRS:
        found = found.where(col(MemberRow.wrote_seq) > after, col(MemberRow.wrote_seq) <= up_to)
    return list((await session.exec(found)).all())


async def keep(
    session: AsyncSession,
    conversation_id: str,
    person_id: str,
    *,
    is_pinned: bool | None = None,
    is_muted: bool | None = None,
    now: datetime,
) -> None:
    """How this person keeps the conversation; None leaves a thing as it is. Tells their other devices.

    Raises NotFound.
    """
    await lock(session, conversation_id)
    member = await session.get(MemberRow, (conversation_id, person_id), populate_existing=True)
    if member is None:
        raise NotFound("conversation")
    if is_pinned is not None and is_pinned != (member.pinned_at is not None):
        member.pinned_at = now if is_pinned else None
    if is_muted is not None:
        member.is_muted = is_muted
    session.add(member)
    await session.flush()
    await record(session, [person_id], "kept", {"conversation_id": conversation_id}, now=now)

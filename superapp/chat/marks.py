"""How one person keeps a conversation: up to where they read it, at the head of their list, without a sound. Called by
flows/mark_read and flows/keep_chat."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.chat.conversations import MemberRow, lock, members_of
from superapp.realtime.events import record


async def mark_read(session: AsyncSession, conversation_id: str, person_id: str, seq: int, *, now: datetime) -> bool:
    """Move this person's read mark up to `seq`, never back and never past the last message. True when it moved; then
    every member has a "read" event (the person's other devices count anew, the other one sees it was read).

    Raises NotFound.
    """
    row = await lock(session, conversation_id)
    member = await session.get(MemberRow, (conversation_id, person_id), populate_existing=True)
    if row is None or member is None:
        raise NotFound("conversation")
    reached = min(seq, row.last_seq)
    if reached <= member.read_seq:
        return False
    member.read_seq = reached
    session.add(member)
    await session.flush()
    everyone = (await members_of(session, [conversation_id]))[conversation_id]
    await record(session, everyone, "read", {"conversation_id": conversation_id}, now=now)
    return True


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

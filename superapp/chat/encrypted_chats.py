"""Who has an encrypted conversation with whom, and telling its people that something beside its messages has changed:
a browser came or went, or how the two stand to each other. Flows call it and wake the people after their commit."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import ConversationRow, MemberRow, encrypted_key, members_of
from superapp.chat.kinds import Kind
from superapp.realtime.events import record
from wallet.many import padded


async def encrypted_between(session: AsyncSession, person_id: str, others: Iterable[str]) -> dict[str, str]:
    """other person -> their encrypted conversation with this one, where there is one."""
    keys = {encrypted_key(person_id, other): other for other in others}
    if not keys:
        return {}
    rows = await session.exec(
        select(ConversationRow.pair_key, ConversationRow.id).where(
            col(ConversationRow.pair_key).in_(padded(sorted(keys)))
        )
    )
    return {keys[key]: conversation_id for key, conversation_id in rows if key is not None}


async def encrypted_of(session: AsyncSession, person_id: str) -> list[str]:
    """Ids of the person's encrypted conversations."""
    rows = await session.exec(
        select(ConversationRow.id)
        .join(MemberRow, col(MemberRow.conversation_id) == col(ConversationRow.id))
        .where(col(MemberRow.person_id) == person_id, col(ConversationRow.kind) == Kind.ENCRYPTED)
        .order_by(col(ConversationRow.id))
    )
    return list(rows.all())


async def tell_devices(session: AsyncSession, person_id: str, *, now: datetime) -> list[str]:
    """A browser of this person can read encrypted chats from now on, or no longer: one event for both people of each.
    Returns who was told."""
    found = await encrypted_of(session, person_id)
    members = await members_of(session, found)
    for one in found:
        await record(session, sorted(members[one]), "devices", {"conversation_id": one}, now=now)
    return sorted({who for people in members.values() for who in people})


async def tell_standing(session: AsyncSession, person_id: str, other_id: str, *, now: datetime) -> None:
    """How two people stand to each other has changed, and their encrypted conversation shows it; the event of
    superapp/contacts tells of the direct one."""
    for conversation_id in (await encrypted_between(session, person_id, [other_id])).values():
        for one, other in sorted([(person_id, other_id), (other_id, person_id)]):
            await record(session, [one], "contacts", {"other_id": other, "conversation_id": conversation_id}, now=now)

"""May somebody write here: the one check before every message of a person, of whatever kind. Flows that send call it
inside their write."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import Membership, members_of, require_member
from superapp.chat.errors import EncryptedOnly, NobodyAnswers, OnlyAdminsWrite
from superapp.chat.kinds import PAIRS, Kind
from superapp.contacts.reach import require_may_write
from superapp.safety.silences import require_voice


async def require_writer(
    session: AsyncSession, conversation_id: str, person_id: str, *, now: datetime, encrypted: bool = False
) -> Membership:
    """encrypted: what they send is. Such a message belongs into an encrypted conversation, and nothing else does.

    Raises NotFound, NobodyAnswers, OnlyAdminsWrite, EncryptedOnly, YouBlocked, NotReachable, Silenced.
    """
    membership = await require_member(session, conversation_id, person_id)
    if membership.conversation.takes_no_answers:
        raise NobodyAnswers(membership.conversation.service)
    if (membership.conversation.kind is Kind.ENCRYPTED) != encrypted:
        raise EncryptedOnly()
    if not membership.can_write:
        raise OnlyAdminsWrite()
    await require_reachable(session, membership, now=now)
    return membership


async def require_company(session: AsyncSession, conversation_id: str, person_id: str, *, now: datetime) -> Membership:
    """As `require_writer`, where another person is: money needs somebody to go to. Raises NobodyAnswers where none
    is."""
    membership = await require_writer(session, conversation_id, person_id, now=now)
    if membership.conversation.kind in {Kind.SERVICE, Kind.SAVED}:
        raise NobodyAnswers(membership.conversation.service)
    return membership


async def require_reachable(session: AsyncSession, membership: Membership, *, now: datetime) -> None:
    """The part that also goes for reactions. Raises YouBlocked, NotReachable, Silenced."""
    conversation, person_id = membership.conversation, membership.person_id
    await require_voice(session, person_id, now=now)
    if conversation.kind in PAIRS:
        for other in (await members_of(session, [conversation.id]))[conversation.id]:
            if other != person_id:
                await require_may_write(session, person_id, other)

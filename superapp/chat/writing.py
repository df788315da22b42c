"""May somebody write here: the one check before every message of a person, of whatever kind. Flows that send call it
inside their write."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError, NotFound
from superapp.chat.conversations import Membership, members_of, memberships_at
from superapp.chat.errors import EncryptedOnly, NobodyAnswers, OnlyAdminsWrite
from superapp.chat.kinds import PAIRS, Kind
from superapp.contacts.reach import standings_of
from superapp.safety.silences import silences_of

Place = tuple[str, str]  # (conversation id, person id)


@dataclass(frozen=True, slots=True)
class Company:
    """other: the other person of a conversation of two, else ""."""

    membership: Membership
    other: str


async def require_writer(
    session: AsyncSession, conversation_id: str, person_id: str, *, now: datetime, encrypted: bool = False
) -> Membership:
    """encrypted: what they send is. Such a message belongs into an encrypted conversation, and nothing else does.

    Raises NotFound, NobodyAnswers, OnlyAdminsWrite, EncryptedOnly, YouBlocked, NotReachable, Silenced.
    """
    (answer,) = await writers(session, [(conversation_id, person_id)], now=now, encrypted=encrypted)
    if isinstance(answer, HostError):
        raise answer
    return answer


async def writers(
    session: AsyncSession, places: Sequence[Place], *, now: datetime, encrypted: bool = False
) -> list[Membership | HostError]:
    """As `require_writer`, for many in as many questions as for one; a refusal stands where it would be raised."""
    found = await memberships_at(session, places)
    answers: dict[Place, Membership | HostError] = {
        place: _closed(membership, encrypted=encrypted) or membership for place, membership in found.items()
    }
    open_ones = [one for one in answers.values() if isinstance(one, Membership)]
    answers |= await _unreachable(session, open_ones, now=now)
    return [answers.get(place) or NotFound("conversation") for place in places]


async def require_company(session: AsyncSession, conversation_id: str, person_id: str, *, now: datetime) -> Company:
    """As `require_writer`, where another person is: money needs somebody to go to. Raises NobodyAnswers where none
    is."""
    (answer,) = await companies(session, [(conversation_id, person_id)], now=now)
    if isinstance(answer, HostError):
        raise answer
    return answer


async def companies(session: AsyncSession, places: Sequence[Place], *, now: datetime) -> list[Company | HostError]:
    """As `require_company`, for many in as many questions as for one."""
    answers = await writers(session, places, now=now)
    pairs = [one.conversation.id for one in answers if isinstance(one, Membership) and one.conversation.kind in PAIRS]
    members = await members_of(session, pairs)
    return [one if isinstance(one, HostError) else _company(one, members) for one in answers]


async def require_reachable(session: AsyncSession, membership: Membership, *, now: datetime) -> None:
    """The part that also goes for reactions. Raises YouBlocked, NotReachable, Silenced."""
    for refusal in (await _unreachable(session, [membership], now=now)).values():
        raise refusal


def _closed(membership: Membership, *, encrypted: bool) -> HostError | None:
    if membership.conversation.takes_no_answers:
        return NobodyAnswers(membership.conversation.service)
    if (membership.conversation.kind is Kind.ENCRYPTED) != encrypted:
        return EncryptedOnly()
    return None if membership.can_write else OnlyAdminsWrite()


def _company(membership: Membership, members: Mapping[str, Collection[str]]) -> Company | HostError:
    if membership.conversation.kind in {Kind.SERVICE, Kind.SAVED}:
        return NobodyAnswers(membership.conversation.service)
    others = [one for one in members.get(membership.conversation.id, ()) if one != membership.person_id]
    return Company(membership, others[0] if others else "")


async def _unreachable(
    session: AsyncSession, memberships: Sequence[Membership], *, now: datetime
) -> dict[Place, HostError]:
    """Of those who may not write where they are, why."""
    silenced = await silences_of(session, [one.person_id for one in memberships], now=now) if memberships else {}
    pairs = [one for one in memberships if one.conversation.kind in PAIRS]
    members = await members_of(session, [one.conversation.id for one in pairs])
    towards: dict[str, set[str]] = {}
    for one in pairs:
        towards.setdefault(one.person_id, set()).update(set(members[one.conversation.id]) - {one.person_id})
    standings = await standings_of(session, towards)
    refusals: dict[Place, HostError] = {}
    for one in memberships:
        place = (one.conversation.id, one.person_id)
        if one.person_id in silenced:
            refusals[place] = silenced[one.person_id]
        for other in members.get(one.conversation.id, ()):
            if other != one.person_id and (refusal := standings[one.person_id][other].refusal):
                refusals.setdefault(place, refusal)
    return refusals

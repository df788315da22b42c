"""Who may reach whom: the rules that bring contacts, privacy and blocks together. chat asks before anybody writes,
flows before a request, a group or a look at somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.contacts.blocks import blocks_among
from superapp.contacts.contacts import ContactRow
from superapp.contacts.errors import NotReachable, YouBlocked
from superapp.contacts.privacy import Circle, Found, Privacy, privacies


@dataclass(frozen=True, slots=True)
class Standing:
    """How one person stands to another. may_…: what the other one allows them."""

    is_contact: bool
    i_blocked: bool
    may_ask: bool
    may_write: bool
    may_group: bool
    may_see: bool

    @property
    def word(self) -> str:
        """ "contact", "blocked" (by this person) or "stranger"."""
        return "blocked" if self.i_blocked else "contact" if self.is_contact else "stranger"


async def standings(session: AsyncSession, person_id: str, others: Sequence[str]) -> dict[str, Standing]:
    """How this person stands to each of the others."""
    wanted = list(others)
    if not wanted:
        return {}
    found = await session.exec(
        select(ContactRow.other_id).where(ContactRow.person_id == person_id, col(ContactRow.other_id).in_(wanted))
    )
    known = set(found.all())
    mine, theirs = await blocks_among(session, person_id, wanted)
    allowed = await privacies(session, wanted)
    return {one: _standing(one in known, one in mine, one in theirs, allowed[one]) for one in wanted}


async def standing(session: AsyncSession, person_id: str, other_id: str) -> Standing:
    return (await standings(session, person_id, [other_id]))[other_id]


async def require_may_write(session: AsyncSession, from_id: str, to_id: str) -> None:
    """Raises YouBlocked, NotReachable."""
    found = await standing(session, from_id, to_id)
    if found.i_blocked:
        raise YouBlocked()
    if not found.may_write:
        raise NotReachable()


async def findable(session: AsyncSession, person_id: str, candidates: dict[str, bool]) -> list[str]:
    """Which of them a search may show to this person. candidates: person id -> whether the search was their whole
    handle. Whoever blocked them stays out of sight; contacts are found in any case."""
    wanted = list(candidates)
    found = await standings(session, person_id, wanted)
    _, hidden = await blocks_among(session, person_id, wanted)
    allowed = await privacies(session, wanted)

    def shows(one: str) -> bool:
        if found[one].is_contact:
            return True
        by = allowed[one].found_by
        return one not in hidden and (by is Found.NAME or (by is Found.HANDLE and candidates[one]))

    return [one for one in wanted if shows(one)]


def _standing(is_contact: bool, i_blocked: bool, blocked_me: bool, privacy: Privacy) -> Standing:
    is_open = not (i_blocked or blocked_me)

    def allows(circle: Circle) -> bool:
        return is_open and (circle is Circle.ANYONE or (circle is Circle.CONTACTS and is_contact))

    return Standing(
        is_contact=is_contact,
        i_blocked=i_blocked,
        may_ask=allows(privacy.asked_by),
        may_write=allows(privacy.written_by),
        may_group=allows(privacy.grouped_by),
        may_see=allows(privacy.seen_by),
    )

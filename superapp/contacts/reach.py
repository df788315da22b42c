"""Who may reach whom: the rules that bring contacts, privacy and blocks together. chat asks before anybody writes,
flows before a request, a group or a look at somebody."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.contacts.blocks import blocks_among, blocks_between
from superapp.contacts.contacts import ContactRow
from superapp.contacts.errors import NotReachable, YouBlocked
from superapp.contacts.privacy import Circle, Found, Privacy, privacies, privacy_of
from wallet.many import padded


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

    @property
    def refusal(self) -> YouBlocked | NotReachable | None:
        """Why this person may not write to the other one."""
        if self.i_blocked:
            return YouBlocked()
        return None if self.may_write else NotReachable()


async def standings(session: AsyncSession, person_id: str, others: Sequence[str]) -> dict[str, Standing]:
    """How this person stands to each of the others."""
    return (await standings_of(session, {person_id: others}))[person_id]


async def standings_of(session: AsyncSession, wanted: Mapping[str, Collection[str]]) -> dict[str, dict[str, Standing]]:
    """The same for many people at once, in as many queries as for one."""
    others = sorted({other for theirs in wanted.values() for other in theirs})
    if not others:
        return {one: {} for one in wanted}
    people = sorted(wanted)
    rows = await session.exec(
        select(ContactRow.person_id, ContactRow.other_id).where(
            col(ContactRow.person_id).in_(padded(people)), col(ContactRow.other_id).in_(padded(others))
        )
    )
    known = set(rows.all())
    blocked = await blocks_between(session, people, others)
    allowed = await privacies(session, others)
    return {
        one: {
            other: _standing((one, other) in known, (one, other) in blocked, (other, one) in blocked, allowed[other])
            for other in theirs
        }
        for one, theirs in wanted.items()
    }


async def standing(session: AsyncSession, person_id: str, other_id: str) -> Standing:
    return (await standings(session, person_id, [other_id]))[other_id]


async def require_may_write(session: AsyncSession, from_id: str, to_id: str) -> None:
    """Raises YouBlocked, NotReachable."""
    if refusal := (await standing(session, from_id, to_id)).refusal:
        raise refusal


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


async def findable_by_number(session: AsyncSession, person_id: str, other_id: str) -> bool:
    """Whether a search for the other one's whole number may show them to this person. Contacts are no exception: who
    knows somebody need not know their number."""
    _, hidden = await blocks_among(session, person_id, [other_id])
    return not hidden and (await privacy_of(session, other_id)).number_by is Circle.ANYONE


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

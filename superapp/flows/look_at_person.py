"""Somebody's page, as another person sees it, and their picture. Called by web/pages/people."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, get_person, picture_blob
from superapp.accounts.sessions import last_seen
from superapp.base.errors import NotFound
from superapp.contacts import contacts
from superapp.contacts.privacy import find_by_code
from superapp.contacts.reach import standing
from superapp.house import House


@dataclass(frozen=True, slots=True)
class Profile:
    """them: who it is; name: as this person calls them; remark: the name this person gave them, or "". standing:
    "me", "contact", "stranger" or "blocked". may_ask, may_write: whether it makes sense to offer it. asked: "by_me",
    "by_them" or ""; note: the words of that request; seen_at: None when it does not show."""

    them: Person
    name: str
    remark: str
    standing: str
    may_ask: bool
    may_write: bool
    asked: str
    note: str
    seen_at: datetime | None
    code: str


async def look(house: House, person: Person, other_id: str, *, code: str = "") -> Profile:
    """code: the other one's own, when this person came by it. Raises NotFound."""
    async with house.database.read() as session:
        them = await get_person(session, other_id)
        by_code = bool(code) and await find_by_code(session, code) == other_id
        if other_id == person.id:
            return Profile(them, them.name, "", "me", False, False, "", "", None, "")
        found = await standing(session, person.id, other_id)
        contact = await contacts.find_contact(session, person.id, other_id)
        incoming = [one for one in await contacts.requests_to(session, person.id) if one.person_id == other_id]
        outgoing = [one for one in await contacts.requests_from(session, person.id) if one.person_id == other_id]
        asked = incoming or outgoing
        return Profile(
            them=them,
            name=(contact.remark if contact else "") or them.name,
            remark=contact.remark if contact else "",
            standing=found.word,
            may_ask=found.may_ask or by_code,
            may_write=found.may_write,
            asked="by_them" if incoming else "by_me" if outgoing else "",
            note=asked[0].note if asked else "",
            seen_at=await last_seen(session, other_id) if found.may_see else None,
            code=code if by_code else "",
        )


async def by_code(house: House, person: Person, code: str) -> Profile:
    """Raises NotFound for a code that is no longer anybody's."""
    async with house.database.read() as session:
        other_id = await find_by_code(session, code)
    if other_id is None:
        raise NotFound("person")
    return await look(house, person, other_id, code=code)


async def picture(house: House, name: str) -> bytes:
    """WebP. Raises BlobUnknown."""
    return await house.blobs.get(picture_blob(name))

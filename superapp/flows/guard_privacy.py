"""What a person allows to others, whom they blocked, and the code by which others find them. Called by
web/pages/privacy."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_people
from superapp.contacts.blocks import blocked_by
from superapp.contacts.privacy import Circle, Found, Privacy, choose, code_of, privacy_of
from superapp.house import House


@dataclass(frozen=True, slots=True)
class PrivacyView:
    privacy: Privacy
    blocked: list[Person]


async def show(house: House, person: Person) -> PrivacyView:
    async with house.database.read() as session:
        privacy = await privacy_of(session, person.id)
        ids = await blocked_by(session, person.id)
        people = await get_people(session, ids)
    return PrivacyView(privacy, [people[one] for one in ids if one in people])


async def change(
    house: House,
    person: Person,
    *,
    found_by: str,
    asked_by: str,
    written_by: str,
    grouped_by: str,
    seen_by: str,
    read_by: str,
) -> None:
    """Values of Found and Circle, checked by the form."""
    circles = [Circle(one) for one in (asked_by, written_by, grouped_by, seen_by, read_by)]
    chosen = Privacy(Found(found_by), *circles)
    async with house.database.write() as session:
        await choose(session, person.id, chosen)


async def my_code(house: House, person: Person, *, renew: bool = False) -> str:
    """renew: the old one leads nowhere any more."""
    async with house.database.write() as session:
        return await code_of(session, person.id, chance=house.chance, renew=renew)

"""What a person allows to others, whom they blocked, and the code by which others find them. Called by
web/pages/privacy."""

from dataclasses import dataclass

from superapp.accounts.numbers import number_of
from superapp.accounts.people import Person, get_people
from superapp.contacts.blocks import blocked_by
from superapp.contacts.privacy import Circle, Found, Privacy, choose, code_of, privacy_of
from superapp.house import House


@dataclass(frozen=True, slots=True)
class PrivacyView:
    """has_number: whether they have confirmed a phone number, which the choice about it is for."""

    privacy: Privacy
    blocked: list[Person]
    has_number: bool


async def show(house: House, person: Person) -> PrivacyView:
    async with house.database.read() as session:
        privacy = await privacy_of(session, person.id)
        ids = await blocked_by(session, person.id)
        people = await get_people(session, ids)
        held = await number_of(session, person.id)
    return PrivacyView(privacy, [people[one] for one in ids if one in people], held is not None)


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
    number_by: str | None = None,
) -> None:
    """Values of Found and Circle, checked by the form. number_by: None leaves it as it is."""
    circles = [Circle(one) for one in (asked_by, written_by, grouped_by, seen_by, read_by)]
    async with house.database.write() as session:
        by_number = Circle(number_by) if number_by else (await privacy_of(session, person.id)).number_by
        await choose(session, person.id, Privacy(Found(found_by), *circles, number_by=by_number))


async def my_code(house: House, person: Person, *, renew: bool = False) -> str:
    """renew: the old one leads nowhere any more."""
    async with house.database.write() as session:
        return await code_of(session, person.id, chance=house.chance, renew=renew)

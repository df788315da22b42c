"""Show oneself to the people nearby, see who else does, and hide again. Called by web/pages/nearby."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, get_people
from superapp.contacts import contacts, nearby
from superapp.house import House
from superapp.safety.silences import require_voice


@dataclass(frozen=True, slots=True)
class Neighbour:
    """name: as this person calls them. is_close: within about five kilometres, else within about fifteen."""

    id: str
    name: str
    handle: str
    picture: str
    is_close: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """until: how long this person is seen; None: not at all, and then nobody is shown."""

    until: datetime | None
    people: list[Neighbour]


async def look(house: House, person: Person) -> Surroundings:
    now = house.clock.now()
    async with house.database.read() as session:
        until = await nearby.shown_until(session, person.id, now=now)
        near = await nearby.around(session, person.id, now=now)
        people = await get_people(session, [one.person_id for one in near])
        names = await contacts.with_remarks(session, person.id, {one.id: one.name for one in people.values()})
    return Surroundings(
        until,
        [
            Neighbour(them.id, names[them.id], them.handle, them.picture, one.is_close)
            for one in near
            if (them := people.get(one.person_id))
        ],
    )


async def show(house: House, person: Person, row: int, column: int) -> None:
    """row, column: the square (superapp/contacts/nearby.py). Raises Silenced."""
    now = house.clock.now()
    async with house.database.write() as session:
        await require_voice(session, person.id, now=now)
        await nearby.show(session, person.id, row, column, now=now)


async def hide(house: House, person: Person) -> None:
    async with house.database.write() as session:
        await nearby.hide(session, person.id)

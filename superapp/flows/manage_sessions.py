"""A person looks at the devices they are signed in on, and ends what should not go on. web/pages/sessions calls it."""

from superapp.accounts import sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Session
from superapp.house import House


async def list_sessions(house: House, person: Person) -> list[Session]:
    """The living ones, last used first."""
    async with house.database.read() as session:
        return await sessions.list_sessions(session, person.id, now=house.clock.now())


async def end(house: House, person: Person, session_id: str) -> None:
    """Raises NotFound when it is not a living session of this person. Open pages of that device learn of it at once."""
    async with house.database.write() as session:
        await sessions.end_session(session, person.id, session_id, now=house.clock.now())
    house.hub.publish(person.id)


async def end_others(house: House, person: Person, *, kept: str) -> int:
    """End all but `kept`; returns how many."""
    async with house.database.write() as session:
        ended = await sessions.end_other_sessions(session, person.id, kept=kept, now=house.clock.now())
    house.hub.publish(person.id)
    return ended

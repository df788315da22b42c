"""Who is behind a session token. The web's middleware calls it for every request that carries one."""

from dataclasses import dataclass

from superapp.accounts import people, sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Session
from superapp.house import House


@dataclass(frozen=True, slots=True)
class Recognised:
    person: Person
    session: Session


async def recognise(house: House, token: str) -> Recognised | None:
    """The person and the session, or None when the token is unknown, ended or too old. Records its use."""
    now = house.clock.now()
    async with house.database.read() as session:
        found = await sessions.resolve(session, token, now=now)
        person = await people.find_person(session, found.person_id) if found else None
    if not found or not person:
        return None
    if now - found.last_used_at >= sessions.USE_RECORDED_EVERY:
        async with house.database.write() as session:
            await sessions.record_use(session, found.id, days=house.settings.session_days, now=now)
    return Recognised(person, found)

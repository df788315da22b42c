"""One tap into a demo person, in demo mode only. web/pages/sign_in calls it."""

from superapp.accounts import people, sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Device, NewSession
from superapp.base import metrics
from superapp.base.errors import NotFound
from superapp.house import House


async def list_people(house: House) -> list[Person]:
    """Nobody outside demo mode."""
    if not house.settings.demo:
        return []
    async with house.database.read() as session:
        return await people.demo_people(session)


async def sign_in(house: House, person_id: str, device: Device) -> NewSession:
    """Raises NotFound outside demo mode, and for everybody who is not a demo person."""
    if not house.settings.demo:
        raise NotFound("page")
    async with house.database.write() as session:
        person = await people.get_person(session, person_id)
        if not person.is_demo:
            raise NotFound("person")
        new = await sessions.start_session(
            session,
            person.id,
            device,
            method="demo",
            days=house.settings.session_days,
            now=house.clock.now(),
            chance=house.chance,
        )
    metrics.SIGN_INS.labels("demo", "ok").inc()
    return new

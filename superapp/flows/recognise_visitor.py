"""Who is behind a session token. The web's middleware calls it for every request that carries one."""

from collections.abc import Sequence
from dataclasses import dataclass

from superapp.accounts import people, sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Session
from superapp.house import House
from wallet.together import TogetherOn


@dataclass(frozen=True, slots=True)
class Recognised:
    person: Person
    session: Session


async def recognise(house: House, token: str) -> Recognised | None:
    """The person and the session, or None when the token is unknown, ended or too old. Records its use."""
    found = await _looks.do(house, token)
    now = house.clock.now()
    if found and now - found.session.last_used_at >= sessions.USE_RECORDED_EVERY:
        async with house.database.write() as session:
            await sessions.record_use(session, found.session.id, days=house.settings.session_days, now=now)
    return found


async def _look(house: House, tokens: Sequence[str]) -> list[Recognised | None]:
    """Every request begins here: those that come at once ask once."""
    async with house.database.read() as session:
        found = await sessions.resolve(session, tokens, now=house.clock.now())
        known = await people.get_people(session, [one.person_id for one in found.values()]) if found else {}
    seen = {token: Recognised(known[one.person_id], one) for token, one in found.items() if one.person_id in known}
    return [seen.get(token) for token in tokens]


_looks = TogetherOn(_look)

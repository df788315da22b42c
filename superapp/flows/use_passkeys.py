"""Everything people do with passkeys: sign up, sign in, add one, look at them, remove one. Each of the first three has
two steps: options for the browser, then its answer. web/pages/{sign_up,sign_in,passkeys} call it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import passkeys, passwords, people, sessions
from superapp.accounts.passkeys import Asking, Passkey
from superapp.accounts.people import HandleTaken, Person
from superapp.accounts.sessions import Device, NewSession
from superapp.base import metrics
from superapp.base.errors import HostError
from superapp.house import House
from wallet.ids import new_id


@dataclass(eq=False)
class LastWayIn(HostError):
    """Without this passkey the person could not sign in again."""

    code: ClassVar[str] = "last_way_in"


async def sign_up_options(house: House, *, handle: str, name: str, visit: str, origin: str) -> dict[str, Any]:
    """visit: a secret of this browser. origin: ours, as it names it. Raises PersonInvalid, HandleTaken."""
    handle, name = people.clean_handle(handle), people.clean_name(name)
    now = house.clock.now()
    async with house.database.write() as session:
        if await people.find_by_handle(session, handle):
            raise HandleTaken(handle)
        # The passkey carries the person's id, so it is chosen before the person exists.
        asking = Asking("sign_up", visit, origin, new_id("per", now, house.chance), handle, name)
        return await passkeys.options_for(session, asking, now=now, chance=house.chance)


async def sign_up(house: House, body: dict[str, Any], *, visit: str, device: Device) -> NewSession:
    """A new person, signed in. Raises PasskeyRefused, HandleTaken."""
    asked = await _take(house, body, Asking("sign_up", visit, ""))
    now = house.clock.now()
    async with house.database.write() as session:
        person = await people.create_person(
            session,
            asked.name or "",
            person_id=asked.person_id,
            handle=asked.handle,
            now=now,
            chance=house.chance,
        )
        label = sessions.device_label(device.user_agent)
        await passkeys.register(session, body, asked, label=label, now=now)
        return await _start(session, house, person.id, device)


async def sign_in_options(house: House, *, visit: str, origin: str) -> dict[str, Any]:
    async with house.database.write() as session:
        asking = Asking("sign_in", visit, origin)
        return await passkeys.options_for(session, asking, now=house.clock.now(), chance=house.chance)


async def sign_in(house: House, body: dict[str, Any], *, visit: str, device: Device) -> NewSession:
    """Raises PasskeyRefused."""
    try:
        asked = await _take(house, body, Asking("sign_in", visit, ""))
        async with house.database.write() as session:
            person_id = await passkeys.authenticate(session, body, asked, now=house.clock.now())
            new = await _start(session, house, person_id, device)
    except passkeys.PasskeyRefused:
        metrics.SIGN_INS.labels("passkey", "refused").inc()
        raise
    metrics.SIGN_INS.labels("passkey", "ok").inc()
    return new


async def add_options(house: House, person: Person, *, visit: str, origin: str) -> dict[str, Any]:
    """Raises PasskeyRefused when the person has too many."""
    asking = Asking("add", visit, origin, person.id, person.handle, person.name)
    async with house.database.write() as session:
        return await passkeys.options_for(session, asking, now=house.clock.now(), chance=house.chance)


async def add(house: House, person: Person, body: dict[str, Any], *, visit: str, user_agent: str) -> Passkey:
    """Raises PasskeyRefused."""
    asked = await _take(house, body, Asking("add", visit, "", person.id))
    label = sessions.device_label(user_agent)
    async with house.database.write() as session:
        return await passkeys.register(session, body, asked, label=label, now=house.clock.now())


async def list_passkeys(house: House, person: Person) -> list[Passkey]:
    async with house.database.read() as session:
        return await passkeys.list_passkeys(session, person.id)


async def remove(house: House, person: Person, credential_id: str) -> None:
    """Raises LastWayIn, NotFound."""
    async with house.database.write() as session:
        await passkeys.remove_passkey(session, person.id, credential_id)
        remaining = await passkeys.count_passkeys(session, person.id)
        if not remaining and not await passwords.find_hash(session, person.id):
            raise LastWayIn()


async def _take(house: House, body: dict[str, Any], asking: Asking) -> Asking:
    # A transaction of its own: a challenge whose answer is refused must not come back.
    async with house.database.write() as session:
        return await passkeys.take_challenge(session, body, asking, now=house.clock.now())


async def _start(session: AsyncSession, house: House, person_id: str, device: Device) -> NewSession:
    return await sessions.start_session(
        session,
        person_id,
        device,
        method="passkey",
        days=house.settings.session_days,
        now=house.clock.now(),
        chance=house.chance,
    )

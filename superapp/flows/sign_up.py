"""Becoming a person of this installation, with a password. With a passkey: use_passkeys. web/pages/sign_up calls it."""

from superapp.accounts import passwords, people, sessions
from superapp.accounts.people import HandleTaken
from superapp.accounts.sessions import Device, NewSession
from superapp.house import House
from superapp.security.passwords import hash_password


async def with_password(house: House, *, handle: str, name: str, password: str, device: Device) -> NewSession:
    """A new person, signed in. Raises PersonInvalid, HandleTaken, PasswordRefused, HashingBusy."""
    handle, name = people.clean_handle(handle), people.clean_name(name)
    passwords.check_password(password, handle=handle, name=name)
    async with house.database.read() as session:
        if await people.find_by_handle(session, handle):
            raise HandleTaken(handle)
    encoded = await hash_password(password)
    now = house.clock.now()
    async with house.database.write() as session:
        person = await people.create_person(session, name, handle=handle, now=now, chance=house.chance)
        await passwords.store_hash(session, person.id, encoded, now=now)
        return await sessions.start_session(
            session,
            person.id,
            device,
            method="password",
            days=house.settings.session_days,
            now=now,
            chance=house.chance,
        )

"""Signing in with handle and password, and signing out. web/pages/sign_in calls it."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.accounts import attempts, passwords, people, sessions
from superapp.accounts.sessions import Device, NewSession
from superapp.base import metrics
from superapp.base.errors import HostError
from superapp.house import House
from superapp.security.passwords import hash_password, is_outdated, matches


@dataclass(eq=False)
class SignInRefused(HostError):
    """Nobody has that handle, or the password is another; which of the two is not said, nor told by the time taken."""

    code: ClassVar[str] = "sign_in_refused"


async def with_password(house: House, *, handle: str, password: str, device: Device) -> NewSession:
    """Raises SignInRefused, SignInPaused after many tries, HashingBusy."""
    key = people.handle_key(handle)[:64]
    # The try is counted before the password is looked at: guesses sent side by side count one by one.
    async with house.database.write() as session:
        await attempts.count_try(session, key, now=house.clock.now())
    async with house.database.read() as session:
        person = await people.find_by_handle(session, key)
        stored = await passwords.find_hash(session, person.id) if person else None
    right = await matches(stored, password[: passwords.CHARACTERS_MAX + 1])
    if not right or not person or not stored:
        metrics.SIGN_INS.labels("password", "refused").inc()
        raise SignInRefused()
    renewed = await hash_password(password) if is_outdated(stored) else None
    now = house.clock.now()
    async with house.database.write() as session:
        await attempts.forget_tries(session, key)
        if renewed:
            await passwords.store_hash(session, person.id, renewed, now=now)
        new = await sessions.start_session(
            session,
            person.id,
            device,
            method="password",
            days=house.settings.session_days,
            now=now,
            chance=house.chance,
        )
    metrics.SIGN_INS.labels("password", "ok").inc()
    return new


async def sign_out(house: House, token: str) -> None:
    """End the session of this token; nothing happens when it has ended. Its open pages learn of it at once."""
    async with house.database.write() as session:
        person_id = await sessions.end_by_token(session, token, now=house.clock.now())
    if person_id:
        house.hub.publish(person_id)

"""A new PIN for who has forgotten the old one. The person shows anew that it is they: with a passkey that is a day old,
or, where they have none, with their password, counted like a sign-in. They are told in their payments, whoever did it.
Called by web/pages/pin.

A signed-in browser can add a passkey, so one added just now shows no more than the session does."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from superapp.accounts import attempts, passkeys, passwords
from superapp.accounts.passkeys import Asking, PasskeyRefused
from superapp.accounts.people import Person, handle_key
from superapp.base.errors import HostError
from superapp.base.words import N_, sayer
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.house import House
from superapp.security.passwords import matches
from wallet.payments import pins

PASSKEY_AGE_MIN = timedelta(hours=24)
SERVICE, SERVICE_TITLE = "payments", N_("Payments")
TOLD = N_("Your payment PIN was reset. If that was not you, end your other sessions and write to the operators.")


@dataclass(eq=False)
class NotConfirmed(HostError):
    """reason: what was wrong, or what to use instead, as a sentence."""

    code: ClassVar[str] = "not_confirmed"
    reason: str


@dataclass(frozen=True, slots=True)
class ResetView:
    """way: "passkey", "password", or "" for a person who can do neither yet."""

    way: str


async def ways(house: House, person: Person) -> ResetView:
    async with house.database.read() as session:
        known = await passkeys.list_passkeys(session, person.id)
        old = any(house.clock.now() - one.created_at >= PASSKEY_AGE_MIN for one in known)
        has_password = await passwords.find_hash(session, person.id) is not None
    return ResetView("passkey" if old else "password" if has_password else "")


async def options(house: House, person: Person, pin: str, *, visit: str, origin: str) -> dict[str, Any]:
    """What the browser's WebAuthn call takes. Raises PinUnfit before anybody is asked for a passkey."""
    pins.require_fit(pin)
    async with house.database.write() as session:
        asking = Asking("confirm", visit, origin, person.id)
        return await passkeys.options_for(session, asking, now=house.clock.now(), chance=house.chance)


async def with_passkey(house: House, person: Person, body: dict[str, Any], pin: str, *, visit: str) -> None:
    """Raises PasskeyRefused, NotConfirmed for one that is too new, PinUnfit, PinNotSet."""
    now = house.clock.now()
    async with house.database.write() as session:  # of its own: a refused answer must not bring the challenge back
        asked = await passkeys.take_challenge(session, body, Asking("confirm", visit, "", person.id), now=now)
    async with house.database.write() as session:
        known = {one.credential_id: one for one in await passkeys.list_passkeys(session, person.id)}
        if await passkeys.authenticate(session, body, asked, now=now) != person.id:
            raise PasskeyRefused(N_("This passkey belongs to another account."))
        used = known.get(str(body.get("id")))
        if used is None or now - used.created_at < PASSKEY_AGE_MIN:
            raise NotConfirmed(N_("This passkey was added less than a day ago. Use an older one, or wait."))
    await _reset(house, person, pin)


async def with_password(house: House, person: Person, password: str, pin: str) -> None:
    """Raises NotConfirmed, SignInPaused, HashingBusy, PinUnfit, PinNotSet."""
    pins.require_fit(pin)
    if (await ways(house, person)).way != "password":
        raise NotConfirmed(N_("Use your passkey."))
    key = handle_key(person.handle)[:64]
    async with house.database.write() as session:
        await attempts.count_try(session, key, now=house.clock.now())
    async with house.database.read() as session:
        stored = await passwords.find_hash(session, person.id)
    if not await matches(stored, password[: passwords.CHARACTERS_MAX + 1]):
        raise NotConfirmed(N_("This is not your password."))
    async with house.database.write() as session:
        await attempts.forget_tries(session, key)
    await _reset(house, person, pin)


async def _reset(house: House, person: Person, pin: str) -> None:
    await pins.reset_pin(house.wallet, person.id, pin)
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        thread = await service_thread(session, person.id, service=SERVICE, title=SERVICE_TITLE, now=now, chance=chance)
        words = text_body(sayer(person.language)(TOLD))
        await append(session, thread.id, None, "text", words, client_id=None, now=now, chance=chance)
    house.hub.publish(person.id)

"""People's browsers exchange keys for encrypted chats: they publish their public keys, look up each other's, take a
one-time key, and leave each other encrypted letters. Called by web/pages/keys. Nobody learns anything of somebody with
whom they have no encrypted conversation, or to whom they may not write."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import sessions
from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat import device_keys, device_mail
from superapp.chat.device_keys import KeyDevice, Stock, user_id
from superapp.chat.device_mail import Letter
from superapp.chat.encrypted_chats import encrypted_between, tell_devices
from superapp.contacts.reach import standings
from superapp.house import House


@dataclass(frozen=True, slots=True)
class Upload:
    """device_keys: once, from a new browser; one_time_keys, fallback_keys: key id -> key."""

    device_keys: dict[str, Any] | None
    one_time_keys: dict[str, Any] = field(default_factory=dict[str, Any])
    fallback_keys: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Post:
    """What came for a device; stock: what others have left of its one-time keys."""

    letters: list[Letter]
    stock: Stock


def name_of(person_id: str) -> str:
    """As keys are signed with it: "@per_…:superapp"."""
    return user_id(person_id)


async def upload(house: House, person: Person, session_id: str, new: Upload) -> Stock:
    """session_id: the sign-in the browser is used in; with its end the device ends.

    Raises KeysInvalid, TooManyDevices; NotFound for keys of a browser that has not said who it is.
    """
    now, told = house.clock.now(), list[str]()
    async with house.database.write() as session:
        if new.device_keys is not None:
            await _forget_ended(house, session, {person.id})
            before = await device_keys.device_of_session(session, session_id)
            if before is not None and before.device_id != new.device_keys.get("device_id"):
                await device_mail.drop(session, before)  # nobody can read it any more
            if await device_keys.put_device(session, person.id, session_id, new.device_keys, now=now):
                told = await tell_devices(session, person.id, now=now)
        device = await _own_device(session, session_id)
        await device_keys.put_one_time_keys(session, device, new.one_time_keys, fallback=new.fallback_keys)
        stock = await device_keys.stock_of(session, device)
    house.hub.publish(*told)
    return stock


async def query(house: House, person: Person, people: Collection[str]) -> dict[str, dict[str, Any]]:
    """person id -> device id -> its keys. Who may not be asked about has none."""
    async with house.database.read() as session:
        allowed = await _reachable(session, person, people)
        found = await _living_devices(house, session, allowed)
    answer: dict[str, dict[str, Any]] = {one: {} for one in people}
    for one in found:
        answer[one.person_id][one.device_id] = one.keys
    return answer


async def claim(house: House, person: Person, wanted: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    """wanted: person id -> device ids. person id -> device id -> {key id: key}, of those that have one left."""
    answer: dict[str, dict[str, Any]] = {}
    async with house.database.write() as session:
        allowed = await _reachable(session, person, wanted)
        await _forget_ended(house, session, allowed)
        for device in await _living_devices(house, session, allowed):
            if device.device_id in wanted[device.person_id] and (key := await device_keys.claim(session, device)):
                answer.setdefault(device.person_id, {})[device.device_id] = key
    return answer


async def send(house: House, person: Person, kind: str, letters: dict[str, dict[str, Any]]) -> None:
    """letters: person id -> device id -> content. Devices that are gone, or of people whom this one may not write to,
    get nothing. Raises MailRefused."""
    now = house.clock.now()
    async with house.database.write() as session:
        allowed = await _reachable(session, person, letters)
        known = await _living_devices(house, session, allowed)
        wanted = [
            (one, letters[one.person_id][one.device_id]) for one in known if one.device_id in letters[one.person_id]
        ]
        await device_mail.post(session, person.id, kind, wanted, now=now, chance=house.chance)


async def collect(house: House, session_id: str, done: list[str]) -> Post:
    """The oldest letters for this sign-in's device. done: ids of those it has taken in, which go away.

    Raises NotFound when the browser has not said who it is.
    """
    async with house.database.write() as session:
        device = await _own_device(session, session_id)
        if done:
            await device_mail.drop(session, device, done)
        return Post(await device_mail.letters_for(session, device), await device_keys.stock_of(session, device))


async def _own_device(session: AsyncSession, session_id: str) -> KeyDevice:
    if (device := await device_keys.device_of_session(session, session_id)) is None:
        raise NotFound("device")
    return device


async def _reachable(session: AsyncSession, person: Person, people: Collection[str]) -> set[str]:
    """Those of these people whose keys this person may have: their own, and those of whom they may write to in an
    encrypted conversation."""
    others = sorted(await encrypted_between(session, person.id, [one for one in people if one != person.id]))
    stand = await standings(session, person.id, others)
    return {one for one in others if stand[one].may_write} | ({person.id} & set(people))


async def _living_devices(house: House, session: AsyncSession, people: Collection[str]) -> list[KeyDevice]:
    found = await device_keys.devices_of(session, people)
    living = await sessions.living_of(session, {one.session_id for one in found}, now=house.clock.now())
    return [one for one in found if one.session_id in living]


async def _forget_ended(house: House, session: AsyncSession, people: Collection[str]) -> None:
    found = await device_keys.devices_of(session, people)
    living = await sessions.living_of(session, {one.session_id for one in found}, now=house.clock.now())
    gone = [one for one in found if one.session_id not in living]
    for one in gone:
        await device_mail.drop(session, one)
    await device_keys.forget_devices(session, gone)

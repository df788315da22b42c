"""What a person does with a program beside opening it: pins it, rates it. Called by web/pages/programs."""

from superapp.accounts.people import Person
from superapp.base.words import N_
from superapp.house import House
from superapp.programs import openids, pins, ratings, registry, releases
from superapp.programs.errors import RatingRefused
from superapp.safety.silences import require_voice


async def pin(house: House, person: Person, appid: str) -> None:
    """Raises ProgramUnknown, TooManyPins."""
    async with house.database.write() as session:
        await releases.get_released(session, appid)
        await pins.pin(session, person.id, appid, now=house.clock.now())


async def unpin(house: House, person: Person, appid: str) -> None:
    async with house.database.write() as session:
        await pins.unpin(session, person.id, appid)


async def rate(house: House, person: Person, appid: str, stars: int, words: str) -> None:
    """Only who opened the program, and never its developer. Raises ProgramUnknown, RatingRefused, Silenced."""
    now = house.clock.now()
    async with house.database.write() as session:
        await releases.get_released(session, appid)
        # An openid is made when a program is opened, and stays.
        if await openids.find_openid(session, person.id, appid) is None:
            raise RatingRefused(N_("Open the program first."))
        if (await registry.get_program(session, appid)).developer_id == person.id:
            raise RatingRefused(N_("This program is your own."))
        await require_voice(session, person.id, now=now)
        await ratings.rate(session, person.id, appid, stars, words, now=now)


async def unrate(house: House, person: Person, appid: str) -> None:
    async with house.database.write() as session:
        await ratings.unrate(session, person.id, appid)

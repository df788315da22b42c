"""A program about itself, for the host's own sheets: who made it, which servers it asks, whether a newer version waits,
and the name of another program it wants to open. Called by web/bridge."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import get_people
from superapp.house import House
from superapp.programs import domains, registry, releases
from superapp.programs.sessions import ProgramSession


@dataclass(frozen=True, slots=True)
class About:
    """domains: origins, sorted. released_at: of what people get now."""

    name: str
    developer: str
    version: int
    released_at: datetime
    domains: list[str]


async def about(house: House, program_session: ProgramSession) -> About:
    """Raises ProgramUnknown."""
    appid = program_session.appid
    async with house.database.read() as session:
        program = await registry.get_program(session, appid)
        released = await releases.get_released(session, appid)
        people = await get_people(session, [program.developer_id])
        listed = await domains.domains_of(session, appid)
    developer = people[program.developer_id].name if program.developer_id in people else ""
    return About(program.name, developer, program_session.number, released.released_at, listed)


async def newer_waits(house: House, program_session: ProgramSession) -> bool:
    """Whether another bundle has been released since this session was opened. Raises ProgramUnknown."""
    async with house.database.read() as session:
        return (await releases.get_released(session, program_session.appid)).hash != program_session.hash


async def name_of(house: House, appid: str) -> str:
    """The name of a program that people can open. Raises ProgramUnknown."""
    async with house.database.read() as session:
        return (await releases.get_released(session, appid)).name

"""Registering a program, saying what it is and which servers it may ask. Called by the console and the command line."""

from superapp.accounts.people import get_person
from superapp.accounts.permissions import check
from superapp.house import House
from superapp.programs import domains, registry
from superapp.programs.registry import NewProgram, Program


async def register(
    house: House,
    *,
    developer_id: str,
    name: str,
    urls: list[str],
    category: str | None = None,
    description: str | None = None,
) -> NewProgram:
    """A program of this developer, who needs the permission to publish. Raises NotFound, NotAllowed, DomainRefused,
    CategoryUnknown, DescriptionTooLong."""
    now = house.clock.now()
    async with house.database.write() as session:
        check((await get_person(session, developer_id)).roles, "programs.publish")
        new = await registry.create_program(session, developer_id=developer_id, name=name, now=now, chance=house.chance)
        await registry.describe(session, new.program.appid, category=category, description=description)
        await domains.set_domains(
            session,
            new.program.appid,
            urls,
            private_allowed=house.settings.allow_private_hosts,
            now=now,
        )
    return new


async def describe(
    house: House, *, developer_id: str, appid: str, category: str | None, description: str | None
) -> Program:
    """What people read about it; None leaves a thing as it is. Raises ProgramUnknown, ProgramNotYours, CategoryUnknown,
    DescriptionTooLong."""
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        return await registry.describe(session, appid, category=category, description=description)


async def replace_domains(house: House, *, developer_id: str, appid: str, urls: list[str]) -> list[str]:
    """The whole list anew; returns it as origins. Raises ProgramUnknown, ProgramNotYours, DomainRefused."""
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        return await domains.set_domains(
            session, appid, urls, private_allowed=house.settings.allow_private_hosts, now=house.clock.now()
        )

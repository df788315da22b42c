"""What a developer sees: own programs, their versions with diagnostics and reviews, their servers. Called by
web/console."""

from dataclasses import dataclass

from superapp.house import House
from superapp.programs import domains, registry, reviews, versions
from superapp.programs.registry import Program
from superapp.programs.reviews import Review
from superapp.programs.versions import Version


@dataclass(frozen=True, slots=True)
class ShownVersion:
    version: Version
    review: Review | None


@dataclass(frozen=True, slots=True)
class ShownProgram:
    program: Program
    domains: list[str]
    versions: list[ShownVersion]


@dataclass(frozen=True, slots=True)
class Console:
    programs: list[ShownProgram]


async def show_console(house: House, developer_id: str) -> Console:
    """Everything of this developer, the newest version of each program first."""
    async with house.database.read() as session:
        programs = await registry.programs_of(session, developer_id)
        shown = list[ShownProgram]()
        for program in programs:
            decided = await reviews.reviews_of(session, program.appid)
            found = await versions.versions_of(session, program.appid, limit=10)
            pairs = [ShownVersion(version, decided.get(version.id)) for version in found]
            shown.append(ShownProgram(program, await domains.domains_of(session, program.appid), pairs))
    return Console(shown)


async def show_version(house: House, *, developer_id: str, appid: str, number: int) -> ShownVersion:
    """Raises ProgramUnknown, ProgramNotYours, VersionUnknown."""
    async with house.database.read() as session:
        await registry.require_owner(session, appid, developer_id)
        version = await versions.get_version_by_number(session, appid, number)
        decided = await reviews.reviews_of(session, appid)
    return ShownVersion(version, decided.get(version.id))

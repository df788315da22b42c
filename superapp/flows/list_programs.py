"""What a person can open: the released programs. Called by web/pages/programs."""

from dataclasses import dataclass

from superapp.finding import find_programs
from superapp.house import House


@dataclass(frozen=True, slots=True)
class ProgramTile:
    appid: str
    name: str
    developer: str


@dataclass(frozen=True, slots=True)
class ProgramShelf:
    """text: what was searched; programs: by name."""

    text: str
    programs: list[ProgramTile]


async def list_programs(house: House, text: str = "") -> ProgramShelf:
    """Released programs whose name, or whose developer's, contains the text. What a person opened last stays on their
    device (shell/recent.ts): nobody else needs to know."""
    async with house.database.read() as session:
        found = await find_programs(session, text)
    return ProgramShelf(text, [ProgramTile(one.program.appid, one.program.name, one.developer) for one in found])

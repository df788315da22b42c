"""What a person can open: the released programs. Called by web/pages/programs."""

from dataclasses import dataclass

from superapp.accounts.people import get_people
from superapp.house import House
from superapp.programs.releases import list_released


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
        released = await list_released(session)
        owners = await get_people(session, sorted({one.developer_id for one in released}))
    tiles = [
        ProgramTile(one.appid, one.name, owner.name if (owner := owners.get(one.developer_id)) else "")
        for one in released
    ]
    wanted = text.strip().casefold()
    return ProgramShelf(
        text, [one for one in tiles if wanted in one.name.casefold() or wanted in one.developer.casefold()]
    )

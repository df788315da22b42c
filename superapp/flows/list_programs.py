"""What a person can open: the released programs, with their own pins and everybody's ratings. Called by
web/pages/programs."""

from dataclasses import dataclass

from superapp.accounts.people import Person
from superapp.chat.cards import search_key
from superapp.finding import find_programs
from superapp.house import House
from superapp.programs.pins import pinned_by
from superapp.programs.ratings import Score, scores_of
from superapp.programs.registry import CATEGORIES


@dataclass(frozen=True, slots=True)
class ProgramTile:
    """description: one line, or ""."""

    appid: str
    name: str
    description: str
    developer: str
    category: str
    is_pinned: bool
    score: Score


@dataclass(frozen=True, slots=True)
class ProgramShelf:
    """text: what was searched; category: what is shown alone, or ""; categories: those that have programs; pinned,
    programs: the best rated first, then by name. A search shows all that fits in `programs`."""

    text: str
    category: str
    categories: list[str]
    pinned: list[ProgramTile]
    programs: list[ProgramTile]


async def list_programs(house: House, person: Person, text: str = "", category: str = "") -> ProgramShelf:
    """Released programs that have the text in what is said of them. What a person opened last stays on their
    device (shell/recent.ts): nobody else needs to know."""
    async with house.database.read() as session:
        offered = await find_programs(session, "")
        found = await find_programs(session, text) if text.strip() else offered
        pins = await pinned_by(session, person.id)
        scores = await scores_of(session, [one.program.appid for one in found])
    tiles = [
        ProgramTile(
            one.program.appid,
            one.program.name,
            one.program.description,
            one.developer,
            one.program.category,
            one.program.appid in pins,
            scores.get(one.program.appid, Score()),
        )
        for one in found
        if category not in CATEGORIES or one.program.category == category
    ]
    tiles.sort(key=lambda one: (not one.is_pinned, -one.score.average, search_key(one.name), one.appid))
    narrowed = bool(text.strip()) or category in CATEGORIES
    used = {one.program.category for one in offered}
    return ProgramShelf(
        text,
        category if category in CATEGORIES else "",
        [one for one in CATEGORIES if one in used],
        [] if narrowed else [one for one in tiles if one.is_pinned],
        tiles if narrowed else [one for one in tiles if not one.is_pinned],
    )

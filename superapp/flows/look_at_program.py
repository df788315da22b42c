"""One program before it is opened: what it is, who made it, what others think of it. Called by web/pages/programs."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, names_of
from superapp.contacts.blocks import blocked_by
from superapp.house import House
from superapp.programs import openids, pins, ratings, registry, releases
from superapp.programs.ratings import Rating, Score
from superapp.programs.registry import Program

RATINGS_MAX = 50


@dataclass(frozen=True, slots=True)
class ShownRating:
    """name: of who gave it, as everybody reads it."""

    name: str
    stars: int
    words: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class AboutProgram:
    """mine: this person's rating; others: the rest, the newest first, without those they blocked. may_rate: they opened
    it, and it is not their own."""

    program: Program
    developer: str
    released_at: datetime
    is_pinned: bool
    score: Score
    mine: Rating | None
    may_rate: bool
    others: list[ShownRating]


async def look_at_program(house: House, person: Person, appid: str) -> AboutProgram:
    """Raises ProgramUnknown, also for a program that never was released."""
    async with house.database.read() as session:
        program = await registry.get_program(session, appid)
        released = await releases.get_released(session, appid)
        given = await ratings.ratings_of(session, appid, limit=RATINGS_MAX)
        names = await names_of(session, sorted({program.developer_id, *(one.person_id for one in given)}))
        unseen = {person.id, *await blocked_by(session, person.id)}
        opened = await openids.find_openid(session, person.id, appid) is not None
        return AboutProgram(
            program,
            names.get(program.developer_id, ""),
            released.released_at,
            appid in await pins.pinned_by(session, person.id),
            (await ratings.scores_of(session, [appid])).get(appid, Score()),
            await ratings.find_rating(session, person.id, appid),
            opened and program.developer_id != person.id,
            [
                ShownRating(names[one.person_id], one.stars, one.words, one.rated_at)
                for one in given
                if one.person_id in names and one.person_id not in unseen
            ],
        )

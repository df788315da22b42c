"""Opening a program: which bundle, at which page, with which powers, for whom. Called by web/bridge (the session) and
web/pages/program (the page that hosts it)."""

from dataclasses import dataclass
from typing import Any

from superapp.accounts.people import Person
from superapp.house import House
from superapp.programs import openids, pins, releases, sessions, storage, versions
from superapp.programs.pages import PATH_LENGTH_MAX as PAGE_PATH_LENGTH_MAX
from superapp.programs.pages import page_of
from superapp.programs.releases import Released
from superapp.programs.sessions import ProgramSession, SessionDraft
from superapp.programs.storage import ALL_BYTES_MAX, KEY_BYTES_MAX, Snapshot
from superapp.programs.versions import BundleFile

STORAGE_BYTES_MAX, STORAGE_KEY_BYTES_MAX = ALL_BYTES_MAX, KEY_BYTES_MAX
PATH_LENGTH_MAX = PAGE_PATH_LENGTH_MAX


@dataclass(frozen=True, slots=True)
class Opened:
    """token: of the program session. entry: page path; query: as it stood in the path."""

    token: str
    appid: str
    name: str
    hash: str
    number: int
    entry: str
    query: str
    capabilities: tuple[str, ...]
    storage: Snapshot
    facts: dict[str, Any]
    files: tuple[BundleFile, ...]
    is_pinned: bool


async def look_up(house: House, appid: str) -> Released:
    """What people get behind an address. Raises ProgramUnknown when nobody can open it."""
    async with house.database.read() as session:
        return await releases.get_released(session, appid)


async def open_program(house: House, person: Person, *, sign_in: str, appid: str, path: str) -> Opened:
    """Start a program session on the released bundle.

    sign_in: id of the person's own session, which the program session never outlives. Raises ProgramUnknown,
    PageUnknown.
    """
    now = house.clock.now()
    async with house.database.read() as session:
        released = await releases.get_released(session, appid)
        version = await versions.get_version(session, appid, released.version_id)
        kept = await storage.read_storage(session, person.id, appid)
        is_pinned = appid in await pins.pinned_by(session, person.id)
    entry, query = page_of(version.facts, path)
    draft = SessionDraft(person.id, sign_in, appid, version.id, version.hash, version.number)
    async with house.database.write() as session:
        # From now on the program may meet this person, so it has a name for them.
        await openids.known_as(session, person.id, appid, now=now, chance=house.chance)
        token = await sessions.start_program_session(session, draft, now=now, chance=house.chance)
    return Opened(
        token=token,
        appid=appid,
        name=released.name,
        hash=version.hash,
        number=version.number,
        entry=entry,
        query=query,
        capabilities=draft.capabilities,
        storage=kept,
        facts=version.facts,
        files=version.files,
        is_pinned=is_pinned,
    )


async def resolve(house: House, person: Person, *, sign_in: str, token: str) -> ProgramSession:
    """Raises ProgramSessionEnded."""
    async with house.database.read() as session:
        return await sessions.resolve_program_session(
            session, token, person_id=person.id, sign_in=sign_in, now=house.clock.now()
        )


async def close_program(house: House, person: Person, *, sign_in: str, token: str) -> None:
    """Raises ProgramSessionEnded."""
    found = await resolve(house, person, sign_in=sign_in, token=token)
    async with house.database.write() as session:
        await sessions.end_program_session(session, found.key)

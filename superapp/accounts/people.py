"""People: who they are, what they are called and which roles they have. Flows call it; passkeys, passwords and sessions
stand beside it with tables of their own."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import Column, ColumnElement, String, UniqueConstraint, false, func
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.permissions import PERSON, ROLE
from superapp.base.errors import HostError, NotFound, ensure
from superapp.base.lines import clean_line
from superapp.base.words import N_, said
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

NAME_CHARACTERS_MAX = 40
LANGUAGES = ("en", "zh", "id", "it", "ru", "uk")
_HANDLE = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,29}")


class PersonRow(HostTable, table=True):
    __tablename__ = "people"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("handle_key", name="one_person_per_handle"),)

    id: str = Field(primary_key=True)
    handle: str
    handle_key: str
    name: str
    language: str = "en"
    is_demo: bool = False
    # Their picture's id, see `picture_blob`; empty: the first letters of the name stand for it.
    picture: str = Field(default="", sa_column=Column(String(40), nullable=False, server_default=""))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class PersonRoleRow(HostTable, table=True):
    __tablename__ = "person_roles"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    granted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(frozen=True, slots=True)
class Person:
    """id: "per_…"; name: what others read; handle: unique whatever its case, without "@"; roles include "person";
    picture: its id, or ""."""

    id: str
    name: str
    handle: str
    roles: frozenset[str]
    language: str = "en"
    is_demo: bool = False
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """What others see of a person at a glance. picture: its id, or ""; language: the one they read in."""

    name: str
    picture: str
    language: str


@dataclass(eq=False)
class HandleTaken(HostError):
    code: ClassVar[str] = "handle_taken"
    handle: str


@dataclass(eq=False)
class PersonInvalid(HostError):
    """field: "handle", "name", "language" or "role"; reason: what is wrong, as a short sentence."""

    code: ClassVar[str] = "person_invalid"
    field: str
    reason: str


def handle_key(handle: str) -> str:
    """What makes two handles the same: letters regardless of case."""
    return unicodedata.normalize("NFKC", handle.strip().lstrip("@")).casefold()


def clean_handle(handle: str) -> str:
    """Raises PersonInvalid unless it is 3-30 Latin letters, digits and underscores, a letter first.

    Latin only, because a handle is an address: look-alike letters would let one person pass for another.
    """
    handle = handle.strip().lstrip("@")
    if not _HANDLE.fullmatch(handle):
        raise PersonInvalid("handle", N_("Use 3 to 30 letters, digits or underscores, with a letter first."))
    return handle


def clean_name(name: str) -> str:
    """A display name in any script, as one line. Raises PersonInvalid."""
    kept = clean_line(name)
    if not kept:
        raise PersonInvalid("name", N_("Write the name others will see."))
    if len(kept) > NAME_CHARACTERS_MAX:
        raise PersonInvalid("name", said("Use at most {count} characters.", count=NAME_CHARACTERS_MAX))
    return kept


async def create_person(
    session: AsyncSession,
    name: str,
    *,
    now: datetime,
    chance: Chance,
    person_id: str | None = None,
    handle: str | None = None,
    language: str = "en",
    roles: frozenset[str] = frozenset(),
    is_demo: bool = False,
) -> Person:
    """A new person with role "person" and `roles`.

    person_id: one promised earlier (a passkey carries it), else made now. handle: made from the id when None.
    Raises PersonInvalid, HandleTaken.
    """
    if language not in LANGUAGES:
        raise PersonInvalid("language", N_("This language is not offered."))
    person_id = person_id or new_id("per", now, chance)
    handle = clean_handle(handle if handle is not None else f"p{person_id[-12:]}")
    if await find_by_handle(session, handle):
        raise HandleTaken(handle)
    session.add(
        PersonRow(
            id=person_id,
            handle=handle,
            handle_key=handle_key(handle),
            name=clean_name(name),
            language=language,
            is_demo=is_demo,
            created_at=now,
        )
    )
    try:
        await session.flush()
    except IntegrityError as error:  # somebody took it between the look and the insert
        raise HandleTaken(handle) from error
    for role in sorted(roles | {PERSON}):
        await grant_role(session, person_id, role, now=now)
    return await get_person(session, person_id)


async def grant_role(session: AsyncSession, person_id: str, role: str, *, now: datetime) -> None:
    """Nothing happens when the person has it. Raises PersonInvalid for a role the table does not know."""
    if role not in ROLE:
        raise PersonInvalid("role", N_("There is no such role."))
    if not await session.get(PersonRoleRow, (person_id, role)):
        session.add(PersonRoleRow(person_id=person_id, role=role, granted_at=now))
        await session.flush()


async def revoke_role(session: AsyncSession, person_id: str, role: str) -> None:
    """Nothing happens when the person lacks it. The role "person" stays."""
    ensure(role != PERSON, "every person keeps the role person", person_id=person_id)
    if row := await session.get(PersonRoleRow, (person_id, role)):
        await session.delete(row)
        await session.flush()


async def find_person(session: AsyncSession, person_id: str) -> Person | None:
    return (await _people(session, col(PersonRow.id) == person_id) or [None])[0]


async def get_person(session: AsyncSession, person_id: str) -> Person:
    """Raises NotFound."""
    if person := await find_person(session, person_id):
        return person
    raise NotFound("person")


async def find_by_handle(session: AsyncSession, handle: str) -> Person | None:
    """handle: in any case, with or without "@"."""
    return (await _people(session, col(PersonRow.handle_key) == handle_key(handle)) or [None])[0]


async def get_people(session: AsyncSession, person_ids: list[str]) -> dict[str, Person]:
    """Those that exist, by id."""
    return {person.id: person for person in await _people(session, col(PersonRow.id).in_(padded(person_ids)))}


async def created_at(session: AsyncSession, person_id: str) -> datetime:
    """When somebody who is here joined."""
    return (await session.get_one(PersonRow, person_id)).created_at


async def names_of(session: AsyncSession, person_ids: list[str]) -> dict[str, str]:
    """id -> name, of those that exist."""
    rows = await session.exec(select(PersonRow.id, PersonRow.name).where(col(PersonRow.id).in_(person_ids)))
    return dict(rows.all())


async def ids_of_handles(session: AsyncSession, handles: list[str]) -> dict[str, str]:
    """handle in lower case -> id, of those that exist."""
    keys = [handle_key(one) for one in handles]
    rows = await session.exec(
        select(PersonRow.handle_key, PersonRow.id).where(col(PersonRow.handle_key).in_(padded(keys)))
    )
    return dict(rows.all())


async def faces_of(session: AsyncSession, person_ids: Iterable[str]) -> dict[str, Face]:
    """Of those that exist, by id."""
    wanted = padded(sorted(set(person_ids)))
    if not wanted:
        return {}
    found = columns(col(PersonRow.id), col(PersonRow.name), col(PersonRow.picture), col(PersonRow.language))
    rows = await session.execute(found.where(col(PersonRow.id).in_(wanted)))
    return {person_id: Face(name, picture, language) for person_id, name, picture, language in rows}


async def pictures_of(session: AsyncSession, person_ids: list[str]) -> dict[str, str]:
    """id -> picture, of those that have one."""
    rows = await session.exec(
        select(PersonRow.id, PersonRow.picture).where(
            col(PersonRow.id).in_(padded(person_ids)), PersonRow.picture != ""
        )
    )
    return dict(rows.all())


def picture_blob(picture: str) -> str:
    """Name of a picture's blob."""
    return f"people/{picture}.webp"


async def describe(
    session: AsyncSession,
    person_id: str,
    *,
    name: str | None = None,
    language: str | None = None,
    picture: str | None = None,
) -> None:
    """Change what others read and see; None leaves a thing as it is. Raises NotFound, PersonInvalid."""
    row = await session.get(PersonRow, person_id)
    if row is None:
        raise NotFound("person")
    if language is not None and language not in LANGUAGES:
        raise PersonInvalid("language", N_("This language is not offered."))
    row.name = row.name if name is None else clean_name(name)
    row.language = row.language if language is None else language
    row.picture = row.picture if picture is None else picture
    session.add(row)
    await session.flush()


async def search_people(session: AsyncSession, text: str, *, limit: int) -> list[Person]:
    """People whose handle begins with `text` or whose name contains it, in the order they joined."""
    key = handle_key(text)
    found = col(PersonRow.handle_key).startswith(key, autoescape=True) if key else false()
    named = col(PersonRow.name).icontains(text.strip(), autoescape=True)
    return await _people(session, found | named, limit=limit)


async def demo_people(session: AsyncSession) -> list[Person]:
    """The people a demo signs in with one tap, in the order they were made."""
    return await _people(session, col(PersonRow.is_demo).is_(True))


async def _people(session: AsyncSession, condition: ColumnElement[bool], *, limit: int = 1000) -> list[Person]:
    """One question, and columns instead of objects: every request begins with it."""
    held = columns(func.aggregate_strings(col(PersonRoleRow.role), ","))
    roles = held.where(col(PersonRoleRow.person_id) == col(PersonRow.id)).scalar_subquery()
    found = columns(
        col(PersonRow.id),
        col(PersonRow.name),
        col(PersonRow.handle),
        roles,
        col(PersonRow.language),
        col(PersonRow.is_demo),
        col(PersonRow.picture),
    )
    rows = await session.execute(found.where(condition).order_by(col(PersonRow.id)).limit(limit))
    return [
        Person(person_id, name, handle, frozenset((held_roles or "").split(",")) - {""}, *more)
        for person_id, name, handle, held_roles, *more in rows
    ]

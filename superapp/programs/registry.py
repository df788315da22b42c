"""Programs and whose they are. A program has an appid (public) and an appsecret (only its digest is stored). Called by
the flows that publish and open, by the server API, and by the command line."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Column, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.lines import clean_line
from superapp.programs.errors import CategoryUnknown, DescriptionTooLong, ProgramNotYours, ProgramUnknown
from superapp.security.tokens import digest, same
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

APPID = re.compile(r"wx[0-9a-f]{16}")
NAME_LENGTH_MAX, DESCRIPTION_LETTERS_MAX = 40, 300
# What a program is for, as its developer says; people read the names in templates/programs/words.html.
CATEGORIES = ("transport", "food", "tickets", "shopping", "games", "tools", "other")
CATEGORY_DEFAULT = "other"


class ProgramRow(HostTable, table=True):
    __tablename__ = "programs"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(
            "category IN ('transport', 'food', 'tickets', 'shopping', 'games', 'tools', 'other')",
            name="program_category_is_known",
        ),
    )

    appid: str = Field(primary_key=True, max_length=18)
    developer_id: str = Field(index=True, max_length=40)
    name: str = Field(max_length=NAME_LENGTH_MAX)
    appsecret_digest: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    category: str = Field(
        default=CATEGORY_DEFAULT, sa_column=Column(String(16), nullable=False, server_default=CATEGORY_DEFAULT)
    )
    description: str = Field(
        default="", sa_column=Column(String(DESCRIPTION_LETTERS_MAX), nullable=False, server_default="")
    )


@dataclass(frozen=True, slots=True)
class Program:
    """developer_id: the person who owns it. category: of CATEGORIES; description: one line, or ""."""

    appid: str
    developer_id: str
    name: str
    created_at: datetime
    category: str = CATEGORY_DEFAULT
    description: str = ""


@dataclass(frozen=True, slots=True)
class NewProgram:
    """appsecret: shown once, 32 hex digits."""

    program: Program
    appsecret: str


async def create_program(
    session: AsyncSession, *, developer_id: str, name: str, now: datetime, chance: Chance
) -> NewProgram:
    """Register a program of this developer: "wx" and 16 hex digits, as the platform's.

    name: payers read it at the cashier, so what could rewrite the line is taken out of it.
    """
    secret = chance.randbytes(16).hex()
    row = ProgramRow(
        appid="wx" + chance.randbytes(8).hex(),
        developer_id=developer_id,
        name=clean_line(name)[:NAME_LENGTH_MAX],
        appsecret_digest=digest(secret),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return NewProgram(_program(row), secret)


async def describe(
    session: AsyncSession, appid: str, *, category: str | None = None, description: str | None = None
) -> Program:
    """What people read about it; None leaves a thing as it is. Raises ProgramUnknown, CategoryUnknown,
    DescriptionTooLong."""
    row = await _row(session, appid)
    if category is not None:
        if category not in CATEGORIES:
            raise CategoryUnknown(category[:40], ", ".join(CATEGORIES))
        row.category = category
    if description is not None:
        line = clean_line(description)
        if len(line) > DESCRIPTION_LETTERS_MAX:
            raise DescriptionTooLong(DESCRIPTION_LETTERS_MAX)
        row.description = line
    session.add(row)
    await session.flush()
    return _program(row)


async def replace_secret(session: AsyncSession, appid: str, chance: Chance) -> str:
    """A new appsecret; the old one ends at once. Raises ProgramUnknown."""
    row = await _row(session, appid)
    secret = chance.randbytes(16).hex()
    row.appsecret_digest = digest(secret)
    session.add(row)
    return secret


async def get_program(session: AsyncSession, appid: str) -> Program:
    """Raises ProgramUnknown."""
    return _program(await _row(session, appid))


async def require_owner(session: AsyncSession, appid: str, developer_id: str) -> Program:
    """The program, when it is this developer's. Raises ProgramUnknown, ProgramNotYours."""
    program = await get_program(session, appid)
    if program.developer_id != developer_id:
        raise ProgramNotYours(appid)
    return program


async def secret_fits(session: AsyncSession, appid: str, appsecret: str) -> bool:
    """Raises ProgramUnknown."""
    return same((await _row(session, appid)).appsecret_digest, digest(appsecret))


async def lock_program(session: AsyncSession, appid: str) -> None:
    """Others who would change this program's versions or tokens wait until this transaction ends."""
    await session.get(ProgramRow, appid, with_for_update=True)


async def programs_of(session: AsyncSession, developer_id: str) -> list[Program]:
    """Oldest first."""
    query = select(ProgramRow).where(ProgramRow.developer_id == developer_id)
    rows = await session.exec(query.order_by(col(ProgramRow.created_at), col(ProgramRow.appid)))
    return [_program(row) for row in rows]


async def _row(session: AsyncSession, appid: str) -> ProgramRow:
    row = await session.get(ProgramRow, appid) if APPID.fullmatch(appid) else None
    if row is None:
        raise ProgramUnknown(appid)
    return row


def _program(row: ProgramRow) -> Program:
    return Program(row.appid, row.developer_id, row.name, row.created_at, row.category, row.description)

"""What a program may know a person by. An openid is one person in one program; a unionid is one person for one
developer, across that developer's programs. Both are random, so two programs cannot find out that they speak of one
person. Beside the openid lies the session key, which leaves the server only through /sns/jscode2session.

Called by the flows that open, log in and pay, and by the wallet through `openid_known`."""

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import Database, HostTable, UtcDateTime
from superapp.storage.inserting import insert_new
from wallet.ports import Chance

SESSION_KEY_LIFE = timedelta(days=3)


class OpenidRow(HostTable, table=True):
    __tablename__ = "openids"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("appid", "openid", name="an_openid_is_one_person"),)

    person_id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(primary_key=True, max_length=18)
    openid: str = Field(max_length=28)
    session_key: str = Field(max_length=24)
    session_key_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class UnionidRow(HostTable, table=True):
    __tablename__ = "unionids"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(primary_key=True, max_length=40)
    developer_id: str = Field(primary_key=True, max_length=40)
    unionid: str = Field(max_length=28, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Known:
    """session_key: 16 bytes in base64, 24 letters. Never logged, never sent to a browser."""

    person_id: str
    appid: str
    openid: str
    session_key: str


async def known_as(session: AsyncSession, person_id: str, appid: str, *, now: datetime, chance: Chance) -> Known:
    """How this program knows this person; made at the first asking. A session key past its life is replaced."""
    row = await session.get(OpenidRow, (person_id, appid))
    if row is None:
        values = {
            "person_id": person_id,
            "appid": appid,
            "openid": _pairwise_id("o", chance),
            "session_key": _session_key(chance),
            "session_key_at": now,
            "created_at": now,
        }
        await insert_new(session, OpenidRow, values)
        row = await session.get_one(OpenidRow, (person_id, appid))
    if row.session_key_at + SESSION_KEY_LIFE <= now:
        row.session_key, row.session_key_at = _session_key(chance), now
        session.add(row)
        await session.flush()
    return Known(person_id, appid, row.openid, row.session_key)


async def session_key_lives(session: AsyncSession, person_id: str, appid: str, *, now: datetime) -> bool:
    """What `wx.checkSession` asks."""
    row = await session.get(OpenidRow, (person_id, appid))
    return row is not None and row.session_key_at + SESSION_KEY_LIFE > now


async def unionid_of(session: AsyncSession, person_id: str, developer_id: str, *, now: datetime, chance: Chance) -> str:
    """One person for one developer; made at the first asking."""
    values = {
        "person_id": person_id,
        "developer_id": developer_id,
        "unionid": _pairwise_id("u", chance),
        "created_at": now,
    }
    await insert_new(session, UnionidRow, values)
    return (await session.get_one(UnionidRow, (person_id, developer_id))).unionid


async def find_openid(session: AsyncSession, person_id: str, appid: str) -> str | None:
    row = await session.get(OpenidRow, (person_id, appid))
    return row.openid if row else None


async def find_person(session: AsyncSession, appid: str, openid: str) -> str | None:
    """The person behind an openid of this program."""
    query = select(OpenidRow.person_id).where(OpenidRow.appid == appid, OpenidRow.openid == openid)
    return (await session.exec(query)).first()


async def openid_known(database: Database, appid: str, openid: str) -> bool:
    """The host's answer to the wallet: is this openid a person of this program? (wallet.ports.PayerCheck)"""
    async with database.read() as session:
        return await find_person(session, appid, openid) is not None


def _session_key(chance: Chance) -> str:
    return base64.b64encode(chance.randbytes(16)).decode()


def _pairwise_id(letter: str, chance: Chance) -> str:
    """28 letters, as long as the platform's, of which 160 bits are chance."""
    return letter + base64.urlsafe_b64encode(chance.randbytes(20)).rstrip(b"=").decode()

"""Where a program's server is told what people write to it, and how it knows that it is us: the platform's message push
in plain JSON. Pure but for its one table; flows/keep_message_push checks an address, flows/push_to_programs sends.

Signature: sha1 of token, timestamp and nonce, sorted and joined. Source: the platform's page on message push;
facts/server-api.md, section 1."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.words import N_, said
from superapp.programs.domains import check_domain
from superapp.programs.errors import DomainRefused
from superapp.programs.message_errors import PushAddressRefused
from superapp.storage.database import HostTable, UtcDateTime

_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
ADDRESS_LENGTH_MAX = 500


class MessagePushRow(HostTable, table=True):
    """The token is kept readable: what we send is signed with it."""

    __tablename__ = "program_message_push"  # pyright: ignore[reportAssignmentType]

    appid: str = Field(primary_key=True, max_length=18)
    url: str = Field(max_length=ADDRESS_LENGTH_MAX)
    token: str = Field(max_length=32)
    checked_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class MessagePush:
    appid: str
    url: str
    token: str
    checked_at: datetime


def check_settings(url: str, token: str, *, private_allowed: bool) -> None:
    """Raises PushAddressRefused."""
    if len(url) > ADDRESS_LENGTH_MAX:
        raise PushAddressRefused(said("The address has more than {count} letters.", count=ADDRESS_LENGTH_MAX))
    try:
        check_domain(url, private_allowed=private_allowed)
    except DomainRefused as refused:
        raise PushAddressRefused(N_("This is no https address of a server.")) from refused
    if not _TOKEN.fullmatch(token):
        raise PushAddressRefused(N_("The token has 3 to 32 letters and digits."))


def signature(token: str, timestamp: str, nonce: str) -> str:
    """40 hex digits."""
    whole = "".join(sorted((token, timestamp, nonce)))
    return hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest()


def signed_address(push: MessagePush, *, now: datetime, nonce: str, extra: dict[str, str]) -> str:
    """The address with signature, timestamp, nonce and `extra`, whatever query it has itself."""
    timestamp = str(int(now.timestamp()))
    asked = {"signature": signature(push.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce} | extra
    bare, _, _ = push.url.partition("#")
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode(asked)}"


async def find_push(session: AsyncSession, appid: str) -> MessagePush | None:
    row = await session.get(MessagePushRow, appid)
    return MessagePush(row.appid, row.url, row.token, row.checked_at) if row else None


async def set_push(session: AsyncSession, push: MessagePush) -> None:
    row = await session.get(MessagePushRow, push.appid) or MessagePushRow(
        appid=push.appid, url=push.url, token=push.token, checked_at=push.checked_at
    )
    row.url, row.token, row.checked_at = push.url, push.token, push.checked_at
    session.add(row)
    await session.flush()


async def clear_push(session: AsyncSession, appid: str) -> None:
    await session.exec(delete(MessagePushRow).where(col(MessagePushRow.appid) == appid))


async def answering(session: AsyncSession, appids: set[str]) -> dict[str, MessagePush]:
    """Of these programs those that have one."""
    rows = await session.exec(select(MessagePushRow).where(col(MessagePushRow.appid).in_(appids)))
    return {row.appid: MessagePush(row.appid, row.url, row.token, row.checked_at) for row in rows}

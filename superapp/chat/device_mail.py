"""What one browser tells another so that it can read an encrypted chat: the chat's keys, encrypted by Olm for exactly
that device. Kept until the device has fetched it. flows/exchange_keys reads and writes it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, String, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.chat.device_keys import KeyDevice
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.ports import Chance

LETTER_BYTES_MAX = 16 * 1024
LETTERS_PER_SENDER_MAX = 200
LETTERS_PER_READ = 50
# Keys, and the word that somebody is not given them. Everything else of the protocol is not used here.
KINDS = ("m.room.encrypted", "m.room_key.withheld")
KEPT_FOR = timedelta(days=90)


@dataclass(eq=False)
class MailRefused(HostError):
    """reason: for whoever writes a client."""

    code: ClassVar[str] = "device_mail_refused"
    reason: str


class DeviceMailRow(HostTable, table=True):
    __tablename__ = "device_mail"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_device_mail_box", "person_id", "device_id", "id"),)
    id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), nullable=False))
    device_id: str = Field(sa_column=Column(String(32), nullable=False))
    sender_id: str = Field(sa_column=Column(String(64), nullable=False))
    kind: str = Field(sa_column=Column(String(64), nullable=False))
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    sent_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


@dataclass(frozen=True, slots=True)
class Letter:
    """content: of Olm, opaque here."""

    id: str
    sender_id: str
    kind: str
    content: dict[str, Any]


async def post(
    session: AsyncSession,
    sender_id: str,
    kind: str,
    letters: Iterable[tuple[KeyDevice, dict[str, Any]]],
    *,
    now: datetime,
    chance: Chance,
) -> None:
    """Raises MailRefused: another kind, too large, or a box that this sender has filled."""
    if kind not in KINDS:
        raise MailRefused(f"the type is one of {', '.join(KINDS)}")
    for device, content in letters:
        if len(json.dumps(content)) > LETTER_BYTES_MAX:
            raise MailRefused(f"a message to a device has at most {LETTER_BYTES_MAX} bytes")
        waiting = select(func.count()).where(*_box(device), col(DeviceMailRow.sender_id) == sender_id)
        if (await session.exec(waiting)).one() >= LETTERS_PER_SENDER_MAX:
            raise MailRefused("this device has not fetched what you sent before")
        session.add(
            DeviceMailRow(
                id=new_id("dml", now, chance),
                person_id=device.person_id,
                device_id=device.device_id,
                sender_id=sender_id,
                kind=kind,
                content=content,
                sent_at=now,
            )
        )
        await session.flush()


async def letters_for(session: AsyncSession, device: KeyDevice) -> list[Letter]:
    """The oldest LETTERS_PER_READ."""
    rows = await session.exec(
        select(DeviceMailRow).where(*_box(device)).order_by(col(DeviceMailRow.id)).limit(LETTERS_PER_READ)
    )
    return [Letter(row.id, row.sender_id, row.kind, row.content) for row in rows]


async def drop(session: AsyncSession, device: KeyDevice, ids: Iterable[str] | None = None) -> None:
    """Those that were fetched; None: all of the device's."""
    wanted = _box(device) if ids is None else (*_box(device), col(DeviceMailRow.id).in_(sorted(ids)))
    await session.exec(delete(DeviceMailRow).where(*wanted))


async def forget_old(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed: what no device has fetched for KEPT_FOR."""
    return (await session.exec(delete(DeviceMailRow).where(col(DeviceMailRow.sent_at) <= now - KEPT_FOR))).rowcount


def _box(device: KeyDevice):
    return col(DeviceMailRow.person_id) == device.person_id, col(DeviceMailRow.device_id) == device.device_id

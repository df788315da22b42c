"""The public keys of people's browsers, for encrypted chats: who they are (a device's identity keys) and the one-time
keys with which others begin a session. Each one-time key is handed out once. Private keys never leave the browser, and
nothing here is secret; that it is genuine, people check by the safety number. flows/exchange_keys reads and writes it.

Shapes are those of the Matrix client-server API, 11.12 "End-to-End Encryption": the browsers' library speaks them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Column, Index, String, UniqueConstraint, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new

DEVICES_MAX = 20
ONE_TIME_KEYS_MAX = 100
KEY_BYTES_MAX = 1_024
HOME = "superapp"  # the server part of a name: keys never travel to another installation
_DEVICE_ID = re.compile(r"[A-Z0-9]{10,32}")
_KEY = re.compile(r"[A-Za-z0-9+/]{43}")
_KEY_ID = re.compile(r"signed_curve25519:[A-Za-z0-9+/]{1,32}")


@dataclass(eq=False)
class KeysInvalid(HostError):
    """reason: what is wrong, for whoever writes a client."""

    code: ClassVar[str] = "keys_invalid"
    reason: str


@dataclass(eq=False)
class TooManyDevices(HostError):
    code: ClassVar[str] = "too_many_devices"
    devices_max: int


class DeviceRow(HostTable, table=True):
    """A browser. It lives as long as the sign-in it was made in."""

    __tablename__ = "key_devices"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("session_id", name="one_device_per_session"),)
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    device_id: str = Field(sa_column=Column(String(32), primary_key=True))
    session_id: str = Field(sa_column=Column(String(64), nullable=False))
    keys: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class OneTimeKeyRow(HostTable, table=True):
    __tablename__ = "one_time_keys"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_one_time_keys_next", "person_id", "device_id", "is_fallback", "key_id"),)
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    device_id: str = Field(sa_column=Column(String(32), primary_key=True))
    key_id: str = Field(sa_column=Column(String(64), primary_key=True))
    key: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    # The one that is given when no other is left, until its device brings new ones.
    is_fallback: bool = Field(sa_column=Column(Boolean, nullable=False))
    is_used: bool = Field(default=False, sa_column=Column(Boolean, nullable=False))


@dataclass(frozen=True, slots=True)
class KeyDevice:
    """keys: {user_id, device_id, algorithms, keys, signatures}."""

    person_id: str
    device_id: str
    session_id: str
    keys: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stock:
    """What is left of a device's one-time keys; has_fallback: one that nobody was given yet."""

    one_time_keys: int
    has_fallback: bool


def user_id(person_id: str) -> str:
    """ "@per_…:superapp"."""
    return f"@{person_id}:{HOME}"


def check_device_keys(keys: dict[str, Any], person_id: str) -> str:
    """The device's id. Raises KeysInvalid. Whether the signature holds, every browser checks for itself."""
    device_id = keys.get("device_id")
    if not isinstance(device_id, str) or not _DEVICE_ID.fullmatch(device_id):
        raise KeysInvalid("device_id has 10 to 32 capital letters and digits")
    if keys.get("user_id") != user_id(person_id):
        raise KeysInvalid("user_id is not yours")
    own = keys.get("keys")
    if not isinstance(own, dict) or set(own) != {f"curve25519:{device_id}", f"ed25519:{device_id}"}:  # pyright: ignore[reportUnknownArgumentType]
        raise KeysInvalid("keys has one of curve25519 and one of ed25519")
    if not all(isinstance(one, str) and _KEY.fullmatch(one) for one in own.values()):  # pyright: ignore[reportUnknownVariableType]
        raise KeysInvalid("a key is 32 bytes in base64")
    if set(keys) != {"user_id", "device_id", "algorithms", "keys", "signatures"} or _size(keys) > KEY_BYTES_MAX:
        raise KeysInvalid("device_keys has fields of other kinds")
    return device_id


async def put_device(
    session: AsyncSession, person_id: str, session_id: str, keys: dict[str, Any], *, now: datetime
) -> bool:
    """True when the device is new. Its identity never changes: a browser that lost its keys is another device, and
    takes the place of the one this sign-in had.

    Raises KeysInvalid, TooManyDevices.
    """
    device_id = check_device_keys(keys, person_id)
    known = await session.get(DeviceRow, (person_id, device_id), populate_existing=True)
    if known is not None:
        if known.session_id != session_id or known.keys["keys"] != keys["keys"]:
            raise KeysInvalid("this device has other keys")
        return False
    if (before := await device_of_session(session, session_id)) is not None:
        await forget_devices(session, [before])
    if len(await devices_of(session, [person_id])) >= DEVICES_MAX:
        raise TooManyDevices(DEVICES_MAX)
    session.add(DeviceRow(person_id=person_id, device_id=device_id, session_id=session_id, keys=keys, created_at=now))
    await session.flush()
    return True


async def put_one_time_keys(
    session: AsyncSession, device: KeyDevice, keys: dict[str, Any], *, fallback: dict[str, Any]
) -> None:
    """keys, fallback: key id -> {key, signatures}. What is there already stays; a new fallback key takes the old one's
    place. Raises KeysInvalid."""
    for key_id, key in (*keys.items(), *fallback.items()):
        whole = isinstance(key, dict) and isinstance(key.get("key"), str) and _KEY.fullmatch(key["key"])  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        if not _KEY_ID.fullmatch(key_id) or not whole or _size(key) > KEY_BYTES_MAX:  # pyright: ignore[reportUnknownArgumentType]
            raise KeysInvalid("a one-time key is a signed curve25519 key")
    if (await stock_of(session, device)).one_time_keys + len(keys) > ONE_TIME_KEYS_MAX or len(fallback) > 1:
        raise KeysInvalid(f"a device has at most {ONE_TIME_KEYS_MAX} one-time keys and one fallback key")
    place = {"person_id": device.person_id, "device_id": device.device_id, "is_used": False}
    for key_id, key in keys.items():
        await insert_new(session, OneTimeKeyRow, place | {"key_id": key_id, "key": key, "is_fallback": False})
    if fallback:
        await session.exec(delete(OneTimeKeyRow).where(*_of(device), col(OneTimeKeyRow.is_fallback)))
        for key_id, key in fallback.items():
            await insert_new(session, OneTimeKeyRow, place | {"key_id": key_id, "key": key, "is_fallback": True})


async def stock_of(session: AsyncSession, device: KeyDevice) -> Stock:
    once = select(func.count()).select_from(OneTimeKeyRow).where(*_of(device), ~col(OneTimeKeyRow.is_fallback))
    unused = select(OneTimeKeyRow.key_id).where(
        *_of(device), col(OneTimeKeyRow.is_fallback), ~col(OneTimeKeyRow.is_used)
    )
    return Stock((await session.exec(once)).one(), (await session.exec(unused)).first() is not None)


async def claim(session: AsyncSession, device: KeyDevice) -> dict[str, Any]:
    """{key id: key}: a one-time key, which is gone from here; else the fallback key; else nothing."""
    found = await session.exec(
        select(OneTimeKeyRow)
        .where(*_of(device))
        .order_by(col(OneTimeKeyRow.is_fallback), col(OneTimeKeyRow.key_id))
        .limit(1)
        # Two who ask at once get two keys: whoever comes second steps over the row that is being taken.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if (row := found.first()) is None:
        return {}
    if row.is_fallback:
        row.is_used = True
        session.add(row)
    else:
        await session.delete(row)
    await session.flush()
    return {row.key_id: row.key}


async def devices_of(session: AsyncSession, person_ids: Iterable[str]) -> list[KeyDevice]:
    """By person and age, whether or not their sign-ins still live."""
    rows = await session.exec(
        select(DeviceRow)
        .where(col(DeviceRow.person_id).in_(sorted(person_ids)))
        .order_by(col(DeviceRow.person_id), col(DeviceRow.created_at), col(DeviceRow.device_id))
    )
    return [_device(row) for row in rows]


async def device_of_session(session: AsyncSession, session_id: str) -> KeyDevice | None:
    row = (await session.exec(select(DeviceRow).where(col(DeviceRow.session_id) == session_id))).first()
    return _device(row) if row else None


async def forget_devices(session: AsyncSession, devices: Iterable[KeyDevice]) -> None:
    for one in devices:
        await session.exec(delete(OneTimeKeyRow).where(*_of(one)))
        await session.exec(
            delete(DeviceRow).where(
                col(DeviceRow.person_id) == one.person_id, col(DeviceRow.device_id) == one.device_id
            )
        )


def _of(device: KeyDevice):
    return (
        col(OneTimeKeyRow.person_id) == device.person_id,
        col(OneTimeKeyRow.device_id) == device.device_id,
    )


def _device(row: DeviceRow) -> KeyDevice:
    return KeyDevice(row.person_id, row.device_id, row.session_id, row.keys)


def _size(value: object) -> int:
    return len(json.dumps(value))

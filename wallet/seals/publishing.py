"""Heads go to a place outside, where whoever can change the database cannot change them: a file (on another machine's
disk, or one that only grows), or an address that takes them by POST. The newest head stands for all before it, so one
that could not be delivered is followed by a later one and nothing waits. A chore of the worker."""

import asyncio
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Column, Text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, select

from wallet.database import UtcDateTime, WalletTable
from wallet.house import WalletHouse
from wallet.ports import HttpFailure
from wallet.seals.heads import SignedHead, newest_head

TIMEOUT_SECONDS = 10.0
ROUND_SECONDS = 1.0
ERROR_LETTERS_MAX = 200
HTTP = ("http://", "https://")


class HeadPublicationRow(WalletTable, table=True):
    """size: of the newest head that arrived; error: why the last try failed, or ""."""

    __tablename__ = "head_publications"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    destination: str = Field(primary_key=True, max_length=500)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    tried_at: datetime = Field(sa_type=UtcDateTime)
    error: str = Field(default="", sa_column=Column(Text, nullable=False))


@dataclass(frozen=True, slots=True)
class Publication:
    destination: str
    size: int
    tried_at: datetime | None
    error: str


async def publications(house: WalletHouse) -> list[Publication]:
    """Every place that the settings name, tried or not."""
    async with house.database.read() as session:
        rows = {row.destination: row for row in (await session.exec(select(HeadPublicationRow))).all()}
    return [
        Publication(one, rows[one].size, rows[one].tried_at, rows[one].error)
        if one in rows
        else Publication(one, 0, None, "")
        for one in house.settings.publish_places()
    ]


async def publish(house: WalletHouse) -> int:
    """Bring the newest head to every place that lacks it; how many took it."""
    head, done = await newest_head(house), 0
    for place in await publications(house):
        if head is None or place.size >= head.size:
            continue
        error = await _deliver(house, place.destination, head)
        await _keep(house, place.destination, place.size if error else head.size, error)
        done += not error
    return done


async def run_publishing(house: WalletHouse, stop: asyncio.Event) -> None:
    """Until `stop` is set."""
    while not stop.is_set():
        await publish(house)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), ROUND_SECONDS)


async def _deliver(house: WalletHouse, place: str, head: SignedHead) -> str:
    """Why it did not arrive, or ""."""
    if not place.startswith(HTTP):
        try:
            await asyncio.to_thread(_append, Path(place.removeprefix("file:")), head.note)
        except OSError as error:
            return str(error)[:ERROR_LETTERS_MAX]
        return ""
    try:
        reply = await house.http.send(
            "POST",
            place,
            headers={"content-type": "text/plain; charset=utf-8"},
            body=head.note.encode(),
            timeout_seconds=TIMEOUT_SECONDS,
        )
    except HttpFailure as failure:
        return str(failure)[:ERROR_LETTERS_MAX]
    return "" if 200 <= reply.status < 300 else f"answered {reply.status}"


def _append(path: Path, note: str) -> None:
    """Notes follow each other with an empty line between; the disk has them when this returns."""
    with path.open("a") as file:
        file.write(note + "\n")
        file.flush()
        os.fsync(file.fileno())


async def _keep(house: WalletHouse, destination: str, size: int, error: str) -> None:
    insert: Any = sqlite_insert if house.database.is_sqlite else postgres_insert
    values = {"size": size, "tried_at": house.clock.now(), "error": error}
    made = insert(HeadPublicationRow).values(destination=destination, **values)
    async with house.database.write() as session:
        await session.execute(made.on_conflict_do_update(index_elements=["destination"], set_=values))

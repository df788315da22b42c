"""Disputes as a merchant meets them: where it wants to be told, and the telling. A dispute's events are the outbox;
`announce_disputes` queues a notice for each of them (`notices.py`), in the transaction that marks it as announced.
Called by the merchant API, by the worker, and by the host's flows right after a person has done something."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Field, col, select

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.merchants.complaint_documents import ACTIONS
from wallet.merchants.notices import queue_complaint_notice
from wallet.payments.dispute_rows import DisputeEventRow, DisputeRow, view_of
from wallet.payments.order_drafts import require_notify_url
from wallet.payments.order_rows import OrderDraftInvalid

AT_ONCE = 200
URL_LETTERS_MAX = 255


class ComplaintUrlRow(WalletTable, table=True):
    """Where a merchant wants to be told about complaints; without a row it asks by itself."""

    __tablename__ = "complaint_urls"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    mchid: str = Field(primary_key=True, max_length=32)
    url: str = Field(max_length=URL_LETTERS_MAX)
    set_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(eq=False)
class ComplaintUrlInvalid(WalletError):
    code: ClassVar[str] = "complaint_url_invalid"
    issue: str


@dataclass(eq=False)
class ComplaintUrlUnknown(WalletError):
    code: ClassVar[str] = "complaint_url_unknown"
    mchid: str


@dataclass(eq=False)
class ComplaintUrlExists(WalletError):
    """There is another one: it is updated, not created."""

    code: ClassVar[str] = "complaint_url_exists"
    mchid: str


async def create_url(house: WalletHouse, mchid: str, url: str) -> None:
    """The same one again changes nothing. Raises ComplaintUrlInvalid, ComplaintUrlExists."""
    _require_url(house, url)
    async with house.database.write() as session:
        row = await session.get(ComplaintUrlRow, mchid)
        if row and row.url != url:
            raise ComplaintUrlExists(mchid)
        if row is None:
            session.add(ComplaintUrlRow(mchid=mchid, url=url, set_at=house.clock.now()))


async def change_url(house: WalletHouse, mchid: str, url: str) -> None:
    """Raises ComplaintUrlInvalid, ComplaintUrlUnknown."""
    _require_url(house, url)
    async with house.database.write() as session:
        row = await session.get(ComplaintUrlRow, mchid)
        if row is None:
            raise ComplaintUrlUnknown(mchid)
        row.url, row.set_at = url, house.clock.now()
        session.add(row)


async def get_url(house: WalletHouse, mchid: str) -> str:
    """Raises ComplaintUrlUnknown."""
    async with house.database.read() as session:
        row = await session.get(ComplaintUrlRow, mchid)
    if row is None:
        raise ComplaintUrlUnknown(mchid)
    return row.url


async def delete_url(house: WalletHouse, mchid: str) -> None:
    """Nothing happens when there is none."""
    async with house.database.write() as session:
        if row := await session.get(ComplaintUrlRow, mchid):
            await session.delete(row)


async def announce_disputes(house: WalletHouse) -> int:
    """Queue a notice for every event that its merchant has not been told of; returns how many events that were. What
    happens while a merchant has no address is not told later."""
    untold = col(DisputeEventRow.announced_at).is_(None)
    waiting = (
        select(DisputeEventRow)
        .where(untold)
        .order_by(col(DisputeEventRow.at), col(DisputeEventRow.dispute_id), col(DisputeEventRow.number))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    async with house.database.read() as session:
        if (await session.exec(select(DisputeEventRow.number).where(untold).limit(1))).first() is None:
            return 0
    async with house.database.write() as session:
        events = (await session.exec(waiting)).all()
        ids = {event.dispute_id for event in events}
        rows = {row.id: row for row in await session.exec(select(DisputeRow).where(col(DisputeRow.id).in_(ids)))}
        mchids = {row.mchid for row in rows.values()}
        wanted = select(ComplaintUrlRow).where(col(ComplaintUrlRow.mchid).in_(mchids))
        urls = {row.mchid: row.url for row in await session.exec(wanted)}
        for event in events:
            dispute = view_of(rows[event.dispute_id], [])
            event.announced_at = house.clock.now()
            session.add(event)
            if url := urls.get(dispute.mchid):
                action = ACTIONS[event.what]
                await queue_complaint_notice(session, dispute, url, number=event.number, action=action, at=event.at)
    return len(events)


def _require_url(house: WalletHouse, url: str) -> None:
    if len(url) > URL_LETTERS_MAX:
        raise ComplaintUrlInvalid(f"at most {URL_LETTERS_MAX} letters")
    try:
        require_notify_url(url, demo=house.settings.demo)
    except OrderDraftInvalid as wrong:
        raise ComplaintUrlInvalid(wrong.issue) from wrong

"""Split bills: somebody paid for several people and asks each for their share, exact to the unit. Called by the host's
flow, which has made sure that they are in one conversation.

Nothing is held: a share is money only when it is paid (`split_paying.pay_part`), straight into the starter's wallet.
Whoever changes a share holds the row of its split, so paying, declining, reminding and closing come one after the
other."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import Entry
from wallet.payments.split_drafts import (
    ITEM_LETTERS_MAX,
    ITEMS_MAX,
    PEOPLE_MAX,
    WEIGHT_MAX,
    digest_of,
    items_text,
    shares_of,
)
from wallet.payments.split_paying import finish_parts, look_after_part, pay_part
from wallet.payments.split_rows import (
    PAYABLE,
    Part,
    PartIsBeingPaid,
    PartRow,
    PartState,
    RemindersUsedUp,
    ReminderTooSoon,
    Split,
    SplitDraft,
    SplitDraftInvalid,
    SplitItem,
    SplitMismatch,
    SplitNotOpen,
    SplitRow,
    SplitState,
    SplitUnknown,
    StarterFull,
    view_of,
)
from wallet.payments.split_settling import lock_split, pays_split, settle_part

__all__ = [
    "ITEMS_MAX",
    "ITEM_LETTERS_MAX",
    "PEOPLE_MAX",
    "REMINDERS_MAX",
    "REMIND_AGAIN_AFTER",
    "WEIGHT_MAX",
    "Part",
    "PartIsBeingPaid",
    "PartState",
    "ReminderTooSoon",
    "RemindersUsedUp",
    "Split",
    "SplitDraft",
    "SplitDraftInvalid",
    "SplitItem",
    "SplitMismatch",
    "SplitNotOpen",
    "SplitState",
    "SplitUnknown",
    "StarterFull",
    "close_split",
    "decline_part",
    "finish_parts",
    "get_split",
    "open_splits",
    "pay_part",
    "pays_split",
    "remind",
    "some_splits",
    "split_after",
    "start_split",
]

REMINDERS_MAX = 3  # for each person and split
REMIND_AGAIN_AFTER = timedelta(hours=24)
OPEN_MAX = 100


async def start_split(house: WalletHouse, draft: SplitDraft) -> Split:
    """Once per (starter, request_id); a repeat returns the split as it stands.

    Raises SplitDraftInvalid, SplitMismatch.
    """
    shares, now = shares_of(draft), house.clock.now()
    if found := await _of_request(house, draft):
        return found
    split = SplitRow(
        id=new_id("spl", now, house.chance),
        starter_id=draft.starter_id,
        request_id=draft.request_id,
        content_digest=digest_of(draft),
        way=draft.way,
        total_minor=draft.total_minor,
        currency=draft.currency,
        note=draft.note,
        items=items_text(draft),
        place=draft.place,
        created_at=now,
    )
    weights = draft.weights or (1,) * len(draft.people)
    parts = [
        PartRow(
            id=new_id("spp", now, house.chance),
            split_id=split.id,
            position=position,
            person_id=person,
            amount_minor=share,
            weight=weight,
            state=PartState.OWN if person == draft.starter_id else PartState.OPEN,
        )
        for position, (person, share, weight) in enumerate(zip(draft.people, shares, weights, strict=True))
    ]
    ensure(sum(shares) == draft.total_minor, "the shares of a split sum to its total", split=split.id)
    try:
        async with house.database.write() as session:
            session.add(split)
            await session.flush()
            session.add_all(parts)
    except IntegrityError:
        # The same request came twice at once and the other one was faster.
        found = await _of_request(house, draft)
        ensure(found, "a split that could not be written is there", request=draft.request_id)
        assert found
        return found
    return view_of(split, parts)


async def get_split(house: WalletHouse, split_id: str, *, person_id: str) -> Split:
    """For its starter and those who take part. Raises SplitUnknown."""
    split = (await some_splits(house, {split_id})).get(split_id)
    if split is None or not split.concerns(person_id):
        raise SplitUnknown(split_id)
    if any(one.state is PartState.PAYING for one in split.parts):
        await _look_after(house, split_id)
        split = (await some_splits(house, {split_id}))[split_id]
    return split


async def close_split(house: WalletHouse, split_id: str, *, person_id: str) -> Split:
    """Its starter asks for nothing more; what was paid stays paid, and who has given a PIN still pays.

    Raises SplitUnknown, also for everybody else; SplitNotOpen when everybody has paid. A second time changes nothing.
    """
    async with house.database.write() as session:
        split = await _lock(session, split_id, person_id, for_starter=True)
        if split.state == SplitState.DONE:
            raise SplitNotOpen(split.id, split.state)
        if split.state == SplitState.OPEN:
            split.state, split.ended_at = SplitState.CLOSED, house.clock.now()
            split.step += 1
            session.add(split)
    return await get_split(house, split_id, person_id=person_id)


async def decline_part(house: WalletHouse, split_id: str, *, person_id: str) -> Split:
    """This person says that the share is not theirs; they may change their mind and pay. Raises SplitUnknown,
    SplitNotOpen, PartIsBeingPaid."""
    async with house.database.write() as session:
        split = await _lock(session, split_id, person_id)
        part = await _part_of(session, split, person_id)
        if part.state != PartState.DECLINED:
            part.state = PartState.DECLINED
            split.step += 1
            session.add_all([split, part])
    return await get_split(house, split_id, person_id=person_id)


async def remind(house: WalletHouse, split_id: str, other_id: str, *, person_id: str) -> Part:
    """The starter reminds somebody who has not paid: at most once in REMIND_AGAIN_AFTER, and REMINDERS_MAX times in
    all. Whoever declined is not reminded.

    Raises SplitUnknown, SplitNotOpen, PartIsBeingPaid, ReminderTooSoon, RemindersUsedUp.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        split = await _lock(session, split_id, person_id, for_starter=True)
        part = await _part_of(session, split, other_id)
        if part.state == PartState.DECLINED:
            raise SplitNotOpen(split.id, part.state)
        if part.reminded >= REMINDERS_MAX:
            raise RemindersUsedUp(split.id, REMINDERS_MAX)
        if part.reminded_at and now < part.reminded_at + REMIND_AGAIN_AFTER:
            raise ReminderTooSoon(split.id, part.reminded_at + REMIND_AGAIN_AFTER)
        part.reminded, part.reminded_at = part.reminded + 1, now
        session.add(part)
    found = (await get_split(house, split_id, person_id=person_id)).part_of(other_id)
    assert found
    return found


async def some_splits(house: WalletHouse, split_ids: set[str]) -> dict[str, Split]:
    """Those that exist, as their rows say; for drawing many at once."""
    async with house.database.read() as session:
        rows = (await session.exec(select(SplitRow).where(col(SplitRow.id).in_(sorted(split_ids))))).all()
        return {one.id: one for one in await _views(session, rows)}


async def open_splits(house: WalletHouse, person_id: str) -> list[Split]:
    """Those this person started, and those in which they owe a share; the newest first, at most OPEN_MAX."""
    owes = select(PartRow.split_id).where(PartRow.person_id == person_id, PartRow.state == PartState.OPEN)
    mine = (col(SplitRow.starter_id) == person_id) | col(SplitRow.id).in_(owes)
    wanted = select(SplitRow).where(SplitRow.state == SplitState.OPEN, mine)
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(SplitRow.id).desc()).limit(OPEN_MAX))).all()
        return await _views(session, rows)


async def split_after(house: WalletHouse, entry: Entry) -> Split:
    """The split that this entry of the journal belongs to (`pays_split`), settled by it."""
    async with house.database.write() as session:
        split_id = await settle_part(session, entry)
    return (await some_splits(house, {split_id}))[split_id]


async def _look_after(house: WalletHouse, split_id: str) -> None:
    async with house.database.read() as session:
        split = await session.get(SplitRow, split_id)
        paying = select(PartRow).where(PartRow.split_id == split_id, PartRow.state == PartState.PAYING)
        parts = (await session.exec(paying)).all()
    assert split
    for part in parts:
        await look_after_part(house, split, part)


async def _of_request(house: WalletHouse, draft: SplitDraft) -> Split | None:
    wanted = select(SplitRow).where(SplitRow.starter_id == draft.starter_id, SplitRow.request_id == draft.request_id)
    async with house.database.read() as session:
        rows = (await session.exec(wanted)).all()
        found = await _views(session, rows)
    if rows and rows[0].content_digest != digest_of(draft):
        raise SplitMismatch(draft.request_id)
    return found[0] if found else None


async def _lock(session: AsyncSession, split_id: str, person_id: str, *, for_starter: bool = False) -> SplitRow:
    known = await session.get(SplitRow, split_id)
    if known is None or (for_starter and known.starter_id != person_id):
        raise SplitUnknown(split_id)
    return await lock_split(session, split_id)


async def _part_of(session: AsyncSession, split: SplitRow, person_id: str) -> PartRow:
    """This person's share, while it is open. Raises SplitUnknown, SplitNotOpen, PartIsBeingPaid."""
    wanted = select(PartRow).where(PartRow.split_id == split.id, PartRow.person_id == person_id)
    part = (await session.exec(wanted)).one_or_none()
    if part is None:
        raise SplitUnknown(split.id)
    if part.state == PartState.PAYING:
        raise PartIsBeingPaid(split.id)
    if split.state != SplitState.OPEN or part.state not in PAYABLE:
        raise SplitNotOpen(split.id, split.state if split.state != SplitState.OPEN else part.state)
    return part


async def _views(session: AsyncSession, rows: Sequence[SplitRow]) -> list[Split]:
    parts = await _parts_of(session, [row.id for row in rows])
    return [view_of(row, parts[row.id]) for row in rows]


async def _parts_of(session: AsyncSession, split_ids: Iterable[str]) -> dict[str, list[PartRow]]:
    found: dict[str, list[PartRow]] = {one: [] for one in split_ids}
    for part in await session.exec(select(PartRow).where(col(PartRow.split_id).in_(sorted(found)))):
        found[part.split_id].append(part)
    return found

"""What must follow once money has moved. The journal is the outbox: each named consumer tails it from its own cursor
and does its part for every entry, exactly once. The worker and the host call `run`; the host adds its own consumers.

A consumer keeps its cursor in its own database, in the same transaction as its effects. So nothing is lost or done
twice when a process dies between any two steps, and several processes may run the same consumer: the cursor's row lets
one of them have each entry, and who comes second steps back for a moment, so that the work is not done in all of them.
Woken by this process's commits; polls for those of others."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Protocol, runtime_checkable

from sqlalchemy import BigInteger, CheckConstraint, Column, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import UtcDateTime, WalletTable
from wallet.house import WalletHouse
from wallet.ledger.model import Entry, Kind
from wallet.merchants.notices import (
    queue_campaign_notice,
    queue_combined_notice,
    queue_hold_notice,
    queue_order_notice,
    queue_payout_notice,
    queue_refund_notice,
)
from wallet.movements.writing import MovementWriter
from wallet.payments.combine_settling import pays_combined, settle_combined, settle_divided
from wallet.payments.corrections import corrects, settle_correction
from wallet.payments.envelope_settling import moves_envelope, settle_campaign, settle_envelope
from wallet.payments.hold_settling import sets_aside, settle_held, settle_hold_end
from wallet.payments.limits import close
from wallet.payments.settlements import LATER, orders_to_settle, settle_merchant_side
from wallet.payments.settling import (
    ORDER_CAUSE,
    ends_hold,
    pays_order,
    refunds_order,
    settle_order,
    settle_payout,
    settle_refund,
)
from wallet.payments.split_settling import pays_split, settle_part
from wallet.payments.transfer_settling import moves_transfer, settle_transfers, settled_before

BATCH_MAX = 200  # entries in one transaction: short enough to hold SQLite's write lock
STEP_BACK_SECONDS = 0.25  # of the process that came second
REST_SECONDS_MAX = 0.25  # a consumer rests as long as it has worked: the busier the house, the larger its batches
POLL_SECONDS = 1.0  # how late an entry of another process may be seen
RETRY_SECONDS = (0.2, 1.0, 5.0, 30.0)  # after a failure; the last one repeats

log = logging.getLogger(__name__)


class Consumer(Protocol):
    """Handles each entry in order. An entry that fails is tried again: skipping one would lose an effect."""

    @property
    def name(self) -> str: ...

    async def cursor(self) -> int:
        """The seq of the last entry that has taken effect; 0 at first."""
        ...

    async def handle(self, entry: Entry) -> bool:
        """Take effect and move the cursor to `entry.seq`, in one transaction. False, and no effect, when another
        process has been here."""
        ...


@runtime_checkable
class BatchConsumer(Consumer, Protocol):
    """A consumer that can also take several entries, up to `at_once`, in one transaction."""

    at_once: int

    async def handle_batch(self, entries: Sequence[Entry]) -> bool: ...


class ReactionCursorRow(WalletTable, table=True):
    __tablename__ = "reaction_cursors"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("seq >= 0", name="cursor_is_a_seq"),)

    name: str = Field(primary_key=True, max_length=64)
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    moved_at: datetime = Field(sa_type=UtcDateTime)


Effect = Callable[[AsyncSession, Sequence[Entry]], Awaitable[None]]


def each(effect: Callable[[AsyncSession, Entry], Awaitable[None]]) -> Effect:
    """The effect of several entries that is the effect of one after the other."""

    async def all_of_them(session: AsyncSession, entries: Sequence[Entry]) -> None:
        for entry in entries:
            await effect(session, entry)

    return all_of_them


class WalletConsumer:
    """A consumer whose effects are rows of the wallet's own database.

    effect: called once with each entry, in order, in the transaction that moves the cursor. after_commit: a hint, may
    be lost.
    """

    at_once = BATCH_MAX

    def __init__(
        self, house: WalletHouse, name: str, effect: Effect, *, after_commit: Callable[[], None] = lambda: None
    ) -> None:
        self.house, self.name, self._effect, self._after_commit = house, name, effect, after_commit

    async def cursor(self) -> int:
        async with self.house.database.read() as session:
            found = await session.exec(select(ReactionCursorRow.seq).where(ReactionCursorRow.name == self.name))
            seq = found.one_or_none()
        if seq is None:
            # Made before it is needed, so that moving it is always the same UPDATE.
            with suppress(IntegrityError):
                async with self.house.database.write() as session:
                    session.add(ReactionCursorRow(name=self.name, seq=0, moved_at=self.house.clock.now()))
        return seq or 0

    async def handle(self, entry: Entry) -> bool:
        return await self.handle_batch([entry])

    async def handle_batch(self, entries: Sequence[Entry]) -> bool:
        """entries: gapless, starting right after the cursor; nothing happens when another process was faster."""
        async with self.house.database.write() as session:
            # First the cursor: its row is the lock, and a second process waits here until the effects are committed.
            if not await self._advance(session, entries[0].seq - 1, entries[-1].seq):
                return False
            await self._effect(session, entries)
        self._after_commit()
        return True

    async def _advance(self, session: AsyncSession, before: int, after: int) -> bool:
        change = update(ReactionCursorRow).where(
            col(ReactionCursorRow.name) == self.name, col(ReactionCursorRow.seq) == before
        )
        moved = await session.exec(
            change.values(seq=after, moved_at=self.house.clock.now()).returning(col(ReactionCursorRow.seq)),
            execution_options={"synchronize_session": False},
        )
        return bool(moved.all())


class MerchantSide(WalletConsumer):
    """Fees and freezes of paid orders. They are entries themselves, so they are posted before the cursor moves: after a
    crash between the two they are asked for again, under the same keys."""

    def __init__(self, house: WalletHouse) -> None:
        super().__init__(house, "wallet.merchant_side", _nothing_more)

    async def handle_batch(self, entries: Sequence[Entry]) -> bool:
        paid = [entry.cause.removeprefix(ORDER_CAUSE) for entry in entries if pays_order(entry)]
        wanted = await orders_to_settle(self.house, paid) if paid else []
        if wanted:
            async with self.house.database.write() as session:
                for entry in entries:
                    if entry.cause.removeprefix(ORDER_CAUSE) in wanted:
                        await settle_order(session, entry)
        for order_id in wanted:
            with suppress(*LATER):  # the worker's rounds try again
                await settle_merchant_side(self.house, order_id)
        return await super().handle_batch(entries)


def built_in(house: WalletHouse, *, on_notice: Callable[[], None] = lambda: None) -> list[Consumer]:
    """The wallet's own consumers. on_notice: called after notices may have been queued, to send them at once."""
    return [
        WalletConsumer(house, "wallet.settle", settle),
        WalletConsumer(house, "wallet.notices", each(queue_notice), after_commit=on_notice),
        movements(house),
        MerchantSide(house),
    ]


def movements(house: WalletHouse) -> WalletConsumer:
    """Writes everybody's history out (`wallet.movements`)."""
    return WalletConsumer(house, "wallet.movements", MovementWriter(house))


async def _nothing_more(_session: AsyncSession, _entries: Sequence[Entry]) -> None: ...


async def settle(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Finish what a payment, a transfer, an envelope or a split bill began, in case it did not live to do it."""
    await close(session, *(one.key for one in entries))
    of_transfers = [one for one in entries if moves_transfer(one)]
    done = await settled_before(session, of_transfers)
    await settle_transfers(session, [one for one in of_transfers if one.seq not in done])
    for entry in entries:
        await _settle_one(session, entry)


async def _settle_one(session: AsyncSession, entry: Entry) -> None:
    if pays_order(entry):
        await settle_order(session, entry)
    elif refunds_order(entry):
        await settle_refund(session, entry)
    elif pays_combined(entry):
        await settle_combined(session, entry)
    elif sets_aside(entry):
        await settle_held(session, entry)
    elif ends_hold(entry):
        if await settle_payout(session, entry) is None:
            await settle_hold_end(session, entry)
    elif moves_envelope(entry):
        await settle_envelope(session, entry)
    elif pays_split(entry):
        await settle_part(session, entry)
    elif corrects(entry):
        await settle_correction(session, entry)


async def queue_notice(session: AsyncSession, entry: Entry) -> None:
    """Settles too, so that it need not wait for the other consumer: a notice speaks of a settled row."""
    if pays_order(entry):
        order = await settle_order(session, entry)
        if order.combine_id is None:
            await queue_order_notice(session, order)
        elif whole := await settle_divided(session, order.combine_id, entry.posted_at):
            await queue_combined_notice(session, whole)
    elif refunds_order(entry):
        await queue_refund_notice(session, await settle_refund(session, entry))
    elif sets_aside(entry):
        await queue_hold_notice(session, await settle_held(session, entry), "HOLD.CONFIRMED", entry.posted_at)
    elif ends_hold(entry):
        await _queue_end_of_hold(session, entry)
    elif moves_envelope(entry) and (campaign := await settle_campaign(session, entry)) and campaign.ended_at:
        await queue_campaign_notice(session, campaign)


async def _queue_end_of_hold(session: AsyncSession, entry: Entry) -> None:
    if payout := await settle_payout(session, entry):
        await queue_payout_notice(session, payout)
    elif hold := await settle_hold_end(session, entry):
        event = "HOLD.CAPTURED" if entry.kind is Kind.CAPTURE else "HOLD.RELEASED"
        await queue_hold_notice(session, hold, event, entry.posted_at)


async def catch_up(house: WalletHouse, consumer: Consumer, *, at_most: int | None = None) -> int:
    """Give the consumer every entry it has not handled, or about `at_most` of them; returns how many were read."""
    read = 0
    while at_most is None or read < at_most:
        found, _ = await _read_on(house, consumer)
        if not found:
            break
        read += found
    return read


async def _read_on(house: WalletHouse, consumer: Consumer) -> tuple[int, bool]:
    """Give it the next entries: how many there were, and whether the consumer is surely done with all that were there
    when they were read."""
    entries = await house.ledger.entries_after(await consumer.cursor(), BATCH_MAX)
    at_once = consumer.at_once if isinstance(consumer, BatchConsumer) else BATCH_MAX
    for first in range(0, len(entries), at_once):
        if not await _give(consumer, entries[first : first + at_once]):
            await asyncio.sleep(STEP_BACK_SECONDS)
            return len(entries), False  # another process is at it, and may die before it commits
    return len(entries), len(entries) < BATCH_MAX


async def _give(consumer: Consumer, entries: Sequence[Entry]) -> bool:
    """False when another process is at it."""
    if isinstance(consumer, BatchConsumer) and len(entries) > 1:
        try:
            return await consumer.handle_batch(entries)
        except Exception:
            # One of them fails: take them singly, so that those before it take effect.
            log.warning("reaction batch failed", extra={"consumer": consumer.name, "seq": entries[0].seq})
    for entry in entries:
        if not await consumer.handle(entry):
            return False
    return True


async def run(house: WalletHouse, consumers: Sequence[Consumer], *, stop: asyncio.Event) -> None:
    """Keep every consumer up with the journal until `stop` is set; each on its own, so a failing one stops no other."""
    async with asyncio.TaskGroup() as tasks:
        for consumer in consumers:
            tasks.create_task(_follow(house, consumer, stop), name=f"reactions {consumer.name}")


async def _follow(house: WalletHouse, consumer: Consumer, stop: asyncio.Event) -> None:
    wake = asyncio.Event()
    house.ledger.on_commit(wake.set)
    failures, read_to = 0, -1
    while not stop.is_set():
        wake.clear()
        try:
            # The journal's end is one cheap look; a consumer's own place is a query of its database.
            end = (await house.ledger.head()).batch
            if end != read_to:
                began = time.monotonic()
                is_done = False
                while not is_done:
                    _, is_done = await _read_on(house, consumer)  # what comes meanwhile moves the end
                await _first_of(stop, seconds=min(time.monotonic() - began, REST_SECONDS_MAX))
            failures, read_to = 0, end
        except Exception:
            # The entry is tried again after a pause: the cursor has not moved.
            log.exception("reaction failed", extra={"consumer": consumer.name, "failures": failures})
            pause = RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]
            failures, read_to = failures + 1, -1
            await _first_of(stop, seconds=pause)
        else:
            await _first_of(stop, wake, seconds=POLL_SECONDS)


async def _first_of(*events: asyncio.Event, seconds: float) -> None:
    """Wait until one of the events is set, at most this long."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()

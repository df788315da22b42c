"""Reactions: every entry once, in order, whoever dies and however many look."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.support import TravelClock
from tests.wallet.killed import START
from tests.wallet.people import (
    MCHID,
    ann_has,
    ann_holds,
    draft,
    give,
    merchant_holds,
    opened,
    paid_order,
    pay,
    refund_draft,
)
from wallet import reactions
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.model import Entry
from wallet.merchants.notices import NoticeRow, notices_of
from wallet.payments.orders import OrderState, create_order, get_order, get_order_by_out_trade_no
from wallet.payments.refunds import create_refund, finish_refunds, refunds_of_order
from wallet.reactions import WalletConsumer, built_in, catch_up, each, run
from wallet.settings import WalletSettings

ROOT = Path(__file__).parents[2]


class Seen:
    """An effect that remembers the entries it was given, and fails as told."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.fails_at: set[int] = set()

    async def __call__(self, session: AsyncSession, entry: Entry) -> None:
        if entry.seq in self.fails_at:
            raise RuntimeError("as told")
        self.seqs.append(entry.seq)


async def until(condition: Callable[[], bool], seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 a list has no event
            await asyncio.sleep(0.005)  # a deadline bounds it


async def test_each_entry_takes_effect_once_and_in_order(house: WalletHouse) -> None:
    for number in range(5):
        await give(house, "per_ann", 1, f"r{number}")
    seen = Seen()
    consumer = WalletConsumer(house, "seen", each(seen))

    assert (await catch_up(house, consumer), await catch_up(house, consumer)) == (5, 0)
    await give(house, "per_ann", 1, "r5")
    assert await catch_up(house, consumer) == 1
    assert seen.seqs == [1, 2, 3, 4, 5, 6]
    assert await consumer.cursor() == 6


async def test_two_that_share_a_name_share_the_work(house: WalletHouse) -> None:
    for number in range(6):
        await give(house, "per_ann", 1, f"r{number}")
    seen = Seen()

    await asyncio.gather(*(catch_up(house, WalletConsumer(house, "seen", each(seen))) for _ in range(4)))

    assert seen.seqs == [1, 2, 3, 4, 5, 6]


async def test_an_entry_that_fails_is_tried_again_and_never_skipped(house: WalletHouse) -> None:
    for number in range(4):
        await give(house, "per_ann", 1, f"r{number}")
    seen = Seen()
    consumer = WalletConsumer(house, "seen", each(seen))
    seen.fails_at = {3}

    with pytest.raises(RuntimeError):
        await catch_up(house, consumer)
    assert await consumer.cursor() == 2
    seen.fails_at = set()
    await catch_up(house, consumer)
    assert await consumer.cursor() == 4
    assert seen.seqs[-2:] == [3, 4]


async def test_a_running_consumer_wakes_at_once_and_a_failing_one_stops_no_other(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "POLL_SECONDS", 3600.0)
    monkeypatch.setattr(reactions, "RETRY_SECONDS", (0.01,))
    bad, good, stop = Seen(), Seen(), asyncio.Event()
    bad.fails_at = {1}
    consumers = [WalletConsumer(house, "bad", each(bad)), WalletConsumer(house, "good", each(good))]
    running = asyncio.create_task(run(house, consumers, stop=stop))
    try:
        await give(house, "per_ann", 1, "r1")
        await until(lambda: good.seqs == [1])
        assert bad.seqs == []
        bad.fails_at = set()
        await until(lambda: bad.seqs == [1])
        await give(house, "per_ann", 1, "r2")
        await until(lambda: good.seqs == bad.seqs == [1, 2])
    finally:
        stop.set()
        await running


async def test_entries_of_another_process_are_found_by_looking(
    house: WalletHouse, wallet_settings: WalletSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "POLL_SECONDS", 0.02)
    seen, stop = Seen(), asyncio.Event()
    running = asyncio.create_task(run(house, [WalletConsumer(house, "seen", each(seen))], stop=stop))
    try:
        async with opened(wallet_settings) as other:
            await give(other, "per_ann", 1, "r1")
        await until(lambda: seen.seqs == [1])
    finally:
        stop.set()
        await running


async def test_a_payment_and_its_refund_are_announced_once(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    refund = await create_refund(house, replace(refund_draft(order, 100), notify_url="https://shop.example/refunds"))
    queued: list[None] = []
    for _ in range(2):
        for consumer in built_in(house, on_notice=lambda: queued.append(None)):
            await catch_up(house, consumer)

    assert [one.event_type for one in await notices_of(house, order.id)] == ["TRANSACTION.SUCCESS"]
    assert [one.event_type for one in await notices_of(house, refund.id)] == ["REFUND.SUCCESS"]
    assert len(queued) == 1


CONFIRM = ["ask_pin", "_begin", "_move_money", "_settle"]
STEPS = [
    *(f"payments.confirm.{name}:{moment}" for name in CONFIRM for moment in ("before", "after")),
    *(f"payments.refunds.{name}:{moment}" for name in ("_promise", "_move_money") for moment in ("before", "after")),
    "reactions/WalletConsumer.cursor:after",
    "reactions/WalletConsumer._advance:before",
    "reactions/WalletConsumer._advance:after",
    "reactions.queue_order_notice:before",
    "reactions.queue_order_notice:after",
    "reactions.queue_refund_notice:after",
    "reactions/WalletConsumer.handle:after",
]


@pytest.mark.kill
async def test_a_process_killed_at_any_step_leaves_nothing_half_done(
    wallet_settings: WalletSettings, database_url: str
) -> None:
    clock = TravelClock(START)
    async with opened(wallet_settings, clock) as house:
        await ann_has(house, 100_000)
    report = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.wallet.killed", database_url, str(wallet_settings.data), *STEPS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = report.stdout.splitlines()
    assert [line for line in lines if not line.endswith(" killed")] == [], report.stderr
    assert len(lines) == len(STEPS)

    clock.travel(minutes=len(STEPS) + 1)
    async with opened(wallet_settings, clock) as house:
        for number in range(len(STEPS)):
            order = await get_order_by_out_trade_no(house, MCHID, f"kill-{number:04}")
            assert (await pay(house, order)).is_paid  # the person asks again, as people do
        await finish_refunds(house)
        for consumer in built_in(house):
            await catch_up(house, consumer)
            assert await catch_up(house, consumer) == 0

        refunded = 0
        for number in range(len(STEPS)):
            order = await get_order_by_out_trade_no(house, MCHID, f"kill-{number:04}")
            assert len(await house.ledger.entries_of_cause(f"order:{order.id}")) >= 1
            assert len(await notices_of(house, order.id)) == 1
            refunds = await refunds_of_order(house, order.id)
            assert order.refunded_minor == 100 * len(refunds)
            assert order.state is (OrderState.REFUND if refunds else OrderState.SUCCESS)
            refunded += order.refunded_minor
        assert await merchant_holds(house) == 888 * len(STEPS) - refunded
        assert await ann_holds(house) == 100_000 - 888 * len(STEPS) + refunded
        async with house.database.read() as session:
            assert len((await session.exec(select(NoticeRow))).all()) == len(STEPS)
        assert await check_books(house) == []


async def test_a_reaction_settles_what_confirm_did_not_live_to_settle(house: WalletHouse) -> None:
    from wallet.payments import confirm

    await ann_has(house, 1000)
    order = await create_order(house, draft(expires_at=house.clock.now() + timedelta(minutes=1)))
    row = await confirm._begin(house, order.id, "per_ann", without_pin=False)  # pyright: ignore[reportPrivateUsage] dies after its third step
    await confirm._move_money(house, row, "per_ann")  # pyright: ignore[reportPrivateUsage]

    await catch_up(house, built_in(house)[0])

    assert (await get_order(house, order.id)).state is OrderState.SUCCESS

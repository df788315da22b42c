"""Receipts follow the journal into chat: one for each payment and refund, whoever reads first, however often."""

import asyncio
import sys

import pytest
from sqlmodel import col, select

from superapp.chat.messages import MessageRow
from superapp.flows.react_to_wallet import Receipts
from superapp.house import House
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.payments.confirm import confirm_order
from wallet.payments.refunds import RefundDraft, create_refund
from wallet.reactions import catch_up


@pytest.fixture(autouse=True)
def without_chores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own reader stays away, so that these tests say who reads and when."""

    async def idle(_house: House, stop: asyncio.Event) -> None:
        await stop.wait()

    monkeypatch.setattr("superapp.main.beside_the_web", idle)


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    return await open_stall(both_sites)


async def receipts(stall: Stall) -> list[tuple[str, int, int]]:
    async with stall.site.house.database.read() as session:
        rows = await session.exec(select(MessageRow).where(MessageRow.kind == "receipt").order_by(col(MessageRow.seq)))
        return [(row.body["status"], row.body["amount_minor"], row.body["seq"]) for row in rows]


async def test_a_payment_and_its_refund_bring_one_receipt_each(stall: Stall) -> None:
    order = await stall.order()
    paid = await confirm_order(stall.site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    refund = await create_refund(
        stall.site.house.wallet,
        RefundDraft(
            mchid=order.mchid,
            out_refund_no="R1",
            transaction_id=None,
            out_trade_no=order.out_trade_no,
            amount_minor=3_000,
            total_minor=8_800,
            currency="CNY",
            reason="One was torn",
            notify_url="",
        ),
    )
    # Two readers at once, as the host and the worker are.
    await asyncio.gather(*(catch_up(stall.site.house.wallet, Receipts(stall.site.house)) for _ in range(2)))
    await catch_up(stall.site.house.wallet, Receipts(stall.site.house))

    assert await receipts(stall) == [("paid", 8_800, paid.entry_seq), ("refunded", 3_000, refund.entry_seq)]


async def test_a_top_up_brings_none(stall: Stall) -> None:
    await catch_up(stall.site.house.wallet, Receipts(stall.site.house))
    assert await receipts(stall) == []
    assert await Receipts(stall.site.house).cursor() == 1


@pytest.mark.kill
async def test_a_reader_killed_at_any_step_leaves_one_receipt_or_none(stall: Stall, database_url: str) -> None:
    """The cursor and the message commit together: after each kill nothing is there, and the next reader writes it."""
    await catch_up(stall.site.house.wallet, Receipts(stall.site.house))
    order = await stall.order()
    paid = await confirm_order(stall.site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    before = await Receipts(stall.site.house).cursor()
    steps = [f"{name}:{moment}" for name in ("receipt", "advance", "append", "write") for moment in ("before", "after")]
    killed = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.superapp.flows.killed",
        database_url,
        str(stall.site.house.settings.data),
        *steps,
        stdout=asyncio.subprocess.PIPE,
    )
    said = (await killed.communicate())[0].decode().split("\n")[:-1]

    assert said == [f"{step} killed" for step in steps]
    assert await receipts(stall) == []
    assert await Receipts(stall.site.house).cursor() == before
    await catch_up(stall.site.house.wallet, Receipts(stall.site.house))
    assert await receipts(stall) == [("paid", 8_800, paid.entry_seq)]

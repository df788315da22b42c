"""A process killed at any step of a transfer or an envelope leaves nothing half done: the next round ends what it
began, whoever asks again finds what there is, and the books hold."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import TravelClock
from tests.wallet.killed import START
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.people import ANN, BEN, give, opened
from wallet.books import check_books
from wallet.payments.envelopes import finish_envelopes, get_envelope, open_envelope
from wallet.payments.transfers import accept_transfer, finish_transfers
from wallet.settings import WalletSettings

ROOT = Path(__file__).parents[3]
PLACES = (
    "transfers._count",
    "transfers._send",
    "transfers.settle_in_crowd",
    "transfers._decide",
    "transfers._end",
    "envelope_sending.write_down",
    "envelope_sending.fill",
    "envelope_sending.settle_filled",
    "envelopes.claim_share",
    "envelopes._pay",
    "envelopes.settle_in_crowd",
    "envelopes._end",
)
STEPS = [f"{place}:{moment}" for place in PLACES for moment in ("before", "after")]


@pytest.mark.kill
async def test_a_process_killed_at_any_step_leaves_nothing_half_done(
    wallet_settings: WalletSettings, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    clock = TravelClock(START)
    async with opened(wallet_settings, clock) as house:
        await give(house, ANN, 100_000)
    report = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.wallet.payments.killed_between", database_url, str(wallet_settings.data), *STEPS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = report.stdout.splitlines()
    assert [line for line in lines if not line.endswith(" killed")] == [], report.stderr
    assert len(lines) == len(STEPS)

    clock.travel(days=2 * len(STEPS))
    async with opened(wallet_settings, clock) as house:
        await react(house)
        for _ in range(2):
            await finish_transfers(house)
            await finish_envelopes(house)
        assert await has(house, ANN) + await has(house, BEN) == 100_000  # nothing waits anywhere any more
        assert await check_books(house) == []

        # The people ask again, as people do: a request that was begun is one transfer, not two.
        for number in range(len(STEPS)):
            again = await send(house, request_id=f"taken-{number:04}", amount_minor=100)
            if again.sent_at and clock.now() - again.sent_at < timedelta(hours=1):
                await accept_transfer(house, again.id, person_id=BEN)
            envelope = await share(house, request_id=f"shared-{number:04}", total_minor=50, shares=2)
            if not (await get_envelope(house, envelope.id)).is_over:
                await open_envelope(house, envelope.id, person_id=BEN)
        clock.travel(hours=25)
        await finish_envelopes(house)
        await finish_transfers(house)
        await react(house)
        assert await has(house, ANN) + await has(house, BEN) == 100_000
        assert await check_books(house) == []

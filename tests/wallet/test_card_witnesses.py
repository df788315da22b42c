"""The books name a top-up and a withdrawal whose rows say otherwise than the journal: money that a card processor moved
is proved row by row too. On SQLite alone; each change is undone before the next."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, PIN, ann_has, settings_of
from wallet.books import check_books
from wallet.payments.top_ups import finish_top_ups
from wallet.payments.withdrawals import WithdrawalDraft, finish_withdrawals, withdraw

CHANGES = [
    "UPDATE top_ups SET amount_minor = amount_minor + 1",
    "UPDATE top_ups SET entry_seq = entry_seq + 1",
    "UPDATE top_ups SET back_seq = back_seq + 1 WHERE back_seq IS NOT NULL",
    "UPDATE top_ups SET recovered_minor = recovered_minor - 1 WHERE state = 'charged_back'",
    "UPDATE top_ups SET state = 'approved', back_seq = NULL, recovered_minor = 0 WHERE state = 'charged_back'",
    "DELETE FROM top_ups",
    "UPDATE withdrawals SET amount_minor = amount_minor + 1 WHERE state = 'paid'",
    "UPDATE withdrawals SET fee_minor = fee_minor + 1 WHERE state = 'paid'",
    "UPDATE withdrawals SET fee_minor = 0 WHERE state = 'paid'",
    "UPDATE withdrawals SET amount_minor = amount_minor + 1, fee_minor = fee_minor - 1 WHERE state = 'returned'",
    "UPDATE withdrawals SET entry_seq = entry_seq + 1 WHERE state = 'paid'",
    "UPDATE withdrawals SET state = 'failed', entry_seq = NULL WHERE state = 'paid'",
    "UPDATE withdrawals SET state = 'paid', entry_seq = 1 WHERE state = 'failed'",
    "DELETE FROM withdrawals WHERE state = 'paid'",
    "DELETE FROM withdrawals WHERE state = 'failed'",
]


@pytest.fixture
async def town(tmp_path: Path, clock: TravelClock) -> AsyncIterator[CardTown]:
    """A top-up that stands, one that was charged back, and a withdrawal of each end."""
    furnish(tmp_path)
    async with card_town(settings_of("", tmp_path), clock) as town:
        await ann_has(town.house, 20_000)
        await town.top_up(await town.card())
        for number, does in enumerate(("approve", "payout_fails", "payout_returned")):
            card = await town.card(does)
            await withdraw(town.house, WithdrawalDraft(ANN, card.id, f"request-{number}", 1_000), pin=PIN)
        await town.top_up(await town.card("chargeback"))
        clock.travel(minutes=2)
        await finish_withdrawals(town.house)
        await finish_top_ups(town.house)
        await town.deliver()
        yield town


async def test_rows_that_say_otherwise_are_found(town: CardTown) -> None:
    writer = town.house.database.writer
    assert await check_books(town.house) == []
    unseen: list[str] = []
    async with writer.begin() as connection:
        for table in ("top_ups", "withdrawals"):
            await connection.exec_driver_sql(f"CREATE TABLE kept_{table} AS SELECT * FROM {table}")
    for change in CHANGES:
        table = "top_ups" if "top_ups" in change else "withdrawals"
        async with writer.begin() as connection:
            changed = await connection.exec_driver_sql(change)
            assert changed.rowcount, change
        if not await check_books(town.house):
            unseen.append(change)
        async with writer.begin() as connection:
            await connection.exec_driver_sql(f"DELETE FROM {table}")
            await connection.exec_driver_sql(f"INSERT INTO {table} SELECT * FROM kept_{table}")
    assert unseen == []
    assert await check_books(town.house) == []

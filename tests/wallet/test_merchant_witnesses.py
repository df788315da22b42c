"""The books name an order, a refund, a payout, a hold and a combined payment whose rows say otherwise than the journal,
and say nothing once the row is as it was."""

import pytest

from tests.support import TravelClock
from tests.wallet.payments.operations import OPERATIONS, asks_until_done, rounds, wealthy_town, without_pins
from tests.wallet.test_witnesses import tamper
from wallet.books import check_books
from wallet.settings import WalletSettings

DONE = ("pay", "refund", "pay a basket", "capture", "release", "take a payout", "cancel a payout")
ORDERS, REFUNDS = "an order is paid if and only if", "refund"
PAYOUTS, HOLDS, BASKETS = "a payout is finished", "a merchant's hold is captured", "a combined payment is the sum"
# (what the books then name, the change, and back again)
LIES = (
    (ORDERS, "total_minor = total_minor + 1", "total_minor = total_minor - 1", "orders", "state = 'SUCCESS'"),
    (ORDERS, "entry_seq = entry_seq + 1", "entry_seq = entry_seq - 1", "orders", "combine_id IS NULL"),
    (REFUNDS, "amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1", "refunds", "1 = 1"),
    (REFUNDS, "entry_seq = entry_seq + 1", "entry_seq = entry_seq - 1", "refunds", "1 = 1"),
    (PAYOUTS, "amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1", "payouts", "state = 'SUCCESS'"),
    (PAYOUTS, "entry_seq = entry_seq + 1", "entry_seq = entry_seq - 1", "payouts", "state = 'SUCCESS'"),
    (PAYOUTS, "state = 'FAIL'", "state = 'SUCCESS'", "payouts", "state IN ('SUCCESS', 'FAIL')"),
    (HOLDS, "amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1", "merchant_holds", "1 = 1"),
    (HOLDS, "entry_seq = entry_seq + 1", "entry_seq = entry_seq - 1", "merchant_holds", "entry_seq IS NOT NULL"),
    (HOLDS, "captured_minor = captured_minor + 1", "captured_minor = captured_minor - 1", "merchant_holds",
     "state = 'CAPTURED'"),
    (BASKETS, "total_minor = total_minor + 1", "total_minor = total_minor - 1", "combined_payments", "1 = 1"),
    (BASKETS, "entry_seq = entry_seq + 1", "entry_seq = entry_seq - 1", "combined_payments", "1 = 1"),
)  # fmt: skip


async def test_a_row_that_says_otherwise_is_found(
    wallet_settings: WalletSettings, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_pins(monkeypatch)
    async with wealthy_town(wallet_settings, clock) as town:
        for number, operation in enumerate(one for one in OPERATIONS if one.name in DONE):
            await asks_until_done(town, operation, await operation.begin(town, number))
            await rounds(town.house)
        assert await check_books(town.house) == []
        for named, change, back, table, where in LIES:
            found = await tamper(town.house, f"UPDATE {{}}{table} SET {change} WHERE {where}")
            assert any(named in line for line in found), (table, change, found)
            assert await tamper(town.house, f"UPDATE {{}}{table} SET {back} WHERE {where}") == [], (table, change)

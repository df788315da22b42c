"""Sums kept along the journal are those of its beginning, whoever asks from whichever side; the books prove them."""

import pytest
from sqlmodel import col, delete, update

from tests.support import TravelClock
from tests.wallet.audit.test_books import some_history
from wallet.audit.trial_balance import trial_balance
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.looking import KindTotal
from wallet.seals import sums
from wallet.seals.sums import KeptSumRow, added, keep_sums, kept_before
from wallet.statements import newest_seq


def not_zero(lines: list[KindTotal]) -> list[KindTotal]:
    return [line for line in lines if line.accounts or line.held_minor]


async def some_kept(house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, *, seed: int = 3) -> None:
    monkeypatch.setattr(sums, "EVERY", 7)
    await some_history(house, clock, seed=seed)
    assert await keep_sums(house) == await newest_seq(house) // 7
    assert await keep_sums(house) == 0


async def test_every_moment_has_the_sums_that_reading_back_from_now_gives(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_kept(house, clock, monkeypatch)
    for seq in range(0, await newest_seq(house) + 1, 5):
        kept, lines = await kept_before(house, seq)
        assert seq - kept < 7
        forward = added(lines, await house.ledger.changes_between(kept, seq))
        assert not_zero(forward) == not_zero(await house.ledger.totals_at(seq))
        balance = await trial_balance(house, seq)
        assert balance.is_even
        assert not_zero(balance.lines) == not_zero(forward)
    assert await check_books(house) == []


async def test_the_books_name_a_kept_sum_that_somebody_has_changed(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_kept(house, clock, monkeypatch, seed=5)
    async with house.database.write() as session:
        change = update(KeptSumRow).where(col(KeptSumRow.seq) == 14, col(KeptSumRow.kind) == "person")
        await session.exec(change.values(credit_minor=KeptSumRow.credit_minor + 1))
    assert await check_books(house) == [
        "each kept sum is the sum of its balances: the sums kept at entry 14 are not those of the journal"
    ]


async def test_sums_that_were_removed_are_written_again(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await some_kept(house, clock, monkeypatch)
    before = await kept_before(house, 30)
    async with house.database.write() as session:
        await session.exec(delete(KeptSumRow))
    await keep_sums(house)
    assert await kept_before(house, 30) == before

"""The proof of the books holds for honest work, and names the fact that fails when somebody tampered with tables."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support import TravelClock
from tests.wallet.ledger.raw import Raw
from tests.wallet.ledger.support import authorize, capture, open_person, post, void
from tests.wallet.people import ann_has, draft, paid_order
from wallet.books import check_books, examine, examine_ledger, failures
from wallet.house import WalletHouse, make_ledger
from wallet.ledger.ledger import Ledger
from wallet.payments.orders import create_order
from wallet.settings import WalletSettings


async def some_history(ledger: Ledger) -> None:
    """Entries 1 to 7 in seven links; account 1 is Ann's, 3 is Ben's; one hold of 7 stays open."""
    ann, ben = await open_person(ledger, "ann", 1000), await open_person(ledger, "ben")
    for one in (
        post("a", ann, ben, 10),
        authorize("h1", ann, ben, 50),
        capture("c1", "h1", 20),
        authorize("h2", ann, ben, 5),
        void("v2", "h2"),
        authorize("h3", ann, ben, 7),
    ):
        await ledger.submit(one)


async def test_the_books_of_an_empty_and_of_a_busy_ledger_hold(house: WalletHouse) -> None:
    assert await check_books(house) == []
    await some_history(house.ledger)

    proof = await examine(house)

    assert failures(proof) == []
    assert proof.entries == 7
    assert len(proof.facts) >= 8


@pytest.mark.parametrize(
    ("tampering", "fact"),
    [
        ("UPDATE entry SET amount_minor = 11 WHERE seq = 2", "the hash chain follows"),
        ("UPDATE entry SET cause = 'order:two' WHERE seq = 2", "the hash chain follows"),
        ("UPDATE entry SET credit_balance_minor = 11 WHERE seq = 2", "a balance is the sum"),
        ("UPDATE entry SET debit_before = 0 WHERE seq = 4", "a statement misses nothing"),
        ("UPDATE account SET last_seq = 1 WHERE id = 1", "a statement misses nothing"),
        ("DELETE FROM entry WHERE seq = 3", "seq has no gap"),
        ("DELETE FROM entry WHERE seq = 7", "the hash chain follows"),
        ("DELETE FROM chain WHERE batch = 3", "the hash chain follows"),
        ("DELETE FROM chain WHERE batch = 7", "stands in no link"),
        ("UPDATE account SET balance_minor = balance_minor + 1 WHERE id = 3", "a balance is the sum"),
        ("UPDATE account SET held_minor = held_minor + 1 WHERE id = 1", "held money is the sum"),
        ("UPDATE hold SET state = 'void' WHERE state = 'open'", "a hold ends once"),
        ("UPDATE account SET currency = 'EUR' WHERE id = 3", "sum to zero"),
    ],
)
async def test_tampering_is_found_and_named(
    house: WalletHouse, database_url: str, tmp_path: Path, tampering: str, fact: str
) -> None:
    await some_history(house.ledger)
    raw = Raw(database_url, tmp_path)
    await raw.disarm()

    await raw.run(tampering)

    assert any(fact in line for line in await check_books(house))


async def test_two_entries_with_one_key_are_found(house: WalletHouse, database_url: str, tmp_path: Path) -> None:
    if not database_url:
        pytest.skip("a UNIQUE of SQLite is part of its table and cannot be dropped")
    await some_history(house.ledger)
    raw = Raw(database_url, tmp_path)
    await raw.disarm()
    await raw.run("ALTER TABLE entry DROP CONSTRAINT one_entry_per_key")

    await raw.run("UPDATE entry SET key = (SELECT key FROM entry WHERE seq = 2) WHERE seq = 3")

    assert any("at most one entry" in line for line in await check_books(house))


async def test_the_proof_may_run_while_others_write(house: WalletHouse) -> None:
    ann, ben = await open_person(house.ledger, "ann", 10**6), await open_person(house.ledger, "ben")

    async def write(name: int) -> None:
        for count in range(100):
            await house.ledger.submit(post(f"{name}/{count}", ann, ben, 1))

    writing = asyncio.gather(*(write(name) for name in range(8)))
    proofs = [await examine_ledger(house.ledger)]
    while not writing.done():
        proofs.append(await examine_ledger(house.ledger))
    await writing

    assert [failures(proof) for proof in proofs] == [[]] * len(proofs)
    assert proofs[-1].entries > proofs[0].entries


async def test_a_second_process_proves_the_same_books(
    house: WalletHouse, wallet_settings: WalletSettings, clock: TravelClock
) -> None:
    await some_history(house.ledger)
    other = make_ledger(wallet_settings, clock)
    await other.start()
    try:
        assert failures(await examine_ledger(other)) == []
    finally:
        await other.stop()


async def test_an_order_is_paid_if_and_only_if_its_entry_is_there(house: WalletHouse) -> None:
    await ann_has(house, 10_000)
    paid = await paid_order(house)
    open_order = await create_order(house, draft(out_trade_no="shop-0002"))
    assert await check_books(house) == []

    entry = await house.ledger.get_entry(paid.entry_seq or 0)
    await house.ledger.submit(post("not by the flow", entry.debit, entry.credit, 888, cause=f"order:{open_order.id}"))

    assert any("an order is paid" in line for line in await check_books(house))


async def test_an_order_that_only_says_it_is_paid_is_found(house: WalletHouse) -> None:
    await ann_has(house, 10_000)
    await paid_order(house)
    await create_order(house, draft(out_trade_no="shop-0002"))
    schema = "" if house.database.is_sqlite else "wallet."
    async with house.database.writer.begin() as connection:
        await connection.execute(
            text(f"UPDATE {schema}orders SET state = 'SUCCESS', entry_seq = 1 WHERE out_trade_no = 'shop-0002'")
        )

    assert any("an order is paid" in line for line in await check_books(house))

"""The books name a transfer and an envelope whose rows say otherwise than the journal."""

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import send, share, trust_every_pin
from tests.wallet.people import ANN, BEN, give
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.transfers import accept_transfer

TRANSFERS, ENVELOPES = "a transfer is received or returned", "an envelope's shares and its rest"


async def tamper(house: WalletHouse, change: str) -> list[str]:
    """change: SQL with {} where the schema goes. Returns what the books say afterwards."""
    async with house.database.writer.begin() as connection:
        await connection.exec_driver_sql(change.format("" if house.database.is_sqlite else "wallet."))
    return await check_books(house)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {}transfers SET amount_minor = 7",
        "UPDATE {}transfers SET receiver_id = 'per_eve'",
        "UPDATE {}transfers SET sender_id = 'per_eve'",
        "UPDATE {}transfers SET state = 'returned'",
        "UPDATE {}transfers SET entry_seq = 1",
        "UPDATE {}transfers SET end_seq = 1",
        "DELETE FROM {}transfers",
    ],
)
async def test_a_transfer_that_says_otherwise_is_found(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 2000)
    await accept_transfer(house, (await send(house)).id, person_id=BEN)
    assert await check_books(house) == []

    assert any(TRANSFERS in line for line in await tamper(house, change))


async def test_what_is_not_settled_yet_is_no_mistake(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 2000)
    await accept_transfer(house, (await send(house)).id, person_id=BEN)

    assert await tamper(house, "UPDATE {}transfers SET state = 'accepted', end_seq = NULL") == []


async def test_an_account_that_is_not_empty_afterwards_is_found(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 2000)
    await send(house)
    change = "UPDATE {}transfers SET state = 'received', end_seq = entry_seq"

    assert any(TRANSFERS in line for line in await tamper(house, change))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE {}envelopes SET total_minor = total_minor + 1",
        "UPDATE {}envelopes SET sender_id = 'per_eve'",
        "UPDATE {}envelopes SET returned_minor = returned_minor + 1",
        "UPDATE {}envelopes SET back_seq = 1",
        "UPDATE {}envelopes SET seed = '" + "0" * 64 + "'",
        "UPDATE {}envelopes SET entry_seq = 1",
        "UPDATE {}envelope_shares SET person_id = 'per_eve' WHERE person_id = 'per_ben'",
        "UPDATE {}envelope_shares SET entry_seq = 1 WHERE person_id = 'per_ben'",
        "UPDATE {}envelope_shares SET amount_minor = amount_minor + 1 WHERE position = 0",
        "UPDATE {}envelope_shares SET key_hex = 'other' WHERE position = 0",
    ],
)
async def test_an_envelope_that_says_otherwise_is_found(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 2000)
    envelope = await share(house)
    await open_envelope(house, envelope.id, person_id=BEN)
    assert await check_books(house) == []
    clock.travel(hours=24)
    await finish_envelopes(house)
    assert await check_books(house) == []

    assert any(ENVELOPES in line for line in await tamper(house, change))


async def test_an_envelope_that_only_says_it_is_over_is_found(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 2000)
    await share(house, sender_id=ANN)
    change = "UPDATE {}envelopes SET state = 'ended', ended_at = sent_at"

    assert any(ENVELOPES in line for line in await tamper(house, change))

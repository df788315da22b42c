"""Transfers that come at once share statements and commits, and each gets what it would have got alone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.wallet.payments.between import has, react, send
from tests.wallet.payments.test_limits import RULES, write_rules
from tests.wallet.people import ANN, BEN, PIN, give
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.model import InsufficientFunds
from wallet.money import Money
from wallet.payments import transfer_crowd
from wallet.payments.limits import LimitReached, PinNeeded, Use
from wallet.payments.pins import PinNotSet, set_pin
from wallet.payments.standing import set_pin_free
from wallet.payments.transfers import TransferMismatch
from wallet.settings import WalletSettings

RICH, POOR, NEW, BUSY = "per_rich", "per_poor", "per_new", "per_busy"


@pytest.fixture
def wallet_settings(wallet_settings: WalletSettings, tmp_path: Path) -> WalletSettings:
    many = {"id": "day", "operations": ["transfer"], "window": "day", "at_most": {"CNY": "3.00"}}
    tier = RULES["tiers"][0] | {"limits": [many]}
    return write_rules(wallet_settings, tmp_path, RULES | {"tiers": [tier]})


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many uses each transaction looked at."""
    seen: list[int] = []
    admit = transfer_crowd.admit

    async def counting(session: Any, house: WalletHouse, uses: Sequence[Use]) -> Any:
        seen.append(len(uses))
        return await admit(session, house, uses)

    monkeypatch.setattr(transfer_crowd, "admit", counting)
    return seen


async def test_each_of_a_crowd_is_answered_as_if_alone(house: WalletHouse, batches: list[int]) -> None:
    for person in (ANN, RICH, POOR, BUSY):
        await set_pin(house, person, PIN)
        await set_pin_free(house, person, Money(200), PIN)
        await give(house, person, 20 if person == POOR else 5_000)
    await give(house, NEW, 5_000)
    first = await send(house, pin="", amount_minor=150, request_id="request-once")

    answers = await asyncio.gather(
        send(house, pin="", amount_minor=150, request_id="request-once"),
        send(house, pin="", amount_minor=151, request_id="request-once"),
        send(house, pin="", amount_minor=160, request_id="request-over"),
        send(house, pin="", amount_minor=201, request_id="request-rich", sender_id=RICH),
        send(house, pin="", amount_minor=21, request_id="request-poor", sender_id=POOR),
        send(house, pin="", amount_minor=10, request_id="request-new1", sender_id=NEW),
        *(
            send(house, pin="", amount_minor=100, request_id=f"request-{number:04}", sender_id=BUSY)
            for number in range(4)
        ),
        return_exceptions=True,
    )

    again, other, over, rich, poor, new, *busy = answers
    assert again == first
    assert [type(one) for one in (other, over, rich, poor, new)] == [
        TransferMismatch,
        LimitReached,
        PinNeeded,
        InsufficientFunds,
        PinNotSet,
    ]
    assert sorted(type(one).__name__ for one in busy) == ["LimitReached", "Transfer", "Transfer", "Transfer"]
    assert max(batches) > 4, "they were looked at together"
    await react(house)
    assert [await has(house, one) for one in (ANN, RICH, POOR, NEW, BUSY)] == [4_850, 5_000, 20, 5_000, 4_700]
    assert await check_books(house) == []


async def test_one_request_that_comes_many_times_at_once_is_one_transfer(house: WalletHouse) -> None:
    await set_pin(house, ANN, PIN)
    await set_pin_free(house, ANN, Money(200), PIN)
    await give(house, ANN, 1_000)
    sent = await asyncio.gather(*(send(house, pin="", amount_minor=70) for _ in range(12)))
    assert len({one.id for one in sent}) == 1
    assert await has(house, ANN) == 930
    await react(house)
    assert await check_books(house) == []


async def test_a_crowd_of_senders_shares_transactions(house: WalletHouse, batches: list[int]) -> None:
    people = [f"per_sender{number:02}" for number in range(40)]
    for person in people:
        await give(house, person, 500)
    await set_pin(house, BEN, PIN)
    for person in people:
        await set_pin(house, person, PIN)
        await set_pin_free(house, person, Money(200), PIN)
    batches.clear()
    sent = await asyncio.gather(*(send(house, pin="", sender_id=one, amount_minor=100) for one in people))
    assert [one.sender_id for one in sent] == people
    assert sum(batches) == len(people)
    assert len(batches) <= 3
    await react(house)
    assert await check_books(house) == []

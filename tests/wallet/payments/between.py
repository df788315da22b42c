"""Helpers for money between people: short names for sending, opening and looking at it."""

import asyncio
from dataclasses import replace

import pytest

from tests.wallet.people import ANN, BEN, PIN, balance
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind
from wallet.payments import combine_confirming, envelope_sending, hold_confirming, split_paying, transfers
from wallet.payments.envelopes import Envelope, EnvelopeDraft, Share, open_envelope, send_envelope
from wallet.payments.transfers import Transfer, TransferDraft, send_money
from wallet.reactions import built_in, catch_up

TRANSFER = TransferDraft(ANN, BEN, "request-0001", 1250, note="for the ferry")
ENVELOPE = EnvelopeDraft(ANN, "request-0001", "lucky", 888, 8, greeting="Happy New Year")


async def send(house: WalletHouse, pin: str = PIN, **changes: object) -> Transfer:
    return await send_money(house, replace(TRANSFER, **changes), pin=pin)  # pyright: ignore[reportArgumentType]


async def share(house: WalletHouse, pin: str = PIN, **changes: object) -> Envelope:
    return await send_envelope(house, replace(ENVELOPE, **changes), pin=pin)  # pyright: ignore[reportArgumentType]


async def crowd(house: WalletHouse, envelope: Envelope, people: int) -> list[Share | BaseException]:
    """That many people open it at once."""
    names = [f"per_guest{number:03}" for number in range(people)]
    tries = (open_envelope(house, envelope.id, person_id=name) for name in names)
    return await asyncio.gather(*tries, return_exceptions=True)


async def has(house: WalletHouse, person_id: str) -> int:
    return await balance(house, AccountKind.PERSON, person_id)


async def has_in(house: WalletHouse, person_id: str, currency: str) -> int:
    account = await house.ledger.find_account(AccountKind.PERSON, person_id, currency)
    return account.balance_minor if account else 0


async def react(house: WalletHouse) -> None:
    for consumer in built_in(house):
        await catch_up(house, consumer)


def trust_every_pin(monkeypatch: pytest.MonkeyPatch) -> None:
    """PINs have their own tests; hashing would take most of the time of a long one."""

    async def right(*_: object, **__: object) -> bool:
        return True

    for room in (transfers, envelope_sending, combine_confirming, hold_confirming, split_paying):
        monkeypatch.setattr(room, "ask_pin", right)

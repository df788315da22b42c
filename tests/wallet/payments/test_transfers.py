"""Transfers: sent once, received or returned once by the right person, back at exactly 24 hours; whoever is first
decides."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from sqlmodel import select

from tests.support import TravelClock
from tests.wallet.payments.between import has, react, send, trust_every_pin
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, ann_holds, give, history_of
from wallet.books import check_books
from wallet.finding import search
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, AccountState, Draft, InsufficientFunds, Kind
from wallet.payments import transfers
from wallet.payments.accounts import person_account, waiting_account
from wallet.payments.pin_asking import ask_pin
from wallet.payments.pins import PinNotSet, PinWrong, set_pin
from wallet.payments.transfer_rows import TransferRow
from wallet.payments.transfer_settling import TRANSFER_CAUSE, end_key
from wallet.payments.transfers import (
    TransferDraftInvalid,
    TransferMismatch,
    TransferNotOpen,
    TransferState,
    TransferUnknown,
    accept_transfer,
    finish_transfers,
    get_transfer,
    moves_transfer,
    return_transfer,
    some_transfers,
    transfers_after,
    transfers_under_way,
)
from wallet.statements import explain


async def only_transfer(house: WalletHouse) -> str:
    async with house.database.read() as session:
        return (await session.exec(select(TransferRow.id))).one()


@pytest.fixture
async def house(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WalletHouse]:
    """A wallet in which Ann has 20.00."""
    await give(house, ANN, 2000)
    with monkeypatch.context() as patch:
        trust_every_pin(patch)
        yield house
    await react(house)
    assert await check_books(house) == []


async def test_money_waits_until_the_receiver_takes_it(house: WalletHouse) -> None:
    sent = await send(house)
    assert (sent.state, sent.sent_at and sent.expires_at) == (TransferState.WAITING, sent.expires_at)
    assert (await ann_holds(house), await has(house, BEN)) == (750, 0)

    received = await accept_transfer(house, sent.id, person_id=BEN)

    assert received.state is TransferState.RECEIVED
    assert received.step > sent.step
    assert (await ann_holds(house), await has(house, BEN)) == (750, 1250)
    assert await accept_transfer(house, sent.id, person_id=BEN) == received
    assert await get_transfer(house, sent.id, person_id=ANN) == received
    with pytest.raises(TransferNotOpen):
        await return_transfer(house, sent.id, person_id=BEN)


async def test_the_receiver_gives_it_back(house: WalletHouse) -> None:
    sent = await send(house)

    returned = await return_transfer(house, sent.id, person_id=BEN)

    assert (returned.state, returned.returned_by) == (TransferState.RETURNED, "receiver")
    assert (await ann_holds(house), await has(house, BEN)) == (2000, 0)
    assert await return_transfer(house, sent.id, person_id=BEN) == returned
    with pytest.raises(TransferNotOpen):
        await accept_transfer(house, sent.id, person_id=BEN)


async def test_it_goes_back_at_exactly_24_hours(house: WalletHouse, clock: TravelClock) -> None:
    sent = await send(house)
    clock.travel(hours=24, microseconds=-1)
    assert await finish_transfers(house) == 0
    assert (await get_transfer(house, sent.id, person_id=BEN)).state is TransferState.WAITING
    clock.travel(microseconds=1)

    with pytest.raises(TransferNotOpen):
        await accept_transfer(house, sent.id, person_id=BEN)

    returned = await get_transfer(house, sent.id, person_id=ANN)
    assert (returned.state, returned.returned_by) == (TransferState.RETURNED, "time")
    assert await ann_holds(house) == 2000


async def test_the_worker_returns_what_nobody_looked_at(house: WalletHouse, clock: TravelClock) -> None:
    sent = await send(house, amount_minor=1)
    clock.travel(hours=24)

    assert await finish_transfers(house) == 1
    assert await finish_transfers(house) == 0

    assert (await some_transfers(house, {sent.id}))[sent.id].state is TransferState.RETURNED


@pytest.mark.parametrize("hours", [2, 24])
async def test_a_delay_begins_with_the_yes(house: WalletHouse, clock: TravelClock, hours: int) -> None:
    sent = await send(house, delay_seconds=hours * 3600)
    clock.travel(hours=23)
    accepted = await accept_transfer(house, sent.id, person_id=BEN)
    assert (accepted.state, await has(house, BEN)) == (TransferState.ACCEPTED, 0)
    assert await accept_transfer(house, sent.id, person_id=BEN) == accepted
    clock.travel(hours=hours, microseconds=-1)
    assert await finish_transfers(house) == 0  # accepted in time: the 24 hours count no more

    clock.travel(microseconds=1)
    assert await finish_transfers(house) == 1

    assert await has(house, BEN) == 1250


async def test_an_accepted_one_may_go_back_until_it_arrives(house: WalletHouse, clock: TravelClock) -> None:
    first, second = [await send(house, request_id=f"request-{n}", amount_minor=5, delay_seconds=7200) for n in "12"]
    for one in (first, second):
        await accept_transfer(house, one.id, person_id=BEN)

    assert (await return_transfer(house, first.id, person_id=BEN)).state is TransferState.RETURNED
    clock.travel(hours=2)
    with pytest.raises(TransferNotOpen):
        await return_transfer(house, second.id, person_id=BEN)

    assert (await ann_holds(house), await has(house, BEN)) == (1995, 5)


async def test_a_request_is_sent_once_however_often_it_comes(house: WalletHouse) -> None:
    both = await asyncio.gather(send(house), send(house))

    assert both[0].id == both[1].id == (await send(house, pin=WRONG_PIN)).id
    assert await ann_holds(house) == 750
    with pytest.raises(TransferMismatch):
        await send(house, amount_minor=7)


async def test_a_wrong_pin_sends_nothing_and_a_poor_sender_may_try_again(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:  # ends before the fixture takes its own back
        patch.setattr(transfers, "ask_pin", ask_pin)
        await set_pin(house, ANN, PIN)
        with pytest.raises(PinWrong):
            await send(house, pin=WRONG_PIN)
        with pytest.raises(PinNotSet):
            await send(house, sender_id=BEN, receiver_id=ANN)
        with pytest.raises(InsufficientFunds):
            await send(house, amount_minor=2001)
        assert await transfers_under_way(house, ANN) == []

        await give(house, ANN, 1, "more")
        sent = await send(house, amount_minor=2001)

    assert await transfers_under_way(house, BEN) == [sent]
    assert await ann_holds(house) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": 2**53}, "amount"),
        ({"currency": "XXX"}, "currency"),
        ({"receiver_id": ANN}, "receiver"),
        ({"request_id": "short"}, "request_id"),
        ({"delay_seconds": 60}, "delay"),
        ({"note": "x" * 61}, "note"),
        ({"place": "x" * 65}, "place"),
    ],
)
async def test_a_draft_that_is_not_valid_is_refused(house: WalletHouse, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(TransferDraftInvalid) as refused:
        await send(house, **changes)

    assert refused.value.field == field


async def test_nobody_else_sees_or_decides(house: WalletHouse) -> None:
    sent = await send(house)

    for person, what in ((ANN, accept_transfer), (ANN, return_transfer), ("per_cleo", get_transfer)):
        with pytest.raises(TransferUnknown):
            await what(house, sent.id, person_id=person)
    with pytest.raises(TransferUnknown):
        await get_transfer(house, "trf_none", person_id=ANN)


async def test_accept_return_and_the_clock_race_and_one_wins(
    house: WalletHouse,
) -> None:
    for number in range(6):
        sent = await send(house, request_id=f"request-{number}", amount_minor=10)

        async def no_later(what: Any, transfer_id: str) -> None:
            with suppress(TransferNotOpen):
                await what(house, transfer_id, person_id=BEN)

        await asyncio.gather(
            *(no_later(what, sent.id) for what in (accept_transfer, return_transfer) for _ in range(3))
        )

        over = await get_transfer(house, sent.id, person_id=ANN)
        assert over.end_seq
        assert len(await house.ledger.entries_of_cause(f"transfer:{sent.id}")) == 1 + (
            over.state is TransferState.RECEIVED
        )


async def test_an_intent_without_money_is_nobodys_transfer(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(transfers, "_send", dies)
        with pytest.raises(ConnectionError):
            await send(house)
    transfer_id = await only_transfer(house)

    with pytest.raises(TransferUnknown):
        await get_transfer(house, transfer_id, person_id=ANN)
    assert (await send(house)).id == transfer_id


async def test_a_payment_nobody_settled_is_found_in_the_journal(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(transfers, "settle_in_crowd", dies)
        with pytest.raises(ConnectionError):
            await send(house)
    transfer_id = await only_transfer(house)

    assert (await get_transfer(house, transfer_id, person_id=BEN)).state is TransferState.WAITING


async def test_a_decision_that_comes_after_the_money_changes_nothing(house: WalletHouse, clock: TravelClock) -> None:
    """Two processes whose clocks differ: one has brought the money, the other still lets the receiver return it."""
    sent = await send(house, delay_seconds=7200)
    await accept_transfer(house, sent.id, person_id=BEN)
    waiting = await waiting_account(house, TRANSFER_CAUSE + sent.id, "CNY")
    into = await person_account(house, BEN, "CNY")
    await house.ledger.submit(Draft(end_key(sent.id), Kind.POST, waiting, into, 1250, TRANSFER_CAUSE + sent.id))

    with pytest.raises(TransferNotOpen):
        await return_transfer(house, sent.id, person_id=BEN)

    over = await get_transfer(house, sent.id, person_id=ANN)
    assert (over.state, over.returned_by) == (TransferState.RECEIVED, "")


async def test_an_account_that_takes_nothing_in_sends_it_back(house: WalletHouse, clock: TravelClock) -> None:
    sent = await send(house)
    ben, ann = [await person_account(house, one, "CNY") for one in (BEN, ANN)]
    await house.ledger.set_account_state(ben, AccountState.CLOSED)

    with pytest.raises(TransferNotOpen):
        await accept_transfer(house, sent.id, person_id=BEN)
    over = await get_transfer(house, sent.id, person_id=ANN)
    assert (over.state, over.returned_by) == (TransferState.RETURNED, "refused")

    # Neither can take it: it waits, and the others are ended all the same.
    stuck = await send(house, request_id="request-0002", amount_minor=1000)
    fine = await send(house, request_id="request-0003", amount_minor=1000)
    clock.travel(hours=24)
    await house.ledger.set_account_state(ann, AccountState.CLOSED)
    assert await finish_transfers(house) == 0
    with pytest.raises(AccountRefused):
        await get_transfer(house, stuck.id, person_id=ANN)
    await house.ledger.set_account_state(ann, AccountState.OPEN)
    assert await finish_transfers(house) == 2
    assert (await get_transfer(house, fine.id, person_id=ANN)).state is TransferState.RETURNED


async def test_a_reader_of_the_journal_finds_the_transfer_settled(house: WalletHouse) -> None:
    sent = await send(house)
    await accept_transfer(house, sent.id, person_id=BEN)
    entries = [one for one in await house.ledger.entries_after(0, 100) if moves_transfer(one)]

    assert {one.state for one in (await transfers_after(house, entries)).values()} == {TransferState.RECEIVED}


async def test_lines_receipts_and_searches_name_the_other_person(house: WalletHouse) -> None:
    sent = await accept_transfer(house, (await send(house)).id, person_id=BEN)
    back = await return_transfer(house, (await send(house, request_id="request-2", amount_minor=5)).id, person_id=BEN)

    hers, his = await history_of(house, ANN), await history_of(house, BEN)

    assert [(line.kind, line.title, line.other_id, line.amount.amount_minor) for line in hers[:3]] == [
        ("transfer_back", "for the ferry", BEN, 5),
        ("transfer", "for the ferry", BEN, -5),
        ("transfer", "for the ferry", BEN, -1250),
    ]
    assert [(line.kind, line.title, line.other_id) for line in his] == [("transfer", "for the ferry", ANN)]
    shared = (await explain(house, back.end_seq or 0)).shared
    assert shared
    assert (shared.id, shared.went_back) == (back.id, True)
    assert [entry.seq for entry in await search(house, sent.id)] == [sent.end_seq, sent.entry_seq]

"""Corrections take two operators and leave the books whole, whatever happens between two steps."""

import asyncio
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import has
from tests.wallet.people import ANN, BEN, give
from wallet.house import WalletHouse
from wallet.ledger.model import InsufficientFunds
from wallet.payments import corrections
from wallet.payments.corrections import (
    CorrectionDecided,
    CorrectionDraft,
    CorrectionInvalid,
    CorrectionUnknown,
    FourEyesNeeded,
    approve,
    finish_corrections,
    get_correction,
    propose,
    refuse,
)
from wallet.reactions import built_in, catch_up
from wallet.statements import lines_of


@pytest.fixture
async def draft(house: WalletHouse) -> CorrectionDraft:
    await give(house, ANN, 1000)
    await give(house, BEN, 10)
    ann, ben = (await house.ledger.accounts_of(ANN))[0], (await house.ledger.accounts_of(BEN))[0]
    return CorrectionDraft(ann.id, ben.id, 300, "Paid twice", "ticket 4711")


async def test_two_operators_correct_and_the_person_reads_it(house: WalletHouse, draft: CorrectionDraft) -> None:
    row = await propose(house, draft, by="olga")
    assert await has(house, ANN) == 1000
    with pytest.raises(FourEyesNeeded):
        await approve(house, row.id, by="olga")
    done = await approve(house, row.id, by="otto")
    assert (done.state, done.decided_by) == ("done", "otto")
    assert await approve(house, row.id, by="otto") == done
    assert (await has(house, ANN), await has(house, BEN)) == (700, 310)
    assert (await lines_of(house, ANN))[0].cause == f"correction:{row.id}"
    with pytest.raises(CorrectionDecided):
        await refuse(house, row.id, by="eve", reason="too late")


async def test_of_many_operators_at_once_one_decides_and_money_moves_once(
    house: WalletHouse, draft: CorrectionDraft
) -> None:
    row = await propose(house, draft, by="olga")
    tries = [approve(house, row.id, by=f"op{n}") for n in range(4)]
    tries += [refuse(house, row.id, by=f"no{n}", reason="no") for n in range(4)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in answers) == 1
    moved = (await get_correction(house, row.id)).state == "done"
    assert await has(house, BEN) == (310 if moved else 10)


async def test_what_a_crash_left_is_finished_by_the_worker_and_by_reactions(
    house: WalletHouse, draft: CorrectionDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = await propose(house, draft, by="olga")

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(corrections, "_move", dies)
        with pytest.raises(RuntimeError):
            await approve(house, row.id, by="otto")
    with monkeypatch.context() as patch:
        patch.setattr(corrections, "settle_correction", dies)
        with pytest.raises(RuntimeError):
            await finish_corrections(house)
    for consumer in built_in(house):
        await catch_up(house, consumer)
    assert (await get_correction(house, row.id)).state == "done"
    assert await finish_corrections(house) == 0
    assert await has(house, BEN) == 310


async def test_what_the_ledger_refuses_has_failed(house: WalletHouse, draft: CorrectionDraft) -> None:
    row = await propose(house, replace(draft, amount_minor=5000), by="olga")
    with pytest.raises(InsufficientFunds):
        await approve(house, row.id, by="otto")
    assert (await get_correction(house, row.id)).state == "failed"


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"evidence": ""}, {"amount_minor": 0}, {"credit": 1, "debit": 1}])
async def test_a_proposal_says_why_and_what(
    house: WalletHouse, draft: CorrectionDraft, wrong: dict[str, object]
) -> None:
    with pytest.raises(CorrectionInvalid):
        await propose(house, replace(draft, **wrong), by="olga")  # pyright: ignore[reportArgumentType]
    with pytest.raises(CorrectionUnknown):
        await approve(house, "cor_none", by="otto")


async def test_nobody_refuses_their_own_or_without_a_reason(
    house: WalletHouse, draft: CorrectionDraft, clock: TravelClock
) -> None:
    first = await propose(house, draft, by="olga")
    clock.travel(seconds=1)
    second = await propose(house, draft, by="olga")
    with pytest.raises(FourEyesNeeded):
        await refuse(house, first.id, by="olga", reason="I was wrong")
    for reason in ("", "  ", "x" * (corrections.REASON_LETTERS_MAX + 1)):
        with pytest.raises(CorrectionInvalid):
            await refuse(house, first.id, by="otto", reason=reason)
    done = await refuse(house, first.id, by="otto", reason=" It was right ")
    assert (done.state, done.decision) == ("refused", "It was right")
    assert [one.id for one in await corrections.corrections(house)] == [second.id, first.id]
    assert [one.id for one in await corrections.corrections(house, limit=1)] == [second.id]
    assert await has(house, BEN) == 10


async def test_of_what_a_crash_left_the_worker_ends_also_what_the_ledger_refuses(
    house: WalletHouse, draft: CorrectionDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [await propose(house, replace(draft, amount_minor=amount), by="olga") for amount in (5000, 300)]

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(corrections, "_move", dies)
        for row in rows:
            with pytest.raises(RuntimeError):
                await approve(house, row.id, by="otto")
    assert await finish_corrections(house) == 2
    assert [(await get_correction(house, row.id)).state for row in rows] == ["failed", "done"]
    assert await has(house, BEN) == 310

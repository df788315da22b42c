"""A frozen person or merchant takes money in and lets none out, until it is lifted."""

import pytest

from tests.wallet.payments.between import has, send
from tests.wallet.people import ANN, BEN, MCHID, PIN, ann_has, give, paid_order, refund_draft
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, AccountState
from wallet.payments import restrictions
from wallet.payments.refunds import create_refund
from wallet.payments.restrictions import (
    RestrictedAlready,
    RestrictionInvalid,
    RestrictionUnknown,
    finish_restrictions,
    freeze,
    lift,
    restriction_of,
)
from wallet.payments.splits import SplitDraft, pay_part, start_split


async def test_a_frozen_person_pays_nobody_and_receives(house: WalletHouse) -> None:
    await ann_has(house, 5000)
    row = await freeze(house, "person", ANN, cause="fraud", reason="Two reports", by="olga")
    bill = await start_split(house, SplitDraft(BEN, "request-1", "equal", 200, (BEN, ANN)))
    for way in (send, paid_order, lambda house: pay_part(house, bill.id, person_id=ANN, pin=PIN)):
        with pytest.raises(AccountRefused):
            await way(house)
    await give(house, ANN, 500, "more")
    assert await has(house, ANN) == 5500
    assert all(one.state is AccountState.FROZEN for one in await house.ledger.accounts_of(ANN))
    found = await restriction_of(house, ANN)
    assert found
    assert (found.reason, found.is_applied) == ("Two reports", True)
    with pytest.raises(RestrictedAlready):
        await freeze(house, "person", ANN, cause="other", reason="again", by="otto")

    await lift(house, row.id, reason="It was a mistake", by="otto")
    assert await restriction_of(house, ANN) is None
    assert (await send(house)).receiver_id == BEN
    await pay_part(house, bill.id, person_id=ANN, pin=PIN)
    assert await has(house, BEN) == 100
    with pytest.raises(RestrictionUnknown):
        await lift(house, row.id, reason="again", by="otto")
    await freeze(house, "person", ANN, cause="other", reason="a new one", by="otto")


async def test_a_frozen_merchant_refunds_nothing_and_is_paid(house: WalletHouse) -> None:
    await ann_has(house, 5000)
    order = await paid_order(house)
    await freeze(house, "merchant", MCHID, cause="dispute", reason="Goods never came", by="olga")
    with pytest.raises(AccountRefused):
        await create_refund(house, refund_draft(order, 100))
    assert (await paid_order(house, out_trade_no="shop-0002")).is_paid


async def test_what_a_crash_left_half_frozen_is_frozen_by_the_worker(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ann_has(house, 5000)

    async def dies(*_: object) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(restrictions, "_apply", dies)
        with pytest.raises(RuntimeError):
            await freeze(house, "person", ANN, cause="fraud", reason="Two reports", by="olga")
    assert await finish_restrictions(house) == 1
    assert await finish_restrictions(house) == 0
    with pytest.raises(AccountRefused):
        await send(house)


@pytest.mark.parametrize(
    ("kind", "cause", "reason"), [("escrow", "fraud", "x"), ("person", "x", "x"), ("person", "fraud", "")]
)
async def test_a_freeze_needs_a_cause_and_a_reason(house: WalletHouse, kind: str, cause: str, reason: str) -> None:
    with pytest.raises(RestrictionInvalid):
        await freeze(house, kind, ANN, cause=cause, reason=reason, by="olga")

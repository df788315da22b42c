"""The merchant's side: fees by rule and back with refunds, money frozen for sharing, shared, returned and released."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import TravelClock
from tests.wallet.people import BEN, MCHID, ann_has, ann_holds, balance, draft, merchant_holds, pay, refund_draft
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountRefused
from wallet.movements.reading import Wanted, page_of
from wallet.payments.fee_rules import FeeRule, FeeRuleInvalid, Rounding, fee_back, fee_of
from wallet.payments.orders import Order, create_order
from wallet.payments.profit_sharing import finish_sharings, get_sharing, release_rest, return_share, share
from wallet.payments.refunds import create_refund
from wallet.payments.restrictions import freeze, lift
from wallet.payments.settlements import (
    Terms,
    ask_for_sharing,
    find_settlement,
    finish_settlements,
    set_terms,
    settle_merchant_side,
)
from wallet.payments.sharing_rows import Receiver, ReceiverKind, ShareDraft, ShareReturnRefused, ShareTooLarge
from wallet.reactions import built_in, catch_up, movements

COURIER = "1900000222"
money = st.integers(1, 10**12)
rules = st.builds(
    FeeRule,
    basis_points=st.integers(0, 10_000),
    min_minor=st.integers(0, 500),
    max_minor=st.one_of(st.just(0), st.integers(500, 10**6)),
    rounding=st.sampled_from(Rounding),
)


@given(rule=rules, total=money)
def test_a_fee_is_never_negative_nor_more_than_the_payment(rule: FeeRule, total: int) -> None:
    fee = fee_of(rule, total)
    assert 0 <= fee <= total
    assert fee >= min(rule.min_minor, total)
    assert not rule.max_minor or fee <= rule.max_minor


@given(rule=rules, parts=st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_a_fee_comes_back_whole_with_the_last_refund_and_never_more_before(rule: FeeRule, parts: list[int]) -> None:
    total, fee, refunded, returned = sum(parts), fee_of(rule, sum(parts)), 0, 0
    for part in parts:
        refunded += part
        returned += fee_back(fee, total, refunded, returned)
        assert returned == fee * refunded // total
    assert returned == fee


def test_the_roundings() -> None:
    for rounding, fee in ((Rounding.DOWN, 5), (Rounding.HALF_UP, 5), (Rounding.UP, 6)):
        assert fee_of(FeeRule(60, rounding=rounding), 888) == fee  # 5.328


async def paid(house: WalletHouse, *, shared: bool = False, number: str = "shop-0001", total: int = 10_000) -> Order:
    order = await create_order(house, draft(out_trade_no=number, total_minor=total))
    if shared:
        await ask_for_sharing(house, order.id)
    order = await pay(house, order)
    for consumer in built_in(house):
        await catch_up(house, consumer)
    return order


async def fees(house: WalletHouse) -> int:
    return await balance(house, AccountKind.FEES, MCHID)


async def frozen(house: WalletHouse, order: Order) -> int:
    return await balance(house, AccountKind.ESCROW, "sharing:" + order.id)


def sharing(order: Order, *amounts: int, number: str = "share-1", rest: bool = False) -> ShareDraft:
    receivers = tuple(
        Receiver(ReceiverKind.MERCHANT if index == 0 else ReceiverKind.PERSON, COURIER if index == 0 else BEN, amount)
        for index, amount in enumerate(amounts)
    )
    return ShareDraft(MCHID, order.id, number, receivers, rest)


async def test_a_fee_is_taken_at_payment_and_returned_by_parts(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(60)))

    order = await paid(house)
    await settle_merchant_side(house, order.id)

    assert (await merchant_holds(house), await fees(house)) == (9_940, 60)
    await create_refund(house, refund_draft(order, 3_333, "back-1"))
    assert (await merchant_holds(house), await fees(house)) == (9_940 - 3_333 + 19, 41)
    await create_refund(house, refund_draft(order, 6_667, "back-2"))
    assert (await merchant_holds(house), await fees(house), await ann_holds(house)) == (0, 0, 20_000)


async def test_a_refused_refund_leaves_the_fee_where_it_was(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(100)))
    order = await paid(house, shared=True)
    with pytest.raises(WalletError, match="merchant_not_enough"):
        await create_refund(house, refund_draft(order, 10_000))
    assert (await merchant_holds(house), await fees(house)) == (0, 100)
    await release_rest(house, MCHID, order.id)
    await create_refund(house, refund_draft(order, 10_000))
    assert (await merchant_holds(house), await fees(house)) == (0, 0)


async def test_a_rule_that_keeps_its_fee_and_rules_that_cannot_be(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(0, min_minor=10, gives_back=False)))
    order = await paid(house)
    await create_refund(house, refund_draft(order, 100))
    assert await fees(house) == 10
    for wrong in (FeeRule(10_001), FeeRule(-1), FeeRule(1, min_minor=-1), FeeRule(1, min_minor=5, max_minor=4)):
        with pytest.raises(FeeRuleInvalid):
            await set_terms(house, MCHID, Terms(wrong))


async def test_marked_money_is_frozen_shared_and_the_rest_released(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(100)))
    order = await paid(house, shared=True)
    assert (await merchant_holds(house), await frozen(house, order)) == (0, 9_900)

    done = await share(house, sharing(order, 4_000, 1_000))

    assert done.is_done
    assert await share(house, sharing(order, 4_000, 1_000)) == done
    assert await balance(house, AccountKind.MERCHANT, COURIER) == 4_000
    assert await balance(house, AccountKind.PERSON, BEN) == 1_000
    with pytest.raises(WalletError, match="sharing_mismatch"):
        await share(house, sharing(order, 1))
    with pytest.raises(ShareTooLarge) as refused:
        await share(house, sharing(order, 4_901, number="share-2"))
    assert refused.value.left_minor == 4_900
    await share(house, sharing(order, 900, number="share-3", rest=True))
    assert (await merchant_holds(house), await frozen(house, order)) == (4_000, 0)
    with pytest.raises(WalletError, match="released"):
        await share(house, sharing(order, 1, number="share-4"))
    settlement = await find_settlement(house, order.id)
    assert settlement is not None
    assert (settlement.shared_minor, settlement.left_minor, settlement.is_released) == (5_900, 0, True)


async def test_shares_that_race_never_exceed_what_is_frozen(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    order = await paid(house, shared=True)

    async def attempt(number: int) -> int:
        try:
            await share(house, sharing(order, 3_000, number=f"race-{number}"))
        except ShareTooLarge:
            return 0
        return 1

    assert sum(await asyncio.gather(*(attempt(number) for number in range(8)))) == 3
    assert await frozen(house, order) == 1_000
    assert await finish_sharings(house) == 0


async def test_the_merchants_terms_bound_what_is_shared(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(share_basis_points_max=3_000, receivers_max=2))
    order = await paid(house, shared=True)
    with pytest.raises(ShareTooLarge):
        await share(house, sharing(order, 3_001))
    with pytest.raises(WalletError, match="receivers"):
        await share(house, sharing(order, 1, 1, 1))
    plain = await paid(house, number="shop-0002")
    with pytest.raises(WalletError, match="not_asked"):
        await share(house, sharing(plain, 1))


async def test_a_share_comes_back_from_a_merchant(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000, 1_000, rest=True))

    for _ in range(2):
        await return_share(
            house, mchid=MCHID, out_order_no="share-1", position=0, out_return_no="r-1", amount_minor=1_500
        )

    assert (await merchant_holds(house), await balance(house, AccountKind.MERCHANT, COURIER)) == (6_500, 2_500)
    for position, number, amount, reason in (
        (0, "r-2", 2_501, "too_large"),
        (0, "r-1", 1, "mismatch"),
        (1, "r-3", 1, "person"),
    ):
        with pytest.raises(ShareReturnRefused) as refused:
            await return_share(
                house, mchid=MCHID, out_order_no="share-1", position=position, out_return_no=number, amount_minor=amount
            )
        assert refused.value.reason == reason
    assert (await get_sharing(house, MCHID, "share-1")).shares[0].returned_minor == 1_500


async def test_what_is_still_frozen_is_released_after_its_days(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(release_days=30))
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000))
    clock.travel(days=30, seconds=-1)
    assert await finish_settlements(house) == 0
    clock.travel(seconds=1)
    assert await finish_settlements(house) == 1
    assert await finish_settlements(house) == 0
    assert (await merchant_holds(house), await frozen(house, order)) == (6_000, 0)


async def test_a_frozen_merchant_shares_nothing_until_the_freeze_is_lifted(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    order = await paid(house, shared=True)
    frozen_now = await freeze(house, "merchant", MCHID, cause="fraud", reason="a test", by="psn_operator")
    with pytest.raises(AccountRefused):
        await share(house, sharing(order, 1, 1_000))
    assert await finish_sharings(house) == 0
    await lift(house, frozen_now.id, reason="settled", by="psn_operator")
    assert await finish_sharings(house) == 1

    await catch_up(house, movements(house))
    [line] = (await page_of(house, BEN, Wanted())).movements
    assert (line.kind, line.amount.amount_minor, line.other_name) == ("share", 1_000, MCHID)

"""Sharing a sale, where it must not be: before it is paid, by somebody else, with a wrong draft, and what a receiver no
longer has. On SQLite alone: nothing here is a matter of the engine."""

import asyncio
from dataclasses import replace

import pytest

from tests.wallet.payments.test_settlements import COURIER, frozen, paid, sharing
from tests.wallet.people import BEN, MCHID, SQLITE, ann_has, balance, draft, merchant_holds
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.payments.accounts import merchant_account, person_account
from wallet.payments.fee_rules import FeeRule
from wallet.payments.orders import create_order
from wallet.payments.profit_sharing import get_sharing, release_rest, return_share, share
from wallet.payments.restrictions import freeze, lift
from wallet.payments.settlements import Terms, ask_for_sharing, find_settlement, finish_settlements, set_terms, terms_of
from wallet.payments.sharing_rows import (
    Receiver,
    ReceiverKind,
    ShareDraft,
    ShareReturnRefused,
    SharingInvalid,
    SharingNotOpen,
    SharingUnknown,
)

OTHER = "1900000333"
pytestmark = SQLITE


async def back(house: WalletHouse, amount: int, number: str = "r-1", *, position: int = 0, mchid: str = MCHID) -> None:
    await return_share(
        house,
        mchid=mchid,
        out_order_no="share-1",
        position=position,
        out_return_no=number,
        amount_minor=amount,
    )


async def test_only_a_paid_order_of_ones_own_that_was_marked_is_shared(house: WalletHouse) -> None:
    await ann_has(house, 30_000)
    unpaid = await create_order(house, draft(out_trade_no="shop-0009"))
    await ask_for_sharing(house, unpaid.id)
    plain, marked = await paid(house), await paid(house, shared=True, number="shop-0002")
    for one, reason in (
        (sharing(unpaid, 1), "not_paid"),
        (sharing(plain, 1), "not_asked"),
        (replace(sharing(marked, 1), mchid=OTHER), "not_asked"),
    ):
        with pytest.raises(SharingNotOpen) as refused:
            await share(house, one)
        assert refused.value.reason == reason
    for order, mchid, reason in (
        (unpaid, MCHID, "not_paid"),
        (plain, MCHID, "not_asked"),
        (marked, OTHER, "not_asked"),
    ):
        with pytest.raises(SharingNotOpen) as refused:
            await release_rest(house, mchid, order.id)
        assert refused.value.reason == reason
    await share(house, sharing(marked, 1))
    with pytest.raises(SharingUnknown):
        await get_sharing(house, OTHER, "share-1")
    assert await frozen(house, marked) == 9_999


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"out_order_no": ""}, "out_order_no"),
        ({"out_order_no": "x" * 65}, "out_order_no"),
        ({"out_order_no": "a b"}, "out_order_no"),
        ({"receivers": ()}, "receivers"),
        ({"receivers": (Receiver(ReceiverKind.PERSON, BEN, 0),)}, "amount"),
        ({"receivers": (Receiver(ReceiverKind.PERSON, BEN, 5), Receiver(ReceiverKind.PERSON, BEN, -5))}, "amount"),
        ({"receivers": (Receiver(ReceiverKind.PERSON, "", 1),)}, "account"),
        ({"receivers": (Receiver(ReceiverKind.PERSON, "p" * 41, 1),)}, "account"),
        ({"receivers": (Receiver(ReceiverKind.MERCHANT, MCHID, 1),)}, "account"),
        ({"receivers": (Receiver(ReceiverKind.PERSON, BEN, 1, "d" * 81),)}, "description"),
    ],
)
async def test_a_wrong_draft_is_named_by_its_field(house: WalletHouse, change: dict[str, object], field: str) -> None:
    wanted = ShareDraft(MCHID, "ord_any", "share-1", (Receiver(ReceiverKind.PERSON, BEN, 1),), False)
    with pytest.raises(SharingInvalid) as refused:
        await share(house, replace(wanted, **change))  # pyright: ignore[reportArgumentType]
    assert refused.value.field == field


async def test_the_same_sharing_sent_at_once_shares_once(house: WalletHouse) -> None:
    await ann_has(house, 10_000)
    order = await paid(house, shared=True)

    answers = await asyncio.gather(*(share(house, sharing(order, 3_000)) for _ in range(3)))

    assert {one.id for one in answers} == {answers[0].id}
    assert await balance(house, AccountKind.MERCHANT, COURIER) == 3_000
    assert await frozen(house, order) == 7_000


async def test_a_return_that_cannot_be_is_refused_and_moves_nothing(house: WalletHouse) -> None:
    await ann_has(house, 10_000)
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000, rest=True))
    for amount, number, position, field in ((1, "", 0, "out_return_no"), (1, "a b", 0, "out_return_no"),
                                            (0, "r-1", 0, "amount"), (-1, "r-1", 0, "amount"),
                                            (1, "r-1", 1, "position"), (1, "r-1", -1, "position")):  # fmt: skip
        with pytest.raises(SharingInvalid) as refused:
            await back(house, amount, number, position=position)
        assert refused.value.field == field
    with pytest.raises(SharingUnknown):
        await back(house, 1, mchid=OTHER)
    assert (await balance(house, AccountKind.MERCHANT, COURIER), await merchant_holds(house)) == (4_000, 6_000)


async def test_a_return_waits_until_the_receiver_has_the_money_and_keeps_its_place(house: WalletHouse) -> None:
    await ann_has(house, 10_000)
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000, rest=True))
    courier, ben = await merchant_account(house, COURIER, "CNY"), await person_account(house, BEN, "CNY")
    await house.ledger.submit(Draft(b"a" * 16, Kind.POST, courier, ben, 3_000, "test:spent"))

    with pytest.raises(ShareReturnRefused, match="not_enough"):
        await back(house, 4_000)
    with pytest.raises(ShareReturnRefused, match="too_large"):
        await back(house, 1, "r-2")  # the whole share is promised to r-1
    assert await merchant_holds(house) == 6_000
    await house.ledger.submit(Draft(b"b" * 16, Kind.POST, ben, courier, 3_000, "test:back"))
    await asyncio.gather(*(back(house, 4_000) for _ in range(3)))

    assert (await balance(house, AccountKind.MERCHANT, COURIER), await merchant_holds(house)) == (0, 10_000)
    assert (await get_sharing(house, MCHID, "share-1")).shares[0].returned_minor == 4_000


async def test_terms_that_change_count_for_what_is_paid_afterwards(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(100)))
    first = await paid(house)
    await set_terms(house, MCHID, Terms(FeeRule(200)))
    second = await paid(house, number="shop-0002")

    assert (await terms_of(house, MCHID)).fee == FeeRule(200)
    charged = [await find_settlement(house, one.id) for one in (first, second)]
    assert [one.fee_minor for one in charged if one] == [100, 200]
    assert await balance(house, AccountKind.FEES, MCHID) == 300


async def test_what_a_freeze_kept_back_is_settled_once_it_is_lifted(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    await set_terms(house, MCHID, Terms(FeeRule(100)))
    held = await freeze(house, "merchant", MCHID, cause="fraud", reason="a test", by="psn_operator")
    order = await paid(house, shared=True)
    assert (await merchant_holds(house), await frozen(house, order)) == (10_000, 0)
    with pytest.raises(SharingNotOpen) as refused:
        await share(house, sharing(order, 1))
    assert refused.value.reason == "not_frozen"
    assert await finish_settlements(house) == 0

    await lift(house, held.id, reason="settled", by="psn_operator")
    assert await finish_settlements(house) == 1
    assert await finish_settlements(house) == 0

    assert (await merchant_holds(house), await frozen(house, order)) == (0, 9_900)
    assert await balance(house, AccountKind.FEES, MCHID) == 100

"""The same request sent twice at the same moment, as a phone does that got no answer: one of them writes it down, the
other finds it, and the money moves once. On both engines: the unique key is the database's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.payments import test_holds, test_payouts
from tests.wallet.payments.between import send, share
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, BEN, MCHID, PIN, ann_has, ann_holds, paid_order, refund_draft
from wallet.books import check_books
from wallet.money import Money
from wallet.payments.demo_money import top_up_demo_merchant
from wallet.payments.holds import create_hold
from wallet.payments.payouts import create_payout
from wallet.payments.refunds import RefundUnknown, create_refund, get_refund_by_id
from wallet.payments.splits import SplitDraft, start_split
from wallet.payments.top_ups import TopUpMismatch, hear_of
from wallet.payments.withdrawals import WithdrawalDraft, withdraw
from wallet.settings import WalletSettings


@pytest.fixture
async def town(wallet_settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    """Ann has 100.00 and a PIN."""
    async with card_town(wallet_settings, clock) as town:
        await ann_has(town.house, 10_000)
        yield town
        assert await check_books(town.house) == []


async def thrice(do: Callable[[], Awaitable[object]]) -> object:
    first, *others = await asyncio.gather(*(do() for _ in range(3)))
    assert all(getattr(one, "id", None) == getattr(first, "id", None) for one in others)
    return first


async def test_each_is_one(town: CardTown) -> None:
    house, card = town.house, await town.card()

    await thrice(lambda: send(house))
    assert await ann_holds(house) == 10_000 - 1_250
    await thrice(lambda: share(house))
    assert await ann_holds(house) == 10_000 - 1_250 - 888
    await thrice(lambda: town.top_up(card, 2_000, "request-0002"))
    assert await ann_holds(house) == 12_000 - 1_250 - 888
    await thrice(lambda: withdraw(house, WithdrawalDraft(ANN, card.id, "request-0003", 1_000), pin=PIN))
    await thrice(lambda: create_hold(house, test_holds.DRAFT))
    await top_up_demo_merchant(house, MCHID, Money(300), reference="prize")
    await thrice(lambda: create_payout(house, replace(test_payouts.DRAFT, openid=ANN)))
    await thrice(lambda: start_split(house, SplitDraft(ANN, "request-0004", "equal", 400, (ANN, BEN))))
    order = await paid_order(house)
    back = await asyncio.gather(*(create_refund(house, refund_draft(order, 300)) for _ in range(3)))

    assert {one.id for one in back} == {back[0].id}
    assert await get_refund_by_id(house, back[0].id) in back
    assert await ann_holds(house) == 12_000 - 1_250 - 888 - 888 + 300
    # All that is left, so that a second one would be too much.
    rest = await asyncio.gather(*(create_refund(house, refund_draft(order, 588, "back-2")) for _ in range(3)))
    assert {one.id for one in rest} == {rest[0].id}
    assert await ann_holds(house) == 12_000 - 1_250 - 888
    with pytest.raises(TopUpMismatch):
        await town.top_up(card, 2_001, "request-0002")
    with pytest.raises(RefundUnknown):
        await get_refund_by_id(house, "rfd_none")
    await hear_of(house, "tup_none")  # a notice of somebody else's charge is nothing

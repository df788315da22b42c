"""What a person can be asked to pay, an order, a combined payment or a hold, seen as one thing. On SQLite alone."""

import pytest

from tests.support import TravelClock
from tests.wallet.people import ANN, APPID, MCHID, PIN, SQLITE, ann_has, ann_holds, draft
from wallet.house import WalletHouse
from wallet.payments.combined import CombinedDraft, PartDraft, create_combined
from wallet.payments.holds import HoldDraft, create_hold
from wallet.payments.orders import OrderIsClosed, OrderUnknown, PrepayExpired, close_order, create_order
from wallet.payments.payables import confirm_payable, find_done, get_payable, get_payable_by_prepay_id

pytestmark = SQLITE
URL = "https://shop.example/notify"
BASKET = CombinedDraft(
    MCHID, APPID, "basket-0001", "openid-of-ann", URL, (PartDraft(MCHID, "shop-0002", "Tea", 500, "CNY"),)
)
RIDE = HoldDraft(MCHID, APPID, "ride-0001", "A ride", 900, "CNY", "openid-of-ann", URL)


async def test_each_is_found_by_its_numbers_and_paid_once(house: WalletHouse) -> None:
    await ann_has(house, 5_000)
    made = (await create_order(house, draft()), await create_combined(house, BASKET), await create_hold(house, RIDE))
    for one, kind, number in zip(
        made, ("order", "combined", "hold"), ("shop-0001", "basket-0001", "ride-0001"), strict=True
    ):
        found = await get_payable_by_prepay_id(house, one.prepay_id)
        assert found == await get_payable(house, one.id)
        assert (found.kind, found.state, await find_done(house, MCHID, number)) == (kind, "open", None)
        for _ in range(2):
            done = await confirm_payable(house, one.id, person_id=ANN, pin=PIN)
            assert (done.id, done.state) == (one.id, "done")
        again = await find_done(house, MCHID, number)
        assert again is not None
        assert again.id == one.id
    assert await ann_holds(house) == 5_000 - 888 - 500  # the ride is set aside, not taken
    assert await find_done(house, MCHID, "shop-9999") is None


async def test_what_was_closed_or_called_up_too_late_is_not_paid(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5_000)
    order, basket = await create_order(house, draft()), await create_combined(house, BASKET)
    await close_order(house, MCHID, order.out_trade_no)
    assert (await get_payable(house, order.id)).state == "closed"
    with pytest.raises(OrderIsClosed):
        await confirm_payable(house, order.id, person_id=ANN, pin=PIN)
    clock.travel(hours=2)
    with pytest.raises(PrepayExpired):
        await get_payable_by_prepay_id(house, basket.prepay_id)
    for unknown in ("cmb_none", "ord_none"):
        with pytest.raises(OrderUnknown):
            await get_payable(house, unknown)
    assert await ann_holds(house) == 5_000

"""Combined payments: one PIN for several merchants, all or nothing, each part a paid order of its own merchant."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import react, trust_every_pin
from tests.wallet.people import ANN, APPID, BEN, PIN, ann_has, ann_holds, balance, draft, give, history_of, paid_order
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, AccountState, InsufficientFunds
from wallet.merchants.notices import notices_of
from wallet.payments import combine_confirming
from wallet.payments.accounts import merchant_account
from wallet.payments.combine_rows import PartnerUnknown
from wallet.payments.combined import (
    Combined,
    CombinedDraft,
    CombinedState,
    PartDraft,
    agree_to_combine,
    close_combined,
    confirm_combined,
    create_combined,
    finish_combined,
    get_combined,
    get_combined_by_out_trade_no,
    stop_combining,
)
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import (
    OrderAlreadyPaid,
    OrderDraftInvalid,
    OrderExpired,
    OrderIsClosed,
    OrderIsCombined,
    OrderMismatch,
    OrderState,
    close_order,
    create_order,
    expire_orders,
    get_order,
    get_order_by_transaction_id,
)
from wallet.payments.refunds import RefundDraft, create_refund

MARKET, TEA, BOOKS = "1600000001", "1600000002", "1600000003"
PARTS = (
    PartDraft(TEA, "tea-000001", "Oolong", 888, "CNY"),
    PartDraft(BOOKS, "book-00001", "A novel", 2_500, "CNY", attach="gift"),
)
DRAFT = CombinedDraft(MARKET, APPID, "basket-0001", "openid-of-ann", "https://market.example/notify", PARTS)
NAMES = {(part.mchid, part.out_trade_no) for part in PARTS}


@pytest.fixture
async def house(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WalletHouse]:
    """Two shops have agreed that the market combines for them."""
    trust_every_pin(monkeypatch)
    for mchid in (TEA, BOOKS):
        await agree_to_combine(house, mchid, MARKET)
        await agree_to_combine(house, mchid, MARKET)
    yield house
    await react(house)
    assert await check_books(house) == []


async def pay(house: WalletHouse, combined: Combined, person_id: str = ANN) -> Combined:
    return await confirm_combined(house, combine_id=combined.id, person_id=person_id, pin=PIN)


async def shops_have(house: WalletHouse) -> tuple[int, int]:
    return await balance(house, AccountKind.MERCHANT, TEA), await balance(house, AccountKind.MERCHANT, BOOKS)


async def test_one_pin_pays_every_merchant(house: WalletHouse) -> None:
    await give(house, ANN, 5_000)
    made = await create_combined(house, DRAFT)
    assert (made.state, made.total_minor) == (CombinedState.NOTPAY, 3_388)

    paid = await pay(house, made)

    assert (paid.state, paid.is_divided) == (CombinedState.SUCCESS, True)
    assert [part.state for part in paid.parts] == [OrderState.SUCCESS] * 2
    assert [part.description for part in paid.parts] == ["Oolong", "A novel"]
    assert (await ann_holds(house), await shops_have(house)) == (5_000 - 3_388, (888, 2_500))
    assert await pay(house, made) == paid
    [line] = [line for line in await history_of(house, ANN) if line.kind == "combine"]
    assert (line.amount.amount_minor, line.title) == (-3_388, "Oolong + A novel")


async def test_who_combined_is_told_once_and_the_parts_are_not_announced_singly(house: WalletHouse) -> None:
    await give(house, ANN, 5_000)
    paid = await pay(house, await create_combined(house, DRAFT))

    await react(house)

    assert [notice.mchid for notice in await notices_of(house, paid.id)] == [MARKET]
    assert [await notices_of(house, part.id) for part in paid.parts] == [[], []]


async def test_too_little_money_pays_nobody_and_it_may_be_tried_again(house: WalletHouse) -> None:
    await give(house, ANN, 3_387)
    made = await create_combined(house, DRAFT)

    with pytest.raises(InsufficientFunds):
        await pay(house, made)

    assert (await ann_holds(house), await shops_have(house)) == (3_387, (0, 0))
    assert [part.state for part in (await get_combined(house, made.id)).parts] == [OrderState.NOTPAY] * 2
    await give(house, ANN, 1, reference="second")
    assert (await pay(house, made)).is_paid


async def test_a_part_is_refunded_by_its_own_merchant(house: WalletHouse) -> None:
    await give(house, ANN, 5_000)
    tea, book = (await pay(house, await create_combined(house, DRAFT))).parts
    assert (await get_order_by_transaction_id(house, TEA, tea.transaction_id or "")).id == tea.id

    await create_refund(
        house, RefundDraft(BOOKS, "back-1", 500, 2_500, transaction_id=book.transaction_id, reason="a torn page")
    )

    assert (await ann_holds(house), await shops_have(house)) == (5_000 - 3_388 + 500, (888, 2_000))
    assert (await get_order(house, book.id)).state is OrderState.REFUND


async def test_paying_at_once_from_two_pages_pays_once(house: WalletHouse) -> None:
    await give(house, ANN, 50_000)
    made = await create_combined(house, DRAFT)

    await asyncio.gather(*(pay(house, made) for _ in range(5)), return_exceptions=True)

    assert (await pay(house, made)).is_paid
    assert (await ann_holds(house), await shops_have(house)) == (50_000 - 3_388, (888, 2_500))


async def test_closing_and_paying_race_and_one_wins(house: WalletHouse) -> None:
    await give(house, ANN, 500_000)
    for number in range(6):
        parts = tuple(replace(part, out_trade_no=f"{part.out_trade_no}-{number}") for part in PARTS)
        one = replace(DRAFT, out_trade_no=f"basket-{number:04}x", parts=parts)
        made = await create_combined(house, one)
        names = {(part.mchid, part.out_trade_no) for part in parts}
        await asyncio.gather(
            pay(house, made), close_combined(house, MARKET, one.out_trade_no, names), return_exceptions=True
        )
        now = await get_combined(house, made.id)
        assert now.state in (CombinedState.SUCCESS, CombinedState.CLOSED)
        assert {part.state for part in now.parts} == {OrderState(now.state.value)}


async def test_a_part_is_neither_paid_nor_closed_alone(house: WalletHouse) -> None:
    await ann_has(house, 5_000)
    [tea, _] = (await create_combined(house, DRAFT)).parts
    with pytest.raises(OrderIsCombined):
        await close_order(house, TEA, tea.out_trade_no)
    with pytest.raises(OrderIsCombined):
        await confirm_order(house, order_id=tea.id, person_id=ANN, pin=PIN)
    with pytest.raises(OrderMismatch):
        await create_order(house, draft(mchid=TEA, out_trade_no=tea.out_trade_no))


async def test_the_same_request_is_the_same_payment(house: WalletHouse, clock: TravelClock) -> None:
    made = await asyncio.gather(*(create_combined(house, DRAFT) for _ in range(4)))
    assert len({one.id for one in made}) == 1
    with pytest.raises(OrderMismatch):
        await create_combined(house, replace(DRAFT, parts=PARTS[:1]))
    clock.travel(hours=3)
    assert (await create_combined(house, DRAFT)).prepay_id != made[0].prepay_id
    await give(house, ANN, 5_000)
    await pay(house, made[0])
    with pytest.raises(OrderAlreadyPaid):
        await create_combined(house, DRAFT)
    with pytest.raises(OrderAlreadyPaid):
        await pay(house, made[0], BEN)


async def test_a_number_of_a_part_that_is_taken_makes_nothing(house: WalletHouse) -> None:
    await create_order(house, draft(mchid=BOOKS, out_trade_no="book-00001"))
    with pytest.raises(OrderMismatch):
        await create_combined(house, DRAFT)
    await create_order(house, draft(mchid=TEA, out_trade_no="tea-000001"))  # nothing of it was written


async def test_nobody_combines_for_a_merchant_who_has_not_agreed(house: WalletHouse) -> None:
    await stop_combining(house, BOOKS, MARKET)
    with pytest.raises(PartnerUnknown):
        await create_combined(house, DRAFT)
    # One's own parts need nobody's yes.
    await create_combined(house, replace(DRAFT, parts=(replace(PARTS[0], mchid=MARKET),)))


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ((), "sub_orders"),
        (PARTS * 26, "sub_orders"),
        ((PARTS[0], PARTS[0]), "sub_orders"),
        ((PARTS[0], replace(PARTS[1], currency="USD")), "sub_orders"),
        ((PARTS[0], replace(PARTS[1], total_minor=0)), "sub_orders.1.total"),
        ((replace(PARTS[0], out_trade_no="x"), PARTS[1]), "sub_orders.0.out_trade_no"),
    ],
)
async def test_a_wrong_draft_is_named(house: WalletHouse, parts: tuple[PartDraft, ...], field: str) -> None:
    house.settings.currencies = "USD"
    with pytest.raises(OrderDraftInvalid) as refusal:
        await create_combined(house, replace(DRAFT, parts=parts))
    assert refusal.value.field == field


async def test_it_is_closed_by_naming_every_part_and_by_the_clock(house: WalletHouse, clock: TravelClock) -> None:
    made = await create_combined(house, DRAFT)
    with pytest.raises(OrderDraftInvalid):
        await close_combined(house, MARKET, DRAFT.out_trade_no, {(TEA, "tea-000001")})
    assert (await close_combined(house, MARKET, DRAFT.out_trade_no, NAMES)).state is CombinedState.CLOSED
    with pytest.raises(OrderIsClosed):
        await pay(house, made)
    parts = tuple(replace(part, out_trade_no=part.out_trade_no + "b") for part in PARTS)
    late = await create_combined(house, replace(DRAFT, out_trade_no="basket-0002", parts=parts))
    clock.travel(days=8)
    with pytest.raises(OrderExpired):
        await pay(house, late)
    assert (await expire_orders(house), await finish_combined(house)) == (0, 1)
    assert {part.state for part in (await get_combined(house, late.id)).parts} == {OrderState.CLOSED}


@pytest.mark.parametrize("step", ["_move_money", "divide"])
async def test_a_process_that_died_in_between_is_finished_by_the_next_round(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    class Died(BaseException):
        pass

    async def die(*_: object, **__: object) -> None:
        raise Died

    await give(house, ANN, 5_000)
    made = await create_combined(house, DRAFT)
    with monkeypatch.context() as patch:
        patch.setattr(combine_confirming, step, die)
        with pytest.raises(Died):
            await pay(house, made)
    clock.travel(seconds=31)
    assert await expire_orders(house) == 0  # the parts are not touched alone
    assert await finish_combined(house) == 1
    now = await get_combined_by_out_trade_no(house, MARKET, DRAFT.out_trade_no)
    paid = step == "divide"
    assert (now.is_paid, now.is_divided) == (paid, paid)
    assert (await pay(house, made)).is_divided
    assert await ann_holds(house) == 5_000 - 3_388


async def test_a_merchant_whose_account_is_closed_gets_its_part_later(house: WalletHouse) -> None:
    await give(house, ANN, 5_000)
    made = await create_combined(house, DRAFT)
    shop = await merchant_account(house, BOOKS, "CNY")
    await house.ledger.set_account_state(shop, AccountState.CLOSED)

    half = await pay(house, made)
    assert (half.is_paid, half.is_divided, await shops_have(house)) == (True, False, (888, 0))

    await house.ledger.set_account_state(shop, AccountState.OPEN)
    assert (await get_combined_by_out_trade_no(house, MARKET, DRAFT.out_trade_no)).is_divided
    assert await shops_have(house) == (888, 2_500)


async def test_an_ordinary_order_is_as_before(house: WalletHouse) -> None:
    await ann_has(house, 5_000)
    assert (await paid_order(house)).combine_id is None

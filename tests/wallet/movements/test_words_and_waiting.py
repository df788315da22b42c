"""What a line says when nothing is known of the thing, shares and withdrawals by their words, what waits for a person,
and the lines of a statement. On SQLite alone: no engine decides any of it."""

from datetime import timedelta

import pytest

from tests.support import TravelClock
from tests.wallet.payments import test_payouts
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.payments.test_settlements import paid, sharing
from tests.wallet.people import ANN, APPID, BEN, MCHID, PIN, SQLITE, ann_has, give, history_of
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.movements import writing
from wallet.movements.reading import balance_before, currencies_of, lines_from
from wallet.movements.waiting import payouts_waiting
from wallet.payments.accounts import demo_money_account, merchant_account, person_account
from wallet.payments.payouts import cancel_payout, create_payout, take_payout
from wallet.payments.profit_sharing import share
from wallet.payments.top_ups import top_up_demo
from wallet.payments.withdrawals import WithdrawalDraft, finish_withdrawals, withdraw
from wallet.settings import WalletSettings

pytestmark = SQLITE
KINDS = ("order", "refund", "combine", "payout", "share", "transfer", "envelope", "split", "top_up", "withdrawal")


async def earn(house: WalletHouse, mchid: str, amount_minor: int = 10_000) -> int:
    """The merchant's account, with money in it."""
    demo, merchant = await demo_money_account(house, "CNY"), await merchant_account(house, mchid, "CNY")
    await house.ledger.submit(Draft(key_for(f"in:{mchid}"), Kind.POST, demo, merchant, amount_minor, "top_up:m"))
    return merchant


async def test_what_nobody_knows_is_told_by_the_other_side(house: WalletHouse) -> None:
    shop = await create_merchant(house, "Oolong House")
    merchant, ann = await earn(house, shop.mchid), await person_account(house, ANN, "CNY")
    ben = await person_account(house, BEN, "CNY")
    await give(house, BEN, 500)
    for kind in KINDS:
        for side, account in (("shop", merchant), ("ben", ben)):
            cause = f"{kind}:{side}_none"
            await house.ledger.submit(Draft(key_for(cause), Kind.POST, account, ann, 5, cause))

    lines = await history_of(house, ANN)

    assert {(one.kind, one.other_name, one.other_id) for one in lines} == {
        (kind, *other) for kind in KINDS for other in (("Oolong House", ""), ("", BEN))
    }


async def test_the_memory_of_accounts_is_bounded(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ACCOUNTS_KEPT_MAX", 1)
    for number in range(3):
        await give(house, ANN, 100, f"gift-{number}")
        assert len(await history_of(house, ANN)) == number + 1


async def test_a_share_says_what_for_and_from_whom(house: WalletHouse) -> None:
    await ann_has(house, 20_000)
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000, 1_000))
    [line] = await history_of(house, BEN)
    assert (line.kind, line.other_name, line.amount) == ("share", MCHID, Money(1_000))


async def test_a_withdrawal_names_its_card(wallet_settings: WalletSettings, clock: TravelClock) -> None:
    async with card_town(wallet_settings, clock) as town:
        await ann_has(town.house, 5_000)
        card = await _withdrawn(town)
        line = next(one for one in await history_of(town.house, ANN) if one.kind == "withdrawal")
        assert line.other_name == card


async def _withdrawn(town: CardTown) -> str:
    card = await town.card()
    await withdraw(town.house, WithdrawalDraft(ANN, card.id, "request-0001", 1_000), pin=PIN)
    town.clock.travel(minutes=2)
    await finish_withdrawals(town.house)
    return card.name


async def test_a_payout_waits_until_it_is_taken_cancelled_or_too_late(house: WalletHouse, clock: TravelClock) -> None:
    shop = await create_merchant(house, "Oolong House")
    await earn(house, shop.mchid)
    made = []
    for number in range(4):
        clock.travel(seconds=1)
        wish = test_payouts.PayoutDraft(shop.mchid, APPID, f"bill{number:04}", "1000", ANN, 300, "A prize")
        made.append(await create_payout(house, wish))
    waiting = await payouts_waiting(house, ANN)
    assert [one.id for one in waiting] == [one.id for one in reversed(made)]
    first = waiting[-1]
    assert (first.merchant, first.remark, first.appid, first.amount) == ("Oolong House", "A prize", APPID, Money(300))
    assert first.expires_at == made[0].created_at + timedelta(hours=24)
    assert await payouts_waiting(house, BEN) == []

    await take_payout(house, made[0].id, person_id=ANN)
    await cancel_payout(house, shop.mchid, made[1].out_bill_no)
    assert [one.id for one in await payouts_waiting(house, ANN)] == [made[3].id, made[2].id]
    clock.travel(hours=24, seconds=-1)
    assert [one.id for one in await payouts_waiting(house, ANN)] == [made[3].id]
    clock.travel(seconds=1)
    assert await payouts_waiting(house, ANN) == []


async def test_a_statement_reads_its_lines_in_order_month_by_month(house: WalletHouse, clock: TravelClock) -> None:
    for month in range(2):
        for number in range(2):
            await give(house, ANN, 100 + 10 * month + number, f"gift-{month}-{number}")
        clock.travel(days=31)
    await top_up_demo(house, ANN, Money(7, "USD"), reference="dollars")
    lines = [one for one in reversed(await history_of(house, ANN)) if one.amount.currency == "CNY"]
    last = lines[-1].seq

    async def read(month: int | None, after: int = 0, up_to: int = last, limit: int = 500) -> list[int]:
        found = await lines_from(house, ANN, "CNY", month=month, after_seq=after, up_to=up_to, limit=limit)
        return [one.amount.amount_minor for one in found]

    assert await read(None) == [100, 101, 110, 111]
    assert await read(202611) == [100, 101]
    assert await read(202612) == [110, 111]
    assert await read(202610) == []
    assert await read(None, after=lines[0].seq, up_to=lines[2].seq) == [101, 110]
    assert await read(None, limit=1) == [100]
    assert await currencies_of(house, ANN) == ["CNY", "USD"]
    assert await currencies_of(house, BEN) == []
    assert await balance_before(house, ANN, "CNY", None) == Money(0)
    assert await balance_before(house, ANN, "CNY", 202612) == Money(201)

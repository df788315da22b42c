"""Money to cards: set aside first, paid after the settlement, given back when it does not arrive; on both engines."""

from collections.abc import AsyncIterator

import pytest

from tests.support import TravelClock
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, ann_has, ann_holds, balance
from wallet.books import check_books
from wallet.ledger.model import AccountKind, AccountRefused, InsufficientFunds
from wallet.money import Money
from wallet.payments.cards import CardView, finish_cards, remove_card
from wallet.payments.limit_sums import used_in
from wallet.payments.limits import PinNeeded
from wallet.payments.pins import PinWrong
from wallet.payments.restrictions import freeze, lift
from wallet.payments.rules import Limit
from wallet.payments.standing import set_pin_free
from wallet.payments.top_ups import AmountOutOfBounds
from wallet.payments.withdrawals import (
    DailyLimit,
    Withdrawal,
    WithdrawalDraft,
    WithdrawalMismatch,
    WithdrawalState,
    WithdrawalUnknown,
    fee_of,
    finish_withdrawals,
    left_today,
    look_at_withdrawal,
    withdraw,
)
from wallet.settings import WalletSettings
from wallet.statements import balance_of


@pytest.fixture
async def town(wallet_settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    """Ann has 100.00 and a PIN."""
    async with card_town(wallet_settings, clock) as town:
        await ann_has(town.house, 10_000)
        yield town
        assert await check_books(town.house) == []


async def out(town: CardTown, card: CardView, amount_minor: int = 5_000, request_id: str = "press-0001") -> Withdrawal:
    return await withdraw(town.house, WithdrawalDraft(ANN, card.id, request_id, amount_minor), pin=PIN)


async def settled(town: CardTown, withdrawal: Withdrawal, *, seconds: float = 20) -> Withdrawal:
    town.clock.travel(seconds=seconds)
    await finish_withdrawals(town.house)
    return await look_at_withdrawal(town.house, withdrawal.id, person_id=ANN)


async def test_it_is_set_aside_and_leaves_when_the_rail_has_paid(town: CardTown) -> None:
    card = await town.card()
    sent = await out(town, card)
    assert (sent.state, sent.fee_minor) == (WithdrawalState.PENDING, 10)
    assert sent.arrives_at
    assert sent.arrives_at > sent.created_at
    aside = await balance_of(town.house, ANN, "CNY")
    assert (aside.available.amount_minor, aside.held.amount_minor) == (4_990, 5_010)

    assert await out(town, card) == sent
    paid = await settled(town, sent)

    assert paid.state is WithdrawalState.PAID
    assert await ann_holds(town.house) == 4_990
    assert await balance(town.house, AccountKind.CASH_OUT, "rail:cards") == 5_000
    assert await balance(town.house, AccountKind.FEES, "house") == 10
    with pytest.raises(WithdrawalMismatch):
        await out(town, card, 4_000)
    with pytest.raises(WithdrawalUnknown):
        await look_at_withdrawal(town.house, sent.id, person_id=BEN)


async def test_what_does_not_arrive_is_free_again(town: CardTown) -> None:
    failed = await settled(town, await out(town, await town.card("payout_fails")))
    assert (failed.state, failed.code) == (WithdrawalState.FAILED, "account_closed")
    now = await balance_of(town.house, ANN, "CNY")
    assert (now.available.amount_minor, now.held.amount_minor) == (10_000, 0)


async def test_what_a_bank_sends_back_is_in_the_wallet_again_but_for_the_fee(town: CardTown) -> None:
    sent = await out(town, await town.card("payout_returned"))
    assert (await settled(town, sent)).state is WithdrawalState.PAID
    town.clock.travel(seconds=20)
    await town.deliver()
    assert (await look_at_withdrawal(town.house, sent.id, person_id=ANN)).state is WithdrawalState.RETURNED
    assert await ann_holds(town.house) == 9_990


@pytest.mark.parametrize("does", ["error", "lost_answer", "approve"])
async def test_while_the_rail_is_silent_the_money_stays_set_aside_and_goes_once(town: CardTown, does: str) -> None:
    card = await town.card(does)
    town.wires.faults = ["after"] if does == "approve" else []
    sent = await out(town, card)
    assert sent.state is WithdrawalState.HELD
    for _ in range(3):
        await settled(town, sent, seconds=30)
    assert (await look_at_withdrawal(town.house, sent.id, person_id=ANN)).state is WithdrawalState.PAID
    assert len(town.network.store.all("payout")) == 1


async def test_a_card_that_is_removed_meanwhile_stops_nothing_that_was_sent(town: CardTown) -> None:
    card = await town.card()
    town.wires.faults = ["after"]
    sent = await out(town, card)
    await remove_card(town.house, card.id, person_id=ANN)
    await finish_cards(town.house)
    assert (await settled(town, sent)).state is WithdrawalState.PAID


async def test_too_much_too_little_a_wrong_pin_and_an_empty_wallet_are_refused(town: CardTown) -> None:
    card = await town.card()
    for amount in (0, 99, 2_000_001):
        with pytest.raises(AmountOutOfBounds):
            await out(town, card, amount)
    with pytest.raises(PinWrong):
        await withdraw(town.house, WithdrawalDraft(ANN, card.id, "press-0002", 5_000), pin=WRONG_PIN)
    with pytest.raises(InsufficientFunds):  # the fee is not there
        await out(town, card, 10_000, "press-0003")
    assert (await balance_of(town.house, ANN, "CNY")).held.amount_minor == 0
    assert (await out(town, card, 10_000, "press-0003")).state is WithdrawalState.FAILED
    assert await left_today(town.house, ANN, "CNY") == Money(2_000_000)


async def test_a_day_has_its_limit(town: CardTown) -> None:
    card = await town.card()
    town.house.settings.withdrawal_minor_max = 6_000
    await out(town, card, 5_000)
    with pytest.raises(DailyLimit) as refused:
        await out(town, card, 2_000, "press-0002")
    assert refused.value.left == Money(1_000)
    town.clock.travel(hours=25)
    assert (await out(town, card, 2_000, "press-0002")).state is WithdrawalState.PENDING


async def test_what_goes_without_the_pin_goes_to_a_card_too_and_counts(town: CardTown) -> None:
    house, card = town.house, await town.card()
    draft = WithdrawalDraft(ANN, card.id, "press-0001", 1_000)
    with pytest.raises(PinNeeded):
        await withdraw(house, draft, pin="")
    await set_pin_free(house, ANN, Money(1_500), PIN)
    assert (await withdraw(house, draft, pin="")).state is WithdrawalState.PENDING
    with pytest.raises(PinNeeded):
        await withdraw(house, WithdrawalDraft(ANN, card.id, "press-0002", 1_495), pin="")  # with the fee it is more
    assert await used_today(town) == 1_010


async def test_one_that_fails_does_not_count_against_the_rules(town: CardTown) -> None:
    sent = await out(town, await town.card("payout_fails"))
    assert await used_today(town) == 5_010
    await settled(town, sent)
    assert await used_today(town) == 0


async def test_a_freeze_keeps_what_is_set_aside_until_it_is_lifted(town: CardTown) -> None:
    card = await town.card()
    sent = await out(town, card)
    frozen = await freeze(town.house, "person", ANN, cause="fraud", reason="a test", by="psn_operator")
    with pytest.raises(AccountRefused):
        await out(town, card, 1_000, "press-0002")

    assert (await settled(town, sent)).state is WithdrawalState.PENDING
    assert (await balance_of(town.house, ANN, "CNY")).held.amount_minor == 5_010
    await lift(town.house, frozen.id, reason="settled", by="psn_operator")

    assert (await settled(town, sent, seconds=3_600)).state is WithdrawalState.PAID
    assert await ann_holds(town.house) == 4_990


async def used_today(town: CardTown) -> int:
    """What counts of withdrawals, against a limit that names them."""
    limit = Limit(id="to-cards", operations=["withdrawal"], window="day", at_most={"CNY": "1000.00"})
    async with town.house.database.read() as session:
        return await used_in(session, town.house, ANN, limit, "CNY", town.clock.now())


@pytest.mark.parametrize(("amount", "fee"), [(100, 10), (10_000, 10), (10_001, 11), (1_000_000, 1_000)])
def test_the_fee_is_rounded_up_and_has_a_least(wallet_settings: WalletSettings, amount: int, fee: int) -> None:
    assert fee_of(wallet_settings, Money(amount)) == fee
    free = wallet_settings.model_copy(update={"withdrawal_fee_basis_points": 0})
    assert fee_of(free, Money(amount)) == 0

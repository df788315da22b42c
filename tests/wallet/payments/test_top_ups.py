"""Money from cards: yes, no, later, and taken back, over the real port to the real simulator, on both engines."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from tests.support import TravelClock
from tests.wallet.payments.cards import BACK, CardTown, card_town
from tests.wallet.people import ANN, BEN, PIN, ann_holds, balance
from wallet.books import check_books
from wallet.ledger.model import AccountKind
from wallet.money import Money
from wallet.payments.card_rows import CardUnknown
from wallet.payments.cards import cards_of, finish_cards, remove_card
from wallet.payments.currencies import CurrencyNotHere
from wallet.payments.limits import WalletFull
from wallet.payments.pins import set_pin
from wallet.payments.standing import set_tier
from wallet.payments.top_ups import (
    AmountOutOfBounds,
    DebtOpen,
    TopUpDraft,
    TopUpMismatch,
    TopUpState,
    TopUpUnknown,
    cancel_top_up,
    debts_of,
    finish_top_ups,
    look_at_top_up,
    start_top_up,
)
from wallet.payments.transfers import TransferDraft, finish_transfers, send_money
from wallet.payments.withdrawals import WithdrawalDraft, left_today, withdraw
from wallet.rails.port import NoticeRefused
from wallet.settings import WalletSettings
from wallet.statements import balance_of


@pytest.fixture
async def town(wallet_settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    async with card_town(wallet_settings, clock) as town:
        yield town
        assert await check_books(town.house) == []


async def test_a_card_that_says_yes_brings_money_once(town: CardTown) -> None:
    card = await town.card()

    first = await town.top_up(card, 5_000, "press-0001")
    again = await town.top_up(card, 5_000, "press-0001")

    assert (first.state, again) == (TopUpState.APPROVED, first)
    assert await ann_holds(town.house) == 5_000
    assert await balance(town.house, AccountKind.CASH_IN, "rail:cards") == -5_000
    with pytest.raises(TopUpMismatch):
        await town.top_up(card, 6_000, "press-0001")


@pytest.mark.parametrize(
    ("does", "code"), [("insufficient", "insufficient_funds"), ("lost_card", "card_lost"), ("expired", "card_expired")]
)
async def test_a_card_that_says_no_says_why(town: CardTown, does: str, code: str) -> None:
    top_up = await town.top_up(await town.card(does))

    assert (top_up.state, top_up.code) == (TopUpState.DECLINED, code)
    assert await ann_holds(town.house) == 0


@pytest.mark.parametrize(("yes", "state"), [(True, TopUpState.APPROVED), (False, TopUpState.DECLINED)])
async def test_a_challenge_is_decided_by_the_cardholder(town: CardTown, yes: bool, state: TopUpState) -> None:
    top_up = await town.top_up(await town.card("challenge"))
    assert top_up.state is TopUpState.CHALLENGE

    town.confirm(top_up, yes=yes)

    assert (await look_at_top_up(town.house, top_up.id, person_id=ANN)).state is state
    assert await ann_holds(town.house) == (5_000 if yes else 0)


async def test_a_challenge_nobody_answers_runs_out(town: CardTown) -> None:
    top_up = await town.top_up(await town.card("challenge"))
    town.clock.travel(minutes=11)
    await finish_top_ups(town.house)
    found = await look_at_top_up(town.house, top_up.id, person_id=ANN)
    assert (found.state, found.code) == (TopUpState.DECLINED, "authentication_expired")


async def test_what_takes_a_while_is_asked_about_or_told(town: CardTown) -> None:
    card = await town.card("pending")
    asked, told = await town.top_up(card), await town.top_up(card)
    assert (asked.state, told.state) == (TopUpState.PENDING, TopUpState.PENDING)

    town.clock.travel(seconds=6)
    assert await town.deliver([one for one in town.notices() if told.id.encode() in one[1]]) == 2
    assert await ann_holds(town.house) == 5_000
    await finish_top_ups(town.house)
    assert await ann_holds(town.house) == 10_000


@pytest.mark.parametrize("does", ["error", "lost_answer", "approve"])
async def test_a_lost_answer_is_asked_for_again_and_charges_once(town: CardTown, does: str) -> None:
    card = await town.card(does)
    town.wires.faults = ["after"] if does == "approve" else []
    top_up = await town.top_up(card)
    assert top_up.state is TopUpState.WRITTEN

    for _ in range(3):
        town.clock.travel(seconds=30)
        await finish_top_ups(town.house)

    assert (await look_at_top_up(town.house, top_up.id, person_id=ANN)).state is TopUpState.APPROVED
    assert await ann_holds(town.house) == 5_000
    assert len(town.network.store.all("charge")) == 1


async def test_a_rail_that_is_away_too_long_is_given_up_and_never_charges(town: CardTown) -> None:
    card = await town.card()
    town.wires.faults = ["before"]
    top_up = await town.top_up(card)
    town.clock.travel(minutes=20)
    await finish_top_ups(town.house)

    assert (await look_at_top_up(town.house, top_up.id, person_id=ANN)).state is TopUpState.FAILED
    # The first request comes after all: its name is used up.
    late = {"reference": top_up.id, "card": "tok_x", "amount_minor": 5_000, "currency": "CNY"}
    assert town.network.charge(late)["state"] == "cancelled"
    assert await ann_holds(town.house) == 0


async def test_giving_up_too_late_changes_nothing(town: CardTown) -> None:
    top_up = await town.top_up(await town.card("challenge"))
    town.confirm(top_up)
    assert (await cancel_top_up(town.house, top_up.id, person_id=ANN)).state is TopUpState.APPROVED
    assert await ann_holds(town.house) == 5_000


async def test_money_a_bank_takes_back_comes_from_the_wallet(town: CardTown) -> None:
    top_up = await town.top_up(await town.card("chargeback"))
    town.clock.travel(seconds=30)
    await town.deliver()

    found = await look_at_top_up(town.house, top_up.id, person_id=ANN)
    assert (found.state, found.owed_minor) == (TopUpState.CHARGED_BACK, 0)
    assert await ann_holds(town.house) == 0
    assert await balance(town.house, AccountKind.CASH_IN, "rail:cards") == 0


async def test_what_was_spent_is_a_debt_that_later_money_pays(town: CardTown, monkeypatch: pytest.MonkeyPatch) -> None:
    async def right(*_: object, **__: object) -> bool:
        """PINs have their own tests."""
        return True

    monkeypatch.setattr("wallet.payments.transfers.ask_pin", right)
    card = await town.card("chargeback")
    await town.top_up(card, 5_000)
    gift = TransferDraft(ANN, BEN, "gift-0001", 4_000)
    transfer = await send_money(town.house, gift, pin=PIN)
    town.clock.travel(seconds=30)
    await town.deliver()

    assert (await ann_holds(town.house), await debts_of(town.house, ANN)) == (0, [Money(4_000)])
    assert await balance(town.house, AccountKind.ESCROW, f"debt:{ANN}") == -4_000
    assert await balance(town.house, AccountKind.CASH_IN, "rail:cards") == 0
    with pytest.raises(DebtOpen):
        await town.top_up(card)

    # Nobody takes the gift, so it comes back, and goes where it is owed.
    town.clock.travel(hours=25)
    await finish_transfers(town.house)
    await finish_top_ups(town.house)
    assert transfer.amount_minor == 4_000
    assert (await ann_holds(town.house), await debts_of(town.house, ANN)) == (0, [])
    assert await balance(town.house, AccountKind.ESCROW, f"debt:{ANN}") == 0


async def test_a_notice_counts_once_and_only_from_the_rail(town: CardTown) -> None:
    await town.top_up(await town.card("pending"))
    town.clock.travel(seconds=6)
    notices = town.notices()
    headers, body = notices[0]

    assert (await town.deliver(notices), await town.deliver(notices)) == (2, 0)
    for forged in (
        ({**headers, "rail-signature": "v1=" + "0" * 64}, body, "signature"),
        (headers, body + b" ", "signature"),
        ({"rail-signature": headers["rail-signature"]}, body, "unsigned"),
    ):
        with pytest.raises(NoticeRefused) as refused:
            await town.deliver([forged[:2]])
        assert refused.value.reason == forged[2]
    town.clock.travel(minutes=6)
    with pytest.raises(NoticeRefused) as old:
        await town.deliver([notices[0]])
    assert old.value.reason == "age"


async def test_bounds_other_peoples_cards_and_removed_ones_are_refused(town: CardTown) -> None:
    card = await town.card()
    for amount in (0, 99, 1_000_001):
        with pytest.raises(AmountOutOfBounds):
            await town.top_up(card, amount)
    hers = await town.card(person_id=BEN)
    with pytest.raises(CardUnknown):
        await town.top_up(replace(hers, person_id=ANN))
    top_up = await town.top_up(card)
    with pytest.raises(TopUpUnknown):
        await look_at_top_up(town.house, top_up.id, person_id=BEN)

    town.wires.faults = ["before"]
    await remove_card(town.house, card.id, person_id=ANN)
    assert await cards_of(town.house, ANN) == []
    with pytest.raises(CardUnknown):
        await town.top_up(card)
    assert await finish_cards(town.house) == 1
    assert len(town.network.store.all("card")) == 1  # Ben's


async def test_a_full_wallet_is_told_before_the_card_is_charged_and_a_no_leaves_its_room(town: CardTown) -> None:
    await set_tier(town.house, ANN, "starter")  # 1,000.00 at a time
    card = await town.card()
    await town.top_up(await town.card("insufficient"), 100_000)
    await town.top_up(card, 60_000)
    with pytest.raises(WalletFull) as refused:
        await town.top_up(card, 40_001)
    assert refused.value.left == Money(40_000)
    assert (await town.top_up(card, 40_000)).state is TopUpState.APPROVED
    assert len(town.network.store.all("charge")) == 3


async def test_a_card_brings_and_takes_yen_within_bounds_of_their_own(town: CardTown) -> None:
    house, card = town.house, await town.card()
    with pytest.raises(CurrencyNotHere):
        await start_top_up(house, TopUpDraft(ANN, card.id, "press-0001", 5_000, BACK, "JPY"))
    house.settings.currencies = "JPY"
    with pytest.raises(AmountOutOfBounds) as little:
        await start_top_up(house, TopUpDraft(ANN, card.id, "press-0001", 99, BACK, "JPY"))
    assert little.value.least == Money(100, "JPY")
    await start_top_up(house, TopUpDraft(ANN, card.id, "press-0001", 5_000, BACK, "JPY"))
    assert (await balance_of(house, ANN, "JPY")).total == Money(5_000, "JPY")

    await set_pin(house, ANN, PIN)
    sent = await withdraw(house, WithdrawalDraft(ANN, card.id, "press-0002", 2_500, "JPY"), pin=PIN)
    assert (sent.currency, sent.fee_minor) == ("JPY", 3)
    assert await left_today(house, ANN, "JPY") == Money(397_500, "JPY")
    assert await left_today(house, ANN, "CNY") == Money(2_000_000)

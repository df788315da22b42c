"""Several currencies in one wallet: nothing of one is ever seen in another, whatever their decimals; limits, the amount
free of the PIN and what a card moves are each currency's own."""

import asyncio
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.between import has_in, react, send, share, trust_every_pin
from tests.wallet.people import ANN, BEN, PIN, draft, opened, settings_of
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import InsufficientFunds
from wallet.money import EXPONENTS, Money, format_minor, parse_money
from wallet.payments.currencies import (
    CurrencyNotHere,
    CurrencyWithoutRules,
    bounds_of,
    currency_to_spend,
    require_rules_for_all,
)
from wallet.payments.envelopes import EnvelopeDraft, finish_envelopes, open_envelope, send_envelope
from wallet.payments.limits import LimitOnce, PinNeeded
from wallet.payments.orders import OrderDraftInvalid, create_order
from wallet.payments.pins import set_pin
from wallet.payments.standing import set_pin_free, set_tier, standing_of
from wallet.payments.top_ups import top_up_demo
from wallet.payments.transfers import accept_transfer, finish_transfers, return_transfer
from wallet.settings import WalletSettings
from wallet.statements import balances_of

PEOPLE, HELD = (ANN, BEN, "per_cleo"), ("CNY", "JPY", "KWD")
START_MINOR = 5_000
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "accept", "return", "share", "open", "day"]),
        st.sampled_from(PEOPLE),
        st.sampled_from(PEOPLE),
        st.sampled_from(HELD),
        st.integers(1, 3_000),
        st.integers(0, 9),
    ),
    max_size=25,
)


def test_decimals_are_those_of_iso_4217_as_babel_has_them() -> None:
    assert {one: get_currency_precision(one) for one in EXPONENTS} == EXPONENTS


@given(st.sampled_from(sorted(EXPONENTS)), st.integers(0, 2**53 - 1))
def test_amounts_come_back_from_their_text_in_every_currency(currency: str, minor: int) -> None:
    assert parse_money(format_minor(minor, currency), currency) == Money(minor, currency)


def test_every_currency_that_ships_with_rules_may_be_held(wallet_settings: WalletSettings) -> None:
    for currency in ("CNY", "USD", "EUR", "GBP", "HKD", "IDR", "RUB", "UAH", "JPY", "KWD"):
        everywhere = wallet_settings.model_copy(update={"currency": currency, "currencies": "CNY EUR JPY KWD"})
        require_rules_for_all(everywhere)
        assert everywhere.all_currencies()[0] == currency
        bounds = bounds_of(everywhere, currency)
        assert all(bounds.least <= one <= bounds.most for one in bounds.presets)


def test_a_currency_that_the_rules_forget_is_refused_at_the_start(
    wallet_settings: WalletSettings, tmp_path: Path
) -> None:
    with pytest.raises(CurrencyWithoutRules) as unknown:
        require_rules_for_all(wallet_settings.model_copy(update={"currencies": "AED"}))
    assert unknown.value.lacking == "currencies"
    file = tmp_path / "own.json"
    file.write_text(
        '{"default_tier": "all", "without_pin": {}, "tiers": [{"id": "all", "balance_at_most": {}, "limits":'
        ' [{"id": "day", "operations": ["transfer"], "window": "day", "at_most": {"CNY": "9"}}]}]}'
    )
    with pytest.raises(CurrencyWithoutRules) as forgotten:
        require_rules_for_all(wallet_settings.model_copy(update={"currencies": "JPY", "rules_file": file}))
    assert forgotten.value.lacking == "the limit day of all"
    with pytest.raises(ValueError, match="XXX is not a currency"):
        WalletSettings(currencies="EUR XXX")


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_no_currency_ever_touches_another(steps: list[tuple[str, str, str, str, int, int]]) -> None:
    """Whatever people do, the sum of each currency stays what was put in, and the books hold."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
            trust_every_pin(patch)
            folder, clock = Path(name), TravelClock()
            furnish(folder)
            wallet = settings_of("", folder).model_copy(update={"currencies": "JPY KWD"})
            async with opened(wallet, clock, random.Random(5)) as house:
                for person in PEOPLE:
                    for one in HELD:
                        await top_up_demo(house, person, Money(START_MINOR, one), reference=f"start-{one}")
                await _play(house, clock, steps)
                clock.travel(hours=73)
                await finish_transfers(house)
                await finish_envelopes(house)
                await react(house)
                for one in HELD:
                    assert sum([await has_in(house, person, one) for person in PEOPLE]) == 3 * START_MINOR
                assert await check_books(house) == []

    asyncio.run(run())


async def _play(house: WalletHouse, clock: TravelClock, steps: list[tuple[str, str, str, str, int, int]]) -> None:
    transfers, envelopes = list[str](), list[str]()
    for number, (what, one, other, currency, minor, pick) in enumerate(steps):
        try:
            if what == "send":
                facts: dict[str, Any] = {"sender_id": one, "receiver_id": other, "amount_minor": minor}
                sent = await send(house, request_id=f"request-{number:04}", currency=currency, **facts)
                transfers.append(sent.id)
            elif what == "share":
                facts = {"sender_id": one, "total_minor": minor, "shares": 1 + pick}
                filled = await share(house, request_id=f"request-{number:04}", currency=currency, **facts)
                envelopes.append(filled.id)
            elif what == "day":
                clock.travel(hours=pick)
            elif what == "open" and envelopes:
                await open_envelope(house, envelopes[pick % len(envelopes)], person_id=one)
            elif transfers:
                end = accept_transfer if what == "accept" else return_transfer
                await end(house, transfers[pick % len(transfers)], person_id=one)
        except Refusal:
            continue


@pytest.fixture
async def held(house: WalletHouse) -> WalletHouse:
    """Ann has 50.00 in yuan and 5,000 yen."""
    house.settings.currencies = "JPY KWD"
    await set_pin(house, ANN, PIN)
    for currency in ("CNY", "JPY"):
        await top_up_demo(house, ANN, Money(5_000, currency), reference=f"start-{currency}")
    return house


async def test_a_lack_of_one_currency_is_said_and_not_made_up_from_another(held: WalletHouse) -> None:
    with pytest.raises(InsufficientFunds) as poor:
        await send(held, amount_minor=1_000, currency="KWD")
    assert poor.value.currency == "KWD"
    with pytest.raises(CurrencyNotHere) as unknown:
        await currency_to_spend(held, ANN, "EUR")
    assert unknown.value.known == "CNY, JPY, KWD"
    assert await currency_to_spend(held, ANN, "") == "CNY"
    found = await balances_of(held, ANN)
    assert [one.available for one in found] == [Money(5_000), Money(5_000, "JPY")]


async def test_limits_and_what_is_free_of_the_pin_count_by_currency(held: WalletHouse) -> None:
    await set_tier(held, ANN, "starter")
    await send(held, amount_minor=3_000, currency="JPY")  # 200.00 is the most in yuan, 4000 in yen
    with pytest.raises(LimitOnce) as once:
        await send(held, amount_minor=4_001, currency="JPY", request_id="request-0002")
    assert once.value.at_most == Money(4_000, "JPY")
    assert {one.used for one in (await standing_of(held, ANN)).limits} == {Money(0)}
    day = next(one for one in (await standing_of(held, ANN, "JPY")).limits if one.window == "day")
    assert (day.used, day.left) == (Money(3_000, "JPY"), Money(7_000, "JPY"))

    await set_pin_free(held, ANN, Money(900, "JPY"), PIN)
    assert (await standing_of(held, ANN, "JPY")).pin_free_left == Money(900, "JPY")
    await send(held, pin="", amount_minor=900, currency="JPY", request_id="request-0003")
    with pytest.raises(PinNeeded) as asked:
        await send(held, pin="", amount_minor=100, request_id="request-0004")
    assert asked.value.left == Money(0)
    await set_pin_free(held, ANN, Money(0, "JPY"), PIN)
    assert (await standing_of(held, ANN, "JPY")).pin_free == Money(0, "JPY")


async def test_orders_come_in_the_currencies_of_this_wallet_only(held: WalletHouse) -> None:
    assert (await create_order(held, draft(currency="KWD", total_minor=1_250))).currency == "KWD"
    with pytest.raises(OrderDraftInvalid) as refused:
        await create_order(held, draft(currency="USD", out_trade_no="shop-0002"))
    assert (refused.value.field, refused.value.issue) == ("currency", "one of CNY, JPY, KWD")
    with pytest.raises(CurrencyNotHere):
        await send_envelope(held, EnvelopeDraft(ANN, "request-0009", "equal", 100, 1, currency="AED"), pin=PIN)

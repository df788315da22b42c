"""Limits and tiers: what is left and when it begins anew, two at once, repeats, refusals that give back, balances."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import select

from tests.support import TravelClock
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.people import ANN, BEN, PIN, WRONG_PIN, ann_has, draft, give, opened, pay
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import InsufficientFunds
from wallet.money import Money
from wallet.payments import rules
from wallet.payments.confirm import confirm_order
from wallet.payments.envelopes import open_envelope
from wallet.payments.limit_rows import MoneyUseRow
from wallet.payments.limits import (
    LimitOnce,
    LimitReached,
    PinNeeded,
    Use,
    WalletFull,
    clear_left_behind,
    take,
)
from wallet.payments.orders import create_order
from wallet.payments.pins import PinWrong
from wallet.payments.rules import Window, begin_of, end_of, load_rules
from wallet.payments.standing import PinFreeTooMuch, TierUnknown, set_pin_free, set_tier, standing_of
from wallet.payments.transfers import TransferState, accept_transfer, finish_transfers, get_transfer, return_transfer
from wallet.settings import WalletSettings

OUT = ["payment", "transfer", "envelope"]
RULES: dict[str, Any] = {
    "default_tier": "plain",
    "without_pin": {"CNY": {"once": "2.00", "day": "5.00"}},
    "tiers": [
        {
            "id": "plain",
            "limits": [
                {"id": "once", "operations": OUT, "window": "once", "at_most": {"CNY": "20.00"}},
                {"id": "day", "operations": OUT, "window": "day", "at_most": {"CNY": "30.00"}},
                {"id": "month", "operations": OUT, "window": "month", "at_most": {"CNY": "50.00"}},
            ],
            "balance_at_most": {"CNY": "100.00"},
        },
        {"id": "known", "limits": [], "balance_at_most": {}},
    ],
}


def write_rules(wallet_settings: WalletSettings, folder: Path, rules: dict[str, Any]) -> WalletSettings:
    file = folder / "rules.json"
    file.write_text(json.dumps(rules))
    return wallet_settings.model_copy(update={"rules_file": file})


@pytest.fixture
def wallet_settings(wallet_settings: WalletSettings, tmp_path: Path) -> WalletSettings:
    return write_rules(wallet_settings, tmp_path, RULES)


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    trust_every_pin(monkeypatch)


async def uses(house: WalletHouse) -> list[int]:
    async with house.database.read() as session:
        return sorted(one.amount_minor for one in (await session.exec(select(MoneyUseRow))).all())


async def sends(house: WalletHouse, amount_minor: int, name: str) -> str:
    return (await send(house, amount_minor=amount_minor, request_id=f"request-{name}")).id


@pytest.mark.usefixtures("trusted")
async def test_a_refusal_names_the_rule_what_is_left_and_when_it_resets(house: WalletHouse, clock: TravelClock) -> None:
    await give(house, ANN, 9_000)
    with pytest.raises(LimitOnce) as once:
        await sends(house, 2_001, "a")
    assert (once.value.rule, once.value.at_most, once.value.tier) == ("once", Money(2_000), "plain")
    await sends(house, 2_000, "b")
    await share(house, total_minor=800)
    with pytest.raises(LimitReached) as today:
        await sends(house, 201, "c")
    refusal = today.value
    assert (refusal.rule, refusal.window, refusal.at_most, refusal.left) == ("day", "day", Money(3_000), Money(200))
    assert refusal.resets_at == datetime(2026, 11, 24, tzinfo=UTC)
    clock.travel(days=1)
    await sends(house, 2_000, "d")
    with pytest.raises(LimitReached) as month:
        await sends(house, 201, "e")
    assert (month.value.rule, month.value.left, month.value.resets_at) == (
        "month",
        Money(200),
        datetime(2026, 12, 1, tzinfo=UTC),
    )
    standing = await standing_of(house, ANN)
    assert [(one.id, one.used, one.left) for one in standing.limits] == [
        ("once", Money(0), Money(2_000)),
        ("day", Money(2_000), Money(1_000)),
        ("month", Money(4_800), Money(200)),
    ]
    assert await set_tier(house, ANN, "known") == "plain"
    await sends(house, 1_000, "f")
    assert (await standing_of(house, ANN)).limits == []
    with pytest.raises(TierUnknown):
        await set_tier(house, ANN, "gold")
    clock.travel(days=10)
    await set_tier(house, ANN, "plain")
    await sends(house, 2_000, "g")


@pytest.mark.usefixtures("trusted")
async def test_of_many_at_once_only_those_pass_that_fit(house: WalletHouse) -> None:
    """The race: 12 transfers, an envelope and a payment, each alone allowed."""
    await set_tier(house, ANN, "known")
    await ann_has(house, 9_900)
    await set_tier(house, ANN, "plain")
    tries = [sends(house, 700, f"race-{number}") for number in range(8)]
    outcomes = await asyncio.gather(*tries, share(house, total_minor=700, shares=7), return_exceptions=True)
    passed = [one for one in outcomes if not isinstance(one, BaseException)]
    assert all(isinstance(one, LimitReached) for one in outcomes if isinstance(one, BaseException))
    assert len(passed) == 4
    assert await has(house, ANN) == 9_900 - 4 * 700
    assert await uses(house) == [700] * 4 + [9_900]


@pytest.mark.usefixtures("trusted")
async def test_one_request_twice_counts_once_and_a_refusal_gives_back(house: WalletHouse) -> None:
    await give(house, ANN, 1_000)
    both = await asyncio.gather(sends(house, 900, "same"), sends(house, 900, "same"))
    assert both[0] == both[1]
    with pytest.raises(InsufficientFunds):
        await sends(house, 1_900, "poor")
    assert await uses(house) == [900, 1_000]
    await give(house, ANN, 2_000, "more")
    await sends(house, 1_900, "poor")  # the same request, and now it counts
    assert await uses(house) == [900, 1_000, 1_900, 2_000]


async def test_a_payment_counts_with_its_attempt(house: WalletHouse) -> None:
    await ann_has(house, 500)
    order = await create_order(house, draft())
    with pytest.raises(InsufficientFunds):
        await pay(house, order)
    assert await uses(house) == [500]
    await give(house, ANN, 2_000, "more")
    await pay(house, order)
    await pay(house, order)
    assert await uses(house) == [500, 888, 2_000]
    large = await create_order(house, draft(out_trade_no="shop-0002", total_minor=2_001))
    with pytest.raises(LimitOnce):
        await pay(house, large)
    other = await create_order(house, draft(out_trade_no="shop-0003", total_minor=100))
    await pay(house, other)  # the refused one stands open and bars nobody


@pytest.mark.usefixtures("trusted")
async def test_a_balance_takes_no_more_than_it_may(house: WalletHouse, clock: TravelClock) -> None:
    await give(house, ANN, 3_000)
    await give(house, BEN, 9_000)
    first, second = await sends(house, 900, "one"), await sends(house, 900, "two")
    outcomes = await asyncio.gather(
        *(accept_transfer(house, one, person_id=BEN) for one in (first, second)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["Transfer", "WalletFull"]
    assert await has(house, BEN) == 9_900
    with pytest.raises(WalletFull) as full:
        await give(house, BEN, 101, "much")
    assert (full.value.at_most, full.value.left) == (Money(10_000), Money(100))
    await give(house, BEN, 100, "fits")
    envelope = await share(house, total_minor=100, shares=1, kind="equal")
    with pytest.raises(WalletFull):
        await open_envelope(house, envelope.id, person_id=BEN)
    clock.travel(hours=25)
    await finish_transfers(house)  # what was not taken comes back, whatever the balance
    states = [(await get_transfer(house, one, person_id=ANN)).state for one in (first, second)]
    assert sorted(states) == [TransferState.RECEIVED, TransferState.RETURNED]


@pytest.mark.usefixtures("trusted")
async def test_what_is_on_its_way_keeps_its_room_until_it_has_arrived_or_gone_back(
    house: WalletHouse, clock: TravelClock
) -> None:
    await give(house, ANN, 3_000)
    await give(house, BEN, 9_000)
    slow = await send(house, amount_minor=900, delay_seconds=7200)
    await accept_transfer(house, slow.id, person_id=BEN)
    with pytest.raises(WalletFull):
        await give(house, BEN, 101, "meanwhile")
    await return_transfer(house, slow.id, person_id=BEN)
    await give(house, BEN, 1_000, "afterwards")
    assert await has(house, BEN) == 10_000


@pytest.mark.usefixtures("trusted")
async def test_what_a_crash_left_is_cleared_up_and_what_moved_stays(house: WalletHouse, clock: TravelClock) -> None:
    await give(house, ANN, 2_000)
    await sends(house, 500, "moved")
    async with house.database.write() as session:
        await take(session, house, Use(b"never-moved-0001", ANN, "transfer", Money(700)))
    assert await clear_left_behind(house) == 0
    clock.travel(hours=2)
    assert await clear_left_behind(house) == 1
    assert await uses(house) == [500, 2_000]
    await react(house)
    assert await clear_left_behind(house) == 0


async def test_small_amounts_go_without_the_pin_when_the_person_wants_it(
    house: WalletHouse, clock: TravelClock
) -> None:
    await ann_has(house, 9_000)
    with pytest.raises(PinNeeded):
        await send(house, pin="", amount_minor=100, request_id="request-0000")
    with pytest.raises(PinFreeTooMuch):
        await set_pin_free(house, ANN, Money(201), PIN)
    with pytest.raises(PinWrong):
        await set_pin_free(house, ANN, Money(200), WRONG_PIN)
    await set_pin_free(house, ANN, Money(200), PIN)

    await send(house, pin="", amount_minor=200, request_id="request-0001")
    await share(house, pin="", total_minor=200, shares=1, kind="equal")
    order = await create_order(house, draft(total_minor=101))
    with pytest.raises(PinNeeded) as refusal:  # the third would pass what a day allows without a PIN
        await confirm_order(house, order_id=order.id, person_id=ANN, pin="")
    assert refusal.value.left == Money(100)
    await pay(house, order)  # with the PIN it goes, and the day without stays as it was
    small = await create_order(house, draft(out_trade_no="shop-0002", total_minor=100))
    await confirm_order(house, order_id=small.id, person_id=ANN, pin="")
    with pytest.raises(PinNeeded):
        await send(house, pin="", amount_minor=1, request_id="request-0002")
    clock.travel(days=1)
    outcomes = await asyncio.gather(
        *(send(house, pin="", amount_minor=150, request_id=f"request-1{n}") for n in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, PinNeeded) for one in outcomes) == 2  # 3 x 1.50 are within 5.00
    await set_pin_free(house, ANN, Money(0), PIN)
    clock.travel(days=1)
    with pytest.raises(PinNeeded):
        await send(house, pin="", amount_minor=1, request_id="request-0003")


@pytest.mark.usefixtures("trusted")
async def test_other_currencies_have_their_own_limits(house: WalletHouse) -> None:
    from wallet.payments.top_ups import top_up_demo

    await top_up_demo(house, ANN, Money(90_000, "EUR"), reference="euros")
    await send(house, amount_minor=80_000, currency="EUR")
    assert (await standing_of(house, ANN)).limits[1].used == Money(0)


@settings(max_examples=15)
@given(
    amounts=st.lists(st.tuples(st.integers(1, 2_500), st.integers(0, 40)), max_size=30),
)
def test_no_window_ever_holds_more_than_its_limit(
    amounts: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    asyncio.run(_no_window_overflows(tmp_path_factory.mktemp("limits"), amounts))


async def _no_window_overflows(folder: Path, amounts: list[tuple[int, int]]) -> None:
    """Against a model that adds up what passed, by day and month in Jakarta's time."""
    from tests.databases import furnish
    from tests.wallet.people import settings_of

    furnish(folder)
    (folder / "rules.json").write_text(json.dumps(RULES))
    changes = {"rules_file": folder / "rules.json", "time_zone": "Asia/Jakarta"}
    clock, zone = TravelClock(), ZoneInfo("Asia/Jakarta")
    passed: list[tuple[datetime, int]] = []
    async with opened(settings_of("", folder).model_copy(update=changes), clock) as house:
        for number, (amount, hours) in enumerate(amounts):
            now = clock.travel(hours=hours).astimezone(zone)
            day = sum(one for at, one in passed if at.date() == now.date())
            month = sum(one for at, one in passed if (at.year, at.month) == (now.year, now.month))
            fits = amount <= 2_000 and day + amount <= 3_000 and month + amount <= 5_000
            use = Use(number.to_bytes(16, "big"), ANN, OUT[number % 3], Money(amount))
            try:
                async with house.database.write() as session:
                    await take(session, house, use)
                assert fits
                passed.append((now, amount))
            except WalletError:
                assert not fits


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    window=st.sampled_from(["day", "month", "year"]),
    zone=st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Kyiv", "America/New_York", "Pacific/Kiritimati"]),
)
def test_a_window_holds_its_moment_and_the_next_one_begins_where_it_ends(
    moment: datetime, window: Window, zone: str
) -> None:
    there = ZoneInfo(zone)
    begin, end = begin_of(window, moment, there), end_of(window, moment, there)
    assert begin is not None
    assert end is not None
    assert begin.astimezone(UTC) <= moment < end.astimezone(UTC)
    assert begin_of(window, end, there) == end
    assert end.astimezone(UTC) - begin.astimezone(UTC) <= timedelta(days=367)


@pytest.mark.parametrize(
    "change",
    [
        {"default_tier": "gold"},
        {"tiers": []},
        {"tiers": [*RULES["tiers"], RULES["tiers"][0]]},
        {"without_pin": {"XXX": {"once": "1", "day": "1"}}},
        {"without_pin": {"CNY": {"once": "-1", "day": "1"}}},
        {"surprise": 1},
    ],
)
def test_rules_that_contradict_themselves_are_refused(change: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(RULES | change))
    with pytest.raises(ValidationError):
        load_rules(file)


def test_the_rules_that_ship_are_whole() -> None:
    shipped = load_rules(None)
    assert shipped.tier("").id == shipped.default_tier
    assert shipped.tier("gone").id == shipped.default_tier
    assert {one.id for one in shipped.tiers} == {"starter", "basic", "verified"}
    assert rules.OUTGOING == ("payment", "transfer", "envelope", "withdrawal")

"""Days that are matched by themselves: each an hour after its end, with the files of merchants and of the card network,
again when something was late, and once by however many workers."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.databases import furnish
from tests.support import Sent, TravelClock, unreachable
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ANN, PIN, ann_has, draft, pay, settings_of
from wallet.audit.daily import ASKED_AGAIN_MAX, GIVE_UP_AFTER, ask_again, days_of, files_missing, reconcile_days
from wallet.audit.differences import differences_of
from wallet.books import check_books
from wallet.merchants.day_files import set_url
from wallet.merchants.registry import create_merchant
from wallet.payments.orders import create_order
from wallet.payments.top_ups import TopUp, finish_top_ups
from wallet.payments.withdrawals import WithdrawalDraft, finish_withdrawals, withdraw
from wallet.ports import HttpReply
from wallet.settings import WalletSettings

SHOP = "https://shop.example/day"
TODAY = "2026-11-23"  # what the clock begins with, at nine
HEADER = b"kind,number,amount\n"


@pytest.fixture
async def engines_town(wallet_settings: WalletSettings, clock: TravelClock) -> AsyncIterator[CardTown]:
    """Ann has 100.00 and a PIN; on both engines."""
    async with card_town(wallet_settings, clock) as town:
        await ann_has(town.house, 10_000)
        yield town
        assert await check_books(town.house) == []


@pytest.fixture
async def town(tmp_path: Path, clock: TravelClock) -> AsyncIterator[CardTown]:
    """The same on SQLite alone: what is due, and what differs, is no matter of the engine."""
    furnish(tmp_path)
    async with card_town(settings_of("", tmp_path), clock) as town:
        await ann_has(town.house, 10_000)
        yield town
        assert await check_books(town.house) == []


async def shop_with_sale(town: CardTown) -> str:
    """A merchant that gives a file, and to whom Ann has paid 8.88."""
    shop = await create_merchant(town.house, "Tea house")
    await set_url(town.house, shop.mchid, SHOP)
    await pay(town.house, await create_order(town.house, draft(mchid=shop.mchid)))
    return shop.mchid


def gives(town: CardTown, rows: bytes, status: int = 200) -> None:
    """For TODAY; the file of every other day has no rows."""

    def answer(sent: Sent) -> HttpReply:
        return HttpReply(status, {}, HEADER + (rows if json.loads(sent.body)["day"] == TODAY else b""))

    town.wires.elsewhere.answer = answer


async def settled(town: CardTown) -> None:
    """What a card begins is over within two minutes."""
    town.clock.travel(minutes=2)
    await finish_withdrawals(town.house)
    await finish_top_ups(town.house)
    await town.deliver()


async def next_morning(town: CardTown) -> int:
    """Nine o'clock; how many days of parties were matched."""
    now = town.clock.now()
    town.clock.travel(seconds=(now.replace(hour=9, minute=0, second=0) + timedelta(days=1) - now).total_seconds())
    return await reconcile_days(town.house)


async def faults(town: CardTown) -> list[tuple[str, str]]:
    return [(row.number, row.fault) for row in await differences_of(town.house, only_open=True)]


async def test_a_day_is_matched_an_hour_after_its_end_and_once(engines_town: CardTown) -> None:
    town = engines_town
    mchid = await shop_with_sale(town)
    gives(town, b"payment,shop-0001,8.88\n")
    for press, does, minor in (("press-0001", "approve", 3_000), ("press-0002", "payout_returned", 2_000)):
        card = await town.card(does)
        await withdraw(town.house, WithdrawalDraft(ANN, card.id, press, minor), pin=PIN)
    await town.top_up(await town.card("chargeback"))
    await settled(town)

    town.clock.travel(hours=15, minutes=57)
    await reconcile_days(town.house)
    assert [one.day for one in await days_of(town.house)] == ["2026-11-22"]  # 00:59: not yet
    town.clock.travel(minutes=1)
    assert sum(await asyncio.gather(*(reconcile_days(town.house) for _ in range(3)))) == 2
    assert await reconcile_days(town.house) == 0

    newest = (await days_of(town.house))[0]
    assert (newest.day, newest.parties, newest.files, newest.missing, newest.waiting) == (TODAY, 2, 2, 0, 0)
    assert newest.ran_at == town.clock.now()
    # A payment; a charge and its way back; two payouts, one of which came back.
    assert (newest.matched, newest.open) == (6, 0)
    assert await differences_of(town.house) == []
    [asked] = town.wires.elsewhere.sent
    assert json.loads(asked.body) == {"mchid": mchid, "day": TODAY, "time_zone": "UTC"}
    assert asked.headers["Wechatpay-Signature"]


async def test_what_the_rail_says_otherwise_is_found(town: CardTown) -> None:
    card = await town.card()
    ups = [await town.top_up(card) for _ in range(3)]
    store, token = town.network.store, _token(town)
    store.remove("charge", ups[0].id)
    _change(town, ups[1], amount_minor=4_999)
    _change(town, ups[2], currency="USD")
    town.network.charge({"reference": "stray", "card": token, "amount_minor": 7, "currency": "CNY"})

    await next_morning(town)

    assert sorted(await faults(town)) == sorted(
        [
            (ups[0].id, "missing_in_file"),
            (ups[1].id, "amount"),
            (ups[2].id, "amount"),
            ("stray", "missing_in_orders"),
            ("stray", "missing_in_ledger"),
        ]
    )
    assert {row.party for row in await differences_of(town.house)} == {"rail:cards"}


async def test_what_the_rail_did_before_midnight_and_we_heard_after_is_no_difference(town: CardTown) -> None:
    town.clock.travel(hours=14, minutes=59, seconds=58)
    card = await town.card("lost_answer")
    town.wires.faults[:] = ["after", "after", "after"]
    top_up = await town.top_up(card)
    town.clock.travel(seconds=30)
    town.wires.faults.clear()
    await finish_top_ups(town.house)
    town.clock.travel(minutes=1)
    await finish_top_ups(town.house)
    entry = await town.house.ledger.entries_of_cause(f"top_up:{top_up.id}")
    assert entry[0].posted_at.date() == date(2026, 11, 24)

    town.clock.travel(hours=1)
    await reconcile_days(town.house)
    await next_morning(town)

    assert await faults(town) == []
    assert [(one.day, one.matched, one.open) for one in (await days_of(town.house))[:2]] == [
        ("2026-11-24", 1, 0),
        (TODAY, 1, 0),
    ]


async def test_a_file_that_does_not_come_is_asked_for_again(town: CardTown) -> None:
    mchid = await shop_with_sale(town)
    await town.top_up(await town.card())
    town.wires.elsewhere.answer = unreachable
    town.wires.faults[:] = ["before"]
    await next_morning(town)
    assert [(row.party, row.reason) for row in await files_missing(town.house)] == [
        (mchid, "silent"),
        ("rail:cards", "silent"),
    ]
    day = (await days_of(town.house))[0]
    assert (day.missing, day.matched, day.open) == (2, 2, 0)  # orders and ledger, meanwhile

    gives(town, b"", status=503)
    assert await reconcile_days(town.house) == 0
    town.clock.travel(minutes=15)
    assert await reconcile_days(town.house) == 2
    assert [row.reason for row in await files_missing(town.house)] == ["status 503"]

    gives(town, b"gift,1,1\n")
    town.clock.travel(minutes=29)
    assert await reconcile_days(town.house) == 0
    town.clock.travel(minutes=1)
    await reconcile_days(town.house)
    assert [row.reason for row in await files_missing(town.house)] == ["line 2"]

    gives(town, b"")
    town.clock.travel(hours=1)
    await reconcile_days(town.house)
    assert list(await files_missing(town.house)) == []
    assert await faults(town) == [("shop-0001", "missing_in_file")]

    # It heals by itself when the merchant's file is right one day later.
    gives(town, b"payment,shop-0001,8.88\n")
    town.clock.travel(hours=23)
    await reconcile_days(town.house)
    assert await faults(town) == [("shop-0001", "missing_in_file")]
    town.clock.travel(hours=1)
    await reconcile_days(town.house)
    assert await faults(town) == []
    [row] = await differences_of(town.house)
    assert (row.resolution, row.resolved_by) == ("matches now", "")


async def test_a_rail_that_refuses_and_a_merchant_without_a_file_are_matched_all_the_same(town: CardTown) -> None:
    await town.top_up(await town.card())
    shop = await create_merchant(town.house, "Tea house")
    await pay(town.house, await create_order(town.house, draft(mchid=shop.mchid)))
    town.wires.app = Starlette(routes=[Route("/{path:path}", lambda _: JSONResponse({}, 422))])

    await next_morning(town)

    assert [(row.party, row.reason) for row in await files_missing(town.house)] == [("rail:cards", "refused")]
    day = (await days_of(town.house))[0]
    assert (day.parties, day.files, day.missing, day.matched, day.open) == (2, 0, 1, 2, 0)
    assert town.wires.elsewhere.sent == []


async def test_after_two_weeks_nobody_is_asked_any_more(town: CardTown) -> None:
    mchid = await shop_with_sale(town)
    gives(town, b"", status=404)
    await next_morning(town)
    [row] = await files_missing(town.house)
    assert row.due_at

    town.clock.travel(seconds=GIVE_UP_AFTER.total_seconds())
    for _ in range(2):  # twenty at once, and fourteen days of two parties
        await reconcile_days(town.house)

    rows = {row.day: row for row in await files_missing(town.house) if row.party == mchid}
    assert rows[TODAY].due_at is None
    assert rows["2026-12-06"].due_at


async def test_a_merchant_that_is_back_is_asked_for_its_newest_days_at_once(engines_town: CardTown) -> None:
    town = engines_town
    mchid = await shop_with_sale(town)
    town.wires.elsewhere.answer = unreachable
    town.wires.faults[:] = ["before"] * 99
    await next_morning(town)
    town.clock.travel(days=8)
    for _ in range(2):  # twenty at once
        await reconcile_days(town.house)
    gives(town, b"")
    town.wires.elsewhere.sent.clear()
    before = {(row.party, row.day): row.due_at for row in await files_missing(town.house)}
    assert await reconcile_days(town.house) == 0

    assert await ask_again(town.house, mchid) == ASKED_AGAIN_MAX == 7
    assert await reconcile_days(town.house) == 7

    asked = [json.loads(one.body)["day"] for one in town.wires.elsewhere.sent]
    mine = sorted(day for party, day in before if party == mchid)
    assert sorted(asked) == mine[-7:]
    still = {(row.party, row.day): row.due_at for row in await files_missing(town.house)}
    assert still == {key: due for key, due in before.items() if key[0] != mchid or key[1] in mine[:-7]}
    assert await ask_again(town.house, "1900000000") == 0
    town.wires.faults.clear()


async def test_days_without_a_worker_are_matched_later_and_at_most_a_month_of_them(town: CardTown) -> None:
    await next_morning(town)
    town.clock.travel(days=3)
    await reconcile_days(town.house)
    assert [one.day for one in await days_of(town.house)] == [f"2026-11-{day}" for day in (26, 25, 24, 23)]

    town.clock.travel(days=100)
    await reconcile_days(town.house)
    days = [one.day for one in await days_of(town.house, limit=99)]
    assert len(days) == 4 + 31
    assert days[0] == "2027-03-06"


async def test_a_rail_that_was_disconnected_leaves_its_differences_open(town: CardTown) -> None:
    top_up = await town.top_up(await town.card())
    town.network.store.remove("charge", top_up.id)
    await next_morning(town)
    assert await faults(town) == [(top_up.id, "missing_in_file")]

    town.clock.travel(days=1)
    await reconcile_days(replace(town.house, rail=None))

    assert await faults(town) == [(top_up.id, "missing_in_file")]
    assert [row.reason for row in await files_missing(town.house)] == ["absent"]


async def test_days_begin_in_the_time_zone_of_the_wallet(tmp_path: Path, clock: TravelClock) -> None:
    furnish(tmp_path)
    settings = settings_of("", tmp_path).model_copy(update={"time_zone": "Asia/Shanghai"})
    async with card_town(settings, clock) as town:
        clock.travel(hours=7, minutes=30)  # 00:30 of the 24th over there
        await town.top_up(await town.card())
        clock.travel(hours=24)  # the day is over, its hour is not
        await reconcile_days(town.house)
        clock.travel(hours=1)
        await reconcile_days(town.house)
        assert [(one.day, one.matched) for one in await days_of(town.house)] == [("2026-11-24", 1), (TODAY, 0)]


def _token(town: CardTown) -> str:
    [(token, _)] = town.network.store.all("card")
    return token


def _change(town: CardTown, top_up: TopUp, **facts: object) -> None:
    thing = town.network.store.find("charge", top_up.id)
    assert thing
    town.network.store.put("charge", top_up.id, thing | facts)

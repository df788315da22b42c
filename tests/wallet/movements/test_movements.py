"""Everybody's history: what the journal says, written out once, found by words, by month and by number."""

import random
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.between import has, react, send, share, trust_every_pin
from tests.wallet.people import ANN, APPID, BEN, PIN, ann_has, draft, give, opened, pay, refund_draft, settings_of
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.movements import reading
from wallet.movements.reading import Movement, Wanted, balance_before, find_movement, months_of, page_of
from wallet.payments import hold_settling
from wallet.payments.combined import CombinedDraft, PartDraft, agree_to_combine, confirm_combined, create_combined
from wallet.payments.envelopes import open_envelope
from wallet.payments.holds import HoldDraft, capture_hold, confirm_hold, create_hold
from wallet.payments.orders import create_order
from wallet.payments.refunds import create_refund
from wallet.payments.splits import SplitDraft, pay_part, start_split
from wallet.payments.transfers import TransferNotOpen, accept_transfer, return_transfer
from wallet.reactions import catch_up, movements
from wallet.statements import lines_of


async def history(house: WalletHouse, person_id: str, wanted: Wanted | None = None) -> list[Movement]:
    """All pages, two lines each."""
    found, before = list[Movement](), None
    while True:
        page = await page_of(house, person_id, wanted or Wanted(), before_seq=before, limit=2)
        found += page.movements
        if page.next_before is None:
            return found
        before = page.next_before


async def test_each_kind_of_money_is_a_line_with_its_words(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 10_000)
    new = await create_merchant(house, "Oolong House")
    order = await pay(house, await create_order(house, draft(mchid=new.mchid)))
    await create_refund(house, refund_draft(order, 300))
    sent = await send(house)
    await accept_transfer(house, sent.id, person_id=BEN)
    clock.travel(days=10)
    envelope = await share(house)
    await open_envelope(house, envelope.id, person_id=BEN)
    back = await send(house, request_id="request-0002", note="")
    await return_transfer(house, back.id, person_id=BEN)
    await react(house)
    await react(house)  # twice is harmless

    hers, his = await history(house, ANN), await history(house, BEN)
    kinds = [one.kind for one in hers]
    assert kinds == ["transfer_back", "transfer", "envelope", "transfer", "refund", "order", "top_up"]
    paid, refunded, first = hers[5], hers[4], hers[3]
    assert (paid.title, paid.other_name, paid.order_number) == ("Two cups of oolong", "Oolong House", "shop-0001")
    assert (refunded.transaction_id, refunded.amount) == (order.transaction_id, Money(300))
    assert (first.title, first.other_id, first.thing) == ("for the ferry", BEN, sent.id)
    assert [(one.kind, one.other_id) for one in his] == [("envelope", ANN), ("transfer", ANN)]

    # The same numbers as the journal's own statement.
    assert [(one.seq, one.amount, one.balance_after) for one in hers] == [
        (one.seq, one.amount, one.balance_after) for one in await lines_of(house, ANN)
    ]
    assert await history(house, ANN, Wanted(words="OOLONG  house")) == hers[4:6]
    assert await history(house, ANN, Wanted(words="Ferry")) == [first]
    assert await history(house, ANN, Wanted(words=sent.id)) == [first]
    assert await history(house, ANN, Wanted(words="100%")) == []
    assert await history(house, ANN, Wanted(people=frozenset({BEN}), words="?")) == [hers[0], hers[1], first]
    assert await history(house, ANN, Wanted(amount_minor=888)) == [hers[2], paid]
    assert await history(house, ANN, Wanted(seq=first.seq)) == [first]
    assert await history(house, ANN, Wanted(kinds=frozenset({"order", "refund"}), direction="in")) == [refunded]
    assert await history(house, ANN, Wanted(month=202612)) == hers[:3]
    assert await history(house, ANN, Wanted(month=202611)) == hers[3:]
    assert await history(house, ANN, Wanted(month=202610)) == []
    assert await history(house, ANN, Wanted(currency="JPY")) == []
    assert await find_movement(house, ANN, first.seq) == first
    assert await find_movement(house, "per_cleo", first.seq) is None

    december, november = await months_of(house, ANN, "CNY")
    assert (november.money_in, november.money_out, november.movements) == (Money(10_300), Money(2138), 4)
    assert (december.money_in, december.money_out) == (Money(1250), Money(2138))
    assert november.kinds["refund"] == (300, 0)
    assert await balance_before(house, ANN, "CNY", 202611) == Money(0)
    assert await balance_before(house, ANN, "CNY", 202612) == hers[3].balance_after


async def test_a_basket_and_a_capture_are_lines_with_their_words(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    await give(house, ANN, 10_000)
    tea, books = (
        await create_merchant(house, "Oolong House"),
        await create_merchant(house, "Paper Boat Books on Harbour Row " * 2),
    )
    await agree_to_combine(house, books.mchid, tea.mchid)
    parts = (
        PartDraft(tea.mchid, "tea-000001", "Oolong", 888, "CNY"),
        PartDraft(books.mchid, "book-00001", "A novel", 2_500, "CNY"),
    )
    asked = await create_combined(
        house, CombinedDraft(tea.mchid, APPID, "basket-0001", "openid-of-ann", "https://tea.example/n", parts)
    )
    whole = await confirm_combined(house, combine_id=asked.id, person_id=ANN, pin=PIN)
    await create_refund(house, refund_draft(whole.parts[1], 500))
    hold = await create_hold(
        house,
        HoldDraft(
            tea.mchid, APPID, "ride-0001", "To the harbour", 3_000, "CNY", "openid-of-ann", "https://t.example/n"
        ),
    )
    await confirm_hold(house, hold_id=hold.id, person_id=ANN, pin=PIN)
    monkeypatch.setattr(hold_settling, "_make_order", _later)  # the line must not wait for the order's row
    done = await capture_hold(house, tea.mchid, "ride-0001", amount_minor=2_100)
    await catch_up(house, movements(house))
    monkeypatch.undo()

    taken, back, paid, _ = await history(house, ANN)
    assert (paid.kind, paid.thing, paid.amount, paid.title) == ("combine", whole.id, Money(-3_388), "Oolong + A novel")
    assert paid.other_name.startswith("Oolong House, Paper Boat Books ")
    assert (len(paid.other_name), paid.other_name[-1], paid.order_number) == (64, "…", "basket-0001")
    assert (back.kind, back.title, back.order_number) == ("refund", "A novel", "book-00001")
    assert (taken.kind, taken.thing, taken.amount) == ("order", done.order_id, Money(-2_100))
    assert (taken.title, taken.other_name) == ("To the harbour", "Oolong House")
    assert (taken.order_number, taken.transaction_id) == ("hold:ride-0001", done.transaction_id)
    for words in ("basket-0001", whole.id, whole.parts[0].transaction_id or "", "tea-000001"):
        assert await history(house, ANN, Wanted(words=words)) == [paid]
    await react(house)
    assert await check_books(house) == []


async def _later(*_: object) -> None:
    """Whoever should write the order's row has died."""


async def test_the_shares_of_a_split_bill_are_lines_of_the_bill(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    bill = await start_split(house, SplitDraft(ANN, "request-1", "equal", 900, (ANN, BEN, "per_cleo"), note="pizza"))
    for person in (BEN, "per_cleo"):
        await give(house, person, 1_000)
        await pay_part(house, bill.id, person_id=person, pin="")
    await react(house)

    hers, his = await history(house, ANN), await history(house, BEN)
    assert [(one.kind, one.title, one.other_id, one.thing, one.amount) for one in hers] == [
        ("split", "pizza", "per_cleo", bill.id, Money(300)),
        ("split", "pizza", BEN, bill.id, Money(300)),
    ]
    assert (his[0].kind, his[0].other_id, his[0].amount) == ("split", ANN, Money(-300))
    assert await history(house, ANN, Wanted(words=bill.id)) == hers
    assert await history(house, BEN, Wanted(words="Pizza")) == his[:1]


@pytest.mark.parametrize("scan", [1, 3])
async def test_a_search_looks_at_some_lines_at_a_time_and_misses_none(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch, scan: int
) -> None:
    monkeypatch.setattr(reading, "SCAN_MAX", scan)
    for number in range(8):
        await give(house, ANN, 100 + number % 3, f"gift-{number}")
    await react(house)
    every = await history(house, ANN)
    found = await history(house, ANN, Wanted(amount_minor=101))
    assert found == [one for one in every if one.amount == Money(101)]
    assert len(every) == 8


@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(["give", "send", "take", "back", "month"]), st.integers(1, 400)), max_size=15
    )
)
@settings(max_examples=15)
async def test_months_and_lines_sum_to_the_balance(
    deeds: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, clock = tmp_path_factory.mktemp("months"), TravelClock()
    await _months_sum_up(folder, clock, deeds)


async def _months_sum_up(folder: Path, clock: TravelClock, deeds: list[tuple[str, int]]) -> None:
    furnish(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        trust_every_pin(monkeypatch)
        async with opened(settings_of("", folder), clock, random.Random(3)) as house:
            await give(house, ANN, 1_000)
            waiting = list[str]()
            for number, (deed, amount) in enumerate(deeds):
                if deed == "month":
                    clock.travel(days=31)
                elif deed == "give":
                    await give(house, ANN, amount, f"gift-{number}")
                elif deed == "send" and amount <= await has(house, ANN):
                    waiting.append((await send(house, amount_minor=amount, request_id=f"request-{number}")).id)
                elif waiting and deed in ("take", "back"):
                    end = accept_transfer if deed == "take" else return_transfer
                    with suppress(TransferNotOpen):  # its day was over
                        await end(house, waiting.pop(), person_id=BEN)
            await react(house)
            for person in (ANN, BEN):
                lines, months = await history(house, person), await months_of(house, person, "CNY", limit=99)
                total = sum(one.amount.amount_minor for one in lines)
                assert total == await has(house, person)
                assert total == sum(one.money_in.amount_minor - one.money_out.amount_minor for one in months)
                assert sum(one.movements for one in months) == len(lines)
                for one in months:
                    opening = await balance_before(house, person, "CNY", one.month)
                    inside = await history(house, person, replace(Wanted(), month=one.month))
                    assert (
                        inside[-1].balance_after.amount_minor - inside[-1].amount.amount_minor == opening.amount_minor
                    )

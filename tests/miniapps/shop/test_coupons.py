"""Coupons: the best one counts, never more than is there to pay, never twice, and the parts add up to the whole."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from miniapps.shop.server import coupons, discounts, market
from miniapps.shop.server.coupons import CouponClaim
from miniapps.shop.server.discounts import Terms
from miniapps.shop.server.market import Seller
from tests.miniapps.shop.kit import Shop

MUG = "harbour-mug-1"  # ¥48.00

terms = st.builds(
    Terms,
    id=st.integers(1, 9),
    kind=st.sampled_from(["percent", "amount"]),
    value=st.integers(1, 100_000),
    minimum_fen=st.integers(0, 50_000),
    ends_at=st.sampled_from(["2026", "2027"]),
)
amounts = st.lists(st.integers(1, 100_000), min_size=1, max_size=8)


@given(st.lists(terms, max_size=5), amounts)
def test_something_is_left_to_pay_and_the_lines_share_exactly(offered: list[Terms], lines: list[int]) -> None:
    whole, best = sum(lines), discounts.best(offered, sum(lines))
    off = best[1] if best else 0
    assert off == max((discounts.worth(one, whole) for one in offered), default=0)
    assert whole - off >= discounts.LEAST_FEN
    shares = discounts.share(off, lines)
    assert sum(shares) == off
    assert all(0 <= share <= line for share, line in zip(shares, lines, strict=True))


@given(st.integers(0, 100_000), st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_pieces_given_back_one_by_one_come_to_what_was_paid(paid: int, steps: list[int]) -> None:
    pieces, back, given_back = sum(steps), 0, 0
    for step in steps:
        given_back += discounts.value_of(paid, pieces, back + step) - discounts.value_of(paid, pieces, back)
        back += step
        assert given_back <= paid
    assert given_back == paid


def form(shop: Shop, **changes: object) -> dict[str, object]:
    day = timedelta(days=1)
    terms = {
        "kind": "percent",
        "value": 10,
        "minimum_fen": 5_000,
        "starts_at": f"{shop.now - day:%Y-%m-%dT%H:%M:%SZ}",
        "ends_at": f"{shop.now + day:%Y-%m-%dT%H:%M:%SZ}",
        "claims_max": 2,
        "claims_per_person_max": 1,
    }
    return terms | changes


async def test_a_coupon_is_claimed_within_its_limits(shop: Shop) -> None:
    made = await shop.ask("desk:", "POST", "/seller/coupons", form(shop, claims_max=1), expect=201)
    claim = f"/api/coupons/{made['id']}"
    await shop.ask("ann", "POST", claim, expect=201)
    assert (await shop.ask("ann", "POST", claim, expect=409))["code"] == "coupon_claimed"
    assert (await shop.ask("ben", "POST", claim, expect=409))["code"] == "coupon_gone"
    await shop.ask("desk:tin-drum", "POST", claim.replace("/api", "/seller"), {"is_on": False}, expect=404)
    await shop.ask("desk:", "POST", claim.replace("/api", "/seller"), {"is_on": False})
    assert (await shop.ask("ben", "POST", claim, expect=409))["code"] == "coupon_over"
    await shop.ask("desk:", "POST", "/seller/coupons", form(shop, value=95), expect=400)


async def test_the_best_one_is_reserved_with_the_order_and_comes_back_when_it_dies(shop: Shop) -> None:
    for value in (10, 20):
        made = await shop.ask("desk:", "POST", "/seller/coupons", form(shop, value=value), expect=201)
        await shop.ask("ann", "POST", f"/api/coupons/{made['id']}", expect=201)
    basket = {"items": [{"variant_id": MUG, "quantity": 2}]}
    quoted = await shop.ask("ann", "POST", "/api/quote", basket)
    assert (quoted["total_fen"], quoted["discounts"][0]["value"]) == (7_680, 20)
    where = {"recipient": "Ann", "address": "1 Harbour"}

    order = basket | where | {"request_key": "basket-0001", "total_fen": quoted["total_fen"]}
    first = (await shop.ask("ann", "POST", "/api/orders", order, expect=201))["order"]
    assert first["total_fen"] == first["lines"][0]["paid_fen"] == 7_680
    # The better one is taken: the next order gets the other, the third pays in full.
    assert (await shop.ask("ann", "POST", "/api/quote", basket))["total_fen"] == 8_640
    moved = order | {"request_key": "basket-0002"}
    assert (await shop.ask("ann", "POST", "/api/orders", moved, expect=409))["code"] == "price_moved"
    await shop.buy("ann", (MUG, 2))
    assert (await shop.ask("ann", "POST", "/api/quote", basket))["total_fen"] == 9_600

    await shop.ask("ann", "POST", f"/api/orders/{first['number']}/cancel")
    assert (await shop.ask("ann", "POST", "/api/quote", basket))["total_fen"] == 7_680
    small = {"items": [{"variant_id": MUG, "quantity": 1}]}
    assert (await shop.ask("ann", "POST", "/api/quote", small))["discounts"] == []


async def test_a_piece_bought_with_a_coupon_goes_back_for_what_it_cost(shop: Shop) -> None:
    made = await shop.ask("desk:", "POST", "/seller/coupons", form(shop, kind="amount", value=1_001), expect=201)
    await shop.ask("ann", "POST", f"/api/coupons/{made['id']}", expect=201)
    number = await shop.buy("ann", (MUG, 2))
    await shop.deliver(number)
    [line] = await shop.lines(number)
    for n in range(2):
        asked = {"line_id": line.id, "quantity": 1, "reason": "changed", "request_key": f"return-0{n}"}
        back = await shop.ask("ann", "POST", f"/api/orders/{number}/returns", asked, expect=201)
        await shop.ask("desk:", "POST", f"/seller/returns/{back['id']}", {"accept": True})
    assert sum(shop.till.refunds.values()) == 9_600 - 1_001


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_order_of_things_no_coupon_is_used_twice_and_parts_are_the_whole(shop: Shop, seed: int) -> None:
    chance, orders_made = random.Random(seed), list[tuple[str, str]]()
    await market.stock(shop.desk.database, [Seller("tin-drum", "Tin Drum", "0", "0", "0", Path())], 20)
    shelf = [MUG, "wool-blanket-1", *(f"{one['id']}-0" for one in market.products(20, ["tin-drum"]))]
    for seller in ("", "tin-drum"):
        for kind, value in (("percent", 90), ("amount", 9_000), ("percent", 15)):
            terms = form(shop, kind=kind, value=value, minimum_fen=0, claims_max=50, claims_per_person_max=2)
            made = await shop.ask(f"desk:{seller}", "POST", "/seller/coupons", terms, expect=201)
            for who in ("ann", "ben"):
                await shop.ask(who, "POST", f"/api/coupons/{made['id']}", expect=201)
    for turn in range(25):
        who = chance.choice(("ann", "ben"))
        if orders_made and chance.random() < 0.4:
            owner, number = chance.choice(orders_made)
            await shop.ask(owner, "POST", f"/api/orders/{number}/cancel")
            continue
        items = [{"variant_id": one, "quantity": chance.randint(1, 2)} for one in chance.sample(shelf, 3)]
        basket = {"items": items, "recipient": "A", "address": "B", "request_key": f"{seed}-turn-{turn:03}"}
        made = (await shop.ask(who, "POST", "/api/orders", basket, expect=201))["order"]
        orders_made.append((who, made["number"]))
        if chance.random() < 0.5:
            await shop.paid(made["number"], made["total_fen"])

    used = list[int]()
    for who, number in orders_made:
        shown = await shop.ask(who, "GET", f"/api/orders/{number}")
        whole = sum(line["price_fen"] * line["quantity"] for line in shown["lines"])
        assert shown["total_fen"] == whole - sum(one["amount_fen"] for one in shown["discounts"])
        assert shown["total_fen"] == sum(line["paid_fen"] for line in shown["lines"])
        assert all(part["total_fen"] >= discounts.LEAST_FEN for part in shown["parts"])
        assert not shown["parts"] or sum(part["total_fen"] for part in shown["parts"]) == shown["total_fen"]
        if shown["state"] in ("awaiting_payment", "paid"):
            async with shop.desk.database.read() as session:
                used += [one.claim_id for one in await coupons.of_order(session, number)]
    assert len(used) == len(set(used)) > 0
    async with shop.desk.database.read() as session:
        taken = (await session.exec(select(CouponClaim.id).where(CouponClaim.number != ""))).all()
    assert set(taken) == set(used)

"""A basket hears how many there are before it becomes an order, and at the order when somebody was quicker."""

from tests.miniapps.shop.kit import Shop

LAST_FEW, MUG = "moon-vase-1", "harbour-mug-1"


async def test_a_quote_and_a_basket_say_how_many_there_are(shop: Shop) -> None:
    left = (await shop.ask("ann", "GET", "/api/products/moon-vase"))["variants"][0]["stock"]
    items = [{"variant_id": LAST_FEW, "quantity": left + 1}, {"variant_id": MUG, "quantity": 2}]

    quote = await shop.ask("ann", "POST", "/api/quote", {"items": items})
    assert quote["short"] == [{"variant_id": LAST_FEW, "stock": left}]
    looked = await shop.client.post("/api/stock", json={"items": [*items, {"variant_id": "gone", "quantity": 1}]})
    assert looked.json()["short"] == [{"variant_id": LAST_FEW, "stock": left}, {"variant_id": "gone", "stock": 0}]

    items[0]["quantity"] = left
    assert (await shop.ask("ann", "POST", "/api/quote", {"items": items}))["short"] == []


async def test_who_was_slower_is_told_what_is_left(shop: Shop) -> None:
    left = (await shop.ask("ann", "GET", "/api/products/moon-vase"))["variants"][0]["stock"]
    form = {
        "items": [{"variant_id": LAST_FEW, "quantity": left}],
        "recipient": "Ben",
        "address": "1 Harbour",
        "request_key": "ben-basket-1",
    }
    await shop.buy("ann", (LAST_FEW, 1))
    refused = await shop.ask("ben", "POST", "/api/orders", form, expect=409)
    assert (refused["code"], refused["facts"]["stock"]) == ("too_few", left - 1)
    await shop.buy("ann", (LAST_FEW, left - 1))
    assert (await shop.ask("ben", "POST", "/api/orders", form, expect=409))["code"] == "sold_out"

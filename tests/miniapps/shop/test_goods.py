"""What a seller puts on the shelf and how it is worded; who is told of a new order, once for each time they agreed."""

import json

from sqlmodel import select

from miniapps.shop.server import catalogue
from miniapps.shop.server.tables import SELLER_OUTBOX
from tests.miniapps.shop.kit import Shop, picture

BELL = {"name": "Ship Bell", "blurb": "Heard across the harbour.", "category": "home"}
FIRST = {"label": "Brass", "price_fen": 6600, "stock": 4}


async def told(shop: Shop) -> list[dict[str, object]]:
    async with shop.desk.database.read() as session:
        rows = (await session.execute(select(SELLER_OUTBOX.c.body).order_by(SELLER_OUTBOX.c.id))).scalars().all()
    return [json.loads(row) for row in rows]


async def test_a_new_product_is_found_bought_and_changed_by_its_own_shop_only(shop: Shop) -> None:
    made = await shop.ask("desk:tin-drum", "POST", "/seller/products", BELL | FIRST, expect=201)
    [found] = (await shop.ask("ann", "GET", "/api/products?q=ship+bell"))["items"]
    assert (found["id"], found["seller"], found["price_fen"], found["picture"]) == (made["id"], "tin-drum", 6600, "")
    await shop.buy("ann", (f"{made['id']}+0", 1))
    [order] = (await shop.ask("desk:tin-drum", "GET", "/seller/orders"))["items"]
    assert order["lines"][0]["name"] == "Ship Bell"

    path = f"/seller/products/{made['id']}"
    await shop.ask("desk:", "POST", path, BELL, expect=404)
    await shop.ask("desk:tin-drum", "POST", path, BELL | {"name": "Storm Bell", "category": "outdoors"})
    assert (await shop.ask("ann", "GET", "/api/products?q=ship+bell"))["items"] == []
    [renamed] = (await shop.ask("ann", "GET", "/api/products?q=storm+bell"))["items"]
    assert (renamed["name"], renamed["category"], renamed["stock"]) == ("Storm Bell", "outdoors", 3)


async def test_what_is_wrong_is_said_and_nothing_is_made(shop: Shop) -> None:
    for change, code in (
        ({"category": "submarines"}, "category_unknown"),
        ({"picture": "nobody-sent-this"}, "picture_unknown"),
        ({"name": " "}, "form_refused"),
        ({"price_fen": 0}, "form_refused"),
    ):
        expect = 404 if code == "picture_unknown" else 400
        refused = await shop.ask("desk:tin-drum", "POST", "/seller/products", BELL | FIRST | change, expect=expect)
        assert refused["code"] == code
    assert (await shop.ask("desk:tin-drum", "GET", "/seller/products?q=bell"))["items"] == []


async def test_a_sellers_words_outlast_a_restart_and_the_picture_is_their_own(shop: Shop) -> None:
    sent = await shop.client.post(
        "/seller/pictures",
        files={"file": ("mug.png", picture(), "image/png")},
        headers={"authorization": "Bearer desk:"},
    )
    taken = sent.json()["id"]
    words = {"name": "Old Harbour Mug", "blurb": "", "category": "kitchen", "picture": taken}
    await shop.ask("desk:", "POST", "/seller/products/harbour-mug", words)
    await catalogue.load(shop.desk.database)
    shown = await shop.ask("ann", "GET", "/api/products/harbour-mug")
    assert (shown["name"], shown["blurb"], shown["picture"]) == ("Old Harbour Mug", "", taken)
    words = words | {"picture": None, "name": "Harbour Mug"}
    await shop.ask("desk:", "POST", "/seller/products/harbour-mug", words)
    assert (await shop.ask("ann", "GET", "/api/products/harbour-mug"))["picture"] == taken
    stolen = BELL | FIRST | {"picture": taken}
    await shop.ask("desk:tin-drum", "POST", "/seller/products", stolen, expect=404)


async def test_a_seller_is_told_of_as_many_orders_as_they_agreed_to(shop: Shop) -> None:
    assert (await shop.ask("desk:", "GET", "/seller/orders"))["told"] == 0
    assert await shop.ask("desk:", "POST", "/seller/watch") == {"told": 1}
    number = await shop.buy("ann", ("harbour-mug-1", 2), ("camp-mug-1", 1))
    await shop.buy("ben", ("harbour-mug-1", 1))
    [message] = await told(shop)
    assert message["data"] == {
        "thing1": {"value": "2 × Harbour Mug and 1 more"[:20]},
        "character_string5": {"value": number},
        "amount6": {"value": "¥138.00"},
    }
    assert message["page"] == "pages/orders/orders"
    assert (await shop.ask("desk:", "GET", "/seller/orders"))["told"] == 0


async def test_a_product_of_a_brand_of_its_own_is_shown_and_found_by_it(shop: Shop) -> None:
    made = await shop.ask(
        "desk:tin-drum", "POST", "/seller/products", BELL | FIRST | {"brand": "Gull & Mast"}, expect=201
    )
    [found] = (await shop.ask("ann", "GET", "/api/products?q=gull"))["items"]
    assert (found["id"], found["brand"]) == (made["id"], {"id": "gull-mast", "name": "Gull & Mast"})
    brands = await shop.ask("ann", "GET", "/api/brands?find=mast")
    assert [(one["name"], one["products"]) for one in brands["items"]] == [("Gull & Mast", 1)]
    assert [one["id"] for one in (await shop.ask("ann", "GET", "/api/products?brand=gull-mast"))["items"]] == [
        made["id"]
    ]

    path = f"/seller/products/{made['id']}"
    await shop.ask("desk:tin-drum", "POST", path, BELL)  # says nothing of a brand, and leaves it
    assert (await shop.ask("ann", "GET", "/api/products?q=gull"))["items"][0]["brand"]
    await shop.ask("desk:tin-drum", "POST", path, BELL | {"brand": ""})
    assert (await shop.ask("ann", "GET", "/api/products?q=gull"))["items"] == []


async def test_a_brand_that_others_sell_under_is_theirs(shop: Shop) -> None:
    for brand, expect, code in (("Lantern  LANE", 409, "brand_taken"), ("&!", 400, "brand_refused")):
        form = BELL | FIRST | {"brand": brand}
        refused = await shop.ask("desk:tin-drum", "POST", "/seller/products", form, expect=expect)
        assert refused["code"] == code
    own = await shop.ask("desk:", "POST", "/seller/products", BELL | FIRST | {"brand": "Lantern Lane"}, expect=201)
    await shop.ask("desk:", "POST", "/seller/products/harbour-mug", {**BELL, "brand": "Quay"})
    await catalogue.load(shop.desk.database)
    assert (await shop.ask("ann", "GET", "/api/products/harbour-mug"))["brand"]["name"] == "Quay"
    assert (await shop.ask("ann", "GET", f"/api/products/{own['id']}"))["brand"]["name"] == "Lantern Lane"

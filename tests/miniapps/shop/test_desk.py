"""The seller's desk: who may work there, what is on the shelf, what buyers wish for."""

from datetime import timedelta

from miniapps.kit.languages import speak
from miniapps.shop.server import orders, simulator, staff
from miniapps.shop.server.tables import LANGUAGES, Drop, stamp
from tests.miniapps.shop.kit import Shop

MUG = "harbour-mug-1"


async def test_nobody_works_for_a_shop_without_its_code(shop: Shop) -> None:
    shop.desk.settings.seller_appsecret = "hush"
    await shop.ask("ann", "GET", "/seller/orders", expect=401)
    join = {"seller": "tin-drum", "code": staff.code_of("hush", "")}
    assert (await shop.ask("desk:", "POST", "/seller/join", join, expect=403))["code"] == "code_wrong"
    await shop.ask("desk:", "POST", "/seller/join", join | {"code": staff.code_of("hush", "tin-drum")})
    assert (await shop.ask("desk:", "GET", "/seller/choices"))["chosen"] == "tin-drum"


async def test_the_shelf_is_changed_by_its_seller_and_a_sale_in_between_is_kept(shop: Shop) -> None:
    found = await shop.ask("desk:", "GET", "/seller/products?q=harbour+mug")
    mug = found["items"][0]["variants"][0]
    assert mug == {"id": MUG, "label": "Sea blue", "price_fen": 4800, "stock": 40, "drop_id": "", "is_off": False}
    change = {"label": "Sea blue", "price_fen": 4500, "stock": 50, "seen_stock": 40}
    await shop.ask("desk:tin-drum", "POST", f"/seller/variants/{MUG}", change, expect=404)
    await shop.ask("ann", "POST", "/api/wish-list", {"variant_id": MUG}, expect=201)
    await shop.ask("desk:", "POST", f"/seller/variants/{MUG}", change)
    await shop.buy("ann", (MUG, 1))
    moved = await shop.ask("desk:", "POST", f"/seller/variants/{MUG}", change | {"seen_stock": 50}, expect=409)
    assert (moved["code"], moved["facts"]) == ("stock_moved", {"stock": 49})

    new = {"label": "Fog", "price_fen": 5200, "stock": 3}
    made = await shop.ask("desk:", "POST", "/seller/products/harbour-mug/variants", new, expect=201)
    await shop.ask("desk:", "POST", "/seller/products/harbour-mug/variants", new, expect=409)
    await shop.buy("ann", (made["id"], 3))

    [wish] = (await shop.ask("ann", "GET", "/api/wish-list"))["items"]
    assert (wish["then_fen"], wish["price_fen"], wish["stock"]) == (4800, 4500, 49)
    await shop.ask("ann", "DELETE", f"/api/wish-list/{MUG}")
    assert (await shop.ask("ann", "GET", "/api/wish-list"))["items"] == []


async def test_the_pieces_of_a_drop_stay_counted(shop: Shop) -> None:
    async with shop.desk.database.write() as session:
        opens = "2026-11-23T09:00:00Z"
        drop = Drop(id="d", title="Mug", product_id="harbour-mug", variant_id=MUG, quantity=40, opens_at=opens)
        session.add(drop)
    change = {"label": "Sea blue", "price_fen": 4500, "stock": 60, "seen_stock": 40}
    refused = await shop.ask("desk:", "POST", f"/seller/variants/{MUG}", change, expect=409)
    assert refused["code"] == "drop_fixed"


async def test_a_seller_makes_a_limited_drop_of_what_is_theirs(shop: Shop) -> None:
    form = {"variant_id": MUG, "quantity": 3, "opens_at": "2026-11-24T09:00:00Z"}
    await shop.ask("desk:tin-drum", "POST", "/seller/drops", form, expect=404)
    for opens_at in ("2026-11-23T08:00:00Z", "2027-11-24T09:00:00Z"):
        late = await shop.ask("desk:", "POST", "/seller/drops", form | {"opens_at": opens_at}, expect=409)
        assert late["code"] == "drop_terms"

    made = await shop.ask("desk:", "POST", "/seller/drops", form, expect=201)

    again = await shop.ask("desk:", "POST", "/seller/drops", form, expect=409)
    assert again["code"] == "drop_fixed"
    [shown] = (await shop.ask("ann", "GET", "/api/drops"))["drops"]
    assert (shown["id"], shown["quantity"], shown["state"], shown["is_open"]) == (made["id"], 3, "joinable", False)
    mug = (await shop.ask("ann", "GET", "/api/products/harbour-mug"))["variants"][0]
    assert (mug["drop_id"], mug["stock"]) == (made["id"], 3)
    [seen] = (await shop.ask("desk:", "GET", "/seller/products?id=harbour-mug"))["items"]
    assert seen["variants"][0]["drop_id"] == made["id"]
    joined = await shop.ask("ann", "POST", f"/api/drops/{made['id']}/join", {"tell": True})
    assert (joined["state"], joined["told"]) == ("waiting", True)


async def test_a_payment_keeps_its_name_when_the_buyer_changes_the_language(shop: Shop) -> None:
    """The host would refuse the same number with other words."""
    wanted = [orders.Wanted(MUG, 1), orders.Wanted("wool-blanket-2", 1)]
    made = await shop.desk.order("ann", wanted, recipient="Ann", address="1 Harbour", request_key="two things")
    async with shop.desk.database.write() as session:
        await speak(session, LANGUAGES, "ann", "uk")
    again = await shop.desk.pay_again("ann", made["order"]["number"])
    assert again["payment"]["description"] == made["payment"]["description"]
    assert "more" in again["payment"]["description"]


async def test_parcels_that_move_by_themselves_can_be_paused_by_whoever_runs_the_market(shop: Shop) -> None:
    for who in ("ann", "desk:"):
        assert (await shop.ask(who, "POST", "/admin/simulator", {"running": False}, expect=401))["code"] == "admin_only"
    await shop.buy("ann", (MUG, 1))
    shop.now += timedelta(seconds=40)
    paused = await shop.ask("secret", "POST", "/admin/simulator", {"running": False})
    assert paused == {"running": False, "seconds": 30}
    assert await simulator.look(shop.desk, shop.simulation) == 0
    assert await shop.ask("secret", "POST", "/admin/simulator", {"running": True, "seconds": 60})
    assert await simulator.look(shop.desk, shop.simulation) == 0
    await shop.ask("secret", "POST", "/admin/simulator", {"seconds": 10})
    assert await simulator.look(shop.desk, shop.simulation) == 1


async def test_a_seller_calls_a_drop_off_and_what_waits_for_payment_is_closed(shop: Shop) -> None:
    opens = stamp(shop.now + timedelta(minutes=1))
    form = {"variant_id": MUG, "quantity": 2, "opens_at": opens}
    made = await shop.ask("desk:", "POST", "/seller/drops", form, expect=201)
    await shop.ask("ann", "POST", f"/api/drops/{made['id']}/join", {"tell": True, "tell_off": True})
    shop.now += timedelta(minutes=2)
    await shop.ask("ann", "GET", "/api/drops")
    order = await shop.desk.order(
        "ann", [orders.Wanted(MUG, 1)], recipient="Ann", address="1 Harbour", request_key="ann-drop-1"
    )

    path = f"/seller/drops/{made['id']}/call-off"
    await shop.ask("desk:tin-drum", "POST", path, {}, expect=404)
    await shop.ask("desk:", "POST", path, {})

    assert (await shop.desk.show("ann", order["order"]["number"]))["state"] == "cancelled"
    [shown] = (await shop.ask("ben", "GET", "/api/drops"))["drops"]
    assert (shown["is_off"], shown["left"]) == (True, 0)
    [product] = (await shop.ask("desk:", "GET", "/seller/products?id=harbour-mug"))["items"]
    assert next(one for one in product["variants"] if one["id"] == MUG)["is_off"]

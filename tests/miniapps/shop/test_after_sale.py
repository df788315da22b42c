"""After the payment: parcels step by step, things sent back, what buyers say of them; each told once, each only to whom
it belongs."""

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlmodel import select

from miniapps.kit.languages import speak
from miniapps.shop.server import simulator
from miniapps.shop.server.orders import Wanted
from miniapps.shop.server.returns import Return
from miniapps.shop.server.tables import LANGUAGES, OUTBOX, Order, OrderState, Variant
from tests.miniapps.shop.kit import Shop, picture

MUG, BLANKET = "harbour-mug-1", "wool-blanket-2"


async def cards(shop: Shop) -> list[tuple[str, str]]:
    """(change, state) of every card that was put down."""
    async with shop.desk.database.read() as session:
        rows = (await session.execute(select(OUTBOX.c.body).order_by(OUTBOX.c.id))).all()
    return [(card["change"], card["state"]) for card in (json.loads(body) for (body,) in rows)]


async def stock(shop: Shop, variant: str) -> int:
    async with shop.desk.database.read() as session:
        return (await session.get_one(Variant, variant)).stock


async def test_a_parcel_goes_its_way_with_times_and_one_card_for_each_step(shop: Shop) -> None:
    async with shop.desk.database.write() as session:
        await speak(session, LANGUAGES, "ann", "zh_CN")
    number = await shop.buy("ann", (MUG, 2))
    step = f"/seller/orders/{number}/step"
    waiting = await shop.ask("desk:", "GET", "/seller/orders")
    assert [one["number"] for one in waiting["items"]] == [number]
    await shop.ask("desk:tin-drum", "POST", step, {"to": "packed"}, expect=404)
    await shop.ask("desk:", "POST", step, {"to": "delivered"}, expect=409)
    await shop.ask("desk:", "POST", step, {"to": "sent", "carrier": "Post"}, expect=400)
    for _ in range(2):
        shop.now += timedelta(minutes=1)
        await shop.ask("desk:", "POST", step, {"to": "sent", "carrier": "Post", "tracking": "LL 7"})
    await shop.ask("desk:", "POST", step, {"to": "delivered"})

    shown = await shop.ask("ann", "GET", f"/api/orders/{number}")

    [parcel] = shown["parcels"]
    assert (shown["stage"], parcel["carrier"], parcel["tracking"]) == ("delivered", "Post", "LL 7")
    assert [bool(one["at"]) for one in parcel["steps"]] == [True, False, True, True]
    assert await cards(shop) == [
        ("paid", "已付款"),
        ("parcel::sent", "運送中"),
        ("parcel::delivered", "已送達"),
    ]
    refused = await shop.ask("ann", "POST", f"/api/orders/{number}/cancel", expect=409)
    assert refused["code"] == "packed_already"


async def test_the_simulator_moves_what_has_waited_long_enough(shop: Shop) -> None:
    number = await shop.buy("ann", (MUG, 1))
    assert await simulator.look(shop.desk, shop.simulation) == 0
    for _ in range(5):
        shop.now += timedelta(seconds=31)
        await simulator.look(shop.desk, shop.simulation)
    assert (await shop.ask("ann", "GET", f"/api/orders/{number}"))["stage"] == "delivered"
    assert len(await cards(shop)) == 4


async def ask_back(shop: Shop, number: str, quantity: int, key: str, expect: int = 201) -> dict[str, object]:
    [line] = await shop.lines(number)
    form = {"line_id": line.id, "quantity": quantity, "reason": "damaged", "text": "Cracked", "request_key": key}
    return await shop.ask("ann", "POST", f"/api/orders/{number}/returns", form, expect=expect)


async def test_pieces_sent_back_are_paid_back_exactly_and_once(shop: Shop) -> None:
    number = await shop.buy("ann", (BLANKET, 3))
    await ask_back(shop, number, 1, "not-sent-yet", expect=409)
    await shop.deliver(number)
    [line] = await shop.lines(number)
    first = await ask_back(shop, number, 1, "return-01")
    assert await ask_back(shop, number, 1, "return-01") == first
    await ask_back(shop, number, 3, "return-02", expect=409)
    second = await ask_back(shop, number, 2, "return-03")
    left = await stock(shop, BLANKET)

    decide = f"/seller/returns/{first['id']}"
    await shop.ask("desk:tin-drum", "POST", decide, {"accept": True}, expect=404)
    yes = {"accept": True, "restock": True, "answer": "We are sorry."}
    both = await asyncio.gather(*(shop.client.post(decide, json=yes, headers={"authorization": "Bearer desk:"})
                                  for _ in range(2)))  # fmt: skip
    await shop.ask("desk:", "POST", f"/seller/returns/{second['id']}", {"accept": False, "answer": "Worn."})

    assert sorted(one.status_code for one in both) == [200, 409]
    assert list(shop.till.refunds.values()) == [line.price_fen]
    assert await stock(shop, BLANKET) == left + 1
    shown = await shop.ask("ann", "GET", f"/api/orders/{number}")
    assert [(one["state"], one["answer"]) for one in shown["returns"]] == [
        ("refunded", "We are sorry."),
        ("refused", "Worn."),
    ]
    assert (shown["refunded_fen"], shown["lines"][0]["can_return"]) == (line.price_fen, 2)
    assert [change for change, _ in await cards(shop) if change.startswith("return")] == [
        "return:1:refunding",
        "return:1:refunded",
        "return:2:refused",
    ]
    takings = await shop.ask("desk:", "GET", "/seller/takings")
    assert takings["net_fen"] == line.price_fen * 2
    shop.now += timedelta(days=15)
    await ask_back(shop, number, 1, "too-late-by-now", expect=409)


async def test_a_refund_waits_for_a_host_that_is_away(shop: Shop) -> None:
    """And is called the same when the buyer has changed the language meanwhile."""
    async with shop.desk.database.write() as session:
        await speak(session, LANGUAGES, "ann", "it")
    number = await shop.buy("ann", (MUG, 1))
    await shop.deliver(number)
    asked = await ask_back(shop, number, 1, "return-01")
    shop.till.is_away = True
    await shop.ask("desk:", "POST", f"/seller/returns/{asked['id']}", {"accept": True})
    assert (await shop.ask("ann", "GET", f"/api/orders/{number}"))["returns"][0]["state"] == "refunding"
    async with shop.desk.database.write() as session:
        await speak(session, LANGUAGES, "ann", "en")
    shop.till.is_away = False
    for _ in range(2):
        await shop.desk.sweep()
    assert (await shop.ask("ann", "GET", f"/api/orders/{number}"))["returns"][0]["state"] == "refunded"
    assert len(shop.till.refunds) == 1
    assert list(shop.till.reasons.values()) == ["Reso: danneggiato"]
    assert await stock(shop, MUG) == 39  # not put back: nobody said so


@dataclass
class OtherSellers:
    """Says what a notice for another seller says."""

    notice: dict[str, Any]

    async def read_notice(self, headers: object, body: object) -> tuple[str, dict[str, Any]]:
        return "tin-drum", self.notice


async def test_another_sellers_notice_pays_no_order_and_ends_no_return_of_ours(shop: Shop) -> None:
    wanted = [Wanted(MUG, 1)]
    made = await shop.desk.order("ann", wanted, recipient="A", address="B", request_key="basket-01")
    number, total = made["order"]["number"], made["order"]["total_fen"]
    returned = await shop.buy("ann", (BLANKET, 1))
    await shop.deliver(returned)
    asked = await ask_back(shop, returned, 1, "return-01")
    shop.till.is_away = True
    await shop.ask("desk:", "POST", f"/seller/returns/{asked['id']}", {"accept": True})
    async with shop.desk.database.read() as session:
        refund_number = (await session.get_one(Return, asked["id"])).refund_number
    paid = {"out_trade_no": number, "transaction_id": "42", "amount": {"total": total}}
    for kind, facts in (("TRANSACTION", paid), ("REFUND", {"out_trade_no": returned, "out_refund_no": refund_number})):
        others = OtherSellers({"event_type": f"{kind}.SUCCESS", "resource": facts})
        assert await replace(shop.desk, baskets=others).take_notice({}, b"")  # pyright: ignore[reportArgumentType]
    async with shop.desk.database.read() as session:
        assert (await session.get_one(Order, number)).state is OrderState.AWAITING_PAYMENT
        assert (await session.get_one(Return, asked["id"])).state == "refunding"


async def send_picture(shop: Shop, who: str, data: bytes, expect: int = 201) -> str:
    answer = await shop.client.post(
        "/api/pictures", files={"file": ("a.png", data)}, headers={"authorization": f"Bearer {who}"}
    )
    assert answer.status_code == expect, answer.text
    return answer.json().get("id", "")


async def test_who_received_it_reviews_it_with_a_picture_and_the_seller_answers(shop: Shop) -> None:
    number = await shop.buy("ann", (MUG, 1))
    [line] = await shop.lines(number)
    path = f"/api/orders/{number}/lines/{line.id}/review"
    await shop.ask("ann", "PUT", path, {"stars": 5}, expect=409)
    await shop.deliver(number)
    await shop.ask("ben", "PUT", path, {"stars": 1}, expect=404)
    mine, theirs = await send_picture(shop, "ann", picture(2_000)), await send_picture(shop, "ben", picture())
    await shop.ask("ann", "PUT", path, {"stars": 3, "pictures": [theirs]}, expect=404)
    await shop.ask("ann", "PUT", path, {"stars": 3, "text": "Fine", "pictures": [mine]})
    await shop.ask("ann", "PUT", path, {"stars": 4, "text": "Better", "pictures": [mine]})
    answer = f"/seller/reviews/{line.id}"
    await shop.ask("desk:tin-drum", "POST", answer, {"text": "Hi"}, expect=404)
    await shop.ask("desk:", "POST", answer, {"text": "Thank you"})

    [review] = (await shop.ask("ben", "GET", "/api/products/harbour-mug/reviews"))["items"]

    assert (review["stars"], review["text"], review["edited"], review["answer"]) == (4, "Better", True, "Thank you")
    shown = await shop.ask("ben", "GET", "/api/products/harbour-mug")
    assert (shown["stars"], shown["reviews"]) == (4.0, 1)
    drawn = await shop.client.get(f"/pictures/{review['pictures'][0]}")
    assert (drawn.headers["content-type"], drawn.content[8:12]) == ("image/webp", b"WEBP")


async def test_pictures_nobody_used_are_forgotten_after_a_day(shop: Shop) -> None:
    number = await shop.buy("ann", (MUG, 1))
    await shop.deliver(number)
    [line] = await shop.lines(number)
    used, left, dropped = [await send_picture(shop, "ann", picture()) for _ in range(3)]
    for chosen in ([used, dropped], [used]):
        body = {"stars": 5, "pictures": chosen}
        await shop.ask("ann", "PUT", f"/api/orders/{number}/lines/{line.id}/review", body)
    shop.now += timedelta(days=2)
    await shop.desk.sweep()
    found = [(await shop.client.get(f"/pictures/{one}")).status_code for one in (used, left, dropped)]
    assert found == [200, 404, 404]


async def test_what_is_no_picture_is_refused(shop: Shop) -> None:
    await send_picture(shop, "ann", b"<svg onload=alert(1)>", expect=400)
    await send_picture(shop, "ann", b"", expect=400)
    await send_picture(shop, "ann", picture() + b"x" * (9 * 1024 * 1024), expect=413)

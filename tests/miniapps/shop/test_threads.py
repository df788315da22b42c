"""Those who ask, as a seller sees them: one thread each, with the own part of what they show of their basket; and how
soon a seller usually answers."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miniapps.shop.server import questions, threads
from miniapps.shop.server.questions import Question, QuestionTopic
from miniapps.shop.server.tables import Listing
from tests.miniapps.shop.kit import Shop

MUG, POT = "harbour-mug", "juniper-teapot"


class Host:
    def __init__(self) -> None:
        self.message = self

    def send_text(self, _openid: str, _text: str) -> None: ...


@pytest.fixture(autouse=True)
async def market(shop: Shop) -> None:
    """Tin Drum sells the teapots, Lantern Lane the mugs."""
    object.__setattr__(shop.desk, "host", Host())
    async with shop.desk.database.write() as session:
        session.add(Listing(product_id=POT, seller="tin-drum"))


async def ask(shop: Shop, who: str, number: int, product: str, text: str) -> None:
    async with shop.desk.database.write() as session:
        seller = "tin-drum" if product == POT else ""
        session.add(
            Question(number=number, openid=who, text=text, asked_at=shop.now.isoformat(timespec="milliseconds"))
        )
        session.add(QuestionTopic(number=number, product_id=product, seller=seller))
    shop.now += timedelta(milliseconds=5)


async def desk(shop: Shop, seller: str) -> list[dict[str, Any]]:
    return (await shop.ask(f"desk:{seller}", "GET", "/seller/questions"))["items"]


async def test_a_seller_sees_a_persons_questions_and_answers_as_one_thread(shop: Shop) -> None:
    # The host's numbers tell no order.
    await ask(shop, "ann", 9, MUG, "Is it heavy?")
    await ask(shop, "ben", 7, MUG, "Is it blue?")
    await ask(shop, "ann", 3, POT, "Does it drip?")
    await shop.ask("desk:", "POST", "/seller/questions/9", {"text": "Very."})
    await ask(shop, "ann", 1, MUG, "Dishwasher?")

    shown = await desk(shop, "")

    said = [[(one["text"], one["answer"]) for one in thread["questions"]] for thread in shown]
    assert said == [[("Is it heavy?", "Very."), ("Dishwasher?", "")], [("Is it blue?", "")]]
    assert [one["thread"] for one in shown] == [1, 7]
    assert [one["text"] for thread in await desk(shop, "tin-drum") for one in thread["questions"]] == ["Does it drip?"]
    assert "ann" not in str(shown)


async def test_a_shown_basket_reaches_the_seller_who_was_asked_and_only_the_own_lines(shop: Shop) -> None:
    await ask(shop, "ann", 1, MUG, "Is it heavy?")
    await ask(shop, "ann", 2, POT, "Does it drip?")
    await ask(shop, "ben", 3, MUG, "Is it blue?")
    basket = [{"variant_id": f"{one}-1", "quantity": 2} for one in (MUG, POT, "gone")]

    await shop.ask("nobody", "PUT", "/api/asking", {"product_id": MUG, "items": basket}, expect=401)
    await shop.ask("ann", "PUT", "/api/asking", {"product_id": "gone", "items": basket}, expect=404)
    shown = await shop.ask("ann", "PUT", "/api/asking", {"product_id": MUG, "items": basket})

    assert shown == {"shown": [f"{MUG}-1"]}
    ben, ann = await desk(shop, "")
    assert [(one["variant_id"], one["quantity"], one["price_fen"]) for one in ann["basket"]] == [(f"{MUG}-1", 2, 4800)]
    assert ben["basket"] == []
    assert [one["basket"] for one in await desk(shop, "tin-drum")] == [[]]

    await shop.ask("ann", "PUT", "/api/asking", {"product_id": POT, "items": basket})
    assert [line["variant_id"] for one in await desk(shop, "tin-drum") for line in one["basket"]] == [f"{POT}-1"]
    await shop.ask("ann", "PUT", "/api/asking", {"product_id": MUG, "items": []})
    assert [one["basket"] for one in await desk(shop, "")] == [[], []]

    shop.now += timedelta(hours=48)
    assert [one["basket"] for one in await desk(shop, "tin-drum")] == [[]]
    await shop.desk.sweep()
    shop.now -= timedelta(hours=48)
    assert [one["basket"] for one in await desk(shop, "tin-drum")] == [[]]


async def test_how_soon_a_shop_answers_is_said_when_it_has_answered_enough(shop: Shop) -> None:
    for number, minutes in enumerate((1, 600, 7, 3, 5)):
        assert (await shop.ask("nobody", "GET", "/api/home"))["answers"] == {}
        await ask(shop, "ann", number, MUG, "?")
        shop.now += timedelta(minutes=minutes)
        await questions.answer(shop.desk, number, "Yes.", seller="")
    assert (await shop.ask("nobody", "GET", "/api/home"))["answers"] == {"": 300}
    assert (await shop.ask("desk:", "GET", "/seller/questions"))["usual_seconds"] == 300
    assert (await shop.ask("desk:tin-drum", "GET", "/seller/questions"))["usual_seconds"] is None


async def test_a_question_from_before_times_were_written_down_counts_for_nothing(shop: Shop) -> None:
    async with shop.desk.database.write() as session:
        for number in range(10):
            session.add(Question(number=number, openid="ann", text="?", answer="Yes."))
        assert await threads.usual_seconds(session, [""]) == {}


@given(st.lists(st.integers(0, 10**6)))
def test_half_of_the_answers_come_within_the_usual_time(seconds: list[int]) -> None:
    usual = threads.usual_of(seconds)
    assert (usual is None) == (len(seconds) < threads.LEAST)
    if usual is not None:
        assert sum(one <= usual + 1 for one in seconds) * 2 >= len(seconds)
        assert min(seconds) <= usual <= max(seconds)

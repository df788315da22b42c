"""Names of what guests sell: each of them is said in each language, in answers and in cards; the data stay English."""

import json
import re

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

import miniapps.food.server.spoken as food
import miniapps.shop.server.spoken as shop
import miniapps.taxi.server.spoken as taxi
import miniapps.tickets.server.spoken as tickets
from miniapps.food.server.menu import menu
from miniapps.kit.languages import LANGUAGES
from miniapps.kit.names import Names, Spoken
from miniapps.shop.server import catalogue, market
from miniapps.taxi.city.names import PLACES
from miniapps.tickets.server import world
from miniapps.tickets.server.rules.airports import AIRPORTS

SAME_IN_ALL = re.compile(r"[A-Z0-9 .-]{1,6}")


def sold_in_the_shop() -> set[str]:
    own = catalogue.source()["products"]
    names = {text for one in own for text in (one["name"], one["blurb"])}
    labels = {choice["label"] for one in own for choice in one["variants"]}
    made = {text for one in market.products(200, ["tin-drum"]) for text in (one["name"], one["blurb"])}
    made |= {name for name, _ in market.brand_names()}
    return names | made | {label for label in labels if not SAME_IN_ALL.fullmatch(label)} | {"Small", "Large"}


def cooked() -> set[str]:
    places = menu().restaurants.values()
    dishes = menu().dishes.values()
    options = {option for dish in dishes for option in dish.options}
    chosen = {text for option in options for text in (option.name, *(choice.name for choice in option.choices))}
    said = {text for dish in dishes for text in (dish.name, dish.blurb, dish.category)}
    return chosen | said | {text for place in places for text in (place.blurb, place.cuisine)}


def shown_and_flown() -> set[str]:
    films = {text for one in world.FILMS.values() for text in (one.title, one.genre, one.blurb)}
    events = {text for one in world.EVENTS.values() for text in (one.title, one.place, one.kind, one.blurb)}
    tiers = {tier.name for one in world.EVENTS.values() for tier in one.tiers}
    halls = {
        text for one in world.CINEMAS.values() for text in (one.name, one.place, *(hall.name for hall in one.halls))
    }
    return films | events | tiers | halls | {one.city for one in AIRPORTS.values()}


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        (shop.NAMES, sold_in_the_shop()),
        (food.NAMES, cooked()),
        (tickets.NAMES, shown_and_flown()),
        (taxi.NAMES, {name for _, name, _, _ in PLACES}),
    ],
    ids=["shop", "food", "tickets", "taxi"],
)
def test_everything_has_a_name_in_every_language(names: Names, texts: set[str]) -> None:
    script = {"ru": r"[а-яё]", "uk": r"[а-яіїєґ]", "zh": r"[\u4e00-\u9fff]"}
    for text in texts:
        for language, letters in script.items():
            assert re.search(letters, names.say(language, text), re.IGNORECASE), (language, text)


def test_the_market_puts_names_together_as_each_language_does() -> None:
    assert [shop.NAMES.say(language, "Quiet Walnut Teapot No. 3") for language in LANGUAGES] == [
        "Quiet Walnut Teapot No. 3",
        "Teko kayu kenari “Hening” No. 3",
        "Teiera «Quiete» in noce, n. 3",
        "Чайник «Тишина», орех, № 3",
        "Чайник «Тиша», горіх, № 3",
        "安靜胡桃木茶壺 3 號",
    ]
    assert [shop.NAMES.say(language, "Heron & Oak") for language in LANGUAGES] == [
        "Heron & Oak",
        "Bangau & Ek",
        "Airone & Quercia",
        "Цапля и дуб",
        "Чапля та дуб",
        "蒼鷺與橡樹",
    ]
    assert shop.NAMES.say("ru", "Harbour Mug (Sea blue)") == "Кружка «Гавань» (Цвет моря)"
    assert shop.NAMES.say("uk", "Moss / 36-38") == "Мох / 36-38"
    assert shop.NAMES.say("ru", "1.5 l") == "1.5 л"
    assert tickets.NAMES.say("zh", "London – New York") == "倫敦 – 紐約"


async def test_an_answer_is_said_in_the_language_asked_for() -> None:
    film = {
        "title": "Nine Kettles",
        "id": "Nine Kettles",
        "genre": ["Comedy", "Drama"],
        "places": [{"place": "The Attic, The Nook"}],
    }

    async def show(_request: Request) -> Response:
        return JSONResponse(film)

    async def plain(_request: Request) -> Response:
        return PlainTextResponse("Nine Kettles")

    app = Starlette(
        routes=[Route("/film", show), Route("/plain", plain)],
        middleware=[Middleware(Spoken, names=tickets.NAMES, keys=tickets.FIELDS)],
    )
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://guest") as client:
        said = await client.get("/film", headers={"accept-language": "it-IT"})
        english = await client.get("/film", headers={"accept-language": "tlh"})
        text = await client.get("/plain", headers={"accept-language": "it"})
    assert said.json() == {
        "title": "Nove bollitori",
        "id": "Nine Kettles",
        "genre": ["Commedia", "Drammatico"],
        "places": [{"place": "La Soffitta, L’Angolo"}],
    }
    assert (english.json(), json.loads(english.content), text.text) == (film, film, "Nine Kettles")

"""Places of the city are said and found in the passenger's language, streets are called the same in all; what stands on
the cashier and the receipt is said in it too."""

import json
from pathlib import Path

import pytest

from miniapps.kit.languages import speak
from miniapps.taxi.server.spoken import spoken_to
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import LANGUAGES, OUTBOX
from tests.miniapps.taxi.stand import STATION, Taxi
from tests.miniapps.taxi.test_api import serving

MUSEUM = next(node for node, place in the_city().places.items() if place["id"] == "museum")


async def speaks(taxi: Taxi, openid: str, language: str) -> None:
    async with taxi.database.write() as session:
        await speak(session, LANGUAGES, openid, language)


@pytest.mark.parametrize(
    "query", ["museum of maps", "museum peta", "mappe", "Карт музей", "Музей карт", "博物館", "地圖博物館"]
)
def test_a_place_is_found_by_its_words_in_any_language(query: str) -> None:
    assert [place["node"] for place in the_city().search(query)] == [MUSEUM]


def test_a_word_is_found_by_its_beginning_only() -> None:
    assert MUSEUM in [place["node"] for place in the_city().search("muse")]
    assert MUSEUM not in [place["node"] for place in the_city().search("узей")]
    assert the_city().search("ласточ")[0]["title"] == "Swallow Stadium"


async def test_the_search_and_the_map_speak_the_passengers_language(tmp_path: Path) -> None:
    async with serving(tmp_path) as (client, _):
        found = (await client.get("/api/search?q=музей", headers={"accept-language": "uk"})).json()["places"]
        city = await client.get("/api/city", headers={"accept-language": "it"})
        streets = (await client.get("/api/search?q=amber", headers={"accept-language": "zh"})).json()["places"]
        english = (await client.get("/api/search?q=музей")).json()["places"]
    assert [(one["title"], one["kind"]) for one in found] == [("Музей карт", "art")]
    assert "Museo delle Mappe" in [place["name"] for place in city.json()["places"]]
    assert city.headers["vary"] == "accept-language"
    assert "Amber Row" in " ".join(one["title"] for one in streets)
    assert [one["title"] for one in english] == ["Museum of Maps"]


def test_a_ride_that_is_followed_names_both_ends_in_the_language_asked_for() -> None:
    ride = {"from": the_city().label(MUSEUM), "to": "Old Harbour", "path": [[45.1, 13.2]]}
    said = spoken_to({"accept-language": "ru"}, ride)
    assert (said["from"]["title"], said["to"], said["path"]) == ("Музей карт", "Старая гавань", [[45.1, 13.2]])
    assert spoken_to({}, ride) == ride


async def test_the_cashier_and_the_card_name_the_goal_in_the_passengers_language(taxi: Taxi) -> None:
    await speaks(taxi, "ann", "zh_TW")
    await taxi.hire("d1")
    number = await taxi.order(start=STATION, goal=MUSEUM)
    await taxi.pay(number)
    await taxi.engine.dispatch()
    await taxi.cab.accept("d1", (await taxi.cab.show("d1"))["offer"]["id"])
    assert taxi.till.called[number] == "前往 地圖博物館 的行程"
    async with taxi.database.read() as session:
        bodies = [json.loads(row.body) for row in await session.execute(OUTBOX.select())]
    assert bodies[0]["title"] == "前往 地圖博物館"


async def test_who_changes_the_language_can_still_confirm_what_waits(taxi: Taxi) -> None:
    """The host refuses a number that comes with other words."""
    number = await taxi.order(goal=MUSEUM)
    await speaks(taxi, "ann", "it")
    await taxi.desk.pay_again("ann", number)
    assert taxi.till.called[number] == "Ride to Museum of Maps"

"""Every word in every language: the same keys as English where English is not enough by itself, the same blanks to
fill, and every word that a page asks for is there; and what stands on the receipt is said in the payer's language."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from miniapps.kit.languages import speak
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.tables import LANGUAGES as SPOKEN_TO
from superapp.compiler.node import node_path
from tests.miniapps.tickets.buying import bought, event_day, flight, same_film, seats, showing
from tests.miniapps.tickets.conftest import StandInTill

TICKETS = Path(__file__).parents[3] / "miniapps/tickets"
LANGUAGES = ("id", "it", "ru", "uk", "zh_hant")


def words_of(program: str, language: str) -> dict[str, Any]:
    source = f"console.log(JSON.stringify(require('{TICKETS / program / 'lib/words' / language}.js')))"
    done = subprocess.run([node_path(), "-e", source], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("program", ["program", "gate"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_with_the_same_blanks(program: str, language: str) -> None:
    english, other = words_of(program, "en"), words_of(program, language)
    missing = set(english) - set(other)
    assert missing == set()
    for key in english.keys() & other.keys() - {"dayFormat"}:
        assert (
            len(other[key]) == len(english[key])
            if isinstance(english[key], list)
            else _blanks(other[key]) == _blanks(english[key])
        ), key
    assert _blanks(other["dayFormat"]) <= {"weekday", "day", "month"}


@pytest.mark.parametrize("program", ["program", "gate"])
def test_every_word_that_is_asked_for_exists(program: str) -> None:
    english, root = words_of(program, "en"), TICKETS / program
    asked = {
        name
        for path in [*root.rglob("*.wxml"), *root.rglob("*.js")]
        for name in re.findall(r"\bw\.([A-Za-z_]\w*)", path.read_text(encoding="utf-8"))
    }
    assert asked - set(english) == set()


async def _speaks(desk: Desk, openid: str, language: str) -> None:
    async with desk.database.write() as session:
        await speak(session, SPOKEN_TO, openid, language)


@pytest.mark.parametrize(
    ("language", "flown", "visited"),
    [
        ("en", "London – Milan", "Kite Day"),
        ("id", "London – Milan", "Hari Layang-layang"),
        ("it", "Londra – Milano", "Giornata degli aquiloni"),
        ("ru", "Лондон – Милан", "День воздушных змеев"),
        ("uk", "Лондон – Мілан", "День повітряних зміїв"),
        ("zh", "倫敦 – 米蘭", "風箏日"),
    ],
)
async def test_the_receipt_says_what_was_bought_in_the_payers_language(
    desk: Desk, till: StandInTill, language: str, flown: str, visited: str
) -> None:
    await _speaks(desk, "ann", language)
    await bought(desk, till, flight("flex"), key="key-0001")
    await bought(desk, till, event_day("t0"), key="key-0002")
    assert [one.description for one in till.orders.values()] == [flown, visited]


async def test_an_exchange_is_called_one_in_the_payers_language(desk: Desk, till: StandInTill) -> None:
    await _speaks(desk, "ann", "zh")
    one = showing(0)
    other = same_film(one)
    lounge = other.hall.seats()[-1]
    booking_id = await bought(desk, till, seats(one, "A1"))
    await desk.hold("ann", other.id, [lounge])
    await desk.exchange("ann", booking_id, seats(other, lounge), request_key="key-0002")
    first, exchange = till.orders.values()
    assert re.search(r"[\u4e00-\u9fff]", first.description)
    assert exchange.description == f"{first.description}，改簽"


async def test_who_changes_the_language_can_still_pay_what_waits(desk: Desk, till: StandInTill) -> None:
    """The host refuses a number that comes with other words."""
    await _speaks(desk, "ann", "en")
    made = await desk.book("ann", event_day("t0"), request_key="key-0001")
    await _speaks(desk, "ann", "it")
    again = await desk.pay_again("ann", made["booking"]["id"])
    assert again["payment"]["description"] == made["payment"]["description"] == "Kite Day"


@pytest.mark.parametrize(("language", "said"), [("en", "Given back"), ("ru", "Возврат билетов"), ("zh", "退票")])
async def test_the_receipt_of_a_refund_speaks_the_buyers_language(
    desk: Desk, till: StandInTill, language: str, said: str
) -> None:
    await _speaks(desk, "ann", language)
    booking_id = await bought(desk, till, flight("flex"))
    quote = await desk.refund_quote("ann", booking_id)
    await desk.refund("ann", booking_id, back_fen=quote["back_fen"])
    assert list(till.reasons.values()) == [said]


def _blanks(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))

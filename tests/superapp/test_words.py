"""Every text of the product is said in all six languages; longer ones fit as well (web/test_pages_in_words.py looks for
what was forgotten)."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect
from sqlmodel import col, update

from superapp.accounts.people import Person, PersonRow
from superapp.base.words import FOLDER, LANGUAGE_DEFAULT, LOCALES, PSEUDO, in_words, said, translations
from superapp.cli.catalogues import brought_up_to_date, catalogue, missing
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import PHONE, page_of

OTHERS = [language for language in LOCALES if language != LANGUAGE_DEFAULT]
FACT = re.compile(r"%\([a-z_]+\)s|\{[a-z_]+\}")


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_lacks_its_translation(language: str) -> None:
    known = brought_up_to_date(language, catalogue())
    assert missing(known) == []
    for one in known:
        if one.id and isinstance(one.id, str) and isinstance(one.string, str):
            assert sorted(FACT.findall(one.string)) == sorted(FACT.findall(one.id)), one.id


def test_numbers_take_the_form_of_their_language() -> None:
    people = [translations("uk").ngettext("%(num)s person", "%(num)s people", num) for num in (1, 3, 5, 21)]
    assert people[0] == people[3] != people[1] != people[2]
    assert translations("zh").ngettext("%(num)s person", "%(num)s people", 1) == translations("zh").ngettext(
        "%(num)s person", "%(num)s people", 7
    )


def test_a_sentence_with_facts_is_said_anew() -> None:
    sentence = said("Use at most {count} characters.", count=40)
    assert sentence == "Use at most 40 characters."
    assert "40" in in_words(sentence, "it")
    assert in_words(sentence, "it") != sentence


def test_every_language_has_a_catalogue() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.po")) == sorted(OTHERS)


async def test_a_page_is_in_its_readers_language(site: Site) -> None:
    ann = await site.person("Ann Fields", language="uk")
    page = (await (await site.signed_in(ann)).get("/chats")).text
    assert '<html lang="uk"' in page
    assert re.search(r'<script src="/words/uk-[0-9a-f]{16}\.js">', page)
    assert "Чати" in page
    refused = (await (await site.signed_in(ann)).get("/wallet/receipts/9")).text
    assert translations("uk").gettext("This is not here") in refused
    site.client.headers["accept-language"] = "it-IT,it;q=0.9"
    assert '<html lang="it"' in (await site.client.get("/sign-in")).text


async def pseudo(site: Site, person: Person) -> None:
    async with site.house.database.write() as session:
        await session.exec(update(PersonRow).where(col(PersonRow.id) == person.id).values(language=PSEUDO))


@pytest.mark.browser
async def test_longer_words_fit_on_a_phone(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        await site.befriend(ann, ben)
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, "test")
        await pseudo(site, ann)
        page = await page_of(browser, site, address, ann, PHONE)
        for path in ("/chats", f"/chats/{chat}", "/contacts", "/programs", "/wallet", "/me", "/me/privacy"):
            await page.goto(address + path)
            await expect(page.locator(".places")).to_be_attached()
            wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, path
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.get_by_role("button", name="~").first).to_be_visible()

"""What a newcomer finds in the demo: people have talked, money waits, a channel has news."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.shopping import PHONE, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_the_demo_has_something_to_read_to_open_and_to_take(browser: Browser, town_on_sqlite: Town) -> None:
    town = town_on_sqlite
    mei = await signed_in(browser, town, "Mei", size=PHONE)
    await mei.get_by_text("Saturday ferry").first.click()
    await expect(mei.locator(".pins")).to_contain_text("leaves at 8:40")
    await expect(mei.locator(".picture img")).to_have_js_property("complete", value=True)
    assert await mei.locator(".picture img").evaluate("image => image.naturalWidth") > 0
    await mei.get_by_role("link", name="For the ferry").click()
    await mei.locator(".envelope-coin").click()
    await expect(mei.locator(".envelope-mine, .envelope-amount").first).to_contain_text("¥")

    ann = await signed_in(browser, town, "Ann Rivers")
    await ann.goto(town.url + "/wallet")
    before = await ann.locator(".balance-amount").inner_text()
    await ann.get_by_role("link", name=re.compile("From .*Mei")).click()
    await ann.get_by_role("button", name="Receive").click()
    await ann.goto(town.url + "/wallet")
    await expect(ann.locator(".balance-amount")).to_have_text(f"¥{float(before.strip('¥').replace(',', '')) + 36:,.2f}")

    # The product in the group is one that the shop has.
    await ann.goto(town.url + "/chats")
    await ann.get_by_text("Saturday ferry").first.click()
    await ann.locator(".program-card").click()
    await expect(ann.frame_locator("sa-program iframe").get_by_text("Buy now")).to_be_visible(timeout=30_000)

    await ann.goto(town.url + "/feed")
    await expect(ann.get_by_text("Small paper lanterns are back")).to_be_visible()
    await expect(ann.get_by_text("Advertising")).to_have_count(1)
    town.check_books()


async def test_a_card_to_a_page_that_is_gone_leads_to_the_start(browser: Browser, town_on_sqlite: Town) -> None:
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    await ben.goto(f"{town_on_sqlite.url}/p/{town_on_sqlite.appid}?path=pages/gone/gone")
    await expect(ben.locator("sa-program").get_by_role("alert")).to_contain_text("The program has no such page")
    await ben.get_by_role("button", name="Go to the start").click()
    await expect(ben.locator("sa-program")).to_have_attribute("data-page", "pages/index/index")

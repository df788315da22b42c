"""A basket of two merchants: found by a Chinese word, shown in parts by the cashier, paid with one PIN, one line in the
wallet, clean books. And a search that goes on below the edge of the screen, narrowed to a shelf and to a brand."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, check_out, open_shop, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_one_pin_pays_two_merchants(browser: Browser, town: Town) -> None:
    ann = await signed_in(browser, town, "Ann Rivers", size=PHONE)
    shop = await open_shop(ann, town)
    await shop.get_by_text("Search everything").click()
    # Neighbours on the shelf belong to different sellers.
    for word, name in (("杯子", "Quiet Walnut Cup No. 1"), ("碗", "Quiet Linen Bowl No. 1")):
        await shop.get_by_role("textbox", name="Search").fill(word)
        await shop.get_by_role("textbox", name="Search").press("Enter")
        await shop.get_by_role("link", name=name).click()
        await expect(shop.get_by_text("Sold by")).to_be_visible(timeout=PATIENCE_MS)
        await shop.get_by_text("Add to basket").click()
        await ann.get_by_role("button", name="Back").click()
    await ann.get_by_role("button", name="Back").click()
    await ann.get_by_role("button", name="Basket").click()
    await shop.get_by_text("Check out").click()
    await check_out(ann, shop)

    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    await ann.goto(town.url + "/wallet")
    await expect(ann.get_by_label("History").locator(".movement").first).to_contain_text(" + ")
    town.check_books()


async def test_a_search_goes_on_below_the_edge_and_is_narrowed_to_a_shelf(browser: Browser, town: Town) -> None:
    ben = await signed_in(browser, town, "Ben Okafor", size=PHONE)
    shop = await open_shop(ben, town, "pages/search/search?q=walnut")
    cards = shop.get_by_role("link", name="Walnut")
    await expect(cards).to_have_count(12, timeout=PATIENCE_MS)
    await cards.last.scroll_into_view_if_needed()
    await expect(cards.nth(12)).to_be_attached(timeout=PATIENCE_MS)
    await expect(cards.filter(has_text="Teapot").first).to_be_attached()
    assert await faults_inside(ben) == []
    await shop.get_by_role("button", name="Kitchen", exact=True).press("Enter")
    await expect(cards.filter(has_text="Teapot")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(cards.filter(has_text="Cup").first).to_be_visible(timeout=PATIENCE_MS)

    await shop.get_by_role("button", name="Brand: Every brand").press("Enter")
    await shop.get_by_role("textbox", name="Find a brand").fill("heron & wi")
    await expect(shop.get_by_role("button", name="Heron & Willow")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ben) == []
    await shop.get_by_role("button", name="Heron & Willow").press("Enter")
    await expect(cards.filter(has_not_text="Heron & Willow")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(cards.filter(has_text="Heron & Willow").first).to_be_visible()

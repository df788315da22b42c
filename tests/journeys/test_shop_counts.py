"""How many there are is known before anybody orders; a seller's own brand is found; a limited drop is called off, and
who waits in its queue hears of it."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.inside import faults_inside
from tests.journeys.offline import tab
from tests.journeys.shopping import PATIENCE_MS, PHONE, open_shop, signed_in
from tests.journeys.test_food import opened
from tests.journeys.test_shop import facts_of
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_a_basket_says_how_many_there_are_before_it_is_ordered(browser: Browser, town_on_sqlite: Town) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    for _ in range(2):  # five, and five more
        shop = await open_shop(ann, town_on_sqlite, "pages/product/product?id=dusk-teapot")
        await shop.get_by_role("radio", name="900 ml").click()
        await expect(shop.get_by_text("Only 9 left")).to_be_visible(timeout=PATIENCE_MS)
        for _ in range(4):
            await shop.get_by_role("button", name="One more").click()
        await shop.get_by_role("button", name="Add to basket").click()
        await expect(ann.get_by_text("In your basket")).to_be_visible()
    shop = await open_shop(ann, town_on_sqlite, "pages/cart/cart")
    await expect(shop.get_by_text("There are only 9")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []

    await shop.get_by_role("button", name="Check out").click()
    await expect(shop.get_by_text("Of some things there are fewer than you want.")).to_be_visible()
    pay = shop.get_by_role("button", name="Pay ¥")
    await expect(pay).to_be_disabled()
    assert await faults_inside(ann) == []
    await shop.get_by_role("button", name="Take what there is").click()
    await expect(shop.get_by_text("900 ml × 9")).to_be_visible()
    await expect(pay).to_be_enabled()
    await ann.get_by_role("button", name="Back").click()
    await expect(shop.get_by_text("There are only 9")).to_have_count(0)


async def test_a_drop_of_a_brand_of_its_own_is_called_off_and_its_queue_hears_of_it(
    browser: Browser, town_on_sqlite: Town
) -> None:
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    desk = await opened(ben, town_on_sqlite, str(facts_of(town_on_sqlite)["desk_appid"]))
    await desk.get_by_text("Tin Drum").click()
    await tab(ben, "Shelf")
    await desk.get_by_role("button", name="A new product").click()
    for field, text in (
        ("Name", "Ship Bell"),
        ("Brand, if it has one", "Gull & Mast"),
        ("Name of the variant", "Brass"),
        ("Price in ¥", "66"),
        ("In stock", "4"),
    ):
        await desk.get_by_role("textbox", name=field, exact=True).fill(text)
    assert await faults_inside(ben) == []
    await desk.get_by_role("button", name="Put it on the shelf").click()
    await desk.get_by_role("textbox", name="Search the shelf").fill("gull")
    await desk.get_by_role("link").filter(has_text="Ship Bell").click()
    await desk.get_by_role("link", name="Make it a limited drop").click()
    await desk.get_by_role("button", name="Create").click()
    call_off = desk.get_by_role("button", name="Call it off")
    await expect(call_off).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ben) == []

    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    shop = await open_shop(mei, town_on_sqlite, "pages/search/search?q=mast")
    await shop.get_by_role("link", name="Ship Bell").click()
    await expect(shop.get_by_role("link", name="Brand: Gull & Mast")).to_be_visible(timeout=PATIENCE_MS)
    await shop.get_by_role("button", name="To the queue").click()
    await shop.get_by_role("button", name="Join the queue").click()
    await mei.get_by_role("button", name="Allow").click()
    await expect(shop.get_by_text("You are in.")).to_be_visible(timeout=PATIENCE_MS)

    await call_off.click()
    question = ben.get_by_role("dialog", name="Call off this limited drop?")
    await question.get_by_role("button", name="Call it off").click()
    await expect(desk.get_by_text("Called off: nothing of it is sold any more")).to_be_visible(timeout=PATIENCE_MS)
    await expect(shop.get_by_text("The seller has called this off")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(mei) == []
    await mei.goto(town_on_sqlite.url + "/chats")
    await expect(mei.get_by_text("Called off: Ship Bell")).to_be_visible(timeout=PATIENCE_MS)

"""The programs when the network goes: what was seen is there, and said to be from before; what needs the network says
that it did not work and keeps what was typed; and once the network is back, everything goes on by itself."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.offline import fresh, said, shown_from_before, stands, tab
from tests.journeys.shopping import PATIENCE_MS, PHONE, give_pin, open_shop, signed_in
from tests.journeys.test_food import fill_basket, live_somewhere, opened
from tests.journeys.test_taxi import open_program, simulate
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

PIN = "280461"


@pytest.mark.long
async def test_food_without_a_network(browser: Browser, town_on_sqlite: Town, food: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    # Ben has eaten in this town before, in other journeys: what he saw there would be found here. This page asks the
    # server for nothing, so nothing is kept after it was cleared.
    await opened(page, town_on_sqlite, food.appids["program"], "pages/address/address")
    await page.workers[-1].evaluate("() => wx.clearStorage()")
    program = await opened(page, town_on_sqlite, food.appids["program"])
    await live_somewhere(program, "Ben Okafor", "3 Mill Lane, Westport")
    await fill_basket(program)
    await program.get_by_role("button", name="Check out").click()
    note, pay = program.get_by_role("textbox", name="Note"), program.get_by_role("button", name="Pay ¥")
    await note.fill("Ring twice")
    await expect(pay).to_be_enabled()

    await page.context.set_offline(True)
    await pay.click()
    await said(program, "We")
    assert await faults_inside(page) == []
    await expect(note).to_have_value("Ring twice")
    await expect(pay).to_be_enabled()
    await page.get_by_role("button", name="Back").click()
    await stands(program, "House Burger")
    await tab(page, "Eat")
    await shown_from_before(program, "Midnight Griddle", "3 Mill Lane, Westport ›")
    assert await faults_inside(page) == []
    await program.get_by_role("link", name="Midnight Griddle").click()
    await shown_from_before(program, "House Burger", "Onion Rings")
    await program.get_by_role("link", name="House Burger").click()
    await shown_from_before(program, "House Burger", "Cheddar")
    await program.get_by_role("checkbox", name="Cheddar").click()
    await program.get_by_role("button", name="Add · ¥46.00").click()
    await program.get_by_role("button", name="Basket · 3 · ¥114.00").click()
    await said(program, "We")
    await stands(program, "House Burger")
    await tab(page, "Orders")  # never seen
    await said(program, "We")
    await tab(page, "Basket")

    await page.context.set_offline(False)
    await fresh(program)
    await program.get_by_role("button", name="Check out · ").click()
    await pay.click()
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.context.set_offline(True)
    await page.keyboard.press("Escape")
    await shown_from_before(program, "Waiting for payment")
    await page.context.set_offline(False)
    await fresh(program)
    await pay.click()
    await give_pin(page, PIN)
    on_its_way = re.compile("Sent to the kitchen|Confirmed|Cooking|Ready|On its way|Delivered")
    await expect(program.get_by_role("status").first).to_contain_text(on_its_way, timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


async def test_the_shop_without_a_network(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    shop = await open_shop(page, town_on_sqlite)
    await shop.get_by_role("link", name="Coupons").click()
    await expect(shop.get_by_text("Lantern Lane").locator("visible=true").first).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await tab(page, "Orders")
    await expect(shop.locator(".skeleton").locator("visible=true")).to_have_count(0)
    await tab(page, "Shop")
    await shop.get_by_text("Harbour Mug", exact=True).first.click()
    await shop.get_by_role("button", name="Add to basket").click()
    await expect(shop.get_by_text("Goes well with")).to_be_visible()

    await page.context.set_offline(True)
    await shown_from_before(shop, "Harbour Mug", "Goes well with")
    assert await faults_inside(page) == []
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(shop, "Harbour Mug")
    await shop.get_by_role("link", name="Coupons").click()
    await shown_from_before(shop)
    await expect(shop.get_by_text("Lantern Lane").locator("visible=true").first).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await tab(page, "Orders")
    await shown_from_before(shop)
    await tab(page, "Basket")
    await shop.get_by_role("button", name="Check out").click()
    name, address = shop.get_by_label("Full name"), shop.get_by_label("Street, number, town")
    await name.fill("Ben Okafor")
    await address.fill("3 Mill Lane, Westport")
    pay = shop.get_by_role("button", name="Pay ¥")
    await pay.click()
    await said(shop, "The shop")
    assert await faults_inside(page) == []
    await expect(pay).to_be_enabled()
    await expect(name).to_have_value("Ben Okafor")
    await expect(address).to_have_value("3 Mill Lane, Westport")

    await page.context.set_offline(False)
    await fresh(shop)
    await pay.click()
    await give_pin(page, PIN)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    await page.context.set_offline(True)
    await shown_from_before(shop, "Thank you. We are packing it now.", "3 Mill Lane, Westport")
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_the_taxi_without_a_network(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=30, paused=True)
    page = await signed_in(browser, taxi.town, "Mei", size=PHONE)
    program = await open_program(page, taxi)
    goal = program.locator(".stop.end")
    await goal.click()
    await program.get_by_role("textbox").fill("North Lighthouse")
    await program.locator(".results").get_by_text("North Lighthouse").first.click()
    order = program.get_by_role("button", name="Order for at most")
    await expect(order).to_be_enabled()
    await tab(page, "My rides")
    await expect(program.get_by_text("No rides yet")).to_be_visible()

    await page.context.set_offline(True)
    await shown_from_before(program, "No rides yet")
    assert await faults_inside(page) == []
    await tab(page, "Ride")
    await said(program, "The taxi")
    assert await faults_inside(page) == []
    await order.click()
    await expect(order).to_be_enabled()
    await said(program, "The taxi")
    await expect(goal).to_contain_text("North Lighthouse")
    await goal.click()
    await shown_from_before(program, "Chosen before", "North Lighthouse")
    await program.get_by_role("textbox").fill("light north")
    await expect(program.locator(".results").get_by_role("button")).to_have_count(1)
    await shown_from_before(program, "North Lighthouse")
    await program.get_by_role("textbox").fill("nowhere at all")
    await expect(program.get_by_text("Nothing by that name")).to_be_visible()
    await page.get_by_role("button", name="Back").click()

    await page.context.set_offline(False)
    await fresh(program)
    await order.click()
    await give_pin(page, PIN)
    await expect(program.get_by_text("Looking for a car").first).to_be_visible(timeout=PATIENCE_MS)
    await page.context.set_offline(True)
    await shown_from_before(program, "Looking for a car")
    simulate(taxi, paused=False)
    await page.context.set_offline(False)
    await expect(program.get_by_text("is on the way")).to_be_visible(timeout=PATIENCE_MS)
    await fresh(program)
    await program.get_by_role("button", name="Message").click()
    words = program.get_by_role("textbox", name="Write a message")
    await stands(program, "I am on my way.")
    await page.context.set_offline(True)
    await words.fill("I am at the north door")
    await program.get_by_role("button", name="Send").click()
    await said(program, "The taxi")
    await expect(words).to_have_value("I am at the north door")
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(program)
    await expect(program.get_by_text("is on the way")).to_be_visible()

    await page.context.set_offline(False)
    await fresh(program)
    await program.get_by_role("button", name="Cancel ride").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel ride").click()
    await expect(program.get_by_text("Cancelled").first).to_be_visible(timeout=PATIENCE_MS)
    taxi.town.check_books()


@pytest.mark.parametrize("guest", ["shop", pytest.param("food", marks=pytest.mark.long)])
async def test_what_was_never_seen_says_that_it_is_missing(
    browser: Browser, town_on_sqlite: Town, food: Visit, guest: str
) -> None:
    """Also to somebody new, whom the program's server has not met."""
    appid = town_on_sqlite.appid if guest == "shop" else food.appids["program"]
    person = town_on_sqlite.asked("person", "create", "Nora Quist")
    link = town_on_sqlite.asked("open-url", appid, "--as", str(person["person_id"]))
    page = await (await browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})).new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(str(link["url"]))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    program = page.frame_locator("sa-program iframe")
    await expect(program.get_by_role("link").nth(3)).to_be_visible()

    await page.context.set_offline(True)
    await tab(page, "Orders")
    await said(program, "The shop" if guest == "shop" else "We")
    await expect(program.get_by_role("button", name="Try again").locator("visible=true")).to_have_count(1)
    await expect(program.locator(".skeleton").locator("visible=true")).to_have_count(0)
    await page.context.set_offline(False)
    await expect(program.get_by_text("No orders yet")).to_be_visible(timeout=PATIENCE_MS)

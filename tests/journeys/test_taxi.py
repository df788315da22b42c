"""From "where to?" to a driven, paid, tipped and rated ride with simulated drivers on a quicker clock; and the same
city from behind the wheel, with a person as the driver."""

import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, give_pin, signed_in

pytestmark = pytest.mark.browser


async def open_program(page: Page, taxi: Visit, program: str = "program", path: str = "") -> FrameLocator:
    await page.goto(f"{taxi.town.url}/p/{taxi.appids[program]}" + (f"?path={path}" if path else ""))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


def simulate(taxi: Visit, **wanted: object) -> None:
    taxi.ask("/admin/simulator", wanted, token=taxi.secrets["program"])


async def order(page: Page, program: FrameLocator, goal: str) -> None:
    """From the search to the paid order."""
    await choose(program, goal)
    await give_pin(page, "280461")


async def choose(program: FrameLocator, goal: str) -> None:
    """From the search to the host's sheet."""
    await program.locator(".stop.end").click()  # where one went before stands below it, by the same name
    await program.locator("input").fill(goal)
    await program.locator(".results").get_by_text(goal).first.click()
    await expect(program.get_by_text("Normal price")).to_be_visible(timeout=PATIENCE_MS)
    await program.get_by_role("button", name="Order for at most").click()


async def call_off(page: Page, program: FrameLocator) -> None:
    await program.get_by_role("button", name="Cancel ride").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel ride").click()


async def test_from_where_to_to_the_receipt(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=30, paused=True)
    ann = await signed_in(browser, taxi.town, "Ann Rivers", size=PHONE)
    kestrel = await open_program(ann, taxi)
    await order(ann, kestrel, "North Lighthouse")
    await expect(kestrel.get_by_text("Looking for a car").first).to_be_visible(timeout=PATIENCE_MS)

    simulate(taxi, paused=False)
    await expect(kestrel.get_by_text("is on the way")).to_be_visible(timeout=PATIENCE_MS)
    await expect(kestrel.get_by_text("Cancelling is free for")).to_be_visible()
    assert await faults_inside(ann) == []
    await kestrel.get_by_role("button", name="Message").click()
    await kestrel.get_by_text("Two more minutes, please.").click()
    await expect(kestrel.get_by_text("Got it.")).to_be_visible(timeout=PATIENCE_MS)
    await ann.get_by_role("button", name="Back").click()

    simulate(taxi, speed=40)
    await expect(kestrel.get_by_text("You have arrived")).to_be_visible(timeout=PATIENCE_MS * 2)
    simulate(taxi, speed=1)
    await expect(kestrel.get_by_text("is free again in your wallet.")).to_be_visible(timeout=PATIENCE_MS)

    await kestrel.get_by_role("button", name="5 of 5 stars").click()
    await expect(kestrel.get_by_text("Thank you for your rating")).to_be_visible(timeout=PATIENCE_MS)
    await kestrel.get_by_role("button", name="¥5.00").click()
    await give_pin(ann, "280461")
    await expect(kestrel.get_by_text("Your tip: ¥5.00")).to_be_visible(timeout=PATIENCE_MS)

    await kestrel.get_by_role("button", name="Receipt").click()
    await expect(kestrel.get_by_text("Free again", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []
    await ann.goto(taxi.town.url + "/wallet")
    await expect(ann.get_by_label("History").locator(".movement-amount").first).to_have_text("−¥5.00")
    taxi.town.check_books()


@pytest.mark.long
async def test_another_driver_takes_over_and_a_fee_that_comes_meanwhile_is_asked_about(
    browser: Browser, taxi: Visit
) -> None:
    simulate(taxi, speed=1, drivers=0, paused=False)
    dora = await signed_in(browser, taxi.town, "Dora Fields", size=PHONE)
    wheel = await open_program(dora, taxi, "driver")
    await wheel.get_by_label("Your first name").last.fill("Dora")
    await wheel.get_by_label("Make and colour").last.fill("Blue Robin 2")
    await wheel.get_by_label("Number plate").last.fill("K 404 D")
    await wheel.get_by_role("button", name="Save").click()
    await wheel.get_by_role("button", name="Go online").click()
    ben = await signed_in(browser, taxi.town, "Ben Okafor", size=PHONE)
    kestrel = await open_program(ben, taxi)
    await order(ben, kestrel, "Concert House")
    await wheel.get_by_role("button", name="Accept").click()
    await expect(kestrel.get_by_text("Dora is on the way")).to_be_visible(timeout=PATIENCE_MS)

    # She cannot come; somebody else does, at the price that was promised.
    await wheel.get_by_role("button", name="I cannot come").click()
    await dora.get_by_role("dialog").get_by_role("button", name="I cannot come").click()
    await expect(kestrel.get_by_text("Your driver cannot come; we look for another")).to_be_visible(timeout=PATIENCE_MS)
    await wheel.get_by_role("button", name="Go offline").click()
    simulate(taxi, drivers=30)
    await expect(kestrel.get_by_text("is on the way")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, paused=True)

    await kestrel.get_by_role("button", name="Cancel ride").click()
    await expect(ben.get_by_text("It costs nothing now.")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, speed=600)
    await expect(kestrel.get_by_text("Cancelling costs")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, speed=1)
    await ben.get_by_role("button", name="Cancel ride").click()
    await expect(ben.get_by_text("It has just become more: cancelling now costs ¥")).to_be_visible(timeout=PATIENCE_MS)
    await ben.get_by_role("button", name="Cancel ride").click()
    await expect(kestrel.get_by_text("The fee was ¥")).to_be_visible(timeout=PATIENCE_MS)
    await expect(kestrel.get_by_text("is free again in your wallet.")).to_be_visible(timeout=PATIENCE_MS)
    taxi.town.check_books()


@pytest.mark.long
async def test_what_nobody_drives_yet_is_called_off_for_nothing(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=0, paused=False)
    mei = await signed_in(browser, taxi.town, "Mei", size=PHONE)
    kestrel = await open_program(mei, taxi)
    await choose(kestrel, "Concert House")
    await expect(mei.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await mei.keyboard.press("Escape")
    await expect(kestrel.get_by_text("Not paid yet")).to_be_visible(timeout=PATIENCE_MS)
    await call_off(mei, kestrel)
    await expect(kestrel.get_by_text("Nothing was paid, so no car was called.")).to_be_visible(timeout=PATIENCE_MS)

    await mei.get_by_role("button", name="Back").click()
    await order(mei, kestrel, "Museum of Maps")
    await expect(kestrel.get_by_text("Looking for a car").first).to_be_visible(timeout=PATIENCE_MS)
    await call_off(mei, kestrel)
    await expect(kestrel.get_by_text("It cost nothing.")).to_be_visible(timeout=PATIENCE_MS)
    await expect(kestrel.get_by_text("is free again in your wallet.")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, drivers=30)
    taxi.town.check_books()


@pytest.mark.long
async def test_a_bad_ride_opens_a_complaint(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=40, drivers=30, paused=False)
    ben = await signed_in(browser, taxi.town, "Ben Okafor", size=PHONE)
    kestrel = await open_program(ben, taxi)
    await order(ben, kestrel, "Museum of Maps")
    await expect(kestrel.get_by_text("You have arrived")).to_be_visible(timeout=PATIENCE_MS * 2)
    simulate(taxi, speed=1)
    await kestrel.get_by_role("button", name="1 of 5 stars").click()
    await kestrel.locator("textarea").fill("The radio was too loud")
    await kestrel.get_by_role("button", name="Send").click()
    await expect(kestrel.get_by_text("We look into it and answer before")).to_be_visible(timeout=PATIENCE_MS)
    cases = taxi.ask("/admin/cases", token=taxi.secrets["program"])["cases"]
    assert isinstance(cases, list)
    assert "The radio was too loud" in str(cases)
    taxi.town.check_books()


@pytest.mark.long
async def test_a_person_drives(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=0, paused=False)
    mei = await signed_in(browser, taxi.town, "Mei", size=PHONE)
    wheel = await open_program(mei, taxi, "driver")
    await wheel.get_by_label("Your first name").last.fill("Mei")
    await wheel.get_by_label("Make and colour").last.fill("Red Robin 3")
    await wheel.get_by_label("Number plate").last.fill("K 808 M")
    await wheel.get_by_role("button", name="Save").click()
    await wheel.get_by_role("button", name="Go online").click()
    await expect(wheel.get_by_text("You are online")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(mei) == []

    ann = await signed_in(browser, taxi.town, "Ann Rivers", size=PHONE)
    kestrel = await open_program(ann, taxi)
    await order(ann, kestrel, "Concert House")
    await wheel.get_by_role("button", name="Accept").click()
    await expect(kestrel.get_by_text("Mei is on the way")).to_be_visible(timeout=PATIENCE_MS)
    await wheel.get_by_role("button", name="I have arrived").click()
    await expect(kestrel.get_by_text("Your car is here")).to_be_visible(timeout=PATIENCE_MS)
    await wheel.get_by_role("button", name="Start the ride").click()
    await expect(kestrel.get_by_text("On the way to Concert House")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, speed=60)
    await expect(wheel.get_by_text("You are there")).to_be_visible(timeout=PATIENCE_MS)
    await wheel.get_by_role("button", name="Finish the ride").click()
    await expect(kestrel.get_by_text("You have arrived")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, speed=1, drivers=30)

    await kestrel.get_by_role("button", name="I left something").click()
    await kestrel.locator("textarea").fill("A red umbrella")
    await kestrel.get_by_role("button", name="Send").click()
    await expect(kestrel.get_by_text("We ask your driver and answer before")).to_be_visible(timeout=PATIENCE_MS)
    await wheel.get_by_role("link", name="Passengers miss something: 1").click()
    await expect(wheel.get_by_text("A red umbrella")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(mei) == []
    await wheel.get_by_role("button", name="Found", exact=True).click()
    await mei.get_by_placeholder("A place and a time").fill("At the station until eight")
    await mei.get_by_role("button", name="Send").click()
    await expect(wheel.get_by_text("Nothing is missed")).to_be_visible(timeout=PATIENCE_MS)
    await kestrel.get_by_role("button", name="Receipt").click()
    await expect(kestrel.get_by_text("At the station until eight")).to_be_visible(timeout=PATIENCE_MS)

    wheel = await open_program(mei, taxi, "driver", "pages/earnings/earnings")
    await expect(wheel.get_by_text("Rides: 1")).to_be_visible(timeout=PATIENCE_MS)
    taxi.town.check_books()

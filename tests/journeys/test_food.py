"""Food, from the first look to the rated meal, in the town with a simulated kitchen on a quick clock; a kitchen that
refuses gives everything back; two people order together; and a cook takes an order with the kitchen's own program."""

import re

import httpx2
import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, counting_taps, give_pin, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


def simulator(food: Visit, **change: object) -> None:
    httpx2.post(f"{food.url}/admin/simulator", json=change).raise_for_status()


async def opened(page: Page, town: Town, appid: str, path: str = "") -> FrameLocator:
    await page.goto(f"{town.url}/p/{appid}" + (f"?path={path}" if path else ""))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


async def live_somewhere(frame: FrameLocator, name: str, address: str) -> None:
    await frame.get_by_text("Deliver to").click()
    await frame.get_by_role("textbox", name="Name").fill(name)
    await frame.get_by_role("textbox", name="Address").fill(address)
    await frame.get_by_role("button", name="Save").click()
    await expect(frame.get_by_text(address)).to_be_visible()


async def fill_basket(frame: FrameLocator) -> None:
    """A burger with cheese and onion rings, from the kitchen that never closes."""
    await frame.get_by_role("link", name="Midnight Griddle").click()
    await expect(frame.get_by_role("link", name="House Burger")).to_be_visible()
    await frame.get_by_role("link", name="House Burger").click()
    await frame.get_by_role("checkbox", name="Cheddar").click()
    await frame.get_by_role("button", name="Add · ¥46.00").click()
    await frame.get_by_role("button", name="Add: Onion Rings").click()
    await frame.get_by_role("button", name="Basket · 2 · ¥68.00").click()


async def check_out(page: Page, frame: FrameLocator) -> None:
    await frame.get_by_role("button", name="Check out").click()
    await frame.get_by_role("button", name="Pay ¥").click()
    await give_pin(page, PIN)


async def test_from_the_first_look_to_the_rated_meal(browser: Browser, town_on_sqlite: Town, food: Visit) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    taps = await counting_taps(ann)
    frame = await opened(ann, town_on_sqlite, food.appids["program"])
    await live_somewhere(frame, "Ann Rivers", "12 Harbour Street, Westport")

    assert await faults_inside(ann) == []

    # One restaurant at a time, with a clear question.
    await fill_basket(frame)
    assert await faults_inside(ann) == []
    await expect(frame.get_by_text("¥72.00").first).to_be_visible()
    await frame.get_by_role("textbox", name="Promotion code").fill("welcome10")
    await frame.get_by_role("button", name="Use", exact=True).click()
    await expect(frame.get_by_text("Code WELCOME10")).to_be_visible()
    worker = ann.workers[-1]
    await worker.evaluate("() => { wx.navigateTo({ url: '/pages/dish/dish?place=cloud&dish=cloud-har-gow' }); }")
    await frame.get_by_role("button", name="Add · ¥30.00").click()
    question = ann.get_by_role("dialog", name="Start a new basket?")
    await expect(question).to_contain_text("Midnight Griddle")
    await question.get_by_role("button", name="Keep mine").click()
    await worker.evaluate("() => { wx.navigateBack(); }")

    await check_out(ann, frame)
    status = frame.get_by_role("status").first
    await expect(status).to_contain_text("On its way", timeout=PATIENCE_MS)
    await expect(frame.get_by_label("Map with the courier").first).to_be_visible()
    await expect(status).to_contain_text("Delivered", timeout=PATIENCE_MS)
    await expect(frame.get_by_text("¥65.20").last).to_be_visible()  # 68 less a tenth, and the way

    # What was missing comes back at once, to what was really paid for it.
    await frame.get_by_role("button", name="Missing?: Onion Rings").click()
    await ann.get_by_role("dialog").get_by_role("button", name="Give back").click()
    await expect(frame.get_by_text("Given back").last).to_be_visible(timeout=PATIENCE_MS)
    await expect(frame.get_by_text("¥19.80").last).to_be_visible()

    # One tap, and a low rating is caught as a complaint.
    await frame.get_by_role("button", name="How was it?").click()
    await frame.get_by_role("radio", name="2 / 5").click()
    await frame.get_by_role("checkbox", name="Cold").click()
    await frame.get_by_role("button", name="Send the complaint").click()
    await expect(frame.get_by_text(re.compile("The restaurant answers until"))).to_be_visible(timeout=PATIENCE_MS)

    # The same once more is two taps and the PIN.
    taps.clear()
    await frame.get_by_role("button", name="Order again").click()
    await frame.get_by_role("button", name="Pay ¥").click()
    await give_pin(ann, PIN)
    await expect(status).to_contain_text("Delivered", timeout=PATIENCE_MS * 2)
    assert [tap.partition(" ¥")[0] for tap in taps] == ["Order again", "Pay"]
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_dish_goes_before_it_is_ordered_and_a_kitchen_that_refuses_gives_everything_back(
    browser: Browser, town_on_sqlite: Town, food: Visit
) -> None:
    simulator(food, refuse_next=1)
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    frame = await opened(ben, town_on_sqlite, food.appids["program"])
    await live_somewhere(frame, "Ben Okafor", "3 Mill Lane, Westport")
    await fill_basket(frame)
    await frame.get_by_role("button", name="Check out").click()
    await expect(frame.get_by_role("button", name="Pay ¥")).to_be_visible()

    dora = await signed_in(browser, town_on_sqlite, "Dora Fields", size=PHONE)
    kitchen = await opened(dora, town_on_sqlite, food.appids["kitchen"], "pages/choose/choose")
    await kitchen.get_by_role("button", name="Midnight Griddle").click()
    await dora.get_by_role("button", name="Dishes").click()
    await kitchen.get_by_role("switch", name="Onion Rings").click()
    await expect(kitchen.get_by_role("switch", name="Onion Rings")).not_to_be_checked()

    await frame.get_by_role("button", name="Pay ¥").click()
    gone = frame.get_by_role("alert").filter(has_text="Onion Rings is sold out, or too few are left.")
    await expect(gone.first).to_contain_text("Take it out of the basket")
    assert await faults_inside(ben) == []
    await ben.get_by_role("button", name="Back").click()
    await expect(gone.locator("visible=true")).to_have_count(1)
    await frame.get_by_role("button", name="One less Onion Rings").click()
    await expect(gone.locator("visible=true")).to_have_count(0)
    await kitchen.get_by_role("switch", name="Onion Rings").click()
    await check_out(ben, frame)

    status = frame.get_by_role("status").first
    await expect(status).to_contain_text("The kitchen had to refuse", timeout=PATIENCE_MS)
    await expect(status).to_contain_text("A pipe burst")
    await expect(status).to_contain_text("The money is back in your wallet", timeout=PATIENCE_MS)
    simulator(food, refuse_next=0)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_two_order_together_and_a_cook_takes_it(browser: Browser, town_on_sqlite: Town, food: Visit) -> None:
    simulator(food, running=False)
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    frame = await opened(ann, town_on_sqlite, food.appids["program"])
    await live_somewhere(frame, "Ann Rivers", "12 Harbour Street, Westport")
    await ann.workers[-1].evaluate("() => { wx.navigateTo({ url: '/pages/group/group?place=cloud' }); }")
    assert await faults_inside(ann) == []
    await frame.get_by_role("textbox", name="Your name").fill("Ann")
    await frame.get_by_role("button", name="Start the group").click()
    await frame.get_by_role("button", name="Add dishes").click()
    await frame.get_by_role("button", name="Add: Har Gow").click()
    await frame.get_by_role("button", name="To the group ·").click()
    await frame.get_by_role("switch", name="Everybody pays their share").click()
    assert await faults_inside(ann) == []
    code = await ann.workers[-1].evaluate("() => getCurrentPages().at(-1).code")

    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    hers = await opened(mei, town_on_sqlite, food.appids["program"], f"pages/group/group?code={code}")
    await hers.get_by_role("textbox", name="Your name").fill("Mei")
    assert await faults_inside(mei) == []
    await hers.get_by_role("button", name="Join").click()
    await hers.get_by_role("button", name="Add dishes").click()
    await hers.get_by_role("button", name="Add: Custard Buns").click()
    await hers.get_by_role("button", name="To the group ·").click()

    await expect(hers.get_by_text("1 × Custard Buns").first).to_be_visible()
    assert await faults_inside(mei) == []
    await expect(frame.get_by_text("1 × Custard Buns").first).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []
    await frame.get_by_role("button", name="Check out").click()
    await frame.get_by_role("button", name="Order for everybody").click()
    await give_pin(ann, PIN)
    await expect(frame.get_by_role("status").first).to_contain_text("Waiting until everybody has paid")
    assert await faults_inside(ann) == []
    await expect(hers.get_by_role("button", name="See the order")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(mei) == []
    await hers.get_by_role("button", name="See the order").click()
    await hers.get_by_role("button", name="Pay ¥").click()
    await give_pin(mei, PIN)
    await expect(frame.get_by_role("status").first).to_contain_text("Sent to the kitchen", timeout=PATIENCE_MS)

    dora = await signed_in(browser, town_on_sqlite, "Dora Fields", size=PHONE)
    kitchen = await opened(dora, town_on_sqlite, food.appids["kitchen"], "pages/choose/choose")
    await kitchen.get_by_role("button", name="Cloud Basket").click()
    await expect(kitchen.get_by_role("button", name="15 min")).to_be_visible()
    assert await faults_inside(dora) == []
    await kitchen.get_by_role("button", name="15 min").click()
    await kitchen.get_by_role("tab", name="In work").click()
    await kitchen.get_by_role("checkbox", name="Har Gow").click()
    await expect(frame.get_by_role("status").first).to_contain_text("Cooking", timeout=PATIENCE_MS)
    await kitchen.get_by_role("button", name="Ready").click()
    await kitchen.get_by_role("tab", name="Going out").click()
    await kitchen.get_by_role("button", name="Handed to the courier").click()
    await expect(frame.get_by_role("status").first).to_contain_text("On its way", timeout=PATIENCE_MS)
    await expect(frame.get_by_role("status").first).to_contain_text("With the courier")  # nobody invents one
    await kitchen.get_by_role("button", name="Delivered").click()
    await expect(hers.get_by_role("status").first).to_contain_text("Delivered", timeout=PATIENCE_MS)
    simulator(food, running=True)
    town_on_sqlite.check_books()

"""The programs people work with, by keys alone, and with a network that goes in the middle of it: what was seen stays
and says that it is from before, what needs the network is refused with what was typed, and it goes on once it is
back."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.offline import fresh, said, shown_from_before, stands, tab
from tests.journeys.shopping import PATIENCE_MS, PHONE, buy, open_shop, signed_in
from tests.journeys.test_by_keyboard import enter, tab_to
from tests.journeys.test_food import check_out, fill_basket, live_somewhere, opened, simulator
from tests.journeys.test_shop import facts_of
from tests.journeys.test_taxi import open_program, order, simulate
from tests.journeys.test_tickets import bought
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

Press = Callable[..., Awaitable[None]]


async def keys(page: Page) -> tuple[Press, Press]:
    """(press, write): go to what has this name by Tab, then press a key, or type in place of what stands there."""
    frame = await enter(page)

    async def press(name: str, key: str = "Enter") -> None:
        await tab_to(page, frame, name)
        await page.keyboard.press(key)

    async def write(name: str, text: str) -> None:
        await tab_to(page, frame, name)
        await page.keyboard.press("Control+a")
        await page.keyboard.type(text)

    return press, write


@pytest.mark.long
async def test_a_seller_sends_what_was_bought(browser: Browser, town_on_sqlite: Town) -> None:
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    await buy(ben, await open_shop(ben, town_on_sqlite), "Morning Cup")
    dora = await signed_in(browser, town_on_sqlite, "Dora Fields", size=PHONE)
    address = str(facts_of(town_on_sqlite)["desk_appid"])
    desk = await opened(dora, town_on_sqlite, address, "pages/choose/choose")
    await expect(desk.get_by_role("button", name="Lantern Lane", exact=True)).to_be_visible()
    press, write = await keys(dora)
    await press("Lantern Lane")
    await expect(desk.get_by_text("Morning Cup").first).to_be_visible(timeout=PATIENCE_MS)
    await tab(dora, "Shelf")
    await expect(desk.get_by_text("Harbour Mug").first).to_be_visible()
    press, write = await keys(dora)
    await press("Harbour Mug")
    price = desk.get_by_role("textbox", name="Price in ¥: Sea blue")
    await expect(price).to_be_visible()
    await write("Price in ¥: Sea blue", "49")

    await dora.context.set_offline(True)
    await press("Save: Sea blue")
    await said(desk, "The market")
    assert await faults_inside(dora) == []
    await expect(price).to_have_value("49")
    await dora.get_by_role("button", name="Back").click()
    await shown_from_before(desk, "Harbour Mug")
    assert await faults_inside(dora) == []
    await tab(dora, "Orders")
    await shown_from_before(desk)
    await expect(desk.get_by_text("Morning Cup").locator("visible=true").first).to_be_visible()
    await tab(dora, "Returns")  # never seen
    await said(desk, "The market")

    await dora.context.set_offline(False)
    await fresh(desk)
    await tab(dora, "Orders")
    press, write = await keys(dora)
    await press("Send")
    number = desk.get_by_role("textbox", name="Tracking number")
    await expect(number).to_be_visible()
    await write("Tracking number", "LL000111222")
    await dora.context.set_offline(True)
    await press("Hand it over")
    await said(desk, "The market")
    await expect(number).to_have_value("LL000111222")
    assert await faults_inside(dora) == []
    await dora.context.set_offline(False)
    await fresh(desk)
    await press("Hand it over")
    await expect(number).to_have_count(0, timeout=PATIENCE_MS)
    press, write = await keys(dora)
    await press("Sent and done")
    await expect(desk.get_by_text("LL000111222").first).to_be_visible(timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_cook_takes_an_order_to_the_door(browser: Browser, town_on_sqlite: Town, food: Visit) -> None:
    simulator(food, running=False)
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    frame = await opened(ben, town_on_sqlite, food.appids["program"])
    await live_somewhere(frame, "Ben Okafor", "3 Mill Lane, Westport")
    await fill_basket(frame)
    await check_out(ben, frame)
    await expect(frame.get_by_role("status").first).to_contain_text("Sent to the kitchen", timeout=PATIENCE_MS)
    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    kitchen = await opened(mei, town_on_sqlite, food.appids["kitchen"], "pages/choose/choose")
    await expect(kitchen.get_by_role("button", name="Midnight Griddle")).to_be_visible()
    press, _ = await keys(mei)
    await press("Midnight Griddle")
    ticket = kitchen.get_by_text("1 × House Burger").first
    await expect(ticket).to_be_visible(timeout=PATIENCE_MS)
    await tab(mei, "Dishes")
    rings = kitchen.get_by_role("switch", name="Onion Rings")
    await expect(rings).to_be_checked()

    await mei.context.set_offline(True)
    await shown_from_before(kitchen, "Onion Rings")
    press, _ = await keys(mei)
    await press("Onion Rings", "Tab")  # how many there are, and then the switch
    await mei.keyboard.press("Space")
    await said(kitchen, "We")
    await expect(rings).to_be_checked()
    assert await faults_inside(mei) == []
    await tab(mei, "Orders")
    await expect(ticket).to_be_visible()
    press, _ = await keys(mei)
    await press("15 min")
    await said(kitchen, "We")
    await mei.wait_for_timeout(4_000)  # the board is asked for again: the words stay
    await said(kitchen, "We")
    assert await faults_inside(mei) == []

    await mei.context.set_offline(False)
    await fresh(kitchen)
    press, _ = await keys(mei)
    await press("15 min")
    await press("In work")
    await press("House Burger", "Space")
    await expect(frame.get_by_role("status").first).to_contain_text("Cooking", timeout=PATIENCE_MS)
    press, _ = await keys(mei)
    await press("Ready")
    await press("Going out")
    await press("Handed to the courier")
    await expect(frame.get_by_role("status").first).to_contain_text("On its way", timeout=PATIENCE_MS)
    press, _ = await keys(mei)
    await press("Delivered")
    await expect(frame.get_by_role("status").first).to_contain_text("Delivered", timeout=PATIENCE_MS)
    simulator(food, running=True)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_driver_brings_somebody_there(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=0, paused=False)
    dora = await signed_in(browser, taxi.town, "Dora Fields", size=PHONE)
    wheel = await open_program(dora, taxi, "driver", "pages/car/car")
    await expect(wheel.get_by_role("button", name="Save")).to_be_visible()
    press, write = await keys(dora)
    for field, text in (("Your first name", "Dora"), ("Make and colour", "Blue Robin 2"), ("Number plate", "K 404 D")):
        await write(field, text)
    await dora.context.set_offline(True)
    await press("Save")
    await said(wheel, "The taxi")
    await expect(wheel.get_by_role("textbox", name="Number plate")).to_have_value("K 404 D")
    assert await faults_inside(dora) == []
    await dora.context.set_offline(False)
    await fresh(wheel)
    await press("Save")

    wheel = await open_program(dora, taxi, "driver")
    await expect(wheel.get_by_role("button", name="Go online")).to_be_enabled(timeout=PATIENCE_MS)
    press, write = await keys(dora)
    await press("Go online")
    await expect(wheel.get_by_text("You are online")).to_be_visible(timeout=PATIENCE_MS)
    ben = await signed_in(browser, taxi.town, "Ben Okafor", size=PHONE)
    kestrel = await open_program(ben, taxi)
    await order(ben, kestrel, "Concert House")
    await expect(wheel.get_by_role("button", name="Accept")).to_be_visible(timeout=PATIENCE_MS)
    press, write = await keys(dora)
    await press("Accept")
    await expect(kestrel.get_by_text("Dora is on the way")).to_be_visible(timeout=PATIENCE_MS)
    press, write = await keys(dora)
    await press("Message")
    words = wheel.get_by_role("textbox", name="Write a message")
    await stands(wheel, "I am on my way.")

    await dora.context.set_offline(True)
    await write("Write a message", "The blue one")
    await press("Send")
    await said(wheel, "The taxi")
    await expect(words).to_have_value("The blue one")
    await dora.get_by_role("button", name="Back").click()
    await shown_from_before(wheel)
    press, write = await keys(dora)
    await press("I have arrived")
    await said(wheel, "The taxi")
    await dora.wait_for_timeout(3_000)  # it is asked again every second: the words stay
    await said(wheel, "The taxi")
    assert await faults_inside(dora) == []

    await dora.context.set_offline(False)
    await fresh(wheel)
    press, write = await keys(dora)
    await press("I have arrived")
    await expect(kestrel.get_by_text("Your car is here")).to_be_visible(timeout=PATIENCE_MS)
    await press("Start the ride")
    simulate(taxi, speed=60)
    await expect(wheel.get_by_text("You are there")).to_be_visible(timeout=PATIENCE_MS)
    press, write = await keys(dora)
    await press("Finish the ride")
    await expect(kestrel.get_by_text("You have arrived")).to_be_visible(timeout=PATIENCE_MS)
    simulate(taxi, speed=1, drivers=30)
    await tab(dora, "Earnings")
    await expect(wheel.get_by_text("Rides: 1")).to_be_visible(timeout=PATIENCE_MS)
    await dora.context.set_offline(True)
    await shown_from_before(wheel)
    await expect(wheel.get_by_text("Rides: 1")).to_be_visible()
    await dora.context.set_offline(False)
    taxi.town.check_books()


async def test_a_door_and_its_box_office(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(ann, town_on_sqlite, tickets.appids["program"])
    await bought(ann, program, "Winter Choir", "Row E, seat 3")
    claims = await ann.workers[-1].evaluate("() => getCurrentPages().at(-1).data.booking.tickets.map(one => one.token)")

    keeper = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    door = await opened(keeper, town_on_sqlite, tickets.appids["gate"])
    code = door.get_by_role("textbox", name="Code of the door")
    await expect(code).to_be_visible()
    press, write = await keys(keeper)
    await write("Code of the door", (tickets.data / "door_code.txt").read_text())
    await keeper.context.set_offline(True)
    await press("Open the door")
    await expect(door.get_by_role("alert")).to_contain_text("The ticket office cannot be reached.")
    await expect(code).not_to_have_value("")
    await keeper.context.set_offline(False)
    await press("Open the door")
    await expect(door.get_by_text("Ready for the next ticket")).to_be_visible(timeout=PATIENCE_MS)
    press, write = await keys(keeper)
    await press("Box office")
    await expect(door.get_by_text("What people say")).to_be_visible(timeout=PATIENCE_MS)
    press, write = await keys(keeper)
    await press("The day after")
    sold = door.locator(".card").filter(has_text="Winter Choir").filter(has_text="1 sold")
    await expect(sold.first).to_be_visible(timeout=PATIENCE_MS)

    await keeper.context.set_offline(True)
    await shown_from_before(door)
    await expect(sold.first).to_be_visible()
    assert await faults_inside(keeper) == []
    press, write = await keys(keeper)
    await press("Cancel the showing")
    await keeper.get_by_role("dialog").get_by_role("button", name="Cancel the showing").press("Enter")
    alert = door.get_by_role("alert").locator("visible=true")
    await expect(alert).to_contain_text("The ticket office cannot be reached.", timeout=PATIENCE_MS)
    await expect(sold.first).to_be_visible()
    await keeper.get_by_role("button", name="Back").click()

    # The door itself needs none.
    press, write = await keys(keeper)
    await press("The day after")
    await press("Scan a ticket")
    typed = keeper.get_by_label("Or type what it says")
    await typed.focus()
    await keeper.keyboard.type(claims[0])
    await keeper.get_by_role("button", name="Use this text").press("Enter")
    await expect(door.get_by_role("status").first).to_contain_text("Valid")
    await expect(door.get_by_text("1 to be sent")).to_be_visible()
    await keeper.context.set_offline(False)
    await expect(door.get_by_text("Up to date with the ticket office")).to_be_visible(timeout=PATIENCE_MS)

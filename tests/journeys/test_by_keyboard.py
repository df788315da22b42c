"""Nothing but keys: from a program's first page to the paid order, each stop reached by Tab and seen where it is."""

import re

import pytest
from playwright.async_api import Browser, Frame, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, open_shop, signed_in
from tests.journeys.test_food import opened
from tests.journeys.test_taxi import open_program, simulate
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

STOPS_MAX = 60
# What stands at the focus: its name, and whether somebody sees that it is there. The page itself is no stop.
AT = """() => {
    const one = document.activeElement;
    if (one === document.body) return {name: '', seen: true};
    const named = one.getAttribute('aria-label') || one.getAttribute('placeholder') || one.innerText || '';
    const host = one.closest('[aria-label]')?.getAttribute('aria-label') || '';
    const parts = [one, one.parentElement, one.closest('wx-input, wx-textarea')];
    const marks = parts.map(part => part && getComputedStyle(part));
    const drawn = style => style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
    const seen = marks.some(style => style && (style.boxShadow !== 'none' || drawn(style)));
    return {name: `${named} ${host}`.replace(/\\s+/g, ' ').trim(), seen};
}"""


async def tab_to(page: Page, frame: Frame | Page, name: str) -> None:
    passed = list[str]()
    for _ in range(STOPS_MAX):
        await page.keyboard.press("Tab")
        at = await frame.evaluate(AT)
        if name in at["name"]:
            assert at["seen"], f"nobody sees that {name} has the focus"
            return
        passed.append(at["name"][:40])
    raise AssertionError(f"{name} is not reached; passed were {passed}")


async def enter(page: Page) -> Frame:
    """The document of the program that stands open, with the focus at its start."""
    handle = await page.locator("sa-program iframe").element_handle()
    frame = await handle.content_frame() if handle else None
    assert frame
    await frame.focus("body")
    await page.locator("sa-program iframe").focus()
    return frame


async def test_a_thing_is_chosen_and_paid_by_keys_alone(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    shop = await open_shop(page, town_on_sqlite)
    await expect(shop.get_by_text("Harbour Mug", exact=True).first).to_be_visible()
    frame = await enter(page)

    await tab_to(page, frame, "Harbour Mug")
    await page.keyboard.press("Enter")
    await expect(shop.get_by_text("Goes well with")).to_be_visible()
    await tab_to(page, frame, "Sand")
    await page.keyboard.press("Space")
    await expect(shop.get_by_role("radio", name="Sand")).to_have_attribute("aria-checked", "true")
    await tab_to(page, frame, "Buy now")
    await page.keyboard.press("Enter")
    await expect(shop.get_by_label("Full name")).to_be_visible()
    await tab_to(page, frame, "Full name")
    await page.keyboard.type("Ben Okafor")
    await tab_to(page, frame, "Street, number, town")
    await page.keyboard.type("1 Harbour Street, Westport")
    await tab_to(page, frame, "Pay ¥")
    await page.keyboard.press("Enter")
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.keyboard.type(PIN)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.long
async def test_a_meal_is_ordered_and_paid_by_keys_alone(browser: Browser, town_on_sqlite: Town, food: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    program = await opened(page, town_on_sqlite, food.appids["program"])
    await expect(program.get_by_role("link", name="Midnight Griddle")).to_be_visible()
    frame = await enter(page)

    async def press(name: str, key: str = "Enter") -> None:
        await tab_to(page, frame, name)
        await page.keyboard.press(key)

    async def write(name: str, text: str) -> None:
        await tab_to(page, frame, name)
        await page.keyboard.type(text)

    # Where to.
    await press("Deliver to")
    await expect(program.get_by_role("textbox", name="Name")).to_be_visible()
    await write("Name", "Mei")
    await write("Address", "4 Lantern Lane, Westport")
    await press("Save")
    await expect(program.get_by_text("4 Lantern Lane, Westport")).to_be_visible()

    # What.
    await press("Midnight Griddle")
    await expect(program.get_by_role("link", name="House Burger")).to_be_visible()
    await press("House Burger")
    await expect(program.get_by_role("checkbox", name="Cheddar")).to_be_visible()
    await press("Cheddar", "Space")
    await expect(program.get_by_role("checkbox", name="Cheddar")).to_have_attribute("aria-checked", "true")
    await press("One more House Burger")
    await press("Add · ¥92.00")
    await press("Add: Onion Rings")
    await press("Basket · 3 · ¥114.00")
    await expect(program.get_by_role("textbox", name="Promotion code")).to_be_visible()
    await press("One less House Burger")
    await expect(program.get_by_text("¥68.00").first).to_be_visible()

    # When: looked at, and left as it was.
    await press("Check out")
    await expect(program.get_by_role("button", name="Pay ¥")).to_be_enabled()
    await press("Later")
    sheet = program.get_by_role("dialog")
    await expect(sheet).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(program.get_by_role("radio", name="As soon as possible")).to_have_attribute("aria-checked", "true")
    await write("Note", "Two spoons, please")

    await press("Pay ¥")
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.keyboard.type(PIN)
    on_its_way = re.compile("Sent to the kitchen|Confirmed|Cooking|Ready|On its way|Delivered")
    await expect(program.get_by_role("status").first).to_contain_text(on_its_way, timeout=PATIENCE_MS)
    await expect(program.get_by_text("Two spoons, please")).to_be_visible()


async def test_a_seat_is_chosen_and_paid_by_keys_alone(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    program = await opened(page, town_on_sqlite, tickets.appids["program"])
    await expect(program.get_by_role("link", name="Cold Signal")).to_be_visible()
    frame = await enter(page)

    async def press(name: str, key: str = "Enter") -> None:
        await tab_to(page, frame, name)
        await page.keyboard.press(key)

    await press("Cold Signal")
    await expect(program.get_by_role("button", name="Tomorrow")).to_be_visible()
    await press("Tomorrow", "Space")
    await expect(program.get_by_role("button", name="Tomorrow")).to_have_attribute("aria-pressed", "true")
    await press("from ¥")

    # The hall is one stop; arrows go from seat to seat and from row to row.
    await expect(program.get_by_role("button", name="Row A, seat 1,")).to_be_visible()
    await tab_to(page, frame, "Row A, seat 1,")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowUp"):
        await page.keyboard.press(key)
    seat = program.get_by_role("button", name="Row B, seat 1,")
    await expect(seat).to_be_focused()
    await page.keyboard.press("Space")
    await expect(seat).to_have_attribute("aria-pressed", "true")
    await press("Continue")
    await expect(program.get_by_role("button", name="Pay ¥")).to_be_enabled()
    await press("Pay ¥")
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.keyboard.type(PIN)
    await expect(program.get_by_label("Ticket code for B1")).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.long
async def test_a_ride_is_ordered_and_paid_by_keys_alone(browser: Browser, taxi: Visit) -> None:
    simulate(taxi, speed=1, drivers=30, paused=True)
    page = await signed_in(browser, taxi.town, "Ben Okafor", size=PHONE)
    program = await open_program(page, taxi)
    await expect(program.get_by_role("button", name="Destination")).to_be_visible()
    frame = await enter(page)

    async def press(name: str, key: str = "Enter") -> None:
        await tab_to(page, frame, name)
        await page.keyboard.press(key)

    await press("Where to?")
    await expect(program.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("Museum")
    await expect(program.locator(".results").get_by_text("Museum of Maps").first).to_be_visible()
    await press("Museum of Maps")
    await expect(program.get_by_text("Normal price")).to_be_visible(timeout=PATIENCE_MS)
    first, second = program.get_by_role("radio").first, program.get_by_role("radio").nth(1)
    await expect(first).to_be_checked()
    for _ in range(STOPS_MAX):
        await page.keyboard.press("Tab")
        if await frame.evaluate("document.activeElement.closest('wx-radio') !== null"):
            break
    await page.keyboard.press("ArrowDown")
    await expect(second).to_be_checked()
    await expect(program.get_by_role("button", name="Order for at most")).to_be_enabled()
    await press("Order for at most")
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.keyboard.type(PIN)
    await expect(program.get_by_text("Looking for a car").first).to_be_visible(timeout=PATIENCE_MS)
    await press("Cancel ride")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await tab_to(page, page, "Cancel ride")
    await page.keyboard.press("Enter")
    await expect(program.get_by_text("Cancelled").first).to_be_visible(timeout=PATIENCE_MS)


@pytest.mark.long
async def test_an_envelope_is_given_by_keys_alone(browser: Browser, town_on_sqlite: Town, envelopes: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    program = await opened(page, town_on_sqlite, envelopes.appids["program"])
    await expect(program.get_by_role("button", name="Wedding")).to_be_visible()
    frame = await enter(page)

    await tab_to(page, frame, "Wedding")
    await page.keyboard.press("Space")
    await expect(program.get_by_role("button", name="Wedding")).to_have_attribute("aria-pressed", "true")
    await tab_to(page, frame, "To love and laughter")
    await page.keyboard.press("Enter")
    await tab_to(page, frame, "Amount in all")
    await page.keyboard.type("5.20")
    await tab_to(page, frame, "One share less")
    await page.keyboard.press("Enter")
    await expect(program.get_by_text("¥5.20 in all")).to_be_visible()
    await tab_to(page, frame, "Choose a chat and send")
    await page.keyboard.press("Enter")

    # From here the host's own sheets.
    await expect(page.get_by_role("dialog", name="Send to a chat")).to_be_visible()
    await tab_to(page, page, "Ann Rivers")
    await page.keyboard.press("Enter")
    sheet = page.locator("sa-money")
    await expect(sheet.locator("input[name=note]")).to_have_value("To love and laughter")
    await tab_to(page, page, "Fill")
    await page.keyboard.press("Enter")
    await expect(sheet.locator("[data-test=amount]")).to_have_text("¥5.20")
    await page.keyboard.type(PIN)
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)
    town_on_sqlite.check_books()

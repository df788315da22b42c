"""The main journeys without a pointer: every step is a key, and what a key should reach is reached within a bounded
number of Tabs. Where the focus goes after each step is part of what is asked for."""

import re

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.shopping import DESKTOP, PATIENCE_MS, PIN
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
TABS_MAX = 60


async def reach(page: Page, wanted: Locator, *, key: str = "Tab", at_most: int = TABS_MAX) -> None:
    """Press Tab (or Shift+Tab) until it has the focus."""
    for _ in range(at_most):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press(key)
    await expect(wanted).to_be_focused(timeout=1)


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


def stranger_asks(town: Town, name: str, handle: str) -> None:
    """Somebody new signs up and asks Ann to be their contact; their hands are not what is tested."""
    with httpx.Client(base_url=town.url, trust_env=False, headers={"origin": town.url}, timeout=30) as client:

        def token(path: str) -> str:
            found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
            assert found is not None
            return found[1]

        facts = {"name": name, "handle": handle, "password": "nine lanterns over the bridge"}
        reply = client.post("/sign-up", data=facts | {"csrf_token": token("/sign-up")})
        assert reply.status_code == 303, reply.text
        page = client.get("/contacts/find", params={"q": "@ann"}).text
        ann = re.search(r'href="/people/(per_\w+)"', page)
        assert ann is not None
        asked = {"person_id": ann[1], "note": "from the keyboard", "csrf_token": token(f"/people/{ann[1]}")}
        assert client.post("/contacts/requests", data=asked).status_code == 303


@pytest.mark.parametrize("town", ["sqlite"], indirect=True)
async def test_the_main_journeys_by_keys_alone(browser: Browser, town: Town) -> None:
    stranger_asks(town, "Kit Alder", "kitalder")
    context = await browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    composer = page.get_by_role("textbox", name="Message to Ben Okafor")

    # In.
    await page.goto(town.url + "/sign-in")
    await reach(page, page.get_by_role("button", name="Ann Rivers"))
    await press(page, "Enter")
    await page.wait_for_url("**/chats**")

    # To a chat; what is typed goes into it at once, and the focus stays for the next line.
    await press(page, "Control+k")
    await page.keyboard.type("ben ok")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("Ben Okafor")
    await press(page, "Enter")
    await expect(composer).to_be_focused()
    await page.keyboard.type("By keys alone")
    await press(page, "Enter")
    mine = page.locator(".message[data-mine][data-state=sent]").last.locator(".bubble")
    await expect(mine).to_have_text("By keys alone")
    await expect(composer).to_be_focused()

    # Answering, editing, reacting.
    theirs = page.locator(".message:not([data-mine])").last.get_by_role("button", name="Actions for this message")
    await reach(page, theirs, key="Shift+Tab")
    await press(page, "Enter")
    await reach(page, page.get_by_role("menuitem", name="Answer"), key="ArrowDown", at_most=12)
    await press(page, "Enter")
    await expect(composer).to_be_focused()
    await page.keyboard.type("Answered by keys")
    await press(page, "Enter")
    await expect(mine).to_contain_text("Answered by keys")
    await press(page, "ArrowUp")
    await expect(composer).to_have_value("Answered by keys")
    await page.keyboard.type(", twice")
    await press(page, "Enter")
    await expect(mine).to_contain_text("Answered by keys, twice")
    await expect(composer).to_be_focused()
    await reach(page, theirs, key="Shift+Tab")
    await press(page, "Enter", "Enter")
    await expect(page.locator(".message:not([data-mine])").last).to_contain_text("👍")
    await expect(theirs).to_be_focused()

    # Money, and back to where it was asked for.
    send_money = page.get_by_role("button", name="Send money")
    await reach(page, send_money)
    await press(page, "Enter")
    await expect(page.locator("sa-money input[name=amount]")).to_be_focused()
    await page.keyboard.type("1.25")
    await press(page, "Enter")
    await expect(page.locator("sa-money [data-test=amount]")).to_have_text("¥1.25")
    await page.keyboard.type(PIN)
    await expect(page.locator("sa-money")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(page.locator(".money-card").last).to_contain_text("1.25")
    await expect(send_money).to_be_focused()

    # What was said, found again.
    await press(page, "Control+k")
    await page.keyboard.type("glowing")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("glowing")
    await press(page, "Enter")
    await page.wait_for_url("**/chats/**")
    await expect(page.locator(".message", has_text="glowing").first).to_be_in_viewport()

    # A program, and out of it again: the focus is where it came from.
    await reach(page, page.get_by_role("button", name="Attach something"))
    await press(page, "g", "d")
    await page.wait_for_url("**/programs")
    shop = page.locator("#main").get_by_role("link", name="Lantern Lane").first
    await reach(page, shop)
    await press(page, "Enter")
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready")
    close = page.get_by_role("button", name=re.compile("^Close"))
    await reach(page, close.first, key="Shift+Tab")  # it stands before the program, which has the focus
    await press(page, "Enter")
    await expect(page.locator("sa-program")).to_have_count(0)
    await expect(page.locator("#main a:focus")).to_have_attribute("data-name", "Lantern Lane")

    # Somebody asks to be a contact; Ann says yes, and asks nobody's mouse for it.
    await press(page, "g", "p")
    await page.wait_for_url("**/contacts")
    await reach(page, page.get_by_role("link", name=re.compile("^(Contact r|R)equests")).first)
    await press(page, "Enter")
    await page.wait_for_url("**/contacts/requests")
    row = page.locator(".row", has_text="Kit Alder").last
    await reach(page, row.get_by_role("button", name="Accept"))
    await press(page, "Enter")
    await expect(
        page.get_by_role("textbox", name="Message to Kit Alder").or_(page.get_by_text("No requests"))
    ).to_be_visible()

    # A setting; the list of keys.
    await reach(page, page.get_by_role("navigation", name="Places").get_by_role("link", name="Me"))
    await press(page, "Enter")
    await page.wait_for_url("**/me")
    await press(page, "?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    await expect(sheet).to_be_visible()
    await press(page, "Escape")
    await expect(sheet).to_be_hidden()
    await reach(page, page.get_by_role("link", name=re.compile("Privacy")).first)
    await press(page, "Enter")
    await page.wait_for_url("**/me/privacy")
    seen_by = page.get_by_role("group", name="Who sees when you were last here")
    await reach(page, seen_by.locator("input:checked"))
    before = await seen_by.locator("input:checked").input_value()
    await press(page, "ArrowDown")
    after = await seen_by.locator("input:checked").input_value()
    assert after != before
    await reach(page, page.locator("#main").get_by_role("button", name="Save"))
    async with page.expect_navigation():
        await press(page, "Enter")
    await expect(seen_by.locator("input:checked")).to_have_value(after)

"""The shell by keyboard alone: the palette, the shortcuts, and boxes that keep their letters."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, page_of

pytestmark = pytest.mark.browser


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def two_chats(site: Site, address: str, browser: Browser) -> tuple[Page, str, str]:
    ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
    cleo = await site.person("Cleo Marsh", handle="cleo")
    older, newer = await start_chat(site.house, ann, ben.id), await start_chat(site.house, ann, cleo.id)
    await send_text(site.house, ben, older, "The ferry leaves at nine")
    site.clock.travel(minutes=1)
    await send_text(site.house, cleo, newer, "See you there")
    return await page_of(browser, site, address, ann, DESK), older, newer


async def test_a_walk_through_the_shell_by_keyboard_alone(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        page, older, newer = await two_chats(site, address, browser)
        await page.goto(f"{address}/me")
        await page.evaluate("window.sameDocument = true")
        palette, box = page.get_by_role("dialog", name="Find anything"), page.get_by_role("combobox")

        # Empty, the palette has the chats of late; a settings page is found by its name, and Enter goes there.
        await press(page, "Control+k")
        await expect(box).to_be_focused()
        await expect(palette.get_by_role("option").first).to_contain_text("Cleo Marsh")
        await page.keyboard.type("priv")
        await expect(palette.get_by_role("option")).to_have_count(1)
        await press(page, "Enter")
        await expect(page.get_by_role("heading", name="Privacy")).to_be_visible()
        await expect(palette).to_be_hidden()

        # The same from inside a program, whose host tells of it (tests/superapp/runtime/view/test_fields.py).
        tell = "key => document.body.dispatchEvent(new CustomEvent('program-key', { detail: key, bubbles: true }))"
        await page.evaluate(tell, "?")
        await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
        await press(page, "Escape")
        await page.evaluate(tell, "k")
        await expect(box).to_be_focused()
        await press(page, "Escape")

        # Arrows move through what is found: here the message below the chat and the person.
        await press(page, "Control+k")
        await page.keyboard.type("ferry")
        await expect(palette.get_by_role("option")).to_contain_text(["The ferry leaves at nine"])
        await press(page, "Escape")
        await expect(palette).to_be_hidden()
        await press(page, "Control+k")
        await page.keyboard.type("ben")
        await expect(palette.get_by_role("option", selected=True)).to_contain_text("Ben Okafor")
        await press(page, "ArrowDown")
        await expect(palette.get_by_role("option", selected=True)).to_contain_text("@ben")
        await press(page, "ArrowUp", "Enter")
        await page.wait_for_url(f"**/chats/{older}")

        # In the composer letters are letters; Alt and an arrow goes to the chat above, "j" and "k" once it is left.
        await page.get_by_role("textbox", name="Message to Ben Okafor").focus()
        await page.keyboard.type("ngn?")
        await expect(page.get_by_role("textbox", name="Message to Ben Okafor")).to_have_value("ngn?")
        await press(page, "Alt+ArrowUp")
        await page.wait_for_url(f"**/chats/{newer}")
        await press(page, "Control+k", "Escape")
        await page.locator("#main").focus()
        await press(page, "j")
        await page.wait_for_url(f"**/chats/{older}")
        await expect(page.locator("#main")).to_be_focused()
        await press(page, "k")
        await page.wait_for_url(f"**/chats/{newer}")
        await expect(page.locator("#main")).to_be_focused()

        # Places by two letters, a new chat by one; the box there keeps what is typed.
        for letter, path in (("d", "programs"), ("p", "contacts"), ("m", "me"), ("c", "chats")):
            await press(page, "g", letter)
            await page.wait_for_url(f"**/{path}")
        await press(page, "n")
        await page.wait_for_url("**/chats/new")
        await expect(page.get_by_role("searchbox")).to_be_focused()
        await page.keyboard.type("g?")
        await expect(page.get_by_role("searchbox")).to_have_value("g?")
        assert await page.evaluate("window.sameDocument") is True


async def test_the_list_of_shortcuts_opens_by_key_and_by_mouse(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        page, _, _ = await two_chats(site, address, browser)
        await page.goto(f"{address}/me")
        sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
        # The palette lets go of the keys at once.
        await press(page, "Control+k")
        await expect(page.get_by_role("combobox")).to_be_focused()
        await page.keyboard.type("zzzz")
        await expect(page.get_by_text("Nothing found")).to_be_visible()
        await press(page, "Escape", "?")
        await expect(sheet).to_contain_text("Edit your last message")
        # Over an open dialog nothing else opens.
        await press(page, "Control+k", "n")
        await expect(page.get_by_role("combobox")).to_be_hidden()
        await press(page, "Escape")
        await expect(sheet).to_be_hidden()

        # Switched off, single letters do nothing; the button and Ctrl-K still work.
        await page.get_by_role("button", name="Keyboard shortcuts").click()
        await sheet.get_by_label("Single letters").uncheck()
        await press(page, "Escape", "?", "g", "d")
        await expect(sheet).to_be_hidden()
        assert page.url == f"{address}/me"
        await page.get_by_role("navigation", name="Places").get_by_role("button", name="Search").click()
        await page.get_by_role("combobox").fill("cleo")
        await page.get_by_role("option", name="Cleo Marsh").first.click()
        await expect(page.get_by_role("textbox", name="Message to Cleo Marsh")).to_be_visible()

"""Pinned messages in two browsers: put above the thread, gone to, stepped through, taken down."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.flows.mark_read import mark_read
from superapp.flows.pin_message import set_pinned
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def act(page: Page, text: str, name: str) -> None:
    line = page.locator(".message").filter(has=page.get_by_text(text, exact=True))
    await line.hover()
    await line.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name=name, exact=True).click()


async def test_what_is_pinned_stands_above_the_thread(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
        await site.befriend(ann, ben)
        chat = await start_chat(site.house, ann, ben.id)
        for number in range(120):
            await send_text(site.house, ann, chat, f"line {number}")
        await set_pinned(site.house, ann, chat, 3, True)  # far above what a page loads
        await mark_read(site.house, ben, chat, 121)
        hers, his = await page_of(browser, site, address, ann, DESK), await page_of(browser, site, address, ben, PHONE)
        await hers.goto(f"{address}/chats/{chat}")
        await his.goto(f"{address}/chats/{chat}")
        bar = his.locator(".pins")
        await expect(bar).to_contain_text("Pinned message")
        await expect(bar).to_contain_text("line 2")

        # She pins another one: it comes first on his page, and the thread says so.
        await act(hers, "line 118", "Pin")
        await expect(bar).to_contain_text("Pinned message 2 of 2")
        await expect(bar).to_contain_text("line 118")
        await expect(his.locator(".happening").last).to_have_text("Ann Fields pinned a message")
        await expect(hers.locator(".happening").last).to_have_text("You pinned a message")

        # With the keyboard he steps from the newest to the one before it, which is loaded, and around.
        await bar.get_by_role("button", name="Pinned message 2 of 2").focus()
        await his.keyboard.press("Enter")
        await expect(bar).to_contain_text("Pinned message 1 of 2")
        await his.keyboard.press("Enter")
        await expect(his.get_by_text("line 2", exact=True).last).to_be_in_viewport()
        await expect(his.get_by_text("line 4", exact=True)).to_be_visible()
        await expect(bar).to_contain_text("Pinned message 2 of 2")

        # He takes the newest down, from the bar; she the other one, from its message.
        await bar.get_by_role("button", name="Unpin").click()
        await expect(hers.locator(".pins")).to_contain_text("line 2")
        await expect(hers.locator(".pins")).not_to_contain_text(" of ")
        await hers.locator(".pins-open").click()
        await expect(hers.get_by_text("line 4", exact=True)).to_be_visible()
        await act(hers, "line 2", "Unpin")
        for page in (hers, his):
            await expect(page.locator(".pins")).to_have_count(0)

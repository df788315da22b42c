"""One person with two tabs open: what is written in one is safe from the other, and shows in both."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.flows.read_chats import open_chat
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of
from tests.superapp.shell.test_offline import until_kept, until_worker

pytestmark = pytest.mark.browser
SENDING = ".message[data-state=sending] .bubble"
SENT = ".message[data-state=sent] .bubble"


async def write(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Message to Ben Okafor").fill(text)
    await page.keyboard.press("Enter")


async def test_what_two_tabs_write_without_a_network_all_arrives_once(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "hello")
        first = await page_of(browser, site, address, ann, DESK)
        second = await first.context.new_page()
        for page in (first, second):
            await page.goto(f"{address}/chats/{chat}")
            await until_worker(page)
            await until_kept(page, chat, range(1, 2))
        await first.context.set_offline(True)

        await write(first, "from the first")
        await write(second, "from the second")
        for page in (first, second):
            await expect(page.locator(SENDING)).to_have_text(["from the first", "from the second"])
        await first.reload()
        await expect(first.locator(SENDING)).to_have_text(["from the first", "from the second"])
        await first.context.set_offline(False)

        for page in (first, second):
            await expect(page.locator(SENT)).to_have_text(["hello", "from the first", "from the second"])
            await expect(page.locator(SENDING)).to_have_count(0)
        lines = (await open_chat(site.house, ben, chat)).lines
        assert [one.text for one in lines] == ["hello", "from the first", "from the second"]
        assert await first.evaluate("Object.keys(localStorage).filter(one => one.startsWith('outbox'))") == []


async def test_a_tab_that_is_closed_leaves_its_message_to_the_other(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        first = await page_of(browser, site, address, ann, DESK)
        second = await first.context.new_page()
        for page in (first, second):
            await page.goto(f"{address}/chats/{chat}")
            await expect(page.get_by_role("button", name="Attach something")).to_be_visible()
        await first.context.set_offline(True)
        await write(first, "goodbye")
        await expect(second.locator(SENDING)).to_have_text(["goodbye"])
        await first.close()
        await second.context.set_offline(False)

        await expect(second.locator(SENT)).to_have_text(["goodbye"])
        assert [one.text for one in (await open_chat(site.house, ben, chat)).lines] == ["goodbye"]


async def test_two_tabs_show_the_same_chat(tmp_path: Path, browser: Browser) -> None:
    """What is sent in one appears in the other, and what was read in one is read in the other."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        first = await page_of(browser, site, address, ann, DESK)
        second = await first.context.new_page()
        await first.goto(f"{address}/chats/{chat}")
        await second.goto(f"{address}/chats")
        await expect(second.get_by_text("No chats yet")).to_be_visible()
        await write(first, "hello Ben")
        row = second.locator("sa-chat-list .row", has_text="Ben Okafor")
        await expect(row).to_contain_text("You: hello Ben")
        await row.click()
        await expect(second.locator(SENT)).to_have_text(["hello Ben"])

        # He reads it: both say so, once each.
        his = await page_of(browser, site, address, ben, PHONE)
        await his.goto(f"{address}/chats/{chat}")
        for page in (first, second):
            await expect(page.locator(".message-note")).to_contain_text("Read")

        # His answer waits for her on both, until she reads it on one of them.
        for page in (first, second):
            await page.goto(f"{address}/wallet")
        await send_text(site.house, ben, chat, "hello Ann")
        for page in (first, second):
            await expect(page.locator(".places sa-unread .badge").first).to_contain_text("1")
        await first.goto(f"{address}/chats/{chat}")
        await expect(second.locator(".places sa-unread .badge")).to_have_count(0)

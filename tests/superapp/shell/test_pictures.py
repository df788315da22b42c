"""Pictures in a chat, from one browser to the other."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from superapp.flows.start_chat import start_chat
from tests.superapp.drawn import drawn
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def choose_pictures(page: Page, *files: FilePayload) -> None:
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="Attach something").click()
        await page.get_by_role("menuitem", name="Picture", exact=True).click()
    await (await chosen.value).set_files(files)


async def test_a_picture_is_sent_seen_large_and_taken_back(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")

        await choose_pictures(
            hers,
            {"name": "walk.jpg", "mimeType": "image/jpeg", "buffer": drawn("JPEG", (1_600, 900))},
            {"name": "notes.png", "mimeType": "image/png", "buffer": b"hello"},
            {"name": "torn.png", "mimeType": "image/png", "buffer": drawn("PNG")[:60]},
        )

        shown = his.locator(".picture img")
        await expect(shown).to_have_count(1)
        await expect(shown).to_have_js_property("complete", True)
        await expect(shown).to_have_js_property("naturalWidth", 480)
        failed = hers.locator(".message[data-state=failed]")
        await expect(failed).to_have_count(2)
        await expect(failed.nth(0)).to_contain_text("This is not a picture that can be read.")
        await expect(failed.nth(1)).to_contain_text("This picture cannot be sent. This picture is damaged.")
        for _ in range(2):
            await failed.first.get_by_role("button", name="Discard").click()

        await his.locator(".picture").click()
        large = his.get_by_role("dialog").locator("img")
        await expect(large).to_have_js_property("naturalWidth", 1_600)
        await his.keyboard.press("Escape")
        await expect(his.get_by_role("dialog")).to_have_count(0)

        await hers.get_by_role("button", name="Actions").click()
        await hers.get_by_role("menuitem", name="Take back").click()
        await expect(his.get_by_text("Ann Fields took back a message")).to_be_visible()
        await expect(his.locator(".picture")).to_have_count(0)


async def test_a_picture_waits_for_the_network(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.goto(f"{address}/chats/{chat}")
        await hers.context.set_offline(True)
        picture: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": drawn()}
        await choose_pictures(hers, picture, picture)
        await expect(hers.get_by_text("Waiting for the network")).to_be_visible()
        await hers.get_by_role("button", name="Cancel").last.click()
        await hers.context.set_offline(False)
        await expect(hers.locator(".message[data-state=sent] .picture")).to_have_count(1)
        await expect(hers.locator(".message")).to_have_count(1)

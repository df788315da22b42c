"""The wallet in a browser, on a phone and on a desk: a movement found, its id copied, a statement, no PIN."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from superapp.contacts.privacy import Circle, choose, privacy_of
from superapp.flows.manage_group import create
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of
from wallet.money import Money
from wallet.payments import pins, top_ups

pytestmark = pytest.mark.browser
PIN = "482913"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_a_person_keeps_an_eye_on_their_money(tmp_path: Path, browser: Browser, size: dict[str, int]) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="annf"), await site.person("Ben Okafor", handle="beno")
        await site.befriend(ann, ben)
        chat = await start_chat(site.house, ann, ben.id)
        await top_ups.top_up_demo(site.house.wallet, ann.id, Money(5_000), reference="first")
        await pins.set_pin(site.house.wallet, ann.id, PIN)
        page = await page_of(browser, site, address, ann, size)
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)

        # Small amounts shall go without the PIN: the PIN itself allows it.
        await page.goto(f"{address}/wallet")
        await page.get_by_role("link", name="Limits").click()
        await page.get_by_label("Amount").fill("20")
        await page.get_by_label("Your PIN").fill(PIN)
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()

        await page.goto(f"{address}/chats/{chat}")
        await page.get_by_role("button", name="Send money").click()
        await page.locator("sa-money input[name=amount]").fill("12.50")
        await page.locator("sa-money form .button").click()
        await expect(page.locator("sa-money .cashier-done")).to_contain_text("Sent ¥12.50")

        await page.goto(f"{address}/wallet")
        await expect(page.get_by_text("To Ben Okafor")).to_be_visible()
        await page.get_by_role("link", name="Search and statements").click()
        await page.get_by_role("searchbox", name="Find a movement").fill("okafor")
        await page.get_by_role("button", name="Show").click()
        await expect(page.locator("a.movement")).to_have_count(1)
        async with page.expect_download() as download:
            await page.get_by_role("button", name="PDF").click()
        assert (await download.value).suggested_filename.startswith("statement-annf-")
        await page.locator("a.movement").click()
        await page.get_by_role("button", name="Copy: Its id").click()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("trf_")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
async def test_money_is_sent_beginning_in_the_wallet(tmp_path: Path, browser: Browser, size: dict[str, int]) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, zoe = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Zoe Ferry")]
        page = await page_of(browser, site, address, ann, size)
        await page.goto(f"{address}/wallet")
        await page.get_by_role("link", name="Send money").click()
        await expect(page.get_by_text("Nobody to send money to yet")).to_be_visible()

        await site.befriend(ann, ben)
        await create(site.house, ann, "Saturday ferry", [ben.id])
        await top_ups.top_up_demo(site.house.wallet, ann.id, Money(5_000), reference="first")
        await pins.set_pin(site.house.wallet, ann.id, PIN)
        await page.reload()
        people = page.locator("#found form button")
        await expect(people).to_have_count(1)
        await page.get_by_role("searchbox").fill("zoe")
        await expect(people).to_have_text([re.compile("Zoe Ferry")])
        await page.get_by_role("searchbox").fill("ben")
        await page.get_by_role("button", name="Ben Okafor").click()

        # The chat with him, and over it the sheet; closed, it does not come back.
        await page.locator("sa-money input[name=amount]").fill("12.50")
        await page.locator("sa-money form .button").click()
        await page.keyboard.type(PIN)
        await expect(page.locator("sa-money .cashier-done")).to_contain_text("Sent ¥12.50")
        await expect(page.locator("sa-money")).to_have_count(0)
        await expect(page.get_by_role("heading", name="Ben Okafor")).to_be_visible()
        await page.reload()
        await expect(page.locator(".money-card")).to_contain_text("¥12.50")
        await expect(page.locator("sa-money")).to_have_count(0)

        await page.goto(f"{address}/wallet/send")
        await page.get_by_role("link", name="Saturday ferry").click()
        await expect(page.locator("sa-money")).to_contain_text("Amount in all")
        await page.keyboard.press("Escape")
        # Whom one knows is offered where a chat begins; who takes words of contacts only is found there, not for money.
        await page.goto(f"{address}/chats/new")
        await expect(page.locator("#found form button")).to_have_text([re.compile("Ben Okafor")])
        async with site.house.database.write() as session:
            await choose(session, zoe.id, replace(await privacy_of(session, zoe.id), written_by=Circle.CONTACTS))
        await page.get_by_role("searchbox").fill("zoe")
        await expect(page.locator("#found form button")).to_have_text([re.compile("Zoe Ferry")])
        await page.goto(f"{address}/wallet/send?q=zoe")
        await expect(page.get_by_text("Nobody by that name")).to_be_visible()

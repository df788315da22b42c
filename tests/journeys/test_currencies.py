"""Yen in a chat: typed, offered, sent, accepted, and seen beside the yuan in both wallets."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.shopping import PATIENCE_MS, PHONE, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

PIN = "280461"


async def test_yen_typed_in_a_chat_are_sent_and_seen_in_both_wallets(browser: Browser, town_on_sqlite: Town) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    before = dict[Page, int]()
    for page in (ann, ben):
        await page.goto(f"{town_on_sqlite.url}/wallet")
        before[page] = yen_in(await page.locator(".balance-more").inner_text())
        await page.goto(f"{town_on_sqlite.url}/chats")
    await open_chat(ann, "Ben Okafor")
    await ann.locator(".composer textarea").fill("the tickets, JPY 500")
    await ann.get_by_role("button", name="Send JP¥500").click()
    sheet = ann.locator("sa-money")
    await expect(sheet.get_by_label("Currency")).to_have_value("JPY")
    await expect(sheet.locator("input[name=amount]")).to_have_value("500")
    await sheet.locator("form .button").click()
    await expect(sheet.locator("[data-test=amount]")).to_have_text("JP¥500")
    for digit in PIN:
        await sheet.locator(f"[data-key='{digit}']").click()
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)

    await open_chat(ben, "Ann Rivers")
    await ben.locator(".money-card", has_text="JP¥500").last.click()
    await ben.get_by_role("button", name="Receive").click()
    await expect(ben.get_by_text("Received", exact=False).first).to_be_visible(timeout=PATIENCE_MS)
    for page, change in ((ann, -500), (ben, 500)):
        await page.goto(f"{town_on_sqlite.url}/wallet")
        assert yen_in(await page.locator(".balance-more").inner_text()) == before[page] + change
        await expect(page.locator(".balance-amount")).to_have_text(re.compile(r"^¥[\d,]+\.\d\d$"))
    town_on_sqlite.check_books()


async def open_chat(page: Page, name: str) -> None:
    """The open one: other journeys in this town may have made an encrypted one, which takes no money."""
    title = page.locator(".row-title", has_text=re.compile(f"^{name}$"))
    await page.locator("a", has=title).first.click()


def yen_in(text: str) -> int:
    return int(text.removeprefix("JP¥").replace(",", ""))

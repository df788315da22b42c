"""One person, signed in once, with one wallet and one PIN, uses all five programs one after the other; each leaves its
receipt in the chat, and the auditor finds each of them in the ledger."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys import test_envelopes, test_food, test_taxi, test_tickets
from tests.journeys.guests import Visit
from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, buy, open_shop, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

MERCHANTS = ("Lantern Lane", "Curtain & Cloud", "Tablemates", "Kestrel")


async def shares_an_envelope(page: Page, town: Town, envelopes: Visit) -> None:
    program = await test_envelopes.opened(page, town, envelopes.appids["program"])
    await program.get_by_role("button", name="Birthday").click()
    await program.get_by_role("textbox", name="Amount in all").fill("3.21")
    await program.get_by_role("button", name="Choose a chat and send").click()
    await page.get_by_role("dialog", name="Send to a chat").get_by_role("button", name="Ann Rivers").click()
    sheet = page.locator("sa-money")
    await sheet.locator("form .button").click()
    for digit in PIN:
        await sheet.locator(f"[data-key='{digit}']").click()
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)


async def eats(page: Page, town: Town, food: Visit) -> None:
    frame = await test_food.opened(page, town, food.appids["program"])
    await test_food.live_somewhere(frame, "Ben Okafor", "9 Mill Lane, Westport")
    await test_food.fill_basket(frame)
    await test_food.check_out(page, frame)
    await expect(frame.get_by_role("status").first).to_contain_text("Delivered", timeout=PATIENCE_MS * 2)


async def rides(page: Page, taxi: Visit) -> None:
    test_taxi.simulate(taxi, speed=60, drivers=30, paused=False)
    program = await test_taxi.open_program(page, taxi)
    await test_taxi.order(page, program, "North Lighthouse")
    await expect(program.get_by_text("You have arrived")).to_be_visible(timeout=PATIENCE_MS * 2)
    test_taxi.simulate(taxi, speed=1)


async def test_all_five_in_one_sitting(
    browser: Browser, town_on_sqlite: Town, envelopes: Visit, tickets: Visit, food: Visit, taxi: Visit
) -> None:
    town = town_on_sqlite
    ben = await signed_in(browser, town, "Ben Okafor", size=PHONE)
    await shares_an_envelope(ben, town, envelopes)
    shop = await open_shop(ben, town)
    await buy(ben, shop, "Harbour Mug")
    await expect(shop.get_by_text("Thank you.")).to_be_visible(timeout=PATIENCE_MS)
    cinema = await test_tickets.opened(ben, town, tickets.appids["program"])
    await test_tickets.bought(ben, cinema, "Paper Moon Harbour", "Row E, seat 7")
    await eats(ben, town, food)
    await rides(ben, taxi)

    await ben.goto(town.url + "/chats")
    await ben.get_by_text("Payments", exact=True).first.click()
    entries: dict[str, str] = {}
    for merchant in MERCHANTS:
        receipt = ben.locator("article.receipt").filter(has_text=merchant).last
        await expect(receipt).to_be_visible(timeout=PATIENCE_MS)
        entries[merchant] = (await receipt.get_by_role("link").get_attribute("href") or "").rpartition("/")[2]
    await ben.goto(town.url + "/chats")
    await ben.get_by_role("link", name=re.compile("Ann Rivers")).first.click()
    await expect(ben.locator(".envelope-card").last).to_contain_text("Happy birthday")
    await ben.goto(town.url + "/wallet/history?kind=envelope")
    given = (await ben.locator("a.movement").first.get_attribute("href") or "").rpartition("/")[2]

    aziz = await signed_in(browser, town, "Aziz Noor")
    for other, seq in {**entries, "Money that waits": given}.items():
        await aziz.goto(f"{town.url}/admin/transfers/{seq}")
        await expect(aziz.locator("#postings")).to_contain_text("Ben Okafor")
        await expect(aziz.locator("#postings")).to_contain_text(other)
    await expect(aziz.locator("main")).to_contain_text("envelope:")
    await expect(aziz.locator("main .slip-amount")).to_contain_text("3.21")
    town.check_books()

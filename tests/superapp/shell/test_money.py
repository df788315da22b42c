"""Money in a chat, in real browsers: sent, accepted, returned, and a group around an envelope."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.accounts.people import Person
from superapp.base.words import translations
from superapp.flows import manage_group
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served, session_of
from wallet.books import check_books
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.standing import standing_of

pytestmark = pytest.mark.browser
PIN = "280461"
PATIENCE_MS = 30_000  # a busy machine hashes a PIN slowly
SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 800}]


async def page_of(browser: Browser, site: Site, address: str, person: Person, size: dict[str, int]) -> Page:
    facts: Any = {"viewport": size, "reduced_motion": "reduce"}
    context = await browser.new_context(**facts)
    await context.add_cookies([{"name": "sa_session", "value": await session_of(site, person), "url": address}])
    return await context.new_page()


async def with_money(site: Site, person: Person, *, pin: bool = True) -> None:
    await top_ups.top_up_demo(site.house.wallet, person.id, Money(20_000), reference="first-money")
    if pin:
        await pins.set_pin(site.house.wallet, person.id, PIN)


async def give_pin(page: Page, pin: str = PIN) -> None:
    for digit in pin:
        await page.locator(f"sa-money [data-key='{digit}']").click()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
async def test_money_is_sent_accepted_and_returned(tmp_path: Path, browser: Browser, size: dict[str, int]) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        await site.befriend(ann, ben)
        await with_money(site, ann)
        chat = await start_chat(site.house, ann, ben.id)
        hers, his = [await page_of(browser, site, address, one, size) for one in (ann, ben)]
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")

        # What she types is an amount, so the composer offers to send it; too much is said before the PIN.
        await hers.get_by_role("textbox", name="Message to Ben Okafor").fill("here: 12.5 元")
        await hers.locator(".composer-chips").get_by_role("button", name="Send money").click()
        amount = hers.locator("sa-money input[name=amount]")
        await expect(amount).to_have_value("12.5")
        await amount.fill("200.01")
        await expect(hers.locator("sa-money [role=alert]")).to_contain_text("You have ¥200.00")
        await amount.fill("12.50")
        await hers.locator("sa-money input[name=note]").fill("for the ferry")
        await hers.locator("sa-money form .button").click()
        await expect(hers.locator("sa-money [data-test=amount]")).to_have_text("¥12.50")
        await give_pin(hers, "280462")
        await expect(hers.locator("sa-money [role=alert]")).to_contain_text("Wrong PIN", timeout=PATIENCE_MS)
        await give_pin(hers)
        await expect(hers.locator("sa-money")).to_have_count(0, timeout=PATIENCE_MS)
        await expect(hers.locator(".composer textarea")).to_have_value("")
        await expect(hers.locator(".money-card")).to_contain_text("Waiting to be accepted · for the ferry")

        # He takes it; her card says so by itself.
        await his.locator(".money-card").click()
        await his.get_by_role("button", name="Receive").click()
        await expect(his.locator(".transfer-slip")).to_have_attribute("data-state", "received")
        await expect(hers.locator(".money-card").first).to_have_attribute("data-state", "received", timeout=PATIENCE_MS)
        await expect(hers.locator(".money-card")).to_have_count(2)

        # A second one, with a delay, from the button; he gives it back.
        await hers.get_by_role("button", name="Send money").click()
        await hers.locator("sa-money input[name=amount]").fill("5")
        await hers.locator("sa-money").get_by_role("radio", name="After 2 h").check()
        await hers.locator("sa-money form .button").click()
        await give_pin(hers)
        await expect(hers.locator(".money-card")).to_have_count(3, timeout=PATIENCE_MS)
        await his.goto(f"{address}/wallet")
        await his.get_by_role("region", name="Money on its way").get_by_text("From Ann Fields").click()
        await his.get_by_text("Return it").click()
        await his.get_by_role("button", name="Return ¥5.00").click()
        await expect(his.locator(".transfer-slip")).to_have_attribute("data-state", "returned")
        await expect(hers.locator(".money-card").last).to_contain_text("Returned", timeout=PATIENCE_MS)

        await hers.goto(f"{address}/wallet")
        await expect(hers.locator(".balance-amount")).to_have_text("¥187.50")
        await expect(hers.locator(".movement").first).to_contain_text("Ben Okafor")
        assert await check_books(site.house.wallet) == []


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
async def test_a_group_opens_an_envelope(tmp_path: Path, browser: Browser, size: dict[str, int]) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo, dan = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo", "Dan")]
        for one in (ben, cleo, dan):
            await site.befriend(ann, one)
        await with_money(site, ann, pin=False)
        group = await manage_group.create(site.house, ann, "Ferry", [ben.id, cleo.id, dan.id])
        pages = [await page_of(browser, site, address, one, size) for one in (ann, ben, cleo, dan)]
        for page in pages:
            await page.goto(f"{address}/chats/{group}")
        hers, his, cleos, dans = pages

        # Her first payment: she chooses a PIN on the way.
        await hers.get_by_role("button", name="Send money").click()
        await hers.locator("sa-money input[name=amount]").fill("8.88")
        await hers.locator("sa-money input[name=shares]").fill("2")
        await hers.locator("sa-money input[name=note]").fill("Happy New Year")
        await hers.locator("sa-money").get_by_role("radio", name="Jade").check()
        await hers.locator("sa-money form .button").click()
        await give_pin(hers)
        await expect(hers.locator("sa-money h2")).to_have_text("Choose a payment PIN")
        await give_pin(hers)
        await expect(hers.locator(".envelope-card")).to_contain_text("0 of 2 opened", timeout=PATIENCE_MS)

        for page in (his, cleos):
            await page.locator(".envelope-card").click()
            await page.get_by_role("button", name="Open", exact=True).click()
            await expect(page.locator("sa-envelope [data-test=got]")).to_contain_text("¥", timeout=PATIENCE_MS)
            await page.locator("sa-envelope").get_by_role("button", name="Close").click()
            await expect(page.locator(".envelope-card")).to_contain_text("You got ¥")
        await expect(dans.locator(".envelope-card")).to_contain_text("All shares have gone", timeout=PATIENCE_MS)
        await expect(hers.locator(".envelope-card")).to_contain_text("All shares have gone", timeout=PATIENCE_MS)

        await dans.locator(".envelope-card").click()
        await expect(dans.locator(".envelope-got .row")).to_have_count(2)
        await expect(dans.locator(".luckiest")).to_have_count(1)
        await dans.get_by_role("link", name="see the proof").click()
        await expect(dans.locator(".proof-facts li[data-ok=yes]")).to_have_count(5)
        assert await check_books(site.house.wallet) == []


async def test_a_comma_is_a_comma_where_people_write_one(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        carla, ben = await site.person("Carla Monti", language="it"), await site.person("Ben Okafor")
        await site.befriend(carla, ben)
        await with_money(site, carla)
        chat = await start_chat(site.house, carla, ben.id)
        page = await page_of(browser, site, address, carla, SIZES[0])
        await page.goto(f"{address}/chats/{chat}")
        await page.get_by_role("button", name=translations("it").gettext("Send money")).click()
        amount = page.locator("sa-money input[name=amount]")
        await amount.press_sequentially("12,50")
        await expect(amount).to_have_value("12,50")
        await page.locator("sa-money [data-key=erase]").click()
        await expect(amount).to_have_value("12,5")
        await amount.fill("7")
        await expect(page.locator("sa-money [data-key='.']")).to_have_text(",")
        await page.locator("sa-money [data-key='.']").click()
        await page.locator("sa-money [data-key='3']").click()
        await expect(amount).to_have_value("7,3")
        await page.locator("sa-money form .button").click()
        await expect(page.locator("sa-money [data-test=amount]")).to_have_text("7,30\N{NO-BREAK SPACE}¥")
        await give_pin(page)
        await expect(page.locator("sa-money")).to_have_count(0, timeout=PATIENCE_MS)

        await page.goto(f"{address}/chats/{chat}/split")
        await page.locator("#split-amount").press_sequentially("20,40")
        await expect(page.locator("[data-share]").first).to_have_text("10,20\N{NO-BREAK SPACE}¥")

        await page.locator("label:has(input[name=way][value=items])").click()
        await page.locator("#split-name-1").fill("Vino")
        await page.locator("#split-amount-1").press_sequentially("18,41")
        await expect(page.locator("[data-share]").last).to_have_text("9,20\N{NO-BREAK SPACE}¥")

        await page.goto(f"{address}/wallet/limits")
        await page.locator("input[name=amount]").fill("5,50")
        await page.locator("main input[name=pin]").fill(PIN)
        await page.locator("main input[name=pin]").press("Enter")
        await expect(page.locator("input[name=amount]")).to_have_value("5,50")
        assert (await standing_of(site.house.wallet, carla.id, "CNY")).pin_free == Money(550)

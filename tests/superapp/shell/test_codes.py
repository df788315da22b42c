"""Codes in real browsers: a till takes a pay code, one is asked for the PIN, a collect code is read from a picture."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.accounts.people import Person
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from tests.superapp.serving import served, session_of
from wallet.books import check_books
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.code_payments import pay_by_code
from wallet.payments.order_rows import OrderDraft
from wallet.payments.pay_code_rows import PayerAsked
from wallet.payments.pay_codes import turn_on
from wallet.payments.standing import set_pin_free

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


async def page_of(browser: Browser, site: Site, address: str, person: Person, size: dict[str, int]) -> Page:
    facts: Any = {"viewport": size, "reduced_motion": "reduce"}
    context = await browser.new_context(**facts)
    await context.add_cookies([{"name": "sa_session", "value": await session_of(site, person), "url": address}])
    return await context.new_page()


async def test_a_till_and_a_collect_code(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        stall = await open_stall(site)
        wallet, ben = site.house.wallet, await site.person("Ben Okafor")
        await top_ups.top_up_demo(wallet, ben.id, Money(5_000), reference="first-money")
        await pins.set_pin(wallet, ben.id, PIN)
        await set_pin_free(wallet, stall.payer.id, Money(5_000), PIN)
        await turn_on(wallet, stall.payer.id, pin=PIN)
        hers = await page_of(browser, site, address, stall.payer, PHONE)
        his = await page_of(browser, site, address, ben, DESKTOP)

        def till(number: str, total: int) -> OrderDraft:
            return OrderDraft(stall.merchant.mchid, stall.appid, number, "Two paper lanterns", total, "CNY", "", "")

        await hers.goto(f"{address}/wallet/pay-code")
        digits = hers.locator("[data-test=digits]")
        await expect(digits).to_be_visible()
        await pay_by_code(wallet, till("till-0001", 4_000), (await digits.inner_text()).replace(" ", ""))
        await expect(hers.locator("[data-state=paid]")).to_contain_text("¥40.00")
        await hers.get_by_role("button", name="Show a new code").click()
        with pytest.raises(PayerAsked):
            await pay_by_code(wallet, till("till-0002", 6_000), (await digits.inner_text()).replace(" ", ""))
        await expect(hers.locator("[data-test=asked]")).to_have_text("¥60.00")
        await hers.keyboard.type(PIN)
        await expect(hers.locator("[data-state=paid]")).to_contain_text("¥60.00", timeout=30_000)

        await hers.goto(f"{address}/wallet/collect?amount=12.50&note=tea")
        picture = await hers.locator(".code-drawing").screenshot()
        await his.goto(f"{address}/scan")
        chosen = {"name": "code.png", "mimeType": "image/png", "buffer": picture}
        await his.locator("sa-scan input[type=file]").set_input_files(files=[chosen])  # pyright: ignore[reportArgumentType]
        await expect(his.get_by_text("¥12.50")).to_be_visible()
        await his.get_by_label("Your PIN").fill(PIN)
        await his.get_by_role("button", name="Send").click()
        await expect(his.get_by_text("Ann Rivers received it")).to_be_visible(timeout=30_000)
        await expect(hers.locator("sa-received")).to_contain_text("¥12.50")
        assert await check_books(wallet) == []

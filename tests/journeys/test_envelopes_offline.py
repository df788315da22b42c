"""Red envelopes when the network goes: the draft, the history and the gifts stay, and what needs the host says so."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.offline import fresh, said, shown_from_before, tab
from tests.journeys.shopping import PATIENCE_MS, PHONE, signed_in
from tests.journeys.test_envelopes import opened
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_envelopes_without_a_network(browser: Browser, town_on_sqlite: Town, envelopes: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    program = await opened(page, town_on_sqlite, envelopes.appids["program"])
    await tab(page, "Gifts")
    await expect(program.get_by_text("No gifts right now")).to_be_visible(timeout=PATIENCE_MS)
    await tab(page, "Give")
    amount = program.get_by_role("textbox", name="Amount in all")
    await amount.fill("3.21")

    await page.context.set_offline(True)
    await shown_from_before(program, "¥3.21 in all")
    assert await faults_inside(page) == []
    await program.get_by_role("button", name="Choose a chat and send").click()
    await said(program, "The network")
    await expect(amount).to_have_value("3.21")
    assert await faults_inside(page) == []
    await tab(page, "Gifts")
    await shown_from_before(program, "No gifts right now")
    await page.context.set_offline(False)
    await fresh(program)
    await tab(page, "History")
    asking = page.get_by_role("dialog", name=re.compile("see the red envelopes"))
    await asking.get_by_role("button", name="Allow").click()
    await expect(program.locator(".skeleton").locator("visible=true")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(program.get_by_role("alert").locator("visible=true")).to_have_count(0)
    await page.context.set_offline(True)
    await shown_from_before(program)
    await tab(page, "Luck")
    await shown_from_before(program, "The luckiest")

    await page.context.set_offline(False)
    await tab(page, "Give")
    await fresh(program)
    await expect(amount).to_have_value("3.21")
    await program.get_by_role("button", name="Choose a chat and send").click()
    await expect(page.get_by_role("dialog", name="Send to a chat")).to_be_visible()

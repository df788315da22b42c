"""A person adds a card at the card network, confirms with the bank, and takes some of the money out again: five
processes and two origins, on a phone."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser
CHALLENGE_CARD = "4000 0000 0000 3006"


async def test_a_card_brings_money_and_takes_it_back(browser: Browser, town_on_sqlite: Town) -> None:
    town = town_on_sqlite
    mei = await signed_in(browser, town, "Mei", size=PHONE)
    await mei.goto(town.url + "/wallet")
    await mei.get_by_role("link", name="Cards").click()
    await mei.get_by_role("button", name="Add a card").click()
    await mei.get_by_role("link", name="Go to the card processor").click()
    await expect(mei.get_by_role("heading", name="Your card")).to_be_visible(timeout=PATIENCE_MS)
    assert not mei.url.startswith(town.url)
    await mei.get_by_role("link", name=CHALLENGE_CARD).click()
    await mei.get_by_label("Valid until").fill("08/31")
    await mei.get_by_label("Security code").fill("123")
    await mei.get_by_role("button", name="Add this card").click()
    await expect(mei.get_by_text("Your card is added.")).to_be_visible(timeout=PATIENCE_MS)

    await mei.goto(town.url + "/wallet/top-ups/new")
    await mei.get_by_role("button", name="¥100.00").click()
    await mei.get_by_role("button", name="Add the money").click()
    await mei.get_by_role("link", name="Confirm at the bank").click()
    await mei.get_by_label("Code").fill("1234")
    await mei.get_by_role("button", name="Confirm").click()
    await expect(mei.get_by_text("The money is in your wallet")).to_be_visible(timeout=PATIENCE_MS)

    await mei.goto(town.url + "/wallet/withdrawals/new")
    await mei.get_by_label("Amount", exact=True).fill("40")
    await mei.get_by_label("Payment PIN").fill(PIN)
    await mei.get_by_role("button", name="Take money out").click()
    await expect(mei.get_by_text("On its way to your card")).to_be_visible(timeout=PATIENCE_MS)
    # The page looks again by itself; nobody touches it.
    await expect(mei.get_by_text("The money is on your card")).to_be_visible(timeout=PATIENCE_MS)
    await mei.goto(town.url + "/wallet")
    await expect(mei.locator(".movement[data-kind=withdrawal]").first).to_contain_text("−¥40.10")
    town.check_books()

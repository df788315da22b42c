"""Nothing but keys: from the shop's first page to the paid order, each stop reached by Tab and seen where it is."""

import pytest
from playwright.async_api import Browser, Frame, Page, expect

from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, open_shop, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

STOPS_MAX = 40
# What stands at the focus: its name, and whether somebody sees that it is there.
AT = """() => {
    const one = document.activeElement;
    const named = one.getAttribute('aria-label') || one.getAttribute('placeholder') || one.innerText || '';
    const host = one.closest('[aria-label]')?.getAttribute('aria-label') || '';
    const parts = [one, one.parentElement, one.closest('wx-input, wx-textarea')];
    const marks = parts.map(part => part && getComputedStyle(part));
    const drawn = style => style.outlineStyle !== 'none' && style.outlineWidth !== '0px';
    const seen = marks.some(style => style && (style.boxShadow !== 'none' || drawn(style)));
    return {name: `${named} ${host}`.replace(/\\s+/g, ' ').trim(), seen};
}"""


async def tab_to(page: Page, frame: Frame, name: str) -> None:
    passed = list[str]()
    for _ in range(STOPS_MAX):
        await page.keyboard.press("Tab")
        at = await frame.evaluate(AT)
        if name in at["name"]:
            assert at["seen"], f"nobody sees that {name} has the focus"
            return
        passed.append(at["name"][:40])
    raise AssertionError(f"{name} is not reached; passed were {passed}")


async def test_a_thing_is_chosen_and_paid_by_keys_alone(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    shop = await open_shop(page, town_on_sqlite)
    await expect(shop.get_by_text("Harbour Mug", exact=True).first).to_be_visible()
    handle = await page.locator("sa-program iframe").element_handle()
    frame = await handle.content_frame() if handle else None
    assert frame

    await frame.focus("body")
    await page.locator("sa-program iframe").focus()
    await tab_to(page, frame, "Harbour Mug")
    await page.keyboard.press("Enter")
    await expect(shop.get_by_text("Goes well with")).to_be_visible()
    await tab_to(page, frame, "Sand")
    await page.keyboard.press("Space")
    await expect(shop.get_by_role("radio", name="Sand")).to_have_attribute("aria-checked", "true")
    await tab_to(page, frame, "Buy now")
    await page.keyboard.press("Enter")
    await expect(shop.get_by_label("Full name")).to_be_visible()
    await tab_to(page, frame, "Full name")
    await page.keyboard.type("Ben Okafor")
    await tab_to(page, frame, "Street, number, town")
    await page.keyboard.type("1 Harbour Street, Westport")
    await tab_to(page, frame, "Pay ¥")
    await page.keyboard.press("Enter")
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    await page.keyboard.type(PIN)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)

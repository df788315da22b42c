"""Every screen for everybody: axe-core finds nothing on any of them, on a phone in light and on a desk in dark;
the cashier is a matter of ten keys; at four times the size the wallet still reads from top to bottom; who asks for less
motion gets none."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.screens import PARTS, every_screen, to_checkout
from tests.journeys.shopping import DESKTOP, PATIENCE_MS, PHONE, PIN, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "superapp/browser/node_modules/axe-core/axe.min.js"
# A program's frame is its developer's own page; what is ours around it is looked at.
RUN = """() => axe
    .run(document, {iframes: false, resultTypes: ['violations']})
    .then(({violations}) => violations
    .flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')}`)))"""
# Colours change by a transition, however short: half-way there they say nothing about either end.
SETTLED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
    .then(() => Promise.allSettled(document.getAnimations().map(one => one.finished)))
    .then(() => true)"""
# The browser takes a new colour scheme in its own time; looked at before, one page would show two.
WEARS = """wanted => new Promise(done => {
    const scheme = matchMedia(`(prefers-color-scheme: ${wanted})`);
    scheme.matches ? done() : scheme.addEventListener('change', () => done(), {once: true});
})"""
SCREENS_LEAST = 3
SEEN_AS: tuple[tuple[tuple[int, int], Literal["light", "dark"]], ...] = ((PHONE, "light"), (DESKTOP, "dark"))


async def found_by_axe(page: Page) -> list[str]:
    """What a reader, a keyboard or a weak eye would stumble over, as "rule: selector"."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text())
    await page.evaluate(SETTLED)
    return await page.evaluate(RUN)


@pytest.mark.parametrize("part", PARTS)
async def test_no_screen_keeps_anybody_out(
    browser: Browser, town_on_sqlite: Town, part: str, pytestconfig: pytest.Config
) -> None:
    """In the quick run each screen is seen one way, by turns."""
    takes_turns = not pytestconfig.getoption("--all")
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    async for name, page in every_screen(browser, town_on_sqlite, part):
        seen.add(name)
        for (width, height), light in SEEN_AS[len(seen) % 2 :][:1] if takes_turns else SEEN_AS:
            await page.set_viewport_size({"width": width, "height": height})
            await page.emulate_media(color_scheme=light, reduced_motion="reduce")
            await page.evaluate(WEARS, light)
            if faults := await found_by_axe(page):
                found[f"{name}, {width} px, {light}"] = faults
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} scrolls sideways at {width} px"

    assert found == {}
    assert len(seen) >= SCREENS_LEAST


async def test_axe_would_find_a_fault(browser: Browser, town_on_sqlite: Town) -> None:
    page = await (await browser.new_context()).new_page()
    await page.goto(town_on_sqlite.url + "/sign-in")
    await page.evaluate("document.querySelector('label[for=field-handle]').remove()")
    assert "label: #field-handle" in await found_by_axe(page)


async def test_the_cashier_is_a_matter_of_ten_keys(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers")
    shop = await to_checkout(page, town_on_sqlite, "paper-lantern")
    await shop.get_by_text("Pay ¥").click()
    cashier = page.locator("sa-cashier .cashier")
    await expect(cashier.locator("[data-test=amount]")).to_be_visible()
    filled = cashier.locator(".pin-dot[data-filled=yes]")

    await page.keyboard.type("28x")
    await expect(filled).to_have_count(2)
    await page.keyboard.press("Backspace")
    await expect(filled).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(cashier).to_have_count(0)
    await expect(shop.get_by_text("Waiting for payment")).to_be_visible()

    await shop.get_by_text("Pay ¥").click()
    await expect(cashier.locator("[data-test=amount]")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(cashier.locator(".pin-dots input")).not_to_be_focused()
    await page.keyboard.type(PIN)  # the page behind is inert: digits can only be meant for the sheet
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)


async def test_a_sheet_that_asks_for_no_pin_takes_none(browser: Browser, town_on_sqlite: Town) -> None:
    person = town_on_sqlite.asked("person", "create", "Penny Less")
    link = town_on_sqlite.asked("open-url", town_on_sqlite.appid, "--as", str(person["person_id"]))
    page = await (await browser.new_context()).new_page()
    await page.goto(str(link["url"]))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    shop = await to_checkout(page, town_on_sqlite, "camp-mug")
    await shop.get_by_text("Pay ¥").click()
    await expect(page.locator("sa-cashier [role=alert]")).to_contain_text("not enough money")
    await page.keyboard.type(PIN + PIN)
    await page.keyboard.press("Escape")
    await expect(shop.get_by_text("Waiting for payment")).to_be_visible()
    assert [one for one in sent if "/confirm" in one or "/first-pin" in one] == []


async def test_at_four_times_the_size_the_wallet_reads_from_top_to_bottom(
    browser: Browser, town_on_sqlite: Town
) -> None:
    # 400 % on a screen of 1280 by 800 leaves 320 by 200 (WCAG 2.2, 1.4.10).
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=(320, 200))
    await page.goto(town_on_sqlite.url + "/wallet")
    pane = page.locator("#main")
    assert await pane.evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    assert await pane.evaluate("pane => pane.clientHeight") >= 120
    button = page.get_by_role("button", name="demo money")
    await button.focus()
    await expect(button).to_be_in_viewport(ratio=0.9)
    last = page.locator("a.movement").last
    await last.focus()
    await expect(last).to_be_in_viewport(ratio=0.9)
    assert await last.evaluate("row => row.scrollWidth <= row.clientWidth")


async def test_at_four_times_the_size_one_can_still_write(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=(320, 200))
    await page.goto(town_on_sqlite.url + "/chats/new")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert await page.evaluate(wide)
    await page.get_by_role("button", name="Saved messages").click()
    box = page.locator("sa-chat").get_by_role("textbox")
    await box.fill("A line long enough to be broken into several at this size")
    await expect(box).to_be_in_viewport(ratio=0.9)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator(".message[data-mine] .bubble").last).to_be_in_viewport()
    assert await page.evaluate(wide)


async def test_the_first_key_offers_to_skip_what_repeats(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers")
    for path, target in (("/chats", "list"), ("/wallet", "main")):
        await page.goto(town_on_sqlite.url + path)
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip-link")).to_be_focused()
        await page.keyboard.press("Enter")
        # Asked of the page itself: whether the window is the one in front is another matter.
        await page.wait_for_function("id => document.activeElement?.id === id", arg=target)
    # Pages that are swapped in keep the promise.
    await page.locator(".place[data-place=chats]").click()
    await expect(page.locator(".skip-link")).to_have_attribute("href", "#list")


async def test_every_stop_of_the_tab_key_is_seen(browser: Browser, town_on_sqlite: Town) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers")
    for path in ("/wallet", "/me", "/programs"):
        await page.goto(town_on_sqlite.url + path)
        await page.keyboard.press("Tab")
        for _ in range(12):
            shown = await page.evaluate(
                """() => {
                    const one = document.activeElement, after = one.nextElementSibling ?? one;
                    const marks = [one, after, one.parentElement].map(part => getComputedStyle(part));
                    return one === document.body || marks.some(
                        style => style.boxShadow !== 'none' || style.outlineColor !== 'rgba(0, 0, 0, 0)');
                }"""
            )
            assert shown, f"{path}: {await page.evaluate('document.activeElement.outerHTML')}"
            await page.keyboard.press("Tab")


async def test_who_asks_for_less_motion_gets_none(browser: Browser, town_on_sqlite: Town) -> None:
    page = await (await browser.new_context(reduced_motion="reduce")).new_page()
    await page.goto(town_on_sqlite.url + "/sign-in")
    spans = await page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(one => {
            const style = getComputedStyle(one);
            return [style.animationDuration, style.transitionDuration].flatMap(text => text.split(', '));
        })"""
    )
    assert spans
    assert [span for span in set(spans) if not re.fullmatch(r"0s|1e-05s|0\.01ms", span)] == []

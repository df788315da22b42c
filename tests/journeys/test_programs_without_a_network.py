"""A program is opened where there is no network: from Discover, after the shell itself was loaded anew there."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.offline import fresh, said, shown_from_before
from tests.journeys.shopping import PATIENCE_MS, PHONE, signed_in
from tests.journeys.test_tickets import bought, opened
from tests.journeys.town import Town
from tests.superapp.shell.test_offline import KEPT

pytestmark = pytest.mark.browser

WORKER = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
IS_KEPT = """async () => {
    const keys = await (await caches.open('programs')).keys();
    return keys.some(({url}) => url.endsWith('/logic.js'));
}"""

# What a program could do in its frame that it must not.
WALLS = """async own => {
    const found = [];
    if (self.origin !== 'null') found.push('it has an origin');
    await fetch(own + '/healthz', {mode: 'no-cors'}).then(() => found.push('it has a network'), () => undefined);
    try { parent.document.title; found.push('it reads the page'); } catch {}
    try { document.cookie; found.push('it has cookies'); } catch {}
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    if (window.ran) found.push('it runs what it likes');
    return found;
}"""
# What is kept of a session.
LETS_IN = """async () => {
    const database = await new Promise(done => {
        indexedDB.open('superapp-kept').onsuccess = event => done(event.target.result);
    });
    const rows = await new Promise(done => {
        const all = database.transaction('programs').objectStore('programs').getAll();
        all.onsuccess = () => done(all.result);
    });
    database.close();
    return rows.filter(one => one.opened.session || !one.opened.media.endsWith('/~none/')).map(one => one.appid);
}"""


async def until_kept(page: Page) -> None:
    """The service worker answers for the page, and the program's files are on the device."""
    if not await page.evaluate(WORKER):
        await page.reload()
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    for _ in range(200):
        if await page.evaluate(IS_KEPT):
            return
        await page.wait_for_timeout(100)
    raise AssertionError("the program is not kept")


async def test_a_ticket_is_shown_at_the_door(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(page, town_on_sqlite, tickets.appids["program"])
    await bought(page, program, "Desert Post", "Row C, seat 2")
    await until_kept(page)
    await page.wait_for_timeout(1_000)

    await page.context.set_offline(True)
    await page.goto(f"{town_on_sqlite.url}/programs")
    await page.get_by_role("link", name="Curtain & Cloud").click()
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    await shown_from_before(program, "On the screen this week", "Desert Post")
    box = await page.locator("sa-program iframe").bounding_box()
    assert box
    assert box["height"] > PHONE[1] * 0.7  # the whole pane, as with a network
    # Drawn once it has loaded: from what the page handed in.
    await expect(program.get_by_role("link", name="Desert Post").locator(".wx-pic")).to_have_count(1)
    await page.locator(".program-tabs").get_by_role("button", name="My tickets").click()
    await shown_from_before(program, "Coming up")
    await program.get_by_role("link", name="Desert Post").first.click()
    code = program.get_by_label("Ticket code for C2")
    await expect(code).to_be_visible()
    await expect(program.get_by_text("Show this code at the door")).to_be_visible()
    await program.get_by_role("button", name="Refund").click()
    await said(program, "The ticket office")

    # Back again it goes on, in the same frame and with a session of its own.
    await page.context.set_offline(False)
    await expect(program.get_by_text("You get back")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Back").click()
    await fresh(program)
    await expect(code).to_be_visible()


async def test_its_frame_is_closed_as_ever_and_signing_out_leaves_nothing(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    page = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    await opened(page, town_on_sqlite, tickets.appids["program"])
    await until_kept(page)
    await page.context.set_offline(True)
    await page.goto(f"{town_on_sqlite.url}/p/{tickets.appids['program']}")
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    await page.context.set_offline(False)

    handle = await page.locator("sa-program iframe").element_handle()
    frame = await handle.content_frame() if handle else None
    assert frame
    assert await frame.evaluate(WALLS, town_on_sqlite.url) == []
    assert await page.evaluate(LETS_IN) == []

    await page.goto(f"{town_on_sqlite.url}/me")
    await page.get_by_role("button", name="Sign out").click()
    await page.wait_for_url("**/sign-in")
    assert "programs" not in await page.evaluate("caches.keys()")
    assert not any((await page.evaluate(KEPT)).values())


async def test_a_program_that_was_never_opened_says_so(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    await opened(page, town_on_sqlite, tickets.appids["program"])
    await until_kept(page)

    await page.context.set_offline(True)
    await page.goto(f"{town_on_sqlite.url}/p/{town_on_sqlite.appid}")
    await expect(page.get_by_role("alert")).to_contain_text("not kept on this device")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)

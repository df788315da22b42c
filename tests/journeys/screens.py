"""Every screen a person can meet, one after the other, in one running town. `every_screen` walks and stops at each;
whoever looks (test_accessibility.py) resizes, changes the light and looks, then lets the walk go on."""

import asyncio
from collections.abc import AsyncIterator

from playwright.async_api import Browser, FrameLocator, Page, Route, expect

from tests.journeys.screens_of_chat import giver, keeper, sharer, talker, whisperer
from tests.journeys.shopping import PATIENCE_MS, PIN, give_pin, open_shop, signed_in
from tests.journeys.town import Town

FIRST_PIN = "739164"
# The sheet closes itself 1.3 s after the tick (shell/cashier.ts); here it stays for as long as somebody looks.
KEEP_THE_TICK = (
    "const real = setTimeout; window.setTimeout = (f, ms, ...more) => ms === 1300 ? 0 : real(f, ms, ...more)"
)


async def every_screen(browser: Browser, town: Town, *parts: str) -> AsyncIterator[tuple[str, Page]]:
    """Yields (name of the screen, page that shows it). A looker may change size and light, nothing else. parts: of
    PARTS; none of them needs another one to have been there."""
    for part in parts:
        async for stop in PARTS[part](browser, town):
            yield stop


async def signed_out(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    page = await (await browser.new_context()).new_page()
    for name, path in [("sign-in", "/sign-in"), ("sign-up", "/sign-up"), ("not-found-signed-out", "/nowhere")]:
        await page.goto(town.url + path)
        yield name, page
    await page.goto(town.url + "/sign-in")
    await page.get_by_label("Handle").fill("nobody")
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    yield "sign-in-refused", page
    await page.context.close()


async def newcomer(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """A person with no chats, no money and no PIN, up to the first paid order."""
    person = town.asked("person", "create", "Nora Quist")
    link = town.asked("open-url", town.appid, "--as", str(person["person_id"]))
    page = await (await browser.new_context()).new_page()
    page.set_default_timeout(PATIENCE_MS)
    await page.goto(str(link["url"]))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    for name, path in [
        ("chats-empty", "/chats"),
        ("new-chat", "/chats/new"),
        ("new-chat-found", "/chats/new?q=a"),
        ("new-chat-nobody", "/chats/new?q=zzzz"),
        ("wallet-empty", "/wallet"),
        ("pay-code-no-pin", "/wallet/pay-code"),
        ("collect-code", "/wallet/collect?amount=12.50&note=tea"),
        ("collect-poster", "/wallet/collect/print"),
        ("pin-first", "/wallet/pin"),
        ("contacts-empty", "/contacts"),
        ("requests-none", "/contacts/requests"),
        ("find-people", "/contacts/find?q=a"),
        ("me", "/me"),
        ("profile", "/me/profile"),
        ("my-code", "/me/code"),
        ("privacy", "/me/privacy"),
        ("data", "/me/data"),
        ("scan", "/scan"),
        ("feed-empty", "/feed"),
        ("channels-none", "/feed/channels?q=zzzz"),
        ("sessions", "/me/sessions"),
        ("passkeys", "/me/passkeys"),
        ("notifications", "/me/notifications"),
        ("program-about-unopened", f"/programs/{town.appid}"),
        ("offline", "/offline"),
        ("offline-chats", "/offline/chats"),
        ("offline-chat", "/offline/chat"),
        ("not-found", "/wallet/receipts/999999"),
        ("forbidden", "/admin/transfers"),
    ]:
        await page.goto(town.url + path)
        yield name, page

    shop = await to_checkout(page, town, "camp-mug")
    await shop.get_by_text("Pay ¥").click()
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    yield "cashier-short", page
    await page.keyboard.press("Escape")

    await page.goto(town.url + "/wallet")
    await page.get_by_role("button", name="demo money").click()
    await expect(page.locator(".balance-amount")).to_have_text("¥200.00")
    shop = await to_checkout(page, town, "camp-mug")
    await shop.get_by_text("Pay ¥").click()
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    yield "cashier-first-pin", page
    await give_pin(page, FIRST_PIN)
    await expect(page.locator("sa-cashier .cashier")).to_have_attribute("data-state", "again")
    yield "cashier-first-pin-again", page
    await page.context.close()


async def acquaintance(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """Contacts and strangers: lists, pages of people, a request, a report."""
    page = await signed_in(browser, town, "Ann Rivers")
    for name, path in [("contacts", "/contacts"), ("requests", "/contacts/requests")]:
        await page.goto(town.url + path)
        yield name, page
    await page.get_by_role("link", name="Dora Fields").click()
    await expect(page.get_by_text("wants to be your contact")).to_be_visible()
    yield "person-asks", page
    await page.get_by_label("More about this person").click()
    yield "person-menu", page
    await page.get_by_role("link", name="Report").click()
    await expect(page.get_by_text("What is wrong?")).to_be_visible()
    yield "report", page
    await page.goto(town.url + "/contacts")
    await page.get_by_role("link", name="Ben Okafor").click()
    await expect(page.get_by_label("Only you see this name")).to_be_visible()
    yield "person-contact", page
    await page.goto(town.url + "/contacts/find?q=olga")
    await page.get_by_role("link", name="Olga Ward").click()
    await expect(page.get_by_role("button", name="Ask to be contacts")).to_be_visible()
    yield "person-stranger", page
    await page.get_by_role("button", name="Message", exact=True).click()
    await expect(page.get_by_text("Not one of your contacts")).to_be_visible()
    yield "chat-with-stranger", page
    await page.context.close()


async def buyer(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """A person who has money and a PIN: the shop, the cashier in each of its states, and what is left behind."""
    page = await signed_in(browser, town, "Ben Okafor")
    await page.goto(town.url + "/programs")
    yield "programs", page
    await page.goto(town.url + "/programs?q=zzzz")
    yield "programs-none", page
    await page.goto(town.url + "/programs?category=food")
    yield "programs-category-empty", page
    await page.goto(town.url + "/me")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("option").first).to_be_visible()
    yield "palette", page
    await page.keyboard.type("zzzz")
    await expect(page.get_by_role("option")).to_have_count(0)
    yield "palette-none", page
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    yield "shortcuts", page
    shop = await open_shop(page, town)
    await expect(shop.get_by_text("Harbour Mug", exact=True).first).to_be_visible()
    yield "shop", page
    await page.goto(f"{town.url}/programs/{town.appid}")
    await page.get_by_role("radio", name="4 stars").check()
    await page.get_by_label("A few words").fill("The mugs keep their colour")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("button", name="Remove")).to_be_visible()
    await page.get_by_role("button", name="Pin", exact=True).click()
    await expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    yield "program-about", page
    await page.goto(town.url + "/programs")
    yield "programs-pinned", page
    shop = await open_shop(page, town)
    await expect(shop.get_by_text("Harbour Mug", exact=True).first).to_be_visible()
    await page.locator(".program-capsule button").first.click()
    yield "capsule-menu", page
    shop = await to_checkout(page, town, "sea-soap")
    yield "shop-checkout", page

    seen = asyncio.Event()

    async def hold(route: Route) -> None:
        await seen.wait()
        await route.continue_()

    await page.route("**/cashier/*", hold)
    await shop.get_by_text("Pay ¥").click()
    await expect(page.locator("sa-cashier .cashier")).to_have_attribute("data-state", "loading")
    yield "cashier-loading", page
    seen.set()
    await expect(page.locator("sa-cashier [data-test=amount]")).to_be_visible()
    yield "cashier-pin", page
    await give_pin(page, "280462")
    await expect(page.locator("sa-cashier [role=alert]")).to_contain_text("tries left")
    yield "cashier-wrong-pin", page
    await page.evaluate(KEEP_THE_TICK)
    await give_pin(page, PIN)
    await expect(page.locator("sa-cashier .cashier")).to_have_attribute("data-state", "paid")
    yield "cashier-paid", page
    await page.goto(town.url + "/chats")
    await expect(page.get_by_text("Payments", exact=True).first).to_be_visible()
    yield "chats", page
    await page.get_by_text("Payments", exact=True).first.click()
    await expect(page.locator("article.receipt").last).to_be_visible()
    yield "receipts-thread", page

    await page.goto(town.url + "/wallet")
    yield "wallet", page
    await page.locator("a.movement[data-kind=payment]").first.click()
    await expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    yield "receipt", page
    await page.get_by_role("link", name="Something is wrong").click()
    await page.get_by_text("Nothing came").click()
    await page.get_by_label("What happened").fill("The soap never came")
    yield "dispute-start", page
    await page.get_by_role("button", name="Open the dispute").click()
    await expect(page.locator(".slip-who")).to_have_text("The merchant has to answer")
    yield "dispute", page
    await page.goto(town.url + "/wallet/history")
    yield "history", page
    await page.goto(town.url + "/wallet/history?q=zzzz&direction=in")
    yield "history-nothing", page
    await page.goto(town.url + "/wallet/pin")
    yield "pin-change", page
    await page.goto(town.url + "/wallet/pin/reset")
    yield "pin-reset", page
    await page.goto(town.url + "/wallet/limits")
    yield "limits", page
    await page.context.close()


async def friend(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """Somebody among others: groups, a chat, money from one to the other, and words that only two can read."""
    page = await signed_in(browser, town, "Ben Okafor")
    await page.goto(town.url + "/chats")
    async for stop in talker(browser, page, town):
        yield stop
    await page.goto(town.url + "/chats/new?q=ann")
    await page.locator("#found button.row").first.click()
    # The box that sends by Enter replaces the plain one of the page.
    await page.locator(".composer textarea[enterkeyhint]").fill("The soap smells of the sea. See you on Saturday?")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("Saturday")
    yield "conversation", page
    async for stop in giver(page, town):
        yield stop
    async for stop in whisperer(page, town):
        yield stop
    await page.context.close()


async def staff(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    page = await signed_in(browser, town, "Olga Ward")
    for name, path in [
        ("me-operator", "/me"),
        ("admin-transfers", "/admin/transfers"),
        ("admin-tiers", "/admin/tiers"),
        ("admin-nothing-found", "/admin/transfers?q=zzzz"),
        ("admin-transfer", "/admin/transfers/1"),
        ("admin-figures", "/admin/dashboard"),
        ("admin-books", "/admin/books"),
        ("admin-accounts", "/admin/books/accounts?kind=person&currency=CNY"),
        ("admin-account", "/admin/books/accounts/1"),
        ("admin-search", "/admin/transfers?q=%40ann&min=1"),
        ("admin-corrections", "/admin/corrections"),
        ("admin-restrictions", "/admin/restrictions"),
        ("admin-reconciliation", "/admin/reconciliation"),
        ("admin-proofs", "/admin/seals?first=1"),
        ("admin-versions", "/admin/versions"),
        ("admin-reports", "/admin/reports"),
        ("admin-disputes", "/admin/disputes"),
        ("admin-channels", "/admin/channels"),
        ("admin-audit", "/admin/audit"),
    ]:
        await page.goto(town.url + path)
        yield name, page
    await page.context.close()
    page = await signed_in(browser, town, "Dora Fields")
    for name, path in [("me-developer", "/me"), ("console", "/console")]:
        await page.goto(town.url + path)
        yield name, page
    await page.context.close()


async def to_checkout(page: Page, town: Town, product: str) -> FrameLocator:
    """The shop's checkout page for one product, with the address filled in."""
    shop = await open_shop(page, town, f"pages/product/product?id={product}")
    await shop.get_by_text("Buy now").click()
    await shop.get_by_label("Full name").fill("Nora Quist")
    await shop.get_by_label("Street, number, town").fill("4 Harbour Street, Westport")
    return shop


PARTS = {one.__name__: one for one in (signed_out, newcomer, acquaintance, buyer, friend, sharer, keeper, staff)}

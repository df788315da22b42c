"""What people do in the shop, as steps a journey is made of. Every step waits for what a person would wait for."""

from playwright.async_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.journeys.town import Town

PIN = "280461"
PHONE, DESKTOP = (390, 844), (1280, 800)
PATIENCE_MS = 30_000
COUNTING = """addEventListener('click', ({target, isTrusted}) => {
    if (isTrusted && !target.closest('.pin-pad')) tapped(target.textContent.trim());
}, true)"""


async def signed_in(browser: Browser, town: Town, name: str, *, size: tuple[int, int] = DESKTOP) -> Page:
    """A new browser of this demo person, signed in with one tap."""
    context: BrowserContext = await browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    await page.goto(town.url + "/sign-in")
    await page.get_by_role("button", name=name).click()
    await page.wait_for_url("**/chats**")
    return page


async def open_shop(page: Page, town: Town, path: str = "") -> FrameLocator:
    """The shop in its sandbox, ready; the frame to look into."""
    await page.goto(f"{town.url}/p/{town.appid}" + (f"?path={path}" if path else ""))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


async def buy(page: Page, shop: FrameLocator, product: str, *, pin: str = PIN) -> None:
    """From the product list to the paid order."""
    await shop.get_by_text(product, exact=True).first.click()
    await shop.get_by_text("Buy now").click()
    await check_out(page, shop, pin=pin)


async def check_out(page: Page, shop: FrameLocator, *, pin: str = PIN) -> None:
    await shop.get_by_label("Full name").fill("Ann Rivers")
    await shop.get_by_label("Street, number, town").fill("1 Harbour Street, Westport")
    await shop.get_by_text("Pay ¥").click()
    await give_pin(page, pin)


async def counting_taps(page: Page) -> list[str]:
    """What this person presses from the next page on, in any frame, but for the keys of the PIN."""
    taps = list[str]()

    def tapped(what: str) -> None:
        taps.append(what)

    await page.expose_function("tapped", tapped)
    await page.add_init_script(COUNTING)
    return taps


async def give_pin(page: Page, pin: str) -> None:
    """On the host's own sheet, outside the frame, key by key."""
    sheet = page.locator("sa-cashier dialog")
    await expect(sheet.locator("[data-test=amount]")).to_be_visible()
    for digit in pin:
        await sheet.locator(f"[data-key='{digit}']").click()

"""Passkeys in a real Chromium with its virtual authenticator: the buttons, the browser's own calls, the cookies."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.superapp.serving import served

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@asynccontextmanager
async def device(browser: Browser) -> AsyncIterator[tuple[BrowserContext, Page, list[str]]]:
    """A phone with a lock its owner opens; the list fills with what the page complains about."""
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    complaints = list[str]()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda one: complaints.append(one.text) if "Content Security Policy" in one.text else None)
    protocol = await context.new_cdp_session(page)
    await protocol.send("WebAuthn.enable")
    await protocol.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    try:
        yield context, page, complaints
    finally:
        await context.close()


async def test_somebody_signs_up_out_and_in_with_a_passkey(browser: Browser, tmp_path: Path) -> None:
    async with served(tmp_path) as (_, address), device(browser) as (context, page, complaints):
        here = address.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, never to a bare address
        await page.goto(f"{here}/sign-up?next=/me/passkeys")
        await page.get_by_label("Your name").fill("Ann Rivers")
        await page.get_by_label("Handle").fill("a!")
        await page.get_by_role("button", name="Continue with a passkey").click()
        await expect(page.locator("sa-passkey [role=alert]")).to_contain_text("3 to 30 letters")

        await page.get_by_label("Handle").fill("ann")
        await page.get_by_role("button", name="Continue with a passkey").click()
        await expect(page).to_have_url(f"{here}/me/passkeys")
        await expect(page.locator("[data-passkey]")).to_have_count(1)
        assert await page.evaluate("document.cookie") == ""  # scripts see no session

        await page.goto(f"{here}/me")
        await page.get_by_role("button", name="Sign out").click()
        await expect(page).to_have_url(f"{here}/sign-in")
        await context.clear_cookies()

        await page.goto(f"{here}/sign-in?next=/me/sessions")
        await page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(page).to_have_url(f"{here}/me/sessions")
        await expect(page.locator("[data-session]")).to_have_count(1)
        await expect(page.locator("[data-session]")).to_contain_text("by passkey")
        assert complaints == []


async def test_where_no_passkey_works_only_the_password_is_offered(browser: Browser, tmp_path: Path) -> None:
    async with served(tmp_path) as (_, address), device(browser) as (_, page, complaints):
        await page.goto(f"{address}/sign-up")
        await expect(page.get_by_role("button", name="Continue with a passkey")).to_be_hidden()
        await page.get_by_label("Your name").fill("Ann <img src=x onerror='stolen=1'>")
        await page.get_by_label("Handle").fill("ann")
        await page.get_by_label("Password").fill("four plain words here")
        await page.get_by_role("button", name="Create account").click()
        await expect(page).to_have_url(re.compile(r"/chats"))
        await page.goto(f"{address}/me")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x")
        assert await page.evaluate("window.stolen") is None
        assert complaints == []

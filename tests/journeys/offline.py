"""Looking at a program whose network has gone. Called by the journeys without a network."""

import re

from playwright.async_api import FrameLocator, Page, expect

from tests.journeys.shopping import PATIENCE_MS

FROM_BEFORE = "No connection: this is how it was last"


async def tab(page: Page, name: str) -> None:
    """In the program's own bar, which the host draws."""
    await page.locator(".program-tabs").get_by_role("button", name=re.compile(f"^{name}")).click()


async def stands(program: FrameLocator, *texts: str) -> None:
    """On the page in front: the pages behind it are in the document, too."""
    for text in texts:
        there = program.get_by_text(text, exact=True).locator("visible=true").first
        await expect(there).to_be_visible(timeout=PATIENCE_MS)


async def shown_from_before(program: FrameLocator, *texts: str) -> None:
    """They stand there, with a word that there is no network, and nothing is still expected to come."""
    await stands(program, *texts)
    word = program.get_by_role("status").filter(has_text=FROM_BEFORE).locator("visible=true")
    await expect(word).to_have_count(1, timeout=PATIENCE_MS)
    await expect(program.locator(".skeleton").locator("visible=true")).to_have_count(0, timeout=PATIENCE_MS)


async def said(program: FrameLocator, words: str) -> None:
    """What did not work, and what to do."""
    alert = program.get_by_role("alert").locator("visible=true")
    await expect(alert).to_contain_text(f"{words} cannot be reached. Please try again.", timeout=PATIENCE_MS)


async def fresh(program: FrameLocator) -> None:
    for word in (program.get_by_text(FROM_BEFORE), program.get_by_role("alert")):
        await expect(word.locator("visible=true")).to_have_count(0, timeout=PATIENCE_MS)

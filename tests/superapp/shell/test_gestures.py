"""A finger on the shell: back to the list, an answer, the acts of a row; and what it leaves alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served, session_of
from tests.superapp.shell.test_chat import PHONE

pytestmark = pytest.mark.browser


class Finger:
    """One finger on a page. Points are CSS pixels from the top left."""

    def __init__(self, page: Page, devtools: Any) -> None:
        self.page, self._devtools = page, devtools

    async def touch(self, kind: str, *point: float) -> None:
        points = [{"x": point[0], "y": point[1]}] if point else []
        await self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    async def pull(self, start: tuple[float, float], end: tuple[float, float], *, lift: bool = True) -> None:
        await self.touch("touchStart", *start)
        for step in range(1, 9):
            await self.touch("touchMove", *(a + (b - a) * step / 8 for a, b in zip(start, end, strict=True)))
        if lift:
            await self.touch("touchEnd")


async def middle_of(page: Page, selector: str) -> tuple[float, float]:
    box = await page.locator(selector).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_a_finger_goes_back_answers_and_opens_the_acts_of_a_row(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = await site.person("Ann"), await site.person("Ben"), await site.person("Cleo")
        chat, other = await start_chat(site.house, ann, ben.id), await start_chat(site.house, ann, cleo.id)
        await send_text(site.house, ben, chat, "The ferry leaves at nine")
        await send_text(site.house, cleo, other, "See you there")
        facts: Any = {"viewport": PHONE, "reduced_motion": "reduce", "has_touch": True}
        context = await browser.new_context(**facts)
        await context.add_cookies([{"name": "sa_session", "value": await session_of(site, ann), "url": address}])
        page = await context.new_page()
        finger = Finger(page, await context.new_cdp_session(page))
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator("sa-composer textarea")).to_be_visible()
        await page.evaluate("window.sameDocument = true")
        main = page.locator("#main")

        # Half a way and back again is given up; so is what goes up or down; a selection keeps the finger.
        here = (120.0, 300.0)
        await finger.pull(here, (300, 300), lift=False)
        await expect(page.locator("#list")).to_be_visible()
        await finger.pull((300, 300), (125, 300))
        await expect(main).not_to_have_attribute("data-swipe", "follows")
        await finger.pull(here, (200, 600))
        await page.evaluate("getSelection().selectAllChildren(document.querySelector('.bubble'))")
        await finger.pull(here, (380, 300))
        await expect(page).to_have_url(f"{address}/chats/{chat}")
        await page.evaluate("getSelection().removeAllRanges()")

        # To the left a message is answered, once it was pulled far enough.
        x, y = await middle_of(page, ".message[data-seq='1'] .bubble")
        await finger.pull((x, y), (x - 30, y))
        await expect(page.locator(".composing")).to_have_count(0)
        await finger.pull((x, y), (x - 90, y), lift=False)
        await expect(page.locator(".message[data-pulled=enough]")).to_have_count(1)
        await finger.touch("touchEnd")
        await expect(page.locator(".composing")).to_contain_text("The ferry leaves at nine")
        await expect(page.locator(".message[data-pulled]")).to_have_count(0)

        # To the right the page goes, and the list is there, in the same document.
        await finger.pull(here, (380, 310))
        await expect(page).to_have_url(f"{address}/chats")
        await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
        assert await page.evaluate("window.sameDocument") is True

        # A row pulled to the left offers what its chat's menu does; a tap on it closes that again.
        row = f"sa-chat-list li[data-chat='{other}']"
        x, y = await middle_of(page, row)
        await finger.pull((x + 60, y), (x - 120, y))
        await expect(page.locator(f"{row} .swiped-acts button")).to_have_text(["Read", "Mute", "Pin"])
        await page.touchscreen.tap(60, y)
        await expect(page.locator(".swiped-acts")).to_have_count(0)
        await expect(page).to_have_url(f"{address}/chats")
        await finger.pull((x + 60, y), (x - 120, y))
        await page.locator(row).get_by_role("button", name="Read").click()
        await expect(page.locator(f"{row} .badge")).to_have_count(0)
        await finger.pull((x + 60, y), (x - 120, y))
        await page.locator(row).get_by_role("button", name="Pin").click()
        await expect(page.locator(f"{row} .row-title")).to_contain_text("pinned")

        # A page under Me goes back to Me.
        await page.goto(f"{address}/me/privacy")
        await page.wait_for_function("customElements.get('sa-chat') !== undefined")
        await finger.pull(here, (380, 310))
        await expect(page).to_have_url(f"{address}/me")


async def test_what_scrolls_sideways_keeps_its_finger(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann = await site.person("Ann")
        facts: Any = {"viewport": PHONE, "has_touch": True}
        context = await browser.new_context(**facts)
        await context.add_cookies([{"name": "sa_session", "value": await session_of(site, ann), "url": address}])
        page = await context.new_page()
        finger = Finger(page, await context.new_cdp_session(page))
        await page.goto(f"{address}/me/privacy")
        await page.wait_for_function("customElements.get('sa-chat') !== undefined")
        await page.evaluate(
            "() => { const wide = document.createElement('div'); wide.id = 'wide'; wide.style.overflowX = 'auto';"
            " wide.innerHTML = '<p></p>'; const p = wide.firstChild; p.style.width = '3000px'; p.style.height = '90px';"
            " document.querySelector('.page-head').after(wide); wide.scrollLeft = 600; }"
        )
        _, y = await middle_of(page, "#wide")
        await finger.pull((100, y), (370, y))
        await page.wait_for_function("document.getElementById('wide').scrollLeft < 600")
        assert await page.locator("#main").get_attribute("data-swipe") is None
        await expect(page).to_have_url(f"{address}/me/privacy")

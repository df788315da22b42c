"""`make demo` as a newcomer has it: everybody comes, all is published and opens, and what was printed is true."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from superapp.cli.demo_guests import GUESTS
from tests.journeys.shopping import PATIENCE_MS, PHONE, signed_in
from tests.journeys.town import running_demo

pytestmark = [pytest.mark.browser, pytest.mark.long]


async def test_everybody_comes_and_every_program_opens(browser: Browser, tmp_path: Path) -> None:
    with running_demo(tmp_path / "data", guests=",".join(GUESTS)) as town:
        greeting = (tmp_path / "data.log").read_text()
        codes = dict(re.findall(r"  (.+) asks its staff for the code (\d{8})", greeting))
        assert set(codes) == {"Curtain & Cloud, door", "Red Letter, desk"}
        page = await signed_in(browser, town, "Ben Okafor", size=PHONE)
        await page.goto(town.url + "/programs")
        for name in ("Lantern Lane", *(one.name for guest in GUESTS.values() for one in guest.programs)):
            await page.locator(f"a.program[data-name='{name}']").first.click()
            await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
            await page.goto(town.url + "/programs")
        town.check_books()

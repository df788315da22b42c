"""A phone number in two browsers: confirmed with the keyboard by the code that a demonstration shows, found, kept to
oneself."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.superapp.numbers import newest_code
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def test_a_confirmed_number_leads_to_its_holder(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
        hers, his = await page_of(browser, site, address, ann, DESK), await page_of(browser, site, address, ben, PHONE)

        # He writes his number, goes to the chat with the code and comes back with it.
        await his.goto(f"{address}/me")
        await his.get_by_role("link", name="Phone number").click()
        await his.get_by_label("Number with country code").fill("+39 333 123 4567")
        await his.keyboard.press("Enter")
        await expect(his.get_by_text("It was sent to +39 333 123 4567")).to_be_visible()
        await his.get_by_role("link", name="Open the chat with the code").click()
        await expect(his.locator(".bubble").last).to_contain_text("is your code for 127.0.0.1")
        code = await newest_code(site, ben)
        await his.goto(f"{address}/me/number")
        await expect(his.get_by_label("Code", exact=True)).to_be_focused()
        await his.keyboard.type("12345")
        await his.keyboard.press("Enter")
        await expect(his.get_by_text("This is not the code.")).to_be_visible()
        await his.keyboard.type(code)
        await his.keyboard.press("Tab")
        switch = his.get_by_role("switch", name="Let people find me by this number")
        await expect(switch).to_be_focused()
        await expect(switch).not_to_be_checked()
        await his.keyboard.press("Space")
        await his.keyboard.press("Tab")
        await his.keyboard.press("Enter")
        await expect(his.get_by_text("People who know it find you")).to_be_visible()

        # She finds him by all of it and by nothing less.
        await hers.goto(f"{address}/contacts/find")
        box = hers.get_by_role("searchbox", name="Name or handle")
        await box.fill("+39 333 123 456")
        await expect(hers.get_by_text("Nobody by that number")).to_be_visible()
        await box.fill("+39 333 123 4567")
        await hers.get_by_role("link", name="Ben Okafor").click()
        await expect(hers.get_by_role("heading", name="Ben Okafor")).to_be_visible()
        await expect(hers.get_by_text("333")).to_have_count(0)

        # He keeps it to himself from now on, then removes it.
        await his.get_by_role("link", name="Privacy Change who finds you by it").click()
        await his.get_by_role("group", name="Who finds you by your phone number").get_by_label("Nobody").check()
        await his.get_by_role("button", name="Save").click()
        await his.goto(f"{address}/me/number")
        await expect(his.get_by_text("Nobody finds you by it")).to_be_visible()
        await hers.goto(f"{address}/contacts/find")
        await box.fill("+39 333 123 4567")
        await expect(hers.get_by_text("Nobody by that number")).to_be_visible()
        await his.get_by_role("button", name="Remove").click()
        await expect(his.get_by_role("button", name="Send the code")).to_be_visible()

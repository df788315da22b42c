"""First contact, in two browsers: found, asked, accepted, talked to; then blocked and reported."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.superapp.drawn import DRAWN
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def test_two_people_become_contacts_and_part(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
        olga = await site.person("Olga Ward", roles=frozenset({"operator"}))
        hers, his = await page_of(browser, site, address, ann, DESK), await page_of(browser, site, address, ben, PHONE)
        await his.goto(f"{address}/contacts")
        await expect(his.get_by_text("No contacts yet")).to_be_visible()

        # She finds him and asks; the number appears on his tab and the request on his open page.
        await hers.goto(f"{address}/contacts")
        await hers.get_by_role("link", name="Add a contact").click()
        await hers.get_by_label("Name or handle").fill("ben")
        await hers.get_by_role("link", name="Ben Okafor").click()
        await hers.get_by_label("A few words to them").fill("We met on the ferry")
        await hers.get_by_role("button", name="Ask to be contacts").click()
        await expect(hers.get_by_text("They have not answered yet")).to_be_visible()
        await expect(his.locator(".place[data-place=contacts] .badge")).to_contain_text("1")
        await his.get_by_role("link", name="Requests").click()
        await expect(his.get_by_text("We met on the ferry")).to_be_visible()

        # He accepts and is in the chat, where her words stand; her open page about him knows, too.
        await his.get_by_role("button", name="Accept").click()
        await expect(his.locator(".bubble")).to_have_text("We met on the ferry")
        await expect(his.locator(".happening")).to_have_text("You accepted. You are contacts now")
        await expect(hers.get_by_text("What you call them")).to_be_visible()
        await expect(his.locator(".place[data-place=contacts] .badge")).to_have_count(0)

        # Her own name for him stands in her lists, not in his.
        await hers.get_by_label("Only you see this name").fill("Ferry Ben")
        await hers.get_by_role("button", name="Save").click()
        await expect(hers.get_by_role("heading", name="Ferry Ben")).to_be_visible()
        await hers.get_by_role("button", name="Message", exact=True).click()
        await expect(hers.locator(".pane-title h1")).to_have_text("Ferry Ben")

        # He insults her; she reports what he said and blocks him.
        await his.get_by_role("textbox", name="Message to Ann Fields").fill("You fool")
        await his.keyboard.press("Enter")
        insult = hers.locator(".message").last
        await expect(insult).to_contain_text("You fool")
        await insult.hover()
        await insult.get_by_role("button", name="Actions").click()
        await hers.get_by_role("menuitem", name="Report").click()
        await hers.get_by_label("Insults or threats").check()
        await hers.get_by_label("Block this person too").check()
        await hers.get_by_role("button", name="Send the report").click()
        await expect(hers.get_by_text("Your report is with the operators")).to_be_visible()
        await hers.goto(f"{address}/chats")
        await hers.get_by_role("link", name="Ben Okafor").click()
        await expect(hers.get_by_text("You blocked this person.")).to_be_visible()
        await his.get_by_role("textbox", name="Message to Ann Fields").fill("Sorry")
        await his.keyboard.press("Enter")
        await expect(his.locator(".message[data-state=failed]")).to_contain_text("They do not take that from you")

        # The operator reads it and silences him.
        desk = await page_of(browser, site, address, olga, DESK)
        await desk.goto(f"{address}/admin/reports")
        await expect(desk.locator(".evidence")).to_have_text("You fool")
        await desk.get_by_label("Reason, read by both of them").fill("Insults.")
        await desk.get_by_role("button", name="Silence for 7 days").click()
        await expect(desk.get_by_role("cell", name="Silenced for 7 days")).to_be_visible()
        await his.goto(f"{address}/chats")
        await expect(his.get_by_role("link", name="Safety")).to_contain_text("read and not write")


async def test_a_code_leads_to_its_owner_and_a_picture_shows(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
        hers, his = await page_of(browser, site, address, ann, PHONE), await page_of(browser, site, address, ben, PHONE)
        await hers.goto(f"{address}/me/profile")
        async with hers.expect_file_chooser() as chosen:
            await hers.get_by_text("Choose a picture").click()
        await (await chosen.value).set_files([{"name": "a.png", "mimeType": "image/png", "buffer": DRAWN}])
        await expect(hers.locator(".avatar img")).to_be_visible()

        # He photographs her code.
        await hers.goto(f"{address}/me/code")
        drawing = await hers.locator(".code-drawing").screenshot()
        await his.goto(f"{address}/scan")
        await expect(his.get_by_text("no camera")).to_be_visible()
        async with his.expect_file_chooser() as chosen:
            await his.get_by_text("From a picture").click()
        await (await chosen.value).set_files([{"name": "code.png", "mimeType": "image/png", "buffer": drawing}])
        await expect(his.get_by_role("heading", name="Ann Fields")).to_be_visible()
        await expect(his.locator(".profile .avatar img")).to_be_visible()
        await expect(his.get_by_role("button", name="Ask to be contacts")).to_be_visible()

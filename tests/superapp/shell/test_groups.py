"""A group's life, in the browsers of the people in it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from superapp.flows.manage_group import create
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def test_three_people_make_a_group(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        for other in (ben, cleo):
            chat = await start_chat(site.house, ann, other.id)
            await send_text(site.house, ann, chat, "hello")
            await site.befriend(ann, other)
        hers, his, theirs = [
            await page_of(browser, site, address, one, size) for one, size in ((ann, DESK), (ben, PHONE), (cleo, PHONE))
        ]
        for page in (his, theirs):
            await page.goto(f"{address}/chats")

        # She makes it with Ben; it appears in his list by itself.
        await hers.goto(f"{address}/chats/new")
        await hers.get_by_role("link", name="New group").click()
        await hers.get_by_label("Name of the group").fill("Ferry trip")
        await hers.get_by_label("Ben Okafor").check()
        await hers.get_by_role("button", name="Make the group").click()
        await expect(hers.locator(".happening")).to_have_text("You made the group “Ferry trip” with Ben Okafor")
        row = his.get_by_role("link", name="Ferry trip")
        await expect(row).to_contain_text("Ann Fields made the group “Ferry trip” with you")
        await row.click()
        await expect(his.locator(".happening")).to_have_text("Ann Fields made the group “Ferry trip” with you")

        # Names stand over what others write.
        await hers.get_by_role("textbox", name="Message to Ferry trip").fill("At nine?")
        await hers.keyboard.press("Enter")
        await expect(his.locator(".message-sender")).to_have_text("Ann Fields")
        await expect(hers.locator(".message-sender")).to_have_count(0)

        # He has read it; the mark tells, and the sheet behind it names him.
        mark = hers.get_by_role("button", name="Read by everyone")
        await mark.click()
        sheet = hers.get_by_role("dialog", name="How far it got")
        await expect(sheet.locator(".section", has_text="Read by")).to_contain_text("Ben Okafor")
        await sheet.get_by_role("button", name="Close").click()
        await expect(mark).to_be_focused()

        # While he is away a message is only sent; the open sheet says by itself when a device of his comes back.
        await his.goto("about:blank")
        site.clock.travel(minutes=2)
        await hers.get_by_role("textbox", name="Message to Ferry trip").fill("Or at ten?")
        await hers.keyboard.press("Enter")
        await hers.get_by_role("button", name="Sent").click()
        await expect(sheet.locator(".section", has_text="Sent to")).to_contain_text("Ben Okafor")
        site.clock.travel(seconds=5)
        await his.goto(f"{address}/me")
        await expect(sheet.locator(".section", has_text="Delivered to")).to_contain_text("Ben Okafor", timeout=15_000)
        await sheet.get_by_role("button", name="Close").click()
        await his.goto(hers.url)

        # What she announces stands above his thread, whole when he opens it.
        await hers.get_by_role("link", name="People and settings").click()
        await hers.get_by_label("Stands above the chat for everybody").fill("Nine o'clock\nBring bread")
        await hers.get_by_role("button", name="Announce").click()
        bar = his.locator(".announcement")
        await expect(bar).to_contain_text("Nine o'clock")
        await expect(bar.locator("p")).to_be_hidden()
        await bar.locator("summary").click()
        await expect(bar.locator("p")).to_contain_text("Bring bread")
        await hers.get_by_role("button", name="Take it down").click()
        await expect(bar).to_have_count(0)
        await hers.get_by_role("link", name="Back to the chat").click()

        # Cleo joins by the link and reads from then on.
        await hers.get_by_role("link", name="People and settings").click()
        await hers.get_by_role("button", name="Make a link").click()
        link = (await hers.locator("[data-copy]").inner_text()).strip()
        await theirs.goto(link)
        await expect(theirs.locator("#main")).to_contain_text("2 people")
        await theirs.get_by_role("button", name="Join the group").click()
        await expect(theirs.locator(".happening")).to_have_text("You joined by the link")
        await expect(theirs.locator(".bubble")).to_have_count(0)

        # She gives it another name; who has it open sees that.
        await hers.get_by_label("Name of the group").fill("Ferry on Saturday")
        await hers.get_by_role("button", name="Save").click()
        await expect(his.get_by_role("heading", name="Ferry on Saturday")).to_be_visible()
        await expect(his.locator(".happening").last).to_have_text("Ann Fields named the group “Ferry on Saturday”")

        # Only admins write, until they do not.
        await hers.get_by_role("button", name="Only admins").click()
        await expect(his.locator(".composer-note")).to_have_text("Only admins write here now.")
        await hers.get_by_role("button", name="Let everybody write").click()
        await expect(his.get_by_role("textbox")).to_be_visible()

        # Thrown out: the chat goes from the list, and the open one says so.
        await hers.get_by_label("Actions for Ben Okafor").click()
        await hers.get_by_role("button", name="Remove").click()
        await expect(his.get_by_text("You are not in this conversation any more.")).to_be_visible()
        await his.goto(f"{address}/chats")
        await expect(his.get_by_role("link", name="Ferry")).to_have_count(0)

        # Leaving is up to oneself.
        await theirs.get_by_role("link", name="People and settings").click()
        await theirs.get_by_role("button", name="Leave the group").click()
        await theirs.wait_for_url(f"{address}/chats")
        await hers.get_by_role("link", name="Back to the chat").click()
        await expect(hers.locator(".happening").last).to_have_text("Cleo Marsh left")


async def test_an_admin_says_yes_to_who_is_new(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        group = await create(site.house, ann, "Ferry trip", [])
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        await hers.goto(f"{address}/groups/{group}")
        await hers.get_by_role("button", name="Make a link").click()
        await expect(hers.get_by_role("img", name="Code that leads into the group")).to_be_visible()
        await hers.get_by_role("button", name="Ask an admin first").click()
        await expect(hers.get_by_text("Who follows the link waits here")).to_be_visible()
        link = (await hers.locator("[data-copy]").inner_text()).strip()

        # Her page shows by itself that he waits, with a number; while she writes on it, it stays as it is.
        await hers.get_by_label("Stands above the chat").fill("Half a sent")
        await his.goto(link)
        await his.get_by_role("button", name="Ask to join").click()
        await expect(his.get_by_text("You asked to join.")).to_be_visible()
        await hers.goto(f"{address}/groups/{group}")
        waiting = hers.get_by_role("region", name="People who want to join")
        await expect(waiting.locator(".badge")).to_have_text("1")
        await his.get_by_role("button", name="Withdraw").click()
        await expect(waiting).to_have_count(0)
        await his.get_by_role("button", name="Ask to join").click()
        await expect(waiting).to_contain_text("Ben Okafor")

        # Her yes reaches the page on which he waits.
        await waiting.get_by_role("button", name="Let in").click()
        await expect(hers.get_by_text("2 people")).to_be_visible()
        await his.get_by_role("link", name="Open the chat").click()
        await expect(his.locator(".happening")).to_have_text("Ann Fields added you")

        # Removed, he finds his page of the group closed, and the link too.
        await his.goto(f"{address}/groups/{group}")
        await hers.get_by_label("Actions for Ben Okafor").click()
        await hers.get_by_role("button", name="Remove").click()
        await expect(his.get_by_text("This is not here")).to_be_visible()
        await his.goto(link)
        await expect(his.get_by_text("An admin removed you from this group.")).to_be_visible()

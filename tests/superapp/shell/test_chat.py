"""Two people chatting, each in a browser of their own."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from superapp.accounts.people import Person
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served, session_of

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
NASTY = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> & <b>bold</b>"


async def page_of(browser: Browser, site: Site, address: str, person: Person, size: dict[str, int]) -> Page:
    facts: Any = {"viewport": size, "reduced_motion": "reduce"}
    context = await browser.new_context(**facts)
    await context.add_cookies([{"name": "sa_session", "value": await session_of(site, person), "url": address}])
    return await context.new_page()


async def test_two_people_talk(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="annf"), await site.person("Ben Okafor", handle="beno")
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        await his.goto(f"{address}/chats")

        # She finds him and writes; his list moves by itself, with a number on it.
        await hers.goto(f"{address}/chats/new")
        await hers.get_by_role("searchbox").fill("@beno")
        await hers.get_by_role("button", name="Ben Okafor").click()
        await hers.get_by_role("textbox", name="Message to Ben Okafor").fill("Hello Ben")
        await hers.keyboard.press("Enter")
        await expect(hers.locator(".message[data-mine][data-state=sent] .bubble")).to_have_text("Hello Ben")
        row = his.get_by_role("link", name="Ann Fields")
        await expect(row).to_contain_text("Hello Ben")
        await expect(row.locator(".badge")).to_contain_text("1")

        # He opens it without a new page; she sees that it was read.
        await hers.locator(".reach").click()
        sheet = hers.get_by_role("dialog", name="How far it got")
        await expect(sheet.locator(".section", has_text="Sent to")).to_contain_text("Ben Okafor")
        await hers.keyboard.press("Escape")
        await his.evaluate("window.sameDocument = true")
        await row.click()
        await expect(his.locator(".bubble")).to_have_text("Hello Ben")
        await expect(hers.locator(".message-note")).to_contain_text("Read")
        assert await his.evaluate("window.sameDocument") is True
        await expect(his.locator(".places .badge")).to_have_count(0)

        # Markup arrives as letters, in the conversation and in the list.
        await his.get_by_role("textbox").fill(NASTY)
        await his.get_by_role("button", name="Send", exact=True).click()
        await expect(hers.locator(".bubble").last).to_have_text(NASTY)
        await expect(hers.locator(".row-note")).to_contain_text("<img src=x")
        await expect(hers.locator("#announcer")).to_contain_text("Ben Okafor:")
        assert await hers.title() == "Ben Okafor · Superapp"


async def test_what_is_written_offline_is_sent_once_when_the_network_is_back(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann"), await site.person("Ben")
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{chat}")
        await page.context.set_offline(True)

        for text in ("first", "second"):
            await page.get_by_role("textbox").fill(text)
            await page.keyboard.press("Enter")
        await expect(page.locator(".message[data-state=sending]")).to_have_count(2)
        await page.context.set_offline(False)

        await expect(page.locator(".message[data-state=sent] .bubble")).to_have_text(["first", "second"])
        await expect(page.locator(".message[data-state=sending]")).to_have_count(0)
        stored = await page.request.get(
            f"{address}/chats/{chat}/messages?before=99", headers={"accept": "application/json"}
        )
        assert [one["body"]["text"] for one in (await stored.json())["messages"]] == ["first", "second"]


async def test_older_messages_come_while_scrolling_up(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann"), await site.person("Ben")
        chat = await start_chat(site.house, ann, ben.id)
        for i in range(1, 61):
            await send_text(site.house, ben, chat, f"number {i}")
        await mark_read(site.house, ann, chat, 57)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator(".bubble").last).to_be_in_viewport()
        await expect(page.locator(".bubble")).to_have_count(40)
        # On a page that was loaded whole too, a line says what is new.
        await expect(page.locator(".unread-line + .message .bubble")).to_have_text("number 58")

        # As a finger does: again, as long as something is above.
        for _ in range(100):
            await page.locator(".thread").evaluate("thread => { thread.scrollTop = 0 }")
            await page.wait_for_timeout(100)
            if await page.locator(".bubble").count() == 60:
                break
        await expect(page.locator(".bubble").first).to_have_text("number 1")


async def test_a_page_without_scripts_shows_the_conversation_and_sends(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann"), await site.person("Ben")
        chat = await start_chat(site.house, ann, ben.id)
        context = await browser.new_context(java_script_enabled=False)
        await context.add_cookies([{"name": "sa_session", "value": await session_of(site, ann), "url": address}])
        page = await context.new_page()
        await page.goto(f"{address}/chats/{chat}")

        await page.get_by_role("textbox").fill("no scripts needed")
        await page.get_by_role("button", name="Send", exact=True).click()

        await expect(page.locator(".bubble")).to_have_text("no scripts needed")


async def test_who_types_before_the_script_is_there_types_on(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann"), await site.person("Ben")
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, PHONE)
        typed = asyncio.Event()

        async def hold(route: Route) -> None:
            await typed.wait()
            await route.continue_()

        await page.route("**/shell.js*", hold)
        await page.goto(f"{address}/chats/{chat}", wait_until="commit")
        await page.get_by_role("textbox").press_sequentially("Hello")
        typed.set()
        await expect(page.locator("sa-composer")).to_be_visible()
        await page.keyboard.type(" Ben")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message[data-mine][data-state=sent] .bubble")).to_have_text("Hello Ben")


async def test_a_message_is_answered_edited_and_taken_back(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        for n in range(60):
            await send_text(site.house, ben, chat, f"story {n}")
        await mark_read(site.house, ann, chat, 60)
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")

        # A reaction, and taking it back, by keyboard.
        last = hers.locator(".message[data-seq='60']")
        await last.get_by_role("button", name="Actions").focus()
        await hers.keyboard.press("Enter")
        await expect(hers.get_by_role("menuitemradio", name="React with 👍")).to_be_focused()
        await hers.keyboard.press("ArrowRight")
        await hers.keyboard.press("Enter")
        theirs = his.get_by_role("button", name="❤️ from Ann Fields")
        await expect(theirs).to_be_visible()
        await expect(last.get_by_role("button", name="Actions")).to_be_focused()
        await theirs.click()
        await expect(last.get_by_role("button", name="❤️ from", pressed=True)).to_contain_text("2")

        # She answers; a tap on the line she answers leads back to it, however far.
        await hers.get_by_role("button", name="Older messages").click()
        await hers.locator(".message[data-seq='3'] .bubble").click(button="right")
        await hers.get_by_role("menuitem", name="Answer").click()
        await expect(hers.locator(".composing")).to_contain_text("Answer Ben Okafor")
        await hers.get_by_role("textbox").fill("which one?")
        await hers.keyboard.press("Enter")
        await expect(hers.locator(".composing")).to_have_count(0)
        quote = his.locator(".message[data-seq='61'] .quote")
        await expect(quote).to_contain_text("story 2")
        await quote.click()
        await expect(his.locator(".message[data-seq='3']")).to_be_in_viewport()

        # An arrow up in an empty line edits; Escape leaves it alone.
        await hers.keyboard.press("ArrowUp")
        await expect(hers.get_by_role("textbox")).to_have_value("which one?")
        await hers.keyboard.press("Escape")
        await expect(hers.get_by_role("textbox")).to_have_value("")
        await hers.keyboard.press("ArrowUp")
        await hers.get_by_role("textbox").fill("which of them?")
        await hers.keyboard.press("Enter")
        edited = his.locator(".message[data-seq='61']")
        await expect(edited.locator(".bubble")).to_contain_text("which of them?")
        await expect(edited).to_contain_text("Edited")

        # Taken back here and there; her words are at hand once more.
        await hers.locator(".message[data-seq='61'] .bubble").click(button="right")
        await hers.get_by_role("menuitem", name="Take back").click()
        await expect(edited).to_contain_text("Ann Fields took back a message")
        await expect(hers.locator(".message[data-seq='61']")).to_contain_text("You took back a message")
        await hers.get_by_role("button", name="Write it again").click()
        await expect(hers.get_by_role("textbox")).to_have_value("which of them?")


async def test_a_finger_that_rests_opens_the_menu_and_one_that_moves_does_not(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "hello")
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.goto(f"{address}/chats/{chat}")
        bubble = hers.locator(".message .bubble")
        await expect(hers.get_by_role("button", name="Actions")).to_be_attached()  # the living page
        finger: dict[str, Any] = {"pointerType": "touch", "bubbles": True, "clientX": 40, "clientY": 40}
        await bubble.dispatch_event("pointerdown", finger)
        await bubble.dispatch_event("pointermove", finger | {"clientY": 80})
        await hers.wait_for_timeout(500)
        await bubble.dispatch_event("pointerup", finger)
        await bubble.dispatch_event("pointerdown", finger)
        await bubble.dispatch_event("pointerup", finger)
        await expect(hers.get_by_role("menu")).to_have_count(0)
        await bubble.dispatch_event("pointerdown", finger)
        await hers.wait_for_timeout(500)
        await bubble.dispatch_event("pointerup", finger)
        await expect(hers.get_by_role("menu")).to_be_visible()


async def test_a_refused_change_says_why(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, "hello")
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.goto(f"{address}/chats/{chat}")
        await hers.locator(".bubble").click(button="right")
        site.clock.travel(minutes=3)
        await hers.get_by_role("menuitem", name="Take back").click()
        await expect(hers.locator(".toast")).to_contain_text("It is too late for that.")
        await expect(hers.locator(".toast")).to_contain_text("2 minutes")
        await hers.context.set_offline(True)
        await hers.locator(".bubble").click(button="right")
        await hers.get_by_role("menuitemradio", name="React with 👍").click()
        await expect(hers.locator(".toast").last).to_contain_text("No network")


async def test_a_search_leads_to_where_it_was_said(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "the key is under the blue pot")
        for n in range(90):
            await send_text(site.house, ben, chat, f"story {n}")
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.goto(f"{address}/chats")
        await hers.get_by_role("link", name="Search").click()
        await hers.get_by_role("searchbox").fill("BLUE")
        hit = hers.get_by_role("link", name="Ben Okafor: the key")
        await expect(hit.locator("mark")).to_have_text("blue")
        await hit.click()
        await expect(hers.locator(".message[data-seq='1']")).to_be_in_viewport()

        await hers.get_by_label("More about this chat").click()
        await hers.get_by_role("link", name="Search in this chat").click()
        await hers.get_by_role("searchbox").fill("nothing like it")
        await expect(hers.get_by_text("Nothing found")).to_be_visible()


async def test_the_palette_leads_to_a_message_of_the_open_chat(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "the key is under the blue pot")
        for n in range(38):
            await send_text(site.house, ben, chat, f"story {n}")
        hers = await page_of(browser, site, address, ann, DESK)
        await hers.goto(f"{address}/chats/{chat}")
        said = hers.locator(".message[data-seq='1']")
        # The second time the address names the message already.
        for _ in range(2):
            await hers.locator(".thread").evaluate("thread => { thread.scrollTop = thread.scrollHeight }")
            await expect(said).not_to_be_in_viewport()
            await hers.keyboard.press("Control+k")
            await hers.get_by_role("combobox", name="Find anything").fill("blue pot")
            await expect(hers.get_by_role("option", selected=True)).to_contain_text("blue pot")
            await hers.keyboard.press("Enter")
            await expect(said).to_be_in_viewport()


async def test_a_draft_shows_in_the_list_and_returns(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        for one in (ben, cleo):
            await send_text(site.house, one, await start_chat(site.house, ann, one.id), "hello")
        hers = await page_of(browser, site, address, ann, DESK)
        await hers.goto(f"{address}/chats")
        row = hers.locator("sa-chat-list .row", has_text="Ben Okafor")
        await row.click()
        words = hers.get_by_role("textbox", name="Message to Ben Okafor")
        await words.fill("see you at")
        await expect(row).to_contain_text("hello")
        await hers.locator("sa-chat-list .row", has_text="Cleo Marsh").click()
        await expect(row.locator(".row-note")).to_have_text("Draft: see you at")
        await hers.reload()
        await expect(row.locator(".row-note")).to_have_text("Draft: see you at")

        await row.click()
        await expect(words).to_have_value("see you at")
        await words.press("End")
        await hers.keyboard.type(" nine")
        await hers.keyboard.press("Enter")
        await hers.locator("sa-chat-list .row", has_text="Cleo Marsh").click()
        await expect(row.locator(".row-note")).to_have_text("You: see you at nine")


async def test_a_chat_is_pinned_and_muted(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        with_ben, with_cleo = [await start_chat(site.house, ann, one.id) for one in (ben, cleo)]
        await send_text(site.house, ben, with_ben, "hello")
        site.clock.travel(minutes=1)
        await send_text(site.house, cleo, with_cleo, "hello")
        hers = await page_of(browser, site, address, ann, DESK)
        other = await page_of(browser, site, address, ann, PHONE)
        await other.goto(f"{address}/chats")
        titles = other.locator("sa-chat-list .row-title")
        await expect(titles).to_contain_text(["Cleo Marsh", "Ben Okafor"])

        await hers.goto(f"{address}/chats/{with_ben}")
        await hers.get_by_label("More about this chat").click()
        await hers.keyboard.press("Escape")
        await expect(hers.get_by_role("button", name="Mute")).to_be_hidden()
        for button in ("Pin to the top", "Mute"):
            await hers.get_by_label("More about this chat").click()
            await hers.get_by_role("button", name=button).click()
        await expect(titles).to_contain_text(["Ben Okafor, pinned, muted", "Cleo Marsh"])

        # What is muted has a number of its own, and none on the place.
        await expect(other.locator(".places .badge")).to_contain_text("1")
        await hers.goto(f"{address}/me")
        await send_text(site.house, ben, with_ben, "psst")
        await expect(other.locator("sa-chat-list .badge[data-quiet]")).to_contain_text("1")
        await expect(other.locator(".places .badge")).to_contain_text("1")

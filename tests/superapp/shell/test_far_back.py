"""A chat of years: a jump far back shows what stands around it, and one scrolls on from there in both directions."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.cards import searched_words
from superapp.chat.conversations import lock
from superapp.chat.messages import MessageRow
from superapp.flows import read_chats
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import PHONE, page_of

MANY = 3_000


async def chat_of_years(site: Site, ann: Person, ben: Person, *, read: int = MANY) -> str:
    """All from Ben, read up to `read`; number 7 has a key in it."""
    chat = await start_chat(site.house, ann, ben.id)
    now = site.clock.now()
    async with site.house.database.write() as session:
        conversation = await lock(session, chat)
        assert conversation is not None
        for seq in range(1, MANY + 1):
            body = {"text": "the key is under the blue pot" if seq == 7 else f"story {seq}"}
            row = MessageRow(
                conversation_id=chat,
                seq=seq,
                id=f"msg_{seq:026}",
                sender_id=ben.id,
                kind="text",
                body=body,
                client_id=None,
                sent_at=now,
                words=searched_words("text", body),
            )
            session.add(row)
        conversation.last_seq, conversation.last_message_at = MANY, now
        session.add(conversation)
    await mark_read(site.house, ann, chat, read)
    return chat


async def numbers(page: Page) -> list[int]:
    return await page.evaluate(
        "[...document.querySelectorAll('.message[data-seq]')].map(one => Number(one.dataset.seq))"
    )


async def scroll(page: Page, to: str, until: int) -> None:
    """to: "0" or "thread.scrollHeight"; as a finger does, again and again."""
    for _ in range(200):
        await page.locator(".thread").evaluate(f"thread => {{ thread.scrollTop = {to} }}")
        await page.wait_for_timeout(50)
        if until in await numbers(page):
            return
    raise AssertionError(f"{until} did not come")


@pytest.mark.browser
async def test_a_jump_far_back_and_on_from_there(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await chat_of_years(site, ann, ben)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/search?q=blue+pot&in={chat}")
        await page.get_by_role("link", name="Ben Okafor: the key").click()
        await expect(page.locator(".message[data-seq='7']")).to_be_in_viewport()
        shown = await numbers(page)
        assert shown == list(range(1, shown[-1] + 1))
        assert shown[-1] < 100

        # Down from there, page by page, without a gap and without a jump.
        await scroll(page, "thread.scrollHeight", 150)
        shown = await numbers(page)
        assert shown == list(range(shown[0], shown[-1] + 1))
        assert shown[-1] < 400

        # What comes meanwhile is counted, and the button leads there.
        await send_text(site.house, ben, chat, "are you there?")
        await page.get_by_role("button", name="1 new").click()
        await expect(page.locator(f".message[data-seq='{MANY + 1}']")).to_be_in_viewport()
        assert 150 not in await numbers(page)

        # Near the newest, the two meet.
        await page.evaluate("location.hash = '#m2920'")
        await expect(page.locator(".message[data-seq='2920']")).to_be_in_viewport()
        await scroll(page, "thread.scrollHeight", MANY + 1)
        await scroll(page, "thread.scrollHeight", MANY + 1)
        await expect(page.get_by_role("button", name="To the newest")).to_have_count(0)
        shown = await numbers(page)
        assert shown == list(range(shown[0], MANY + 2))
        await page.evaluate("location.hash = '#m1500'")
        await scroll(page, "0", 1_440)
        shown = await numbers(page)
        assert shown == list(range(shown[0], shown[-1] + 1))


@pytest.mark.browser
async def test_a_jump_is_not_lost_in_what_is_loaded_for_scrolling(tmp_path: Path, browser: Browser) -> None:
    """Older ones are on their way, one scrolls down, which waits to ask for newer ones, and then one jumps."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await chat_of_years(site, ann, ben)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator(f".message[data-seq='{MANY}']")).to_be_in_viewport()
        await page.evaluate("location.hash = '#m1500'")
        await expect(page.locator(".message[data-seq='1500']")).to_be_in_viewport()
        older: asyncio.Queue[Route] = asyncio.Queue()
        await page.route(f"**/chats/{chat}/messages?before=*", older.put, times=1)
        await page.locator(".thread").evaluate("thread => { thread.scrollTop = 0 }")
        held = await older.get()
        for _ in range(20):
            await page.locator(".thread").evaluate("thread => { thread.scrollTop = thread.scrollHeight }")
            await page.wait_for_timeout(20)
        await page.evaluate("location.hash = '#m600'")
        await held.continue_()

        await expect(page.locator(".message[data-seq='600']")).to_be_in_viewport()


async def test_pages_of_messages_go_in_both_directions(site: Site) -> None:
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await chat_of_years(site, ann, ben)
    client = await site.signed_in(ann)

    async def page(query: str) -> tuple[int, int, int]:
        found = (await client.get(f"/chats/{chat}/messages?{query}")).json()["messages"]
        return (len(found), found[0]["seq"], found[-1]["seq"]) if found else (0, 0, 0)

    assert await page("before=41") == (40, 1, 40)
    assert await page("after=40") == (40, 41, 80)
    assert await page(f"after={MANY - 2}") == (2, MANY - 1, MANY)
    assert await page(f"after={MANY}") == (0, 0, 0)
    assert await page("around=1500") == (40, 1_480, 1_519)
    assert await page("around=1") == (20, 1, 20)
    assert (await client.get(f"/chats/{chat}/messages")).status_code == 404
    with pytest.raises(NotFound):
        await read_chats.messages_around(site.house, cleo, chat, 1_500)


@pytest.mark.browser
@pytest.mark.parametrize("unread", [30, 300])
async def test_much_unread_opens_where_it_begins_and_is_read_by_scrolling(
    tmp_path: Path, browser: Browser, unread: int
) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await chat_of_years(site, ann, ben, read=MANY - unread)
        page = await page_of(browser, site, address, ann, PHONE)

        async def read_seq() -> int:
            return (await read_chats.list_chats(site.house, ann)).rows[0]["read_seq"]

        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator(".unread-line")).to_be_in_viewport()
        await expect(page.locator(f".unread-line + .message[data-seq='{MANY - unread + 1}']")).to_be_in_viewport()
        for _ in range(100):  # the page has it at once, and tells the server
            if await read_seq() > MANY - unread:
                break
            await page.wait_for_timeout(50)
        await page.wait_for_timeout(600)
        seen = await read_seq()
        assert MANY - unread < seen < MANY - unread + 25
        await expect(page.get_by_role("button", name=f"{MANY - seen} new")).to_be_visible()

        await page.locator(".thread").evaluate("thread => { thread.scrollTop += 200 }")
        for _ in range(100):
            if await read_seq() > seen:
                break
            await page.wait_for_timeout(50)
        assert seen < await read_seq() < MANY

        await page.get_by_role("button", name=" new").click()
        await expect(page.locator(f".message[data-seq='{MANY}']")).to_be_in_viewport()
        await expect(page.get_by_role("button", name=" new")).to_have_count(0)
        await expect(page.locator(".places sa-unread .badge")).to_have_count(0)
        for _ in range(100):
            if await read_seq() == MANY:
                break
            await page.wait_for_timeout(50)
        assert await read_seq() == MANY

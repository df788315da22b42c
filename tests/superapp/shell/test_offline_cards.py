"""Stickers, places, people and programs' cards that are sent without a network wait as words do, and arrive once."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from superapp.chat.program_cards import ProductCard
from superapp.flows.read_chats import open_chat
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from superapp.programs import message_push, program_threads, registry
from superapp.speaking import thread_of
from tests.superapp.conftest import Site
from tests.superapp.serving import served
from tests.superapp.shell.test_offline import DESK, PHONE, page_of, until_worker

pytestmark = pytest.mark.browser


async def attach(page: Page, what: str) -> None:
    await page.get_by_role("button", name="Attach something").click()
    await page.get_by_role("menuitem", name=what, exact=True).click()


async def test_cards_wait_for_the_network_and_arrive_once(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        for other in (ben, cleo):
            await site.befriend(ann, other)
            await send_text(site.house, ann, await start_chat(site.house, ann, other.id), "hello")
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.context.grant_permissions(["geolocation"])
        await page.context.set_geolocation({"latitude": 41.1496, "longitude": -8.6109})
        await page.goto(f"{address}/chats/{chat}")
        await until_worker(page)
        await page.context.set_offline(True)

        await attach(page, "Sticker")
        await page.get_by_role("button", name="Time for tea").click()
        await attach(page, "Where I am")
        await page.get_by_role("dialog").get_by_role("button", name="Send").click()
        await attach(page, "Contact")  # of those whom the page knows
        await page.get_by_role("dialog").get_by_role("button", name="Cleo Marsh").click()
        await page.get_by_role("textbox", name="Message to Ben Okafor").fill("and words")
        await page.keyboard.press("Enter")

        # They wait, drawn as they will be, also after the page was loaded anew.
        await expect(page.get_by_text("Waiting for the network")).to_have_count(4)
        await page.reload()
        waiting = page.locator(".message[data-state=sending]")
        await expect(waiting).to_have_count(4)
        await expect(waiting.nth(0).get_by_role("img", name="Time for tea")).to_be_visible()
        await expect(waiting.nth(1)).to_contain_text("41.149600, -8.610900")
        await expect(waiting.nth(2)).to_contain_text("Cleo Marsh")

        await page.context.set_offline(False)
        await expect(waiting).to_have_count(0)
        seen = (await open_chat(site.house, ben, chat)).lines[1:]
        assert [line.kind for line in seen] == ["sticker", "place", "person", "text"]
        await expect(page.locator(".message[data-mine]")).to_have_count(5)


async def test_a_lost_answer_sends_no_second_card(tmp_path: Path, browser: Browser) -> None:
    """The server has it, the device does not know: it asks again under the same name."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        await site.befriend(ann, ben)
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        asked: list[str] = []

        async def lose(route: Route) -> None:
            asked.append(route.request.url)
            await route.fetch()
            await route.abort()

        await page.route(f"**/chats/{chat}/cards", lose, times=1)
        await attach(page, "Sticker")
        await page.get_by_role("button", name="Time for tea").click()
        await expect(page.locator(".message[data-state=sent] svg.sticker")).to_have_count(1)
        assert len(asked) == 1, "the first one, whose answer was lost"
        await page.reload()
        await expect(page.locator(".message svg.sticker")).to_have_count(1)
        assert [line.kind for line in (await open_chat(site.house, ben, chat)).lines] == ["sticker"]


async def thread_with_card(site: Site, ann_id: str) -> str:
    """A program's thread in whose composer a product waits."""
    now, chance, house = site.clock.now(), site.house.chance, site.house
    dora = await site.person("Dora", roles=frozenset({"developer"}))
    async with house.database.write() as session:
        new = await registry.create_program(session, developer_id=dora.id, name="Lanterns", now=now, chance=chance)
        appid = new.program.appid
        await message_push.set_push(session, message_push.MessagePush(appid, "https://s.example", "Token1", now))
        thread = await thread_of(session, house, new.program, ann_id, now=now)
        card = ProductCard(appid, "Lanterns", "A lantern", 3_800, "CNY", "", "").body()
        await program_threads.come(session, thread.id, "", {"kind": "product", "body": card}, after_seq=0, now=now)
    return thread.id


async def test_a_programs_card_waits_too(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann = await site.person("Ann Fields")
        thread = await thread_with_card(site, ann.id)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{thread}")
        offered = page.get_by_role("group", name="What you were looking at")
        await expect(offered).to_contain_text("A lantern")
        await until_worker(page)
        await expect(offered).to_contain_text("A lantern")
        await page.context.set_offline(True)
        await offered.get_by_role("button", name="Send this").click()
        await expect(page.locator(".message[data-state=sending]")).to_contain_text("¥38.00")
        await expect(offered).to_have_count(0)
        await page.context.set_offline(False)
        await expect(page.locator(".message[data-state=sent] .service-card[data-kind=product]")).to_have_count(1)
        await expect(page.locator(".message[data-state=sending]")).to_have_count(0)
        assert [line.kind for line in (await open_chat(site.house, ann, thread)).lines] == ["product"]

"""What programs say, in a real browser: cards that come by themselves and open their page, asking about a product, and
the answer; the same without scripts."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.accounts.people import Person
from superapp.chat.conversations import Conversation
from superapp.chat.messages import append
from superapp.chat.program_cards import OrderCard, SubscriptionCard
from superapp.flows import push_to_programs
from superapp.programs import message_push, openids, program_threads, registry
from superapp.programs.message_push import MessagePush
from superapp.speaking import thread_of
from tests.superapp.conftest import Site
from tests.superapp.serving import served, session_of

pytestmark = pytest.mark.browser
SIZES = [{"width": 390, "height": 844}, {"width": 1280, "height": 800}]
PATH = "pages/order/order?number=LL1"


async def page_of(
    browser: Browser, site: Site, address: str, person: Person, size: dict[str, int], **more: Any
) -> Page:
    facts: Any = {"viewport": size, "reduced_motion": "reduce", **more}
    context = await browser.new_context(**facts)
    await context.add_cookies([{"name": "sa_session", "value": await session_of(site, person), "url": address}])
    return await context.new_page()


async def new_thread(site: Site, ann: Person) -> Conversation:
    """Of a program whose server is told what people write."""
    now, chance = site.clock.now(), site.house.chance
    dora = await site.person("Dora")
    async with site.house.database.write() as session:
        new = await registry.create_program(session, developer_id=dora.id, name="Lantern Lane", now=now, chance=chance)
        appid = new.program.appid
        await message_push.set_push(session, MessagePush(appid, "https://shop.example/wx", "Secret123", now))
        await openids.known_as(session, ann.id, appid, now=now, chance=chance)
        return await thread_of(session, site.house, new.program, ann.id, now=now)


async def say(site: Site, thread: Conversation, ann: Person, kind: str, body: dict[str, Any], name: str) -> None:
    async with site.house.database.write() as session:
        await append(
            session, thread.id, None, kind, body, client_id=name, now=site.clock.now(), chance=site.house.chance
        )
    site.house.hub.publish(ann.id)


def order(appid: str, state: str, step: int, tone: str = "busy", note: str = "") -> dict[str, Any]:
    steps = ["Paid", "Packed", "On the way", "Delivered"]
    return OrderCard(
        appid, "Lantern Lane", "LL1", "Two paper lanterns", state, tone, steps, step, 8_800, "CNY", note, "", PATH
    ).body()


@pytest.mark.parametrize("size", SIZES, ids=["phone", "desktop"])
async def test_cards_come_and_a_question_is_answered(tmp_path: Path, browser: Browser, size: dict[str, int]) -> None:
    async with served(tmp_path) as (site, address):
        ann = await site.person("Ann Rivers")
        thread = await new_thread(site, ann)
        appid = thread.service.removeprefix("program:")
        await say(site, thread, ann, "order", order(appid, "Packed", 1), "ord:1:packed")
        page = await page_of(browser, site, address, ann, size)
        await page.goto(f"{address}/chats/{thread.id}")
        card = page.locator(".service-card[data-kind=order]")
        await expect(card).to_have_count(1)

        # The next change comes by itself, as a card of its own.
        await say(site, thread, ann, "order", order(appid, "On the way", 2, note="Arrives at 18:40"), "ord:1:sent")
        await expect(card).to_have_count(2)
        newest = card.last
        await expect(newest).to_contain_text("On the way")
        await expect(newest.get_by_role("img", name="Step 3 of 4: On the way")).to_be_visible()
        href = await newest.get_attribute("href")
        assert href == f"/p/{appid}?path=pages%2Forder%2Forder%3Fnumber%3DLL1&scene=1014"
        lines = [["What", "The Lighthouse"], ["When", "2026-11-28 19:30"], ["Where", "Harbour Cinema, hall 2"]]
        reminder = SubscriptionCard(appid, "Lantern Lane", "It starts soon", lines, "pages/film/film").body()
        await say(site, thread, ann, "subscription", reminder, "sub:1")
        await expect(page.locator(".service-card[data-kind=subscription]")).to_contain_text("The Lighthouse")

        # What she was looking at waits above the composer until she sends it.
        product = {
            "appid": appid, "name": "Lantern Lane", "title": "Paper lantern", "amount_minor": 3_800,
            "currency": "CNY", "image": "", "path": "pages/goods/goods?id=7",
        }  # fmt: skip
        async with site.house.database.write() as session:
            draft = {"kind": "product", "body": product}
            now = site.clock.now()
            await program_threads.come(session, thread.id, "", draft, after_seq=3, now=now)
        await page.evaluate("document.dispatchEvent(new Event('sa-contact'))")
        await page.get_by_role("group", name="What you were looking at").get_by_role("button", name="Send this").click()
        goods = page.locator(".message[data-mine] .service-card[data-kind=product]")
        await expect(goods).to_contain_text("¥38.00")
        await expect(page.locator(".contact-card")).to_have_count(0)
        await page.get_by_role("textbox", name="Message to Lantern Lane").fill("Is it waterproof?")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message[data-mine][data-state=sent] .bubble")).to_have_text("Is it waterproof?")
        assert await page.get_by_role("button", name="Send money").count() == 0
        while await push_to_programs.push_due(site.house):
            pass
        await say(site, thread, ann, "text", {"text": "Yes, in rain and snow."}, "say:1")
        await expect(page.locator(".bubble").last).to_have_text("Yes, in rain and snow.")
        await page.wait_for_timeout(100)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")

        # The page as it comes from the server says the same.
        plain = await page_of(browser, site, address, ann, size, java_script_enabled=False)
        await plain.goto(f"{address}/chats/{thread.id}")
        kinds = await plain.locator(".service-card").evaluate_all("all => all.map(one => one.dataset.kind)")
        assert kinds == ["order", "order", "subscription", "product"]
        words = " ".join((await plain.locator(".service-card").nth(1).inner_text()).split())
        assert words == " ".join((await newest.inner_text()).split())
        await page.context.close()
        await plain.context.close()

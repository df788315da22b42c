"""Reading without a network, writing without one, and leaving nothing behind: in a real browser, with its worker."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect
from playwright.async_api import TimeoutError as Waited

from superapp.accounts.people import Person
from superapp.flows import change_message
from superapp.flows.mark_read import mark_read
from superapp.flows.read_chats import open_chat
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served, session_of
from tests.superapp.shell.test_far_back import numbers, scroll

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
KEPT = """async () => {
    const database = await new Promise(done => {
        const request = indexedDB.open('superapp-kept');
        request.onsuccess = () => done(request.result);
        request.onerror = request.onblocked = () => done(null); // the page is busy with it: asked again
    });
    if (!database) return {};
    const names = [...database.objectStoreNames];
    if (!names.length) return (database.close(), {});
    const all = {}, stores = database.transaction(names);
    for (const name of names) all[name] = await new Promise(done => {
        const request = stores.objectStore(name).getAll();
        request.onsuccess = () => done(request.result);
        request.onerror = () => done([]);
    });
    database.close();
    return all;
}"""
READY = "navigator.serviceWorker.ready.then(({active}) => active.scriptURL)"
IS_CONTROLLED = "() => navigator.serviceWorker.controller !== null"


async def page_of(browser: Browser, site: Site, address: str, person: Person, size: dict[str, int]) -> Page:
    facts: Any = {"viewport": size, "reduced_motion": "reduce"}
    context = await browser.new_context(**facts)
    await context.add_cookies([{"name": "sa_session", "value": await session_of(site, person), "url": address}])
    return await context.new_page()


async def until_worker(page: Page) -> str:
    """The address of the worker that answers for this page."""
    address = await page.evaluate(READY)
    try:
        await page.wait_for_function(IS_CONTROLLED, timeout=3_000)
    except Waited:  # the worker woke while this page was on its way, and has only the next one
        await page.reload()
        await page.wait_for_function(IS_CONTROLLED)
    return address


async def kept_messages(page: Page, chat: str) -> list[int]:
    """Their numbers."""
    kept = await page.evaluate(KEPT)
    return next(([m["seq"] for m in one["messages"]] for one in kept.get("messages", []) if one["id"] == chat), [])


async def until_kept(page: Page, chat: str, seqs: range) -> None:
    for _ in range(600):
        if await kept_messages(page, chat) == list(seqs):
            return
        await page.wait_for_timeout(50)
    assert await kept_messages(page, chat) == list(seqs)


async def test_chats_are_read_and_written_without_a_network(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        with_ben, with_cleo = [await start_chat(site.house, ann, one.id) for one in (ben, cleo)]
        for n in range(1, 231):
            await send_text(site.house, ben, with_ben, f"story {n}")
        await mark_read(site.house, ann, with_ben, 230)
        await send_text(site.house, cleo, with_cleo, "never opened here")
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{with_ben}")
        assert await until_worker(page) == f"{address}/service-worker.js"
        await until_kept(page, with_ben, range(31, 231))

        # Loaded anew without a network: the list, the last 200 messages, and no more than was opened.
        await page.context.set_offline(True)
        await page.goto(f"{address}/chats")
        await expect(page.locator("sa-chat-list .row-title")).to_contain_text(["Cleo Marsh", "Ben Okafor"])
        await page.get_by_role("link", name="Ben Okafor").click()
        await expect(page.locator(".pane-title h1")).to_have_text("Ben Okafor")
        await expect(page.locator(".message").last).to_contain_text("story 230")
        await scroll(page, "0", 31)  # they are drawn as one goes
        assert await numbers(page) == list(range(31, 31 + len(await numbers(page))))
        await page.get_by_role("link", name="Back to chats").click()
        await page.get_by_role("link", name="Cleo Marsh").click()
        await expect(page.get_by_role("heading", name="This chat is not kept here")).to_be_visible()

        # What is written waits, also over a reload.
        await page.goto(f"{address}/chats/{with_ben}")
        await page.get_by_role("textbox", name="Message to Ben Okafor").fill("written in the tunnel")
        await page.keyboard.press("Enter")
        await page.reload()
        await expect(page.locator(".message").last).to_contain_text("written in the tunnel")
        await expect(page.get_by_text("What you write is sent when you are back.")).to_be_visible()

        # Everything else says what happened.
        await page.goto(f"{address}/wallet")
        await expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
        await page.get_by_role("link", name="Read your chats").click()
        await page.get_by_role("link", name="Ben Okafor").click()

        # Meanwhile: an answer, and a word taken back. Back again, both are here and hers has arrived.
        await send_text(site.house, ben, with_ben, "where are you?")
        await change_message.unsend(site.house, ben, with_ben, 230)
        await page.context.set_offline(False)
        await expect(page.locator(".message").last).to_contain_text("written in the tunnel")
        await expect(page.locator(".message[data-seq='231']")).to_contain_text("where are you?")
        await expect(page.locator(".message[data-state=sent]").last).to_contain_text("written in the tunnel")
        await expect(page.locator(".message[data-seq='230']")).to_contain_text("took back")
        seen = (await open_chat(site.house, ben, with_ben)).lines[-1]
        assert (seen.text, seen.seq) == ("written in the tunnel", 232)
        await until_kept(page, with_ben, range(33, 233))
        await expect(page.get_by_label("More about this chat")).to_be_visible()  # the page is the real one again


async def after_failures(page: Page, chat: str, many: int) -> Route:
    """Something is written, so many tries fail, each time the device says that it is on-line: the try after them."""
    tries: asyncio.Queue[Route] = asyncio.Queue()
    await page.route(f"**/chats/{chat}/messages", tries.put, times=many + 1)
    await page.get_by_role("textbox", name="Message to Ben Okafor").fill("at last")
    await page.keyboard.press("Enter")
    for _ in range(many):
        async with page.expect_event("requestfailed"):
            await (await tries.get()).abort()
        await page.wait_for_timeout(50)  # the page has taken it in
        await page.evaluate("dispatchEvent(new Event('online'))")
    return await tries.get()


async def test_the_network_comes_back_during_a_try(tmp_path: Path, browser: Browser) -> None:
    """After many tries the next is far away; news of the network must not get lost because one is under way."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        under_way = await after_failures(page, chat, 6)
        await page.evaluate("dispatchEvent(new Event('online'))")
        await under_way.abort()
        await expect(page.locator(".message[data-state=sent]").last).to_contain_text("at last")


async def test_a_network_that_is_slow_to_open_keeps_nothing_waiting_for_long(tmp_path: Path, browser: Browser) -> None:
    """The device says that it is on-line before a request gets through, and the host has a bad moment of its own:
    after many tries the next would be half a minute away, and it comes within seconds."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        await (await after_failures(page, chat, 6)).fulfill(
            status=500, json={"error": {"code": "failed", "message": "", "next": ""}}
        )
        await expect(page.locator(".message[data-state=sent]").last).to_contain_text("at last", timeout=10_000)


async def test_what_was_taken_back_while_away_is_gone_from_the_device(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "canary-words")
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        await until_kept(page, chat, range(1, 2))
        await page.goto("about:blank")
        await change_message.unsend(site.house, ben, chat, 1)
        await send_text(site.house, ben, chat, "something else")

        await page.goto(f"{address}/wallet")  # another page brings the copy up to date
        await until_kept(page, chat, range(1, 3))
        assert "canary-words" not in str(await page.evaluate(KEPT))


async def test_signing_out_wipes_what_was_kept(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "between us")
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        await until_worker(page)
        await until_kept(page, chat, range(1, 2))
        await page.get_by_role("textbox", name="Message to Ben Okafor").fill("a draft")
        await page.goto(f"{address}/me")
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")

        assert not any((await page.evaluate(KEPT)).values())
        assert await page.evaluate("Object.keys(localStorage)") == []

        # The next one on this device finds nothing, with or without a network.
        await page.context.add_cookies([{"name": "sa_session", "value": await session_of(site, cleo), "url": address}])
        await page.goto(f"{address}/wallet")
        await until_worker(page)
        await page.context.set_offline(True)
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.get_by_role("heading", name="This chat is not kept here")).to_be_visible()
        assert "between us" not in await page.content()


async def test_signing_out_while_the_page_still_connects(tmp_path: Path, browser: Browser) -> None:
    """The socket hears that the sign-in is over before the form's answer is here, and must not lead elsewhere."""
    async with served(tmp_path) as (site, address):
        ann, left = await site.person("Ann Fields"), asyncio.Event()
        page = await page_of(browser, site, address, ann, DESK)

        async def hold_state(route: Route) -> None:
            answer = await route.fetch()
            await left.wait()
            await route.fulfill(response=answer)

        async def hold_leaving(route: Route) -> None:
            answer = await route.fetch(max_redirects=0)
            async with page.expect_websocket() as opening:
                left.set()
            await (await opening.value).wait_for_event("close")
            await route.fulfill(response=answer)

        await page.route("**/chats", hold_state)
        await page.route("**/sign-out", hold_leaving)
        await page.goto(f"{address}/me")
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")


async def test_another_person_on_this_device_never_sees_it(tmp_path: Path, browser: Browser) -> None:
    """Also when the first one never signed out: the session was replaced, or ended from elsewhere."""
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "between us")
        page = await page_of(browser, site, address, ann, DESK)
        await page.goto(f"{address}/chats/{chat}")
        await until_kept(page, chat, range(1, 2))
        await page.goto("about:blank")
        await page.context.add_cookies([{"name": "sa_session", "value": await session_of(site, cleo), "url": address}])
        await page.goto(f"{address}/chats")
        await expect(page.get_by_text("No chats yet")).to_be_visible()
        await until_worker(page)
        await page.wait_for_function(f"() => ({KEPT})().then(all => all.about?.[0]?.me === '{cleo.id}')")
        assert "between us" not in str(await page.evaluate(KEPT))
        await page.context.set_offline(True)
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.get_by_role("heading", name="This chat is not kept here")).to_be_visible()


async def test_me_offers_to_install_when_the_browser_does(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        page = await page_of(browser, site, address, await site.person("Ann Fields"), PHONE)
        await page.goto(f"{address}/me")
        button = page.get_by_role("button", name="Install")
        await expect(button).to_be_hidden()
        await page.evaluate("""() => {
            const offer = new Event('beforeinstallprompt', {cancelable: true});
            offer.prompt = async () => { window.asked = true; };
            window.dispatchEvent(offer);
        }""")
        await button.click()
        await expect(button).to_be_hidden()
        assert await page.evaluate("window.asked") is True

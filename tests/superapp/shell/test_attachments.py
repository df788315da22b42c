"""What people send each other besides words, in their browsers."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from superapp.chat.messages import append
from superapp.flows import manage_group
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.serving import served, session_of
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser
NOTHING_KEPT = """async () => {
    const answer = request => new Promise(done => { request.onsuccess = () => done(request.result); });
    const database = await answer(indexedDB.open('superapp-kept'));
    const left = await answer(database.transaction('uploads').objectStore('uploads').count());
    database.close();
    return left === 0;
}"""


async def test_people_send_files_stickers_places_and_each_other(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        for other in (ben, cleo):
            await site.befriend(ann, other)
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, "hello")
        hers, his = await page_of(browser, site, address, ann, DESK), await page_of(browser, site, address, ben, PHONE)
        await hers.context.grant_permissions(["geolocation"])
        await hers.context.set_geolocation({"latitude": 41.1496, "longitude": -8.6109})
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")
            await expect(page.locator(".message")).to_have_count(1)

        async def attach(what: str) -> None:
            await hers.get_by_role("button", name="Attach something").click()
            await hers.get_by_role("menuitem", name=what, exact=True).click()

        async with hers.expect_file_chooser() as chosen:
            await attach("File")
        plan: Any = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"at nine"}
        await (await chosen.value).set_files([plan])
        await expect(his.get_by_role("link", name="plan.txt")).to_contain_text("7 bytes")
        async with his.expect_download() as download:
            await his.get_by_role("link", name="plan.txt").click()
        assert (await (await download.value).path()).read_bytes() == b"at nine"

        await attach("Sticker")
        await hers.get_by_role("button", name="Time for tea").click()
        await expect(his.locator(".message svg.sticker")).to_be_visible()
        await attach("Where I am")
        await expect(hers.get_by_role("dialog", name="Send where you are?")).to_contain_text("41.14960, -8.61090")
        await hers.get_by_role("dialog").get_by_role("button", name="Send").click()
        place = his.get_by_role("button", name="A place")
        await expect(place).to_contain_text("41.149600, -8.610900")
        await place.click()
        found = his.get_by_role("dialog", name="A place")
        await expect(found.get_by_role("link", name="Open in maps")).to_have_attribute(
            "href", re.compile(r"^geo:41\.1496")
        )
        await expect(found.get_by_role("link", name="OpenStreetMap")).to_have_attribute("rel", "noopener noreferrer")
        await his.keyboard.press("Escape")
        await expect(found).to_have_count(0)
        await attach("Contact")
        await hers.get_by_role("button", name="Cleo Marsh").click()
        card = his.get_by_role("link", name="Cleo Marsh")
        await expect(card).to_have_attribute("href", f"/people/{cleo.id}")

        # She sends the file on to what she saves for herself, which begins with it, and finds it there.
        file = hers.locator(".message", has_text="plan.txt")
        await file.hover()
        await file.get_by_role("button", name="Actions").click()
        await hers.get_by_role("menuitem", name="Forward").click()
        await hers.get_by_label("Saved messages").check()
        await hers.get_by_role("dialog").get_by_role("button", name="Send").click()
        await expect(hers.get_by_text("Sent to 1 chat.")).to_be_visible()
        await hers.get_by_role("link", name="Saved messages").click()
        await expect(hers.locator(".message", has_text="plan.txt")).to_contain_text("Forwarded")


async def test_an_upload_goes_on_after_a_reload_and_belongs_to_one_person(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo Marsh")]
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, "hello")
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator(".message")).to_have_count(1)
        down, waiting = f"**/chats/{chat}/files*", page.locator(".message[data-state=sending]")
        await page.route(down, lambda route: route.fulfill(status=503))

        async def attach(name: str) -> None:
            async with page.expect_file_chooser() as chosen:
                await page.get_by_role("button", name="Attach something").click()
                await page.get_by_role("menuitem", name="File", exact=True).click()
            plan: Any = {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
            await (await chosen.value).set_files([plan])

        await attach("kept.txt")
        await attach("cancelled.txt")
        await expect(waiting.first).to_contain_text("Waiting for the network")

        # Both are there after a reload, in their order; one is cancelled, the other sent from the bytes that were kept.
        await page.reload()
        await expect(waiting).to_contain_text(["kept.txt", "cancelled.txt"])
        await waiting.last.get_by_role("button", name="Cancel").click()
        await page.unroute(down)
        await page.reload()
        await expect(page.locator(".message[data-state=sent]")).to_have_count(2)
        async with page.expect_download() as download:
            await page.get_by_role("link", name="kept.txt").click()
        assert (await (await download.value).path()).read_bytes() == b"kept.txt"
        await page.reload()
        await expect(page.locator(".message[data-state]")).to_have_count(2)

        # Whoever signs in here after it finds nothing of what waits, and nothing is left for the first one either.
        await page.route(down, lambda route: route.fulfill(status=503))
        await attach("never.txt")
        await expect(waiting).to_contain_text("Waiting for the network")
        theirs = await session_of(site, cleo)
        await page.context.add_cookies([{"name": "sa_session", "value": theirs, "url": address}])
        await page.goto(f"{address}/chats")
        await expect(page.get_by_role("heading", name="No chats yet")).to_be_visible()
        await page.wait_for_function(NOTHING_KEPT)


async def test_a_voice_note_is_recorded_and_played(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, "hello")
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.context.grant_permissions(["microphone"])
        await hers.add_init_script(FAKE_MICROPHONE)
        await hers.goto(f"{address}/chats/{chat}")
        await hers.get_by_role("button", name="Record a voice note").click()
        await expect(hers.get_by_text("Recording 0:01")).to_be_visible()
        await hers.get_by_role("button", name="Send the voice note").click()
        note = hers.locator(".message[data-state=sent] sa-voice")
        await expect(note).to_contain_text("0:01")
        await note.get_by_role("button", name="Play the voice note").click()
        await expect(note.get_by_role("button")).to_be_visible()


# A tone instead of a microphone: the machine has none.
FAKE_MICROPHONE = """
navigator.mediaDevices.getUserMedia = async () => {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const out = audio.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
};
"""


async def test_names_are_offered_and_writing_shows(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="ann"), await site.person("Ben Okafor", handle="ben")
        await site.befriend(ann, ben)
        group = await manage_group.create(site.house, ann, "Ferry", [ben.id])
        hers, his = await page_of(browser, site, address, ann, DESK), await page_of(browser, site, address, ben, PHONE)
        await hers.goto(f"{address}/chats/{group}")
        live = asyncio.Event()  # who is writing is told once, to those who are there

        def heard(frame: str | bytes) -> None:
            if "caught_up" in str(frame):
                live.set()

        his.on("websocket", lambda opened: opened.on("framereceived", heard))
        await his.goto(f"{address}/chats")
        await live.wait()
        box = hers.get_by_role("textbox", name="Message to Ferry")
        await box.press_sequentially("Are you there, @be")
        await expect(his.get_by_role("link", name="Ferry")).to_contain_text("writing")
        await expect(hers.get_by_role("option", name="Ben Okafor")).to_be_visible()
        await hers.keyboard.press("Enter")
        await expect(box).to_have_value("Are you there, @ben ")
        await hers.keyboard.press("Enter")
        await expect(his.locator(".badge[data-mention]")).to_be_visible()
        await expect(hers.get_by_role("link", name="@ben", exact=True)).to_have_attribute("href", f"/people/{ben.id}")


@pytest.mark.long
async def test_a_long_chat_draws_only_what_is_near(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        async with site.house.database.write() as session:
            for number in range(1, 1_001):
                body = {"text": f"line {number}"}
                facts: Any = {"client_id": None, "now": site.clock.now(), "chance": site.house.chance}
                await append(session, chat, ben.id, "text", body, **facts)
        await mark_read(site.house, ann, chat, 1_000)  # much unread would open where it begins
        hers = await page_of(browser, site, address, ann, DESK)
        await hers.goto(f"{address}/chats/{chat}")
        thread = hers.locator(".thread")
        await expect(thread.get_by_text("line 1000", exact=True)).to_be_visible()
        first = thread.get_by_text("line 1", exact=True)
        for _ in range(200):
            await thread.evaluate("thread => { thread.scrollTop = 0 }")
            await hers.wait_for_timeout(50)
            if await first.is_visible():
                break
        await expect(first).to_be_visible()
        assert await hers.locator(".message").count() <= 160
        await hers.get_by_role("button", name="To the newest").click()
        await expect(thread.get_by_text("line 1000", exact=True)).to_be_in_viewport()
        assert await hers.locator(".message").count() <= 160

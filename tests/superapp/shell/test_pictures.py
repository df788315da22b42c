"""Pictures in a chat, from one browser to the other."""

import base64
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import Base
from playwright.async_api import Browser, FilePayload, Page, expect

from superapp.flows.read_chats import open_chat
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.drawn import drawn
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def choose_pictures(page: Page, *files: FilePayload | Path) -> None:
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="Attach something").click()
        await page.get_by_role("menuitem", name="Picture", exact=True).click()
    await (await chosen.value).set_files(files)  # pyright: ignore[reportArgumentType]


async def drop(page: Page, name: str, content: bytes, *, padding: int = 0) -> None:
    """padding: bytes behind it, made in the page, for they take long on the way there."""
    await page.locator(".thread").evaluate(
        """(thread, [name, content, padding]) => {
            const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
            const type = name.endsWith('.jpg') ? 'image/jpeg' : '';
            const data = new DataTransfer();
            data.items.add(new File([bytes, new Uint8Array(padding)], name, {type}));
            thread.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        [name, base64.b64encode(content).decode(), padding],
    )


async def test_a_picture_is_sent_seen_large_and_taken_back(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")

        await choose_pictures(
            hers,
            {"name": "walk.jpg", "mimeType": "image/jpeg", "buffer": drawn("JPEG", (1_600, 900))},
            {"name": "notes.png", "mimeType": "image/png", "buffer": b"hello"},
            {"name": "torn.png", "mimeType": "image/png", "buffer": drawn("PNG")[:60]},
        )

        shown = his.locator(".picture img")
        await expect(shown).to_have_count(1)
        await expect(shown).to_have_js_property("complete", True)
        await expect(shown).to_have_js_property("naturalWidth", 480)
        failed = hers.locator(".message[data-state=failed]")
        await expect(failed).to_have_count(2)
        await expect(failed.nth(0)).to_contain_text("This is not a picture that can be read.")
        await expect(failed.nth(1)).to_contain_text("This picture cannot be sent. This picture is damaged.")
        for _ in range(2):
            await failed.first.get_by_role("button", name="Discard").click()

        await his.locator(".picture").click()
        large = his.get_by_role("dialog").locator("img")
        await expect(large).to_have_js_property("naturalWidth", 1_600)
        await his.keyboard.press("Escape")
        await expect(his.get_by_role("dialog")).to_have_count(0)

        await hers.get_by_role("button", name="Actions").click()
        await hers.get_by_role("menuitem", name="Take back").click()
        await expect(his.get_by_text("Ann Fields took back a message")).to_be_visible()
        await expect(his.locator(".picture")).to_have_count(0)


async def test_a_picture_waits_for_the_network(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, PHONE)
        await hers.goto(f"{address}/chats/{chat}")
        await hers.context.set_offline(True)
        picture: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": drawn()}
        await choose_pictures(hers, picture, picture)
        await expect(hers.get_by_text("Waiting for the network")).to_be_visible()
        await hers.get_by_role("button", name="Cancel").last.click()
        await hers.context.set_offline(False)
        await expect(hers.locator(".message[data-state=sent] .picture")).to_have_count(1)
        await expect(hers.locator(".message")).to_have_count(1)


async def test_a_picture_never_becomes_a_file_by_itself(tmp_path: Path, browser: Browser) -> None:
    """As a file it would keep where it was taken: one that is too large, or of another kind, is drawn anew here."""
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, DESK)
        await hers.goto(f"{address}/chats/{chat}")
        place = Image.Exif()
        place[Base.ImageDescription] = "at the blue harbour"
        camera = drawn("JPEG", (3_000, 2_000), exif=place)
        assert b"blue harbour" in camera
        odd = b"\0\0\0\x18ftypheic at the blue harbour"

        for name, content in {"old.bmp": drawn("BMP", (90, 60)), "phone.heic": odd, "nameless": odd}.items():
            (tmp_path / name).write_bytes(content)
        await drop(hers, "large.jpg", camera, padding=16 * 1024 * 1024)
        await expect(hers.locator(".message[data-state=sent] .picture img")).to_have_count(1)
        await choose_pictures(hers, tmp_path / "old.bmp", tmp_path / "phone.heic", tmp_path / "nameless")

        sent, failed = hers.locator(".message[data-state=sent]"), hers.locator(".message[data-state=failed]")
        await expect(sent.locator(".picture img")).to_have_count(2)
        await expect(failed).to_have_count(2)
        for one in (failed.first, failed.last):
            await expect(one).to_contain_text("This browser cannot read this picture. You can send it as a file.")
            await expect(one).to_contain_text("such as where a picture was taken")
        lines = (await open_chat(site.house, ben, chat)).lines
        assert [one.kind for one in lines] == ["picture", "picture"]
        assert lines[0].picture
        assert (lines[0].picture.width, lines[0].picture.height) == (2_048, 1_365)

        # As a file it goes, because she said so, and as it is.
        async with hers.expect_file_chooser() as chosen:
            await hers.get_by_role("button", name="Attach something").click()
            await hers.get_by_role("menuitem", name="File", exact=True).click()
        await (await chosen.value).set_files({"name": "walk.jpg", "mimeType": "image/jpeg", "buffer": camera})
        async with hers.expect_download() as download:
            await hers.locator(".thread").get_by_role("link", name="walk.jpg").click()
        assert (await (await download.value).path()).read_bytes() == camera

        # Dropped or pasted, nobody said what it is to be: a picture, then.
        await drop(hers, "IMG_1.HEIC", odd)
        await expect(failed).to_have_count(3)


async def test_a_picture_a_file_and_a_card_answer_a_message(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ben, chat, "which one?")
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")

        async def answer() -> None:
            await hers.locator(".message[data-seq='1'] .bubble").click(button="right")
            await hers.get_by_role("menuitem", name="Answer").click()
            await expect(hers.locator(".composing")).to_contain_text("which one?")

        await answer()
        await choose_pictures(hers, {"name": "a.png", "mimeType": "image/png", "buffer": drawn()})
        await expect(hers.locator(".composing")).to_have_count(0)
        await expect(his.locator(".message[data-seq='2']:has(.picture) .quote")).to_contain_text("which one?")
        await answer()
        await hers.get_by_role("button", name="Attach something").click()
        await hers.get_by_role("menuitem", name="Sticker", exact=True).click()
        await hers.get_by_role("button", name="Time for tea").click()
        await expect(his.locator(".message[data-seq='3']:has(.sticker) .quote")).to_contain_text("which one?")
        await answer()
        async with hers.expect_file_chooser() as chosen:
            await hers.get_by_role("button", name="Attach something").click()
            await hers.get_by_role("menuitem", name="File", exact=True).click()
        await (await chosen.value).set_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"at nine"})
        await expect(his.locator(".message[data-seq='4']:has(.attachment) .quote")).to_contain_text("which one?")

        # What follows answers nothing any more.
        await choose_pictures(hers, {"name": "b.png", "mimeType": "image/png", "buffer": drawn()})
        await expect(his.locator(".message[data-seq='5'] .picture")).to_be_visible()
        await expect(his.locator(".message[data-seq='5'] .quote")).to_have_count(0)
        await his.locator(".message[data-seq='2'] .quote").click()
        await expect(his.locator(".message[data-seq='1']")).to_be_in_viewport()

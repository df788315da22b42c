"""Two people talk so that only their browsers can read it: started from a profile, both ways, on a second browser, with
the safety number compared and a lost key said plainly. The server's tables and what it tells are searched for words."""

import io
from pathlib import Path
from typing import Any

import pytest
import segno
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text

from superapp.storage.database import HostTable
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN
from tests.superapp.serving import served
from tests.superapp.shell.test_attachments import FAKE_MICROPHONE
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser
# A library of 8 MB is compiled, and keys go to and fro: on a busy machine that takes its time.
PATIENCE_MS = 30_000
SECRETS = ("tangerine", "marmalade", "persimmon")


async def write(page: Page, words: str) -> None:
    await page.get_by_role("textbox").fill(words)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message[data-mine][data-state=sent] .bubble").last).to_contain_text(
        words, timeout=PATIENCE_MS
    )


async def scan(page: Page, picture: bytes) -> None:
    await page.get_by_role("button", name="Scan their code").click()
    shot: Any = {"name": "code.png", "mimeType": "image/png", "buffer": picture}
    await page.locator("sa-safety-scan input[type=file]").set_input_files([shot])


def plain_code(text: str) -> bytes:
    made = io.BytesIO()
    segno.make(text, micro=False).save(made, kind="png", scale=8, border=4)
    return made.getvalue()


def files_in(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def rows_of(site: Site) -> str:
    """Everything the host's database holds, as text."""
    async with site.house.database.read() as session:
        connection = await session.connection()
        found = [
            str((await connection.execute(text(f'SELECT * FROM "{name}"'))).all()) for name in HostTable.metadata.tables
        ]
    return "".join(found)


async def test_two_people_talk_so_that_only_their_browsers_can_read_it(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Fields", handle="annf"), await site.person("Ben Okafor", handle="beno")
        await site.befriend(ann, ben)
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        await hers.context.grant_permissions(["microphone"])
        await hers.add_init_script(FAKE_MICROPHONE)
        heard: list[str] = []
        his.on("websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame))))

        # From his profile. Until he has opened it she cannot write, and is told so.
        await hers.goto(f"{address}/people/{ben.id}")
        await hers.get_by_role("button", name="Encrypted chat").click()
        await expect(hers.locator("sa-chat")).to_contain_text("Ben Okafor cannot read here yet", timeout=PATIENCE_MS)
        await expect(hers.get_by_role("textbox")).to_have_count(0)
        await his.goto(f"{address}/chats")
        await his.get_by_role("link", name="Ann Fields").click()
        await expect(his.locator(".happening")).to_have_text(
            "Ann Fields started an encrypted chat", timeout=PATIENCE_MS
        )

        await write(hers, f"meet me at the {SECRETS[0]}")
        await expect(his.locator(".bubble")).to_have_text(f"meet me at the {SECRETS[0]}", timeout=PATIENCE_MS)
        await write(his, f"with {SECRETS[1]}")
        await expect(hers.locator(".bubble").last).to_have_text(f"with {SECRETS[1]}", timeout=PATIENCE_MS)

        # Both see the same number.
        await hers.get_by_role("link", name="Compare").click()
        await his.get_by_role("link", name="Compare").click()
        number = await hers.locator(".safety-number").get_attribute("aria-label")
        assert number is not None
        assert len(number) == 71
        await expect(his.locator(".safety-number")).to_have_attribute("aria-label", number, timeout=PATIENCE_MS)
        # She reads his code from a picture of his screen: of another one first.
        await scan(hers, plain_code("superapp-safety:123"))
        await expect(hers.locator(".notice[data-tone=bad]")).to_contain_text("The codes differ")
        await scan(hers, await his.locator(".code-drawing").screenshot())
        await expect(hers.locator(".notice")).to_contain_text("You have compared this number", timeout=PATIENCE_MS)
        await hers.get_by_role("link", name="Back to the chat").click()
        await expect(hers.locator(".standing[data-encrypted]")).to_contain_text(
            "You have compared", timeout=PATIENCE_MS
        )

        # A picture and a file: the browser encrypts them, and what the server keeps is neither.
        await his.get_by_role("link", name="Back to the chat").click()
        for kind, name, data in (("Picture", "drawn.png", DRAWN), ("File", "plan.txt", SECRETS[0].encode() * 9)):
            async with hers.expect_file_chooser() as chosen:
                await hers.get_by_role("button", name="Attach something").click()
                await hers.get_by_role("menuitem", name=kind, exact=True).click()
            file: Any = {"name": name, "mimeType": "image/png" if kind == "Picture" else "text/plain", "buffer": data}
            await (await chosen.value).set_files([file])
        await expect(his.locator("sa-sealed .picture:enabled img")).to_be_visible(timeout=PATIENCE_MS)
        assert (
            await his.locator("sa-sealed img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 64
        )
        async with his.expect_download(timeout=PATIENCE_MS) as download:
            await his.locator("sa-sealed").get_by_role("button", name="plan.txt").click()
        assert (await (await download.value).path()).read_bytes() == SECRETS[0].encode() * 9
        await hers.get_by_role("button", name="Record a voice note").click()
        await expect(hers.get_by_text("Recording 0:01")).to_be_visible(timeout=PATIENCE_MS)
        await hers.get_by_role("button", name="Send the voice note").click()
        note = his.locator("sa-sealed sa-voice")
        await expect(note).to_contain_text("0:01", timeout=PATIENCE_MS)
        await note.get_by_role("button", name="Play the voice note").click()
        heard_some = note.locator("progress:not([value='0'])")
        await expect(note.get_by_role("button", name="Pause").or_(heard_some).first).to_be_visible()
        kept = files_in(tmp_path)
        assert not any(SECRETS[0].encode() in one or b"plan.txt" in one for one in kept)

        # His second browser reads what comes from now on; she is warned, and nothing goes out before she decides.
        second = await page_of(browser, site, address, ben, DESK)
        await second.goto(hers.url)
        await expect(second.locator(".bubble").first).to_have_text(
            "This browser has no key for this message.", timeout=PATIENCE_MS
        )
        await expect(hers.get_by_role("alert")).to_contain_text(
            "can read this chat in a new browser", timeout=PATIENCE_MS
        )
        await expect(hers.get_by_role("textbox")).to_have_count(0)
        await hers.get_by_role("button", name="Go on without").click()
        await write(hers, f"bring {SECRETS[2]}")
        await expect(second.locator(".bubble").last).to_have_text(f"bring {SECRETS[2]}", timeout=PATIENCE_MS)

        # The server finds nothing in it; the browser does, and goes there.
        await hers.get_by_label("Search in this chat").first.click()
        await hers.get_by_role("searchbox").fill("TANGER")
        await hers.keyboard.press("Enter")
        await hers.locator(".found-encrypted").get_by_text(SECRETS[0]).click(timeout=PATIENCE_MS)
        await expect(hers.locator(".message.is-found, .message").filter(has_text=SECRETS[0])).to_be_in_viewport()

        # Keys that are lost are lost: the words stay closed, and whoever loaded anew is another browser.
        await his.goto(f"{address}/chats")
        await his.evaluate("indexedDB.databases().then(all => all.map(one => indexedDB.deleteDatabase(one.name)))")
        await his.goto(hers.url)
        await expect(his.locator(".bubble").first).to_have_text(
            "This browser has no key for this message.", timeout=PATIENCE_MS
        )
        await expect(hers.get_by_role("alert")).to_contain_text(
            "can read this chat in a new browser", timeout=PATIENCE_MS
        )

        stored = await rows_of(site)
        assert "m.megolm.v1.aes-sha2" in stored
        said = stored + "".join(heard) + await (await hers.request.get(hers.url)).text()
        assert not [word for word in SECRETS if word in said]

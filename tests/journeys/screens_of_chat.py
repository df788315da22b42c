"""The screens of groups, of money between people and of channels; superapp's walk (screens.py) comes by here."""

import io
from collections.abc import AsyncIterator

from PIL import Image
from playwright.async_api import Browser, FilePayload, Page, expect

from tests.journeys.shopping import PATIENCE_MS, PIN, signed_in
from tests.journeys.town import Town


def _picture() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 420)).convert("RGB").save(file, "PNG")
    return file.getvalue()


PLAN: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"at nine"}
PICTURE: FilePayload = {"name": "quay.png", "mimeType": "image/png", "buffer": _picture()}


async def talker(browser: Browser, page: Page, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """A group, from its making to its settings; what can be done to a message."""
    await page.goto(town.url + "/groups/new")
    yield "new-group", page
    await page.get_by_label("Name of the group").fill("Harbour walk")
    await page.get_by_role("button", name="Make the group").click()
    # The living page; without it Enter breaks the line.
    await expect(page.locator(".happening[data-seq]")).to_be_visible()
    await page.get_by_role("textbox", name="Message to").fill("Who comes along?")
    await page.keyboard.press("Enter")
    message = page.locator(".message[data-state=sent]")
    await message.locator(".reach").click()
    await expect(page.get_by_role("dialog", name="How far it got")).to_be_visible()
    yield "message-reach", page
    await page.keyboard.press("Escape")
    await message.get_by_role("button", name="Actions").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    yield "message-menu", page
    await page.get_by_role("menuitemradio").first.click()
    await expect(message.locator(".reaction")).to_be_visible()
    await message.get_by_role("button", name="Actions").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Answer").click()
    await page.get_by_role("textbox", name="Message to").fill("I do")
    yield "group-answering", page
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="People and settings").click()
    await page.get_by_role("button", name="Make a link").click()
    await page.get_by_role("button", name="Ask an admin first").click()
    await page.get_by_label("Stands above the chat for everybody").fill("We meet at nine.\nBring bread.")
    await page.get_by_role("button", name="Announce").click()
    await expect(page.locator("[data-copy]")).to_be_visible()
    link, group = (await page.locator("[data-copy]").inner_text()).strip(), page.url
    other = await signed_in(browser, town, "Ann Rivers")
    await other.goto(link)
    yield "invitation", other
    await other.get_by_role("button", name="Ask to join").click()
    await expect(other.get_by_text("You asked to join.")).to_be_visible()
    yield "invitation-waiting", other
    await other.context.close()
    await page.goto(group)
    await expect(page.get_by_role("region", name="People who want to join")).to_be_visible()
    yield "group", page
    await page.get_by_role("button", name="Let in").click()
    await page.get_by_role("link", name="Back to the chat").click()
    await page.locator(".announcement summary").click()
    await expect(page.locator(".announcement p")).to_be_visible()
    yield "group-announcement", page
    await page.goto(link)
    yield "invitation-inside", page
    await page.goto(town.url + "/search?q=comes")
    await expect(page.locator("mark")).to_have_text("comes")
    yield "search", page
    await page.goto(town.url + "/search?q=zzzz")
    yield "search-none", page
    await page.goto(town.url + "/chats")
    await page.get_by_role("link", name="Harbour walk").click()
    await page.get_by_label("More about this chat").click()
    await expect(page.get_by_role("button", name="Mute")).to_be_visible()
    yield "chat-menu", page


async def whisperer(page: Page, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """An encrypted chat with somebody who has not opened it yet, and its safety number."""
    await page.goto(town.url + "/chats/new?q=ann")
    await page.locator("#found button.row").first.click()
    await page.get_by_role("link", name="Profile").click()
    await page.get_by_role("button", name="Encrypted chat").click()
    await expect(page.locator(".standing[data-encrypted]")).to_contain_text("cannot read", timeout=PATIENCE_MS)
    yield "encrypted-waiting", page
    await page.get_by_role("link", name="End-to-end encrypted").click()
    await expect(page.locator("sa-safety .notice")).to_be_visible(timeout=PATIENCE_MS)
    yield "safety-waiting", page
    await page.goto(town.url + "/chats")


async def giver(page: Page, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """Money to a person: the sheet in its steps, the cards in the chat, and the pages behind them."""
    await page.get_by_role("button", name="Send money").click()
    await page.locator("sa-money input[name=amount]").fill("12.50")
    yield "money-choose", page
    await page.locator("sa-money form .button").click()
    await expect(page.locator("sa-money .pin-dots")).to_be_visible()
    yield "money-pin", page
    for digit in PIN:
        await page.locator(f"sa-money [data-key='{digit}']").click()
    await expect(page.locator(".money-card")).to_be_visible(timeout=PATIENCE_MS)
    await page.get_by_role("button", name="Send money").click()
    await page.get_by_role("radio", name="Red envelope").check()
    await page.locator("sa-money input[name=amount]").fill("8.88")
    yield "envelope-choose", page
    await page.locator("sa-money form .button").click()
    for digit in PIN:
        await page.locator(f"sa-money [data-key='{digit}']").click()
    await expect(page.locator(".envelope-card")).to_be_visible(timeout=PATIENCE_MS)
    await expect(page.locator("sa-money dialog[open]")).to_have_count(0)  # nobody types below an open sheet
    await page.locator(".composer textarea").fill("it was 12.5 元")
    await expect(page.locator(".composer-chips")).to_be_visible()
    yield "money-cards", page
    await page.locator(".composer textarea").fill("")
    await page.locator(".money-card").first.click()
    await expect(page.locator(".transfer-slip")).to_be_visible()
    yield "transfer", page
    await page.get_by_role("link", name="Back").click()
    await page.get_by_role("button", name="Send money").click()
    await page.get_by_role("link", name="Split a bill").click()
    await page.get_by_label("Amount in all").fill("30")
    await expect(page.locator("[data-share]").first).to_have_text("¥15.00")
    yield "split-choose", page
    await page.get_by_role("button", name="Ask for it").click()
    await expect(page.locator(".split-slip")).to_contain_text("0 of 1 have paid")
    yield "split", page
    await page.goto(town.url + "/chats")
    await page.get_by_role("link", name="Harbour walk").click()
    await page.get_by_role("button", name="Send money").click()
    await page.locator("sa-money input[name=amount]").fill("1")
    yield "group-envelope-choose", page
    await page.locator("sa-money form .button").click()
    for digit in PIN:
        await page.locator(f"sa-money [data-key='{digit}']").click()
    await page.locator(".envelope-card").click(timeout=PATIENCE_MS)
    # A group of one has one share, which its only member sees on the page.
    await expect(page.locator(".envelope-head")).to_be_visible()
    yield "envelope-closed", page
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page.locator(".envelope-mine")).to_be_visible()
    yield "envelope-opened", page
    await page.get_by_role("link", name="see the proof").click()
    await expect(page.locator(".proof-facts")).to_be_visible()
    yield "envelope-proof", page


async def sharer(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """What people send besides words: choosing it, and how it stands in the chat."""
    page = await signed_in(browser, town, "Ben Okafor")
    await page.context.grant_permissions(["geolocation"])
    await page.context.set_geolocation({"latitude": 41.1496, "longitude": -8.6109})
    await page.get_by_text("Ann Rivers", exact=True).first.click()
    sent, dialog = page.locator(".message[data-state=sent]"), page.get_by_role("dialog")
    await expect(sent.first).to_be_visible()

    async def attach(what: str) -> None:
        await page.get_by_role("button", name="Attach something").click()
        await page.get_by_role("menuitem", name=what, exact=True).click()

    await page.get_by_role("button", name="Attach something").click()
    await expect(page.get_by_role("menuitem", name="Sticker")).to_be_visible()
    yield "attach-menu", page
    await page.get_by_role("menuitem", name="Sticker").click()
    await expect(dialog).to_be_visible()
    yield "sticker-choose", page
    await dialog.get_by_role("button", name="Time for tea").click()
    await expect(sent.locator("svg.sticker")).to_be_visible()
    for what, given in (("File", PLAN), ("Picture", PICTURE)):
        async with page.expect_file_chooser() as chosen:
            await attach(what)
        await (await chosen.value).set_files([given])
    await expect(sent.locator("button.picture")).to_be_visible(timeout=PATIENCE_MS)
    await attach("Where I am")
    await expect(dialog).to_be_visible()
    yield "place-confirm", page
    await dialog.get_by_role("button", name="Send").click()
    await attach("Contact")
    await expect(dialog.get_by_role("button", name="Ann Rivers")).to_be_visible()
    yield "contact-choose", page
    await dialog.get_by_role("button", name="Ann Rivers").click()
    await expect(sent.last.get_by_role("link", name="Ann Rivers")).to_be_visible()
    yield "chat-of-all-kinds", page
    await page.get_by_role("button", name="A place").click()
    await expect(dialog).to_be_visible()
    yield "place", page
    await page.keyboard.press("Escape")
    await sent.locator("button.picture").click()
    await expect(dialog.locator("img")).to_be_visible()
    yield "picture-large", page
    await page.keyboard.press("Escape")
    file = page.locator(".message", has_text="plan.txt").last
    await file.get_by_role("button", name="Actions").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Forward").click()
    await expect(dialog.get_by_label("Saved messages")).to_be_visible()
    yield "forward-choose", page
    await page.keyboard.press("Escape")
    await page.get_by_label("More about this chat").click()
    await page.get_by_role("link", name="Search in this chat").click()
    await page.get_by_role("searchbox").fill("lanterns")
    await expect(page.locator("mark").first).to_be_visible()
    yield "search-in-chat", page
    await page.context.close()


async def keeper(browser: Browser, town: Town) -> AsyncIterator[tuple[str, Page]]:
    """A channel, from its opening to what is read of it."""
    page = await signed_in(browser, town, "Dora Fields")
    await page.goto(town.url + "/console/channels")
    yield "console-channels", page
    await page.get_by_label("Name").fill("Harbour news")
    await page.get_by_label("Handle").fill("harbour")
    await page.get_by_role("button", name="Open the channel").click()
    await page.get_by_label("Text").fill("Lanterns on the quay tonight, and music from eight.")
    await page.get_by_label("Yes, it is shown").check()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.locator("article.post")).to_be_visible()
    yield "console-channel", page
    await page.goto(town.url + "/feed/channels/harbour")
    await page.get_by_role("button", name="Follow").click()
    await expect(page.get_by_role("button", name="Unfollow")).to_be_visible()
    yield "channel", page
    for name, path in [("feed", "/feed"), ("channels", "/feed/channels")]:
        await page.goto(town.url + path)
        yield name, page
    await page.context.close()
    page = await signed_in(browser, town, "Ann Rivers")
    await page.goto(town.url + "/feed/channels/harbour")
    await page.get_by_role("link", name="Report").click()
    await expect(page.get_by_text("What is wrong?")).to_be_visible()
    yield "post-report", page
    await page.context.close()

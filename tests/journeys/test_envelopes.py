"""An envelope for a birthday, from the first tap to the proof; one for a group, to the last share; one that nobody
opens; and a merchant's gift: made at the desk, opened by somebody who had no account a minute before, followed,
ended."""

import re
import secrets
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, give_pin, signed_in
from tests.journeys.test_accessibility import found_by_axe
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

PIN = "280461"


async def opened(page: Page, town: Town, appid: str, path: str = "") -> FrameLocator:
    await page.goto(f"{town.url}/p/{appid}" + (f"?path={path}" if path else ""))
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


async def test_an_envelope_is_given_opened_remembered_and_checked(
    browser: Browser, town_on_sqlite: Town, envelopes: Visit
) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(ann, town_on_sqlite, envelopes.appids["program"])
    await program.get_by_role("button", name="Birthday").click()
    await program.get_by_role("textbox", name="Amount in all").fill("6.66")
    await expect(program.get_by_text("¥6.66 in all")).to_be_visible()
    assert await faults_inside(ann) == []

    # She looks at the chats and leaves: nothing is sent.
    await program.get_by_role("button", name="Choose a chat and send").click()
    await ann.get_by_role("dialog", name="Send to a chat").press("Escape")
    await program.get_by_role("button", name="Choose a chat and send").click()
    await ann.get_by_role("dialog", name="Send to a chat").get_by_role("button", name="Ben Okafor").click()
    sheet = ann.locator("sa-money")
    await expect(sheet.locator("input[name=note]")).to_have_value("Happy birthday")
    await expect(sheet.locator("input[name=amount]")).to_have_value("6.66")
    await expect(sheet.get_by_role("radio", name="Confetti")).to_be_checked()
    await sheet.locator("form .button").click()
    await expect(sheet.locator("[data-test=amount]")).to_have_text("¥6.66")
    for digit in PIN:
        await sheet.locator(f"[data-key='{digit}']").click()
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)

    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    await ben.get_by_role("link", name=re.compile("Ann Rivers")).first.click()
    card = ben.locator(".envelope-card[data-cover=confetti]").last
    await expect(card).to_contain_text("Happy birthday")
    await card.click()
    await ben.locator(".envelope-coin").click()
    await expect(ben.locator("[data-test=got]")).to_have_text("¥6.66", timeout=PATIENCE_MS)

    # The program sees it once she says so; without network it shows what it saw.
    await ann.get_by_role("button", name="History").click()
    asking = ann.get_by_role("dialog", name=re.compile("see the red envelopes"))
    await asking.get_by_role("button", name="Refuse").click()
    await expect(program.get_by_text("You have not allowed")).to_be_visible()
    await program.get_by_role("button", name="Open the settings").click()
    await ann.get_by_role("switch", name="Red envelopes").check()
    await ann.keyboard.press("Escape")
    line = program.get_by_role("link", name=re.compile("^Happy birthday.*You gave.*−¥6.66"))
    await expect(line.first).to_be_visible()
    await ann.route("**/bridge/call/getEnvelopes", lambda route: route.abort())
    await ann.get_by_role("button", name="Luck", exact=True).click()
    await expect(program.get_by_text("No connection").locator("visible=true")).to_be_visible()
    await ann.get_by_role("button", name="History").click()
    await line.first.click()
    await expect(program.get_by_role("listitem").get_by_text("Ben Okafor")).to_be_visible()
    await expect(program.get_by_role("status").filter(has_text="All shares are the same")).to_be_visible()
    await expect(program.get_by_text("✓")).to_have_count(5)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_group_shares_by_luck_and_what_nobody_opens_comes_back(
    browser: Browser, town_on_sqlite: Town, envelopes: Visit
) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    name = f"Moon watchers {secrets.token_hex(2)}"
    await ann.goto(town_on_sqlite.url + "/groups/new")
    await ann.get_by_label("Name of the group").fill(name)
    for other in ("Ben Okafor", "Mei"):
        await ann.get_by_role("checkbox", name=other).check()
    await ann.get_by_role("button", name="Make the group").click()
    await expect(ann.locator(".happening[data-seq]").first).to_be_visible()
    group = ann.url

    program = await opened(ann, town_on_sqlite, envelopes.appids["program"])
    await give(ann, program, name, "3.33", shares=3)
    for person in ("Ben Okafor", "Mei"):
        page = await signed_in(browser, town_on_sqlite, person, size=PHONE)
        await page.goto(group)
        await page.locator(".envelope-card").last.click()
        await page.locator(".envelope-coin").click()
        await expect(page.locator("[data-test=got]")).to_contain_text("¥", timeout=PATIENCE_MS)
    # The last one sees how luck has divided it.
    await give(ann, program, "Ben Okafor", "2.22", shares=1)
    await ann.goto(group)
    await ann.locator(".envelope-card").last.click()
    await ann.locator(".envelope-coin").click()
    await ann.get_by_role("link", name="See who got what").click()
    await expect(ann.get_by_text("3 of 3 opened, ¥3.33 of ¥3.33.")).to_be_visible(timeout=PATIENCE_MS)
    await expect(ann.get_by_text("Luckiest")).to_have_count(1)
    assert await found_by_axe(ann) == []

    # A day goes by, and nobody has opened the other one.
    with closing(sqlite3.connect(Path(town_on_sqlite.environment["DATA"]) / "wallet.db", timeout=30)) as wallet, wallet:
        over = "UPDATE envelopes SET expires_at = ? WHERE state = 'open' AND total_minor = 222"
        assert wallet.execute(over, [datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")]).rowcount == 1
    await ann.goto(town_on_sqlite.url + "/chats")
    await ann.get_by_role("link", name=re.compile("Ben Okafor")).first.click()
    card = ann.locator(".envelope-card").last
    await expect(card).to_contain_text("Run out: the rest came back", timeout=PATIENCE_MS)
    await ann.goto(town_on_sqlite.url + "/wallet/history?kind=envelope")
    await expect(ann.locator(".movement-amount").first).to_have_text("+¥2.22")
    town_on_sqlite.check_books()


async def give(page: Page, program: FrameLocator, chat: str, amount: str, *, shares: int) -> None:
    """By luck, from the program to the paid envelope."""
    while await program.locator(".stepper .figure").inner_text() != str(shares):
        await program.get_by_role("button", name="One share less").click()
    await program.get_by_role("textbox", name="Amount in all").fill(amount)
    await program.get_by_role("button", name="Choose a chat and send").click()
    await page.get_by_role("dialog", name="Send to a chat").get_by_role("button", name=chat).click()
    sheet = page.locator("sa-money")
    await sheet.locator("form .button").click()
    for digit in PIN:
        await sheet.locator(f"[data-key='{digit}']").click()
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)


@pytest.mark.long
async def test_a_gift_reaches_somebody_without_an_account(
    browser: Browser, town_on_sqlite: Town, envelopes: Visit
) -> None:
    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    desk = await opened(mei, town_on_sqlite, envelopes.appids["desk"])
    await desk.get_by_role("textbox", name="Code of the desk").fill((envelopes.data / "desk_code.txt").read_text())
    await desk.get_by_role("button", name="Open the desk").click()
    await expect(desk.get_by_text("¥0.00", exact=True)).to_be_visible()

    await desk.get_by_role("textbox", name="Amount to add").fill("20")
    await desk.get_by_role("button", name="Add money").click()
    await give_pin(mei, PIN)
    await expect(desk.get_by_text("¥20.00", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    await desk.get_by_role("button", name="Make a gift").click()
    await desk.get_by_role("textbox", name="What the gift is called").fill("Spring gifts")
    await desk.get_by_role("textbox", name="Amount in all").fill("9")
    await desk.get_by_role("textbox", name="Shares").fill("3")
    await desk.get_by_role("button", name="Give it").click()
    await expect(desk.get_by_text("¥11.00", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(mei) == []

    # Somebody who has only the link.
    [gift] = envelopes.ask("/api/gifts")["gifts"]  # pyright: ignore[reportGeneralTypeIssues]
    stranger = await browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]})
    await stranger.goto(str(gift["link"]))
    await expect(stranger.get_by_text("From Red Letter")).to_be_visible()
    assert await found_by_axe(stranger) == []
    await stranger.get_by_role("link", name="Create an account").click()
    await stranger.get_by_label("Handle").fill(f"kim{secrets.token_hex(4)}")
    await stranger.get_by_label("Name").fill("Kim Park")
    await stranger.get_by_label("Password").fill("a lantern on the old bridge")
    await stranger.locator("form[action='/sign-up'] button[type=submit]").click()
    await stranger.get_by_role("button", name="Open", exact=True).click()
    await expect(stranger.locator("[data-test=got]")).to_contain_text("¥")

    # And somebody in the program, once.
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(ann, town_on_sqlite, envelopes.appids["program"], "pages/gifts/gifts")
    await program.get_by_role("button", name="Open it: Spring gifts").click()
    sheet = ann.get_by_role("dialog", name="Spring gifts")
    assert await found_by_axe(ann) == []
    await sheet.get_by_role("button", name="Open", exact=True).click()
    await expect(sheet).to_have_count(0, timeout=PATIENCE_MS)
    await expect(program.get_by_text("It is in your wallet")).to_be_visible(timeout=PATIENCE_MS)

    await expect(desk.get_by_text("2 of 3 opened")).to_be_visible(timeout=PATIENCE_MS)
    await desk.get_by_role("button", name="End it: Spring gifts").click()
    await mei.get_by_role("dialog").get_by_role("button", name="End it").click()
    await expect(desk.get_by_text("came back")).to_be_visible(timeout=PATIENCE_MS)
    await ann.goto(str(gift["link"]))
    await expect(ann.locator("[data-test=got]")).to_contain_text("¥")
    town_on_sqlite.check_books()

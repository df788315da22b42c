"""A seat for tomorrow: chosen, held, paid, shown as a code, believed by a door that checks it by itself, and refused
the second time; another one is given back, and its seats are free again."""

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, give_pin, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

TIME = re.compile(r"^\d\d:\d\d")
DAY = re.compile(r"^(Today|Tomorrow|\w{3} \d+ \w{3})")
MINE = re.compile("yours$")
LET_GO = """server => new Promise((resolve, reject) => wx.request({
    url: `${server}/api/showings/${getCurrentPages().at(-2).id}/seats`,
    method: 'POST',
    data: {seats: []},
    header: {Authorization: 'Bearer ' + wx.getStorageSync('token')},
    success: ({statusCode}) => (statusCode === 200 ? resolve() : reject(new Error(String(statusCode)))),
    fail: reject,
}))"""


async def opened(page: Page, town: Town, appid: str) -> FrameLocator:
    await page.goto(f"{town.url}/p/{appid}")
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


async def to_seats(program: FrameLocator, film: str) -> None:
    """The first showing of tomorrow: nothing of that day has begun, at whatever hour this runs."""
    await program.get_by_role("link", name=film).click()
    await program.get_by_role("button", name="Tomorrow").click()
    await program.get_by_role("button", name=TIME).first.click()


async def bought(page: Page, program: FrameLocator, film: str, *seats: str) -> None:
    """From the posters to the codes."""
    await to_seats(program, film)
    for number, seat in enumerate(seats, 1):
        await program.get_by_role("button", name=f"{seat},").click()
        await expect(program.get_by_role("button", name=MINE)).to_have_count(number)
    await program.get_by_text("Continue").click()
    await program.get_by_text("Pay ¥").click()
    await give_pin(page, "280461")
    await expect(program.get_by_text("Show this code at the door").first).to_be_visible(timeout=PATIENCE_MS)


async def scan(page: Page, door: FrameLocator, picture: Path, verdict: str) -> None:
    """The picture of a code on the host's own sheet, as from the camera."""
    await door.get_by_role("button", name="Scan a ticket").click()
    await page.get_by_label("Picture of a code").set_input_files(picture)
    await expect(door.get_by_role("status")).to_contain_text(verdict)


async def test_the_door_believes_a_paid_code_once(
    browser: Browser, town_on_sqlite: Town, tickets: Visit, tmp_path: Path
) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(ann, town_on_sqlite, tickets.appids["program"])
    await expect(program.get_by_role("link", name="Paper Moon Harbour")).to_be_visible()
    assert await faults_inside(ann) == []
    await bought(ann, program, "Paper Moon Harbour", "Row C, seat 4", "Row C, seat 5")
    await expect(program.get_by_text("Row C · Seat 4").first).to_be_visible()
    assert await faults_inside(ann) == []
    code = tmp_path / "code.png"
    await program.get_by_label("Ticket code for C4").screenshot(path=code)

    keeper = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    door = await opened(keeper, town_on_sqlite, tickets.appids["gate"])
    await door.get_by_role("textbox", name="Code of the door").fill("12345")
    await door.get_by_role("button", name="Open the door").click()
    await expect(door.get_by_role("alert")).to_contain_text("not the code")
    assert await faults_inside(keeper) == []
    await door.get_by_role("textbox", name="Code of the door").fill((tickets.data / "door_code.txt").read_text())
    await door.get_by_role("button", name="Open the door").click()
    await expect(door.get_by_text("Ready for the next ticket")).to_be_visible()
    assert await faults_inside(keeper) == []

    await scan(keeper, door, code, "Another day")
    assert await faults_inside(keeper) == []
    await door.get_by_role("button", name="The day after").click()
    await scan(keeper, door, code, "Valid")
    await expect(door.get_by_role("status")).to_contain_text("C4")
    assert await faults_inside(keeper) == []
    await scan(keeper, door, code, "Already used")
    assert await faults_inside(keeper) == []
    await door.get_by_role("button", name="Scan a ticket").click()
    await keeper.get_by_label("Or type what it says").fill("T1.AQAA.AAAA")
    await keeper.get_by_role("button", name="Use this text").click()
    await expect(door.get_by_role("status")).to_contain_text("Not a ticket")
    await expect(door.get_by_text("Up to date with the ticket office")).to_be_visible()

    # The ticket office has heard of it: what was used is not given back.
    await ann.goto(f"{town_on_sqlite.url}/p/{tickets.appids['program']}?path=pages/tickets/tickets")
    mine = ann.frame_locator("sa-program iframe")
    await mine.get_by_role("link", name="Paper Moon Harbour").first.click()
    await expect(mine.get_by_text("Used", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    await expect(mine.get_by_role("button", name="Refund")).to_have_count(0)

    # Who was let in says what it was worth; a bad word is answered at the box office.
    await mine.get_by_role("button", name="2 of 5 stars").click()
    assert await faults_inside(ann) == []
    await mine.locator("textarea").fill("The sound was gone")
    await mine.get_by_role("button", name="Send").click()
    await expect(mine.get_by_text("The box office answers within two days.")).to_be_visible(timeout=PATIENCE_MS)
    await door.get_by_role("link", name="Box office").click()
    await expect(door.get_by_text("The sound was gone")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(keeper) == []
    await door.get_by_role("button", name="Answer").click()
    await keeper.get_by_placeholder("They read it in their chat").fill("A free seat waits for you")
    await keeper.get_by_role("button", name="Send").click()
    await expect(door.get_by_text("2 of 5, ratings: 1")).to_be_visible(timeout=PATIENCE_MS)
    await ann.reload()
    await mine.get_by_role("link", name="Paper Moon Harbour").first.click()
    await expect(mine.get_by_text("A free seat waits for you")).to_be_visible(timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_another_time_is_chosen_and_what_is_given_back_comes_back(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    await mei.goto(town_on_sqlite.url + "/wallet")
    before = await mei.locator(".balance-amount").inner_text()
    program = await opened(mei, town_on_sqlite, tickets.appids["program"])
    await bought(mei, program, "Nine Kettles", "Row D, seat 2")

    await program.get_by_role("button", name="Exchange").click()
    await program.get_by_role("button", name=DAY).nth(2).click()
    await program.get_by_role("button", name=TIME).first.click()
    await program.get_by_role("button", name="Row D, seat 6,").click()
    await program.get_by_text("Continue").click()
    await expect(program.get_by_text("Paid before")).to_be_visible()
    assert await faults_inside(mei) == []
    done = program.get_by_role("button", name=re.compile("^(Exchange now|Pay ¥)"))
    costs_more = "Pay" in await done.inner_text()
    await done.click()
    if costs_more:
        await give_pin(mei, "280461")
    await expect(program.get_by_text("Row D · Seat 6").first).to_be_visible(timeout=PATIENCE_MS)

    await program.get_by_role("button", name="Refund").click()
    await expect(program.get_by_text("You get back")).to_be_visible()
    await program.get_by_role("button", name="Refund now").click()
    await expect(program.get_by_text("The money is back in your wallet.")).to_be_visible(timeout=PATIENCE_MS)

    program = await opened(mei, town_on_sqlite, tickets.appids["program"])
    await to_seats(program, "Nine Kettles")
    await expect(program.get_by_role("button", name=re.compile("^Row D, seat 2, .*free$"))).to_be_visible()
    await mei.goto(town_on_sqlite.url + "/wallet")
    await expect(mei.locator(".balance-amount")).to_have_text(before)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_showing_called_off_at_the_box_office_comes_back_to_everybody(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    mei = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    program = await opened(mei, town_on_sqlite, tickets.appids["program"])
    await bought(mei, program, "Winter Choir", "Row D, seat 3")

    keeper = await signed_in(browser, town_on_sqlite, "Dora Fields", size=PHONE)
    door = await opened(keeper, town_on_sqlite, tickets.appids["gate"])
    await door.get_by_role("textbox", name="Code of the door").fill((tickets.data / "door_code.txt").read_text())
    await door.get_by_role("button", name="Open the door").click()
    await door.get_by_role("link", name="Box office").click()
    # The door has a button of the same name.
    await expect(door.get_by_text("What people say")).to_be_visible(timeout=PATIENCE_MS)
    await door.get_by_role("button", name="The day after").click()
    await expect(door.get_by_text("1 sold · 0 inside").first).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(keeper) == []
    sold = door.locator(".card").filter(has_text="1 sold").filter(has_text="Winter Choir").first
    await sold.get_by_role("button", name="Cancel the showing").click()
    await keeper.get_by_role("dialog").get_by_role("button", name="Cancel the showing").click()
    await expect(door.get_by_text("Called off").first).to_be_visible(timeout=PATIENCE_MS)

    program = await opened(mei, town_on_sqlite, f"{tickets.appids['program']}?path=pages/tickets/tickets")
    await program.get_by_role("link", name="Winter Choir").first.click()
    await expect(program.get_by_text("The money is back in your wallet.")).to_be_visible(timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


async def test_a_held_seat_is_taken_for_everybody_else(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    hers = await opened(ann, town_on_sqlite, tickets.appids["program"])
    his = await opened(ben, town_on_sqlite, tickets.appids["program"])
    await to_seats(hers, "Winter Choir")
    await to_seats(his, "Winter Choir")
    # He sees it free, and does not look again, before she takes it: only then does his tap come too late.
    await expect(his.get_by_role("button", name=re.compile("^Row A, seat 1, .*free$"))).to_be_visible()
    await ben.workers[-1].evaluate("() => clearInterval(getCurrentPages().at(-1).timer)")
    await hers.get_by_role("button", name="Row A, seat 1,").press("Enter")
    await expect(hers.get_by_text("Held for you")).to_be_visible()
    assert await faults_inside(ann) == []
    await expect(hers.get_by_role("timer")).to_contain_text(re.compile("[45]:[0-9]{2}"))

    await his.get_by_role("button", name="Row A, seat 1,").click()
    await expect(his.get_by_role("alert")).to_contain_text("taken one of these seats. Please choose another one.")
    await expect(his.get_by_role("button", name="Row A, seat 1,")).to_have_attribute("aria-disabled", "true")


@pytest.mark.long
async def test_seats_that_were_lost_before_the_payment_are_chosen_again(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    ben = await signed_in(browser, town_on_sqlite, "Ben Okafor", size=PHONE)
    program = await opened(ben, town_on_sqlite, tickets.appids["program"])
    await to_seats(program, "Winter Choir")
    await program.get_by_role("button", name="Row B, seat 1,").click()
    await program.get_by_text("Continue").click()
    await expect(program.get_by_text("Pay ¥")).to_be_visible()
    await ben.workers[-1].evaluate(LET_GO, tickets.url)  # as on another device of his

    await program.get_by_text("Pay ¥").click()
    await expect(program.get_by_role("alert").first).to_contain_text("Please choose your seats again.")
    assert await faults_inside(ben) == []
    await program.get_by_role("button", name="Choose seats").click()
    await program.get_by_role("button", name=re.compile("^Row B, seat 1, .*free$")).click()
    await program.get_by_text("Continue").click()
    await program.get_by_text("Pay ¥").click()
    await give_pin(ben, "280461")
    await expect(program.get_by_text("Row B · Seat 1").first).to_be_visible(timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


async def test_a_flight_keeps_nobody_out_from_the_search_to_the_itinerary(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    ann = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    program = await opened(ann, town_on_sqlite, f"{tickets.appids['program']}?path=pages/flights/flights")
    await expect(program.get_by_text("London (LHR)")).to_be_visible()
    assert await faults_inside(ann) == []
    await program.get_by_role("button", name="Search flights").click()
    first = program.get_by_role("link").filter(has_text="MXP").first
    await expect(first).to_be_visible()
    assert await faults_inside(ann) == []

    await first.click()
    await expect(program.get_by_role("button").filter(has_text="Flex")).to_be_visible()
    assert await faults_inside(ann) == []

    await program.get_by_role("button").filter(has_text="Flex").click()
    await program.get_by_role("textbox", name="Given name").fill("Ann")
    await program.get_by_role("button", name="Continue").click()
    await expect(program.get_by_role("alert").first).to_contain_text("Please fill this in.")
    assert await faults_inside(ann) == []

    for field, text in (
        ("Family name", "Rivers"),
        ("Date of birth", "1990-02-28"),
        ("Passport number", "AB123456"),
        ("Passport valid until", "2099-01-01"),
    ):
        await program.get_by_role("textbox", name=field).fill(text)
    await program.get_by_role("button", name="Continue").click()
    await expect(program.get_by_text("Pay ¥")).to_be_visible()
    assert await faults_inside(ann) == []

    await program.get_by_text("Pay ¥").click()
    await expect(ann.locator("sa-cashier .cashier")).to_contain_text("London – Milan")
    await give_pin(ann, "280461")
    await expect(program.get_by_label("Ticket code for").first).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []
    await program.get_by_text("Itinerary").click()
    await expect(program.get_by_text("In the air")).to_be_visible()
    assert await faults_inside(ann) == []
    town_on_sqlite.check_books()


def test_the_programs_ask_only_their_own_server() -> None:
    """What a reader of the published folders finds: one address each, in config.js."""
    for folder in ("program", "gate"):
        root = Path(__file__).parents[2] / "miniapps/tickets" / folder
        named = [path.name for path in root.rglob("*.js") if re.search(r"https?://", path.read_text())]
        assert named == ["config.js"]
        assert json.loads((root / "app.json").read_text())["darkmode"] is True

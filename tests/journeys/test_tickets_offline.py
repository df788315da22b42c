"""Tickets when the network goes. At a cinema's door there often is none: a paid ticket shows its code there, wherever
it was bought."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.offline import fresh, said, shown_from_before, stands, tab
from tests.journeys.shopping import PATIENCE_MS, PHONE, PIN, give_pin, signed_in
from tests.journeys.test_tickets import MINE, opened, to_seats
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

KEEPS_NOTHING = """const real = window.fetch; window.fetch = (to, how) =>
    String(to).endsWith('/setStorage') ? Promise.resolve(Response.json({ok: {bytes: 1}})) : real(to, how);"""


async def test_tickets_without_a_network(browser: Browser, town_on_sqlite: Town, tickets: Visit) -> None:
    page = await signed_in(browser, town_on_sqlite, "Mei", size=PHONE)
    program = await opened(page, town_on_sqlite, tickets.appids["program"])
    await to_seats(program, "Salt Line")
    seat = program.get_by_role("button", name="Row B, seat 3,")
    await expect(seat).to_be_visible()

    await page.context.set_offline(True)
    await seat.click()
    await said(program, "The ticket office")
    assert await faults_inside(page) == []
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(program, "The Salt Line")
    await expect(program.get_by_role("button", name="Tomorrow")).to_have_attribute("aria-pressed", "true")
    assert await faults_inside(page) == []
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(program, "On the screen this week", "Paper Moon Harbour")
    await tab(page, "Flights")  # never seen
    await said(program, "The ticket office")
    await page.context.set_offline(False)
    await expect(program.get_by_text("London (LHR)")).to_be_visible(timeout=PATIENCE_MS)
    await program.get_by_role("button", name="Search flights").click()
    flight = program.get_by_role("link").filter(has_text="MXP").first
    await flight.click()
    await program.get_by_role("button").filter(has_text="Flex").click()
    given = program.get_by_role("textbox", name="Given name")
    await given.fill("Mei")
    await page.context.set_offline(True)
    await shown_from_before(program)
    await expect(given).to_have_value("Mei")
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(program, "Flex")
    await page.get_by_role("button", name="Back").click()
    await shown_from_before(program, "London (LHR)")
    await expect(flight).to_be_visible()

    await page.context.set_offline(False)
    await tab(page, "Cinema")
    await fresh(program)
    await to_seats(program, "Salt Line")
    await seat.click()
    await expect(program.get_by_role("button", name=MINE)).to_have_count(1)
    await program.get_by_role("button", name="Continue").click()
    pay = program.get_by_role("button", name="Pay ¥")
    await expect(pay).to_be_enabled()
    await page.context.set_offline(True)
    await pay.click()
    await said(program, "The ticket office")
    await stands(program, "Row B · Seat 3")
    await page.context.set_offline(False)
    await fresh(program)
    await pay.click()
    await give_pin(page, PIN)
    code = program.get_by_label("Ticket code for B3")
    await expect(code).to_be_visible(timeout=PATIENCE_MS)

    # At the door there is none: what was paid a moment ago shows, also from a list that was looked at before.
    await page.context.set_offline(True)
    await shown_from_before(program, "Show this code at the door")
    assert await faults_inside(page) == []
    await program.get_by_role("link", name="My tickets").click()
    await shown_from_before(program, "Coming up")
    await program.get_by_role("link", name="Salt Line").first.click()
    await expect(code).to_be_visible()
    await program.get_by_role("button", name="Refund").click()
    await said(program, "The ticket office")
    assert await faults_inside(page) == []
    await page.context.set_offline(False)
    await expect(program.get_by_text("You get back")).to_be_visible(timeout=PATIENCE_MS)
    town_on_sqlite.check_books()


@pytest.mark.long
async def test_a_ticket_that_was_only_listed_shows_its_code_without_a_network(
    browser: Browser, town_on_sqlite: Town, tickets: Visit
) -> None:
    """Bought where nothing could be kept."""
    page = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    await page.add_init_script(KEEPS_NOTHING)
    program = await opened(page, town_on_sqlite, tickets.appids["program"])
    await to_seats(program, "Glass Orchard")
    await program.get_by_role("button", name="Row B, seat 2,").click()
    await expect(program.get_by_role("button", name=MINE)).to_have_count(1)
    await program.get_by_role("button", name="Continue").click()
    await program.get_by_role("button", name="Pay ¥").click()
    await give_pin(page, PIN)
    await expect(program.get_by_label("Ticket code for B2")).to_be_visible(timeout=PATIENCE_MS)

    other = await signed_in(browser, town_on_sqlite, "Ann Rivers", size=PHONE)
    async with other.expect_event("requestfinished", lambda asked: "/api/bookings/" in (asked.post_data or "")):
        program = await opened(other, town_on_sqlite, f"{tickets.appids['program']}?path=pages/tickets/tickets")
    await expect(program.get_by_role("link", name="Glass Orchard")).to_be_visible()
    await other.context.set_offline(True)
    await shown_from_before(program, "Coming up")
    await program.get_by_role("link", name="Glass Orchard").click()
    await expect(program.get_by_label("Ticket code for B2")).to_be_visible(timeout=PATIENCE_MS)

"""Pages of the food programs that are opened by their address alone: a group order without a group, and the kitchen's
pages by a cook who has not said where they cook."""

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.guests import Visit
from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, signed_in
from tests.journeys.test_food import opened
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_together_without_a_group_is_the_way_into_one(
    browser: Browser, town_on_sqlite: Town, food: Visit
) -> None:
    address = food.appids["program"] + "?path=pages/group/group"
    # Two who eat in no other journey: a group that one is in takes what one adds.
    dora = await signed_in(browser, town_on_sqlite, "Dora Fields", size=PHONE)
    hers = await opened(dora, town_on_sqlite, address)
    await hers.get_by_role("button", name="Midnight Griddle").click()
    await hers.get_by_role("textbox", name="Your name").fill("Dora")
    assert await faults_inside(dora) == []
    await hers.get_by_role("button", name="Start the group").click()
    told = hers.get_by_text("Code of the group:")
    await expect(told).to_be_visible(timeout=PATIENCE_MS)
    code = (await told.inner_text()).partition(":")[2].strip()

    aziz = await signed_in(browser, town_on_sqlite, "Aziz Noor", size=PHONE)
    his = await opened(aziz, town_on_sqlite, address)
    await expect(his.get_by_text("Start a group: from where?")).to_be_visible()
    await expect(his.get_by_role("button", name="Midnight Griddle")).to_be_visible()
    assert await faults_inside(aziz) == []
    come, join = his.get_by_role("textbox", name="Code of the group"), his.get_by_role("button", name="Join")
    await come.fill("no-such-code")
    await join.click()
    await expect(his.get_by_role("alert")).to_contain_text("This group order is over.")
    await come.fill(f"/p/{food.appids['program']}?path=pages%2Fgroup%2Fgroup%3Fcode%3D{code}")
    await join.click()
    await his.get_by_role("textbox", name="Your name").fill("Aziz")
    await join.click()
    await expect(hers.get_by_text("Aziz", exact=True).last).to_be_visible(timeout=PATIENCE_MS)

    his = await opened(aziz, town_on_sqlite, address)
    await his.get_by_role("button", name="with Dora · Aziz").click()
    await expect(his.get_by_text("Aziz (you)")).to_be_visible(timeout=PATIENCE_MS)


async def test_a_cook_without_a_kitchen_chooses_one_and_comes_to_the_page_they_wanted(
    browser: Browser, town_on_sqlite: Town, food: Visit
) -> None:
    olga = await signed_in(browser, town_on_sqlite, "Olga Ward", size=PHONE)  # cooks in no other journey
    kitchen = await opened(olga, town_on_sqlite, food.appids["kitchen"] + "?path=pages/dishes/dishes")
    place = kitchen.get_by_role("button", name="Midnight Griddle")
    await expect(place).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(olga) == []
    await place.click()
    await expect(kitchen.get_by_text("House Burger")).to_be_visible(timeout=PATIENCE_MS)

    kitchen = await opened(olga, town_on_sqlite, food.appids["kitchen"] + "?path=pages/choose/choose")
    await expect(kitchen.get_by_text("Your kitchens")).to_be_visible(timeout=PATIENCE_MS)
    await kitchen.get_by_role("button", name="Midnight Griddle").click()
    await expect(kitchen.get_by_role("tab", name="New")).to_be_visible(timeout=PATIENCE_MS)

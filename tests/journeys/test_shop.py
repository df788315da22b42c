"""After the payment: a seller sends the parcel at the desk, the buyer follows it, says with a picture what it is worth,
sends one piece back, and has the money for it. A question with a basket, and a front in the order of what was bought. A
limited drop, from the desk to the paid piece. And a last piece that goes while somebody types, and comes back."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, FrameLocator, Page, expect

from tests.journeys.inside import faults_inside
from tests.journeys.shopping import PATIENCE_MS, PHONE, check_out, open_shop, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser

MAKE_DROP = """([server, drop]) => new Promise((resolve, reject) => wx.request({
    url: `${server}/seller/drops`,
    method: 'POST',
    data: drop,
    header: {Authorization: 'Bearer ' + wx.getStorageSync('token')},
    success: ({statusCode, data}) => (statusCode === 201 ? resolve(data) : reject(new Error(JSON.stringify(data)))),
    fail: reject,
}))"""


def facts_of(town: Town) -> dict[str, object]:
    return json.loads((Path(town.environment["DATA"]) / "demo.json").read_text())


async def open_desk(page: Page, town: Town, path: str) -> FrameLocator:
    await page.goto(f"{town.url}/p/{facts_of(town)['desk_appid']}?path={path}")
    await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    return page.frame_locator("sa-program iframe")


async def test_from_the_desk_to_the_door_and_one_piece_back(browser: Browser, town: Town, tmp_path: Path) -> None:
    ann = await signed_in(browser, town, "Ann Rivers", size=PHONE)
    shop = await open_shop(ann, town, "pages/product/product?id=camp-mug")
    await shop.get_by_role("button", name="One more").click()
    assert await faults_inside(ann) == []
    await shop.get_by_text("Buy now").click()
    await check_out(ann, shop)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)

    dora = await signed_in(browser, town, "Dora Fields", size=PHONE)
    desk = await open_desk(dora, town, "pages/choose/choose")
    await desk.get_by_role("button", name="Lantern Lane", exact=True).press("Enter")
    await expect(desk.get_by_role("button", name="Send", exact=True).last).to_be_visible()
    assert await faults_inside(dora) == []
    await desk.get_by_role("button", name="Send", exact=True).last.press("Enter")
    await desk.get_by_role("textbox", name="Tracking number").fill("LL123456789")
    await desk.get_by_role("button", name="Hand it over").press("Enter")
    await desk.get_by_role("tab", name="Sent and done").press("Enter")
    await desk.get_by_role("button", name="Delivered").first.press("Enter")

    await expect(shop.get_by_text("LL123456789")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []
    Image.new("RGB", (60, 40), "#4d7a5e").save(tmp_path / "mug.png")
    await shop.get_by_role("link", name="Write a review").click()
    await shop.get_by_role("radio", name="4 of 5").press("Enter")
    async with ann.expect_file_chooser() as chooser:
        await shop.get_by_role("button", name="Add a picture").click()
        await ann.get_by_text("Choose from this device").click()
    await (await chooser.value).set_files(tmp_path / "mug.png")
    await expect(shop.get_by_role("button", name="Remove this picture")).to_be_visible()
    await shop.get_by_role("button", name="Publish").click()
    await expect(shop.get_by_role("link", name="Change the review")).to_be_visible()

    await shop.get_by_role("link", name="Send back").click()
    await shop.get_by_role("radio", name="It is damaged").press("Enter")
    await shop.get_by_role("button", name="Ask for the return").click()
    await expect(shop.get_by_text("Waiting for the shop")).to_be_visible()
    desk = await open_desk(dora, town, "pages/returns/returns")
    await desk.get_by_role("button", name="Refund").click()
    await dora.get_by_text("Back on the shelf", exact=True).click()
    await expect(desk.get_by_text("Refunded")).to_be_visible(timeout=PATIENCE_MS)

    await ann.goto(town.url + "/wallet")
    await expect(ann.get_by_label("History").locator(".movement-amount").first).to_have_text("+¥42.00")
    town.check_books()


async def test_a_question_comes_with_the_basket_and_what_was_bought_orders_the_front(
    browser: Browser, town: Town
) -> None:
    ann = await signed_in(browser, town, "Ann Rivers", size=PHONE)
    shop = await open_shop(ann, town, "pages/product/product?id=juniper-teapot")
    await shop.get_by_text("Add to basket").click()
    await shop.get_by_role("switch", name="Show my basket with the question").click()
    await expect(shop.get_by_role("switch", name="Show my basket with the question")).to_be_checked()
    await shop.get_by_text("Buy now").click()
    await check_out(ann, shop)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)

    shop = await open_shop(ann, town)
    why = shop.get_by_role("button", name="Because you bought Juniper Teapot. Why this?").first
    await expect(why).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(ann) == []
    await why.press("Enter")
    await ann.get_by_role("button", name="Turn off").click()
    await expect(shop.get_by_text("What you bought does not change the order of things.")).to_be_visible()
    await shop.get_by_role("button", name="Turn on").press("Enter")
    await expect(why).to_be_visible()

    shop = await open_shop(ann, town, "pages/product/product?id=juniper-teapot")
    await shop.get_by_role("button", name="Ask about it").click()
    await ann.get_by_role("button", name="Send this").click()
    await ann.locator(".composer textarea[enterkeyhint]").fill("Does the spout drip?")
    await ann.locator(".composer textarea[enterkeyhint]").press("Enter")
    await expect(ann.locator(".bubble", has_text="Does the spout drip?")).to_be_visible()

    dora = await signed_in(browser, town, "Dora Fields", size=PHONE)
    desk = await open_desk(dora, town, "pages/choose/choose")
    await desk.get_by_role("button", name="Lantern Lane", exact=True).press("Enter")
    await expect(desk.get_by_role("tab", name="Sent and done")).to_be_visible()
    desk = await open_desk(dora, town, "pages/questions/questions")
    await expect(desk.get_by_text("Does the spout drip?")).to_be_visible(timeout=PATIENCE_MS)
    await expect(desk.get_by_text("In their basket")).to_be_visible()
    assert await faults_inside(dora) == []
    desk = await open_desk(dora, town, "pages/takings/takings")
    await expect(desk.get_by_text("Your account")).to_be_visible(timeout=PATIENCE_MS)
    assert await faults_inside(dora) == []


async def test_a_seller_makes_a_drop_and_its_page_leads_to_the_queue(browser: Browser, town: Town) -> None:
    dora = await signed_in(browser, town, "Dora Fields", size=PHONE)
    desk = await open_desk(dora, town, "pages/choose/choose")
    await desk.get_by_role("button", name="Lantern Lane", exact=True).press("Enter")
    desk = await open_desk(dora, town, "pages/product/product?id=moon-vase")
    await desk.get_by_role("link", name="Make it a limited drop").first.press("Enter")
    await desk.get_by_role("textbox", name="How many pieces").fill("2")
    assert await faults_inside(dora) == []
    await desk.get_by_role("button", name="Create").press("Enter")
    await expect(desk.get_by_text("Limited: sold by its queue")).to_be_visible(timeout=PATIENCE_MS)

    ben = await signed_in(browser, town, "Ben Okafor", size=PHONE)
    shop = await open_shop(ben, town, "pages/product/product?id=moon-vase")
    await shop.get_by_role("button", name="To the queue").click()
    assert await faults_inside(ben) == []
    await shop.get_by_role("button", name="Join the queue").click()
    await ben.get_by_role("button", name="Allow").click()
    await expect(shop.get_by_text("You will hear when it is your turn.")).to_be_visible(timeout=PATIENCE_MS)

    # Another one opens in a moment: who is in its queue has the right to one piece, and pays it.
    soon = (datetime.now(UTC) + timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    wish = {"variant_id": "moon-vase-2", "quantity": 1, "opens_at": soon}
    server = f"http://127.0.0.1:{facts_of(town)['shop_port']}"
    made = await dora.workers[-1].evaluate(MAKE_DROP, [server, wish])
    await ben.workers[-1].evaluate("id => { wx.redirectTo({ url: `/pages/drop/drop?id=${id}` }); }", made["id"])
    await shop.get_by_role("button", name="Join the queue").click()
    await ben.get_by_role("button", name="Allow").click()
    await shop.get_by_role("button", name="Buy one").click(timeout=PATIENCE_MS)
    await check_out(ben, shop)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    await ben.get_by_role("button", name="Back").click()
    await expect(shop.get_by_text("One is yours.")).to_be_visible(timeout=PATIENCE_MS)
    town.check_books()


async def test_the_last_piece_goes_while_somebody_types_and_comes_back(browser: Browser, town: Town) -> None:
    ben = await signed_in(browser, town, "Ben Okafor", size=PHONE)
    shop = await open_shop(ben, town, "pages/product/product?id=olive-board")
    await shop.get_by_text("Buy now").click()
    await expect(shop.get_by_role("button", name="Choose from my addresses")).to_be_visible()
    assert await faults_inside(ben) == []

    dora = await signed_in(browser, town, "Dora Fields", size=PHONE)
    desk = await open_desk(dora, town, "pages/choose/choose")
    await desk.get_by_role("button", name="Lantern Lane", exact=True).press("Enter")
    desk = await open_desk(dora, town, "pages/product/product?id=olive-board")
    await left_on_the_shelf(dora, desk, "0")

    await shop.get_by_label("Full name").fill("Ben Okafor")
    await shop.get_by_label("Street, number, town").fill("2 Harbour Street, Westport")
    await shop.get_by_text("Pay ¥").click()
    await expect(shop.get_by_role("alert").first).to_contain_text(
        "Olive Board (Medium) is sold out. Take it out, or watch"
    )
    await ben.get_by_role("button", name="Back").click()
    await expect(shop.get_by_text("Sold out", exact=True).first).to_be_visible(timeout=PATIENCE_MS)
    await expect(shop.get_by_role("button", name="Buy now")).to_be_disabled()
    await shop.get_by_role("button", name="Watch the stock").click()
    await ben.get_by_role("button", name="Allow").click()
    await expect(ben.get_by_text("We will tell you")).to_be_visible(timeout=PATIENCE_MS)

    await left_on_the_shelf(dora, desk, "28")
    await ben.goto(town.url + "/chats")
    await ben.get_by_role("link", name="Lantern Lane").first.click()
    await expect(ben.get_by_text("Back in stock").last).to_be_visible(timeout=PATIENCE_MS)


async def left_on_the_shelf(page: Page, desk: FrameLocator, pieces: str) -> None:
    await desk.get_by_role("textbox", name="In stock").first.fill(pieces)
    await desk.get_by_role("button", name="Save").first.click()
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=PATIENCE_MS)

"""The product's main job: a person opens a third party's shop, pays from the wallet with a PIN, the shop is told by the
merchant API, a receipt is in the chat, and an operator explains the transfer down to its postings and its link."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.shopping import (
    DESKTOP,
    PATIENCE_MS,
    PHONE,
    PIN,
    buy,
    counting_taps,
    give_pin,
    open_shop,
    signed_in,
)
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


ON_POSTGRES = pytest.param("postgres", DESKTOP, marks=pytest.mark.long)  # the rules are tested on it elsewhere


@pytest.mark.parametrize(("town", "size"), [("sqlite", PHONE), ON_POSTGRES], indirect=["town"])
async def test_from_the_shelf_to_the_hash_chain(browser: Browser, town: Town, size: tuple[int, int]) -> None:
    ann = await signed_in(browser, town, "Ann Rivers", size=size)
    shop = await open_shop(ann, town)
    await buy(ann, shop, "Harbour Mug")

    # The program shows the order as its own server knows it: told by notice or by query, never by the page.
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    await expect(ann.locator("sa-program")).to_have_attribute("data-page", re.compile("pages/order/order"))

    await ann.goto(town.url + "/chats")
    await ann.get_by_text("Payments", exact=True).first.click()
    receipt = ann.locator("article.receipt").last
    await expect(receipt).to_contain_text("Lantern Lane", timeout=PATIENCE_MS)
    await expect(receipt).to_contain_text("¥48.00")
    await receipt.get_by_role("link").click()
    await expect(ann.get_by_role("heading", name="Receipt")).to_be_visible()
    seq = ann.url.rpartition("/")[2]

    olga = await signed_in(browser, town, "Olga Ward", size=size)
    await olga.goto(f"{town.url}/admin/transfers/{seq}")
    await expect(olga.locator("#postings tbody tr")).to_have_count(2)
    await expect(olga.locator("#postings")).to_contain_text("Ann Rivers")
    await expect(olga.locator("#postings")).to_contain_text("Lantern Lane")
    await expect(olga.locator(".chain")).to_have_attribute("data-verifies", "yes")
    await expect(olga.locator("#looks")).to_contain_text("Olga Ward")

    town.check_books()


async def test_from_a_product_to_paid_it_takes_two_taps_and_the_pin(browser: Browser, town: Town) -> None:
    ann = await signed_in(browser, town, "Ann Rivers", size=PHONE)
    taps = await counting_taps(ann)
    shop = await open_shop(ann, town, "pages/product/product?id=sea-soap")
    # As everybody has it after the first order.
    where = {"recipient": "Ann Rivers", "address": "1 Harbour Street, Westport"}
    await ann.workers[-1].evaluate("where => wx.setStorageSync('address', where)", where)

    await shop.get_by_text("Buy now").click()
    await shop.get_by_text("Pay ¥").click()
    await give_pin(ann, PIN)

    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    assert [tap.partition(" ¥")[0] for tap in taps] == ["Buy now", "Pay"]
    town.check_books()


async def test_a_wrong_pin_is_said_and_the_right_one_still_pays(browser: Browser, town: Town) -> None:
    ben = await signed_in(browser, town, "Ben Okafor")
    shop = await open_shop(ben, town, "pages/product/product?id=sea-soap")
    await shop.get_by_text("Buy now").click()
    await shop.get_by_label("Full name").fill("Ben Okafor")
    await shop.get_by_label("Street, number, town").fill("2 Harbour Street, Westport")
    await shop.get_by_text("Pay ¥").click()

    await give_pin(ben, "280462")
    await expect(ben.locator("sa-cashier [role=alert]")).to_contain_text("tries left")
    await give_pin(ben, PIN)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)


async def test_cancelling_keeps_the_money_and_the_order_can_be_paid_later(browser: Browser, town: Town) -> None:
    mei = await signed_in(browser, town, "Mei")
    await mei.goto(town.url + "/wallet")
    before = await mei.locator(".balance-amount").inner_text()
    shop = await open_shop(mei, town, "pages/product/product?id=paper-lantern")
    await shop.get_by_text("Buy now").click()
    await shop.get_by_label("Full name").fill("Mei Lin")
    await shop.get_by_label("Street, number, town").fill("3 Harbour Street, Westport")
    await shop.get_by_text("Pay ¥").click()
    await expect(mei.locator("sa-cashier [data-test=payee]")).to_have_text("Lantern Lane")
    # Whatever the program draws lies under the sheet: a press anywhere meets the host's own dialog.
    above = "(at) => !!document.elementFromPoint(innerWidth * at, innerHeight * at)?.closest('sa-cashier')"
    assert [await mei.evaluate(above, at) for at in (0.05, 0.5, 0.95)] == [True, True, True]
    await mei.keyboard.press("Escape")

    await expect(shop.get_by_text("Waiting for payment")).to_be_visible()
    await shop.get_by_text("Pay ¥42.00").click()
    await give_pin(mei, PIN)
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)

    # And back again: a refund in whole, with a receipt of its own.
    await shop.get_by_text("Cancel and refund").click()
    await mei.get_by_role("button", name="Refund").click()
    await expect(shop.get_by_text("The money is back in your wallet.")).to_be_visible(timeout=PATIENCE_MS)
    await mei.goto(town.url + "/wallet")
    await expect(mei.get_by_label("History").locator(".movement-amount").first).to_have_text("+¥42.00")
    await expect(mei.locator(".balance-amount")).to_have_text(before)


async def test_without_money_and_without_a_pin_the_payment_waits_for_both(browser: Browser, town: Town) -> None:
    person = town.asked("person", "create", "Nia New")
    link = town.asked("open-url", town.appid, "pages/product/product?id=camp-mug", "--as", str(person["person_id"]))
    context = await browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    nia = await context.new_page()
    await nia.goto(str(link["url"]))
    await expect(nia.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
    shop = nia.frame_locator("sa-program iframe")
    await shop.get_by_text("Buy now").click()
    await shop.get_by_label("Full name").fill("Nia New")
    await shop.get_by_label("Street, number, town").fill("4 Harbour Street, Westport")
    await shop.get_by_text("Pay ¥").click()
    sheet = nia.locator("sa-cashier")
    await expect(sheet.get_by_role("alert")).to_contain_text("not enough money in your wallet: ¥42.00 is missing")
    async with context.expect_page() as opening:
        await sheet.get_by_role("link", name="Open your wallet").click()
    wallet = await opening.value
    await wallet.get_by_role("button", name="demo money").click()
    await expect(wallet.locator(".balance-amount")).to_have_text("¥200.00")
    await wallet.close()
    await sheet.get_by_role("button", name="Look again").click()
    await give_pin(nia, "739164")
    await expect(nia.locator("sa-cashier .cashier")).to_have_attribute("data-state", "again")
    await give_pin(nia, "739164")
    await expect(shop.get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    town.check_books()


async def test_money_that_went_elsewhere_while_the_sheet_stood_open_is_said_before_anything_is_lost(
    browser: Browser, town: Town
) -> None:
    """Two tabs ask one wallet for more than it has for both."""
    person = town.asked("person", "create", "Kay New")
    link = town.asked("open-url", town.appid, "pages/index/index", "--as", str(person["person_id"]))
    context = await browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})
    first, second = await context.new_page(), await context.new_page()
    await first.goto(str(link["url"]))
    await first.goto(town.url + "/wallet")
    await first.get_by_role("button", name="demo money").click()
    await expect(first.locator(".balance-amount")).to_have_text("¥200.00")
    shops = [await open_shop(page, town, "pages/product/product?id=moon-vase") for page in (first, second)]
    for shop in shops:
        await shop.get_by_text("Buy now").click()
        await shop.get_by_label("Full name").fill("Kay New")
        await shop.get_by_label("Street, number, town").fill("5 Harbour Street, Westport")
        await shop.get_by_text("Pay ¥148.00").click()
    asked = [page.locator("sa-cashier .cashier") for page in (first, second)]
    for sheet in asked:
        await expect(sheet).to_have_attribute("data-state", "first")

    await give_pin(first, PIN)
    await expect(asked[0]).to_have_attribute("data-state", "again")
    await give_pin(first, PIN)
    await expect(shops[0].get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    # The other sheet still takes her for somebody without a PIN; it learns better, and asks for the one there is.
    await give_pin(second, "739164")
    await expect(asked[1]).to_have_attribute("data-state", "again")
    await give_pin(second, "739164")
    await expect(asked[1].get_by_role("alert")).to_contain_text("You have a PIN already")
    await give_pin(second, PIN)
    sheet = second.locator("sa-cashier")
    await expect(sheet.get_by_role("alert")).to_contain_text("not enough money in your wallet: ¥96.00 is missing")

    await first.goto(town.url + "/wallet")
    await first.get_by_role("button", name="demo money").click()
    await expect(first.locator(".balance-amount")).to_have_text("¥252.00")
    await sheet.get_by_role("button", name="Look again").click()
    await give_pin(second, PIN)
    await expect(shops[1].get_by_text("Thank you. We are packing it now.")).to_be_visible(timeout=PATIENCE_MS)
    town.check_books()


async def test_the_link_signs_in_once(browser: Browser, town: Town) -> None:
    link = town.asked("open-url", town.appid, "--as", "ann")
    for times in (1, 2):
        page = await (await browser.new_context()).new_page()
        await page.goto(str(link["url"]))
        if times == 1:
            await expect(page.locator("sa-program")).to_have_attribute("data-state", "ready", timeout=PATIENCE_MS)
        else:
            await expect(page.locator("sa-program")).to_have_count(0)

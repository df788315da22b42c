"""A page of a program goes into a chat and opens there, beside the conversation; consent reaches the real server."""

import asyncio

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.shopping import PATIENCE_MS, open_shop, signed_in
from tests.journeys.town import Town

pytestmark = pytest.mark.browser


async def test_a_product_travels_through_a_chat(browser: Browser, town_on_sqlite: Town) -> None:
    town = town_on_sqlite
    ann = await signed_in(browser, town, "Ann Rivers")
    shop = await open_shop(ann, town, "pages/product/product?id=sea-soap")
    await expect(shop.get_by_text("Sea Salt Soap").first).to_be_visible(timeout=PATIENCE_MS)
    await ann.get_by_role("button", name="Menu").click()
    await ann.get_by_role("button", name="Send to a chat").click()
    await ann.get_by_role("dialog", name="Send to a chat").get_by_role("button", name="Ben Okafor").click()
    await expect(ann.get_by_role("status").filter(has_text="Sent")).to_be_visible()
    await ann.get_by_role("button", name="Menu").click()
    await ann.get_by_role("button", name="About this program").click()
    await expect(ann.get_by_role("dialog", name="Lantern Lane")).to_contain_text("Dora Fields")

    ben = await signed_in(browser, town, "Ben Okafor", size=(1440, 900))
    await ben.get_by_text("Ann Rivers", exact=True).first.click()
    card = ben.locator(".thread a", has_text="Sea Salt Soap").last
    await expect(card).to_contain_text("Lantern Lane", timeout=PATIENCE_MS)
    await card.click()
    pane = ben.locator(f'#program-pane > sa-program[appid="{town.appid}"]')
    await expect(pane).to_have_attribute("data-page", "pages/product/product", timeout=PATIENCE_MS)
    worker = ben.workers[-1]
    entered = await worker.evaluate("() => [wx.getLaunchOptionsSync().scene, wx.getLaunchOptionsSync().query.id]")
    assert entered == [1007, "sea-soap"]

    await worker.evaluate("() => { wx.switchTab({ url: '/pages/orders/orders' }); }")
    await expect(pane).to_have_attribute("data-page", "pages/orders/orders")
    await card.click()
    await expect(pane).to_have_attribute("data-page", "pages/product/product")
    assert await worker.evaluate("() => wx.getEnterOptionsSync().scene") == 1007, "the same worker: a hot start"

    # He looks elsewhere and comes back; the program beside lives on.
    here = ben.url
    await worker.evaluate("() => { globalThis.isAlive = true; }")
    for place, address in (("Contacts", "/contacts"), ("Chats", "/chats")):
        await ben.get_by_role("navigation", name="Places").get_by_role("link", name=place).click()
        await expect(ben).to_have_url(town.url + address)
    await ben.get_by_text("Ann Rivers", exact=True).first.click()
    await expect(ben).to_have_url(here)
    await expect(pane).to_have_attribute("data-page", "pages/product/product")
    assert await worker.evaluate("() => globalThis.isAlive") is True

    asked = worker.evaluate("() => wx.authorize({ scope: 'scope.userLocation' }).catch(e => e.errMsg)")
    dialog = ben.get_by_role("dialog", name="Let Lantern Lane know where you are?")
    answer = asyncio.ensure_future(asked)
    await dialog.get_by_role("button", name="Refuse").click()
    assert await answer == "authorize:fail auth deny"
    setting = await worker.evaluate("() => wx.getSetting().then(r => r.authSetting['scope.userLocation'])")
    assert setting is False
    allowed = await ben.evaluate("document.featurePolicy?.allowsFeature('geolocation')")
    assert allowed is True
    frame = await ben.locator("#program-pane iframe").element_handle()
    inside = await frame.content_frame() if frame else None
    assert inside is not None
    assert await inside.evaluate("document.featurePolicy?.allowsFeature('geolocation')") is False

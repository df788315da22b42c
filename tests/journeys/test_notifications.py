"""From one person's Enter to another's notification: the real worker, the real encryption, a push service of our own in
the middle, and the real service worker at the end. Only the browser's link to its maker is a stand-in."""

import json
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Page, expect

from tests.journeys.push_service import PushService, running_push_service
from tests.journeys.shopping import DESKTOP, PATIENCE_MS, PHONE, signed_in
from tests.journeys.town import Town
from tests.superapp.notify.device import Device

pytestmark = pytest.mark.browser

# The browser's own subscription, with keys that the test holds.
SUBSCRIBES = """told => {
    let isOn = localStorage.getItem('stand-in') === 'on';
    const made = {
        toJSON: () => told,
        options: {},
        unsubscribe: async () => { isOn = false; localStorage.removeItem('stand-in'); return true; },
    };
    PushManager.prototype.subscribe = async () => {
        isOn = true; localStorage.setItem('stand-in', 'on'); return made;
    };
    PushManager.prototype.getSubscription = async () => isOn ? made : null;
}"""
SHOWN = """navigator.serviceWorker.ready.then(one => one.getNotifications()).then(
    all => all.map(({title, body, tag}) => ({title, body, tag})))"""
CLICK = """tag => self.registration.getNotifications({tag}).then(([notification]) =>
    self.dispatchEvent(new NotificationEvent('notificationclick', {notification})))"""


async def arrivals(page: Page, service: PushService, device: Device, count: int) -> list[dict[str, Any]]:
    """What the service has for this device, once there are `count`."""
    path = device.endpoint.removeprefix(service.url)
    for _ in range(PATIENCE_MS // 100):
        if len(service.taken.get(path, [])) >= count:
            break
        await page.wait_for_timeout(100)
    return [device.read(body) for body in service.taken.get(path, [])]


async def registration_of(page: Page, session: CDPSession, origin: str) -> str:
    found = list[str]()

    def listen(event: dict[str, Any]) -> None:
        found.extend(one["registrationId"] for one in event["registrations"] if one["scopeURL"].startswith(origin))

    session.on("ServiceWorker.workerRegistrationUpdated", listen)
    await session.send("ServiceWorker.enable")
    while not found:
        await page.wait_for_timeout(50)
    return found[-1]


async def newcomer(browser: Browser, town: Town, name: str, device: Device, size: tuple[int, int]) -> Page:
    """A new person, signed in where notifications may be shown."""
    person = town.asked("person", "create", name)
    link = town.asked("open-url", town.appid, "--as", str(person["person_id"]))
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, permissions=["notifications"], timezone_id="Asia/Tokyo"
    )
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(f"({SUBSCRIBES})({json.dumps(device.told())})")
    page = await context.new_page()
    await page.goto(str(link["url"]))
    await page.goto(town.url + "/me")
    return page


async def write(page: Page, text: str) -> None:
    await page.locator(".composer textarea[enterkeyhint]").fill(text)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message[data-state=sent]").last).to_contain_text(text)


async def test_a_message_becomes_a_notification_and_leads_back(whole_browser: Browser, town_on_sqlite: Town) -> None:
    town = town_on_sqlite
    with running_push_service() as service:
        device = Device(f"{service.url}/nora")
        nora = await newcomer(whole_browser, town, "Nora Notified", device, PHONE)
        await nora.get_by_role("link", name="Notifications").click()
        await nora.get_by_role("button", name="Turn on").click()
        await expect(nora.locator("[data-device]")).to_contain_text("This device")

        # A test goes all the way.
        await nora.get_by_role("button", name="Test").click()
        await expect(nora.get_by_text("Sent. It arrives within seconds")).to_be_visible()
        (told,) = await arrivals(nora, service, device, 1)
        assert told["title"] == "Notifications work"
        session = await nora.context.new_cdp_session(nora)
        registration = await registration_of(nora, session, town.url)

        async def deliver(facts: dict[str, Any]) -> None:
            message = {"origin": town.url, "registrationId": registration, "data": json.dumps(facts)}
            await session.send("ServiceWorker.deliverPushMessage", message)

        await deliver(told)
        await nora.wait_for_function(f"() => ({SHOWN}).then(all => all.some(one => one.tag === 'test'))")

        # Without the words, and the device's own clock is offered for the quiet hours.
        await expect(nora.get_by_label("By the clocks of")).to_have_value("Asia/Tokyo")
        await nora.get_by_role("switch", name="Message text").uncheck()
        await nora.get_by_role("button", name="Save").click()
        await expect(nora.get_by_text("Saved.")).to_be_visible()
        await expect(nora.get_by_role("switch", name="Message text")).not_to_be_checked()

        # Nobody looks: Ben's message is pushed. Then he finds it read.
        await nora.goto("about:blank")
        ben = await signed_in(whole_browser, town, "Ben Okafor", size=DESKTOP)
        await ben.goto(town.url + "/chats/new?q=Nora Notified")
        await ben.get_by_role("button", name="Nora Notified").click()
        await write(ben, "See you at the harbour")
        told = (await arrivals(nora, service, device, 2))[1]
        assert (told["title"], told["body"], told["unread"]) == ("Ben Okafor", "New message", 1)
        chat = told["conversation_id"]

        await nora.goto(town.url + "/programs")
        await deliver(told)
        await nora.wait_for_function(f"() => ({SHOWN}).then(all => all.some(one => one.tag === '{chat}'))")
        worker = next(one for one in nora.context.service_workers if one.url == f"{town.url}/service-worker.js")
        await worker.evaluate(CLICK, chat)
        await nora.wait_for_url(f"**/chats/{chat}")
        await expect(nora.locator(".message").last).to_contain_text("See you at the harbour")
        await expect(ben.get_by_text("Read", exact=True)).to_be_visible()

        # It was read, so the service is told to close what its device shows.
        assert (await arrivals(nora, service, device, 3))[2] == {"kind": "read", "conversation_id": chat}
        await nora.goto(town.url + "/me/sessions")
        await deliver(told)
        await nora.wait_for_function(f"() => ({SHOWN}).then(all => all.some(one => one.tag === '{chat}'))")
        await deliver({"kind": "read", "conversation_id": chat})
        await nora.wait_for_function(f"() => ({SHOWN}).then(all => all.every(one => one.tag !== '{chat}'))")

        # A browser that has taken its subscription back is forgotten.
        await nora.goto("about:blank")
        service.status = 410
        await write(ben, "are you there?")
        await arrivals(nora, service, device, 4)
        await nora.goto(town.url + "/me/notifications")
        await expect(nora.locator("[data-device]")).to_have_count(0)
        await nora.context.close()
        await ben.context.close()


@pytest.mark.long
async def test_quiet_hours_are_set_and_turning_off_is_heard(whole_browser: Browser, town_on_sqlite: Town) -> None:
    with running_push_service() as service:
        device = Device(f"{service.url}/quentin")
        page = await newcomer(whole_browser, town_on_sqlite, "Quentin Quiet", device, DESKTOP)
        await page.goto(town_on_sqlite.url + "/me/notifications")
        await page.get_by_role("switch", name="No notifications at night").check()
        await page.get_by_label("From").fill("23:30")
        await page.get_by_label("Until").fill("23:30")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("alert")).to_contain_text("Quiet hours need a beginning and another end.")
        await page.get_by_label("Until").fill("06:15")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()
        await expect(page.get_by_label("Until")).to_have_value("06:15")
        await expect(page.get_by_label("By the clocks of")).to_have_value("Asia/Tokyo")

        await page.get_by_role("button", name="Turn on").click()
        await page.get_by_role("button", name="Turn off").click()
        await expect(page.get_by_text("That device is told nothing more.")).to_be_visible()
        await expect(page.get_by_role("button", name="Turn on")).to_be_visible()
        assert await page.evaluate("localStorage.getItem('stand-in')") is None
        await page.context.close()

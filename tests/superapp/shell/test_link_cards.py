"""Links and their previews, in the browsers of two people."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from superapp.flows import preview_links
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.drawn import drawn
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of
from tests.support import Sent
from wallet.ports import HttpReply

pytestmark = pytest.mark.browser
PAGE = """<title>x</title>
<meta property=og:title content="<img src=x onerror=document.title='owned'>The ferry runs again">
<meta property=og:description content="From Monday there are boats every hour, also in the evening.">
<meta property=og:site_name content="Harbour News"><meta property=og:image content="/ferry.png">"""
HOSTILE = (
    "javascript:document.title='owned' JaVaScRiPt://www.a.example/%0adocument.title='owned' "
    "https://a.example/\"onclick=document.title='owned' data:text/html,x https://bank.example@evil.example/"
)


def web(sent: Sent) -> HttpReply:
    if sent.url.endswith("/ferry.png"):
        return HttpReply(200, {"content-type": "image/png"}, drawn("PNG", (960, 540)))
    return HttpReply(200, {"content-type": "text/html"}, PAGE.encode())


async def preview(site: Site) -> None:
    await preview_links.fetch_due(site.house)
    await preview_links.tell(site.house)


async def facts_of(page: Page, selector: str) -> list[dict[str, Any]]:
    return await page.locator(selector).evaluate_all(
        "links => links.map(({ href, rel, target, protocol }) => ({ href, rel, target, protocol }))"
    )


async def test_a_card_comes_by_itself_and_its_sender_removes_it(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        site.http.answer = web
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        hers = await page_of(browser, site, address, ann, DESK)
        his = await page_of(browser, site, address, ben, PHONE)
        for page in (hers, his):
            await page.goto(f"{address}/chats/{chat}")
        asked = list[str]()
        his.on("request", lambda one: asked.append(one.url))

        await hers.get_by_role("textbox").fill("Look: https://news.example/ferry.")
        await hers.keyboard.press("Enter")
        await expect(his.locator(".bubble .link")).to_have_text("https://news.example/ferry")
        await expect(his.locator(".link-card")).to_have_count(0)
        await preview(site)

        card = his.locator(".link-card")
        await expect(card).to_contain_text("The ferry runs again")
        await expect(card).to_contain_text("Harbour News · news.example")
        await expect(card.locator("img")).to_have_count(1)  # the title's own is letters
        await expect(card.locator("img")).to_have_js_property("naturalWidth", 480)
        await expect(card.get_by_role("button")).to_have_count(0)
        await expect(his.locator("#announcer")).not_to_contain_text("The ferry")

        await hers.get_by_role("button", name="Remove the preview").click()
        await expect(hers.locator(".link-card")).to_have_count(0)
        await expect(card).to_have_count(0)
        await expect(his.locator(".bubble .link")).to_have_count(1)
        assert all(one.startswith(address) for one in asked)
        assert await his.title() == "Ann Fields · Superapp"


async def test_a_link_opens_nothing_dangerous(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        site.http.answer = web
        ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
        chat = await start_chat(site.house, ann, ben.id)
        await send_text(site.house, ann, chat, HOSTILE)
        await send_text(site.house, ben, chat, "www.news.example and https://p\u0430ypal.example/", reply_to=1)
        for _ in range(2):
            await preview(site)
        page = await page_of(browser, site, address, ben, PHONE)
        await page.context.route("https://**", lambda route: route.fulfill(body="elsewhere"))
        await page.goto(f"{address}/chats/{chat}")
        await expect(page.locator("sa-chat .message-more")).to_have_count(2)  # drawn by the island, not by the server

        links = await facts_of(page, ".bubble a")
        assert {one["protocol"] for one in links} == {"https:"}
        assert {one["rel"] for one in links} == {"noopener noreferrer nofollow ugc"}
        assert {one["target"] for one in links} == {"_blank"}
        assert "https://xn--pypal-4ve.example/" in [one["href"] for one in links]
        await expect(page.locator(".link").last).to_have_text("https://xn--pypal-4ve.example/")
        assert not [one for one in links if "evil" in one["href"]]

        for number in range(await page.locator(".bubble a").count()):
            async with page.context.expect_page() as opening:
                await page.locator(".bubble a").nth(number).click()
            other = await opening.value
            await other.wait_for_load_state()
            assert await other.evaluate("[opener, document.referrer]") == [None, ""]
            await other.close()
        assert page.url == f"{address}/chats/{chat}"
        assert await page.title() == "Ann Fields · Superapp"

        # The same without scripts.
        plain = await browser.new_context(java_script_enabled=False)
        cookies: Any = await page.context.cookies()
        await plain.add_cookies(cookies)
        still = await plain.new_page()
        await still.goto(f"{address}/chats/{chat}")
        hrefs = [await one.get_attribute("href") for one in await still.locator(".bubble a").all()]
        assert sorted(str(one) for one in hrefs) == sorted(one["href"] for one in links)
        await plain.close()

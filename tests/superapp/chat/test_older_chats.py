"""The list of chats in parts: over HTTP on both engines, and on a phone."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from superapp.accounts.people import Person
from superapp.flows import keep_chat, read_chats
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import PHONE, page_of

NAMES = [f"Friend {number}" for number in range(1, 10)]


async def with_chats(site: Site) -> tuple[Person, list[str]]:
    """Ann and her chats, the newest first; what she wrote first is the oldest."""
    ann, chats = await site.person("Ann Fields"), list[str]()
    for name in NAMES:
        friend = await site.person(name)
        await site.befriend(ann, friend)
        chats.insert(0, await start_chat(site.house, ann, friend.id))
        await send_text(site.house, ann, chats[0], f"Hello, {name}")
        site.clock.travel(minutes=1)
    return ann, chats


async def test_the_list_goes_on_behind_its_last_chat(both_sites: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_chats, "CHATS_PER_PAGE", 3)
    ann, chats = await with_chats(both_sites)
    await keep_chat.keep_chat(both_sites.house, ann, chats[5], is_pinned=True, is_muted=None)
    client = await both_sites.signed_in(ann)
    first = (await read_chats.list_chats(both_sites.house, ann)).state
    seen, behind = [row["id"] for row in first["conversations"]], first["has_older"]
    while behind:
        answer = (await client.get("/chats/older", params={"behind": seen[-1]})).json()
        seen += [row["id"] for row in answer["conversations"]]
        behind = answer["has_older"]
    assert seen == [chats[5], *chats[:5], *chats[6:]]
    assert (await client.get("/chats/older", params={"behind": "cnv_of_nobody"})).status_code == 404


@pytest.mark.browser
async def test_older_chats_come_when_asked_for(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_chats, "CHATS_PER_PAGE", 3)
    async with served(tmp_path) as (site, address):
        ann, chats = await with_chats(site)
        page = await page_of(browser, site, address, ann, PHONE)
        await page.goto(f"{address}/chats")
        rows, more = page.locator("sa-chat-list li"), page.get_by_role("button", name="Older chats")
        await expect(rows).to_have_count(3)
        # News of an old chat moves it up and leaves no hole behind.
        await send_text(site.house, ann, chats[5], "Still there?")
        await expect(rows).to_have_count(4)
        for count in (7, 9):
            await more.click()
            await expect(rows).to_have_count(count)
        await expect(more).to_have_count(0)
        titles = await rows.locator(".row-title").all_inner_texts()
        assert titles == ["Friend 4", *(name for name in reversed(NAMES) if name != "Friend 4")]

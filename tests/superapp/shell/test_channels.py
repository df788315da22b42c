"""A channel's life, in the browsers of who keeps it, who follows it and who watches over it."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.superapp.drawn import DRAWN
from tests.superapp.serving import served
from tests.superapp.shell.test_chat import DESK, PHONE, page_of

pytestmark = pytest.mark.browser


async def test_a_channel_is_followed_liked_and_reported(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        dora = await site.person("Dora Fields", roles=frozenset({"developer"}))
        ann, olga = await site.person("Ann Rivers"), await site.person("Olga Ward", roles=frozenset({"operator"}))
        keeper, hers, desk = [
            await page_of(browser, site, address, one, size) for one, size in ((dora, DESK), (ann, PHONE), (olga, DESK))
        ]

        # A handle that is taken by nobody; a post says whether it is advertising, or it is not sent.
        await keeper.goto(f"{address}/me")
        await keeper.get_by_role("link", name="My channels").click()
        await keeper.get_by_label("Name").fill("Harbour news")
        await keeper.get_by_label("Handle").fill("harbour")
        await keeper.get_by_role("button", name="Open the channel").click()
        await expect(keeper.get_by_role("heading", name="Harbour news")).to_be_visible()
        await keeper.get_by_label("Text").fill("Lanterns on the quay tonight")
        picture: FilePayload = {"name": "quay.png", "mimeType": "image/png", "buffer": DRAWN}
        await keeper.locator("#field-picture").set_input_files(picture)
        await keeper.get_by_role("button", name="Publish").click()
        await expect(keeper.locator("article.post")).to_have_count(0)
        await keeper.get_by_label("Yes, it is shown").check()
        await keeper.get_by_role("button", name="Publish").click()
        await expect(keeper.locator("article.post")).to_contain_text("Lanterns on the quay tonight")

        # She finds it in Discover, follows it, and reads it in her feed.
        await hers.goto(f"{address}/programs")
        await hers.get_by_role("link", name="Channels").click()
        await expect(hers.get_by_text("You follow no channel yet")).to_be_visible()
        await hers.locator(".empty").get_by_role("link", name="Find channels").click()
        await hers.get_by_role("link", name="Harbour news").click()
        await hers.get_by_role("button", name="Follow").click()
        await expect(hers.get_by_text("1 follower")).to_be_visible()
        await hers.get_by_role("link", name="Back to channels").click()
        post = hers.get_by_role("article", name="Post by Harbour news")
        await expect(post.get_by_text("Advertising")).to_be_visible()
        image = post.get_by_role("img", name="Picture of this post")
        await expect(image).to_be_visible()
        assert await image.evaluate("one => one.decode().then(() => one.naturalWidth > 0)")

        # Her heart answers in place.
        like = post.get_by_role("button", name="Like")
        await like.click()
        await expect(like).to_have_attribute("aria-pressed", "true")
        await expect(like).to_have_text("1")
        await like.click()
        await expect(like).to_have_attribute("aria-pressed", "false")

        # She reports it; an operator takes it down, and it is gone for her.
        await post.get_by_role("link", name="Report").click()
        await hers.get_by_label("Fraud").check()
        await hers.get_by_role("button", name="Send the report").click()
        await expect(hers.get_by_text("Your report is with the operators.")).to_be_visible()
        await desk.goto(f"{address}/admin/reports")
        await expect(desk.locator(".evidence")).to_contain_text("Lanterns on the quay tonight")
        await desk.get_by_label("Reason, read by both of them").fill("There are no lanterns.")
        await desk.get_by_role("button", name="Take the post down").click()
        await expect(desk.get_by_text("Post taken down")).to_be_visible()
        await hers.goto(f"{address}/feed")
        await expect(hers.get_by_text("Nothing posted yet")).to_be_visible()
        await keeper.reload()
        await expect(keeper.get_by_text("An operator took this down: There are no lanterns.")).to_be_visible()

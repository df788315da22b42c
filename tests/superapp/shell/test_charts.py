"""Charts are drawn in the colours of the light they are seen in, also when it changes before one's eyes."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.superapp.serving import served
from tests.superapp.shell.test_money import page_of, with_money

pytestmark = pytest.mark.browser

# The brightest and the darkest colour of what stands on the canvas: lines and letters alone, it has no ground.
SHADES = """() => {
    const canvas = document.querySelector('sa-chart canvas');
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const seen = [];
    for (let at = 0; at < data.length; at += 4)
        if (data[at + 3] === 255) seen.push(data[at] + data[at + 1] + data[at + 2]);
    return [Math.min(...seen), Math.max(...seen)];
}"""


async def test_a_chart_follows_the_light(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann = await site.person("Ann Fields", roles=frozenset({"auditor"}))
        await with_money(site, ann, pin=False)
        page = await page_of(browser, site, address, ann, {"width": 1280, "height": 800})
        await page.emulate_media(color_scheme="dark")
        await page.goto(f"{address}/admin/dashboard")
        await page.wait_for_selector("sa-chart canvas")
        dark = await page.evaluate(SHADES)
        await page.emulate_media(color_scheme="light")
        await page.wait_for_function(f"was => JSON.stringify(({SHADES})()) !== JSON.stringify(was)", arg=dark)
        light = await page.evaluate(SHADES)
        await page.reload()
        await page.wait_for_selector("sa-chart canvas")

        assert light == await page.evaluate(SHADES), "as if it had been drawn in this light from the start"
        assert light != dark

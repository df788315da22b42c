"""The scanner and a real camera stream: Chromium plays a film of a code as its camera, and the page goes where the code
leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import segno
from playwright.async_api import async_playwright, expect

from superapp.flows import collect_money
from superapp.flows.guard_privacy import my_code
from tests.browser import connected, running_chromium
from tests.superapp.serving import served
from tests.superapp.shell.test_codes import PHONE, page_of

pytestmark = pytest.mark.browser
WIDTH, HEIGHT, FRAMES, GREY = 640, 480, 4, 0x60


def film(text: str) -> bytes:
    """A code held before a camera, in YUV4MPEG2: a line of facts, then for each frame "FRAME" and its planes, the light
    of each point first, the two colours of each four points behind it. Source: mjpegtools, yuv4mpeg(5)."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    scale = (HEIGHT - 80) // len(rows)
    side = scale * len(rows)
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    plain = bytes([GREY]) * WIDTH
    lines = [plain] * top
    for row in rows:
        line = b"".join((b"\x10" if module else b"\xeb") * scale for module in row)
        lines += [plain[:left] + line + plain[left + side :]] * scale
    lines += [plain] * (HEIGHT - len(lines))
    picture = b"".join(lines) + b"\x80" * (WIDTH * HEIGHT // 2)
    return f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + (b"FRAME\n" + picture) * FRAMES


@contextmanager
def chromium_with_camera(played: Path) -> Iterator[str]:
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    with running_chromium(*flags, f"--use-file-for-fake-video-capture={played}") as endpoint:
        yield endpoint


async def test_a_code_before_the_camera_leads_to_its_person_and_to_a_sum_to_pay(tmp_path: Path) -> None:
    played = tmp_path / "camera.y4m"
    async with served(tmp_path) as (site, address):
        ann, ben = await site.person("Ann Rivers"), await site.person("Ben Okafor")
        played.write_bytes(film(f"{address}/add/{await my_code(site.house, ann)}"))
        with chromium_with_camera(played) as endpoint:
            async with async_playwright() as driver, connected(driver, endpoint) as browser:
                page = await page_of(browser, site, address, ben, PHONE)
                await page.goto(f"{address}/scan")
                await expect(page.get_by_role("heading", name="Ann Rivers")).to_be_visible()
                assert page.url.startswith(f"{address}/add/")
                # The camera is let go of with the page; another film is another code.
                played.write_bytes(
                    film(
                        address
                        + (await collect_money.show(site.house, ann, amount="12.50", currency="CNY", note="tea")).path
                    )
                )
                await page.goto(f"{address}/scan")
                await expect(page.get_by_text("¥12.50")).to_be_visible()
                assert page.url.startswith(f"{address}/collect/{ann.id}")

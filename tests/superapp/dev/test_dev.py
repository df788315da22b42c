"""`superapp dev` as its developer meets it: a process, a browser, an editor that saves."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Frame, Page

from tests.superapp.cli.commands import ROOT, clean_environment
from tests.superapp.compiler.programs import write_program

PROGRAM = {
    "project.config.json": '{"miniprogramRoot": "src/"}',
    "app.json": None,
    "app.js": None,
    "p/a.wxml": None,
    "p/a.js": None,
    "src/app.json": '{"pages": ["p/a", "p/b"]}',
    "src/app.js": "App({})",
    "src/p/a.ts": "interface Cup { tea: string }\n\nconst cup: Cup = { tea: 'green' };\n"
    "Page({\n  data: { cup },\n  onLoad() {\n    console.log('first', cup);\n  },\n"
    "  go() {\n    wx.navigateTo({ url: '/p/b?kind=black' });\n  },\n});\n",
    "src/p/a.wxml": '<view class="a" bindtap="go">{{cup.tea}}</view>',
    "src/p/a.less": "@ink: #333;\n.a { color: @ink; }\n",
    "src/p/b.ts": "type Lid = { lid: string };\n\nfunction brew(pot?: Lid): string {\n"
    "  const used = pot as Lid;\n  return used.lid;\n}\n\n"
    "Page({\n  data: { kind: '' },\n  onLoad(query: { kind: string }) {\n    this.setData({ kind: query.kind });\n"
    "    const times = Number(wx.getStorageSync('times') || 0) + 1;\n    wx.setStorageSync('times', times);\n"
    "    console.warn(`visit ${times}`);\n  },\n  fail() { brew(); },\n"
    "  async ask() {\n    const { code } = await wx.login();\n    console.log(code);\n"
    "    wx.request({ url: 'http://127.0.0.1:9/none', fail: (e) => console.log(e.errMsg) });\n"
    "    wx.requestPayment({ timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'RSA', paySign: 's',\n"
    "      fail: (e) => console.log(e.errMsg) });\n  },\n});\n",
    "src/p/b.wxml": '<view class="b" bindtap="fail">{{kind}}</view><view class="ask" bindtap="ask">ask</view>',
}


@dataclass
class Dev:
    folder: Path
    process: Process
    lines: list[str] = field(default_factory=list[str])

    async def read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode())

    @property
    def said(self) -> str:
        return "".join(self.lines)

    async def says(self, pattern: str, *, after: int = 0) -> re.Match[str]:
        """The first match in what was printed after so many lines."""
        deadline = asyncio.get_running_loop().time() + 45
        while not (found := re.search(pattern, "".join(self.lines[after:]))):
            waiting = self.process.returncode is None and asyncio.get_running_loop().time() < deadline
            assert waiting, f"never said {pattern}:\n{self.said}"
            await asyncio.sleep(0.02)
        return found

    def save(self, name: str, old: str, new: str) -> int:
        """Change a file as an editor does; returns how many lines were printed before."""
        before, file = len(self.lines), self.folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))
        return before


@pytest_asyncio.fixture(loop_scope="session")
async def dev(tmp_path: Path) -> AsyncIterator[Dev]:
    folder = write_program(tmp_path / "tea", PROGRAM)
    command = [sys.executable, "-m", "superapp", "dev", str(folder), "--port", "0"]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=clean_environment(tmp_path / "data"), stdout=PIPE, stderr=STDOUT
    )
    running = Dev(folder, process)
    reading = asyncio.create_task(running.read())
    yield running
    if process.returncode is None:
        process.kill()
    await process.wait()
    await reading


def program_frame(page: Page) -> Frame:
    return next(frame for frame in page.frames if "/mp/dev/" in frame.url)


async def overlay(page: Page, text: str) -> str:
    shown = page.locator(".dev-overlay:not([hidden])", has_text=text)
    await shown.wait_for()
    return await shown.inner_text()


async def test_a_program_is_written_with_it(dev: Dev, browser: Browser):
    url = (await dev.says(r"http://127\.0\.0\.1:\d+/"))[0]
    children = psutil.Process(dev.process.pid).children()
    page = await browser.new_page()
    page.set_default_timeout(30_000)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))

    # The console, with the developer's own lines.
    await page.goto(url)
    await dev.says(r'log   src/p/a\.ts:7  first {"tea":"green"}')
    await program_frame(page).locator(".a").click()
    await dev.says(r"warn  src/p/b\.ts:14  visit 1")

    # What needs a host says so.
    await program_frame(page).locator(".ask").click()
    await dev.says(r"log   src/p/b\.ts:19  dev-code-1")
    await dev.says(r"note  GET http://127\.0\.0\.1:9/none failed: ")
    await dev.says(r"log   src/p/b\.ts:20  request:fail no connection")
    await dev.says(r"log   src/p/b\.ts:22  requestPayment:fail superapp dev has no wallet")

    # An error that nobody caught: page, terminal, browser.
    await program_frame(page).locator(".b").click()
    shown = await overlay(page, "reading 'lid'")
    assert "src/p/b.ts:5" in shown
    assert "5    return used.lid;" in shown
    assert "p/b.ts:16" in shown
    await dev.says(r"> 5 \|   return used\.lid;")
    assert any("p/b.ts:5" in line and "logic.js" not in line for line in heard)
    assert '[dev] first {"tea":"green"} (p/a.ts:7)' in heard
    await page.keyboard.press("Escape")
    await page.locator(".dev-overlay").wait_for(state="hidden")

    # A save opens it again where it was, with its query and its storage.
    before = dev.save("src/p/b.ts", "visit ", "call ")
    await dev.says(r"warn  src/p/b\.ts:14  call 2", after=before)
    told = await dev.says(r"reloaded (\d+) ms after saving", after=before)
    print(f"reloaded {told[1]} ms after saving")
    assert await program_frame(page).locator(".b").inner_text() == "black"

    # What does not compile stays over the page until it is mended.
    before = dev.save("src/p/a.less", "color: @ink", "color: @paper")
    await dev.says(r"error src/p/a\.less:2:13: variable @paper is undefined\n.*\n.*> 2 \| \.a", after=before)
    assert "src/p/a.less:2:13" in await overlay(page, "@paper is undefined")
    await page.keyboard.press("Escape")
    dev.save("src/p/a.less", "@paper", "@ink")
    await page.locator(".dev-overlay").wait_for(state="hidden")

    await page.close()
    dev.process.send_signal(signal.SIGINT)
    async with asyncio.timeout(10):
        assert await dev.process.wait() == 0, dev.said
    assert children != []
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert "Traceback" not in dev.said


@pytest.mark.asyncio(loop_scope="session")
async def test_nobody_else_is_heard(dev: Dev):
    url = (await dev.says(r"http://127\.0\.0\.1:\d+/"))[0]
    storing = {"arg": {"key": "k", "data": '"v"'}}
    async with httpx2.AsyncClient(base_url=url, trust_env=False) as client:
        rebound = await client.get("/", headers={"host": "evil.example"})
        stranger = await client.post("/bridge/call/setStorage", json=storing)
        policy = (await client.get("/")).headers["content-security-policy"]
        outside = await client.get("/mp/dev/1/..%2f..%2fapp.json")
        opened = (await client.post("/bridge/sessions", json={"appid": "dev", "path": "p/b?x=1"})).json()

    assert rebound.status_code == 400
    assert "ok" not in stranger.json()
    assert outside.status_code == 404
    assert "unsafe" not in policy
    assert opened["storage"]["keys"] == {}
    assert (opened["entry"], opened["query"]) == ("p/b", "x=1")


async def test_without_a_program_it_is_wrong_usage(tmp_path: Path):
    command = [sys.executable, "-m", "superapp", "dev", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE, stderr=PIPE)
    assert await process.wait() == 2

"""One built runtime, one test host and the compiled programs of this folder, for all browser tests of the runtime."""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Frame, Page

from tests.superapp.runtime.person_answers import PersonAnswers
from tests.superapp.runtime.site import HERE, Running, Site, build_runtime, compile_into

PROGRAMS = Path(__file__).parents[2] / "programs"


@pytest.fixture(scope="session")
def runtime_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("runtime") / "own"
    shutil.copytree(_built_once(tmp_path_factory.getbasetemp()), folder)
    site = Site(folder)
    running = Running(site.app())
    site.origin = running.origin
    yield site
    running.stop()


def _built_once(base: Path) -> Path:
    """The runtime and every program, compiled by whichever process of this run comes first."""
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "runtime-built"
    try:
        shared.mkdir()
    except FileExistsError:
        while not (shared / "ready").exists():
            assert not (shared / "failed").exists(), "another process could not build the runtime"
            time.sleep(0.1)
        return shared / "site"
    sources = [*(HERE / "programs").iterdir(), *PROGRAMS.iterdir()]

    async def compile_all(folder: Path) -> None:
        for source in sources:
            (folder / source.name).mkdir()
            await compile_into(folder / source.name, source)

    try:
        (shared / "site" / "rt").mkdir(parents=True)
        build_runtime(shared / "site" / "rt")
        asyncio.run(compile_all(shared / "site"))
    except BaseException:
        (shared / "failed").touch()
        raise
    (shared / "ready").touch()
    return shared / "site"


@pytest.fixture
def site(runtime_site: Site) -> Site:
    runtime_site.asked.clear()
    runtime_site.storage.clear()
    runtime_site.answers.clear()
    runtime_site.media.clear()
    runtime_site.fetched.clear()
    runtime_site.any_media = ("", b"")
    runtime_site.served.clear()
    runtime_site.withheld.clear()
    runtime_site.map = {"tiles": "", "credit": ""}
    runtime_site.person = PersonAnswers()
    runtime_site.frame_src = "{origin}/mp/"
    return runtime_site


@dataclass
class Open:
    """A program on a host page."""

    page: Page
    appid: str
    logs: list[str] = field(default_factory=list[str])

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if f"/mp/{self.appid}/" in frame.url)

    async def state(self, wanted: str, timeout: float = 20_000) -> None:
        selector = f'sa-program[appid="{self.appid}"][data-state="{wanted}"]'
        await self.page.wait_for_selector(selector, timeout=timeout, state="attached")

    async def said(self, text: str, timeout: float = 15) -> str:
        """The first console line that contains the text."""
        deadline = asyncio.get_running_loop().time() + timeout
        while True:
            if found := next((line for line in self.logs if text in line), None):
                return found
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"nobody said {text!r}; said were {self.logs[-40:]}")
            await asyncio.sleep(0.02)

    async def text(self, selector: str, wanted: str) -> None:
        await self.frame.locator(selector).filter(has_text=wanted, visible=True).first.wait_for(timeout=15_000)

    async def until(self, expression: str, timeout: float = 15) -> None:
        """Polls from outside: the frame's policy forbids Playwright's own waiting, which evaluates text."""
        deadline = asyncio.get_running_loop().time() + timeout
        while not await self.frame.evaluate(expression):
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"never became true: {expression}")
            await asyncio.sleep(0.02)

    def problems(self) -> list[str]:
        return [line for line in self.logs if line.startswith(("error", "warning"))]


Opener = Callable[..., Awaitable[Open]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_program(browser: Browser, site: Site) -> AsyncIterator[Opener]:
    """`await open_program("kitchen", path="", ready=True)`: a page with that program, ready unless told otherwise."""
    contexts: list[Any] = []

    async def opener(appid: str, path: str = "", *, ready: bool = True, **context: Any) -> Open:
        context.setdefault("viewport", {"width": 375, "height": 720})
        made = await browser.new_context(**context)
        contexts.append(made)
        page = await made.new_page()
        page.set_default_timeout(15_000)
        opened = Open(page, appid)

        def heard(message: ConsoleMessage) -> None:
            opened.logs.append(f"{message.type}: {message.text}")

        page.on("console", heard)
        page.on("pageerror", lambda error: opened.logs.append(f"error: host {error}"))
        await page.goto(site.origin)
        await add_program(page, appid, path)
        if ready:
            await opened.state("ready")
        return opened

    yield opener
    for made in contexts:
        await made.close()


async def add_program(page: Page, appid: str, path: str = "") -> None:
    await page.evaluate(
        """([appid, path]) => { const made = document.createElement('sa-program'); made.setAttribute('appid', appid);
        made.setAttribute('path', path); document.querySelector('#box').append(made); }""",
        [appid, path],
    )

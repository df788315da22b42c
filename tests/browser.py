"""A real Chromium for tests: started once per test process, each test connects to it and gets contexts of its own."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright

# The shell has no windows of its own to draw: the same engine for a third less work. It asks nobody for permissions, so
# what needs notifications runs in the whole browser.
SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
]


def chromium_path(names: Sequence[str] = (SHELL, *WHOLE)) -> str:
    """The first that is installed; `SUPERAPP_CHROMIUM` names another one."""
    for name in (os.environ.get("SUPERAPP_CHROMIUM"), *names):
        if name and (path := shutil.which(name)):
            return path
    raise RuntimeError(f"no Chromium: install Debian's package `{names[0]}`, or name one in SUPERAPP_CHROMIUM")


@contextmanager
def running_chromium(*flags: str, path: str = "") -> Iterator[str]:
    """Starts Chromium; yields the address a test connects to; ends it. path: "" for the quickest one."""
    folder = Path(tempfile.mkdtemp(prefix="chromium-"))
    process = subprocess.Popen(
        [path or chromium_path(), *FLAGS, *flags, f"--user-data-dir={folder}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # what is installed may be a script that waits for the browser: both must end
    )
    try:
        port_file, deadline = folder / "DevToolsActivePort", time.monotonic() + 30
        while not (port_file.exists() and "\n" in port_file.read_text()):
            if time.monotonic() > deadline or process.poll() is not None:
                raise RuntimeError("Chromium did not start")
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port_file.read_text().splitlines()[0]}"
    finally:
        with suppress(ProcessLookupError):  # it did not live to be ended
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def connected(playwright: Playwright, endpoint: str) -> AsyncIterator[Browser]:
    browser = await playwright.chromium.connect_over_cdp(endpoint)
    try:
        yield browser
    finally:
        for context in browser.contexts[1:]:  # the first one is Chromium's own
            await context.close()
        await browser.close()


@asynccontextmanager
async def browser_alone() -> AsyncIterator[Browser]:
    """A Chromium, its driver and a connection in one, for what is no test."""
    with running_chromium() as endpoint:
        async with async_playwright() as driver, connected(driver, endpoint) as browser:
            yield browser

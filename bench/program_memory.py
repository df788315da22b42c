"""What a closed program leaves behind: one page opens and closes a program a hundred times; the memory of every process
of the browser is counted before and after. `python -m bench program_memory` writes the section."""

import asyncio
import statistics
import tempfile
from pathlib import Path

import psutil
from playwright.async_api import Browser, Page

from bench.harness import Table
from tests.browser import browser_alone
from tests.superapp.runtime.site import HERE, Running, Site, build_runtime, compile_into

TITLE = "Memory of a closed program"
WARM_OPENS, OPENS, ROUNDS = 10, 100, 5
MB = 1024 * 1024

_OPEN_AND_CLOSE = """async (times) => {
  for (let n = 0; n < times; n++) {
    const made = document.createElement('sa-program');
    made.setAttribute('appid', 'kitchen');
    document.querySelector('#box').replaceChildren(made);
    await new Promise((done) => new MutationObserver((_seen, watch) => {
      if (made.dataset.state === 'ready') { watch.disconnect(); done(); }
    }).observe(made, { attributes: true }));
    made.remove();
  }
}"""


async def run(_seconds: float) -> list[Table]:
    """Megabytes of 1024 * 1024 bytes, shared memory in part (PSS); documents and workers as the browser counts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "rt").mkdir()
        await asyncio.to_thread(build_runtime, folder / "rt")
        (folder / "kitchen").mkdir()
        await compile_into(folder / "kitchen", HERE / "programs" / "kitchen")
        site = Site(folder)
        running = Running(site.app())
        site.origin = running.origin
        try:
            async with browser_alone() as browser:
                return [await opens(browser, site)]
        finally:
            running.stop()


async def opens(browser: Browser, site: Site) -> Table:
    page = await (await browser.new_context(viewport={"width": 375, "height": 720})).new_page()
    await page.goto(site.origin)
    table = Table(
        f"One page, {OPENS} opens and closes after {WARM_OPENS} to warm up",
        ("after", "browser MB", "heap of the page MB", "documents", "workers"),
        note="Each row follows a garbage collection. Nothing may grow with the number of opens.",
    )
    await page.evaluate(_OPEN_AND_CLOSE, WARM_OPENS)
    table.add(f"{WARM_OPENS} opens", *await counted(page))
    for part in range(1, ROUNDS + 1):
        await page.evaluate(_OPEN_AND_CLOSE, OPENS // ROUNDS)
        table.add(f"{WARM_OPENS + part * OPENS // ROUNDS} opens", *await counted(page))
    return table


async def counted(page: Page) -> tuple[str, str, str, str]:
    inspector = await page.context.new_cdp_session(page)
    for _ in range(3):
        await inspector.send("HeapProfiler.collectGarbage")
        await asyncio.sleep(0.5)
    documents = (await inspector.send("Memory.getDOMCounters"))["documents"]
    heap = (await inspector.send("Runtime.getHeapUsage"))["usedSize"]
    await inspector.detach()
    used = statistics.median([_browser_bytes() for _ in range(3)])
    return f"{used / MB:.0f}", f"{heap / MB:.1f}", str(documents), str(len(page.workers))


def _browser_bytes() -> int:
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            if "chrom" in process.name():
                total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total

"""How fast a program opens and reacts, in a real Chromium: cold open beside a sandboxed frame with one script, and a
tap through setData to the changed screen beside a direct change of the document. `python -m bench runtime` writes the
section. The host is the small one of the browser tests; the programs are compiled as at upload."""

import asyncio
import gzip
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Frame, Page

from bench.harness import Table
from tests.browser import browser_alone
from tests.superapp.runtime.conftest import PROGRAMS, add_program
from tests.superapp.runtime.site import HERE, Running, Site, build_runtime, compile_into

TITLE = "Program runtime"
OPENS_PER_SECOND = 3  # the argument counts seconds; a cold open takes about a third of one
TAPS = 60
SHOP = Path(__file__).parents[1] / "miniapps" / "shop" / "program"

_OPEN = """async (appid) => {
  const began = performance.now();
  const made = document.createElement('sa-program');
  made.setAttribute('appid', appid);
  document.querySelector('#box').replaceChildren(made);
  await new Promise((done) => new MutationObserver((_seen, watch) => {
    if (made.dataset.state === 'crashed') throw new Error('crashed');
    if (made.dataset.state === 'ready') { watch.disconnect(); done(); }
  }).observe(made, { attributes: true }));
  return performance.now() - began;
}"""
_BARE = """async () => {
  const began = performance.now();
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.src = '/mp/hello/h/frame.html';
  const loaded = new Promise((done) => frame.addEventListener('load', done));
  document.querySelector('#box').replaceChildren(frame);
  await loaded;
  return performance.now() - began;
}"""
_TAPS = """async (many) => {
  const took = [], count = document.querySelector('#count'), button = document.querySelector('#inc');
  for (let n = 0; n < many; n++) {
    const changed = new Promise((done) => new MutationObserver((_seen, watch) => { watch.disconnect(); done(); })
      .observe(count, { characterData: true, subtree: true, childList: true }));
    const began = performance.now();
    button.click();
    await changed;
    took.push(performance.now() - began);
    await new Promise((done) => setTimeout(done, 5));
  }
  return took;
}"""
_DIRECT = """async (many) => {
  const took = [], count = document.querySelector('#count');
  for (let n = 0; n < many; n++) {
    const changed = new Promise((done) => new MutationObserver((_seen, watch) => { watch.disconnect(); done(); })
      .observe(count, { characterData: true, subtree: true, childList: true }));
    const began = performance.now();
    count.textContent = `direct ${n}`;
    await changed;
    took.push(performance.now() - began);
  }
  return took;
}"""


async def run(seconds: float) -> list[Table]:
    """Milliseconds in the browser's own clock; sizes in KB of 1024 bytes, gzip level 9."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        site = await asyncio.to_thread(prepare, folder)
        sources = {"hello": PROGRAMS / "hello", "kitchen": HERE / "programs" / "kitchen", "shop": SHOP}
        for appid, source in sources.items():
            if source.is_dir():
                await asyncio.to_thread((folder / appid).mkdir)
                await compile_into(folder / appid, source)
        running = Running(site.app())
        site.origin = running.origin
        try:
            async with browser_alone() as browser:
                return [
                    await opens(browser, site, max(5, round(seconds * OPENS_PER_SECOND))),
                    await taps(browser, site),
                    sizes(folder / "rt"),
                ]
        finally:
            running.stop()


def prepare(folder: Path) -> Site:
    (folder / "rt").mkdir()
    build_runtime(folder / "rt")
    return Site(folder)


async def host_page(browser: Browser, site: Site) -> Page:
    context = await browser.new_context(viewport={"width": 375, "height": 720})
    page = await context.new_page()
    await page.goto(site.origin)
    return page


async def opens(browser: Browser, site: Site, times: int) -> Table:
    table = Table(
        "From the click to the first page",
        ("what", "median ms", "slowest ms", "against the bare frame"),
        note=f"{times} opens each, every one with a frame and a worker of its own; the files are in the browser's "
        "cache after the first. Targets: 250 ms for a small program, 400 ms for one of a hundred components.",
    )
    page = await host_page(browser, site)
    bare = [float(await page.evaluate(_BARE)) for _ in range(times)]
    table.add("sandboxed frame, one script", *spread(bare), "1.0x")
    for appid in ("hello", "kitchen", "shop"):
        if (site.folder / appid).is_dir():
            took = [float(await page.evaluate(_OPEN, appid)) for _ in range(times)]
            table.add(f"program {appid}", *spread(took), f"{statistics.median(took) / statistics.median(bare):.1f}x")
    return table


async def taps(browser: Browser, site: Site) -> Table:
    table = Table(
        "From a tap to the changed document",
        ("what", "p50 ms", "p99 ms"),
        note=f"{TAPS} taps, one after the other: view, worker, handler, setData, view. Targets: 2 and 8 ms.",
    )
    page = await host_page(browser, site)
    await add_program(page, "kitchen")
    await page.wait_for_selector('sa-program[data-state="ready"]')
    frame = next(frame for frame in page.frames if "/mp/kitchen/" in frame.url)
    await frame.locator("#inc").wait_for()
    table.add("setData through the worker", *percentiles(await measured(frame, _TAPS)))
    table.add("direct change, no program", *percentiles(await measured(frame, _DIRECT)))
    return table


async def measured(frame: Frame, script: str) -> list[float]:
    took: Any = await frame.evaluate(script, TAPS)
    return [float(one) for one in took]


def sizes(folder: Path) -> Table:
    table = Table("Size of the runtime", ("file", "KB", "KB gzip", "target"))
    for name, target in (("worker.js", "60"), ("view.js", "45")):
        data = (folder / name).read_bytes()
        table.add(name, f"{len(data) / 1024:.1f}", f"{len(gzip.compress(data, 9)) / 1024:.1f}", target)
    return table


def spread(took: list[float]) -> tuple[str, str]:
    return f"{statistics.median(took):.0f}", f"{max(took):.0f}"


def percentiles(took: list[float]) -> tuple[str, str]:
    ordered = sorted(took)
    return f"{statistics.median(ordered):.2f}", f"{ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]:.2f}"

"""How many complete public programs run here unmodified. Run by hand on a folder of programs that stand outside of this
repository: `python -m bench.corpus FOLDER [--pages] [--only NAME] [--json FILE]`.

Each sub-folder is one program as a developer would upload it. It is compiled as at upload and opened in a real Chromium
on the small host of the browser tests, without any network: every request fails as on a device that is off-line.
A program is clean when it compiles, starts, draws something, and nothing throws. What its own code prints, or rejects
with in its own words, and refusals that only the missing network causes, are no errors."""

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Page

from superapp.compiler.compile import CompileFailed, CompileLimits, compile_program
from tests.browser import browser_alone
from tests.superapp.runtime.conftest import add_program
from tests.superapp.runtime.site import Running, Site, build_runtime

OPEN_SECONDS = 12
SETTLE_MS = 700
PAGES_MAX = 60
# Lines that the runtime itself writes about an error nobody caught; see worker/console.ts.
UNCAUGHT = re.compile(
    r"^(uncaught|unhandled rejection|start|stopped|navigation|selector query|wxs change listener|App on\w+"
    r"|(module|component|Page|Component) ?\S*|wx\.\S+( success| fail| complete)?|\S+ on[A-Z]\w*): "
)
# What only the missing network causes, or that a page was opened by itself with nothing behind it.
OFFLINE = re.compile(
    r"(navigateBack|collection\.|document\.|request|uploadFile|downloadFile|connectSocket|cloud[.\w]*|login|getImageInfo)\S*:fail",
    re.IGNORECASE,
)
# A promise that the program itself rejected, with neither an Error nor a refusal of `wx`.
OWN_REJECTION = re.compile(r"^unhandled rejection: (?!\w*Error\b)(?!.*\"errMsg\")")
DRAWN = """() => ({ text: document.body.innerText.trim().length,
  elements: [...document.body.querySelectorAll('*')].filter((one) => one.getClientRects().length).length })"""


@dataclass
class Visit:
    """One page of a program: state as on <sa-program>; errors: first lines of what nobody caught."""

    page: str
    state: str = ""
    drew: bool = False
    errors: list[str] = field(default_factory=list[str])
    warnings: int = 0

    @property
    def clean(self) -> bool:
        return self.state == "ready" and self.drew and not self.errors


@dataclass
class Outcome:
    name: str
    compiled: bool = False
    faults: list[str] = field(default_factory=list[str])
    visits: list[Visit] = field(default_factory=list[Visit])

    @property
    def clean(self) -> bool:
        return self.compiled and bool(self.visits) and self.visits[0].clean


async def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="open every page, not only the first one")
    parser.add_argument("--only", default="", help="programs whose name contains this")
    parser.add_argument("--json", type=Path, help="write everything here")
    parser.add_argument("--pictures", type=Path, help="write a picture of each first page here")
    chosen = parser.parse_args(arguments)
    sources = [one for one in sorted(chosen.folder.iterdir()) if one.is_dir() and chosen.only in one.name]
    outcomes = list[Outcome]()
    with tempfile.TemporaryDirectory() as name:
        site = await asyncio.to_thread(_prepare, Path(name))
        running = Running(site.app())
        site.origin = running.origin
        try:
            async with browser_alone() as browser:
                for number, source in enumerate(sources):
                    outcome = await _try(browser, site, f"p{number}", source, chosen)
                    outcomes.append(outcome)
                    _tell(outcome)
        finally:
            running.stop()
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(one) for one in outcomes], indent=1, ensure_ascii=False))
    _sum_up(outcomes)


def _prepare(folder: Path) -> Site:
    (folder / "rt").mkdir()
    build_runtime(folder / "rt")
    site = Site(folder)
    site.answers["request"] = {"refused": {"errno": 5, "errMsg": "request:fail network is not reachable"}}
    return site


async def _try(browser: Browser, site: Site, appid: str, source: Path, chosen: argparse.Namespace) -> Outcome:
    outcome = Outcome(source.name)
    target = site.folder / appid
    target.mkdir()
    try:
        compiled = await compile_program(source, target, limits=CompileLimits())
    except CompileFailed as failure:
        outcome.faults = [
            f"{one.file}:{one.line}: {one.message}" for one in failure.diagnostics if one.severity == "error"
        ]
        outcome.faults = outcome.faults[:5] or [str(failure)]
        return outcome
    outcome.compiled = True
    pages: list[str] = [""]
    if chosen.pages:
        pages += [page for page in compiled.config["pages"] if page != compiled.config["entry"]][:PAGES_MAX]
    for page in pages:
        picture = chosen.pictures / f"{source.name}.png" if chosen.pictures and not page else None
        outcome.visits.append(await _visit(browser, site, appid, page, picture))
    return outcome


async def _visit(browser: Browser, site: Site, appid: str, path: str, picture: Path | None) -> Visit:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page, visit = await context.new_page(), Visit(path)
    page.set_default_timeout(5_000)

    def heard(message: ConsoleMessage) -> None:
        text = message.text
        if message.type == "warning":
            visit.warnings += 1
        if not text.startswith(f"[{appid}] "):
            return
        line = text.removeprefix(f"[{appid}] ")
        if OWN_REJECTION.match(line):
            return
        refused = message.type == "warning" and line.startswith("the view refused")
        if refused or (message.type == "error" and UNCAUGHT.match(line) and not OFFLINE.search(line)):
            visit.errors.append(line[:400])

    page.on("console", heard)
    page.on("pageerror", lambda error: visit.errors.append(f"host: {error}"[:400]))
    try:
        await page.goto(site.origin)
        await add_program(page, appid, path)
        await _settle(page, visit)
        if frame := next((one for one in page.frames if f"/mp/{appid}/" in one.url), None):
            seen: dict[str, Any] = await frame.evaluate(DRAWN)
            visit.drew = seen["text"] > 0 or seen["elements"] > 3
        if picture:
            picture.parent.mkdir(parents=True, exist_ok=True)
            await page.screenshot(path=picture)
    except Exception as error:  # a program that breaks its own page must not end the round
        visit.errors.append(f"page: {error}"[:200])
    finally:
        await context.close()
    return visit


async def _settle(page: Page, visit: Visit) -> None:
    deadline = time.monotonic() + OPEN_SECONDS
    while visit.state not in {"ready", "crashed", "closed"} and time.monotonic() < deadline:
        visit.state = await page.get_attribute("sa-program", "data-state") or ""
        await asyncio.sleep(0.05)
    await page.wait_for_timeout(SETTLE_MS)
    visit.state = await page.get_attribute("sa-program", "data-state") or ""


def _tell(outcome: Outcome) -> None:
    mark = "ok  " if outcome.clean else "FAIL"
    bad = [visit for visit in outcome.visits if not visit.clean]
    print(f"{mark} {outcome.name} pages {len(outcome.visits) - len(bad)}/{len(outcome.visits)}", flush=True)
    for fault in outcome.faults:
        print(f"       compile: {fault[:200]}")
    for visit in bad[:6]:
        print(f"       {visit.page or 'home'}: {visit.state}{'' if visit.drew else ', blank'}")
        for error, times in Counter(visit.errors).most_common(4):
            print(f"         {times}x {error[:260]}")


def _sum_up(outcomes: list[Outcome]) -> None:
    total = len(outcomes) or 1
    first = [one.visits[0] for one in outcomes if one.visits]
    visits = [visit for one in outcomes for visit in one.visits]
    for words, many in (
        ("compiled", sum(one.compiled for one in outcomes)),
        ("started", sum(visit.state == "ready" for visit in first)),
        ("drew", sum(visit.drew for visit in first)),
        ("clean", sum(one.clean for one in outcomes)),
    ):
        print(f"{words:9} {many:4} of {total} {many / total:.0%}")
    print(f"pages     {sum(visit.clean for visit in visits):4} of {len(visits)} clean")


if __name__ == "__main__":
    asyncio.run(main())

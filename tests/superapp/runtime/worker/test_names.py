"""The names of `wx` in its two halves, against the platform's own list (npm `miniprogram-api-typings`)."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

from superapp.compiler.node import node_path
from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import BROWSER

TYPINGS = BROWSER / "node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts"


def names_of_the_platform() -> set[str]:
    """Every function that has a page of its own in the documentation."""
    text = TYPINGS.read_text()
    body = text[text.index("    interface Wx {") :]
    return set(re.findall(r"/\*\* \[[^\n]*?wx\.(\w+)\([^)]*\)\]\(https[^\n]*wx\.\w+\.html\)", body))


def core_names() -> set[str]:
    text = (BROWSER / "runtime/protocol/more.ts").read_text()
    return set(re.findall(r"\w+", text[text.index("CORE_APIS") :].split("`")[1]))


async def test_a_plain_program_has_the_first_half_and_another_one_has_every_name(open_program: Opener) -> None:
    plain = await open_program("hello")
    assert set(await plain.page.workers[0].evaluate("Object.keys(wx)")) == core_names()

    whole = await open_program("kitchen")
    wanted = names_of_the_platform()
    assert len(wanted) > 450
    there = "names => names.filter(name => typeof wx[name] !== 'function')"
    assert await whole.page.workers[0].evaluate(there, sorted(wanted)) == []


def node(*arguments: str) -> str:
    return subprocess.run([node_path(), *arguments], cwd=BROWSER, capture_output=True, text=True, check=True).stdout


def table() -> dict[str, list[dict[str, str]]]:
    said = "import { table } from './compatibility/table.ts'; console.log(JSON.stringify(table))"
    return json.loads(node("--input-type=module", "-e", said))


# Gives the failures of every function that is said to fail: what it threw, or what its promise was rejected with.
CALLED = """async (names) => {
  const told = {};
  for (const name of names) {
    try {
      const answer = wx[name]({});
      told[name] = answer instanceof Promise ? await answer.then(() => 'works', (error) => error.errMsg) : 'silent';
    } catch (error) { told[name] = error.errMsg ?? error.message; }
  }
  return told;
}"""


async def test_the_table_of_what_works_is_the_truth(open_program: Opener) -> None:
    lines = table()["apis"]
    states = {line["name"]: line["state"] for line in lines}
    program = await open_program("kitchen")
    worker = program.page.workers[0]

    usable: list[str] = await worker.evaluate("names => names.filter(name => wx.canIUse(name))", sorted(states))
    assert set(usable) == {name for name, state in states.items() if state != "fails"}

    failing = [name for name, state in states.items() if state == "fails"]
    told: dict[str, Any] = await worker.evaluate(CALLED, failing)
    assert len(failing) > 150
    honest = {name for name, said in told.items() if said == "silent" or said.startswith(f"{name}:fail")}
    assert set(failing) - honest == set()
    # Only what listens, or hands out an object whose functions fail, may be silent.
    silent = {name for name, said in told.items() if said == "silent"}
    assert {name for name in silent if not re.match(r"(on|off)[A-Z]|create|get|connect|is[A-Z]|check", name)} == set()


def test_the_page_is_what_the_table_says(tmp_path: Path) -> None:
    node("compatibility/page.ts", str(tmp_path / "page.md"))
    page = BROWSER.parents[1] / "docs/developers/compatibility.md"
    assert page.read_text() == (tmp_path / "page.md").read_text()

"""Reading what the gallery program says: every event of its pages is one console line, `ev <id> <type> <detail>`."""

import json
import re
from typing import Any

from tests.superapp.runtime.conftest import Open
from tests.superapp.runtime.site import BROWSER

AXE = BROWSER / "node_modules/axe-core/axe.min.js"
RUN = """axe.run(document, {iframes: false, resultTypes: ['violations']}).then(({violations}) => violations
.filter(one => /serious|critical/.test(one.impact))
.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target}`)))"""
# Chromium takes a list that scrolls into the order of keys by itself; a program's field may lack a label.
ALLOWED = re.compile(r"^scrollable-region-focusable|^label: #stopped")


async def barriers(program: Open) -> list[str]:
    """What axe-core finds serious on the shown page."""
    await program.frame.evaluate(AXE.read_text())
    return [line for line in await program.frame.evaluate(RUN) if not ALLOWED.search(line)]


async def event(program: Open, name: str) -> Any:
    """The detail of the newest `<id> <type>`; waits for the first."""
    await program.said(f"ev {name} ")
    line = [line for line in program.logs if f"ev {name} " in line][-1]
    return json.loads(line.partition(f"ev {name} ")[2])


def events(program: Open, name: str) -> list[Any]:
    """Every detail so far."""
    return [json.loads(line.partition(f"ev {name} ")[2]) for line in program.logs if f"ev {name} " in line]


async def settled(program: Open, name: str, wanted: object) -> None:
    """Waits until an event of that name has had this detail."""
    await program.said(f"ev {name} {json.dumps(wanted, separators=(',', ':'), ensure_ascii=False)}")

"""Reading what the gallery program says: every event of its pages is one console line, `ev <id> <type> <detail>`."""

import json
from typing import Any

from tests.superapp.runtime.conftest import Open


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

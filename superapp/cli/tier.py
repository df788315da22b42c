"""`superapp person tier`: gives a person another identity tier, on record in the audit trail."""

from typing import Any

from superapp.cli.installation import installed_house
from superapp.cli.output import run, show


def set_tier(person: str, tier: str, reason: str, as_json: bool) -> None:
    show(run(_set_tier(person, tier, reason), as_json=as_json), as_json)


async def _set_tier(person: str, tier: str, reason: str) -> dict[str, Any]:
    from superapp.flows.set_tier import COMMAND_LINE
    from superapp.flows.set_tier import set_tier as change

    async with installed_house() as house:
        before = await change(house, COMMAND_LINE, person, tier, reason)
    return {"person": person, "tier": tier, "before": before}

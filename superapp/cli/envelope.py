"""`superapp envelope verify`: divides an envelope again from its published seed, and says whether what people got
follows from it. A proof file needs no installation at all: anybody may check it on any machine."""

import json
from pathlib import Path
from typing import Any

from superapp.cli.output import fail, run, show
from wallet.payments.envelope_split import verify


def verify_envelope(file_or_id: str, as_json: bool) -> None:
    """file_or_id: a downloaded proof, or the id of an envelope of this installation."""
    proof = _read(Path(file_or_id)) if Path(file_or_id).is_file() else run(_of_id(file_or_id), as_json=as_json)
    if not proof.get("seed"):
        fail("The envelope is not over, so its seed is not out.", next_step="Try again when it is.", as_json=as_json)
    try:
        findings = verify(proof)
    except (KeyError, TypeError, ValueError) as wrong:
        fail(f"This is no proof of an envelope: {wrong}.", next_step="Download it again.", as_json=as_json)
    facts = [{"name": one.name, "ok": one.ok, "detail": one.detail} for one in findings]
    holds = all(one.ok for one in findings)
    if as_json:
        show({"ok": holds, "envelope": str(proof["envelope"]), "facts": facts}, as_json)
    else:
        for one in findings:
            print(f"{'ok ' if one.ok else 'NOT'}  {one.name}: {one.detail}")
    if not holds:
        raise SystemExit(1)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        found = None
    return found if isinstance(found, dict) else {"seed": "none"}


async def _of_id(envelope_id: str) -> dict[str, Any]:
    from superapp.cli.installation import installed_house
    from wallet.payments.envelope_proof import proof_of

    async with installed_house() as house:
        return await proof_of(house.wallet, envelope_id)

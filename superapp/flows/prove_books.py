"""An operator or auditor looks at the signed heads of the journal, has a part of the chain recomputed, or takes a proof
away. Each look is written to the audit trail first. Called by web/admin/seals."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from superapp.accounts.people import Person
from superapp.audit import trail
from superapp.house import House
from wallet.audit.ranges import RangeProof, check_range
from wallet.seals import heads, proofs
from wallet.seals.keys import known_keys
from wallet.seals.publishing import Publication, publications
from wallet.statements import newest_seq

HEADS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class HeadView:
    """root: hex; note: as it is published."""

    size: int
    root: str
    sealed_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class SealsView:
    """waiting: entries that no head covers yet. asked: the part that was recomputed just now, if one was."""

    heads: list[HeadView]
    count: int
    waiting: int
    newest_seq: int
    keys: list[str]
    places: list[Publication]
    asked: RangeProof | None


async def show(house: House, viewer: Person, span: tuple[int, int] | None) -> SealsView:
    """span: first and last entry of a part to recompute. Raises EntryUnknown when its first entry is not there."""
    subject = f"chain:{span[0]}-{span[1]}" if span else "seals"
    await _note(house, viewer, "check_chain" if span else "look_at_seals", subject)
    asked = await check_range(house.wallet, *span) if span else None
    newest, last = await heads.newest_heads(house.wallet, limit=HEADS_SHOWN), await newest_seq(house.wallet)
    return SealsView(
        heads=[HeadView(one.size, one.root.hex(), one.sealed_at, one.note) for one in newest],
        count=await heads.count_heads(house.wallet),
        waiting=max(0, last - (newest[0].size if newest else 0)),
        newest_seq=last,
        keys=[key.text() for key in known_keys(house.settings.data)],
        places=await publications(house.wallet),
        asked=asked,
    )


async def inclusion(house: House, viewer: Person, seq: int) -> dict[str, Any]:
    """Raises EntryUnknown, NotSealed."""
    await _note(house, viewer, "prove_entry", f"entry:{seq}")
    return await proofs.prove_inclusion(house.wallet, seq)


async def consistency(house: House, viewer: Person, old: int, new: int) -> dict[str, Any]:
    """Raises NotSealed."""
    await _note(house, viewer, "prove_growth", f"heads:{old}-{new}")
    return await proofs.prove_consistency(house.wallet, old, new)


async def _note(house: House, viewer: Person, action: str, subject: str) -> None:
    await trail.note(house.database, actor_id=viewer.id, action=action, subject=subject, now=house.clock.now())

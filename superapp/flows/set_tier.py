"""An operator looks at a person's identity tier and gives another one. Both are on record, with who and why, before
anything is shown or changed. Called by web/admin/tiers and by `superapp person tier`."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.accounts.people import Person, find_by_handle, find_person, names_of
from superapp.audit import trail
from superapp.audit.trail import Look
from superapp.base.errors import HostError, NotFound
from superapp.base.words import N_
from superapp.house import House
from superapp.limit_words import limit_words, tier_name
from wallet.payments import standing
from wallet.payments.standing import LimitNow, Standing

COMMAND_LINE = "command line"  # who acts there is known to the machine's own log
REASON_LETTERS_MAX = 500


@dataclass(eq=False)
class TierRefused(HostError):
    """reason: as a sentence."""

    code: ClassVar[str] = "tier_refused"
    reason: str


@dataclass(frozen=True, slots=True)
class TierView:
    """subject, standing: None before anybody was looked for. asked: what was looked for; tiers: all there are, with
    their names. limits: in words. actors: id -> name, of whoever is on record."""

    asked: str
    subject: Person | None
    standing: Standing | None
    tiers: dict[str, str]
    limits: list[tuple[str, LimitNow]]
    looks: list[Look]
    actors: dict[str, str]


async def look(house: House, operator: Person, asked: str, language: str) -> TierView:
    """asked: a handle or an id; "" for none. Raises NotFound."""
    tiers = {one: tier_name(one, language) for one in standing.tiers(house.wallet)}
    if not asked:
        return TierView("", None, None, tiers, [], [], {})
    person = await _find(house, asked)
    async with house.database.write() as session:
        name, now = f"person:{person.id}", house.clock.now()
        await trail.record(session, actor_id=operator.id, action="look_at_tier", subject=name, now=now)
        looks = await trail.looks_at(session, name, limit=20)
        actors = await names_of(session, list({one.actor_id for one in looks}))
    found = await standing.standing_of(house.wallet, person.id)
    limits = [(limit_words(one.window, one.operations, language), one) for one in found.limits]
    return TierView(asked, person, found, tiers, limits, looks, actors)


async def set_tier(house: House, actor_id: str, asked: str, tier: str, reason: str) -> str:
    """The tier they had. actor_id: the operator's id, or COMMAND_LINE. Raises NotFound, TierUnknown, TierRefused."""
    reason = " ".join(reason.split())[:REASON_LETTERS_MAX]
    if not reason:
        raise TierRefused(N_("Say why: the audit trail keeps it."))
    person = await _find(house, asked)
    if person.id == actor_id:
        raise TierRefused(N_("Nobody sets their own tier."))
    known = standing.tiers(house.wallet)
    if tier not in known:
        raise standing.TierUnknown(tier, ", ".join(known))
    async with house.database.write() as session:
        await trail.record(
            session,
            actor_id=actor_id,
            action="set_tier",
            subject=f"person:{person.id}",
            now=house.clock.now(),
            reason=f"{tier}: {reason}",
            facts={"tier": tier},
        )
    return await standing.set_tier(house.wallet, person.id, tier)


async def _find(house: House, asked: str) -> Person:
    async with house.database.read() as session:
        found = await find_person(session, asked) or await find_by_handle(session, asked)
    if found is None:
        raise NotFound("person")
    return found

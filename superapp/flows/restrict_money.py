"""Operators freeze and unfreeze the money of a person or a merchant, with a cause. It is in the audit trail before it
takes effect, and the person is told what is restricted and what to do. Called by web/admin/restrictions."""

from collections.abc import Sequence
from dataclasses import dataclass

from superapp.accounts.people import Person, find_by_handle, find_person, get_people
from superapp.audit import trail
from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.house import House
from wallet.merchants.registry import find_merchant
from wallet.payments import restrictions
from wallet.payments.restrictions import RestrictionRow

SERVICE, SERVICE_NAME = "books", N_("Your wallet")
FROZEN = N_(
    "Your wallet is frozen: you can receive money and cannot pay, send or share any. The reason: {reason} "
    "Your wallet's page says what you can do."
)
LIFTED = N_("Your wallet is open again. The reason: {reason}")


@dataclass(frozen=True, slots=True)
class RestrictionView:
    """name: of the person or merchant; by: who froze it, and who lifted it."""

    row: RestrictionRow
    name: str
    by: str
    lifted_by: str


@dataclass(frozen=True, slots=True)
class RestrictionDesk:
    open: list[RestrictionView]
    lifted: list[RestrictionView]


async def desk(house: House, viewer: Person) -> RestrictionDesk:
    await _note(house, viewer, "look_at_restrictions", "restrictions")
    views = await _views(house, await restrictions.restrictions(house.wallet))
    return RestrictionDesk(
        [one for one in views if one.row.lifted_at is None], [one for one in views if one.row.lifted_at is not None]
    )


async def freeze(house: House, operator: Person, who: str, *, cause: str, reason: str) -> None:
    """who: @handle, a person's id or a mchid. Raises NotFound, RestrictionInvalid, RestrictedAlready."""
    who = who.strip()
    async with house.database.read() as session:
        person = await (find_by_handle(session, who) if who.startswith("@") else find_person(session, who))
    merchant = None if person else await find_merchant(house.wallet, who)
    if person is None and merchant is None:
        raise NotFound("person")
    kind, owner = ("person", person.id) if person else ("merchant", who)
    await _note(house, operator, "freeze", f"{kind}:{owner}", reason[:500], cause=cause)
    row = await restrictions.freeze(house.wallet, kind, owner, cause=cause, reason=reason, by=operator.id)
    await _tell(house, owner, FROZEN, row.reason)


async def lift(house: House, operator: Person, restriction_id: str, *, reason: str) -> None:
    """Raises RestrictionUnknown, RestrictionInvalid."""
    await _note(house, operator, "unfreeze", f"restriction:{restriction_id}", reason[:500])
    row = await restrictions.lift(house.wallet, restriction_id, reason=reason, by=operator.id)
    await _tell(house, row.owner, LIFTED, row.lift_reason)


async def _views(house: House, rows: Sequence[RestrictionRow]) -> list[RestrictionView]:
    ids = {one for row in rows for one in (row.owner, row.imposed_by, row.lifted_by)}
    async with house.database.read() as session:
        people = await get_people(session, sorted(ids))
    names = {person_id: person.name for person_id, person in people.items()}
    for row in rows:
        if row.kind == "merchant" and (merchant := await find_merchant(house.wallet, row.owner)):
            names[row.owner] = merchant.name
    return [
        RestrictionView(
            row,
            names.get(row.owner, row.owner),
            names.get(row.imposed_by, row.imposed_by),
            names.get(row.lifted_by, row.lifted_by),
        )
        for row in rows
    ]


async def _tell(house: House, owner: str, text: str, reason: str) -> None:
    """A person reads it in a thread of the house; a merchant has none."""
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        person = await find_person(session, owner)
        if person is None:
            return
        words = sayer(person.language)(text).format(reason=reason)
        thread = await service_thread(session, owner, SERVICE, SERVICE_NAME, now, chance)
        await append(session, thread.id, None, "text", text_body(words), client_id=None, now=now, chance=chance)
    house.hub.publish(owner)


async def _note(house: House, operator: Person, action: str, subject: str, reason: str = "", **facts: object) -> None:
    now = house.clock.now()
    await trail.note(
        house.database, actor_id=operator.id, action=action, subject=subject, reason=reason, now=now, **facts
    )

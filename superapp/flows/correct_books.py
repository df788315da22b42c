"""Operators set something right in the books, two of them for each correction. Proposals and decisions are in the audit
trail before they take effect, and whoever's money moved is told. Called by web/admin/corrections."""

from dataclasses import dataclass

from superapp.accounts.people import Person, find_person, get_people
from superapp.audit import trail
from superapp.base.amounts import typed_money
from superapp.base.words import N_, sayer
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.house import House
from wallet.money import Money, format_minor
from wallet.payments import corrections
from wallet.payments.corrections import CorrectionDraft, CorrectionInvalid, CorrectionRow
from wallet.statements import account_of

SERVICE, SERVICE_NAME = "books", N_("Your wallet")
TOLD_OUT = N_("An operator corrected the books: {amount} {currency} left your wallet. The reason: {reason}")
TOLD_IN = N_("An operator corrected the books: {amount} {currency} came into your wallet. The reason: {reason}")


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """mine: whether this viewer proposed it, and so may not decide."""

    row: CorrectionRow
    amount: Money
    proposer: str
    decider: str
    mine: bool


@dataclass(frozen=True, slots=True)
class CorrectionDesk:
    waiting: list[CorrectionView]
    decided: list[CorrectionView]


async def desk(house: House, viewer: Person) -> CorrectionDesk:
    await _note(house, viewer, "look_at_corrections", "corrections")
    rows = await corrections.corrections(house.wallet)
    async with house.database.read() as session:
        people = await get_people(session, sorted({one for row in rows for one in (row.proposed_by, row.decided_by)}))
    names = {person_id: person.name for person_id, person in people.items()}
    views = [
        CorrectionView(
            row,
            Money(row.amount_minor, row.currency),
            names.get(row.proposed_by, row.proposed_by),
            names.get(row.decided_by, row.decided_by),
            row.proposed_by == viewer.id,
        )
        for row in rows
    ]
    waiting = [one for one in views if one.row.state == "proposed"]
    return CorrectionDesk(waiting[::-1], [one for one in views if one.row.state != "proposed"])


async def propose(
    house: House, operator: Person, *, debit: int, credit: int, amount: str, reason: str, evidence: str
) -> str:
    """The correction's id. Raises AmountInvalid, CorrectionInvalid, AccountRefused."""
    currency = (await account_of(house.wallet, debit)).currency
    draft = CorrectionDraft(
        debit, credit, typed_money(amount, currency, operator.language).amount_minor, reason, evidence
    )
    await _note(house, operator, "propose_correction", f"account:{debit}", reason[:500], credit=credit, amount=amount)
    return (await corrections.propose(house.wallet, draft, by=operator.id)).id


async def decide(house: House, operator: Person, correction_id: str, *, verdict: str, reason: str) -> None:
    """verdict: "approve" or "refuse", the latter with a reason.

    Raises CorrectionUnknown, CorrectionDecided, FourEyesNeeded, CorrectionInvalid, InsufficientFunds, AccountRefused.
    """
    await corrections.get_correction(house.wallet, correction_id)
    await _note(house, operator, f"{verdict}_correction", f"correction:{correction_id}", reason[:500])
    if verdict == "refuse":
        await corrections.refuse(house.wallet, correction_id, by=operator.id, reason=reason)
        return
    if verdict != "approve":
        raise CorrectionInvalid("verdict")
    row = await corrections.approve(house.wallet, correction_id, by=operator.id)
    for account, text in ((row.debit, TOLD_OUT), (row.credit, TOLD_IN)):
        await _tell(house, (await account_of(house.wallet, account)).owner, text, row)


async def _tell(house: House, owner: str, text: str, row: CorrectionRow) -> None:
    """Nothing happens for an account that is no person's."""
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        person = await find_person(session, owner)
        if person is None:
            return
        facts = {"amount": format_minor(row.amount_minor, row.currency), "currency": row.currency, "reason": row.reason}
        words = sayer(person.language)(text).format(**facts)
        thread = await service_thread(session, owner, SERVICE, SERVICE_NAME, now, chance)
        await append(session, thread.id, None, "text", text_body(words), client_id=None, now=now, chance=chance)
    house.hub.publish(owner)


async def _note(house: House, operator: Person, action: str, subject: str, reason: str = "", **facts: object) -> None:
    now = house.clock.now()
    await trail.note(
        house.database, actor_id=operator.id, action=action, subject=subject, reason=reason, now=now, **facts
    )

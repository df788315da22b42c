"""Operators decide what a person and a merchant do not agree about: a refund from the merchant's account, or none,
always with a reason. Every look is on record before anything is shown, every decision before it is made. Called by
web/admin/disputes."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_people
from superapp.audit import trail
from superapp.base.amounts import typed_money
from superapp.house import House
from wallet.merchants.complaints import announce_disputes
from wallet.merchants.registry import find_merchant
from wallet.money import Money
from wallet.payments.dispute_deciding import REASON_LETTERS_MAX, disputes_for_operators, order_refund, refuse
from wallet.payments.disputes import Dispute, get_any_dispute


@dataclass(frozen=True, slots=True)
class DisputeCase:
    """person: a name, "" when that account is gone; left: what may still be ordered."""

    dispute: Dispute
    person: str
    merchant: str
    left: Money
    reason_letters_max: int = REASON_LETTERS_MAX


@dataclass(frozen=True, slots=True)
class DisputeDesk:
    waiting: list[DisputeCase]
    decided: list[DisputeCase]


async def show_desk(house: House, operator: Person) -> DisputeDesk:
    """What waits, the oldest first, and the latest that are over."""
    await _note(house, operator, "look", "disputes")
    waiting, decided = await disputes_for_operators(house.wallet)
    cases = await _cases(house, [*waiting, *decided])
    return DisputeDesk(cases[: len(waiting)], cases[len(waiting) :])


async def show(house: House, operator: Person, dispute_id: str) -> DisputeCase:
    """Raises DisputeUnknown."""
    await _note(house, operator, "look", f"dispute:{dispute_id[:64]}")
    return (await _cases(house, [await get_any_dispute(house.wallet, dispute_id)]))[0]


async def decide(house: House, operator: Person, dispute_id: str, *, decision: str, amount: str, reason: str) -> None:
    """decision: "refund" (with an amount) or "refuse". Raises DisputeUnknown, DisputeNotOpen, DisputeDraftInvalid,
    AmountInvalid."""
    found, words = await get_any_dispute(house.wallet, dispute_id), reason.strip()
    minor = typed_money(amount, found.currency, operator.language).amount_minor if decision == "refund" else 0
    facts = {"amount_minor": minor} if minor else None
    # Written first: what follows cannot happen without a name and a reason. A refusal by the wallet leaves the try.
    await _note(house, operator, f"dispute_{decision}", f"dispute:{found.id}", words, facts)
    if decision == "refund":
        await order_refund(house.wallet, found.id, minor, words)
    else:
        await refuse(house.wallet, found.id, words)
    await announce_disputes(house.wallet)


async def _cases(house: House, found: list[Dispute]) -> list[DisputeCase]:
    async with house.database.read() as session:
        people = await get_people(session, sorted({one.person_id for one in found}))
    merchants = {mchid: await find_merchant(house.wallet, mchid) for mchid in {one.mchid for one in found}}
    cases: list[DisputeCase] = []
    for one in found:
        person, merchant = people.get(one.person_id), merchants[one.mchid]
        left = max(one.amount_minor - one.refunded_minor, 0)
        cases.append(
            DisputeCase(
                dispute=one,
                person=person.name if person else "",
                merchant=merchant.name if merchant else one.mchid,
                left=Money(left, one.currency),
            )
        )
    return cases


async def _note(
    house: House,
    operator: Person,
    action: str,
    subject: str,
    reason: str = "",
    facts: dict[str, int] | None = None,
) -> None:
    now = house.clock.now()
    async with house.database.write() as session:
        await trail.record(
            session, actor_id=operator.id, action=action, subject=subject, reason=reason, facts=facts, now=now
        )

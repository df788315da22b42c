"""A person disputes a payment to a merchant: from its receipt, with a reason, words and an amount; then accepts the
answer, goes on to the operators, or takes it back. Called by web/pages/disputes."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.base.amounts import typed_money
from superapp.base.errors import NotFound
from superapp.house import House
from superapp.programs import registry
from superapp.programs.errors import ProgramUnknown
from wallet import finding, statements
from wallet.merchants.complaints import announce_disputes
from wallet.merchants.registry import find_merchant
from wallet.money import Money
from wallet.payments import disputes
from wallet.payments.disputes import REASONS, WORDS_LETTERS_MAX, Dispute, DisputeDraft
from wallet.payments.orders import Order


@dataclass(frozen=True, slots=True)
class DisputeStart:
    """What the form needs. most: what may be asked back."""

    seq: int
    merchant: str
    what: str
    paid: Money
    most: Money
    reasons: tuple[str, ...]
    words_letters_max: int


@dataclass(frozen=True, slots=True)
class EventView:
    """As `DisputeEvent`; amount: None when there is none."""

    at: datetime
    actor: str
    what: str
    words: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class DisputeView:
    """For the person who opened it, and for operators. state, outcome, obstacle: as `Dispute`. due_at: when its clock
    runs out, if one runs; steps: the oldest first."""

    id: str
    state: str
    outcome: str
    obstacle: str
    merchant: str
    what: str
    reason: str
    words: str
    paid: Money
    amount: Money
    refunded: Money
    ordered: Money
    opened_at: datetime
    due_at: datetime | None
    complaint_id: str
    order_number: str
    transaction_id: str
    seq: int
    words_letters_max: int
    steps: list[EventView]


async def open_page(house: House, person: Person, seq: int) -> DisputeStart:
    """seq: of the receipt. Raises NotFound for what is no payment of theirs, NothingToDispute, DisputeExists."""
    order = await _order(house, person, seq)
    most = Money(await disputes.disputable_minor(house.wallet, order.id, person_id=person.id), order.currency)
    return DisputeStart(
        seq=seq,
        merchant=await _payee(house, order.appid, order.mchid),
        what=order.description,
        paid=Money(order.total_minor, order.currency),
        most=most,
        reasons=REASONS,
        words_letters_max=WORDS_LETTERS_MAX,
    )


async def open_dispute(house: House, person: Person, seq: int, *, reason: str, words: str, amount: str) -> str:
    """Its id. Raises as `open_page`, and AmountInvalid, DisputeDraftInvalid."""
    order = await _order(house, person, seq)
    asked = typed_money(amount, order.currency, person.language).amount_minor
    draft = DisputeDraft(person.id, order.id, reason, words.strip(), asked)
    made = await disputes.open_dispute(house.wallet, draft)
    await announce_disputes(house.wallet)
    return made.id


async def look(house: House, person: Person, dispute_id: str) -> DisputeView:
    """Raises DisputeUnknown."""
    found = await disputes.get_dispute(house.wallet, dispute_id, person_id=person.id)
    merchant = await _payee(house, found.appid, found.mchid)
    return view_of(found, merchant, await _seq(house, found))


async def accept(house: House, person: Person, dispute_id: str) -> None:
    """Raises DisputeUnknown, DisputeNotOpen."""
    await disputes.accept(house.wallet, dispute_id, person_id=person.id)
    await announce_disputes(house.wallet)


async def withdraw(house: House, person: Person, dispute_id: str) -> None:
    """Raises DisputeUnknown, DisputeNotOpen."""
    await disputes.withdraw(house.wallet, dispute_id, person_id=person.id)
    await announce_disputes(house.wallet)


async def escalate(house: House, person: Person, dispute_id: str, words: str) -> None:
    """Raises DisputeUnknown, DisputeNotOpen, DisputeDraftInvalid."""
    await disputes.escalate(house.wallet, dispute_id, words.strip(), person_id=person.id)
    await announce_disputes(house.wallet)


def view_of(one: Dispute, merchant: str, seq: int) -> DisputeView:
    def money(minor: int) -> Money:
        return Money(minor, one.currency)

    return DisputeView(
        id=one.id,
        state=one.state,
        outcome=one.outcome,
        obstacle=one.obstacle,
        merchant=merchant,
        what=one.description,
        reason=one.reason,
        words=one.words,
        paid=money(one.total_minor),
        amount=money(one.amount_minor),
        refunded=money(one.refunded_minor),
        ordered=money(one.ordered_minor),
        opened_at=one.opened_at,
        due_at=one.due_at,
        complaint_id=one.complaint_id,
        order_number=one.out_trade_no,
        transaction_id=one.transaction_id,
        seq=seq,
        words_letters_max=WORDS_LETTERS_MAX,
        steps=[
            EventView(
                step.at, step.actor, step.what, step.words, money(step.amount_minor) if step.amount_minor else None
            )
            for step in one.events
        ],
    )


async def _order(house: House, person: Person, seq: int) -> Order:
    """The order that this receipt of theirs is about. Raises NotFound."""
    try:
        explained = await statements.explain(house.wallet, seq)
    except statements.EntryUnknown as unknown:
        raise NotFound("receipt") from unknown
    if explained.order is None or explained.order.payer_person_id != person.id:
        raise NotFound("receipt")
    return explained.order


async def _seq(house: House, one: Dispute) -> int:
    found = await finding.search(house.wallet, one.order_id, limit=100)
    return min((entry.seq for entry in found), default=0)


async def _payee(house: House, appid: str, mchid: str) -> str:
    """The program's name, which is what people saw when they paid; the merchant's when there is no such program."""
    try:
        async with house.database.read() as session:
            return (await registry.get_program(session, appid)).name
    except ProgramUnknown:
        merchant = await find_merchant(house.wallet, mchid)
        return merchant.name if merchant else mchid

"""A person's pay code: turning it on and off, what her screen shows while she stands at a till, and her answer when she
is asked for the PIN. Called by web/pages/pay_code. The rules are the wallet's (docs/decisions/0024)."""

from dataclasses import dataclass
from datetime import timedelta

from superapp.accounts.people import Person
from superapp.house import House
from superapp.programs import registry
from superapp.programs.errors import ProgramUnknown
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments import code_payments, pay_codes, pins
from wallet.payments.orders import Order
from wallet.payments.pay_codes import MinuteCode
from wallet.payments.standing import standing_of

PAID_SHOWN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class PayCodeView:
    """pin_free: up to this it pays now without the PIN, in the house's currency; available: what it pays from, by
    currency: the merchant's order says which."""

    is_on: bool
    has_pin: bool
    pin_free: Money
    available: list[Money]


@dataclass(frozen=True, slots=True)
class TillView:
    """One payment on the payer's screen. seq: of its entry once paid, else None."""

    order_id: str
    payee: str
    description: str
    amount: Money
    seq: int | None


@dataclass(frozen=True, slots=True)
class NowView:
    """codes: this minute's and the next ones'. question: what she is asked to pay; paid: what she has just paid."""

    codes: list[MinuteCode]
    question: TillView | None
    paid: TillView | None


async def look(house: House, person: Person) -> PayCodeView:
    return PayCodeView(
        is_on=await pay_codes.is_on(house.wallet, person.id),
        has_pin=await pins.has_pin(house.wallet, person.id),
        pin_free=(await standing_of(house.wallet, person.id)).pin_free_left,
        available=[one.available for one in await statements.balances_of(house.wallet, person.id)],
    )


async def turn_on(house: House, person: Person, *, pin: str, device: str = "") -> None:
    """Raises what `check_pin` raises."""
    await pay_codes.turn_on(house.wallet, person.id, pin=pin, device=device)


async def turn_off(house: House, person: Person) -> None:
    await pay_codes.turn_off(house.wallet, person.id)


async def withdraw(house: House, person: Person) -> None:
    """New codes; those shown so far are worthless."""
    await pay_codes.withdraw_codes(house.wallet, person.id)


async def now(house: House, person: Person) -> NowView:
    """Raises PayCodeOff."""
    codes = await pay_codes.codes_ahead(house.wallet, person.id)
    questions = await code_payments.questions_for(house.wallet, person.id)
    paid = await code_payments.last_paid_for(house.wallet, person.id, within=PAID_SHOWN)
    return NowView(
        codes=codes,
        question=await _till(house, questions[0]) if questions else None,
        paid=await _till(house, paid) if paid else None,
    )


async def pay(house: House, person: Person, order_id: str, pin: str, *, device: str = "") -> TillView:
    """Raises NotAsked and what `confirm_order` raises."""
    paid = await code_payments.answer_yes(house.wallet, order_id, person_id=person.id, pin=pin, device=device)
    return await _till(house, paid)


async def refuse(house: House, person: Person, order_id: str) -> None:
    """Raises NotAsked."""
    await code_payments.answer_no(house.wallet, order_id, person_id=person.id)


async def _till(house: House, order: Order) -> TillView:
    try:
        async with house.database.read() as session:
            payee = (await registry.get_program(session, order.appid)).name
    except ProgramUnknown:
        payee = (await get_merchant(house.wallet, order.mchid)).name
    amount = Money(order.total_minor, order.currency)
    return TillView(order.id, payee, order.description, amount, order.entry_seq)

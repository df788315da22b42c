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

LIMITS_MINOR = (0, 5_000, 20_000, 50_000, 100_000)  # what a person may choose as "without a PIN"
PAID_SHOWN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class PayCodeView:
    """limit: without a PIN up to this; free_left: how often today."""

    is_on: bool
    has_pin: bool
    limit: Money
    limits: list[Money]
    free_left: int
    available: Money


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
    found = await pay_codes.find_pay_code(house.wallet, person.id)
    settings = house.wallet.settings
    limits = [one for one in LIMITS_MINOR if one <= settings.pay_code_free_minor_max]
    return PayCodeView(
        is_on=found is not None and found.is_on,
        has_pin=await pins.has_pin(house.wallet, person.id),
        limit=Money(found.free_minor_max if found else limits[min(2, len(limits) - 1)], settings.currency),
        limits=[Money(one, settings.currency) for one in limits],
        free_left=found.free_left if found else settings.pay_code_free_per_day,
        available=(await statements.balance_of(house.wallet, person.id, settings.currency)).available,
    )


async def turn_on(house: House, person: Person, *, limit_minor: int, pin: str) -> None:
    """Raises PayLimitInvalid, and what `check_pin` raises."""
    await pay_codes.turn_on(house.wallet, person.id, free_minor_max=limit_minor, pin=pin)


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


async def pay(house: House, person: Person, order_id: str, pin: str) -> TillView:
    """Raises NotAsked and what `confirm_order` raises."""
    return await _till(house, await code_payments.answer_yes(house.wallet, order_id, person_id=person.id, pin=pin))


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

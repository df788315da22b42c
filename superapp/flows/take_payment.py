"""Paying at the host's own cashier (house decision 7): an order, a combined payment, or money to be set aside. Payee
and amount come from the wallet, never from the program; the PIN is asked for by the host, outside the program's frame.
Called by web/pages/cashier."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.house import House
from superapp.programs import cashier_links, registry
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments import pins
from wallet.payments.orders import OrderIsClosed
from wallet.payments.payables import Part, Payable, confirm_payable, get_payable
from wallet.payments.pin_asking import is_free_of_pin


@dataclass(frozen=True, slots=True)
class PartView:
    """One merchant's share of a combined payment."""

    merchant: str
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class CashierView:
    """What the sheet shows. payee: the program's name; merchant: the registered business behind it, "" for several.
    kind: "order", "combined" or "hold"; state: "open", "paid" (or set aside) or "closed". parts: of a combined payment.
    until: of a hold: when it is the person's again by itself. pin_free: the person has chosen to pay this much without
    the PIN."""

    order_id: str
    appid: str
    payee: str
    merchant: str
    description: str
    amount: Money
    available: Money
    kind: str
    state: str
    has_pin: bool
    pin_free: bool
    expires_at: datetime
    parts: tuple[PartView, ...]
    until: datetime | None

    @property
    def affordable(self) -> bool:
        return self.available.amount_minor >= self.amount.amount_minor

    @property
    def missing(self) -> Money:
        """What the wallet lacks for this."""
        return Money(max(0, self.amount.amount_minor - self.available.amount_minor), self.amount.currency)


@dataclass(frozen=True, slots=True)
class PaidView:
    """seq: of the payment's entry; None for a hold, which moves nothing yet."""

    order_id: str
    payee: str
    amount: Money
    paid_at: datetime
    seq: int | None


async def open_sheet(house: House, person: Person, token: str) -> CashierView:
    """The sheet for this link. Raises CashierLinkInvalid."""
    payable, payee = await _payable_of(house, person, token)
    balance = await statements.balance_of(house.wallet, person.id, payable.currency)
    parts = tuple([await _part(house, part, payable.currency) for part in payable.parts])
    return CashierView(
        order_id=payable.id,
        appid=payable.appid,
        payee=payee,
        merchant="" if parts else (await get_merchant(house.wallet, payable.mchid)).name,
        description=payable.description,
        amount=Money(payable.amount_minor, payable.currency),
        available=balance.available,
        kind=payable.kind,
        state={"done": "paid"}.get(payable.state, payable.state),
        has_pin=await pins.has_pin(house.wallet, person.id),
        pin_free=await is_free_of_pin(house.wallet, person.id, Money(payable.amount_minor, payable.currency)),
        expires_at=payable.expires_at,
        parts=parts,
        until=payable.until,
    )


async def confirm(house: House, person: Person, token: str, pin: str, *, device: str = "") -> PaidView:
    """Pay or set aside, once; a repeat after success shows the same.

    Raises CashierLinkInvalid and whatever `confirm_payable` refuses: PinWrong, PinLocked, InsufficientFunds, ….
    """
    payable, payee = await _payable_of(house, person, token)
    paid = await confirm_payable(house.wallet, payable.id, person_id=person.id, pin=pin, device=device)
    if paid.done_at is None:
        raise OrderIsClosed(paid.id)
    return PaidView(paid.id, payee, Money(paid.amount_minor, paid.currency), paid.done_at, paid.seq)


async def _part(house: House, part: Part, currency: str) -> PartView:
    merchant = await get_merchant(house.wallet, part.mchid)
    return PartView(merchant.name, part.description, Money(part.amount_minor, currency))


async def _payable_of(house: House, person: Person, token: str) -> tuple[Payable, str]:
    async with house.database.read() as session:
        link = await cashier_links.resolve_link(session, token, person_id=person.id, now=house.clock.now())
        program = await registry.get_program(session, link.appid)
    return await get_payable(house.wallet, link.order_id), program.name

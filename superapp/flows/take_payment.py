"""Paying an order at the host's own cashier (house decision 7): payee and amount come from the order, never from the
program; the PIN is asked for by the host, outside the program's frame. Called by web/pages/cashier."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.house import House
from superapp.programs import cashier_links, registry
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments import pins
from wallet.payments.confirm import confirm_order
from wallet.payments.orders import Order, OrderIsClosed, OrderState, get_order
from wallet.payments.pin_asking import is_free_of_pin


@dataclass(frozen=True, slots=True)
class CashierView:
    """What the sheet shows. payee: the program's name; merchant: the registered business behind it.
    state: "open", "paid" or "closed". pin_free: the person has chosen to pay this much without the PIN."""

    order_id: str
    appid: str
    payee: str
    merchant: str
    description: str
    amount: Money
    available: Money
    state: str
    has_pin: bool
    pin_free: bool
    expires_at: datetime

    @property
    def affordable(self) -> bool:
        return self.available.amount_minor >= self.amount.amount_minor


@dataclass(frozen=True, slots=True)
class PaidView:
    order_id: str
    payee: str
    amount: Money
    paid_at: datetime
    seq: int


async def open_sheet(house: House, person: Person, token: str) -> CashierView:
    """The sheet for this link. Raises CashierLinkInvalid."""
    order, payee = await _order_of(house, person, token)
    balance = await statements.balance_of(house.wallet, person.id, order.currency)
    merchant = await get_merchant(house.wallet, order.mchid)
    return CashierView(
        order_id=order.id,
        appid=order.appid,
        payee=payee,
        merchant=merchant.name,
        description=order.description,
        amount=Money(order.total_minor, order.currency),
        available=balance.available,
        state="paid" if order.is_paid else "closed" if order.state is OrderState.CLOSED else "open",
        has_pin=await pins.has_pin(house.wallet, person.id),
        pin_free=await is_free_of_pin(house.wallet, person.id, Money(order.total_minor, order.currency)),
        expires_at=order.expires_at,
    )


async def confirm(house: House, person: Person, token: str, pin: str, *, device: str = "") -> PaidView:
    """Pay, once; a repeat after success shows the same payment.

    Raises CashierLinkInvalid and whatever `confirm_order` refuses: PinWrong, PinLocked, InsufficientFunds, ….
    """
    order, payee = await _order_of(house, person, token)
    paid = await confirm_order(house.wallet, order_id=order.id, person_id=person.id, pin=pin, device=device)
    if paid.paid_at is None or paid.entry_seq is None:
        raise OrderIsClosed(paid.id)
    return PaidView(paid.id, payee, Money(paid.total_minor, paid.currency), paid.paid_at, paid.entry_seq)


async def _order_of(house: House, person: Person, token: str) -> tuple[Order, str]:
    async with house.database.read() as session:
        link = await cashier_links.resolve_link(session, token, person_id=person.id, now=house.clock.now())
        program = await registry.get_program(session, link.appid)
    return await get_order(house.wallet, link.order_id), program.name

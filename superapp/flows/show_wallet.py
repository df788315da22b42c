"""A person's own money: what they have, where it went, one receipt. Called by web/pages/wallet."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.house import House
from superapp.programs import registry
from superapp.programs.errors import ProgramUnknown
from wallet import statements
from wallet.money import Money
from wallet.payments import pins
from wallet.payments.orders import get_order

LINES_PER_PAGE = 30
DEMO_MONEY = N_("Demo money")


@dataclass(frozen=True, slots=True)
class WalletLine:
    """amount: signed, from the person's side. kind: "payment", "refund", "top_up" or "transfer"."""

    seq: int
    at: datetime
    amount: Money
    balance_after: Money
    title: str
    counterparty: str
    kind: str


@dataclass(frozen=True, slots=True)
class WalletView:
    """next_before: the seq to page from, None at the end."""

    available: Money
    held: Money
    lines: list[WalletLine]
    next_before: int | None
    has_pin: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One movement of the person's money. order_number: the merchant's own; transaction_id: 28 digits or ""."""

    line: WalletLine
    order_number: str
    transaction_id: str
    appid: str
    program: str


async def overview(house: House, person: Person, *, before: int | None = None) -> WalletView:
    currency = house.wallet.settings.currency
    balance = await statements.balance_of(house.wallet, person.id, currency)
    lines = await statements.lines_of(house.wallet, person.id, before_seq=before, limit=LINES_PER_PAGE + 1)
    shown = lines[:LINES_PER_PAGE]
    return WalletView(
        available=balance.available,
        held=balance.held,
        lines=[_line(line, person) for line in shown],
        next_before=shown[-1].seq if len(lines) > LINES_PER_PAGE else None,
        has_pin=await pins.has_pin(house.wallet, person.id),
        demo=house.wallet.settings.demo,
    )


async def available(house: House, person: Person) -> Money:
    """What they can spend now."""
    return (await statements.balance_of(house.wallet, person.id, house.wallet.settings.currency)).available


async def receipt(house: House, person: Person, seq: int) -> ReceiptView:
    """One line in full. Raises NotFound, also for somebody else's."""
    lines = await statements.lines_of(house.wallet, person.id, before_seq=seq + 1, limit=1)
    if not lines or lines[0].seq != seq:
        raise NotFound("receipt")
    explained = await statements.explain(house.wallet, seq)
    order = explained.order
    if explained.refund:
        order = await get_order(house.wallet, explained.refund.order_id)
    return ReceiptView(
        line=_line(lines[0], person),
        order_number=order.out_trade_no if order else "",
        transaction_id=(order.transaction_id or "") if order else "",
        appid=order.appid if order else "",
        program=await _program_name(house, order.appid) if order else "",
    )


async def _program_name(house: House, appid: str) -> str:
    """Empty when the order was not made for a program of this host."""
    try:
        async with house.database.read() as session:
            return (await registry.get_program(session, appid)).name
    except ProgramUnknown:
        return ""


def _line(line: statements.StatementLine, person: Person) -> WalletLine:
    kind = {"order": "payment", "refund": "refund", "top_up": "top_up"}.get(line.cause.partition(":")[0], "transfer")
    # The house account that demo money comes from is nobody a person knows by name.
    who = sayer(person.language)(DEMO_MONEY) if kind == "top_up" and line.counterparty == "demo" else line.counterparty
    return WalletLine(line.seq, line.posted_at, line.amount, line.balance_after, line.title, who, kind)

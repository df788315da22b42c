"""A person's own money: what they have, where it went, what is on its way, one receipt. Called by web/pages/wallet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from superapp.accounts.people import Person, names_of
from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.chat.lines import UNKNOWN_NAME
from superapp.contacts.contacts import with_remarks
from superapp.house import House
from superapp.programs import registry
from superapp.programs.errors import ProgramUnknown
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments import pins
from wallet.payments.combined import Combined, get_combined
from wallet.payments.envelopes import envelopes_under_way
from wallet.payments.holds import holds_under_way
from wallet.payments.orders import get_order
from wallet.payments.transfers import TransferState, transfers_under_way

LINES_PER_PAGE = 30
DEMO_MONEY = N_("Demo money")
SHARED = ("transfer", "envelope")
# What the first part of a journal entry's cause is to a person.
KINDS = {
    "order": "payment",
    "combine": "payment",
    "refund": "refund",
    "top_up": "top_up",
    "transfer": "transfer",
    "transfer_back": "transfer",
    "envelope": "envelope",
    "envelope_back": "envelope",
}


@dataclass(frozen=True, slots=True)
class WalletLine:
    """amount: signed, from the person's side. kind: "payment", "refund", "top_up", "transfer", "envelope" or "other".
    counterparty: a name; with a person, `person_id` is theirs, else it is ""."""

    seq: int
    at: datetime
    amount: Money
    balance_after: Money
    title: str
    counterparty: str
    kind: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Money that has left one wallet and has not arrived. kind: "to" (a transfer of theirs), "from" (one to them),
    "envelope" (of theirs) or "hold" (set aside for the merchant `other`, at most `amount`). state: of a transfer,
    "waiting" or "accepted", else "". left: shares not opened, of `shares`; amount: what may still come back, or arrive.
    until: when it goes back by itself, or arrives."""

    kind: str
    id: str
    other: str
    note: str
    state: str
    amount: Money
    until: datetime | None
    left: int = 0
    shares: int = 0


@dataclass(frozen=True, slots=True)
class WalletView:
    """next_before: the seq to page from, None at the end."""

    available: Money
    held: Money
    under_way: list[UnderWay]
    lines: list[WalletLine]
    next_before: int | None
    has_pin: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One merchant's share of a combined payment."""

    merchant: str
    title: str
    amount: Money
    transaction_id: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One movement of the person's money. order_number: the merchant's own; transaction_id: 28 digits or "". thing:
    where the transfer or the envelope it belongs to can be seen, or "". parts: who got what of a combined payment."""

    line: WalletLine
    order_number: str
    transaction_id: str
    appid: str
    program: str
    thing: str = ""
    parts: list[PartLine] = field(default_factory=list["PartLine"])


async def overview(house: House, person: Person, *, before: int | None = None) -> WalletView:
    currency = house.wallet.settings.currency
    balance = await statements.balance_of(house.wallet, person.id, currency)
    lines = await statements.lines_of(house.wallet, person.id, before_seq=before, limit=LINES_PER_PAGE + 1)
    shown = lines[:LINES_PER_PAGE]
    return WalletView(
        available=balance.available,
        held=balance.held,
        under_way=await _under_way(house, person) if before is None else [],
        lines=await _named(house, person, [_line(line, person) for line in shown]),
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
    shared = explained.shared
    combined = None
    if explained.combined:
        combined = await get_combined(house.wallet, explained.entry.cause.partition(":")[2])
    appid = order.appid if order else combined.appid if combined else ""
    return ReceiptView(
        line=(await _named(house, person, [_line(lines[0], person)]))[0],
        order_number=order.out_trade_no if order else combined.out_trade_no if combined else "",
        transaction_id=(order.transaction_id or "") if order else "",
        appid=appid,
        program=await _program_name(house, appid) if appid else "",
        thing=f"/{shared.kind}s/{shared.id}" if shared else "",
        parts=await _parts(house, combined) if combined else [],
    )


async def _parts(house: House, combined: Combined) -> list[PartLine]:
    return [
        PartLine(
            merchant=(await get_merchant(house.wallet, part.mchid)).name,
            title=part.description,
            amount=Money(part.total_minor, part.currency),
            transaction_id=part.transaction_id or "",
        )
        for part in combined.parts
    ]


async def _under_way(house: House, person: Person) -> list[UnderWay]:
    """What is set aside for merchants, then transfers, then envelopes; the newest first."""
    holds = [
        UnderWay(
            kind="hold",
            id=one.id,
            other=await _program_name(house, one.appid) or (await get_merchant(house.wallet, one.mchid)).name,
            note=one.description,
            state="",
            amount=Money(one.amount_minor, one.currency),
            until=one.expires_at,
        )
        for one in await holds_under_way(house.wallet, person.id)
    ]
    transfers = await transfers_under_way(house.wallet, person.id)
    envelopes = await envelopes_under_way(house.wallet, person.id)
    ids = [one.receiver_id if one.sender_id == person.id else one.sender_id for one in transfers]
    names = await _names(house, person, ids)
    return (
        holds
        + [
            UnderWay(
                kind="to" if one.sender_id == person.id else "from",
                id=one.id,
                other=names[other],
                note=one.note,
                state="accepted" if one.state is TransferState.ACCEPTED else "waiting",
                amount=Money(one.amount_minor, one.currency),
                until=one.arrives_at or one.expires_at,
            )
            for one, other in zip(transfers, ids, strict=True)
        ]
        + [
            UnderWay(
                kind="envelope",
                id=one.id,
                other="",
                note=one.greeting,
                state="",
                amount=Money(one.total_minor - sum(share.amount_minor for share in one.got), one.currency),
                until=one.expires_at,
                left=one.shares - one.taken,
                shares=one.shares,
            )
            for one in envelopes
        ]
    )


async def _named(house: House, person: Person, lines: list[WalletLine]) -> list[WalletLine]:
    """The wallet knows people by their ids only."""
    ids = [line.counterparty for line in lines if line.kind in SHARED and line.counterparty]
    names = await _names(house, person, ids)
    return [
        replace(line, counterparty=names[line.counterparty], person_id=line.counterparty)
        if line.kind in SHARED and line.counterparty
        else line
        for line in lines
    ]


async def _names(house: House, person: Person, ids: Iterable[str]) -> dict[str, str]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    async with house.database.read() as session:
        known = await with_remarks(session, person.id, await names_of(session, wanted))
    return {one: known.get(one, sayer(person.language)(UNKNOWN_NAME)) for one in wanted}


async def _program_name(house: House, appid: str) -> str:
    """Empty when the order was not made for a program of this host."""
    try:
        async with house.database.read() as session:
            return (await registry.get_program(session, appid)).name
    except ProgramUnknown:
        return ""


def _line(line: statements.StatementLine, person: Person) -> WalletLine:
    kind = KINDS.get(line.cause.partition(":")[0], "other")
    # A combined payment goes by an account of its own, the demo's money comes from the house's: no names for people.
    if line.cause.startswith("combine:"):
        return WalletLine(line.seq, line.posted_at, line.amount, line.balance_after, line.title, "", kind)
    who = sayer(person.language)(DEMO_MONEY) if kind == "top_up" and line.counterparty == "demo" else line.counterparty
    return WalletLine(line.seq, line.posted_at, line.amount, line.balance_after, line.title, who, kind)

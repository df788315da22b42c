"""A person's own money: what they have, where it went, what is on its way, one receipt. Called by web/pages/wallet."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
from wallet.money import Money
from wallet.payments import pins
from wallet.payments.envelopes import envelopes_under_way
from wallet.payments.orders import get_order
from wallet.payments.top_ups import owed_minor, top_ups_under_way
from wallet.payments.transfers import TransferState, transfers_under_way
from wallet.payments.withdrawals import withdrawals_under_way

LINES_PER_PAGE = 30
DEMO_MONEY, CARD = N_("Demo money"), N_("Card")
SHARED = ("transfer", "envelope")
# What the first part of a journal entry's cause is to a person.
KINDS = {
    "order": "payment",
    "refund": "refund",
    "top_up": "top_up",
    "transfer": "transfer",
    "transfer_back": "transfer",
    "envelope": "envelope",
    "envelope_back": "envelope",
    "withdrawal": "withdrawal",
    "withdrawal_back": "withdrawal",
    "debt": "debt",
}
# Where what a cause names can be seen, by the beginning of its id.
PAGES = {"tup_": "/wallet/top-ups/", "wdr_": "/wallet/withdrawals/"}


@dataclass(frozen=True, slots=True)
class WalletLine:
    """amount: signed, from the person's side. kind: "payment", "refund", "top_up", "transfer", "envelope",
    "withdrawal", "debt" or "other".
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
    "envelope" (of theirs), "top_up" or "withdrawal" (by card). state: of a transfer, "waiting" or "accepted"; of a
    top-up, as the wallet's; else "". left: shares not opened, of `shares`; amount: what may still come back, or arrive.
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
    """next_before: the seq to page from, None at the end. has_cards: whether a card processor is connected. owed: what
    a bank took back and the wallet has not given yet."""

    available: Money
    held: Money
    under_way: list[UnderWay]
    lines: list[WalletLine]
    next_before: int | None
    has_pin: bool
    demo: bool
    has_cards: bool
    owed: Money


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One movement of the person's money. order_number: the merchant's own; transaction_id: 28 digits or "". thing:
    where the transfer or the envelope it belongs to can be seen, or ""."""

    line: WalletLine
    order_number: str
    transaction_id: str
    appid: str
    program: str
    thing: str = ""


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
        has_cards=house.wallet.rail is not None,
        owed=Money(await owed_minor(house.wallet, person.id), currency),
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
    return ReceiptView(
        line=(await _named(house, person, [_line(lines[0], person)]))[0],
        order_number=order.out_trade_no if order else "",
        transaction_id=(order.transaction_id or "") if order else "",
        appid=order.appid if order else "",
        program=await _program_name(house, order.appid) if order else "",
        thing=f"/{shared.kind}s/{shared.id}" if shared else _page_of(lines[0].cause),
    )


def _page_of(cause: str) -> str:
    thing = cause.partition(":")[2]
    return PAGES[thing[:4]] + thing if thing[:4] in PAGES else ""


async def _under_way(house: House, person: Person) -> list[UnderWay]:
    """Transfers, then envelopes; the newest first."""
    transfers = await transfers_under_way(house.wallet, person.id)
    envelopes = await envelopes_under_way(house.wallet, person.id)
    ids = [one.receiver_id if one.sender_id == person.id else one.sender_id for one in transfers]
    names = await _names(house, person, ids)
    return (
        [
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
        + await _by_card(house, person)
    )


async def _by_card(house: House, person: Person) -> list[UnderWay]:
    """Top-ups that are not decided, and withdrawals that have not arrived."""
    coming = await top_ups_under_way(house.wallet, person.id)
    going = await withdrawals_under_way(house.wallet, person.id)
    return [
        UnderWay("top_up", one.id, "", "", one.state, Money(one.amount_minor, one.currency), None) for one in coming
    ] + [
        UnderWay("withdrawal", one.id, "", "", "", Money(one.amount_minor, one.currency), one.arrives_at)
        for one in going
    ]


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
    # The house accounts that money comes from and goes to are nobody a person knows by name.
    say, who = sayer(person.language), line.counterparty
    if kind in {"top_up", "withdrawal", "debt"}:
        who = say(DEMO_MONEY) if who == "demo" else say(CARD)
    return WalletLine(line.seq, line.posted_at, line.amount, line.balance_after, line.title, who, kind)

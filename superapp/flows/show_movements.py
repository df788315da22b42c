"""A person's history: pages with search and filters, months, one receipt, a statement line by line. Called by
web/pages/wallet and web/pages/statements. What is shown is written out from the journal (`wallet.movements`); whoever
looks first brings it up to date."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, names_of
from superapp.base.amounts import typed_money
from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.chat.lines import Reader
from superapp.contacts.contacts import contacts_of
from superapp.house import House
from superapp.money_words import KINDS, filter_of, other_of, what_of
from superapp.programs import order_pages, registry
from superapp.programs.errors import ProgramUnknown
from superapp.programs.order_pages import OrderPage
from superapp.readers import reader_for
from wallet import reactions, statements
from wallet.merchants.registry import get_merchant
from wallet.money import EXPONENTS, AmountInvalid, Money
from wallet.movements import reading
from wallet.movements.reading import Month, Movement, Wanted
from wallet.payments.combined import Combined, get_combined
from wallet.payments.disputes import DisputeExists, NothingToDispute, disputable_minor, dispute_of_order
from wallet.payments.holds import hold_of_order
from wallet.payments.orders import Order, OrderUnknown, get_order

LINES_PER_PAGE = 30
CHART_MONTHS, FILTER_MONTHS = 6, 24
CATCH_UP_MAX = 2_000  # entries written out while a person waits; a longer way is the worker's
FILTERS: dict[str, str] = {
    "payment": N_("Payments"),
    "refund": N_("Refunds"),
    "transfer": N_("Transfers"),
    "envelope": N_("Red envelopes"),
    "split": N_("Split bills"),
    "top_up": N_("Top-ups"),
    "withdrawal": N_("Withdrawals"),
    "debt": N_("Taken back"),
    "payout": N_("From merchants"),
}
# Where what moved the money can be seen, by the beginning of its id.
PAGES = {
    "trf_": "/transfers/",
    "env_": "/envelopes/",
    "spl_": "/splits/",
    "tup_": "/wallet/top-ups/",
    "wdr_": "/wallet/withdrawals/",
}


@dataclass(frozen=True, slots=True)
class WalletLine:
    """amount: signed, from the person's side. kind: one of FILTERS, or "other"; what: the same in words; title: what it
    was for, or "". counterparty: a name; with a person, `person_id` is theirs, else it is "". thing: its id."""

    seq: int
    at: datetime
    amount: Money
    balance_after: Money
    kind: str
    what: str
    title: str
    counterparty: str
    person_id: str
    thing: str
    order_number: str
    transaction_id: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person filters by, as text from the address. month: such as "202611"."""

    words: str = ""
    kind: str = ""
    direction: str = ""
    month: str = ""
    currency: str = ""

    @property
    def is_plain(self) -> bool:
        """Nothing but the currency is asked for."""
        return not (self.words or self.kind or self.direction or self.month)


@dataclass(frozen=True, slots=True)
class HistoryView:
    """next_before: where the next page begins, None at the end; is_search: that page is a further look.
    chart: oldest first; top_minor: the highest bar of it. behind: older lines are still being written out."""

    asked: Asked
    lines: list[WalletLine]
    next_before: int | None
    is_search: bool
    months: list[int]
    currencies: list[str]
    currency: str
    chart: list[Month]
    top_minor: int
    filters: dict[str, str]
    behind: bool


@dataclass(frozen=True, slots=True)
class PartLine:
    """One merchant's share of a combined payment. transaction_id: of its order, "" until it has one."""

    merchant: str
    title: str
    amount: Money
    transaction_id: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One movement of the person's money. thing: where the transfer, envelope, split bill, top-up or withdrawal it
    belongs to can be seen, or "". dispute: id of the latest one about its order, or ""; may_dispute: whether one may be
    opened from here.
    order_path: the page of the program that shows the order, when the program has told of one.
    link_verifies: whether its place in the hash chain of the journal was recomputed and fits. parts: who got what of a
    combined payment."""

    line: WalletLine
    appid: str
    program: str
    thing: str
    order_path: str | None
    batch: int
    link_verifies: bool
    parts: list[PartLine]
    dispute: str
    may_dispute: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """month: such as 202611, None for everything. up_to: the last entry it covers."""

    month: int | None
    opening: Money
    closing: Money
    up_to: int


async def newest_lines(house: House, person: Person, *, limit: int) -> tuple[list[WalletLine], bool]:
    """The end of the history, and whether there is more."""
    await _bring_up(house)
    page = await reading.page_of(house.wallet, person.id, Wanted(), limit=limit)
    return await _lines(house, person, page.movements), page.next_before is not None


async def history(house: House, person: Person, asked: Asked, *, before: int | None = None) -> HistoryView:
    behind = await _bring_up(house)
    wallet, own = house.wallet, house.wallet.settings.currency
    currencies = await reading.currencies_of(wallet, person.id)
    currency = asked.currency if asked.currency in currencies else own
    wanted = await _wanted(house, person, asked, currency)
    page = await reading.page_of(wallet, person.id, wanted, before_seq=before, limit=LINES_PER_PAGE)
    months = await reading.months_of(wallet, person.id, currency, limit=FILTER_MONTHS)
    chart = months[:CHART_MONTHS][::-1]
    say = sayer(person.language)
    return HistoryView(
        asked=asked,
        lines=await _lines(house, person, page.movements),
        next_before=page.next_before,
        is_search=page.next_before is not None and len(page.movements) < LINES_PER_PAGE,
        months=[one.month for one in months],
        currencies=currencies or [own],
        currency=currency,
        chart=chart,
        top_minor=max([1, *(max(one.money_in.amount_minor, one.money_out.amount_minor) for one in chart)]),
        filters={name: say(words) for name, words in FILTERS.items()},
        behind=behind,
    )


async def receipt(house: House, person: Person, seq: int) -> ReceiptView:
    """One line in full. Raises NotFound, also for somebody else's."""
    await _bring_up(house)
    movement = await reading.find_movement(house.wallet, person.id, seq)
    if movement is None:
        raise NotFound("receipt")
    explained = await statements.explain(house.wallet, seq)
    order = explained.order
    if explained.refund:
        order = await get_order(house.wallet, explained.refund.order_id)
    line = (await _lines(house, person, [movement]))[0]
    combined = await get_combined(house.wallet, line.thing) if explained.combined else None
    paid = order or combined
    page = await _page_of(house, person, paid) if paid else None
    dispute, may_dispute = await _dispute(house, person, order) if order else ("", False)
    return ReceiptView(
        line=line,
        appid=paid.appid if paid else "",
        program=await _program_name(house, paid.appid) if paid else "",
        thing=PAGES[line.thing[:4]] + line.thing if line.thing[:4] in PAGES else "",
        order_path=page.path if page else None,
        batch=explained.link.batch,
        link_verifies=explained.link_verifies,
        parts=[await _part(house, part) for part in combined.parts] if combined else [],
        dispute=dispute,
        may_dispute=may_dispute and explained.order is not None,  # from the payment's receipt, not from a refund's
    )


async def open_statement(house: House, person: Person, month: int | None, currency: str) -> Statement:
    """Of what is in the journal now; what comes later is not in it. Raises NotFound for a currency without money."""
    await _bring_up(house)
    if currency not in {house.wallet.settings.currency, *await reading.currencies_of(house.wallet, person.id)}:
        raise NotFound("currency")
    opening = await reading.balance_before(house.wallet, person.id, currency, month)
    up_to = await statements.newest_seq(house.wallet)
    wanted = Wanted(currency=currency, month=month)
    last = await reading.page_of(house.wallet, person.id, wanted, before_seq=up_to + 1, limit=1)
    closing = last.movements[0].balance_after if last.movements else opening
    return Statement(month, opening, closing, up_to)


async def statement_lines(house: House, person: Person, statement: Statement) -> AsyncIterator[list[WalletLine]]:
    """Oldest first, some hundred at a time."""
    after, currency = 0, statement.opening.currency
    while found := await reading.lines_from(
        house.wallet, person.id, currency, month=statement.month, after_seq=after, up_to=statement.up_to
    ):
        yield await _lines(house, person, found)
        after = found[-1].seq


async def _dispute(house: House, person: Person, order: Order) -> tuple[str, bool]:
    """The latest dispute about this order, and whether another one may be opened."""
    found = await dispute_of_order(house.wallet, order.id, person_id=person.id)
    try:
        may_dispute = bool(await disputable_minor(house.wallet, order.id, person_id=person.id))
    except (OrderUnknown, NothingToDispute, DisputeExists):
        may_dispute = False
    return found.id if found else "", may_dispute


async def _bring_up(house: House) -> bool:
    """Write out what is new; whether something is still missing."""
    read = await reactions.catch_up(house.wallet, reactions.movements(house.wallet), at_most=CATCH_UP_MAX)
    return read >= CATCH_UP_MAX


async def _wanted(house: House, person: Person, asked: Asked, currency: str) -> Wanted:
    words, people = asked.words.strip(), frozenset[str]()
    amount, seq = None, None
    if words:
        people = await _people_called(house, person, words)
        with suppress(AmountInvalid):
            amount = typed_money(words, currency, person.language).amount_minor
        number = words.removeprefix("#")
        seq = int(number) if number.isascii() and number.isdecimal() and len(number) <= 15 else None
    month = int(asked.month) if len(asked.month) == 6 and asked.month.isascii() and asked.month.isdecimal() else None
    return Wanted(
        currency=asked.currency if asked.currency in EXPONENTS else "",
        kinds=frozenset(cause for cause, (kind, _) in KINDS.items() if kind == asked.kind),
        direction=asked.direction if asked.direction in ("in", "out") else "",
        month=month,
        words=words,
        people=people,
        amount_minor=amount,
        seq=seq,
    )


async def _people_called(house: House, person: Person, words: str) -> frozenset[str]:
    """The wallet knows people by their ids only: contacts whose name, or what this person calls them, has the words."""
    wanted = words.casefold()
    async with house.database.read() as session:
        known = await contacts_of(session, person.id)
        names = await names_of(session, [one.person_id for one in known])
    return frozenset(
        one.person_id for one in known if wanted in f"{one.remark} {names.get(one.person_id, '')}".casefold()
    )


async def _lines(house: House, person: Person, movements: list[Movement]) -> list[WalletLine]:
    ids = {one.other_id for one in movements if one.other_id}
    async with house.database.read() as session:
        reader = await reader_for(session, person, ids)
    return [_line(one, reader) for one in movements]


def _line(movement: Movement, reader: Reader) -> WalletLine:
    return WalletLine(
        seq=movement.seq,
        at=movement.posted_at,
        amount=movement.amount,
        balance_after=movement.balance_after,
        kind=filter_of(movement.kind),
        what=what_of(movement.kind, reader.say),
        title=movement.title,
        counterparty=reader.name(movement.other_id)
        if movement.other_id
        else other_of(movement.kind, movement.other_name, reader.say),
        person_id=movement.other_id,
        thing=movement.thing,
        order_number=movement.order_number,
        transaction_id=movement.transaction_id,
    )


async def _page_of(house: House, person: Person, paid: Order | Combined) -> OrderPage | None:
    """A program that had the money set aside has told of the hold, one that asked for several merchants' money of the
    whole."""
    hold = await hold_of_order(house.wallet, paid.id)
    told_of = [paid.id, hold.id if hold else None, paid.combine_id if isinstance(paid, Order) else None]
    async with house.database.read() as session:
        for one in told_of:
            if one and (page := await order_pages.find(session, one, person.id)):
                return page
    return None


async def _part(house: House, part: Order) -> PartLine:
    merchant = await get_merchant(house.wallet, part.mchid)
    return PartLine(merchant.name, part.description, Money(part.total_minor, part.currency), part.transaction_id or "")


async def _program_name(house: House, appid: str) -> str:
    """Empty when the order was not made for a program of this host."""
    try:
        async with house.database.read() as session:
            return (await registry.get_program(session, appid)).name
    except ProgramUnknown:
        return ""

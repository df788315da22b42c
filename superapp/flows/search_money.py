"""An operator or auditor searches the journal, keeps a search, or takes what it finds away as a file. The search is
written to the audit trail and committed before anything is shown. Called by web/admin/transfers and web/admin/books."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, find_by_handle, search_people
from superapp.audit import saved_filters, trail
from superapp.audit.saved_filters import SavedFilter
from superapp.base.amounts import typed_money
from superapp.base.tables import Cell, csv_line, json_line
from superapp.base.words import Say, sayer
from superapp.house import House
from superapp.money_words import name_of
from wallet.audit import searching
from wallet.audit.searching import Search
from wallet.audit.trial_balance import seq_at
from wallet.money import EXPONENTS, Money, decimal_of
from wallet.statements import Entry

FOUND_MAX = 100
PEOPLE_MAX = 20
COLUMNS = ("entry", "posted_at", "kind", "amount", "currency", "cause", "debit_account", "credit_account",
           "debit_balance", "credit_balance", "idempotency_key", "batch")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as typed. text: any id, an amount, @handle or a name; amounts: decimal text."""

    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    amount_from: str = ""
    amount_to: str = ""
    currency: str = ""

    @property
    def is_empty(self) -> bool:
        return self == Wish()

    def words(self) -> str:
        """For the trail: what was asked, in one line."""
        bounds = f"{self.since or ''}..{self.until or ''} {self.amount_from}..{self.amount_to} {self.currency}"
        return self.text[:80] + ("" if bounds == ".. .. " else f" {bounds}")


@dataclass(frozen=True, slots=True)
class FoundEntry:
    seq: int
    at: datetime
    amount: Money
    cause: str
    title: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """people: whose name or handle the text is. next_before: the seq to page from, None at the end."""

    wish: Wish
    found: list[FoundEntry]
    people: list[Person]
    filters: list[SavedFilter]
    currencies: list[str]
    next_before: int | None


async def search(house: House, viewer: Person, wish: Wish, *, before: int | None = None) -> SearchView:
    """An empty wish lists the end of the journal. Raises AmountInvalid for an amount that is none."""
    subject = "journal" if wish.is_empty else f"query:{wish.words()}"
    action = "list_transfers" if wish.is_empty else "search_transfers"
    await trail.note(house.database, actor_id=viewer.id, action=action, subject=subject, now=house.clock.now())
    asked, people = await _asked(house, viewer, wish)
    entries = await searching.search(house.wallet, asked, before_seq=before, limit=FOUND_MAX + 1)
    shown = entries[:FOUND_MAX]
    currencies = await searching.currencies_of(house.wallet, shown)
    async with house.database.read() as session:
        filters = await saved_filters.filters_of(session, viewer.id)
    return SearchView(
        wish,
        [_found(one, currencies, sayer(viewer.language)) for one in shown],
        people,
        filters,
        sorted(EXPONENTS),
        shown[-1].seq if len(entries) > FOUND_MAX else None,
    )


async def export(house: House, viewer: Person, wish: Wish, form: str) -> AsyncIterator[str]:
    """Everything that is found, as lines of "csv" or "jsonl", newest first. Raises AmountInvalid, at once."""
    await trail.note(
        house.database,
        actor_id=viewer.id,
        action="export_transfers",
        subject=f"query:{wish.words()}",
        now=house.clock.now(),
        form=form,
        entries_until=await seq_at(house.wallet, None),
    )
    asked, _people = await _asked(house, viewer, wish)
    return _lines(house, asked, form)


async def save(house: House, viewer: Person, name: str, query: str) -> None:
    """Keep a search. Raises FilterInvalid."""
    async with house.database.write() as session:
        await saved_filters.save(session, viewer.id, name, query, now=house.clock.now(), chance=house.chance)


async def forget(house: House, viewer: Person, filter_id: str) -> None:
    async with house.database.write() as session:
        await saved_filters.remove(session, viewer.id, filter_id)


async def _asked(house: House, viewer: Person, wish: Wish) -> tuple[Search, list[Person]]:
    """The wallet knows people by id only: a handle or a name becomes the people it may mean."""
    text, people = wish.text.strip(), list[Person]()
    currency = wish.currency if wish.currency in EXPONENTS else ""
    if text and not any(letter.isdigit() for letter in text.removeprefix("@")[:1]) and ":" not in text:
        async with house.database.read() as session:
            if text.startswith("@"):
                found = await find_by_handle(session, text)
                people = [found] if found else []
            elif not text.startswith(("per_", "ord_", "trf_", "env_", "con_")):
                people = await search_people(session, text, limit=PEOPLE_MAX)
    exact = wish.currency or house.wallet.settings.currency
    asked = Search(
        text="" if people else text,
        owners=tuple(one.id for one in people),
        since=wish.since,
        until=wish.until,
        amount_from=typed_money(wish.amount_from, exact, viewer.language).amount_minor if wish.amount_from else None,
        amount_to=typed_money(wish.amount_to, exact, viewer.language).amount_minor if wish.amount_to else None,
        currency=currency,
    )
    return asked, people


async def _lines(house: House, asked: Search, form: str) -> AsyncIterator[str]:
    if form == "csv":
        yield csv_line(COLUMNS)
    async for page in searching.search_all(house.wallet, asked):
        currencies = await searching.currencies_of(house.wallet, page)
        rows = [_cells(one, currencies[one.seq]) for one in page]
        yield "".join(csv_line(row) if form == "csv" else json_line(COLUMNS, row) for row in rows)


def _cells(entry: Entry, currency: str) -> list[Cell]:
    return [
        entry.seq,
        entry.posted_at.isoformat(),
        entry.kind.name.lower(),
        decimal_of(entry.amount_minor, currency),
        currency,
        entry.cause,
        entry.debit,
        entry.credit,
        decimal_of(entry.debit_balance_minor, currency),
        decimal_of(entry.credit_balance_minor, currency),
        entry.key.hex(),
        entry.batch,
    ]


def _found(one: Entry, currencies: dict[int, str], say: Say) -> FoundEntry:
    kind = one.cause.partition(":")[0]
    return FoundEntry(
        one.seq, one.posted_at, Money(one.amount_minor, currencies[one.seq]), one.cause, name_of(kind, say)
    )

"""Collect codes: a person shows or prints a code, others scan it and pay her. The link behind it is signed by this
host, so nobody can put another payee, amount or note into it. Called by web/pages/collect.

The payment is a transfer "at once": who publishes a code has said yes before, so it is accepted in her name."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import ClassVar
from urllib.parse import urlencode

from superapp.accounts.people import Person, find_person
from superapp.base.amounts import typed_money
from superapp.base.errors import HostError
from superapp.base.lines import clean_line
from superapp.house import House
from superapp.security.signed_links import is_signed, sign
from wallet import statements
from wallet.money import Money, format_minor, parse_money
from wallet.payments import pins
from wallet.payments.currencies import currency_to_spend, currency_to_take
from wallet.payments.limits import WalletFull
from wallet.payments.standing import standing_of
from wallet.payments.transfers import NOTE_LETTERS_MAX, TransferDraft, accept_transfer
from wallet.payments.transfers import send_money as send_transfer

PURPOSE = "collect"
RECEIVED_SHOWN = 50


@dataclass(eq=False)
class CollectCodeInvalid(HostError):
    """Not made by this host, or changed since."""

    code: ClassVar[str] = "collect_code_invalid"


@dataclass(eq=False)
class CollectFromSelf(HostError):
    code: ClassVar[str] = "collect_from_self"


@dataclass(frozen=True, slots=True)
class Received:
    seq: int
    at: datetime
    amount: Money


@dataclass(frozen=True, slots=True)
class CollectView:
    """path: of the link, with its signature. amount: None for a static code. currencies: what can be asked for, the
    house's own first; currency: of this code. received: transfers of today, newest first; sums_today: all of them
    together, by currency."""

    name: str
    path: str
    amount: Money | None
    currencies: tuple[str, ...]
    currency: str
    note: str
    received: list[Received]
    sums_today: list[Money]


@dataclass(frozen=True, slots=True)
class Purse:
    """pin_free: up to this no PIN is asked for."""

    available: Money
    pin_free: Money


@dataclass(frozen=True, slots=True)
class CollectSheet:
    """What the payer sees before she pays. currencies: what she may choose from where the code names none; purses: what
    she has and, of it, what goes without the PIN, by currency."""

    payee: str
    payee_handle: str
    payee_id: str
    amount: Money | None
    note: str
    purses: list[Purse]
    has_pin: bool
    note_letters_max: int


@dataclass(frozen=True, slots=True)
class Link:
    """As it stands in the address. amount: plain decimal text, or "" for any; currency: "" for the house's own."""

    person_id: str
    amount: str
    currency: str
    note: str
    signature: str


async def show(house: House, person: Person, *, amount: str, currency: str, note: str) -> CollectView:
    """amount: as they typed it, "" for a static code; currency: "" for the house's own. Raises AmountInvalid,
    CurrencyNotHere."""
    currency, own = currency_to_take(house.wallet, currency), house.wallet.settings.currency
    wanted = typed_money(amount, currency, person.language) if amount.strip() else None
    text = format_minor(wanted.amount_minor, currency) if wanted and wanted.amount_minor else ""
    note = clean_line(note)[:NOTE_LETTERS_MAX]
    # A code without an amount leaves the currency to whoever pays, as one in the house's own always did.
    said = currency if text and currency != own else ""
    asked = {"amount": text, "currency": said, "note": note}
    query = {name: value for name, value in asked.items() if value}
    query["sign"] = sign(house.settings.data, PURPOSE, *_signed(Link(person.id, text, said, note, "")))
    received = await _received_today(house, person)
    return CollectView(
        name=person.name,
        path=f"/collect/{person.id}?{urlencode(query)}",
        amount=wanted if text else None,
        currencies=house.wallet.settings.all_currencies(),
        currency=currency,
        note=note,
        received=received[:RECEIVED_SHOWN],
        sums_today=_sums(received),
    )


async def open_link(house: House, person: Person, link: Link) -> CollectSheet:
    """Raises CollectCodeInvalid, CollectFromSelf."""
    payee = await _payee(house, person, link)
    return CollectSheet(
        payee=payee.name,
        payee_handle=payee.handle,
        payee_id=payee.id,
        amount=parse_money(link.amount, link.currency or house.wallet.settings.currency) if link.amount else None,
        note=link.note,
        purses=await _purses(house, person, link),
        has_pin=await pins.has_pin(house.wallet, person.id),
        note_letters_max=NOTE_LETTERS_MAX,
    )


async def pay(
    house: House,
    person: Person,
    link: Link,
    *,
    amount: str,
    currency: str,
    note: str,
    request_id: str,
    pin: str,
    device: str = "",
) -> str:
    """The transfer's id; for a repeated request, the first one's. What the link says stands; amount, currency and note
    count only where it is silent.

    Raises CollectCodeInvalid, CollectFromSelf, CurrencyNotHere, AmountInvalid, and whatever `transfers.send_money`
    refuses.
    """
    payee = await _payee(house, person, link)
    currency = await currency_to_spend(house.wallet, person.id, link.currency if link.amount else currency)
    wanted = parse_money(link.amount, currency) if link.amount else typed_money(amount, currency, person.language)
    draft = TransferDraft(
        sender_id=person.id,
        receiver_id=payee.id,
        request_id=request_id,
        amount_minor=wanted.amount_minor,
        currency=currency,
        note=link.note or clean_line(note),
        delay_seconds=0,
        place="collect",  # no conversation: a payment to a stranger brings no message
    )
    sent = await send_transfer(house.wallet, draft, pin=pin, device=device)
    # After a crash before this line, and where her wallet has no room for it now, the receiver finds it waiting and may
    # take it herself.
    with suppress(WalletFull):
        await accept_transfer(house.wallet, sent.id, person_id=payee.id)
    return sent.id


async def _payee(house: House, person: Person, link: Link) -> Person:
    if not is_signed(house.settings.data, link.signature, PURPOSE, *_signed(link)):
        raise CollectCodeInvalid
    if link.person_id == person.id:
        raise CollectFromSelf
    async with house.database.read() as session:
        payee = await find_person(session, link.person_id)
    if payee is None:
        raise CollectCodeInvalid
    return payee


def _signed(link: Link) -> tuple[str, ...]:
    """Codes in the house's own currency are signed as they were before there were others: printed ones stay good."""
    return (link.person_id, link.amount, link.note, *([link.currency] if link.currency else []))


async def _purses(house: House, person: Person, link: Link) -> list[Purse]:
    """The one the code names, else every one she has money in."""
    if link.amount:
        currency = link.currency or house.wallet.settings.currency
        found = [await statements.balance_of(house.wallet, person.id, currency)]
    else:
        found = await statements.balances_of(house.wallet, person.id)
    return [
        Purse(one.available, (await standing_of(house.wallet, person.id, one.available.currency)).pin_free_left)
        for one in found
    ]


def _sums(received: list[Received]) -> list[Money]:
    sums = dict[str, int]()
    for one in received:
        sums[one.amount.currency] = sums.get(one.amount.currency, 0) + one.amount.amount_minor
    return [Money(minor, currency) for currency, minor in sums.items()]


async def _received_today(house: House, person: Person) -> list[Received]:
    """Transfers that arrived since midnight UTC, newest first; of each currency the newest 200 lines are looked at."""
    today = house.clock.now().astimezone(UTC).date()
    held = [one.available.currency for one in await statements.balances_of(house.wallet, person.id)]
    found = [await statements.lines_of(house.wallet, person.id, limit=200, currency=one) for one in held]
    lines = sorted(chain.from_iterable(found), key=lambda line: -line.seq)
    return [
        Received(line.seq, line.posted_at, line.amount)
        for line in lines
        if line.posted_at.astimezone(UTC).date() == today
        and line.amount.amount_minor > 0
        and line.cause.startswith("transfer:")
    ]

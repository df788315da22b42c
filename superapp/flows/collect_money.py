"""Collect codes: a person shows or prints a code, others scan it and pay her. The link behind it is signed by this
host, so nobody can put another payee, amount or note into it. Called by web/pages/collect.

The payment is a transfer "at once": who publishes a code has said yes before, so it is accepted in her name."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from urllib.parse import urlencode

from superapp.accounts.people import Person, find_person
from superapp.base.errors import HostError
from superapp.base.lines import clean_line
from superapp.house import House
from superapp.security.signed_links import is_signed, sign
from wallet import statements
from wallet.money import Money, format_minor, parse_money
from wallet.payments import pins
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
    """path: of the link, with its signature. amount: None for a static code. received: transfers of today, newest
    first; sum_today: all of them together."""

    name: str
    path: str
    amount: Money | None
    note: str
    received: list[Received]
    sum_today: Money


@dataclass(frozen=True, slots=True)
class CollectSheet:
    """What the payer sees before she pays. pin_free: up to this no PIN is asked for."""

    payee: str
    payee_handle: str
    payee_id: str
    amount: Money | None
    note: str
    available: Money
    has_pin: bool
    pin_free: Money
    note_letters_max: int


@dataclass(frozen=True, slots=True)
class Link:
    """As it stands in the address. amount: plain decimal text, or "" for any."""

    person_id: str
    amount: str
    note: str
    signature: str


async def show(house: House, person: Person, *, amount: str, note: str) -> CollectView:
    """amount: plain decimal text, "" for a static code. Raises AmountInvalid."""
    currency = house.wallet.settings.currency
    wanted = parse_money(amount, currency) if amount.strip() else None
    text = format_minor(wanted.amount_minor, currency) if wanted and wanted.amount_minor else ""
    note = clean_line(note)[:NOTE_LETTERS_MAX]
    asked = {"amount": text, "note": note}
    query = {name: value for name, value in asked.items() if value}
    query["sign"] = sign(house.settings.data, PURPOSE, person.id, text, note)
    received = await _received_today(house, person)
    return CollectView(
        name=person.name,
        path=f"/collect/{person.id}?{urlencode(query)}",
        amount=wanted if text else None,
        note=note,
        received=received[:RECEIVED_SHOWN],
        sum_today=Money(sum(one.amount.amount_minor for one in received), currency),
    )


async def open_link(house: House, person: Person, link: Link) -> CollectSheet:
    """Raises CollectCodeInvalid, CollectFromSelf."""
    payee = await _payee(house, person, link)
    currency = house.wallet.settings.currency
    return CollectSheet(
        payee=payee.name,
        payee_handle=payee.handle,
        payee_id=payee.id,
        amount=parse_money(link.amount, currency) if link.amount else None,
        note=link.note,
        available=(await statements.balance_of(house.wallet, person.id, currency)).available,
        has_pin=await pins.has_pin(house.wallet, person.id),
        pin_free=(await standing_of(house.wallet, person.id)).pin_free_left,
        note_letters_max=NOTE_LETTERS_MAX,
    )


async def pay(
    house: House, person: Person, link: Link, *, amount: str, note: str, request_id: str, pin: str, device: str = ""
) -> str:
    """The transfer's id; for a repeated request, the first one's. What the link says stands; amount and note count only
    where it is silent.

    Raises CollectCodeInvalid, CollectFromSelf, AmountInvalid, and whatever `transfers.send_money` refuses.
    """
    payee = await _payee(house, person, link)
    currency = house.wallet.settings.currency
    draft = TransferDraft(
        sender_id=person.id,
        receiver_id=payee.id,
        request_id=request_id,
        amount_minor=parse_money(link.amount or amount, currency).amount_minor,
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
    if not is_signed(house.settings.data, link.signature, PURPOSE, link.person_id, link.amount, link.note):
        raise CollectCodeInvalid
    if link.person_id == person.id:
        raise CollectFromSelf
    async with house.database.read() as session:
        payee = await find_person(session, link.person_id)
    if payee is None:
        raise CollectCodeInvalid
    return payee


async def _received_today(house: House, person: Person) -> list[Received]:
    """Transfers that arrived since midnight UTC; the newest 200 lines of the statement are looked at."""
    today = house.clock.now().astimezone(UTC).date()
    lines = await statements.lines_of(house.wallet, person.id, limit=200)
    return [
        Received(line.seq, line.posted_at, line.amount)
        for line in lines
        if line.posted_at.astimezone(UTC).date() == today
        and line.amount.amount_minor > 0
        and line.cause.startswith("transfer:")
    ]

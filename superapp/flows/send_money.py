"""One person sends another money in their chat; the other takes it or gives it back. Called by web/pages/transfers.
Money never waits for chat: the card and the answer follow from the journal (flows/react_to_shared_money)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, names_of
from superapp.base.errors import HostError, NotFound
from superapp.base.lines import clean_line
from superapp.base.words import sayer
from superapp.chat.changes import tell_again
from superapp.chat.conversations import members_of, require_member
from superapp.chat.kinds import Kind
from superapp.chat.lines import UNKNOWN_NAME
from superapp.chat.money_cards import COVERS
from superapp.chat.writing import Company, Place, companies, require_company
from superapp.contacts.contacts import with_remarks
from superapp.house import House
from wallet import statements
from wallet.money import Money, parse_money
from wallet.payments import pins
from wallet.payments.currencies import CurrencyNotHere, bounds_of, currency_to_spend
from wallet.payments.standing import standing_of
from wallet.payments.transfers import (
    NOTE_LETTERS_MAX,
    Transfer,
    TransferDraft,
    TransferState,
    accept_transfer,
    get_transfer,
    return_transfer,
)
from wallet.payments.transfers import send_money as send_transfer
from wallet.together import TogetherOn


@dataclass(frozen=True, slots=True)
class Purse:
    """What can be sent in one currency. pin_free: up to this no PIN is asked for; share_minor_max: the largest mean of
    an envelope's share. is_offered: there is money in it, or it is the house's own."""

    available: Money
    pin_free: Money
    share_minor_max: int
    is_offered: bool


@dataclass(frozen=True, slots=True)
class MoneySheet:
    """What the sheet needs before a person chooses an amount. to: the other person's name, or the group's; people: who
    could open an envelope, the person included; purses: the house's own currency first."""

    to: str
    is_group: bool
    people: int
    purses: list[Purse]
    has_pin: bool
    note_letters_max: int
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person chose. amount: plain decimal text; currency: "" for the house's own; delay_seconds: 0, 7200 or
    86400; request_id: the same for a repeat."""

    amount: str
    note: str
    delay_seconds: int
    request_id: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class TransferView:
    """A transfer for one of its people. state: as `TransferState`; other: the other person's name; seq: of the entry on
    this person's statement, None while it has none."""

    id: str
    state: str
    is_mine: bool
    other: str
    other_id: str
    amount: Money
    note: str
    delay_hours: int
    returned_by: str
    conversation_id: str
    sent_at: datetime | None
    expires_at: datetime | None
    arrives_at: datetime | None
    finished_at: datetime | None
    seq: int | None


async def open_sheet(house: House, person: Person, conversation_id: str) -> MoneySheet:
    """Raises what `require_company` raises."""
    async with house.database.read() as session:
        company = await require_company(session, conversation_id, person.id, now=house.clock.now())
        conversation = company.membership.conversation
        members = (await members_of(session, [conversation_id]))[conversation_id]
        names = await with_remarks(session, person.id, await names_of(session, [company.other]))
    is_group = conversation.kind is Kind.GROUP
    return MoneySheet(
        to=conversation.title if is_group else names.get(company.other, sayer(person.language)(UNKNOWN_NAME)),
        is_group=is_group,
        people=len(members),
        purses=await _purses(house, person),
        has_pin=await pins.has_pin(house.wallet, person.id),
        note_letters_max=NOTE_LETTERS_MAX,
        covers=COVERS,
    )


async def send(house: House, person: Person, conversation_id: str, wish: Wish, pin: str, *, device: str = "") -> str:
    """The transfer's id; for a repeated request, the first one's.

    Raises NotFound for a conversation of more than two, CurrencyNotHere, AmountInvalid, what `require_company` raises,
    and whatever `transfers.send_money` refuses.
    """
    currency = await currency_to_spend(house.wallet, person.id, wish.currency)
    amount = parse_money(wish.amount, currency)
    company = await _companies.do(house, (conversation_id, person.id))
    if isinstance(company, HostError):
        raise company
    if company.membership.conversation.kind is not Kind.DIRECT:
        raise NotFound("conversation")
    draft = TransferDraft(
        sender_id=person.id,
        receiver_id=company.other,
        request_id=wish.request_id,
        amount_minor=amount.amount_minor,
        currency=currency,
        note=clean_line(wish.note),
        delay_seconds=wish.delay_seconds,
        place=conversation_id,
    )
    return (await send_transfer(house.wallet, draft, pin=pin, device=device)).id


async def look(house: House, person: Person, transfer_id: str) -> TransferView:
    """Raises TransferUnknown."""
    return await _view(house, person, await get_transfer(house.wallet, transfer_id, person_id=person.id))


async def accept(house: House, person: Person, transfer_id: str) -> TransferView:
    """Raises TransferUnknown, TransferNotOpen."""
    transfer = await accept_transfer(house.wallet, transfer_id, person_id=person.id)
    if transfer.state is TransferState.ACCEPTED:
        # No money has moved, so the journal says nothing of it: both are told from here.
        async with house.database.write() as session:
            now = house.clock.now()
            told = await tell_again(session, transfer.place, transfer.sender_id, transfer.id, only=None, now=now)
        house.hub.publish(*told)
    return await _view(house, person, transfer)


async def give_back(house: House, person: Person, transfer_id: str) -> TransferView:
    """Raises TransferUnknown, TransferNotOpen."""
    return await _view(house, person, await return_transfer(house.wallet, transfer_id, person_id=person.id))


async def _look_at_companies(house: House, places: Sequence[Place]) -> list[Company | HostError]:
    async with house.database.read() as session:
        return await companies(session, places, now=house.clock.now())


_companies = TogetherOn(_look_at_companies)


async def _purses(house: House, person: Person) -> list[Purse]:
    """Every currency that may be held here, and those this person still holds."""
    settings, found = house.wallet.settings, await statements.balances_of(house.wallet, person.id)
    held = {one.available.currency: one.available for one in found}
    purses: list[Purse] = []
    for currency in dict.fromkeys([*settings.all_currencies(), *held]):
        try:
            share_most = bounds_of(settings, currency).share_most.amount_minor
        except CurrencyNotHere:
            continue  # not taken in any more, and the rules have forgotten it
        pin_free = (await standing_of(house.wallet, person.id, currency)).pin_free_left
        purses.append(Purse(held.get(currency, Money(0, currency)), pin_free, share_most, currency in held))
    return purses


async def _view(house: House, person: Person, transfer: Transfer) -> TransferView:
    is_mine = person.id == transfer.sender_id
    other_id = transfer.receiver_id if is_mine else transfer.sender_id
    async with house.database.read() as session:
        names = await with_remarks(session, person.id, await names_of(session, [other_id]))
        try:
            place = (await require_member(session, transfer.place, person.id)).conversation.id
        except NotFound:
            place = ""
    received = transfer.state is TransferState.RECEIVED
    return TransferView(
        id=transfer.id,
        state=transfer.state,
        is_mine=is_mine,
        other=names.get(other_id, sayer(person.language)(UNKNOWN_NAME)),
        other_id=other_id,
        amount=Money(transfer.amount_minor, transfer.currency),
        note=transfer.note,
        delay_hours=transfer.delay_seconds // 3600,
        returned_by=transfer.returned_by,
        conversation_id=place,
        sent_at=transfer.sent_at,
        expires_at=transfer.expires_at,
        arrives_at=transfer.arrives_at,
        finished_at=transfer.finished_at,
        seq=transfer.entry_seq if is_mine else transfer.end_seq if received else None,
    )

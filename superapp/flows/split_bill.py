"""Somebody paid for several people of a chat and asks each for their share. Called by web/pages/splits. The card is
written when the split is started; that shares were paid follows from the journal (flows/react_to_shared_money)."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, find_person, names_of, pictures_of
from superapp.base.errors import NotFound
from superapp.base.lines import clean_line
from superapp.base.words import N_, sayer
from superapp.chat import messages
from superapp.chat.changes import tell_again
from superapp.chat.conversations import members_of, require_member, service_thread
from superapp.chat.kinds import Kind
from superapp.chat.lines import UNKNOWN_NAME
from superapp.chat.money_cards import SplitCard
from superapp.chat.writing import require_writer
from superapp.contacts.contacts import with_remarks
from superapp.contacts.errors import NotReachable
from superapp.contacts.reach import require_may_write
from superapp.house import House
from wallet.money import Money, parse_money
from wallet.payments import pins
from wallet.payments.currencies import currency_to_take
from wallet.payments.pin_asking import is_free_of_pin
from wallet.payments.splits import (
    ITEM_LETTERS_MAX,
    ITEMS_MAX,
    PEOPLE_MAX,
    REMIND_AGAIN_AFTER,
    REMINDERS_MAX,
    WEIGHT_MAX,
    Part,
    PartState,
    Split,
    SplitDraft,
    SplitDraftInvalid,
    SplitItem,
    SplitState,
    close_split,
    decline_part,
    get_split,
    pay_part,
    start_split,
)
from wallet.payments.splits import remind as remind_part

SERVICE, SERVICE_TITLE = "payments", N_("Payments")


@dataclass(frozen=True, slots=True)
class SplitStart:
    """What the page needs before a bill is divided. people: (id, name) of who is in the chat, the person first.
    currencies: what can be asked for, the house's own first."""

    conversation_id: str
    title: str
    people: list[tuple[str, str]]
    currencies: tuple[str, ...]
    people_max: int
    items_max: int
    item_letters_max: int
    weight_max: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the bill, as typed. people: ids."""

    name: str
    amount: str
    people: list[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person chose. amount: of the whole, plain decimal text; people: ids; weights: for "shares", one for each
    of the people; request_id: the same for a repeat; currency: "" for the house's own."""

    way: str
    amount: str
    people: list[str]
    weights: list[int]
    items: list[Item]
    note: str
    request_id: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PartView:
    """state: as `PartState`. may_remind_at: from when, None when it is no use. items: what they had, by name."""

    person_id: str
    name: str
    picture: str
    amount: Money
    weight: int
    state: str
    is_me: bool
    reminders_left: int
    may_remind: bool
    may_remind_at: datetime | None
    paid_at: datetime | None
    items: list[str]


@dataclass(frozen=True, slots=True)
class SplitView:
    """A split for one of its people. mine: their share; may_pay: whether there is something for them to pay;
    pin_free: no PIN is asked for it."""

    id: str
    conversation_id: str
    state: str
    way: str
    is_mine: bool
    starter: str
    note: str
    total: Money
    paid: Money
    asked: Money
    paid_people: int
    asked_people: int
    parts: list[PartView]
    mine: PartView | None
    may_pay: bool
    has_pin: bool
    pin_free: bool
    started_at: datetime
    ended_at: datetime | None


async def open_page(house: House, person: Person, conversation_id: str) -> SplitStart:
    """Raises NotFound where nobody else could pay, and what `require_writer` raises."""
    async with house.database.read() as session:
        membership = await require_writer(session, conversation_id, person.id, now=house.clock.now())
        if membership.conversation.kind not in (Kind.DIRECT, Kind.GROUP):
            raise NotFound("conversation")
        members = (await members_of(session, [conversation_id]))[conversation_id]
        others = [one for one in members if one != person.id]
        names = await with_remarks(session, person.id, await names_of(session, others))
    say = sayer(person.language)
    named = sorted(((one, names.get(one, say(UNKNOWN_NAME))) for one in others), key=lambda one: one[1].casefold())
    return SplitStart(
        conversation_id=conversation_id,
        title=membership.conversation.title or (named[0][1] if named else ""),
        people=[(person.id, say(N_("You"))), *named],
        currencies=house.wallet.settings.all_currencies(),
        people_max=PEOPLE_MAX,
        items_max=ITEMS_MAX,
        item_letters_max=ITEM_LETTERS_MAX,
        weight_max=WEIGHT_MAX,
    )


async def start(house: House, person: Person, conversation_id: str, wish: Wish) -> str:
    """The split's id; for a repeated request, the first one's.

    Raises NotFound, CurrencyNotHere, AmountInvalid, what `require_writer` raises, and whatever `splits.start_split`
    refuses.
    """
    currency = currency_to_take(house.wallet, wish.currency)
    async with house.database.read() as session:
        membership = await require_writer(session, conversation_id, person.id, now=house.clock.now())
        members = set((await members_of(session, [conversation_id]))[conversation_id])
    if membership.conversation.kind not in (Kind.DIRECT, Kind.GROUP):
        raise NotFound("conversation")
    if not set(wish.people) <= members:
        raise SplitDraftInvalid("people", "people of this chat")
    # The starter stands first, so what does not divide falls to them before it falls to anybody who is asked.
    order = sorted(range(len(wish.people)), key=lambda place: (wish.people[place] != person.id, place))
    weights = wish.weights if wish.way == "shares" else []
    if wish.way == "shares" and len(weights) != len(wish.people):
        raise SplitDraftInvalid("shares", "one for each person")
    items = [
        SplitItem(clean_line(one.name), parse_money(one.amount, currency).amount_minor, tuple(one.people))
        for one in (wish.items if wish.way == "items" else [])
    ]
    draft = SplitDraft(
        starter_id=person.id,
        request_id=wish.request_id,
        way=wish.way,
        total_minor=parse_money(wish.amount, currency).amount_minor,
        people=tuple(wish.people[place] for place in order),
        weights=tuple(weights[place] for place in order) if weights else (),
        items=tuple(items),
        currency=currency,
        note=clean_line(wish.note),
        place=conversation_id,
    )
    split = await start_split(house.wallet, draft)
    card = SplitCard(split.id, split.total_minor, split.currency, split.note, "asks").body()
    now = house.clock.now()
    async with house.database.write() as session:
        # A repeat finds the card by its name; after a crash between the two it is written then.
        await messages.append(
            session, conversation_id, person.id, "split", card, client_id=split.id, now=now, chance=house.chance
        )
    house.hub.publish(*members)
    return split.id


async def look(house: House, person: Person, split_id: str) -> SplitView:
    """Raises SplitUnknown."""
    return await _view(house, person, await get_split(house.wallet, split_id, person_id=person.id))


async def pay(house: House, person: Person, split_id: str, pin: str, *, device: str = "") -> None:
    """Raises SplitUnknown, YouBlocked, NotReachable, and whatever `splits.pay_part` refuses."""
    split = await get_split(house.wallet, split_id, person_id=person.id)
    async with house.database.read() as session:
        if split.starter_id != person.id:
            await require_may_write(session, person.id, split.starter_id)
        if await find_person(session, split.starter_id) is None:
            raise NotReachable()  # gone: nobody could take the money out again
    await pay_part(house.wallet, split_id, person_id=person.id, pin=pin, device=device)


async def close(house: House, person: Person, split_id: str) -> None:
    """Raises SplitUnknown, SplitNotOpen."""
    split = await close_split(house.wallet, split_id, person_id=person.id)
    await _tell(house, split, only=None)


async def decline(house: House, person: Person, split_id: str) -> None:
    """Raises SplitUnknown, SplitNotOpen, PartIsBeingPaid."""
    split = await decline_part(house.wallet, split_id, person_id=person.id)
    await _tell(house, split, only={split.starter_id, *(one.person_id for one in split.parts)})


async def remind(house: House, person: Person, split_id: str, other_id: str) -> None:
    """The other one's payments show the card again, for them alone: nobody is put to shame before the group.

    Raises SplitUnknown, SplitNotOpen, PartIsBeingPaid, ReminderTooSoon, RemindersUsedUp, YouBlocked, NotReachable.
    """
    split = await get_split(house.wallet, split_id, person_id=person.id)
    async with house.database.read() as session:
        if other_id != person.id:
            await require_may_write(session, person.id, other_id)
    part = await remind_part(house.wallet, split_id, other_id, person_id=person.id)
    now, card = house.clock.now(), SplitCard(split.id, split.total_minor, split.currency, split.note, "reminds").body()
    async with house.database.write() as session:
        other = await find_person(session, other_id)
        if other is None:  # gone meanwhile
            return
        thread = await service_thread(session, other_id, SERVICE, SERVICE_TITLE, now, house.chance)
        name = f"{part.id}:{part.reminded}"
        await messages.append(session, thread.id, None, "split", card, client_id=name, now=now, chance=house.chance)
    house.hub.publish(other_id)


async def _tell(house: House, split: Split, *, only: set[str] | None) -> None:
    async with house.database.write() as session:
        now = house.clock.now()
        told = await tell_again(session, split.place, split.starter_id, split.id, only=only, now=now)
    house.hub.publish(*told)


async def _view(house: House, person: Person, split: Split) -> SplitView:
    people = sorted({split.starter_id, *(one.person_id for one in split.parts)})
    async with house.database.read() as session:
        names = await with_remarks(session, person.id, await names_of(session, people))
        pictures = await pictures_of(session, people)
        try:
            place = (await require_member(session, split.place, person.id)).conversation.id
        except NotFound:
            place = ""
    say, now = sayer(person.language), house.clock.now()
    is_mine, is_open = person.id == split.starter_id, split.state is SplitState.OPEN

    def part_view(one: Part) -> PartView:
        again_at = one.reminded_at + REMIND_AGAIN_AFTER if one.reminded_at else None
        left = REMINDERS_MAX - one.reminded
        is_asked = is_mine and is_open and one.state is PartState.OPEN and left > 0
        return PartView(
            person_id=one.person_id,
            name=say(N_("You")) if one.person_id == person.id else names.get(one.person_id, say(UNKNOWN_NAME)),
            picture=pictures.get(one.person_id, ""),
            amount=Money(one.amount_minor, split.currency),
            weight=one.weight,
            state=one.state,
            is_me=one.person_id == person.id,
            reminders_left=left,
            may_remind=is_asked and (again_at is None or again_at <= now),
            may_remind_at=again_at if is_asked and again_at and again_at > now else None,
            paid_at=one.paid_at,
            items=[item.name for item in split.items if one.person_id in item.people and item.name],
        )

    parts = [part_view(one) for one in split.parts]
    asked = [one for one in parts if one.state != PartState.OWN]
    mine = next((one for one in parts if one.is_me), None)
    may_pay = is_open and mine is not None and mine.state in (PartState.OPEN, PartState.DECLINED)
    return SplitView(
        id=split.id,
        conversation_id=place,
        state=split.state,
        way=split.way,
        is_mine=is_mine,
        starter=names.get(split.starter_id, say(UNKNOWN_NAME)),
        note=split.note,
        total=Money(split.total_minor, split.currency),
        paid=Money(split.paid_minor, split.currency),
        asked=Money(split.asked_minor, split.currency),
        paid_people=sum(one.state == PartState.PAID for one in parts),
        asked_people=len(asked),
        parts=parts,
        mine=mine,
        may_pay=may_pay,
        has_pin=await pins.has_pin(house.wallet, person.id),
        pin_free=may_pay and mine is not None and await is_free_of_pin(house.wallet, person.id, mine.amount),
        started_at=split.created_at,
        ended_at=split.ended_at,
    )

"""Red envelopes in a chat: somebody fills one, the people of the conversation open it, everybody there sees who got
what and can check that chance alone divided it. Called by web/pages/envelopes; the card follows from the journal
(flows/react_to_shared_money)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from superapp.accounts.people import Person, names_of, pictures_of
from superapp.base.lines import clean_line
from superapp.base.words import sayer
from superapp.chat.conversations import memberships_at
from superapp.chat.kinds import Kind
from superapp.chat.lines import UNKNOWN_NAME
from superapp.chat.money_cards import COVERS
from superapp.chat.writing import require_company
from superapp.contacts.contacts import with_remarks
from superapp.house import House
from wallet.merchants.registry import get_merchant
from wallet.money import Money, parse_money
from wallet.payments.currencies import currency_to_spend
from wallet.payments.envelope_proof import Finding, plain, verify
from wallet.payments.envelopes import (
    Envelope,
    EnvelopeDraft,
    EnvelopeUnknown,
    Giver,
    get_envelope,
    get_envelope_for,
    open_envelope,
    send_envelope,
)
from wallet.together import TogetherOn

GREETING = "Good luck and good fortune"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person chose. kind: "equal" or "lucky"; amount: of the whole, plain decimal text; request_id: the same
    for a repeat; currency: "" for the house's own."""

    kind: str
    amount: str
    shares: int
    greeting: str
    cover: str
    request_id: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Got:
    """One line of who got what. is_luckiest: told once every share has gone."""

    person_id: str
    name: str
    picture: str
    amount: Money
    at: datetime
    is_me: bool
    is_luckiest: bool


@dataclass(frozen=True, slots=True)
class EnvelopeView:
    """An envelope for somebody of its conversation. mine: what they got; can_open: whether there is a share for them;
    got: the newest first; took_seconds: from the first opening to the last, when all have gone."""

    id: str
    conversation_id: str
    sender_id: str
    sender: str
    is_mine: bool
    is_for_one: bool
    is_lucky: bool
    greeting: str
    cover: str
    total: Money
    shares: int
    taken: int
    taken_total: Money
    returned: Money
    mine: Money | None
    can_open: bool
    is_over: bool
    has_run_out: bool
    expires_at: datetime | None
    took_seconds: int | None
    got: list[Got]


@dataclass(frozen=True, slots=True)
class ProofView:
    """facts: as `envelope_proof.plain`, without who is who; findings: what checking them again here says, none until
    the envelope is over."""

    id: str
    sender: str
    total: Money
    facts: dict[str, Any]
    findings: list[Finding]


async def send(house: House, person: Person, conversation_id: str, wish: Wish, pin: str, *, device: str = "") -> str:
    """The envelope's id; for a repeated request, the first one's. Between two people it is for the other one.

    Raises CurrencyNotHere, AmountInvalid, what `require_company` raises, and whatever `envelopes.send_envelope`
    refuses.
    """
    currency = await currency_to_spend(house.wallet, person.id, wish.currency)
    amount = parse_money(wish.amount, currency)
    async with house.database.read() as session:
        company = await require_company(session, conversation_id, person.id, now=house.clock.now())
    is_direct = company.membership.conversation.kind is Kind.DIRECT
    draft = EnvelopeDraft(
        sender_id=person.id,
        request_id=wish.request_id,
        kind=wish.kind,
        total_minor=amount.amount_minor,
        shares=wish.shares,
        currency=currency,
        only_for=company.other if is_direct else "",
        greeting=clean_line(wish.greeting) or GREETING,
        cover=wish.cover if wish.cover in COVERS else COVERS[0],
        place=conversation_id,
    )
    return (await send_envelope(house.wallet, draft, pin=pin, device=device)).id


async def open_for(house: House, person: Person, envelope_id: str) -> Money:
    """What this person got; the same again when they open it again.

    Raises EnvelopeUnknown, also for whoever is not in its conversation, EnvelopeNotForYou, EnvelopeEmpty, EnvelopeOver.
    """
    # Its own share only: a crowd that opens one at once must not read what everybody got, each of them anew.
    envelope = await get_envelope_for(house.wallet, envelope_id, person.id)
    await _require_sight(house, person, envelope)
    share = await open_envelope(house.wallet, envelope_id, person_id=person.id)
    return Money(share.amount_minor, envelope.currency)


async def look(house: House, person: Person, envelope_id: str) -> EnvelopeView:
    """Raises EnvelopeUnknown."""
    return await _view(house, person, await _envelope(house, person, envelope_id))


async def proof(house: House, person: Person, envelope_id: str) -> ProofView:
    """Raises EnvelopeUnknown."""
    envelope = await _envelope(house, person, envelope_id)
    facts = plain(envelope)
    # Who is behind a share is for the conversation; the file is for anybody.
    facts["taken"] = [{name: one[name] for name in ("position", "amount_minor")} for one in facts["taken"]]
    return ProofView(
        envelope_id,
        await _giver_name(house, person, envelope),
        Money(envelope.total_minor, envelope.currency),
        facts,
        verify(facts) if envelope.seed else [],
    )


async def _giver_name(house: House, person: Person, envelope: Envelope) -> str:
    if envelope.giver is Giver.MERCHANT:
        return (await get_merchant(house.wallet, envelope.sender_id)).name
    async with house.database.read() as session:
        names = await with_remarks(session, person.id, await names_of(session, [envelope.sender_id]))
    return names.get(envelope.sender_id, sayer(person.language)(UNKNOWN_NAME))


async def _envelope(house: House, person: Person, envelope_id: str) -> Envelope:
    envelope = await get_envelope(house.wallet, envelope_id)
    await _require_sight(house, person, envelope)
    return envelope


async def _require_sight(house: House, person: Person, envelope: Envelope) -> None:
    """Raises EnvelopeUnknown."""
    if envelope.giver is Giver.MERCHANT:  # a campaign has no chat; who has a share may see its proof
        if envelope.share_of(person.id) is None:
            raise EnvelopeUnknown(envelope.id)
    elif not await _is_there.do(house, (envelope.place, person.id)):
        raise EnvelopeUnknown(envelope.id)


async def _look_who_is_there(house: House, places: Sequence[tuple[str, str]]) -> list[bool]:
    async with house.database.read() as session:
        there = await memberships_at(session, places)
    return [place in there for place in places]


_is_there = TogetherOn(_look_who_is_there)


async def _view(house: House, person: Person, envelope: Envelope) -> EnvelopeView:
    people = sorted({envelope.sender_id, *(one.person_id for one in envelope.got)})
    async with house.database.read() as session:
        names = await with_remarks(session, person.id, await names_of(session, people))
        pictures = await pictures_of(session, people)
    currency, luckiest, mine = envelope.currency, envelope.luckiest, envelope.share_of(person.id)
    got = [
        Got(
            person_id=one.person_id,
            name=names.get(one.person_id, sayer(person.language)(UNKNOWN_NAME)),
            picture=pictures.get(one.person_id, ""),
            amount=Money(one.amount_minor, currency),
            at=one.claimed_at,
            is_me=one.person_id == person.id,
            is_luckiest=one.person_id == luckiest,
        )
        for one in reversed(envelope.got)
    ]
    is_full = envelope.taken == envelope.shares
    span = envelope.got[-1].claimed_at - envelope.got[0].claimed_at if is_full else None
    is_for_me = envelope.only_for in ("", person.id)
    return EnvelopeView(
        id=envelope.id,
        conversation_id=envelope.place,
        sender_id=envelope.sender_id,
        sender=names.get(envelope.sender_id, sayer(person.language)(UNKNOWN_NAME)),
        is_mine=envelope.sender_id == person.id,
        is_for_one=bool(envelope.only_for),
        is_lucky=envelope.kind == "lucky",
        greeting=envelope.greeting,
        cover=envelope.cover,
        total=Money(envelope.total_minor, currency),
        shares=envelope.shares,
        taken=envelope.taken,
        taken_total=Money(sum(one.amount_minor for one in envelope.got), currency),
        returned=Money(envelope.returned_minor, currency),
        mine=Money(mine.amount_minor, currency) if mine else None,
        can_open=is_for_me and mine is None and not envelope.is_over,
        is_over=envelope.is_over,
        has_run_out=envelope.is_over and not is_full,
        expires_at=envelope.expires_at,
        took_seconds=int(span.total_seconds()) if span is not None else None,
        got=got,
    )

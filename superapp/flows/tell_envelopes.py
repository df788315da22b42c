"""The person's envelopes for a program that they allowed to see them (`scope.envelopes`): what they gave and got,
where, who was luckiest, and the proof once an envelope is over. Never more than the envelope's own page shows this
person: who has left the chat sees no more of it than their own share, and nobody sees who else has opened a merchant's
gift. Called by web/bridge."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import get_person, names_of
from superapp.base.words import sayer
from superapp.chat.conversations import memberships
from superapp.chat.kinds import Kind
from superapp.chat.lines import UNKNOWN_NAME
from superapp.chat.listing import conversations_of, some_conversations
from superapp.chat.views import peers_of
from superapp.contacts.contacts import with_remarks
from superapp.house import House
from superapp.programs.consents import require_consent
from superapp.programs.sessions import ProgramSession
from wallet.merchants.registry import get_merchant
from wallet.payments.envelope_proof import plain
from wallet.payments.envelope_reading import envelopes_with
from wallet.payments.envelopes import Envelope, Giver

SCOPE = "scope.envelopes"
CHATS_MAX = 100
KEY_LETTERS = 16
FOR_MONEY = (Kind.DIRECT, Kind.GROUP)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of who got what. key: the same person in every answer to this person's program, and nowhere else."""

    key: str
    name: str
    amount_minor: int
    at: datetime
    is_me: bool
    is_luckiest: bool


@dataclass(frozen=True, slots=True)
class EnvelopeTold:
    """place: the chat's name, "" for one the person has left; giver: who filled it; mine_minor: what the person got, 0
    for nothing; state: "open", "full" or "over" (it ran out); proof: as `envelope_proof.plain`, without who is who."""

    id: str
    place: str
    place_key: str
    is_group: bool
    giver: str
    giver_key: str
    is_mine: bool
    is_lucky: bool
    greeting: str
    cover: str
    total_minor: int
    currency: str
    shares: int
    taken: int
    returned_minor: int
    mine_minor: int
    state: str
    sent_at: datetime | None
    expires_at: datetime | None
    got: list[Told]
    proof: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Target:
    """A chat an envelope can go to. seed: whose colour its avatar has."""

    id: str
    title: str
    seed: str


async def targets(house: House, program_session: ProgramSession) -> list[Target]:
    """The chats with somebody in them that this person can write in, the newest first."""
    me = program_session.person_id
    async with house.database.read() as session:
        listed = await conversations_of(session, me, limit=CHATS_MAX)
        mine = await memberships(session, listed, me)
        found = [one for one in listed if one.id in mine and mine[one.id].can_write and one.kind in FOR_MONEY]
        peers = await peers_of(session, found, me)
        known = await with_remarks(session, me, await names_of(session, sorted(set(peers.values()))))
    return [Target(one.id, known.get(peers.get(one.id, ""), one.title), peers.get(one.id, one.id)) for one in found]


async def tell(house: House, program_session: ProgramSession, *, before: str, limit: int) -> list[EnvelopeTold]:
    """The newest first. before: the id of the last one that was told, "" from the start. Raises ConsentMissing."""
    me, appid = program_session.person_id, program_session.appid
    async with house.database.read() as session:
        await require_consent(session, me, appid, SCOPE)
    envelopes = await envelopes_with(house.wallet, me, before=before, limit=limit)
    async with house.database.read() as session:
        return await _Telling(house, program_session).all(session, envelopes)


class _Telling:
    def __init__(self, house: House, program_session: ProgramSession) -> None:
        self._house, self._me, self._appid = house, program_session.person_id, program_session.appid
        self._names = dict[str, str]()
        self._unknown = ""
        self._places = dict[str, tuple[str, bool]]()
        self._merchants = dict[str, str]()

    async def all(self, session: AsyncSession, envelopes: list[Envelope]) -> list[EnvelopeTold]:
        self._unknown = sayer((await get_person(session, self._me)).language)(UNKNOWN_NAME)
        found = await some_conversations(session, self._me, {one.place for one in envelopes})
        peers = await peers_of(session, found, self._me)
        self._merchants = {
            one.sender_id: (await get_merchant(self._house.wallet, one.sender_id)).name
            for one in envelopes
            if one.giver is Giver.MERCHANT
        }
        people = {one.sender_id for one in envelopes} | {share.person_id for one in envelopes for share in one.got}
        known = await names_of(session, sorted(people | set(peers.values())))
        self._names = await with_remarks(session, self._me, known)
        self._places = {
            one.id: (self._name(peers[one.id]) if one.id in peers else one.title, one.kind is Kind.GROUP)
            for one in found
        }
        return [self._one(envelope) for envelope in envelopes]

    def _one(self, envelope: Envelope) -> EnvelopeTold:
        is_here = envelope.place in self._places
        place, is_group = self._places.get(envelope.place, ("", False))
        mine, now = envelope.share_of(self._me), self._house.clock.now()
        ran_out = envelope.is_over or (envelope.expires_at is not None and envelope.expires_at <= now)
        full = envelope.taken == envelope.shares
        return EnvelopeTold(
            id=envelope.id,
            place=place,
            place_key=self._key(envelope.place),
            is_group=is_group,
            giver=self._name(envelope.sender_id) if is_here else self._merchants.get(envelope.sender_id, ""),
            giver_key=self._key(envelope.sender_id),
            is_mine=envelope.sender_id == self._me,
            is_lucky=envelope.kind == "lucky",
            greeting=envelope.greeting,
            cover=envelope.cover,
            total_minor=envelope.total_minor,
            currency=envelope.currency,
            shares=envelope.shares,
            taken=envelope.taken,
            returned_minor=envelope.returned_minor,
            mine_minor=mine.amount_minor if mine else 0,
            state="full" if full else "over" if ran_out else "open",
            sent_at=envelope.sent_at,
            expires_at=envelope.expires_at,
            got=self._got(envelope, everybody=is_here),
            proof=_proof(envelope) if is_here or envelope.giver is Giver.MERCHANT else None,
        )

    def _got(self, envelope: Envelope, *, everybody: bool) -> list[Told]:
        return [
            Told(
                key=self._key(one.person_id),
                name=self._name(one.person_id),
                amount_minor=one.amount_minor,
                at=one.claimed_at,
                is_me=one.person_id == self._me,
                is_luckiest=one.person_id == envelope.luckiest,
            )
            for one in envelope.got
            if everybody or one.person_id == self._me
        ]

    def _name(self, person_id: str) -> str:
        return self._names.get(person_id, self._unknown)

    def _key(self, thing: str) -> str:
        """Of somebody or some chat for this person's program: two programs, or two people, cannot compare theirs."""
        return hashlib.sha256(f"envelopes:{self._appid}:{self._me}:{thing}".encode()).hexdigest()[:KEY_LETTERS]


def _proof(envelope: Envelope) -> dict[str, Any]:
    facts = plain(envelope)
    facts["taken"] = [{name: one[name] for name in ("position", "amount_minor")} for one in facts["taken"]]
    return facts

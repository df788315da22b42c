"""The link of a merchant's campaign: whoever has it sees who gives; a person of this host opens one share. Somebody who
has no account yet signs up first and comes back here. Called by web/pages/gifts, and by web/bridge for a program that
shows the link itself. The shares are handed out by the wallet (payments/campaigns.py)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from superapp.accounts.people import Person, created_at, get_person
from superapp.chat.money_cards import COVERS
from superapp.house import House
from superapp.programs.sessions import ProgramSession
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments.campaigns import get_campaign_by_token
from wallet.payments.envelopes import EnvelopeUnknown, Giver, get_envelope, open_envelope

NEWCOMER_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class GiftView:
    """A campaign for whoever has its link. mine: what this person got; can_open: there is a share for them, or would be
    if they had an account; ran_out: its time is over, or the merchant ended it, with shares left."""

    token: str
    envelope_id: str
    merchant: str
    title: str
    greeting: str
    cover: str
    is_lucky: bool
    shares: int
    taken: int
    total: Money
    mine: Money | None
    can_open: bool
    is_over: bool
    ran_out: bool
    expires_at: datetime | None


async def look(house: House, person: Person | None, token: str) -> GiftView:
    """Raises CampaignUnknown."""
    envelope = await get_campaign_by_token(house.wallet, token, person.id if person else "")
    mine = envelope.share_of(person.id) if person else None
    is_full = envelope.taken == envelope.shares
    return GiftView(
        token=token,
        envelope_id=envelope.id,
        merchant=(await get_merchant(house.wallet, envelope.sender_id)).name,
        title=envelope.title,
        greeting=envelope.greeting,
        cover=envelope.cover if envelope.cover in COVERS else COVERS[0],
        is_lucky=envelope.kind == "lucky",
        shares=envelope.shares,
        taken=envelope.taken,
        total=Money(envelope.total_minor, envelope.currency),
        mine=Money(mine.amount_minor, envelope.currency) if mine else None,
        can_open=mine is None and not envelope.is_over,
        is_over=envelope.is_over,
        ran_out=envelope.is_over and not is_full,
        expires_at=envelope.expires_at,
    )


async def claim(house: House, person: Person, token: str) -> Money:
    """What this person got; the same again when they open it again.

    Raises CampaignUnknown, EnvelopeEmpty, EnvelopeOver, WalletFull; AccountRefused, LedgerBusy: the share is theirs.
    """
    envelope = await get_campaign_by_token(house.wallet, token)
    is_newcomer = envelope.sent_at is not None and await _came_for_it(house, person, envelope.sent_at)
    share = await open_envelope(house.wallet, envelope.id, person_id=person.id, is_newcomer=is_newcomer)
    return Money(share.amount_minor, envelope.currency)


async def look_for(house: House, program_session: ProgramSession, token: str) -> GiftView:
    """For the person whose program shows the link. Raises CampaignUnknown."""
    return await look(house, await _person(house, program_session), token)


async def claim_for(house: House, program_session: ProgramSession, token: str) -> Money:
    """Raises as `claim`."""
    return await claim(house, await _person(house, program_session), token)


async def token_of(house: House, person: Person, envelope_id: str) -> str:
    """Of the campaign behind a line of this person's history; "" for an envelope of a chat, or not theirs to see."""
    try:
        envelope = await get_envelope(house.wallet, envelope_id)
    except EnvelopeUnknown:
        return ""
    is_theirs = envelope.giver is Giver.MERCHANT and envelope.share_of(person.id) is not None
    return envelope.claim_token if is_theirs else ""


async def _came_for_it(house: House, person: Person, given_at: datetime) -> bool:
    """Whether the account is younger than the gift and was made just now."""
    async with house.database.read() as session:
        made_at = await created_at(session, person.id)
    return made_at >= max(given_at, house.clock.now() - NEWCOMER_WITHIN)


async def _person(house: House, program_session: ProgramSession) -> Person:
    async with house.database.read() as session:
        return await get_person(session, program_session.person_id)

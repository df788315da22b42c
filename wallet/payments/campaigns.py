"""Campaigns: envelopes a merchant fills from its own account, opened by whoever has the link, once each. Called by the
merchant API, and by the host's flow behind the link. Why it is so: docs/decisions/0029.

A campaign is an envelope with another giver: its shares, its seal, its claims, its end and its proof are those of
`envelopes`, so there is one way in which shares are handed out and one in which the rest goes back."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import update
from sqlmodel import col, select

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.payments.currencies import CurrencyNotHere, bounds_of, require_here
from wallet.payments.envelope_drafts import require_valid
from wallet.payments.envelope_rows import (
    Envelope,
    EnvelopeDraft,
    EnvelopeDraftInvalid,
    EnvelopeMismatch,
    EnvelopeRow,
    EnvelopeState,
    Giver,
    view_of,
)
from wallet.payments.envelope_sending import fill, find_request, same_request, settle_filled, write_down
from wallet.payments.envelope_split import CAMPAIGN_SHARES_MAX
from wallet.payments.envelopes import get_envelope, get_envelope_for
from wallet.payments.hold_drafts import OUT_HOLD_NO as OUT_CAMPAIGN_NO

__all__ = [
    "Campaign",
    "CampaignDraft",
    "CampaignDraftInvalid",
    "CampaignMismatch",
    "CampaignUnknown",
    "end_campaign",
    "fund_campaign",
    "get_campaign",
    "get_campaign_by_token",
]

LIFE_MIN, LIFE_MAX = timedelta(minutes=1), timedelta(days=30)
TITLE_LETTERS_MAX = 60
TOKEN_BYTES = 24
NOTIFY_URL_LETTERS_MAX = 256


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """kind: "equal" or "lucky"; total_minor: of all shares; title: what the campaign is called; expires_at: when the
    rest goes back, None after 24 hours; out_campaign_no: the merchant's own number, the same for a repeat; notify_url:
    of who is told when it is over, "" for nobody."""

    mchid: str
    out_campaign_no: str
    title: str
    kind: str
    total_minor: int
    shares: int
    currency: str = "CNY"
    greeting: str = ""
    cover: str = ""
    expires_at: datetime | None = None
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class Campaign:
    """is_funded: whether its money has left the merchant's account."""

    out_campaign_no: str
    is_funded: bool
    envelope: Envelope


@dataclass(eq=False)
class CampaignUnknown(WalletError):
    code: ClassVar[str] = "campaign_unknown"
    campaign: str


@dataclass(eq=False)
class CampaignDraftInvalid(WalletError):
    code: ClassVar[str] = "campaign_draft_invalid"
    field: str
    issue: str


@dataclass(eq=False)
class CampaignMismatch(WalletError):
    """The number was used before, with other content."""

    code: ClassVar[str] = "campaign_mismatch"
    out_campaign_no: str


async def fund_campaign(house: WalletHouse, draft: CampaignDraft) -> Campaign:
    """Take the money from the merchant's account, once per (mchid, out_campaign_no); a repeat returns it as it stands.

    Raises CampaignDraftInvalid, CampaignMismatch, InsufficientFunds, AccountRefused, LedgerBusy, OutcomeUnknown. After
    a refusal by the ledger the same number may come again.
    """
    digest = _digest_of(draft)
    row = await find_request(house, draft.mchid, draft.out_campaign_no)
    if row is None:
        _require_valid(house, draft)
        row = await write_down(
            house,
            _envelope_draft(draft),
            content_digest=digest,
            giver=Giver.MERCHANT,
            title=draft.title,
            notify_url=draft.notify_url,
            claim_token=urlsafe_b64encode(house.chance.randbytes(TOKEN_BYTES)).decode(),
            life_seconds=_life_seconds(house, draft),
        )
    try:
        row = await same_request(house, row, digest)
    except EnvelopeMismatch as mismatch:
        raise CampaignMismatch(draft.out_campaign_no) from mismatch
    if row.state == EnvelopeState.WRITTEN:
        row = await settle_filled(house, await fill(house, row))
    return Campaign(row.request_id, True, view_of(row))


async def get_campaign(house: WalletHouse, mchid: str, out_campaign_no: str) -> Campaign:
    """As it stands now, with which shares have gone. Raises CampaignUnknown, also for another merchant's."""
    row = await find_request(house, mchid, out_campaign_no)
    if row is None or row.giver != Giver.MERCHANT:
        raise CampaignUnknown(out_campaign_no)
    return await _campaign(house, row)


async def get_campaign_by_token(house: WalletHouse, token: str, person_id: str = "") -> Envelope:
    """What a link names, with what this person got of it. Raises CampaignUnknown, also for one without money."""
    async with house.database.read() as session:
        row = (await session.exec(select(EnvelopeRow).where(EnvelopeRow.claim_token == token))).one_or_none()
    row = row and await same_request(house, row, row.content_digest)
    if row is None or row.state == EnvelopeState.WRITTEN:
        raise CampaignUnknown("link")
    return await get_envelope_for(house, row.id, person_id)


async def end_campaign(house: WalletHouse, mchid: str, out_campaign_no: str) -> Campaign:
    """Give out no more; the rest is back in the merchant's account when this returns. The same answer when repeated.

    Raises CampaignUnknown, AccountRefused, LedgerBusy: then the rest goes back later.
    """
    campaign = await get_campaign(house, mchid, out_campaign_no)
    over = update(EnvelopeRow).where(
        col(EnvelopeRow.id) == campaign.envelope.id, col(EnvelopeRow.state) == EnvelopeState.OPEN
    )
    async with house.database.write() as session:
        await session.exec(over.values(state=EnvelopeState.ENDING), execution_options={"synchronize_session": False})
    return await get_campaign(house, mchid, out_campaign_no)


async def _campaign(house: WalletHouse, row: EnvelopeRow) -> Campaign:
    """Settled first: its money may have moved in a request that did not live to say so."""
    row = await same_request(house, row, row.content_digest)
    if row.state == EnvelopeState.WRITTEN:
        return Campaign(row.request_id, False, view_of(row))
    return Campaign(row.request_id, True, await get_envelope(house, row.id))


def _require_valid(house: WalletHouse, draft: CampaignDraft) -> None:
    if not OUT_CAMPAIGN_NO.fullmatch(draft.out_campaign_no):
        raise CampaignDraftInvalid("out_campaign_no", "6 to 27 letters, digits or _-|*")
    if not draft.title.strip() or len(draft.title) > TITLE_LETTERS_MAX or "\0" in draft.title:
        raise CampaignDraftInvalid("title", f"1 to {TITLE_LETTERS_MAX} letters")
    if draft.expires_at is not None and not LIFE_MIN <= draft.expires_at - house.clock.now() <= LIFE_MAX:
        raise CampaignDraftInvalid("expires_at", "from 1 minute to 30 days ahead")
    if len(draft.notify_url) > NOTIFY_URL_LETTERS_MAX:
        raise CampaignDraftInvalid("notify_url", f"at most {NOTIFY_URL_LETTERS_MAX} letters")
    try:
        # The number has a form of its own, checked above.
        shared = _envelope_draft(draft, request_id="campaign")
        require_here(house, draft.currency)
        share_max = bounds_of(house.settings, draft.currency).share_most.amount_minor
        require_valid(shared, share_minor_max=share_max, shares_max=CAMPAIGN_SHARES_MAX)
    except CurrencyNotHere as wrong:
        raise CampaignDraftInvalid("amount.currency", f"one of {wrong.known}") from wrong
    except EnvelopeDraftInvalid as wrong:
        field = {"amount": "amount.total", "currency": "amount.currency"}.get(wrong.field, wrong.field)
        raise CampaignDraftInvalid(field, wrong.issue) from wrong


def _envelope_draft(draft: CampaignDraft, *, request_id: str = "") -> EnvelopeDraft:
    return EnvelopeDraft(
        sender_id=draft.mchid,
        request_id=request_id or draft.out_campaign_no,
        kind=draft.kind,
        total_minor=draft.total_minor,
        shares=draft.shares,
        currency=draft.currency,
        greeting=draft.greeting,
        cover=draft.cover,
    )


def _life_seconds(house: WalletHouse, draft: CampaignDraft) -> int:
    until = draft.expires_at or house.clock.now() + timedelta(days=1)
    return max(1, int((until - house.clock.now()).total_seconds()))


def _digest_of(draft: CampaignDraft) -> str:
    """64 hex digits over every field."""
    facts = asdict(draft) | {"expires_at": draft.expires_at.isoformat() if draft.expires_at else None}
    if not draft.notify_url:  # as before there was one: a repeat of an older campaign stays the same
        del facts["notify_url"]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

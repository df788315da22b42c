"""Campaign envelopes over the merchant API, in words of our own: fund, query, end. Signed as every other call. Each
parses, calls `payments.campaigns` and answers with the merchant's document."""

from typing import Any

from wallet.merchant_api.calls import Answer, Call
from wallet.merchant_api.forms import CampaignForm, ReleaseForm
from wallet.payments import campaigns
from wallet.payments.campaigns import Campaign
from wallet.payments.envelope_split import divide

CLAIM_PATH = "/claim/"
CLAIMS_SHOWN_MAX = 100  # the latest; how many and how much there are in all is said beside them


async def create(call: Call) -> Answer:
    """POST /v3/campaigns -> the campaign with the path of its link; the same request again is the same campaign"""
    form = call.form(CampaignForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    made = await campaigns.fund_campaign(
        call.house,
        campaigns.CampaignDraft(
            mchid=form.mchid,
            out_campaign_no=form.out_campaign_no,
            title=form.title,
            kind=form.kind,
            total_minor=form.amount.total,
            shares=form.shares,
            currency=form.amount.currency,
            greeting=form.greeting,
            cover=form.cover,
            expires_at=form.expires_at,
            notify_url=form.notify_url,
        ),
    )
    return Answer(document(made, call.mchid))


async def query(call: Call) -> Answer:
    """GET /v3/campaigns/out-campaign-no/{out_campaign_no}?mchid="""
    call.require_own_mchid(call.query.get("mchid"), field="mchid", location="query")
    found = await campaigns.get_campaign(call.house, call.mchid, call.path["out_campaign_no"])
    return Answer(document(found, call.mchid))


async def end(call: Call) -> Answer:
    """POST /v3/campaigns/out-campaign-no/{out_campaign_no}/end -> the campaign"""
    form = call.form(ReleaseForm)
    call.require_own_mchid(form.mchid, field="/mchid", location="body")
    ended = await campaigns.end_campaign(call.house, call.mchid, call.path["out_campaign_no"])
    return Answer(document(ended, call.mchid))


def document(campaign: Campaign, mchid: str) -> dict[str, Any]:
    """state: FUNDING, OPEN, ENDING or ENDED. newcomers: how many of those who opened it made their account for it. Who
    claimed is not the merchant's to know; the proof of the draw is, once nobody can claim any more."""
    one = campaign.envelope
    seed = one.seed if campaign.is_funded else ""
    return {
        "mchid": mchid,
        "out_campaign_no": campaign.out_campaign_no,
        "campaign_id": one.id,
        "state": str(one.state).upper() if campaign.is_funded else "FUNDING",
        "title": one.title,
        "greeting": one.greeting,
        "cover": one.cover,
        "kind": one.kind,
        "amount": {
            "total": one.total_minor,
            "currency": one.currency,
            "claimed": sum(share.amount_minor for share in one.got),
            "returned": one.returned_minor,
        },
        "shares": one.shares,
        "taken": one.taken,
        "newcomers": sum(share.is_newcomer for share in one.got),
        "claim_path": CLAIM_PATH + one.claim_token,
        "commitment": one.commitment,
        "expires_at": one.expires_at.isoformat() if one.expires_at else None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "claims": [
            {"position": share.position, "amount": share.amount_minor, "claimed_at": share.claimed_at.isoformat()}
            for share in sorted(one.got, key=lambda share: share.claimed_at)[-CLAIMS_SHOWN_MAX:]
        ],
        "seed": seed,
        "amounts": divide(one.kind, one.total_minor, one.shares, bytes.fromhex(seed)) if seed else [],
    }

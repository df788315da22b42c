"""The bridge about envelopes: where one may go, for the host's own sheet, the person's own ones for a program that may
see them, and a merchant's gift. The host page calls these for `wx.sendEnvelope`, `wx.getEnvelopes`, `wx.claimEnvelope`.
Called by calls.py. The same shapes for TypeScript: superapp/browser/runtime/protocol/server.ts."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from superapp.flows import claim_gift, tell_envelopes
from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge.api import Answer, Api
from superapp.web.bridge.arguments import Argument, Nothing

EnvelopeId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]*$")]


class PageArgument(Argument):
    """before: the id of the last envelope that was told, "" for the newest."""

    before: EnvelopeId = ""
    limit: int = Field(default=50, ge=1, le=100)


class GiftArgument(Argument):
    """token: the last part of a campaign's link."""

    token: Annotated[str, StringConstraints(min_length=1, max_length=43, pattern=r"^[A-Za-z0-9_-]+$")]


async def _targets(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    found = await tell_envelopes.targets(house, session)
    return {"chats": [{"id": one.id, "title": one.title, "seed": one.seed} for one in found]}


async def _envelopes(house: House, session: ProgramSession, arg: PageArgument) -> Answer:
    told = await tell_envelopes.tell(house, session, before=arg.before, limit=arg.limit)
    return {"envelopes": [_document(one) for one in told]}


def _document(one: tell_envelopes.EnvelopeTold) -> dict[str, Any]:
    return {
        "id": one.id,
        "place": one.place,
        "placeKey": one.place_key,
        "isGroup": one.is_group,
        "giver": one.giver,
        "giverKey": one.giver_key,
        "isMine": one.is_mine,
        "kind": "lucky" if one.is_lucky else "equal",
        "greeting": one.greeting,
        "cover": one.cover,
        "total": one.total_minor,
        "currency": one.currency,
        "shares": one.shares,
        "taken": one.taken,
        "returned": one.returned_minor,
        "mine": one.mine_minor,
        "state": one.state,
        "sentAt": _moment(one.sent_at),
        "expiresAt": _moment(one.expires_at),
        "got": [
            {
                "key": got.key,
                "name": got.name,
                "amount": got.amount_minor,
                "at": _moment(got.at),
                "isMe": got.is_me,
                "isLuckiest": got.is_luckiest,
            }
            for got in one.got
        ],
        "proof": one.proof,
    }


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


async def _gift(house: House, session: ProgramSession, arg: GiftArgument) -> Answer:
    gift = await claim_gift.look_for(house, session, arg.token)
    return {
        "merchant": gift.merchant,
        "title": gift.title,
        "greeting": gift.greeting,
        "cover": gift.cover,
        "canOpen": gift.can_open,
        "mine": str(gift.mine) if gift.mine else "",
        "ranOut": gift.ran_out,
    }


async def _take_gift(house: House, session: ProgramSession, arg: GiftArgument) -> Answer:
    return {"amount": str(await claim_gift.claim_for(house, session, arg.token))}


APIS: dict[str, Api] = {
    "envelopeTargets": Api(Nothing, _targets),
    "getEnvelopes": Api(PageArgument, _envelopes),
    "showGift": Api(GiftArgument, _gift),
    "takeGift": Api(GiftArgument, _take_gift),
}

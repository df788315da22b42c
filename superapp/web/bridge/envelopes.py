"""The bridge about envelopes: where one may go, for the host's own sheet, and the person's own ones for a program that
may see them. The host page calls these for `wx.sendEnvelope` and `wx.getEnvelopes`. Called by calls.py. The same shapes
for TypeScript: superapp/browser/runtime/protocol/server.ts."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from superapp.flows import tell_envelopes
from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge.api import Answer, Api
from superapp.web.bridge.arguments import Argument, Nothing

EnvelopeId = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9_]*$")]


class PageArgument(Argument):
    """before: the id of the last envelope that was told, "" for the newest."""

    before: EnvelopeId = ""
    limit: int = Field(default=50, ge=1, le=100)


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


APIS: dict[str, Api] = {
    "envelopeTargets": Api(Nothing, _targets),
    "getEnvelopes": Api(PageArgument, _envelopes),
}

"""Gifts at the host, through the signed request of the public client `wechatpayv3`: it has no function for them."""

import json
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from wechatpayv3.type import RequestType

from miniapps.envelopes.server.tables import Gift
from miniapps.kit.problems import Problem
from miniapps.kit.till import PayV3Till, Till, reason_of


@dataclass(frozen=True, slots=True)
class GiftFacts:
    """What the host says of a gift. state: FUNDING, OPEN, ENDING or ENDED; newcomers: who made an account for it."""

    state: str
    claim_path: str
    taken: int
    claimed_fen: int
    returned_fen: int
    newcomers: int = 0


class GiftTill(Till, Protocol):
    """A till that can give money away."""

    async def fund(self, gift: Gift) -> GiftFacts:
        """Once per gift, which may be asked again. Refuses with not_enough, gift_refused (for good), host_away."""
        ...

    async def look_gift(self, gift_id: str) -> GiftFacts: ...

    async def end_gift(self, gift_id: str) -> GiftFacts:
        """Give out no more; repeating it is harmless."""
        ...


class PayV3Gifts(PayV3Till):
    async def fund(self, gift: Gift) -> GiftFacts:
        body = {
            "mchid": self.settings.mchid,
            "out_campaign_no": gift.id,
            "title": gift.title,
            "kind": gift.kind,
            "amount": {"total": gift.total_fen, "currency": "CNY"},
            "shares": gift.shares,
            "greeting": gift.greeting,
            "cover": gift.cover,
            "expires_at": gift.expires_at,
            "notify_url": self.settings.public_url + "/pay/notify",
        }
        code, text = await self._call(RequestType.POST, "/v3/campaigns", body)
        if code == 403:
            raise Problem(409, "not_enough", "There is not enough money for this gift. Add some first.")
        if code == 400:
            raise Problem(409, "gift_refused", f"The host cannot make this gift: {reason_of(text)}")
        return _facts(code, text)

    async def look_gift(self, gift_id: str) -> GiftFacts:
        return _facts(*await self._call(RequestType.GET, f"{_path(gift_id)}?mchid={self.settings.mchid}"))

    async def end_gift(self, gift_id: str) -> GiftFacts:
        body = {"mchid": self.settings.mchid}
        return _facts(*await self._call(RequestType.POST, f"{_path(gift_id)}/end", body))

    async def _call(self, method: RequestType, path: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
        request = self.client._core.request  # pyright: ignore[reportPrivateUsage]
        code, text = await run_in_threadpool(request, path, method=method, data=body)
        return code, str(text)


def _path(gift_id: str) -> str:
    return f"/v3/campaigns/out-campaign-no/{gift_id}"


def _facts(code: int, text: str) -> GiftFacts:
    if code != 200:
        raise Problem(502, "host_away", f"The host could not do this: {reason_of(text)}")
    facts = json.loads(text)
    amount = facts["amount"]
    return GiftFacts(
        facts["state"], facts["claim_path"], facts["taken"], amount["claimed"], amount["returned"], facts["newcomers"]
    )

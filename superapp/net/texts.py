"""Text messages to phones, through a gateway that the operator names: the port `Texts` and the one that speaks HTTP.
Called by flows/confirm_number.

    POST <SUPERAPP_TEXT_GATEWAY>
    content-type: application/json
    authorization: Bearer <SUPERAPP_TEXT_GATEWAY_KEY>        (when there is one)

    {"to": "+393331234567", "text": "042318 is your code …"}

Any 2xx means that the gateway took it over; every other answer, and none, that it did not. docs/operate/numbers.md"""

import json
from dataclasses import dataclass
from typing import ClassVar, Protocol

from superapp.base.errors import HostError
from wallet.ports import HttpFailure, HttpPort

TIMEOUT_SECONDS = 10.0


@dataclass(eq=False)
class TextNotSent(HostError):
    """reason: for the log: what the gateway said; it names no number."""

    code: ClassVar[str] = "text_not_sent"
    reason: str


class Texts(Protocol):
    async def send(self, to: str, text: str) -> None:
        """to: as E.164 writes it. Raises TextNotSent."""
        ...


@dataclass(frozen=True, slots=True)
class GatewayTexts:
    """key: "" sends none."""

    http: HttpPort
    url: str
    key: str

    async def send(self, to: str, text: str) -> None:
        headers = {"content-type": "application/json"}
        if self.key:
            headers["authorization"] = f"Bearer {self.key}"
        body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
        try:
            reply = await self.http.send("POST", self.url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS)
        except HttpFailure as failure:
            raise TextNotSent(str(failure)) from failure
        if not 200 <= reply.status < 300:
            raise TextNotSent(f"status {reply.status}")

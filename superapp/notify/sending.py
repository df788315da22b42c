"""One message to one device, through the push service its browser chose: RFC 8030, with the body of RFC 8291 and the
signature of RFC 8292. Called by the flows, with the house's own outgoing HTTP, between two transactions."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from superapp.base.config import Settings
from superapp.notify import vapid
from superapp.notify.encryption import TEXT_BYTES_MAX, encrypt, from_base64url, padded
from superapp.notify.subscriptions import Subscription
from wallet.ports import Chance, HttpFailure, HttpPort

KEPT_SECONDS = 24 * 3600  # how long a push service holds a message for a device that is off
TIMEOUT_SECONDS = 10.0
GONE = {404, 410}


class Outcome(Enum):
    ARRIVED = "arrived"
    GONE = "gone"  # the browser has taken the subscription back
    LATER = "later"  # the service or the way to it is busy
    REFUSED = "refused"  # it will say the same again


@dataclass(frozen=True, slots=True)
class Answer:
    """wait_seconds: how long the service asks to wait. reason: for the log."""

    outcome: Outcome
    wait_seconds: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """key, contact: who we are (notify/vapid.py)."""

    http: HttpPort
    key: ec.EllipticCurvePrivateKey
    contact: str
    chance: Chance

    async def send(self, to: Subscription, facts: dict[str, Any], *, topic: str, now: datetime) -> Answer:
        """facts: what the device reads (notify/pushes.py). topic: of two with the same one that wait at the service,
        the device gets the later."""
        text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()
        if len(text) > TEXT_BYTES_MAX:
            return Answer(Outcome.REFUSED, reason="too long")
        body = encrypt(
            padded(text),
            from_base64url(to.keys.device_key),
            from_base64url(to.keys.secret),
            own=ec.generate_private_key(ec.SECP256R1()),
            salt=self.chance.randbytes(16),
        )
        headers = {
            "Authorization": vapid.authorization(self.key, to.endpoint, contact=self.contact, now=now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Topic": _topic(topic),
            "Urgency": "high",
        }
        try:
            reply = await self.http.send(
                "POST", to.endpoint, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS
            )
        except HttpFailure as failure:
            return Answer(Outcome.LATER, reason=str(failure))
        if 200 <= reply.status < 300:
            return Answer(Outcome.ARRIVED)
        if reply.status in GONE:
            return Answer(Outcome.GONE, reason=str(reply.status))
        if reply.status == 429 or reply.status >= 500:
            asked = reply.headers.get("retry-after", "")
            wait = float(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 6 else 0.0
            return Answer(Outcome.LATER, wait, str(reply.status))
        return Answer(Outcome.REFUSED, reason=str(reply.status))


def sender_for(settings: Settings, http: HttpPort, chance: Chance) -> Sender:
    return Sender(http, vapid.own_key(settings.data), contact_of(settings), chance)


def contact_of(settings: Settings) -> str:
    """Where a push service reaches the operator; it takes an address of one of these two kinds."""
    if settings.push_contact:
        return settings.push_contact
    url = settings.base_url()
    return url if url.startswith("https://") else "mailto:operator@localhost"


def _topic(text: str) -> str:
    """32 letters that a push service compares and cannot read."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:24]).decode()

"""The seal on a webhook: HMAC-SHA256 over its moment and its body, so that neither can be changed and an old one cannot
be played again. Used by `http_rail.py`; the simulator seals with code of its own, as a stranger would.

    Rail-Timestamp: 1764320000
    Rail-Signature: v1=<hex of HMAC-SHA256(secret, "1764320000" + "." + body)>

Source: docs/operate/cards.md"""

import hashlib
import hmac
import re
from datetime import datetime

from wallet.rails.port import NoticeRefused

TIMESTAMP, SIGNATURE = "rail-timestamp", "rail-signature"
AGE_SECONDS_MAX = 300  # of a notice, either way; a later copy of it is refused by its age, an earlier one by its id
_DIGITS = re.compile(r"[0-9]{1,12}", re.ASCII)


def seal(secret: str, timestamp: str, body: bytes) -> str:
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def require_sealed(secret: str, headers: dict[str, str], body: bytes, *, now: datetime) -> None:
    """Raises NoticeRefused. An installation without a secret takes no notices."""
    timestamp, given = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not secret or not _DIGITS.fullmatch(timestamp):
        raise NoticeRefused("unsigned")
    if not hmac.compare_digest(given.encode(), seal(secret, timestamp, body).encode()):
        raise NoticeRefused("signature")
    if abs(now.timestamp() - int(timestamp)) > AGE_SECONDS_MAX:
        raise NoticeRefused("age")

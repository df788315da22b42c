"""Bills as files: what is announced of one, and the file itself. Called by the merchant API.

Nothing is stored. A bill is written twice, once for the digest that is announced and once for whoever comes with the
address: a day that is over does not change. The address is sealed, so it needs no row either; it holds for five minutes
and for the merchant who asked.

    token: base64url of {"bill": […], "until": seconds} + "." + base64url of 16 bytes of keyed BLAKE2b over that"""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from wallet.audit.daily import AFTER
from wallet.audit.days import span_of
from wallet.bills import funds, trades
from wallet.bills.wanted import TRADES, BillLinkInvalid, BillMissing, BillNotYet, BillPart, WantedBill
from wallet.house import WalletHouse
from wallet.secrets import ensure_secret

__all__ = [
    "LINK_LIFE",
    "Announced",
    "BillLinkInvalid",
    "BillMissing",
    "BillNotYet",
    "BillPart",
    "WantedBill",
    "announce",
    "open_link",
    "pieces",
]

LINK_LIFE = timedelta(minutes=5)
SEAL_BYTES = 16
SECRET_NAME = "bills.key"  # noqa: S105  the name of a file, not a secret
GZIP = 16 + zlib.MAX_WBITS  # zlib's word for the gzip format; it writes no time and no name


@dataclass(frozen=True, slots=True)
class Announced:
    """sha1_hex: of the bill as text, packed or not. token: what the address of the file ends in."""

    sha1_hex: str
    token: str


async def announce(house: WalletHouse, wanted: WantedBill) -> Announced:
    """Raises BillMissing, BillNotYet: an hour after the day has ended, as its matching does, it may be asked for."""
    now = house.clock.now()
    if wanted.day > now.astimezone(ZoneInfo(house.settings.time_zone)).date():
        raise BillMissing(wanted.day.isoformat())
    if now < span_of(house, wanted.day)[1] + AFTER:
        raise BillNotYet(wanted.day.isoformat())
    digest = hashlib.sha1(usedforsecurity=False)
    async for piece in _text(house, wanted):
        digest.update(piece.encode())
    return Announced(digest.hexdigest(), _seal(house, wanted, now + LINK_LIFE))


async def pieces(house: WalletHouse, wanted: WantedBill) -> AsyncIterator[bytes]:
    """The file."""
    packer = zlib.compressobj(wbits=GZIP) if wanted.is_packed else None
    async for piece in _text(house, wanted):
        yield packer.compress(piece.encode()) if packer else piece.encode()
    if packer:
        yield packer.flush()


def open_link(house: WalletHouse, mchid: str, token: str) -> WantedBill:
    """What the token was made for. Raises BillLinkInvalid."""
    body, _, seal = token.partition(".")
    if not hmac.compare_digest(_seal_of(house, body).encode(), seal.encode()):
        raise BillLinkInvalid
    facts = json.loads(base64.urlsafe_b64decode(body))
    owner, part, day, currency, is_packed = facts["bill"]
    if owner != mchid or facts["until"] < house.clock.now().timestamp():
        raise BillLinkInvalid
    return WantedBill(owner, BillPart(part), date.fromisoformat(day), currency, is_packed)


def _text(house: WalletHouse, wanted: WantedBill) -> AsyncIterator[str]:
    return (trades if wanted.part in TRADES else funds).write(house, wanted)


def _seal(house: WalletHouse, wanted: WantedBill, until: datetime) -> str:
    bill = [wanted.mchid, wanted.part, wanted.day.isoformat(), wanted.currency, wanted.is_packed]
    body = base64.urlsafe_b64encode(json.dumps({"bill": bill, "until": until.timestamp()}).encode()).decode()
    return f"{body}.{_seal_of(house, body)}"


def _seal_of(house: WalletHouse, body: str) -> str:
    key = ensure_secret(house.settings.data, SECRET_NAME)
    return base64.urlsafe_b64encode(hashlib.blake2b(body.encode(), key=key, digest_size=SEAL_BYTES).digest()).decode()

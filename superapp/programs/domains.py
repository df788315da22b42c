"""Which servers a program may ask. A list of exact origins per program: https, a host name and a port; no address, no
wildcard, as on the platform. A host that allows private addresses (the demo) also takes http on loopback, for servers
that run beside it. Called by the flows that administer programs and by flows/proxy_request."""

import ipaddress
import re
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import DomainRefused
from superapp.storage.database import HostTable, UtcDateTime

DOMAINS_MAX = 200
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_PORTS = {"https": 443, "http": 80}


class DomainRow(HostTable, table=True):
    __tablename__ = "program_domains"  # pyright: ignore[reportAssignmentType]

    appid: str = Field(primary_key=True, max_length=18)
    origin: str = Field(primary_key=True, max_length=300)
    added_at: datetime = Field(sa_type=UtcDateTime)


def origin_of(url: str) -> str:
    """Such as "https://shop.example:443": scheme, host in lower case, port always named.

    Raises DomainRefused when the text is no plain http(s) address: control characters, blanks, backslashes, user
    information, or a host that needs guessing.
    """
    if not url.isascii() or any(ord(letter) <= 32 or letter in '\\"<>^`{|}\x7f' for letter in url):
        raise DomainRefused(url[:200], "not a plain address")
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname or "", parts.port
    except ValueError as error:
        raise DomainRefused(url[:200], "not a plain address") from error
    if scheme not in _PORTS or not parts.netloc or "@" in parts.netloc or port == 0:
        raise DomainRefused(url[:200], "not https")
    if not (_HOST.fullmatch(host) or _is_ipv6(host)):
        raise DomainRefused(url[:200], "not a host name")
    name = f"[{host}]" if ":" in host else host
    return f"{scheme}://{name}:{port or _PORTS[scheme]}"


def check_domain(url: str, *, private_allowed: bool) -> str:
    """The origin of an address that may stand on a list. Raises DomainRefused."""
    origin = origin_of(url)
    scheme, _, rest = origin.partition("://")
    host = rest.rpartition(":")[0].strip("[]")
    loopback = host == "localhost" or _is_loopback(host)
    if private_allowed and loopback:
        return origin
    if scheme != "https":
        raise DomainRefused(url[:200], "https only")
    # A last label of digits (or 0x…) makes every browser and resolver read the host as an address.
    if loopback or ":" in host or "." not in host or re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2]):
        raise DomainRefused(url[:200], "a host name, not an address")
    return origin


async def set_domains(
    session: AsyncSession, appid: str, urls: list[str], *, private_allowed: bool, now: datetime
) -> list[str]:
    """Replace the list; returns the origins, sorted. Raises DomainRefused and leaves the old list."""
    origins = sorted({check_domain(url, private_allowed=private_allowed) for url in urls})
    if len(origins) > DOMAINS_MAX:
        raise DomainRefused(origins[DOMAINS_MAX], f"more than {DOMAINS_MAX}")
    await session.exec(delete(DomainRow).where(col(DomainRow.appid) == appid))
    session.add_all([DomainRow(appid=appid, origin=origin, added_at=now) for origin in origins])
    await session.flush()
    return origins


async def domains_of(session: AsyncSession, appid: str) -> list[str]:
    """Origins, sorted."""
    rows = await session.exec(select(DomainRow.origin).where(DomainRow.appid == appid).order_by(col(DomainRow.origin)))
    return list(rows)


async def is_listed(session: AsyncSession, appid: str, url: str) -> bool:
    """Exact scheme, host and port. An address that cannot be read is not listed."""
    try:
        origin = origin_of(url)
    except DomainRefused:
        return False
    return await session.get(DomainRow, (appid, origin)) is not None


def _is_ipv6(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).version == 6
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

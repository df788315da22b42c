"""Which web address is ours. CSRF, passkeys and the content security policy must agree on it, so they all ask here."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from superapp.base.config import Settings

# A host and an optional port as a browser sends them; anything else could smuggle words into a policy header.
_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def own_origin(settings: Settings, *, scheme: str, host: str) -> str:
    """Our origin as this visitor's browser names it, such as "https://pay.example".

    scheme, host: of the request. An installation with a public address has that one origin, whatever the request
    says. On loopback the request decides, because people type 127.0.0.1 and localhost for the same host; but a name
    that only happens to lead here is not ours (see `is_own_host`).
    """
    told = urlsplit(settings.base_url())
    if settings.url and not _is_loopback(told.netloc):
        return f"{told.scheme}://{told.netloc}"
    if not is_own_host(settings, host):
        return f"{told.scheme}://{told.netloc}"
    return f"{'https' if scheme in {'https', 'wss'} else 'http'}://{host.lower()}"


def is_own_host(settings: Settings, host: str) -> bool:
    """Whether a Host header can be ours. host: with its port, as sent.

    Any site may point a name of its own at 127.0.0.1 (DNS rebinding); its pages would then share our origin. No name
    can be bound again to the loopback names, to an address, or to the name the installation has.
    """
    if not _HOST.fullmatch(host):
        return False
    name = re.sub(r":\d+$", "", host).lower()
    if name in LOOPBACK or name == urlsplit(settings.base_url()).hostname:
        return True
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def own_addresses(settings: Settings) -> set[tuple[str, int]]:
    """(host, port) under which this installation answers: where it listens, and where people find it."""
    told = urlsplit(settings.base_url())
    public = told.port or {"https": 443}.get(told.scheme, 80)
    return {(settings.host, settings.port), (told.hostname or settings.host, public)}


def is_https(settings: Settings, scheme: str) -> bool:
    """Whether cookies may be marked Secure: the browser's side of the connection has TLS."""
    return scheme in {"https", "wss"} or settings.base_url().startswith("https://")


def host_name(origin: str) -> str:
    """The host without its port: what a passkey is bound to."""
    return urlsplit(origin).hostname or "localhost"


def safe_next(path: str | None, default: str = "/") -> str:
    """`path` when it leads to a page of ours, else `default`. Keeps sign-in from being an open redirect.

    Browsers drop control characters, read "\\" as "/" and take "//host" for another host; all three are refused.
    """
    if not path or len(path) > 2000 or not path.startswith("/") or path.startswith("//"):
        return default
    if "\\" in path or any(ord(letter) <= 32 or ord(letter) == 127 for letter in path):
        return default
    parts = urlsplit(path)
    return path if not parts.scheme and not parts.netloc else default


def _is_loopback(netloc: str) -> bool:
    return re.sub(r":\d+$", "", netloc).lower() in LOOPBACK

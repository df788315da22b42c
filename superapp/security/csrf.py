"""Whether a request that changes something was sent by a page of ours. The CSRF middleware asks; nobody else.

Two independent proofs. The browser says where the request comes from (Sec-Fetch-Site, else Origin), and the page shows
a token derived from the visitor's own cookie. A request whose kind no foreign page can send without asking us first
(JSON, when the browser has named our origin) needs only the first."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError
from superapp.security.tokens import derived, same

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIELD, HEADER = "csrf_token", "x-csrf-token"


@dataclass(eq=False)
class ForeignRequest(HostError):
    """why: "origin" when another site sent it, "token" when the page's token is missing or old."""

    code: ClassVar[str] = "foreign_request"
    why: str


def token_for(secret: str) -> str:
    """The token that pages of this visitor carry. secret: the visitor's session or visit cookie."""
    return derived(secret, "csrf")


def check_origin(*, fetch_site: str | None, origin: str | None, own: str) -> bool:
    """True when the browser itself vouches for the request; False when it says nothing at all.

    fetch_site: Sec-Fetch-Site; a browser sets it and no page can. "none" is a person's own doing (address bar).
    Raises ForeignRequest when the browser names another site, or an opaque origin (a program's frame).
    """
    if fetch_site is not None and fetch_site not in {"same-origin", "none"}:
        raise ForeignRequest("origin")
    if origin is not None and origin != own:
        raise ForeignRequest("origin")
    return fetch_site == "same-origin" or origin is not None


def check_token(given: str | None, secret: str) -> None:
    """Raises ForeignRequest unless the page's token belongs to this visitor."""
    if not given or not same(given, token_for(secret)):
        raise ForeignRequest("token")


def needs_token(content_type: str, *, vouched: bool) -> bool:
    """Only JSON from a browser that vouched goes without: a foreign form cannot send it."""
    return not (vouched and content_type.split(";")[0].strip().lower() == "application/json")

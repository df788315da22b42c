"""Who is on the other side of a request. The middleware finds out once and leaves a `Visit` in the request's state;
handlers ask `require_person`, `require` or `visitor`, and templates get the person and the CSRF token from it."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from superapp.accounts.people import LANGUAGES, Person
from superapp.accounts.permissions import check
from superapp.accounts.sessions import Device, NewSession, Session
from superapp.base.errors import HostError, ensure
from superapp.base.words import LANGUAGE_DEFAULT
from superapp.flows.recognise_visitor import recognise
from superapp.house import House
from superapp.security.csrf import token_for
from superapp.security.origins import is_https
from superapp.security.rate_limits import network_of
from superapp.security.tokens import new_token

__all__ = ["Person", "SignInNeeded", "Visit", "Visitor", "require", "require_person", "visit_of", "visitor"]

# The table decides when a session ends; the cookie only has to live longer. Browsers keep none beyond 400 days.
COOKIE_SECONDS = 400 * 24 * 3600
# Of an answer that ends this device's session: the browser drops what it keeps, the service worker included. The shell
# does the same by itself (browser/shell/kept.ts), for browsers that do not know the header.
FORGET_ALL = {"cache-control": "no-store", "clear-site-data": '"cache", "storage"'}
VISIT_SECONDS = 24 * 3600  # long enough to fill in a form, too short to follow anybody


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person on one device."""

    person: Person
    session: Session


@dataclass(eq=False)
class SignInNeeded(HostError):
    """Pages lead to the sign-in and back; scripts get 401."""

    code: ClassVar[str] = "sign_in_needed"


@dataclass(slots=True)
class Visit:
    """What the cookies of this request say.

    secret: the session's token, or for somebody unknown a random value of the visit; CSRF tokens derive from it.
    is_new: the secret was made now, so the browser must be told when a page uses it.
    """

    visitor: Visitor | None
    secret: str
    is_new: bool
    used: bool = False

    def csrf_token(self) -> str:
        self.used = True
        return token_for(self.secret)


def cookie_name(kind: str, *, https: bool) -> str:
    """kind: "session" or "visit". The prefix makes browsers refuse a cookie that a neighbouring host has planted."""
    return f"{'__Host-' if https else ''}sa_{kind}"


async def read_visit(connection: HTTPConnection, house: House, *, cookies_count: bool = True) -> Visit:
    """Resolve the cookies of a request. Never refuses: an unknown or ended session is simply nobody.

    cookies_count: False where callers identify themselves otherwise; then everybody is nobody.
    """
    if not cookies_count:
        return Visit(None, new_token(house.chance), is_new=True)
    https = is_https(house.settings, connection.url.scheme)
    token = connection.cookies.get(cookie_name("session", https=https), "")
    if 0 < len(token) <= 100 and (found := await recognise(house, token)):
        return Visit(Visitor(found.person, found.session), token, is_new=False)
    visit = connection.cookies.get(cookie_name("visit", https=https), "")
    if 32 <= len(visit) <= 100:
        return Visit(None, visit, is_new=False)
    return Visit(None, new_token(house.chance), is_new=True)


def visit_of(connection: HTTPConnection) -> Visit:
    visit = getattr(connection.state, "visit", None)
    ensure(isinstance(visit, Visit), "the middleware has read the visit", path=connection.url.path)
    return visit  # pyright: ignore[reportReturnType] (ensured above)


def language_of(connection: HTTPConnection) -> str:
    """The person's own; of somebody unknown what their browser asks for, as far as it is offered."""
    if (visit := getattr(connection.state, "visit", None)) and visit.visitor:
        return visit.visitor.person.language
    for wanted in connection.headers.get("accept-language", "").split(","):
        language = wanted.split(";")[0].strip()[:2].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGE_DEFAULT


def visitor(connection: HTTPConnection) -> Visitor | None:
    """The signed-in person and session of this request or socket, if any."""
    return visit_of(connection).visitor


def require_person(connection: HTTPConnection) -> Person:
    """Raises SignInNeeded."""
    if found := visitor(connection):
        return found.person
    raise SignInNeeded()


def require(connection: HTTPConnection, permission: str) -> Person:
    """The person, when their roles grant `permission` (superapp/accounts/permissions.py).

    Raises SignInNeeded, NotAllowed.
    """
    person = require_person(connection)
    check(person.roles, permission)
    return person


def session_token(request: Request) -> str | None:
    """The living session's token, for flows that replace or end it."""
    visit = visit_of(request)
    return visit.secret if visit.visitor else None


def device_of(request: Request) -> Device:
    """Where a sign-in happens, for the list of sessions; the session this browser has now ends with it."""
    address = request.client.host if request.client else ""
    return Device(request.headers.get("user-agent", "")[:500], address, session_token(request))


def visit_key(request: Request) -> str:
    """What ties a passkey's challenge to the browser that asked for it."""
    visit = visit_of(request)
    visit.used = True
    return visit.secret


def device_key(connection: HTTPConnection) -> str:
    """What wrong PINs of one device are counted by, whoever is signed in on it: signing in anew gives no new key. A
    digest of 64 letters. People behind one address with one kind of browser share it, so that ladder is a long one."""
    address = network_of(connection.client.host if connection.client else "")
    return hashlib.sha256(f"{address} {connection.headers.get('user-agent', '')[:500]}".encode()).hexdigest()


def remember(request: Request, response: Response, new: NewSession) -> None:
    """Hand the browser its new session. Lax: a link from elsewhere opens signed in, a foreign form does not."""
    house: House = request.app.state.house
    https = is_https(house.settings, request.url.scheme)
    response.set_cookie(
        cookie_name("session", https=https),
        new.token,
        max_age=COOKIE_SECONDS,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )
    _forget_visit(request, response, https=https)


def forget(request: Request, response: Response) -> None:
    """Take the session's cookie back, at sign-out."""
    house: House = request.app.state.house
    https = is_https(house.settings, request.url.scheme)
    response.delete_cookie(cookie_name("session", https=https), path="/", secure=https, httponly=True, samesite="lax")
    _forget_visit(request, response, https=https)


def visit_cookie(visit: Visit, *, https: bool) -> str:
    """The Set-Cookie value that tells the browser its visit."""
    response = Response()
    response.set_cookie(
        cookie_name("visit", https=https),
        visit.secret,
        max_age=VISIT_SECONDS,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )
    return response.headers["set-cookie"]


def _forget_visit(request: Request, response: Response, *, https: bool) -> None:
    # A form shown before the sign-in must not pass after it, nor one of the session after the sign-out.
    visit_of(request).used = False
    response.delete_cookie(cookie_name("visit", https=https), path="/", secure=https, httponly=True, samesite="lax")

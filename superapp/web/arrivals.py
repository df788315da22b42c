"""What the pages of signing in and up share: counting tries by address, and the answer that hands out the session."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from superapp.accounts.sessions import NewSession
from superapp.house import House
from superapp.security.origins import own_origin, safe_next
from superapp.security.rate_limits import RateLimits, network_of
from superapp.web.visitor import remember

START = "/chats"


async def count_try(request: Request, what: str) -> None:
    """Raises TooOften. what: a rule of superapp/security/rate_limits.py."""
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit(what, network_of(request.client.host if request.client else ""))


def wanted_page(given: str | None) -> str:
    """Where to go after the sign-in: a page of ours, else the start."""
    return safe_next(given, START)


def arrive(request: Request, new: NewSession, wanted: str | None) -> Response:
    """Signed in: the cookie, and on to the page that was wanted."""
    response = RedirectResponse(wanted_page(wanted), 303, {"cache-control": "no-store"})
    remember(request, response, new)
    return response


def arrive_by_script(request: Request, new: NewSession, wanted: str | None) -> Response:
    """The same for a script: {"next": page}."""
    response = JSONResponse({"next": wanted_page(wanted)}, headers={"cache-control": "no-store"})
    remember(request, response, new)
    return response


def origin_of(request: Request) -> str:
    """Our origin as this browser names it; a passkey is bound to it."""
    house: House = request.app.state.house
    return own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))

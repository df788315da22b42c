"""How often somebody may try an appid here. Whoever guesses secrets is slowed; the platform's own limits are wider."""

from starlette.requests import Request

from superapp.security.rate_limits import RateLimits

CALLS = {"jscode2session": "6000/minute", "token": "10000/minute", "phone": "6000/minute"} | {
    "message": "12000/minute",
    "upload": "600/minute",
    "template": "600/minute",
}


async def count(request: Request, what: str, appid: str) -> None:
    """Raises TooOften. Counted per program and calling address, so that nobody uses up a program's share."""
    state = request.app.state
    if not hasattr(state, "server_api_limits"):
        state.server_api_limits = RateLimits(CALLS)
    await state.server_api_limits.hit(what, appid[:32], request.client.host if request.client else "")

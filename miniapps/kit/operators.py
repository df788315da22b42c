"""Whoever runs a guest's server: they know its program's secret and send it as `Authorization: Bearer …` to /admin."""

import hmac

from starlette.requests import Request

from miniapps.kit.problems import Problem


def require_operator(request: Request, secret: str) -> None:
    """Refuses with admin_only."""
    wanted, given = "Bearer " + secret, request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Problem(401, "admin_only", "This needs the program's secret.")

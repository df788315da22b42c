"""What a program shows from elsewhere: /mp/<appid>/<hash>/~<token>/<address>. It stands under the bundle's own path, so
the frame's policy needs no word more. The frame sends no cookies; the token says whose open program asks, and the flow
decides what may be fetched. Its route stands in bundle.py, before that of the bundle's files."""

import base64
import binascii

from starlette.requests import Request
from starlette.responses import Response

from superapp.base.errors import NotFound
from superapp.flows import fetch_media
from superapp.flows.fetch_media import MediaUnavailable
from superapp.house import House
from superapp.security.rate_limits import RateLimits

ADDRESS_LENGTH_MAX = 8192
# Opened as a page, a picture of a program (SVG is a document) is nobody: no script, no origin, no frame around it.
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
SERVED_HEADERS = {
    "content-security-policy": _FILE_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


async def media(request: Request) -> Response:
    """200 or 206 with the bytes; 404 for everything that is not served, with the reason as plain text."""
    appid, bundle, token = (request.path_params[name] for name in ("appid", "hash", "token"))
    url = _decoded(request.path_params["address"])
    house: House = request.app.state.house
    session = await fetch_media.find_program(house, appid, bundle, token)
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit("media", session.key)
    try:
        found = await fetch_media.fetch(house, session, url, wanted=request.headers.get("range", ""))
    except MediaUnavailable as refused:
        return Response(refused.reason, 404, media_type="text/plain", headers={"cache-control": "no-store"})
    headers = SERVED_HEADERS | {
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=3600",
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
    }
    if found.piece:
        headers["content-range"] = found.piece
    return Response(found.body, 206 if found.piece else 200, media_type=found.media_type, headers=headers)


def _decoded(address: str) -> str:
    """base64url without padding, of UTF-8. Raises NotFound."""
    if len(address) > ADDRESS_LENGTH_MAX:
        raise NotFound("address")
    try:
        return base64.urlsafe_b64decode(address + "=" * (-len(address) % 4)).decode()
    except (binascii.Error, ValueError) as error:
        raise NotFound("address") from error

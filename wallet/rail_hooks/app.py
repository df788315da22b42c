"""`POST /notices`, which the host mounts at "/rail": a webhook of the card processor's. 204 for one that was taken,
also for a copy of it; 4xx for one that is not the processor's, which learns nothing more; 503: it should come again."""

import logging
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.payments.rail_notices import take_notice
from wallet.rails.port import NoticeRefused, RailAbsent

BODY_BYTES_MAX = 16 * 1024
log = logging.getLogger(__name__)


def create_app(get_house: Callable[[], WalletHouse]) -> Starlette:
    """get_house: asked at each request, because the host opens its wallet after the routes are made."""

    async def notices(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES_MAX:
                return JSONResponse({"code": "body_too_large"}, 413)
        headers = {name.lower(): value for name, value in request.headers.items()}
        try:
            await take_notice(get_house(), headers, bytes(body))
        except NoticeRefused as refusal:
            log.warning("a rail notice was refused: %s", refusal.reason)
            return JSONResponse({"code": refusal.code}, 401)
        except RailAbsent as refusal:
            return JSONResponse({"code": refusal.code}, 404)
        except WalletError as refusal:
            # It is written down and will be asked about; the rail may as well come again.
            log.warning("a rail notice could not be followed at once: %s", refusal.code)
            return JSONResponse({"code": refusal.code}, 503)
        return Response(status_code=204)

    return Starlette(routes=[Route("/notices", notices, methods=["POST"])])

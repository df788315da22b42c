"""POST /bridge/stream/request: wx.request with `enableChunked`. The same checks and rules as the call `request`; the
answer is one JSON object a line, sent as the server of the program sends:

  {"head": {statusCode, header, cookies, …}}    {"piece": "<base64>"} …    {"ok": {}}, or {"refused": …} at any point"""

import base64
import json
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from superapp.flows import proxy_request
from superapp.flows.open_program import ProgramSession
from superapp.web.bridge.api import Answer
from superapp.web.bridge.arguments import RequestArgument
from superapp.web.bridge.calls import admitted, answer_of, refusal_of, wanted_by
from superapp.web.bridge.quota import quota_of
from superapp.web.visitor import require_person

API = "request"
MEDIA_TYPE = "application/x-ndjson"


async def stream(request: Request) -> Response:
    """200, whatever the program's server says; only somebody who is not signed in gets another status."""
    require_person(request)
    try:
        session, argument = await admitted(request, API, RequestArgument)
        lines = _lines(request, session, wanted_by(argument))
    except (HTTPException, ClientDisconnect):
        raise
    except Exception as error:
        return Response(_line(refusal_of(API, error)), media_type=MEDIA_TYPE, headers={"cache-control": "no-store"})
    # A proxy in front of the host must not collect what is to be read at once.
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(lines, media_type=MEDIA_TYPE, headers=headers)


async def _lines(request: Request, session: ProgramSession, wanted: proxy_request.Wanted) -> AsyncIterator[bytes]:
    try:
        async with quota_of(request).one_of_few(API, session.key):
            async for one in proxy_request.stream(request.app.state.house, session, wanted):
                if isinstance(one, bytes):
                    yield _line({"piece": base64.b64encode(one).decode()})
                else:
                    yield _line({"head": answer_of(one)})
        yield _line({"ok": {}})
    except Exception as error:
        yield _line(refusal_of(API, error))


def _line(answer: Answer) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode() + b"\n"


routes: list[BaseRoute] = [Route("/bridge/stream/request", stream, methods=["POST"])]

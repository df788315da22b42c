"""What a program is loaded from: /mp/<appid>/<hash>/frame.html and the files of the bundle beside it. The frame is the
only document; it has an opaque origin and no network. The main package's code is text that the host page fetches and
hands over; a subpackage's scripts the program's worker loads when it needs them, and their folder is the one place
besides our view that the frame's policy lets scripts come from (docs/decisions/0012-packages.md).

Nobody needs to be signed in: images and fonts are asked for by a frame that has no cookies, and a released bundle is
public. The files of the runtime (/rt/) are served by superapp/web/assets."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import serve_bundle
from superapp.house import House
from superapp.security.origins import own_origin
from superapp.web.assets import YEAR, runtime_address
from superapp.web.frame import FRAME_MAY_LOAD, frame_document, served_type
from superapp.web.pages.media import SERVED_HEADERS, media


async def frame(request: Request) -> Response:
    """The frame's document. It never redirects: policies do not compare paths after a redirect."""
    appid, bundle = request.path_params["appid"], request.path_params["hash"]
    house: House = request.app.state.house
    await serve_bundle.require_bundle(house, appid, bundle)
    own = own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))
    return frame_document(own, runtime_address("view.js"), f"/mp/{appid}/{bundle}/")


async def file(request: Request) -> Response:
    """Code as plain text for the host page alone; pictures, fonts and sounds for the frame. Nothing else goes out."""
    appid, bundle, path = (request.path_params[name] for name in ("appid", "hash", "path"))
    if (served := served_type(path)) is None:
        raise NotFound("file of the program")
    media_type, for_frame = served
    body = await serve_bundle.bundle_file(request.app.state.house, appid, bundle, path)
    headers = SERVED_HEADERS | (FRAME_MAY_LOAD if for_frame else {}) | {"cache-control": YEAR}
    return Response(body, media_type=media_type, headers=headers)


routes: list[BaseRoute] = [
    Route("/mp/{appid}/{hash}/frame.html", frame),
    Route("/mp/{appid}/{hash}/~{token}/{address}", media),
    Route("/mp/{appid}/{hash}/{path:path}", file),
]

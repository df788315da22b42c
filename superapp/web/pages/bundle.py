"""What a program is loaded from: /mp/<appid>/<hash>/frame.html and the files of the bundle beside it. The frame is the
only document; it has an opaque origin, no network and no script but our view. The program's code is text that the
host page fetches and hands over, so its address stands in no policy of the frame (facts/dependencies.md, finding 1).

Nobody needs to be signed in: images and fonts are asked for by a frame that has no cookies, and a released bundle is
public. The files of the runtime (/rt/) are served by superapp/web/assets."""

from pathlib import PurePosixPath

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import serve_bundle
from superapp.house import House
from superapp.security.origins import own_origin
from superapp.web.assets import YEAR, runtime_address
from superapp.web.frame import CODE, MEDIA_TYPES, frame_document
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
    suffix = PurePosixPath(path).suffix.lower()
    media_type = "text/plain; charset=utf-8" if path in CODE else MEDIA_TYPES.get(suffix)
    if media_type is None:
        raise NotFound("file of the program")
    body = await serve_bundle.bundle_file(request.app.state.house, appid, bundle, path)
    headers = SERVED_HEADERS | {"cache-control": YEAR}
    if path not in CODE:
        # The frame's origin is opaque: for a browser its own pictures and fonts come from elsewhere.
        headers |= {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
    return Response(body, media_type=media_type, headers=headers)


routes: list[BaseRoute] = [
    Route("/mp/{appid}/{hash}/frame.html", frame),
    Route("/mp/{appid}/{hash}/~{token}/{address}", media),
    Route("/mp/{appid}/{hash}/{path:path}", file),
]

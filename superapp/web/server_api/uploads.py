"""POST /cgi-bin/media/upload?type=image: a multipart form with the file "media" -> {type, media_id, created_at}. The
picture is drawn anew, and kept for three days. Proved by wechatpy 1.8.18."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import take_upload
from superapp.web.forms import read_file
from superapp.web.server_api import answers
from superapp.web.server_api.bodies import api, token_of
from superapp.web.server_api.quota import count

TYPES = ("image", "thumb")


async def upload(request: Request) -> Response:
    kind = request.query_params.get("type", "")
    if kind not in TYPES:
        return answers.refused(request, answers.BAD_MEDIA_TYPE)
    await count(request, "upload", token_of(request))
    taken = await take_upload.take(request.app.state.house, token_of(request), await read_file(request, "media"))
    named = "media_id" if kind == "image" else "thumb_media_id"
    return answers.answered({"type": kind, named: taken.media_id, "created_at": int(taken.created_at.timestamp())})


routes: list[BaseRoute] = [Route("/cgi-bin/media/upload", api(upload), methods=["POST"])]

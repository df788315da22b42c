"""How the platform's server API says yes and no: always status 200, JSON, `errcode` and `errmsg` for a refusal. Called
by its neighbours. Texts and codes: facts/server-api.md, section 1."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from superapp.base.errors import Refusal

BUSY, BAD_TOKEN, BAD_GRANT, BAD_APPID, BAD_CODE, BAD_SECRET = -1, 40001, 40002, 40013, 40029, 40125
CODE_USED, NO_APPID, NO_SECRET, NO_CODE, TOO_OFTEN, BAD_JSON = 40163, 41002, 41004, 41008, 45011, 47001
# Of messages.
BAD_OPENID, BAD_MEDIA_TYPE, BAD_MEDIA, BAD_KIND, BAD_TEMPLATE, BAD_PAGE = 40003, 40004, 40007, 40008, 40037, 41030
NOT_WANTED, EMPTY, TOO_LONG, TOO_MANY, WINDOW_OVER, WINDOW_FULL = 43101, 44004, 45002, 45009, 45015, 45047
BAD_PICTURE, TYPING_TOO_LATE, BAD_ARGUMENT, NO_ORDER = 40009, 45080, 47003, 10060001
TOO_MANY_TEMPLATES, BAD_TITLE, BAD_KEYWORDS = 200013, 200014, 200020
TEXTS = {
    BUSY: "system error",
    BAD_TOKEN: "invalid credential, access_token is invalid or not latest",
    BAD_GRANT: "invalid grant_type",
    BAD_APPID: "invalid appid",
    BAD_CODE: "invalid code",
    BAD_SECRET: "invalid appsecret",
    CODE_USED: "code been used",
    NO_APPID: "appid missing",
    NO_SECRET: "appsecret missing",
    NO_CODE: "missing code",
    TOO_OFTEN: "api minute-quota reach limit, must slower, retry next minute",
    BAD_JSON: "data format error",
    BAD_OPENID: "invalid openid",
    BAD_MEDIA_TYPE: "invalid media type",
    BAD_MEDIA: "invalid media_id",
    BAD_KIND: "invalid message type",
    BAD_PICTURE: "invalid image",
    BAD_TEMPLATE: "invalid template_id",
    BAD_PAGE: "invalid page",
    NOT_WANTED: "user refuse to accept the msg",
    EMPTY: "empty content",
    TOO_LONG: "content size out of limit",
    TOO_MANY: "reach max api daily quota limit",
    WINDOW_OVER: "response out of time limit or subscription is canceled",
    WINDOW_FULL: "out of response count limit",
    TYPING_TOO_LATE: "user should be active in the session before typing",
    BAD_ARGUMENT: "argument invalid!",
    NO_ORDER: "order not exist",
    TOO_MANY_TEMPLATES: "template count exceed limit",
    BAD_TITLE: "invalid tid",
    BAD_KEYWORDS: "invalid kidList",
}
_CODES = {
    "program_unknown": BAD_APPID,
    "program_secret_wrong": BAD_SECRET,
    "access_token_invalid": BAD_TOKEN,
    "token_refresh_limited": TOO_OFTEN,
    "too_often": TOO_OFTEN,
    "openid_unknown": BAD_OPENID,
    "media_unknown": BAD_MEDIA,
    "picture_refused": BAD_PICTURE,
    "template_unknown": BAD_TEMPLATE,
    "too_many_templates": TOO_MANY_TEMPLATES,
    "page_unknown": BAD_PAGE,
    "message_empty": EMPTY,
    "message_too_long": TOO_LONG,
    "too_many_cards": TOO_MANY,
    "order_not_theirs": NO_ORDER,
}


def answered(facts: Mapping[str, Any]) -> Response:
    """The platform sends JSON as text/plain here, and clients parse it whatever it is called."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def refused(request: Request, errcode: int, note: str = "", **facts: Any) -> Response:
    """note: what is wrong, behind the platform's words; facts: fields of ours beside errcode and errmsg."""
    request_id = getattr(request.state, "request_id", "")
    text = f"{TEXTS[errcode]} {note}" if note else TEXTS[errcode]
    return answered({"errcode": errcode, "errmsg": f"{text}, rid: {request_id}"} | facts)


def refused_by(request: Request, refusal: Refusal) -> Response:
    """A refusal of a flow in the platform's code."""
    if refusal.code == "login_code_invalid":
        return refused(request, CODE_USED if getattr(refusal, "why", "") == "used" else BAD_CODE)
    match refusal.code:
        case "message_not_wanted":
            return refused(request, NOT_WANTED, detail={"reason": getattr(refusal, "reason", "")})
        case "message_argument_invalid":
            return refused(request, BAD_ARGUMENT, f"{getattr(refusal, 'where', '')} invalid")
        case "client_id_reused":
            return refused(request, BAD_ARGUMENT, "sent before with other content")
        case "template_choice_invalid":
            return refused(request, BAD_TITLE if getattr(refusal, "what", "") == "title" else BAD_KEYWORDS)
        case "reply_window_closed":
            return refused(request, WINDOW_FULL if getattr(refusal, "reason", "") == "used" else WINDOW_OVER)
        case _:
            pass
    return refused(request, _CODES.get(refusal.code, BUSY))

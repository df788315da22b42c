"""How the platform's server API says yes and no: always status 200, JSON, `errcode` and `errmsg` for a refusal. Called
by login.py and token.py. Texts and codes: facts/server-api.md, section 1."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from superapp.base.errors import Refusal

BUSY, BAD_TOKEN, BAD_GRANT, BAD_APPID, BAD_CODE, BAD_SECRET = -1, 40001, 40002, 40013, 40029, 40125
CODE_USED, NO_APPID, NO_SECRET, NO_CODE, TOO_OFTEN, BAD_JSON = 40163, 41002, 41004, 41008, 45011, 47001
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
}
_CODES = {
    "program_unknown": BAD_APPID,
    "program_secret_wrong": BAD_SECRET,
    "access_token_invalid": BAD_TOKEN,
    "token_refresh_limited": TOO_OFTEN,
    "too_often": TOO_OFTEN,
}


def answered(facts: Mapping[str, Any]) -> Response:
    """The platform sends JSON as text/plain here, and clients parse it whatever it is called."""
    body = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def refused(request: Request, errcode: int) -> Response:
    request_id = getattr(request.state, "request_id", "")
    return answered({"errcode": errcode, "errmsg": f"{TEXTS[errcode]}, rid: {request_id}"})


def refused_by(request: Request, refusal: Refusal) -> Response:
    """A refusal of a flow in the platform's code."""
    if refusal.code == "login_code_invalid":
        return refused(request, CODE_USED if getattr(refusal, "why", "") == "used" else BAD_CODE)
    return refused(request, _CODES.get(refusal.code, BUSY))

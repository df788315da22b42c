"""GET /sns/jscode2session: a program's back end trades a login code for the openid and the session key. A client may
add an access_token that nobody needs here; it is not looked at. Proved by wechatpy 1.8.18."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import exchange_code
from superapp.web.server_api import answers
from superapp.web.server_api.quota import count


async def jscode2session(request: Request) -> Response:
    given = request.query_params
    appid, secret, code = given.get("appid", ""), given.get("secret", ""), given.get("js_code", "")
    for value, errcode in ((appid, answers.NO_APPID), (secret, answers.NO_SECRET), (code, answers.NO_CODE)):
        if not value:
            return answers.refused(request, errcode)
    if given.get("grant_type", "") != "authorization_code":
        return answers.refused(request, answers.BAD_GRANT)
    try:
        await count(request, "jscode2session", appid)
        found = await exchange_code.exchange(request.app.state.house, appid=appid, appsecret=secret, code=code)
    except Refusal as refusal:
        return answers.refused_by(request, refusal)
    return answers.answered({"session_key": found.session_key, "openid": found.openid, "unionid": found.unionid})


routes: list[BaseRoute] = [Route("/sns/jscode2session", jscode2session)]

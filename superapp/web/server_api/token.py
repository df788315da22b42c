"""GET /cgi-bin/token and POST /cgi-bin/stable_token: access tokens for a program's back end. JSON bodies come without a
content type from some clients, so the path decides how a body is read."""

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import issue_token
from superapp.web.server_api import answers
from superapp.web.server_api.quota import count

GRANT = "client_credential"


class StableTokenBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    grant_type: str = ""
    appid: str = ""
    secret: str = ""
    force_refresh: bool = False


async def token(request: Request) -> Response:
    given = request.query_params
    wanted = StableTokenBody(
        grant_type=given.get("grant_type", ""), appid=given.get("appid", ""), secret=given.get("secret", "")
    )
    return await _issue(request, wanted, stable=False)


async def stable_token(request: Request) -> Response:
    try:
        wanted = StableTokenBody.model_validate_json(await request.body())
    except ValidationError:
        return answers.refused(request, answers.BAD_JSON)
    return await _issue(request, wanted, stable=True)


async def _issue(request: Request, wanted: StableTokenBody, *, stable: bool) -> Response:
    if wanted.grant_type != GRANT:
        return answers.refused(request, answers.BAD_GRANT)
    if not wanted.appid:
        return answers.refused(request, answers.NO_APPID)
    if not wanted.secret:
        return answers.refused(request, answers.NO_SECRET)
    try:
        await count(request, "token", wanted.appid)
        issued = await issue_token.issue(
            request.app.state.house,
            appid=wanted.appid,
            appsecret=wanted.secret,
            stable=stable,
            force=wanted.force_refresh,
        )
    except Refusal as refusal:
        return answers.refused_by(request, refusal)
    return answers.answered({"access_token": issued.text, "expires_in": issued.seconds})


routes: list[BaseRoute] = [
    Route("/cgi-bin/token", token),
    Route("/cgi-bin/stable_token", stable_token, methods=["POST"]),
]

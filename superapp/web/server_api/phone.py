"""POST /wxa/business/getuserphonenumber?access_token=…: a program's back end trades the code of the button
`getPhoneNumber` for the number. JSON bodies come without a content type from some clients."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import exchange_phone
from superapp.web.server_api import answers
from superapp.web.server_api.quota import count


class PhoneBody(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    code: str = Field(default="", max_length=200)


async def phone_number(request: Request) -> Response:
    token = request.query_params.get("access_token", "")
    try:
        body = PhoneBody.model_validate_json(await request.body())
    except ValidationError:
        return answers.refused(request, answers.BAD_JSON)
    try:
        await count(request, "phone", token)
        info = await exchange_phone.exchange(request.app.state.house, access_token=token, code=body.code)
    except Refusal as refusal:
        return answers.refused_by(request, refusal)
    return answers.answered({"errcode": 0, "errmsg": "ok", "phone_info": info})


routes: list[BaseRoute] = [Route("/wxa/business/getuserphonenumber", phone_number, methods=["POST"])]

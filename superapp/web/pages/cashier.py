"""The cashier: the host's own sheet over a program. The element <sa-cashier> (browser/shell/cashier.ts) draws what
these two answers say; the program sees neither."""

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.amounts import money_text
from superapp.flows import take_payment
from superapp.web.forms import read_json
from superapp.web.visitor import device_key, require

PERMISSION = "wallet.use"


class Confirmation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    pin: str = Field(max_length=20)


async def sheet(request: Request) -> Response:
    person = require(request, PERMISSION)
    view = await take_payment.open_sheet(request.app.state.house, person, request.path_params["token"])
    return JSONResponse(
        {
            "payee": view.payee,
            "merchant": view.merchant,
            "appid": view.appid,
            "description": view.description,
            "kind": view.kind,
            "parts": [
                {
                    "merchant": part.merchant,
                    "description": part.description,
                    "amount": money_text(part.amount, language=person.language),
                }
                for part in view.parts
            ],
            "until": view.until.isoformat() if view.until else None,
            "amount": money_text(view.amount, language=person.language),
            "available": money_text(view.available, language=person.language),
            "affordable": view.affordable,
            "missing": money_text(view.missing, language=person.language),
            "state": view.state,
            "has_pin": view.has_pin,
            "pin_free": view.pin_free,
            "demo": request.app.state.house.settings.demo,
        },
        headers={"cache-control": "no-store"},
    )


async def confirm(request: Request) -> Response:
    person, body = require(request, PERMISSION), await read_json(request, Confirmation)
    paid = await take_payment.confirm(
        request.app.state.house, person, request.path_params["token"], body.pin, device=device_key(request)
    )
    return JSONResponse(
        {"amount": money_text(paid.amount, language=person.language), "payee": paid.payee, "seq": paid.seq},
        headers={"cache-control": "no-store"},
    )


routes: list[BaseRoute] = [
    Route("/cashier/{token}", sheet),
    Route("/cashier/{token}/confirm", confirm, methods=["POST"]),
]

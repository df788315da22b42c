"""POST /bridge/call/<api>: what an open program asks of the server. The host page relays it; whatever the sandbox let
through is checked here as if there were none: the person, the program session, its capability, the quota, the
argument. A program always gets an answer it can read, and never a 5xx."""

import base64
import binascii

import structlog
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import login_program, open_program, program_storage, proxy_request, request_payment
from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge import arguments, person_calls, transfers
from superapp.web.bridge.api import Answer, Api, ArgumentRefused
from superapp.web.bridge.quota import quota_of
from superapp.web.bridge.refusals import BAD_ARGUMENT, INTERNAL, NO_PERMISSION, NOT_SUPPORTED, refused, refused_by
from superapp.web.visitor import require_person, visitor

HEADER = "x-program-session"
log = structlog.get_logger("superapp.bridge")


async def _login(house: House, session: ProgramSession, _arg: arguments.Nothing) -> Answer:
    return {"code": await login_program.log_in(house, session)}


async def _check_session(house: House, session: ProgramSession, _arg: arguments.Nothing) -> Answer:
    if not await login_program.session_lives(house, session):
        raise ArgumentRefused("session_key expired")
    return {}


async def _request(house: House, session: ProgramSession, arg: arguments.RequestArgument) -> Answer:
    try:
        body = base64.b64decode(arg.body, validate=True) if arg.body_is_base64 else arg.body.encode()
    except binascii.Error as error:
        raise ArgumentRefused("invalid data") from error
    wanted = proxy_request.Wanted(
        url=arg.url,
        method=arg.method,
        header=arg.header,
        body=body,
        timeout_seconds=arg.timeout / 1000,
        binary=arg.binary,
    )
    answered = await proxy_request.proxy(house, session, wanted)
    return {
        "statusCode": answered.status,
        "header": answered.header,
        "cookies": answered.cookies,
        "data": answered.data,
        "is_base64": answered.is_base64,
    }


async def _request_payment(house: House, session: ProgramSession, arg: arguments.PaymentArgument) -> Answer:
    call_up = request_payment.CallUp(arg.timeStamp, arg.nonceStr, arg.package, arg.signType, arg.paySign)
    return {"cashier": await request_payment.open_cashier(house, session, call_up)}


async def _set_storage(house: House, session: ProgramSession, arg: arguments.StoredArgument) -> Answer:
    return {"bytes": await program_storage.set_value(house, session, arg.key, arg.data)}


async def _remove_storage(house: House, session: ProgramSession, arg: arguments.KeyArgument) -> Answer:
    return {"bytes": await program_storage.remove_value(house, session, arg.key)}


async def _clear_storage(house: House, session: ProgramSession, _arg: arguments.Nothing) -> Answer:
    return {"bytes": await program_storage.clear_values(house, session)}


APIS: dict[str, Api] = {
    "login": Api(arguments.Nothing, _login),
    "checkSession": Api(arguments.Nothing, _check_session),
    "request": Api(arguments.RequestArgument, _request),
    "requestPayment": Api(arguments.PaymentArgument, _request_payment),
    "setStorage": Api(arguments.StoredArgument, _set_storage),
    "removeStorage": Api(arguments.KeyArgument, _remove_storage),
    "clearStorage": Api(arguments.Nothing, _clear_storage),
    **person_calls.APIS,
    **transfers.APIS,
}


async def call(request: Request) -> Response:
    """200 with {"ok"} or {"refused"}; only somebody who is not signed in gets another status."""
    require_person(request)
    return JSONResponse(await _answer(request), headers={"cache-control": "no-store"})


async def _answer(request: Request) -> Answer:
    name, house = request.path_params["api"], request.app.state.house
    try:
        session = await _session_of(request)
        api = APIS.get(name)
        if api is None:
            return refused(name, NOT_SUPPORTED, "api not supported")
        if name not in session.capabilities:
            return refused(name, NO_PERMISSION, "no permission")
        quota = quota_of(request)
        await quota.count(name, session.key)
        message = arguments.Message.model_validate_json(await request.body())
        argument = api.argument.model_validate(message.arg)
        async with quota.one_of_few(name, session.key):
            return {"ok": await api.run(house, session, argument)}
    except ValidationError as error:
        return refused(name, BAD_ARGUMENT, f"parameter error: {_first_fault(error)}")
    except ArgumentRefused as error:
        return refused(name, BAD_ARGUMENT, str(error))
    except Refusal as refusal:
        return refused_by(name, refusal)
    except (HTTPException, ClientDisconnect):
        raise
    except Exception:
        # Ours to mend, and the log says what; the program reads an answer like any other.
        log.exception("bridge_call_failed", api=name[:40])
        return refused(name, INTERNAL, "internal error")


async def _session_of(request: Request) -> ProgramSession:
    found = visitor(request)
    person, sign_in = require_person(request), found.session.id if found else ""
    token = request.headers.get(HEADER, "")
    return await open_program.resolve(request.app.state.house, person, sign_in=sign_in, token=token)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:40] for part in first["loc"][:2]) or "arg"
    return f"{where}: {first['msg']}"[:200]


routes: list[BaseRoute] = [Route("/bridge/call/{api}", call, methods=["POST"])]

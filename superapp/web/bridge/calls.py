"""POST /bridge/call/<api>: what an open program asks of the server. The host page relays it; whatever the sandbox let
through is checked here as if there were none: the person, the program session, its capability, the quota, the
argument. A program always gets an answer it can read, and never a 5xx."""

import base64
import binascii
from typing import TypeVar

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
from superapp.net.program_requests import Answered
from superapp.web.bridge import arguments, envelopes, person_calls, transfers
from superapp.web.bridge.api import Answer, Api, ArgumentRefused, NotPermitted
from superapp.web.bridge.arguments import Argument
from superapp.web.bridge.quota import quota_of
from superapp.web.bridge.refusals import BAD_ARGUMENT, INTERNAL, NO_PERMISSION, NOT_SUPPORTED, refused, refused_by
from superapp.web.visitor import require_person, visitor

HEADER = "x-program-session"
A = TypeVar("A", bound=Argument)
log = structlog.get_logger("superapp.bridge")


async def _login(house: House, session: ProgramSession, _arg: arguments.Nothing) -> Answer:
    return {"code": await login_program.log_in(house, session)}


async def _check_session(house: House, session: ProgramSession, _arg: arguments.Nothing) -> Answer:
    if not await login_program.session_lives(house, session):
        raise ArgumentRefused("session_key expired")
    return {}


async def _request(house: House, session: ProgramSession, arg: arguments.RequestArgument) -> Answer:
    return answer_of(await proxy_request.proxy(house, session, wanted_by(arg)))


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
    **envelopes.APIS,
}


async def call(request: Request) -> Response:
    """200 with {"ok"} or {"refused"}; only somebody who is not signed in gets another status."""
    require_person(request)
    return JSONResponse(await _answer(request), headers={"cache-control": "no-store"})


async def _answer(request: Request) -> Answer:
    name, house = request.path_params["api"], request.app.state.house
    try:
        api = APIS.get(name)
        if api is None:
            await session_of(request)
            return refused(name, NOT_SUPPORTED, "api not supported")
        session, argument = await admitted(request, name, api.argument)
        async with quota_of(request).one_of_few(name, session.key):
            return {"ok": await api.run(house, session, argument)}
    except (HTTPException, ClientDisconnect):
        raise
    except Exception as error:
        return refusal_of(name, error)


async def admitted(request: Request, api: str, shape: type[A]) -> tuple[ProgramSession, A]:
    """Whose call it is and what it asks. Raises what `refusal_of` puts into words."""
    session = await session_of(request)
    if api not in session.capabilities:
        raise NotPermitted
    await quota_of(request).count(api, session.key)
    message = arguments.Message.model_validate_json(await request.body())
    return session, shape.model_validate(message.arg)


def refusal_of(api: str, error: Exception) -> Answer:
    """A refusal that the program reads like any other answer. Anything else is ours to mend, and the log says what."""
    match error:
        case ValidationError():
            return refused(api, BAD_ARGUMENT, f"parameter error: {_first_fault(error)}")
        case ArgumentRefused():
            return refused(api, BAD_ARGUMENT, str(error))
        case NotPermitted():
            return refused(api, NO_PERMISSION, "no permission")
        case Refusal():
            return refused_by(api, error)
        case _:
            log.error("bridge_call_failed", api=api[:40], exc_info=error)
            return refused(api, INTERNAL, "internal error")


def wanted_by(arg: arguments.RequestArgument) -> proxy_request.Wanted:
    """Raises ArgumentRefused."""
    try:
        body = base64.b64decode(arg.body, validate=True) if arg.body_is_base64 else arg.body.encode()
    except binascii.Error as error:
        raise ArgumentRefused("invalid data") from error
    return proxy_request.Wanted(
        url=arg.url,
        method=arg.method,
        header=arg.header,
        body=body,
        timeout_seconds=arg.timeout / 1000,
        binary=arg.binary,
    )


def answer_of(answered: Answered) -> Answer:
    """`RequestReply` of browser/runtime/protocol/server.ts."""
    return {
        "statusCode": answered.status,
        "header": answered.header,
        "cookies": answered.cookies,
        "data": answered.data,
        "is_base64": answered.is_base64,
    }


async def session_of(request: Request) -> ProgramSession:
    found = visitor(request)
    person, sign_in = require_person(request), found.session.id if found else ""
    token = request.headers.get(HEADER, "")
    return await open_program.resolve(request.app.state.house, person, sign_in=sign_in, token=token)


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part)[:40] for part in first["loc"][:2]) or "arg"
    return f"{where}: {first['msg']}"[:200]


routes: list[BaseRoute] = [Route("/bridge/call/{api}", call, methods=["POST"])]

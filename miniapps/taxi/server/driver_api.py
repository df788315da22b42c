"""The driver program's HTTP face: parse, ask the cab, answer JSON. A driver is known by the openid of that program."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from miniapps.kit.forms import read_form
from miniapps.kit.problems import Problem
from miniapps.taxi.server import forms, people
from miniapps.taxi.server.cab import STEPS, Cab
from miniapps.taxi.server.forms import require_node

FIRST_NODE = 0


def _cab(request: Request) -> Cab:
    return request.app.state.cab


async def _driver(request: Request) -> str:
    async with _cab(request).database.read() as session:
        return await people.require(session, request.headers.get("authorization", ""), people.DRIVER)


async def login(request: Request) -> Response:
    form, hosts = await read_form(request, forms.LoginForm), request.app.state.hosts
    token = await people.sign_in(
        _cab(request).database, hosts[people.DRIVER], form.code, role=people.DRIVER, language=form.language
    )
    return JSONResponse({"token": token})


async def stands(request: Request) -> Response:
    return JSONResponse({"stands": _cab(request).stands()})


async def show(request: Request) -> Response:
    return JSONResponse(await _cab(request).show(await _driver(request)))


async def car(request: Request) -> Response:
    driver_id, form = await _driver(request), await read_form(request, forms.CarForm)
    await _cab(request).register(
        driver_id, name=form.name, car=form.car, plate=form.plate, vehicle=form.vehicle, node=FIRST_NODE
    )
    return await show(request)


async def switch(request: Request) -> Response:
    driver_id, form = await _driver(request), await read_form(request, forms.SwitchForm)
    node = None if form.node is None else require_node(form.node)
    await _cab(request).switch(driver_id, online=form.online, node=node)
    request.app.state.engine.wake()
    return await show(request)


async def answer(request: Request) -> Response:
    """accept or decline an offer."""
    driver_id, offer_id = await _driver(request), request.path_params["offer_id"]
    if request.path_params["answer"] == "accept":
        await _cab(request).accept(driver_id, offer_id)
    elif request.path_params["answer"] == "decline":
        await _cab(request).decline(driver_id, offer_id)
    else:
        raise Problem(404, "answer_unknown", "Accept or decline.")
    request.app.state.engine.wake()
    return await show(request)


async def step(request: Request) -> Response:
    driver_id, wanted = await _driver(request), request.path_params["step"]
    if wanted not in STEPS:
        raise Problem(404, "step_unknown", "There is no such step.")
    await _cab(request).step(driver_id, wanted)
    request.app.state.engine.wake()
    return await show(request)


async def talk(request: Request) -> Response:
    driver_id = await _driver(request)
    if request.method == "POST":
        form = forms.require_words(await read_form(request, forms.SayForm))
        await _cab(request).say(driver_id, phrase=form.phrase, text=form.text.strip())
    return JSONResponse({"messages": await _cab(request).talk(driver_id)})


async def lost(request: Request) -> Response:
    """What passengers left in this car."""
    return JSONResponse({"lost": await _cab(request).left_in_car(await _driver(request))})


async def answer_lost(request: Request) -> Response:
    driver_id, form = await _driver(request), await read_form(request, forms.FoundForm)
    await _cab(request).answer_lost(driver_id, request.path_params["case_id"], form.found.strip())
    return await lost(request)


async def earnings(request: Request) -> Response:
    driver_id, pay = await _driver(request), request.app.state.pay
    # The host may be away for a moment: the day is still shown as far as we know it.
    with suppress(Problem, OSError):
        await pay.look(driver_id)
    return JSONResponse(await _cab(request).earnings(driver_id) | await pay.show(driver_id))


async def payout(request: Request) -> Response:
    return JSONResponse(await request.app.state.pay.ask(await _driver(request)))


ROUTES: list[BaseRoute] = [
    Route("/driver/login", login, methods=["POST"]),
    Route("/driver/stands", stands),
    Route("/driver/me", show),
    Route("/driver/car", car, methods=["POST"]),
    Route("/driver/online", switch, methods=["POST"]),
    Route("/driver/offers/{offer_id:int}/{answer}", answer, methods=["POST"]),
    Route("/driver/ride/messages", talk, methods=["GET", "POST"]),
    Route("/driver/ride/{step}", step, methods=["POST"]),
    Route("/driver/lost", lost),
    Route("/driver/lost/{case_id:int}", answer_lost, methods=["POST"]),
    Route("/driver/earnings", earnings),
    Route("/driver/payout", payout, methods=["POST"]),
]

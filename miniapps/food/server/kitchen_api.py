"""The HTTP face for the kitchen program, and for whoever runs the demonstration. Every call but the first three needs
a restaurant one works in."""

import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.food.server import forms, kitchen
from miniapps.food.server.backend import Backend
from miniapps.food.server.customers import require_person, sign_in
from miniapps.food.server.people_api import backend_of
from miniapps.food.server.tables import Cook
from miniapps.kit.forms import read_form
from miniapps.kit.problems import Problem


async def _cook(request: Request) -> Cook:
    async with backend_of(request).database.read() as session:
        return await require_person(session, request.headers.get("authorization", ""), Cook)


async def _workplace(request: Request) -> tuple[Backend, str]:
    """Refuses with no_workplace for a cook who has not chosen a restaurant."""
    cook = await _cook(request)
    if not cook.restaurant_id:
        raise Problem(409, "no_workplace", "Please choose your restaurant.")
    return backend_of(request), cook.restaurant_id


async def login(request: Request) -> Response:
    form, backend = await read_form(request, forms.LoginForm), backend_of(request)
    return JSONResponse({"token": await sign_in(backend.database, backend.kitchen_host, form.code, Cook)})


async def choices(request: Request) -> Response:
    """mine: where this person has worked, which needs no code."""
    backend, cook = backend_of(request), await _cook(request)
    places = [{"id": one.id, "name": one.name, "cuisine": one.cuisine} for one in backend.menu.restaurants.values()]
    own = await kitchen.workplaces(backend, cook.openid)
    return JSONResponse({"restaurants": places, "mine": own, "code_needed": not backend.settings.simulate})


async def join(request: Request) -> Response:
    cook, form = await _cook(request), await read_form(request, forms.JoinForm)
    return JSONResponse(await kitchen.join(backend_of(request), cook.openid, form.restaurant_id, form.code))


async def board(request: Request) -> Response:
    return JSONResponse(await kitchen.board(*await _workplace(request)))


async def accept(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.AcceptForm)
    return JSONResponse(await kitchen.accept(backend, place, request.path_params["number"], form.minutes))


async def refuse(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.RefuseForm)
    return JSONResponse(await kitchen.refuse(backend, place, request.path_params["number"], form.reason))


async def step(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.StepForm)
    return JSONResponse(await kitchen.step(backend, place, request.path_params["number"], form.to))


async def tick(request: Request) -> Response:
    backend, place = await _workplace(request)
    form, path = await read_form(request, forms.TickForm), request.path_params
    return JSONResponse(await kitchen.tick(backend, place, path["number"], path["line_id"], form.prepared))


async def drop(request: Request) -> Response:
    backend, place = await _workplace(request)
    path = request.path_params
    return JSONResponse(await kitchen.drop(backend, place, path["number"], path["line_id"]))


async def answer(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.AnswerForm)
    return JSONResponse(await kitchen.answer(backend, place, request.path_params["number"], form.text))


async def dishes(request: Request) -> Response:
    return JSONResponse(await kitchen.dishes(*await _workplace(request)))


async def dish(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.DishForm)
    changed = await kitchen.set_dish(
        backend, place, request.path_params["dish_id"], on_sale=form.on_sale, stock=form.stock
    )
    return JSONResponse(changed)


async def opening(request: Request) -> Response:
    backend, place = await _workplace(request)
    form = await read_form(request, forms.OpeningForm)
    return JSONResponse(await kitchen.set_accepting(backend, place, form.accepting))


def _require_admin(request: Request) -> Backend:
    backend = backend_of(request)
    wanted, given = backend.settings.admin_token, request.headers.get("authorization", "")
    if wanted and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode()):
        return backend
    # Without a token it is open where nothing is real, and closed everywhere else.
    if not wanted and backend.settings.simulate:
        return backend
    raise Problem(403, "admin_only", "This is for whoever runs the server.")


async def simulator(request: Request) -> Response:
    """GET looks; POST changes what is named: running, speed, refuse_next."""
    backend = _require_admin(request)
    simulation = backend.simulation
    if request.method == "POST":
        form = await read_form(request, forms.SimulatorForm)
        simulation.running = simulation.running if form.running is None else form.running
        simulation.speed = form.speed or simulation.speed
        simulation.refuse_next = simulation.refuse_next if form.refuse_next is None else form.refuse_next
    shown: dict[str, Any] = {
        "running": simulation.running,
        "speed": simulation.speed,
        "refuse_next": simulation.refuse_next,
    }
    return JSONResponse(shown)


async def staff(request: Request) -> Response:
    """The code each restaurant gives to its staff."""
    backend = _require_admin(request)
    return JSONResponse({place: kitchen.staff_code(backend, place) for place in backend.menu.restaurants})


ROUTES = [
    Route("/kitchen/login", login, methods=["POST"]),
    Route("/kitchen/choices", choices),
    Route("/kitchen/join", join, methods=["POST"]),
    Route("/kitchen/board", board),
    Route("/kitchen/opening", opening, methods=["POST"]),
    Route("/kitchen/dishes", dishes),
    Route("/kitchen/dishes/{dish_id}", dish, methods=["POST"]),
    Route("/kitchen/orders/{number}/accept", accept, methods=["POST"]),
    Route("/kitchen/orders/{number}/refuse", refuse, methods=["POST"]),
    Route("/kitchen/orders/{number}/step", step, methods=["POST"]),
    Route("/kitchen/orders/{number}/lines/{line_id:int}", tick, methods=["POST"]),
    Route("/kitchen/orders/{number}/lines/{line_id:int}/drop", drop, methods=["POST"]),
    Route("/kitchen/complaints/{number}", answer, methods=["POST"]),
    Route("/admin/simulator", simulator, methods=["GET", "POST"]),
    Route("/admin/staff", staff),
]

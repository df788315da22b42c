"""The HTTP face for the program people order with: parse, call one verb, answer JSON."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.food.server import browse, desk, forms, groups, money, orders
from miniapps.food.server.backend import Backend
from miniapps.food.server.customers import find_person, require_person, sign_in
from miniapps.food.server.tables import Customer
from miniapps.kit.forms import read_form


def backend_of(request: Request) -> Backend:
    return request.app.state.backend


async def _who(request: Request) -> str:
    """The openid of whoever calls. Refuses with sign_in_needed."""
    async with backend_of(request).database.read() as session:
        return (await require_person(session, request.headers.get("authorization", ""), Customer)).openid


async def _perhaps(request: Request) -> str:
    """The openid, or "" for somebody who only looks around."""
    async with backend_of(request).database.read() as session:
        found = await find_person(session, request.headers.get("authorization", ""), Customer)
    return found.openid if found else ""


async def login(request: Request) -> Response:
    form, backend = await read_form(request, forms.LoginForm), backend_of(request)
    token = await sign_in(backend.database, backend.host, form.code, Customer, form.language)
    return JSONResponse({"token": token})


async def restaurants(request: Request) -> Response:
    query = request.query_params
    return JSONResponse(
        await browse.list_restaurants(
            backend_of(request),
            address=query.get("address", "")[:200],
            query=query.get("q", "")[:80],
            openid=await _perhaps(request),
        )
    )


async def restaurant(request: Request) -> Response:
    return JSONResponse(
        await browse.show_restaurant(
            backend_of(request),
            request.path_params["restaurant_id"],
            address=request.query_params.get("address", "")[:200],
            openid=await _perhaps(request),
        )
    )


async def favourite(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.HeartForm)
    await browse.set_favourite(backend_of(request), who, request.path_params["restaurant_id"], form.on)
    return JSONResponse({"favourite": form.on})


def _basket(form: forms.BasketForm) -> desk.Basket:
    return desk.Basket(form.restaurant_id, [item.wanted() for item in form.items], form.address, form.code, form.group)


async def quote(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.BasketForm)
    return JSONResponse(await desk.quote(backend_of(request), who, _basket(form)))


async def make_order(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.OrderForm)
    where = orders.Where(form.recipient, form.address, form.phone, form.note)
    made = await desk.order(
        backend_of(request), who, _basket(form), where, deliver_at=form.deliver_at, request_key=form.request_key
    )
    return JSONResponse(made, status_code=201)


async def my_orders(request: Request) -> Response:
    return JSONResponse(await desk.list_own(backend_of(request), await _who(request)))


async def my_order(request: Request) -> Response:
    return JSONResponse(await desk.show(backend_of(request), await _who(request), request.path_params["number"]))


async def pay(request: Request) -> Response:
    who = await _who(request)
    return JSONResponse({"payment": await money.ask(backend_of(request), who, request.path_params["number"])})


async def cancel(request: Request) -> Response:
    return JSONResponse(await desk.cancel(backend_of(request), await _who(request), request.path_params["number"]))


async def claim(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.ClaimForm)
    number = request.path_params["number"]
    return JSONResponse(await desk.claim(backend_of(request), who, number, form.line_id, form.quantity))


async def rate(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.RatingForm)
    number = request.path_params["number"]
    return JSONResponse(await desk.rate(backend_of(request), who, number, form.stars, form.text))


async def start_group(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.GroupForm)
    made = await groups.start(backend_of(request), who, form.restaurant_id, form.name)
    return JSONResponse(made, status_code=201)


async def my_groups(request: Request) -> Response:
    return JSONResponse({"groups": await groups.mine(backend_of(request), await _who(request))})


async def show_group(request: Request) -> Response:
    return JSONResponse(await groups.show(backend_of(request), await _who(request), request.path_params["code"]))


async def group_lines(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.GroupLinesForm)
    items = [item.wanted(who) for item in form.items]
    return JSONResponse(await groups.put_lines(backend_of(request), who, request.path_params["code"], form.name, items))


async def group_mode(request: Request) -> Response:
    who, form = await _who(request), await read_form(request, forms.ModeForm)
    return JSONResponse(await groups.set_mode(backend_of(request), who, request.path_params["code"], form.each_pays))


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await money.take_notice(backend_of(request), request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


ROUTES = [
    Route("/api/login", login, methods=["POST"]),
    Route("/api/restaurants", restaurants),
    Route("/api/restaurants/{restaurant_id}", restaurant),
    Route("/api/restaurants/{restaurant_id}/favourite", favourite, methods=["POST"]),
    Route("/api/quote", quote, methods=["POST"]),
    Route("/api/orders", make_order, methods=["POST"]),
    Route("/api/orders", my_orders),
    Route("/api/orders/{number}", my_order),
    Route("/api/orders/{number}/payment", pay, methods=["POST"]),
    Route("/api/orders/{number}/cancel", cancel, methods=["POST"]),
    Route("/api/orders/{number}/claims", claim, methods=["POST"]),
    Route("/api/orders/{number}/rating", rate, methods=["POST"]),
    Route("/api/groups", start_group, methods=["POST"]),
    Route("/api/groups", my_groups),
    Route("/api/groups/{code}", show_group),
    Route("/api/groups/{code}/lines", group_lines, methods=["POST"]),
    Route("/api/groups/{code}/mode", group_mode, methods=["POST"]),
    Route("/pay/notify", notice, methods=["POST"]),
]

"""The door's HTTP face: sign in, show the door's code once, then tell uses and hear what other doors and returns
did."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit.forms import read_form
from miniapps.kit.problems import Problem
from miniapps.tickets.server import doors
from miniapps.tickets.server.customers import require_customer, sign_in, try_door_code
from miniapps.tickets.server.desk import Desk
from miniapps.tickets.server.forms import DoorForm, LoginForm, SyncForm
from miniapps.tickets.server.tables import Customer


async def require_keeper(request: Request, *, may_be_new: bool = False) -> Customer:
    """Refuses with sign_in_needed, door_code_needed."""
    async with request.app.state.desk.database.read() as session:
        customer = await require_customer(session, request.headers.get("authorization", ""))
    if not customer.at_door or not (customer.keeper or may_be_new):
        raise Problem(403, "door_code_needed", "Please enter the code of this door.")
    return customer


async def login(request: Request) -> Response:
    form, desk = await read_form(request, LoginForm), request.app.state.desk
    return JSONResponse({"token": await sign_in(desk.database, request.app.state.door_host, form.code, at_door=True)})


async def pair(request: Request) -> Response:
    """The door's code once; the answer is the key that codes are verified with from then on, without us."""
    keeper, form = await require_keeper(request, may_be_new=True), await read_form(request, DoorForm)
    desk: Desk = request.app.state.desk
    await try_door_code(desk.database, keeper.openid, form.code, request.app.state.door_code)
    return JSONResponse({"public_key": desk.issuer.public_key_hex()})


async def sync(request: Request) -> Response:
    await require_keeper(request)
    form, desk = await read_form(request, SyncForm), request.app.state.desk
    async with desk.database.write() as session:
        clashes = await doors.take_uses(session, form.taken(), desk.now())
        listed = await doors.day_list(session, form.day)
    return JSONResponse({"clashes": clashes, **listed, "public_key": desk.issuer.public_key_hex()})


ROUTES = [
    Route("/door/login", login, methods=["POST"]),
    Route("/door/pair", pair, methods=["POST"]),
    Route("/door/sync", sync, methods=["POST"]),
]

"""For whoever runs the market, with the program's secret: what each shop's people say when they join, and parcels that
move by themselves, paused or at another pace."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit.operators import require_operator
from miniapps.shop.server import counter, forms, staff
from miniapps.shop.server.people_api import desk_of
from miniapps.shop.server.seller_api import OWN_NAME
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.simulator import Simulation


def _require_admin(request: Request) -> ShopSettings:
    settings = desk_of(request).settings
    require_operator(request, settings.appsecret)
    return settings


async def codes(request: Request) -> Response:
    settings = _require_admin(request)
    shops = counter.titles(request.app.state.sellers, OWN_NAME)
    listed = [one | {"code": staff.code_of(settings.seller_appsecret, one["id"])} for one in shops]
    return JSONResponse({"shops": listed})


async def simulator(request: Request) -> Response:
    """GET looks; POST changes what is named: running, seconds (that a parcel waits before each step)."""
    _require_admin(request)
    simulation: Simulation = request.app.state.simulation
    if request.method == "POST":
        form = await forms.read(request, forms.SimulatorForm)
        simulation.running = simulation.running if form.running is None else form.running
        simulation.seconds = form.seconds or simulation.seconds
    return JSONResponse({"running": simulation.running, "seconds": simulation.seconds})


ROUTES = [
    Route("/admin/staff", codes),
    Route("/admin/simulator", simulator, methods=["GET", "POST"]),
]

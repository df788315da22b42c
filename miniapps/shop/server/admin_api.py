"""For whoever runs the market, with the program's secret: what each shop's people say when they join, and parcels that
move by themselves, paused or at another pace."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit import simulation
from miniapps.kit.operators import require_operator
from miniapps.shop.server import counter, staff
from miniapps.shop.server.people_api import desk_of
from miniapps.shop.server.seller_api import OWN_NAME
from miniapps.shop.server.settings import ShopSettings


def _require_admin(request: Request) -> ShopSettings:
    settings = desk_of(request).settings
    require_operator(request, settings.appsecret)
    return settings


async def codes(request: Request) -> Response:
    settings = _require_admin(request)
    shops = counter.titles(request.app.state.sellers, OWN_NAME)
    listed = [one | {"code": staff.code_of(settings.seller_appsecret, one["id"])} for one in shops]
    return JSONResponse({"shops": listed})


ROUTES = [
    Route("/admin/staff", codes),
    simulation.ROUTE,
]

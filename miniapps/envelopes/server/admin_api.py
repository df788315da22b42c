"""For whoever runs Red Letter, with the program's secret: the gifts of a demonstration, paused or at another pace."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.envelopes.server.forms import SimulatorForm, read_form
from miniapps.envelopes.server.simulator import Simulation
from miniapps.kit.operators import require_operator


async def simulator(request: Request) -> Response:
    """GET looks; POST changes what is named: running, seconds (from one gift to the next)."""
    require_operator(request, request.app.state.desk.settings.appsecret)
    simulation: Simulation = request.app.state.simulation
    if request.method == "POST":
        form = await read_form(request, SimulatorForm)
        simulation.running = simulation.running if form.running is None else form.running
        simulation.seconds = form.seconds or simulation.seconds
    return JSONResponse({"running": simulation.running, "seconds": simulation.seconds})


ROUTES = [Route("/admin/simulator", simulator, methods=["GET", "POST"])]

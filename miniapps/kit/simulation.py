"""What moves by itself in a demonstration: running or paused, at a pace. Whoever runs the server looks at it and
changes it at /admin/simulator, with the program's secret."""

from dataclasses import dataclass

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from miniapps.kit.forms import Strict, read_form
from miniapps.kit.operators import require_operator


@dataclass(slots=True)
class Simulation:
    """seconds: what they mean is each simulator's own."""

    running: bool
    seconds: float


class SimulatorForm(Strict):
    running: bool | None = None
    seconds: float | None = Field(default=None, ge=1, le=86_400)


async def simulator(request: Request) -> Response:
    """GET looks; POST changes what is named."""
    require_operator(request, request.app.state.desk.settings.appsecret)
    simulation: Simulation = request.app.state.simulation
    if request.method == "POST":
        form = await read_form(request, SimulatorForm)
        simulation.running = simulation.running if form.running is None else form.running
        simulation.seconds = form.seconds or simulation.seconds
    return JSONResponse({"running": simulation.running, "seconds": simulation.seconds})


ROUTE = Route("/admin/simulator", simulator, methods=["GET", "POST"])
"""For an app whose state has `desk`, with its settings, and `simulation`."""

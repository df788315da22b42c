"""The developers' page: my programs, their versions with diagnostics and reviews, their servers."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import show_console
from superapp.web.rendering import render
from superapp.web.visitor import require


async def home(request: Request) -> Response:
    """Raises SignInNeeded, NotAllowed."""
    person = require(request, "console.use")
    view = await show_console.show_console(request.app.state.house, person.id)
    return render(request, "console/home.html", view)


routes: list[BaseRoute] = [Route("/console", home)]

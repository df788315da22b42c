"""The page that hosts one program: /p/<appid>?path=<page with query>&scene=<how it was opened>. It holds <sa-program>,
which opens the program session itself (superapp/browser/shell/program.ts)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import open_program
from superapp.web.rendering import render
from superapp.web.visitor import require

# From a card in a chat of two, and in a group; everything else is a plain opening.
SCENES = frozenset({"1007", "1008"})


async def program(request: Request) -> Response:
    """Raises SignInNeeded (which leads back here), ProgramUnknown."""
    require(request, "programs.open")
    found = await open_program.look_up(request.app.state.house, request.path_params["appid"])
    view = {
        "appid": found.appid,
        "name": found.name,
        "scene": scene if (scene := request.query_params.get("scene", "")) in SCENES else "",
        "program_path": request.query_params.get("path", "")[: open_program.PATH_LENGTH_MAX],
    }
    return render(request, "programs/program.html", view, hosts_programs=True)


routes: list[BaseRoute] = [Route("/p/{appid}", program)]

"""The programs a person can open. One program's own page is superapp/web/pages/program.py."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.flows import list_programs
from superapp.web.rendering import render
from superapp.web.visitor import require_person


async def programs(request: Request) -> Response:
    require_person(request)
    text = request.query_params.get("q", "")
    view = await list_programs.list_programs(request.app.state.house, text)
    return render(request, "programs/programs.html", view, hosts_programs=True)


async def scan(request: Request) -> Response:
    require_person(request)
    return render(request, "programs/scan.html", {}, hosts_programs=True)


routes: list[BaseRoute] = [Route("/programs", programs), Route("/scan", scan)]

"""Where I am signed in, and ending what should not go on."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import manage_sessions
from superapp.web.rendering import render
from superapp.web.visitor import FORGET_ALL, forget, require_person, visitor


async def show(request: Request) -> Response:
    person, found = require_person(request), visitor(request)
    sessions = await manage_sessions.list_sessions(request.app.state.house, person)
    view = {"sessions": sessions, "current_id": found.session.id if found else ""}
    return render(request, "accounts/sessions.html", view, hosts_programs=True)


async def end(request: Request) -> Response:
    person, found = require_person(request), visitor(request)
    session_id = request.path_params["session_id"]
    await manage_sessions.end(request.app.state.house, person, session_id)
    if found and found.session.id == session_id:
        response = RedirectResponse("/sign-in", 303, FORGET_ALL)
        forget(request, response)
        return response
    return RedirectResponse("/me/sessions", 303, {"cache-control": "no-store"})


async def end_others(request: Request) -> Response:
    person, found = require_person(request), visitor(request)
    await manage_sessions.end_others(request.app.state.house, person, kept=found.session.id if found else "")
    return RedirectResponse("/me/sessions", 303, {"cache-control": "no-store"})


routes: list[BaseRoute] = [
    Route("/me/sessions", show),
    Route("/me/sessions/end-others", end_others, methods=["POST"]),
    Route("/me/sessions/{session_id}/end", end, methods=["POST"]),
]

"""A person's data: all of it as a file, and leaving for good."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from superapp.flows import export_data, leave_for_good
from superapp.house import House
from superapp.web.forms import read_form
from superapp.web.problems import words_for
from superapp.web.rendering import render
from superapp.web.visitor import forget, language_of, require_person

NO_STORE = {"cache-control": "no-store"}


class LeaveForm(BaseModel):
    handle: str = Field(default="", max_length=60)


async def show(request: Request) -> Response:
    require_person(request)
    return render(request, "me/data.html", {"error": ""}, hosts_programs=True)


async def export(request: Request) -> Response:
    """POST: making it costs something, and no link elsewhere should start it."""
    person = require_person(request)
    parts = export_data.export(_house(request), person)
    name = f"superapp-{person.handle}.zip"
    headers = NO_STORE | {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type="application/zip", headers=headers)


async def leave(request: Request) -> Response:
    person, form = require_person(request), await read_form(request, LeaveForm)
    try:
        await leave_for_good.leave_for_good(_house(request), person, form.handle)
    except leave_for_good.CannotLeaveYet as refusal:
        words = words_for(refusal, language_of(request))
        return render(request, "me/data.html", {"error": words.next}, words.status, hosts_programs=True)
    response = RedirectResponse("/sign-in", 303, NO_STORE)
    forget(request, response)
    return response


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/me/data", show),
    Route("/me/data/export", export, methods=["POST"]),
    Route("/me/data/leave", leave, methods=["POST"]),
]

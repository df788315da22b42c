"""Groups: making one, its people and settings, its join link. Plain pages and forms; what follows arrives in the
chat."""

from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import look_at_readers, manage_group, read_chats
from superapp.house import House
from superapp.web.codes import qr_drawing
from superapp.web.forms import number_in_path, read_fields, read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}
_CHOSEN = "person:"  # a ticked box is named after the person


class TitleForm(BaseModel):
    title: str = Field(max_length=400)


class PersonForm(BaseModel):
    person_id: str = Field(max_length=64)


class RoleForm(PersonForm):
    role: Literal["owner", "admin", "member"]


class AnswerForm(PersonForm):
    answer: Literal["yes", "no"]


class AnnouncementForm(BaseModel):
    """Empty takes it down."""

    text: str = Field(default="", max_length=4_000)


class SwitchForm(BaseModel):
    state: Literal["on", "off"]


async def new(request: Request) -> Response:
    person = require_person(request)
    chats = await read_chats.list_chats(_house(request), person)
    known = await manage_group.people_to_add(_house(request), person)
    return render(request, "chat/new_group.html", {"state": chats.state, "rows": chats.rows, "known": known})


async def create(request: Request) -> Response:
    person = require_person(request)
    fields = await read_fields(request)
    chosen = [name.removeprefix(_CHOSEN) for name in fields if name.startswith(_CHOSEN)]
    group_id = await manage_group.create(_house(request), person, fields.get("title", ""), chosen)
    return RedirectResponse(f"/chats/{group_id}", 303, NO_STORE)


async def info(request: Request) -> Response:
    person = require_person(request)
    house = _house(request)
    group = await manage_group.look(house, person, request.path_params["id"])
    chats = await read_chats.list_chats(house, person)
    address = f"{house.settings.base_url()}/join/{group.link}" if group.link else ""
    drawing = qr_drawing(address) if address else None
    view = {"state": chats.state, "rows": chats.rows, "group": group, "address": address, "drawing": drawing}
    return render(request, "chat/group.html", view, hosts_programs=True)


async def add(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, PersonForm)
    await manage_group.add(_house(request), person, group_id, [form.person_id])
    return _back(group_id)


async def remove(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, PersonForm)
    await manage_group.remove(_house(request), person, group_id, form.person_id)
    return _back(group_id)


async def set_role(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, RoleForm)
    await manage_group.set_role(_house(request), person, group_id, form.person_id, form.role)
    return _back(group_id)


async def rename(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, TitleForm)
    await manage_group.rename(_house(request), person, group_id, form.title)
    return _back(group_id)


async def quiet(request: Request) -> Response:
    """state: "on" lets only admins write."""
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, SwitchForm)
    await manage_group.quiet(_house(request), person, group_id, form.state == "on")
    return _back(group_id)


async def link(request: Request) -> Response:
    """state: "on" makes a new link, "off" ends it."""
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, SwitchForm)
    await manage_group.set_link(_house(request), person, group_id, form.state == "on")
    return _back(group_id)


async def approval(request: Request) -> Response:
    """state: "on": who follows the link waits for an admin's yes."""
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, SwitchForm)
    await manage_group.ask_admins(_house(request), person, group_id, form.state == "on")
    return _back(group_id)


async def answer(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, AnswerForm)
    await manage_group.answer(_house(request), person, group_id, form.person_id, form.answer == "yes")
    return _back(group_id)


async def announce(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    form = await read_form(request, AnnouncementForm)
    await manage_group.announce(_house(request), person, group_id, form.text)
    return _back(group_id)


async def reach(request: Request) -> Response:
    """GET -> {"read": [{id, name, picture}], "delivered": […], "sent": […]}: how far one's own message got."""
    person, seq = require_person(request), number_in_path(request, "seq")
    found = await look_at_readers.look(_house(request), person, request.path_params["id"], seq)
    return JSONResponse(asdict(found), headers=NO_STORE)


async def leave(request: Request) -> Response:
    person, group_id = require_person(request), request.path_params["id"]
    await manage_group.leave(_house(request), person, group_id)
    return RedirectResponse("/chats", 303, NO_STORE)


async def invitation(request: Request) -> Response:
    person = require_person(request)
    code = request.path_params["code"]
    found = await manage_group.invitation(_house(request), person, code)
    chats = await read_chats.list_chats(_house(request), person)
    view = {"state": chats.state, "rows": chats.rows, "invitation": found, "code": code}
    return render(request, "chat/invitation.html", view)


async def join(request: Request) -> Response:
    person = require_person(request)
    code = request.path_params["code"]
    group_id = await manage_group.join(_house(request), person, code)
    return RedirectResponse(f"/chats/{group_id}" if group_id else f"/join/{code}", 303, NO_STORE)


async def withdraw(request: Request) -> Response:
    person, code = require_person(request), request.path_params["code"]
    await manage_group.withdraw(_house(request), person, code)
    return RedirectResponse(f"/join/{code}", 303, NO_STORE)


def _back(group_id: str) -> Response:
    return RedirectResponse(f"/groups/{group_id}", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/groups", create, methods=["POST"]),
    Route("/groups/new", new),
    Route("/groups/{id}", info),
    Route("/groups/{id}/people", add, methods=["POST"]),
    Route("/groups/{id}/removed", remove, methods=["POST"]),
    Route("/groups/{id}/roles", set_role, methods=["POST"]),
    Route("/groups/{id}/title", rename, methods=["POST"]),
    Route("/groups/{id}/quiet", quiet, methods=["POST"]),
    Route("/groups/{id}/link", link, methods=["POST"]),
    Route("/groups/{id}/approval", approval, methods=["POST"]),
    Route("/groups/{id}/requests", answer, methods=["POST"]),
    Route("/groups/{id}/announcement", announce, methods=["POST"]),
    Route("/groups/{id}/leave", leave, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/reach", reach),
    Route("/join/{code}", invitation),
    Route("/join/{code}", join, methods=["POST"]),
    Route("/join/{code}/withdraw", withdraw, methods=["POST"]),
]

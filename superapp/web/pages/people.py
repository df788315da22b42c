"""Somebody's page: who they are, what one calls them, blocking and reporting; by the link of their code too."""

import re
from typing import Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.flows import keep_contacts, look_at_person, report_person
from superapp.flows.look_at_person import Profile
from superapp.house import House
from superapp.web.forms import read_form, read_number
from superapp.web.rendering import render
from superapp.web.visitor import Person, require_person

NO_STORE = {"cache-control": "no-store"}
_PICTURE = re.compile(r"(por_[0-9a-z]{26})\.webp")
_PICTURE_HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",  # the name never means another picture
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
CAUSES = [
    ("spam", N_("Unwanted advertising")),
    ("fraud", N_("Fraud")),
    ("abuse", N_("Insults or threats")),
    ("indecent", N_("Indecent content")),
    ("other", N_("Something else")),
]


class RemarkForm(BaseModel):
    remark: str = Field(default="", max_length=200)


class UnblockForm(BaseModel):
    next: Literal["", "privacy"] = ""


class ReportForm(BaseModel):
    cause: Literal["spam", "fraud", "abuse", "indecent", "other"]
    words: str = Field(default="", max_length=2_000)
    conversation_id: str = Field(default="", max_length=64)
    seq: int = Field(default=0, ge=0, lt=2**53)
    block: Literal["", "on"] = ""


async def show(request: Request) -> Response:
    person = require_person(request)
    return await _page(request, person, await look_at_person.look(_house(request), person, request.path_params["id"]))


async def by_code(request: Request) -> Response:
    person = require_person(request)
    return await _page(
        request, person, await look_at_person.by_code(_house(request), person, request.path_params["code"])
    )


async def picture(request: Request) -> Response:
    require_person(request)
    if (name := _PICTURE.fullmatch(request.path_params["name"])) is None:
        raise NotFound("picture")
    return Response(
        await look_at_person.picture(_house(request), name[1]), media_type="image/webp", headers=_PICTURE_HEADERS
    )


async def remark(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    form = await read_form(request, RemarkForm)
    await keep_contacts.set_remark(_house(request), person, other_id, form.remark)
    return _back(other_id)


async def remove(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    await keep_contacts.remove(_house(request), person, other_id)
    return _back(other_id)


async def block(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    await keep_contacts.block(_house(request), person, other_id)
    return _back(other_id)


async def unblock(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    form = await read_form(request, UnblockForm)
    await keep_contacts.unblock(_house(request), person, other_id)
    return RedirectResponse("/me/privacy", 303, NO_STORE) if form.next else _back(other_id)


async def report_form(request: Request) -> Response:
    """?conversation=…&seq=…: the message it is about."""
    person = require_person(request)
    profile = await look_at_person.look(_house(request), person, request.path_params["id"])
    asked, say = request.query_params, sayer(person.language)
    view = {
        "book": await keep_contacts.book(_house(request), person, ""),
        "profile": profile,
        "causes": [(value, say(label)) for value, label in CAUSES],
        "conversation_id": asked.get("conversation", "")[:64],
        "seq": read_number(asked.get("seq")) or 0,
    }
    return render(request, "people/report.html", view, hosts_programs=True)


async def report(request: Request) -> Response:
    person, about_id = require_person(request), request.path_params["id"]
    form = await read_form(request, ReportForm)
    house = _house(request)
    await report_person.report(
        house, person, about_id, form.cause, form.words, conversation_id=form.conversation_id, seq=form.seq
    )
    if form.block:
        await keep_contacts.block(house, person, about_id)
    return RedirectResponse(f"/people/{about_id}?reported=1", 303, NO_STORE)


async def _page(request: Request, person: Person, profile: Profile) -> Response:
    book = await keep_contacts.book(_house(request), person, "")
    view = {"book": book, "profile": profile, "reported": request.query_params.get("reported") == "1"}
    return render(request, "people/person.html", view, hosts_programs=True)


def _back(other_id: str) -> Response:
    return RedirectResponse(f"/people/{other_id}", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/people/pictures/{name}", picture),
    Route("/people/{id}", show),
    Route("/people/{id}/remark", remark, methods=["POST"]),
    Route("/people/{id}/remove", remove, methods=["POST"]),
    Route("/people/{id}/block", block, methods=["POST"]),
    Route("/people/{id}/unblock", unblock, methods=["POST"]),
    Route("/people/{id}/report", report_form),
    Route("/people/{id}/report", report, methods=["POST"]),
    Route("/add/{code}", by_code),
]

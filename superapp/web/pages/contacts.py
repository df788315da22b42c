"""Contacts: the book, finding people, and requests, asked and answered. Plain pages and forms."""

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import keep_contacts, start_chat
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class AskForm(BaseModel):
    """code: of the person asked, when the asker came by it."""

    person_id: str = Field(max_length=64)
    note: str = Field(default="", max_length=400)
    code: str = Field(default="", max_length=64)


async def show(request: Request) -> Response:
    person = require_person(request)
    book = await keep_contacts.book(_house(request), person, request.query_params.get("q", "")[:60])
    return render(request, "contacts/contacts.html", {"book": book}, hosts_programs=True)


async def listed(request: Request) -> Response:
    """GET -> {"people": [{id, name, picture}]}, by name."""
    book = await keep_contacts.book(_house(request), require_person(request), "")
    told = [{"id": one.id, "name": one.name, "picture": one.picture} for _, people in book.sections for one in people]
    return JSONResponse({"people": told}, headers=NO_STORE)


async def find(request: Request) -> Response:
    person, text = require_person(request), request.query_params.get("q", "")
    by_number = start_chat.is_number(text)
    if by_number:
        limits: RateLimits = request.app.state.rate_limits
        await limits.hit("number", person.id)
    found = await start_chat.find_people(_house(request), person, text, by_number=by_number)
    book = await keep_contacts.book(_house(request), person, "")
    return render(request, "contacts/find.html", {"book": book, "found": found}, hosts_programs=True)


async def requests(request: Request) -> Response:
    person = require_person(request)
    book = await keep_contacts.book(_house(request), person, "")
    found = await keep_contacts.requests(_house(request), person)
    return render(request, "contacts/requests.html", {"book": book, "requests": found}, hosts_programs=True)


async def ask(request: Request) -> Response:
    person, form = require_person(request), await read_form(request, AskForm)
    conversation_id = await keep_contacts.ask(_house(request), person, form.person_id, form.note, code=form.code)
    return RedirectResponse(
        f"/chats/{conversation_id}" if conversation_id else f"/people/{form.person_id}", 303, NO_STORE
    )


async def accept(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    conversation_id = await keep_contacts.accept(_house(request), person, other_id)
    return RedirectResponse(f"/chats/{conversation_id}", 303, NO_STORE)


async def decline(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    await keep_contacts.decline(_house(request), person, other_id)
    return RedirectResponse("/contacts/requests", 303, NO_STORE)


async def withdraw(request: Request) -> Response:
    person, other_id = require_person(request), request.path_params["id"]
    await keep_contacts.withdraw(_house(request), person, other_id)
    return RedirectResponse("/contacts/requests", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/contacts", show),
    Route("/contacts/list", listed),
    Route("/contacts/find", find),
    Route("/contacts/requests", requests),
    Route("/contacts/requests", ask, methods=["POST"]),
    Route("/contacts/requests/{id}/accept", accept, methods=["POST"]),
    Route("/contacts/requests/{id}/decline", decline, methods=["POST"]),
    Route("/contacts/requests/{id}/withdraw", withdraw, methods=["POST"]),
]

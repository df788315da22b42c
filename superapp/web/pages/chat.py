"""Chats: the list, one conversation, finding people; and the few requests the chat island sends (send, pages, read).
Every page also works as plain HTML: messages are links and forms underneath."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import change_message, keep_chat, mark_read, pin_message, read_chats, send_message, start_chat
from superapp.house import House
from superapp.web.forms import number_in_path, read_form, read_json, read_number
from superapp.web.rendering import render
from superapp.web.visitor import require_person

NO_STORE = {"cache-control": "no-store"}


class SendForm(BaseModel):
    text: str = Field(max_length=20_000)
    client_id: str | None = None
    reply_to: int | None = Field(default=None, ge=1, lt=2**53)


class EditForm(BaseModel):
    text: str = Field(max_length=20_000)


class ReactForm(BaseModel):
    emoji: str = Field(max_length=16)


class PinForm(BaseModel):
    pinned: bool


class KeepForm(BaseModel):
    """Absent: as it is."""

    pinned: Literal["on", "off"] | None = None
    muted: Literal["on", "off"] | None = None


class ReadForm(BaseModel):
    seq: int = Field(ge=0, lt=2**53)


class StartForm(BaseModel):
    person_id: str = Field(max_length=64)


async def chats(request: Request) -> Response:
    person = require_person(request)
    return render(request, "chat/chats.html", await read_chats.list_chats(_house(request), person), hosts_programs=True)


async def conversation(request: Request) -> Response:
    person = require_person(request)
    before = read_number(request.query_params.get("before"))
    view = await read_chats.open_chat(_house(request), person, request.path_params["id"], before_seq=before)
    return render(request, "chat/conversation.html", view, hosts_programs=True)


async def page(request: Request) -> Response:
    """GET /chats/{id}/messages?before=41, ?after=80 or ?around=60 -> {"messages": […]}, the oldest first."""
    person, asked = require_person(request), request.query_params
    pages = {
        "before": read_chats.older_messages,
        "after": read_chats.newer_messages,
        "around": read_chats.messages_around,
    }
    for name, read_page in pages.items():
        if (seq := read_number(asked.get(name))) is not None:
            found = await read_page(_house(request), person, request.path_params["id"], seq)
            return JSONResponse({"messages": found}, headers=NO_STORE)
    raise NotFound("page of messages")


async def older_chats(request: Request) -> Response:
    """GET /chats/older?behind=cnv_… -> {"conversations": […], "has_older"}, the newest first."""
    behind = request.query_params.get("behind", "")[:64]
    found, has_older = await read_chats.older_chats(_house(request), require_person(request), behind)
    return JSONResponse({"conversations": found, "has_older": has_older}, headers=NO_STORE)


async def send(request: Request) -> Response:
    """POST JSON {"text", "client_id", "reply_to"} -> {"message"}; a plain form goes back to the conversation."""
    person, conversation_id = require_person(request), request.path_params["id"]
    is_json = request.headers.get("content-type", "").startswith("application/json")
    form = await (read_json if is_json else read_form)(request, SendForm)
    message = await send_message.send_text(
        _house(request), person, conversation_id, form.text, client_id=form.client_id, reply_to=form.reply_to
    )
    if is_json:
        return JSONResponse({"message": message}, 201, NO_STORE)
    return RedirectResponse(f"/chats/{conversation_id}", 303, NO_STORE)


async def edit(request: Request) -> Response:
    """POST JSON {"text"} -> {"message"}."""
    person, seq = require_person(request), number_in_path(request, "seq")
    form = await read_json(request, EditForm)
    return _told(await change_message.edit(_house(request), person, request.path_params["id"], seq, form.text))


async def unsend(request: Request) -> Response:
    """POST -> {"message"}."""
    person, seq = require_person(request), number_in_path(request, "seq")
    return _told(await change_message.unsend(_house(request), person, request.path_params["id"], seq))


async def react(request: Request) -> Response:
    """POST JSON {"emoji"}, "" for none -> {"message"}."""
    person, seq = require_person(request), number_in_path(request, "seq")
    form = await read_json(request, ReactForm)
    return _told(await change_message.react(_house(request), person, request.path_params["id"], seq, form.emoji))


async def pin(request: Request) -> Response:
    """POST JSON {"pinned"} -> {"conversation"}."""
    person, seq = require_person(request), number_in_path(request, "seq")
    form = await read_json(request, PinForm)
    view = await pin_message.set_pinned(_house(request), person, request.path_params["id"], seq, form.pinned)
    return JSONResponse({"conversation": view}, headers=NO_STORE)


async def read(request: Request) -> Response:
    """POST JSON {"seq"}: read up to there."""
    person = require_person(request)
    form = await read_json(request, ReadForm)
    await mark_read.mark_read(_house(request), person, request.path_params["id"], form.seq)
    return Response(status_code=204)


async def keep(request: Request) -> Response:
    """A form, or JSON, with "pinned" or "muted", "on" or "off". A plain form goes back to the conversation."""
    person, conversation_id = require_person(request), request.path_params["id"]
    is_json = request.headers.get("content-type", "").startswith("application/json")
    form = await (read_json if is_json else read_form)(request, KeepForm)
    await keep_chat.keep_chat(
        _house(request),
        person,
        conversation_id,
        is_pinned=None if form.pinned is None else form.pinned == "on",
        is_muted=None if form.muted is None else form.muted == "on",
    )
    if is_json:
        return Response(status_code=204)
    return RedirectResponse(f"/chats/{conversation_id}", 303, NO_STORE)


async def new(request: Request) -> Response:
    person = require_person(request)
    text = request.query_params.get("q", "")
    found = await start_chat.find_company(_house(request), person, text)
    chats = await read_chats.list_chats(_house(request), person)
    view = {"found": found, "state": chats.state, "rows": chats.rows}
    return render(request, "chat/new.html", view, hosts_programs=True)


async def start(request: Request) -> Response:
    person = require_person(request)
    form = await read_form(request, StartForm)
    conversation_id = await start_chat.start_chat(_house(request), person, form.person_id)
    return RedirectResponse(f"/chats/{conversation_id}", 303, NO_STORE)


def _told(message: dict[str, Any]) -> Response:
    return JSONResponse({"message": message}, headers=NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/chats", chats),
    Route("/chats", start, methods=["POST"]),
    Route("/chats/new", new),
    Route("/chats/older", older_chats),
    Route("/chats/{id}", conversation),
    Route("/chats/{id}/messages", page),
    Route("/chats/{id}/messages", send, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/edit", edit, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/unsend", unsend, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/reaction", react, methods=["POST"]),
    Route("/chats/{id}/messages/{seq}/pin", pin, methods=["POST"]),
    Route("/chats/{id}/kept", keep, methods=["POST"]),
    Route("/chats/{id}/read", read, methods=["POST"]),
]

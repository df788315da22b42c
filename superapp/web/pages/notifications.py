"""My notifications: which devices, what they show, and when none come. The browser's part is shell/notifications.ts."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal, ensure
from superapp.base.words import N_, in_words
from superapp.flows import manage_notifications
from superapp.flows.manage_notifications import Keys, Wishes
from superapp.house import House
from superapp.security.rate_limits import RateLimits
from superapp.web.forms import read_form, read_json
from superapp.web.problems import words_for
from superapp.web.rendering import render, variables
from superapp.web.visitor import Visitor, language_of, require_person, visitor

NO_STORE = {"cache-control": "no-store"}
SAID = {
    "saved": ("good", N_("Saved.")),
    "sent": ("good", N_("Sent. It arrives within seconds, when the device is on.")),
    "failed": ("bad", N_("The push service did not take it. Turn notifications off and on again on that device.")),
    "off": ("good", N_("That device is told nothing more.")),
}


class KeysForm(BaseModel):
    """As `PushSubscription.toJSON()` names them."""

    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)


class DeviceForm(BaseModel):
    model_config = ConfigDict(extra="ignore")

    endpoint: str = Field(max_length=1000)
    keys: KeysForm


class WishesForm(BaseModel):
    shows_text: Literal["on", "off"] = "off"
    is_quiet: Literal["on", "off"] = "off"
    quiet_from: str = Field(default="22:00", max_length=5)
    quiet_until: str = Field(default="07:00", max_length=5)
    time_zone: str = Field(default="UTC", max_length=64)


async def show(request: Request) -> Response:
    require_person(request)
    tone, said = SAID.get(request.query_params.get("said", ""), ("", ""))
    return await _page(request, said=in_words(said, language_of(request)), tone=tone)


async def save(request: Request) -> Response:
    person = require_person(request)
    form = await read_form(request, WishesForm)
    wishes = Wishes(form.shows_text == "on", form.is_quiet == "on", form.quiet_from, form.quiet_until, form.time_zone)
    try:
        await manage_notifications.keep_wishes(_house(request), person, wishes)
    except Refusal as refusal:
        words = words_for(refusal, language_of(request))
        return await _page(request, said=f"{words.title}. {words.next}", tone="bad", wishes=wishes, status=words.status)
    return _back("saved")


async def turn_on(request: Request) -> Response:
    """POST JSON, the browser's own subscription -> {"id"}."""
    person = require_person(request)
    await _count(request, person.id)
    form = await read_json(request, DeviceForm)
    keys = Keys(form.keys.p256dh, form.keys.auth)
    made = await manage_notifications.turn_on(_house(request), person, _here(request).session, form.endpoint, keys)
    return JSONResponse({"id": made}, 201, NO_STORE)


async def turn_off(request: Request) -> Response:
    person = require_person(request)
    await manage_notifications.turn_off(_house(request), person, request.path_params["id"])
    return _back("off")


async def test(request: Request) -> Response:
    person = require_person(request)
    await _count(request, person.id)
    arrived = await manage_notifications.send_test(_house(request), person, request.path_params["id"])
    return _back("sent" if arrived else "failed")


async def _page(request: Request, *, said: str, tone: str, wishes: Wishes | None = None, status: int = 200) -> Response:
    """wishes: what was just typed and refused."""
    here = _here(request)
    view = await manage_notifications.look(_house(request), here.person, here.session)
    typed = {"wishes": wishes} if wishes else {}
    facts = variables(view) | typed | {"said": said, "tone": tone}
    return render(request, "me/notifications.html", facts, status, hosts_programs=True)


async def _count(request: Request, person_id: str) -> None:
    """Each of these makes our server ask another one. Raises TooOften."""
    limits: RateLimits = request.app.state.rate_limits
    await limits.hit("push", person_id)


def _here(request: Request) -> Visitor:
    found = visitor(request)
    ensure(found is not None, "a person has a session")
    return found  # pyright: ignore[reportReturnType] (ensured above)


def _back(said: str) -> Response:
    return RedirectResponse(f"/me/notifications?said={said}", 303, NO_STORE)


def _house(request: Request) -> House:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/me/notifications", show),
    Route("/me/notifications", save, methods=["POST"]),
    Route("/me/notifications/devices", turn_on, methods=["POST"]),
    Route("/me/notifications/devices/{id}/off", turn_off, methods=["POST"]),
    Route("/me/notifications/devices/{id}/test", test, methods=["POST"]),
]

"""A person's own page: who I am here, my devices, how it looks, signing out. The theme belongs to the device, so it is
a cookie and not a row."""

from typing import Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.flows import show_wallet
from superapp.house import House
from superapp.security.origins import is_https
from superapp.web.forms import read_form
from superapp.web.rendering import render
from superapp.web.visitor import require_person

YEAR_SECONDS = 365 * 24 * 3600


class ThemeForm(BaseModel):
    theme: Literal["system", "light", "dark"]


async def me(request: Request) -> Response:
    person = require_person(request)
    theme = request.cookies.get("theme", "system")
    view = {
        "theme": theme if theme in {"light", "dark"} else "system",
        "available": await show_wallet.available(request.app.state.house, person),
    }
    return render(request, "me/me.html", view, hosts_programs=True)


async def choose_theme(request: Request) -> Response:
    require_person(request)
    form = await read_form(request, ThemeForm)
    house: House = request.app.state.house
    response = RedirectResponse("/me", 303, {"cache-control": "no-store"})
    if form.theme == "system":
        response.delete_cookie("theme", path="/")
    else:
        # Readable by scripts: the switch repaints the page at once. It says nothing about the person.
        secure = is_https(house.settings, request.url.scheme)
        response.set_cookie("theme", form.theme, max_age=YEAR_SECONDS, path="/", samesite="lax", secure=secure)
    return response


routes: list[BaseRoute] = [Route("/me", me), Route("/me/theme", choose_theme, methods=["POST"])]

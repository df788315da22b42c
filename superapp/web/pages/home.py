"""The front door: people who are signed in go to their chats, the others to the sign-in."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.web.visitor import visitor


async def home(request: Request) -> Response:
    return RedirectResponse("/chats" if visitor(request) else "/sign-in", 303, {"cache-control": "no-store"})


routes: list[BaseRoute] = [Route("/", home)]

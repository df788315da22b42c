"""What makes the shell an app on a device: the manifest, its icons, the service worker and the pages it shows without a
network. All of it is the same for everybody and names nobody, so a device may keep it; what people wrote is kept by the
page itself (superapp/browser/shell/kept.ts)."""

import hashlib
import json
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.house import House
from superapp.security.csp import HOSTING_PERMISSIONS, page_policy
from superapp.security.origins import own_origin
from superapp.web import icons
from superapp.web.assets import RUNTIME, STATIC, YEAR, asset, runtime_address, view_hash
from superapp.web.forms import number_in_path
from superapp.web.rendering import TEMPLATES, render

NAME = "Superapp"
# --paper of static/tokens.css, as in the layout's theme-color.
LIGHT, DARK = "#f8f4ee", "#151210"
ICONS = (("any", 192), ("any", 512), ("maskable", 192), ("maskable", 512))
# What the shell cannot start without; fonts are kept when a page first uses them.
SHELL = ("shell.js", "sheets.js", "app.css", "icons.svg", "stickers.svg", "logo.svg", "scan.js")
OFFLINE = {"page": "/offline"} | {name: f"/offline/{name}" for name in ("chats", "chat", "programs", "program")}
# A worker's own requests obey its own policy: our server and nobody else.
WORKER_POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"


async def manifest(_request: Request) -> Response:
    """Format: https://www.w3.org/TR/appmanifest/; the dark colours are the draft's `color_scheme_dark`."""
    facts: dict[str, Any] = {
        "id": "/",
        "name": NAME,
        "short_name": NAME,
        "description": "Chats, programs and a wallet, on a server of your own.",
        "lang": "en",
        "dir": "ltr",
        "start_url": "/chats",
        "scope": "/",
        "display": "standalone",
        "theme_color": LIGHT,
        "background_color": LIGHT,
        "color_scheme_dark": {"theme_color": DARK, "background_color": DARK},
        "categories": ["social", "finance"],
        "icons": [
            {"src": icon_address(kind, size), "sizes": f"{size}x{size}", "type": "image/png", "purpose": kind}
            for kind, size in ICONS
        ],
        "shortcuts": [
            {"name": "New chat", "url": "/chats/new", "icons": [{"src": icon_address("any", 192), "sizes": "192x192"}]},
            {"name": "Wallet", "url": "/wallet", "icons": [{"src": icon_address("any", 192), "sizes": "192x192"}]},
        ],
    }
    return Response(json.dumps(facts), media_type="application/manifest+json", headers={"cache-control": "no-cache"})


async def app_icon(request: Request) -> Response:
    """GET /icons/maskable/192?v=…; a picture asked for by its hash is kept for a year."""
    kind, size = request.path_params["kind"], number_in_path(request, "size")
    body = icons.icon(kind, size)
    known = request.query_params.get("v") == _hash_of(kind, size)
    return Response(body, media_type="image/png", headers={"cache-control": YEAR if known else "no-cache"})


async def service_worker(_request: Request) -> Response:
    """The built worker behind the list of what it keeps. Another list is another worker, so a new build of the shell
    reaches every device by the browser's own look at this address."""
    path = STATIC / "build" / "service-worker.js"
    if not path.is_file():
        raise NotFound("service worker")
    shell = {"build": _build(), "files": _files(), "pages": OFFLINE}
    shell |= {"icon": icon_address("any", 192), "badge": icon_address("badge", 96)}
    return Response(
        f"self.SHELL = {json.dumps(shell)};\n{path.read_text()}",
        media_type="text/javascript",
        headers={"cache-control": "no-cache", "content-security-policy": WORKER_POLICY},
    )


async def offline(request: Request) -> Response:
    """A page that stands in for one that could not be fetched."""
    page = request.path_params.get("page", "page")
    if page not in OFFLINE:
        raise NotFound("page")
    if page != "program":
        # Back online, the page goes on as the one it stands for, and that one opens programs.
        return render(request, f"offline/{page}.html", {}, hosts_programs=True)
    answer = render(request, "offline/program.html", {"runtime": [runtime_address(name) for name in RUNTIME]})
    house: House = request.app.state.house
    own = own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))
    # This page alone writes the frame of a program itself, so it alone names the view's script.
    answer.headers["content-security-policy"] = page_policy(own, hosts_programs=True, view_hash=view_hash())
    answer.headers["permissions-policy"] = HOSTING_PERMISSIONS
    return answer


def icon_address(kind: str, size: int) -> str:
    return f"/icons/{kind}/{size}?v={_hash_of(kind, size)}"


@lru_cache(maxsize=16)
def _hash_of(kind: str, size: int) -> str:
    return hashlib.sha256(icons.icon(kind, size)).hexdigest()[:16]


def _files() -> list[str]:
    """The runtime is among them: a program opens without a network only if what draws it is there."""
    return [asset(name) for name in SHELL] + [runtime_address(name) for name in RUNTIME]


def _build() -> str:
    """Changes with the shell's files and with the pages that are kept beside them."""
    pages = [TEMPLATES / "layout.html", *sorted((TEMPLATES / "offline").glob("*.html"))]
    told = "".join(_files()).encode() + b"".join(page.read_bytes() for page in pages)
    return hashlib.sha256(told).hexdigest()[:16]


routes: list[BaseRoute] = [
    Route("/manifest.webmanifest", manifest),
    Route("/icons/{kind}/{size}", app_icon),
    Route("/service-worker.js", service_worker),
    Route("/offline", offline),
    Route("/offline/{page}", offline),
]

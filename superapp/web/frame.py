"""What an open program is told and loaded in, wherever it is served: the frame's document with its policy, and the
answer of POST /bridge/sessions (browser/runtime/protocol/server.ts). Used by web/pages/bundle, web/bridge/sessions and
dev/host; it knows neither flows nor databases."""

from html import escape
from pathlib import PurePosixPath
from typing import Any

from starlette.responses import HTMLResponse

from superapp.base.config import Settings
from superapp.security.csp import PERMISSIONS_POLICY

CODE = frozenset({"meta.js", "view.js", "logic.js"})
_SUBPACKAGES = "logic/"  # their scripts, browser/runtime/protocol/bundle.ts
_MEDIA_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".bmp": "image/bmp",
    ".ico": "image/x-icon",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
}
# The frame's origin is opaque: for a browser its own pictures, fonts and scripts come from elsewhere.
FRAME_MAY_LOAD = {"cross-origin-resource-policy": "cross-origin", "access-control-allow-origin": "*"}
_POLICY = (
    "default-src 'none'; script-src {view} {bundle}logic/; worker-src blob:; img-src {bundle} data: blob:; "
    "font-src {bundle} data:; "
    "media-src {bundle} blob:; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors {own}; "
    "sandbox allow-scripts"
)
_FRAME = """<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<script src="{view}" defer></script>
</head>
<body></body>
</html>
"""


def served_type(path: str) -> tuple[str, bool] | None:
    """(media type of a bundle's file, whether the frame may load it by itself); None for what never goes out.

    The host page fetches code as text. A subpackage's scripts are the one code that the frame's worker loads by itself.
    """
    if path in CODE:
        return "text/plain; charset=utf-8", False
    if path.startswith(_SUBPACKAGES) and path.endswith(".js"):
        return "text/javascript; charset=utf-8", True
    media_type = _MEDIA_TYPES.get(PurePosixPath(path).suffix.lower())
    return (media_type, True) if media_type else None


def frame_document(own: str, view: str, bundle: str) -> HTMLResponse:
    """own: our origin. view: path of view.js. bundle: path of the program's files, with a closing slash."""
    headers = {
        "content-security-policy": _POLICY.format(own=own, view=f"{own}{view}", bundle=f"{own}{bundle}"),
        # The bundle is for good, the runtime it names is not.
        "cache-control": "no-cache",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": PERMISSIONS_POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-dns-prefetch-control": "off",
    }
    return HTMLResponse(_FRAME.format(view=escape(view)), headers=headers)


def map_look(settings: Settings) -> dict[str, str]:
    """Part of `OpenedProgram`: where street pictures come from and whose they are."""
    return {"tiles": settings.map_tiles, "credit": settings.map_credit}


def addresses(appid: str, bundle: str, media_token: str) -> dict[str, Any]:
    """Where the files of an open program are: part of `OpenedProgram`."""
    base = f"/mp/{appid}/{bundle}/"
    return {
        "appid": appid,
        "hash": bundle,
        "frame_url": base + "frame.html",
        "files": {name: f"{base}{name}.js" for name in ("meta", "view", "logic")},
        "assets": base,
        "media": f"{base}~{media_token}/",
    }

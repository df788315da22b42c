"""The small host of `superapp dev`: one page with the program on it, the program's files, the bridge, and a stream of
builds. It answers on loopback alone, by loopback names alone, and nobody but its own page knows the session."""

import asyncio
import base64
import binascii
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from superapp.base.config import Settings
from superapp.dev.bridge import APPID, CAPABILITIES, Bridge
from superapp.dev.code_frames import CodeFrame, frame_of, place_of
from superapp.dev.compiling import Build
from superapp.security.csp import HEADERS, page_policy
from superapp.web import assets
from superapp.web.frame import FRAME_MAY_LOAD, addresses, frame_document, map_look, served_type
from wallet.ports import HttpFailure

_NO_STORE = {"cache-control": "no-store"}
_SHOWN_ERRORS_MAX = 8
_MEDIA_KINDS = ("image/", "audio/", "video/", "font/")
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="dev" content="{session}">
<title>{name} · superapp dev</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{app_css}">
<link rel="stylesheet" href="{dev_css}">
<script type="module" src="{script}"></script>
</head>
<body class="dev"><main class="dev-stage" data-path="{path}"></main></body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the program's console. at: `file:line:column`, `file:line` or ""."""

    level: str
    text: str
    at: str
    uncaught: bool


@dataclass
class DevHost:
    """source: the developer's folder. root: the folder of app.json in it, "" or with a closing slash. path: the page to
    open first. heard and ready: for the terminal."""

    source: Path
    root: str
    name: str
    path: str
    bridge: Bridge
    heard: Callable[[Said, CodeFrame | None], None]
    ready: Callable[[int, float], None]
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    builds: dict[int, Build] = field(default_factory=dict[int, Build])
    last: Build | None = None
    good: Build | None = None
    _listeners: set[asyncio.Queue[str | None]] = field(default_factory=set[asyncio.Queue[str | None]])

    def show(self, build: Build) -> None:
        """Tell every open page."""
        self.last = build
        if build.folder is not None:
            self.good = build
            self.builds = {number: one for number, one in self.builds.items() if number > build.number - 3}
            self.builds[build.number] = build
        for queue in self._listeners:
            queue.put_nowait(self._told())

    def close(self) -> None:
        """End the streams, so that the server can end."""
        for queue in self._listeners:
            queue.put_nowait(None)

    def app(self) -> Starlette:
        routes = [
            Route("/", self._page),
            Route("/dev/events", self._events),
            Route("/dev/log", self._log, methods=["POST"]),
            Route("/dev/ready", self._ready, methods=["POST"]),
            Route("/bridge/sessions", self._open, methods=["POST"]),
            Route("/bridge/sessions/close", self._closed, methods=["POST"]),
            Route("/bridge/call/{api}", self._call, methods=["POST"]),
            Route("/bridge/stream/request", self._stream, methods=["POST"]),
            Route("/mp/{appid}/{hash}/frame.html", self._frame),
            Route("/mp/{appid}/{hash}/~{token}/{address}", self._elsewhere),
            Route("/mp/{appid}/{hash}/{path:path}", self._file),
            *assets.routes,
        ]
        # A name that leads here from elsewhere would make this page's origin a stranger's.
        names = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
        return Starlette(routes=routes, middleware=[names])

    async def _page(self, request: Request) -> Response:
        page = _PAGE.format(
            session=self.session,
            name=escape(self.name),
            app_css=assets.asset("app.css"),
            dev_css=assets.asset("dev.css"),
            script=assets.asset("dev.js"),
            path=escape(request.query_params.get("path", self.path)),
        )
        policy = page_policy(_own(request), hosts_programs=True)
        return HTMLResponse(page, headers=HEADERS | _NO_STORE | {"content-security-policy": policy})

    async def _events(self, _request: Request) -> Response:
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        queue.put_nowait(self._told())

        async def stream() -> AsyncIterator[str]:
            try:
                while (told := await queue.get()) is not None:
                    yield f"data: {told}\n\n"
            finally:
                self._listeners.discard(queue)

        return StreamingResponse(stream(), media_type="text/event-stream", headers=_NO_STORE)

    def _told(self) -> str:
        """{run, build, problems}: build is the newest bundle that can be opened, 0 for none yet."""
        errors = self.last.errors[:_SHOWN_ERRORS_MAX] if self.last else []
        problems: list[dict[str, Any]] = []
        for one in errors:
            frame = frame_of(self.source, one.file, one.line, one.column)
            problems.append(asdict(one) | {"frame": frame and asdict(frame)})
        build = self.good.number if self.good else 0
        return json.dumps({"run": self.session[:8], "build": build, "problems": problems})

    async def _log(self, request: Request) -> Response:
        body = await self._own_body(request)
        texts = {name: str(body.get(name, ""))[:8_000] for name in ("level", "text", "at")}
        texts["at"] = texts["at"] and self.root + texts["at"]
        said = Said(**texts, uncaught=body.get("uncaught") is True)
        frame = frame_of(self.source, *place_of(said.at)) if said.uncaught else None
        self.heard(said, frame)
        return JSONResponse({"frame": frame and asdict(frame)}, headers=_NO_STORE)

    async def _ready(self, request: Request) -> Response:
        body = await self._own_body(request)
        self.ready(int(body.get("build", 0)), time.time())
        return JSONResponse({})

    async def _open(self, request: Request) -> Response:
        body: dict[str, Any] = await request.json()
        build = self.good
        if body.get("appid") != APPID or build is None or build.folder is None:
            problem = {"code": "program_unknown", "message": "superapp dev has this one program only."}
            return JSONResponse({"error": problem}, 404)
        facts = json.loads((build.folder / "app.facts.json").read_bytes())
        path, _, query = str(body.get("path", "")).lstrip("/").partition("?")
        told = addresses(APPID, str(build.number), "dev") | {
            "session": self.session,
            "name": self.name,
            "map": map_look(Settings()),
            "version": build.number,
            "files_key": hashlib.sha256(str(self.source).encode()).hexdigest()[:32],
            "runtime": {name.removesuffix(".js"): assets.runtime_address(name) for name in assets.RUNTIME},
            "entry": path if path in facts["pages"] else facts["entry"],
            "query": query if path in facts["pages"] else "",
            "capabilities": list(CAPABILITIES),
            "storage": {
                "keys": self.bridge.storage,
                "bytes": 0,
                "limit_bytes": 10 * 1024 * 1024,
                "key_limit_bytes": 1024 * 1024,
            },
            "config": facts,
            "traced": True,
        }
        return JSONResponse(told, headers=_NO_STORE)

    async def _closed(self, _request: Request) -> Response:
        return JSONResponse({})

    async def _call(self, request: Request) -> Response:
        body = await self._own_body(request)
        return JSONResponse(await self.bridge.answer(request.path_params["api"], body.get("arg") or {}))

    async def _stream(self, request: Request) -> Response:
        arg = (await self._own_body(request)).get("arg") or {}
        lines = (json.dumps(part) + "\n" async for part in self.bridge.stream(arg))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    async def _frame(self, request: Request) -> Response:
        base = f"/mp/{APPID}/{request.path_params['hash']}/"
        return frame_document(_own(request), assets.runtime_address("view.js"), base)

    async def _file(self, request: Request) -> Response:
        number, path = request.path_params["hash"], request.path_params["path"]
        build = self.builds.get(int(number)) if number.isdigit() else None
        served = served_type(path)
        if build is None or build.folder is None or served is None:
            return Response(status_code=404)
        file = (build.folder / path).resolve()
        if not file.is_relative_to(build.folder.resolve()) or not file.is_file():
            return Response(status_code=404)
        media_type, for_frame = served
        headers = {"x-content-type-options": "nosniff"} | (FRAME_MAY_LOAD if for_frame else {}) | _NO_STORE
        return Response(file.read_bytes(), media_type=media_type, headers=headers)

    async def _elsewhere(self, request: Request) -> Response:
        """A picture, film or font from another server; in dev from any."""
        address = request.path_params["address"]
        try:
            url = base64.urlsafe_b64decode(address + "=" * (-len(address) % 4)).decode()
            reply = await self.bridge.http.send("GET", url, headers={}, body=b"", timeout_seconds=20)
        except (binascii.Error, ValueError, HttpFailure) as failure:
            self.bridge.note(f"media failed: {failure}")
            return Response(status_code=404)
        media_type = reply.headers.get("content-type", "")
        if reply.status != 200 or not media_type.startswith(_MEDIA_KINDS):
            self.bridge.note(f"media {url} answered {reply.status} {media_type}")
            return Response(status_code=404)
        headers = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return Response(reply.body, media_type=media_type, headers=headers | {"x-content-type-options": "nosniff"})

    async def _own_body(self, request: Request) -> dict[str, Any]:
        """Only our own page knows the session: another site's page may send, and is not heard."""
        if not secrets.compare_digest(request.headers.get("x-program-session", ""), self.session):
            return {}
        body: Any = await request.json()
        return body if isinstance(body, dict) else {}


def _own(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}"

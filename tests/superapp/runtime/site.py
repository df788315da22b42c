"""A small host for browser tests of the runtime: it compiles programs, serves them with the policies of the real host,
and answers the bridge like the contract (runtime/protocol/server.ts), remembering what it was asked. The same tests run
against the real host by its own address."""

import asyncio
import base64
import json
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from superapp.compiler.compile import CompileLimits, compile_program
from superapp.compiler.node import node_path
from superapp.web.frame import addresses, frame_document
from tests.superapp.runtime.person_answers import PersonAnswers

HERE = Path(__file__).parent
BROWSER = Path(__file__).parents[3] / "superapp" / "browser"
STATIC = BROWSER.parent / "static"
CAPABILITIES = ["login", "checkSession", "request", "requestPayment", "setStorage", "removeStorage", "clearStorage"]

_BUILD = """
import * as esbuild from 'esbuild';
import { WORKER_OPTIONS } from './engine.ts';
const out = process.argv.at(-1);
const make = (outfile, entry, format, more = {}) => esbuild.build({ entryPoints: [entry], outfile: out + '/' + outfile,
  bundle: true, minify: true, format, target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' }, ...more });
await Promise.all([make('worker.js', 'runtime/worker/main.ts', 'iife', WORKER_OPTIONS),
  make('more.js', 'runtime/worker/more/main.ts', 'iife'),
  make('view.js', 'runtime/view/main.ts', 'iife'), make('program.js', 'shell/program.ts', 'esm'),
  make('scan.js', 'runtime/host/scan/decode.ts', 'esm')]);
"""
_HOST_PAGE = """<!doctype html><html lang="en" data-theme="light"><head><meta charset="utf-8"><title>host</title>
<link rel="icon" href="data:,"><meta name="csrf-token" content="t"><meta name="scan" content="/rt/scan.js">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/base.css">
<link rel="stylesheet" href="/static/program.css"><link rel="stylesheet" href="/static/program-layer.css">
<link rel="stylesheet" href="/static/program-sheet.css"><link rel="stylesheet" href="/static/avatar.css">
<link rel="stylesheet" href="/static/field.css"><link rel="stylesheet" href="/static/button.css">
<link rel="stylesheet" href="/host.css"></head><body><main id="box"></main>
<script type="module" src="/rt/program.js"></script></body></html>"""
_HOST_CSS = "html,body,#box{height:100%;margin:0}#box{display:flex}sa-program{flex:1;min-width:0}"


@dataclass
class Asked:
    api: str
    arg: dict[str, Any]


@dataclass
class Site:
    """What tests look at. origin: "http://127.0.0.1:<port>"."""

    folder: Path
    origin: str = ""
    asked: list[Asked] = field(default_factory=list[Asked])
    storage: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    # api -> what it answers: a dict with "ok" or "refused", or what makes one of the argument
    answers: dict[str, Any] = field(default_factory=dict[str, Any])
    # What lies elsewhere: address -> media type and bytes; and what was asked for.
    media: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    fetched: list[str] = field(default_factory=list[str])
    any_media: tuple[str, bytes] = ("", b"")  # where `media` says nothing
    person: PersonAnswers = field(default_factory=PersonAnswers)
    map: dict[str, str] = field(default_factory=lambda: {"tiles": "", "credit": ""})
    frame_src: str = "{origin}/mp/"
    # Files of bundles: those that were asked for, and those that do not come.
    served: list[str] = field(default_factory=list[str])
    withheld: set[str] = field(default_factory=set[str])

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.host_page),
                Route("/host.css", lambda _: Response(_HOST_CSS, media_type="text/css")),
                Route("/bridge/sessions", self.open, methods=["POST"]),
                Route("/bridge/sessions/close", lambda _: JSONResponse({}), methods=["POST"]),
                Route("/bridge/call/{api}", self.call, methods=["POST"]),
                Route("/bridge/stream/request", self.stream, methods=["POST"]),
                WebSocketRoute("/bridge/socket", self.socket),
                Route("/mp/{appid}/{hash}/frame.html", self.frame),
                Route("/mp/{appid}/{hash}/~{token}/{address}", self.elsewhere),
                Route("/mp/{appid}/{hash}/{path:path}", self.bundle_file),
                Route("/rt/{name}", self.runtime_file),
                Route("/static/{name}", self.static_file),
            ]
        )

    async def host_page(self, _request: Request) -> Response:
        own = self.origin
        policy = (
            f"default-src 'none'; script-src {own}/rt/; style-src {own}; img-src {own} data: blob:; "
            f"connect-src {own} {own.replace('http', 'ws')}; "
            f"frame-src {self.frame_src.format(origin=own)}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return HTMLResponse(_HOST_PAGE, headers={"content-security-policy": policy})

    async def frame(self, request: Request) -> Response:
        own, appid, bundle = self.origin, request.path_params["appid"], request.path_params["hash"]
        return frame_document(own, "/rt/view.js", f"/mp/{appid}/{bundle}/")

    async def bundle_file(self, request: Request) -> Response:
        path = request.path_params["path"]
        if path in self.withheld:
            return Response(status_code=503)
        self.served.append(path)
        return self._file(self.folder / request.path_params["appid"], path)

    async def elsewhere(self, request: Request) -> Response:
        """What the media proxy of the host would fetch; the test says what is where."""
        address = request.path_params["address"]
        url = base64.urlsafe_b64decode(address + "=" * (-len(address) % 4)).decode()
        self.fetched.append(url)
        media_type, body = self.media.get(url, self.any_media)
        headers = {"access-control-allow-origin": "*", "cache-control": "no-store"}
        return Response(body, 200 if media_type else 404, media_type=media_type or None, headers=headers)

    async def runtime_file(self, request: Request) -> Response:
        return self._file(self.folder / "rt", request.path_params["name"])

    async def static_file(self, request: Request) -> Response:
        return self._file(STATIC, request.path_params["name"])

    def _file(self, folder: Path, name: str) -> Response:
        path = folder / name
        if ".." in name or not path.is_file():
            return Response(status_code=404)
        return FileResponse(path, headers={"x-content-type-options": "nosniff", "access-control-allow-origin": "*"})

    async def open(self, request: Request) -> Response:
        body = await request.json()
        appid, (path, _, query) = body["appid"], body["path"].lstrip("/").partition("?")
        facts_file = self.folder / appid / "app.facts.json"
        if not facts_file.is_file():
            return JSONResponse({"error": {"code": "program_unknown", "message": "There is no such program"}}, 404)
        facts = json.loads(facts_file.read_text())
        return JSONResponse(
            addresses(appid, "h", "token")
            | {
                "session": f"session-{appid}",
                "name": appid.capitalize(),
                "version": 1,
                "map": self.map,
                "runtime": {name: f"/rt/{name}.js" for name in ("worker", "more", "view")},
                "files_key": f"files-{appid}",
                "entry": path or facts["entry"],
                "query": query,
                "capabilities": CAPABILITIES,
                "storage": {"keys": self.storage.get(appid, {}), "bytes": 0, "limit_bytes": 1, "key_limit_bytes": 1},
                "config": facts,
            }
        )

    async def call(self, request: Request) -> Response:
        api, appid = request.path_params["api"], request.headers["x-program-session"].removeprefix("session-")
        arg = (await request.json())["arg"]
        self.asked.append(Asked(api, arg))
        if api in self.answers:
            answer = self.answers[api]
            return JSONResponse(answer(arg) if callable(answer) else answer)
        if about_person := self.person.answer(api, arg):
            return JSONResponse(about_person)
        kept = self.storage.setdefault(appid, {})
        if api == "setStorage":
            kept[arg["key"]] = arg["data"]
        elif api == "removeStorage":
            kept.pop(arg["key"], None)
        elif api == "clearStorage":
            kept.clear()
        elif api == "login":
            return JSONResponse({"ok": {"code": "code-1"}})
        return JSONResponse({"ok": {}})

    async def stream(self, request: Request) -> Response:
        """Answers in three pieces, each after a moment; `answers["stream"]` is what comes instead of the end."""
        self.asked.append(Asked("stream", (await request.json())["arg"]))

        async def lines() -> AsyncIterator[str]:
            yield json.dumps({"head": {"statusCode": 200, "header": {"X-Kind": "stream"}, "cookies": []}}) + "\n"
            for piece in ("one ", "两 ", "three"):
                await asyncio.sleep(0.1)
                yield json.dumps({"piece": base64.b64encode(piece.encode()).decode()}) + "\n"
            yield json.dumps(self.answers.get("stream", {"ok": {}})) + "\n"

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def socket(self, socket: WebSocket) -> None:
        """Opens, unless the address says no; sends back what it hears; closes when told "bye"."""
        await socket.accept()
        hello = json.loads(await socket.receive_text())
        self.asked.append(Asked("socket", hello))
        if "refused" in hello["url"]:
            await socket.close(4400, "url_not_listed")
            return
        await socket.send_text('{"opened": {"protocol": ""}}')
        while (frame := await socket.receive())["type"] == "websocket.receive":
            if frame.get("text") == "bye":
                await socket.close(4001, "as you wish")
                return
            await socket.send({**frame, "type": "websocket.send"})


def build_runtime(folder: Path) -> None:
    """Worker, view and <sa-program>, from the sources as they are."""
    subprocess.run([node_path(), "--input-type=module", "-e", _BUILD, str(folder)], cwd=BROWSER, check=True)


async def compile_into(folder: Path, source: Path) -> None:
    """folder: stands and is empty."""
    await compile_program(source, folder, limits=CompileLimits())


class Running:
    """A server on a free port of this machine, in a thread."""

    def __init__(self, app: Any) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.origin = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        deadline = time.monotonic() + 10
        while not self.server.started:
            if time.monotonic() > deadline:
                raise RuntimeError("the test server did not start")
            time.sleep(0.01)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)

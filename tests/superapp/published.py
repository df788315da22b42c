"""A developer, a program and its package, for tests of the rooms around programs: `publisher` publishes through the
same door as any developer."""

import hashlib
import io
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from superapp.accounts import developer_tokens
from superapp.accounts.people import Person
from superapp.compiler.compile import Compiled, CompileLimits, compile_program
from superapp.flows.register_program import register
from superapp.programs.registry import NewProgram
from superapp.web.routes import all_routes
from tests.superapp.conftest import Site

# Every handler's tables are known before a test makes its databases.
all_routes()

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f00010501012718e366"
    "0000000049454e44ae426082"
)
SOURCE: dict[str, bytes] = {
    "app.json": b'{"pages": ["pages/home/home", "pages/goods/goods"], "window": {"navigationBarTitleText": "Hi"}}',
    "app.js": b"App({})",
    "app.wxss": b"page { color: red }",
    "pages/home/home.js": b"Page({ data: { word: 'hello' } })",
    "pages/home/home.wxml": b"<view>{{word}}</view>",
    "pages/goods/goods.js": b"Page({ onLoad(query) { this.setData(query) } })",
    "pages/goods/goods.wxml": b"<text>{{id}}</text>",
    "images/dot.png": PIXEL,
}


_compiled: dict[str, tuple[Compiled, Path]] = {}


async def compile_once(source: Path, output: Path, *, limits: CompileLimits) -> Compiled:
    """The real compiler, once per test process for the same source: a compile costs a Node process."""
    key = _digest_of(source)
    if key not in _compiled:
        kept = Path(tempfile.mkdtemp(prefix="compiled-"))
        _compiled[key] = (await compile_program(source, kept, limits=limits), kept)
    compiled, kept = _compiled[key]
    shutil.copytree(kept, output, dirs_exist_ok=True)
    return compiled


def _digest_of(source: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        whole.update(path.relative_to(source).as_posix().encode() + (path.read_bytes() if path.is_file() else b""))
    return whole.hexdigest()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def other_source(word: str) -> dict[str, bytes]:
    return SOURCE | {"pages/home/home.js": f"Page({{ data: {{ word: '{word}' }} }})".encode()}


@dataclass
class Publisher:
    """One developer with a token, and one program of theirs."""

    site: Site
    developer: Person
    token: str
    program: NewProgram
    machine: httpx2.AsyncClient

    @property
    def appid(self) -> str:
        return self.program.program.appid

    async def upload(self, body: bytes, *, appid: str = "", token: str = "") -> httpx2.Response:
        headers = {"authorization": f"Bearer {token or self.token}", "content-type": "application/zip"}
        path = f"/console/api/programs/{appid or self.appid}/versions"
        return await self.machine.post(path, content=body, headers=headers)

    async def publish(self, files: dict[str, bytes] | None = None) -> dict[str, Any]:
        reply = await self.upload(zipped(files or SOURCE))
        assert reply.status_code in {200, 201}, reply.text
        return reply.json()


async def new_publisher(site: Site, name: str = "Dora", urls: list[str] | None = None) -> Publisher:
    developer = await site.person(name, roles=frozenset({"developer"}))
    async with site.house.database.write() as session:
        new = await developer_tokens.create_token(
            session, developer.id, label="laptop", now=site.clock.now(), chance=site.house.chance
        )
    program = await register(site.house, developer_id=developer.id, name=f"{name}'s shop", urls=urls or [])
    machine = httpx2.AsyncClient(transport=httpx2.ASGITransport(site.app), base_url="http://testserver")
    site.opened.append(machine)
    return Publisher(site, developer, new.token, program, machine)


@dataclass
class OpenProgram:
    """A program that a person has open: `call` speaks as the host page does."""

    client: httpx2.AsyncClient
    facts: dict[str, Any]

    async def raw(self, api: str, body: bytes, *, session: str | None = None) -> httpx2.Response:
        token = self.facts["session"] if session is None else session
        headers = {"x-program-session": token, "content-type": "application/json"}
        return await self.client.post(f"/bridge/call/{api}", content=body, headers=headers)

    async def call(self, api: str, arg: dict[str, Any] | None = None, *, session: str | None = None) -> dict[str, Any]:
        headers = {"x-program-session": self.facts["session"] if session is None else session}
        reply = await self.client.post(f"/bridge/call/{api}", json={"arg": arg or {}}, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.json()


async def open_as(site: Site, person: Person, appid: str, path: str = "") -> OpenProgram:
    client = await site.signed_in(person)
    reply = await client.post("/bridge/sessions", json={"appid": appid, "path": path})
    assert reply.status_code == 200, reply.text
    return OpenProgram(client, reply.json())

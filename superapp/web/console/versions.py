"""How a developer's machine publishes: POST a zip with a developer token, read a version's state. `superapp publish`
speaks this (superapp/cli/publish.py); answers are JSON whatever is asked for.

POST /console/api/programs/<appid>/versions            201 (200: this bundle is known), 422 with diagnostics
GET  /console/api/programs/<appid>/versions/<number>   200
PUT  /console/api/programs/<appid>/domains             {"domains": ["https://…"]}
PUT  /console/api/programs/<appid>/about               {"category": "food", "description": "…"}: or one of them"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import publish_program, register_program, show_console
from superapp.flows.recognise_developer import Person, recognise_developer
from superapp.flows.show_console import ShownVersion
from superapp.web.forms import number_in_path, read_json
from superapp.web.problems import Problem, words_for

_NO_STORE = {"cache-control": "no-store"}


class Domains(BaseModel):
    model_config = ConfigDict(extra="forbid")

    domains: list[str] = Field(max_length=400)


class About(BaseModel):
    model_config = ConfigDict(extra="forbid")

    category: str | None = Field(default=None, max_length=40)
    description: str | None = Field(default=None, max_length=2000)


def _api(handle: Callable[[Request, Person], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """A handler for a developer's machine: the token first, every refusal as JSON."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request, await recognise_developer(request.app.state.house, _bearer(request)))
        except Refusal as refusal:
            return _problem(request, refusal)

    return answer


async def upload(request: Request, developer: Person) -> Response:
    """The body is the zip itself; its content type does not matter."""
    appid = request.path_params["appid"]
    house = request.app.state.house
    published = await publish_program.publish(
        house, developer_id=developer.id, appid=appid, zipped=await request.body()
    )
    facts = _version(request, ShownVersion(published.version, None))
    return JSONResponse(facts, 201 if published.is_new else 200, _NO_STORE)


async def state(request: Request, developer: Person) -> Response:
    shown = await show_console.show_version(
        request.app.state.house,
        developer_id=developer.id,
        appid=request.path_params["appid"],
        number=number_in_path(request, "number"),
    )
    return JSONResponse(_version(request, shown), headers=_NO_STORE)


async def domains(request: Request, developer: Person) -> Response:
    wanted = await read_json(request, Domains)
    listed = await register_program.replace_domains(
        request.app.state.house,
        developer_id=developer.id,
        appid=request.path_params["appid"],
        urls=wanted.domains,
    )
    return JSONResponse({"domains": listed}, headers=_NO_STORE)


async def about(request: Request, developer: Person) -> Response:
    wanted = await read_json(request, About)
    program = await register_program.describe(
        request.app.state.house,
        developer_id=developer.id,
        appid=request.path_params["appid"],
        category=wanted.category,
        description=wanted.description,
    )
    return JSONResponse({"category": program.category, "description": program.description}, headers=_NO_STORE)


def _version(request: Request, shown: ShownVersion) -> dict[str, Any]:
    version = shown.version
    return {
        "appid": version.appid,
        "version": version.number,
        "hash": version.hash,
        "state": version.state.value,
        "url": f"{request.app.state.house.settings.base_url()}/p/{version.appid}",
        "diagnostics": version.diagnostics,
        "package_bytes": version.package_bytes,
        # Source bytes by package; a bundle of an older compiler does not say by what kind of file.
        "packages": [
            {"root": one["root"], "bytes": one["bytes"], "parts": one.get("parts", {})}
            for one in version.facts.get("packages", [])
        ],
        "bundle_bytes": version.bundle_bytes,
        "review": {"verdict": shown.review.verdict, "reason": shown.review.reason} if shown.review else None,
    }


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _problem(request: Request, refusal: Refusal) -> Response:
    words = words_for(refusal)
    request_id = getattr(request.state, "request_id", "")
    body: dict[str, Any] = dict(Problem(words.status, refusal.code, words.title, words.next, request_id).json())
    if refusal.code == "compile_failed":
        body["diagnostics"] = asdict(refusal)["diagnostics"]
    elif refusal.code == "package_refused":
        body["refused"] = asdict(refusal)
    return JSONResponse(body, words.status, _NO_STORE)


routes: list[BaseRoute] = [
    Route("/console/api/programs/{appid}/versions", _api(upload), methods=["POST"]),
    Route("/console/api/programs/{appid}/versions/{number}", _api(state)),
    Route("/console/api/programs/{appid}/domains", _api(domains), methods=["PUT"]),
    Route("/console/api/programs/{appid}/about", _api(about), methods=["PUT"]),
]

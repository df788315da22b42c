"""Our own styles, scripts and pictures. Addresses carry a hash of the content, so browsers keep a file for a year and
still get a new one at once. Templates call `asset`; the bridge asks `runtime_address` for the program runtime."""

import hashlib
from base64 import b64encode
from functools import lru_cache
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from superapp.base.errors import NotFound, ensure

STATIC = Path(__file__).parents[1] / "static"
RUNTIME = ("view.js", "worker.js", "more.js")
HASH_CHARACTERS = 16
# Of a script that is a worker, and so has a policy of its own, not its page's: this one runs the library of encrypted
# chats and speaks to our server only.
WORKER_POLICIES = {
    "build/encryption.js": "default-src 'none'; script-src 'wasm-unsafe-eval'; connect-src 'self'",
}
YEAR = "public, max-age=31536000, immutable"


def asset(name: str) -> str:
    """The address of a file of `superapp/static`, such as "/static/build/shell.js?v=…".

    name: "shell.js" finds what the browser build made, "tokens.css" what stands in the folder itself.
    """
    inside = f"build/{name}" if (STATIC / "build" / name).is_file() else name
    version = _hash_of(STATIC / inside)
    return f"/static/{inside}?v={version}" if version else f"/static/{inside}"


def runtime_address(name: str) -> str:
    """Where a program's frame loads the runtime: "/rt/<hash>/view.js". Raises NotFound before the first build."""
    ensure(name in RUNTIME, "one of the runtime's files", name=name)
    version = _hash_of(STATIC / "build" / name)
    if not version:
        raise NotFound(f"runtime {name}")
    return f"/rt/{version}/{name}"


def view_hash() -> str:
    """Of the script that draws programs, as a policy names it: "sha256-…"."""
    body = (STATIC / "build" / "view.js").read_bytes()
    return f"sha256-{b64encode(hashlib.sha256(body).digest()).decode()}"


async def runtime_file(request: Request) -> Response:
    name, version = request.path_params["name"], request.path_params["hash"]
    path = STATIC / "build" / name
    # Another hash is another file: answering with today's would let caches keep it under a wrong name.
    if name not in RUNTIME or _hash_of(path) != version:
        raise NotFound("runtime file")
    # A program's frame has an origin of its own, so the file must allow being loaded across origins.
    headers = {"cache-control": YEAR, "cross-origin-resource-policy": "cross-origin"}
    return FileResponse(path, media_type="text/javascript", headers=headers)


class HashedFiles(StaticFiles):
    """Static files; those asked for by their current hash may be kept for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        request = Request(scope)
        # Some files are so large that the build compresses them.
        is_packed = (STATIC / f"{path}.gz").is_file()
        packed = is_packed and "gzip" in request.headers.get("accept-encoding", "")
        try:
            response = await super().get_response(f"{path}.gz" if packed else path, scope)
        except HTTPException as error:
            raise NotFound("file") from error
        if is_packed:
            response.headers["vary"] = "accept-encoding"
        if packed:
            response.headers["content-encoding"] = "gzip"
            response.headers["content-type"] = guess_type(path)[0] or "application/octet-stream"
        if path in WORKER_POLICIES:
            response.headers["content-security-policy"] = WORKER_POLICIES[path]
        asked = request.query_params.get("v")
        current = asked and asked == _hash_of(STATIC / path)
        response.headers["cache-control"] = YEAR if current else "no-cache"
        return response


def _hash_of(path: Path) -> str:
    try:
        facts = path.stat()
    except OSError:
        return ""
    return _hash_at(path, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=512)
def _hash_at(path: Path, _modified: int, _bytes: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_CHARACTERS]


routes: list[BaseRoute] = [
    Route("/rt/{hash}/{name}", runtime_file),
    Mount("/static", HashedFiles(directory=STATIC, check_dir=False), name="static"),
]

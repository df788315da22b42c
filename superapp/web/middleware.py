"""What happens around every request, outermost first: it gets an id, a log line, its figures and its security headers
(`Records`), its body is bounded (`BodyLimits`), its visitor is known (`Visits`) and a foreign page's request is turned
away (`Csrf`). superapp/main.py stacks them. Plain ASGI, because sockets and streams pass here too."""

import re
import time
from urllib.parse import parse_qs

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from superapp.base import metrics
from superapp.base.config import Settings
from superapp.base.errors import NotFound
from superapp.house import House
from superapp.security import csp, csrf
from superapp.security.csrf import ForeignRequest
from superapp.security.origins import is_https, own_origin
from superapp.security.tokens import new_token
from superapp.storage import pictures
from superapp.web.problems import on_failure, on_refusal
from superapp.web.visitor import Visit, read_visit, visit_cookie, visit_of
from wallet.errors import Refusal
from wallet.ids import new_id

log = structlog.get_logger("superapp.web")

# Machines that sign or carry a token of their own: no cookie counts there, so no foreign page can borrow one.
MACHINE_PATHS = ("/v3/", "/rail/", "/sns/", "/cgi-bin/", "/wxa/", "/wxaapi/", "/console/api/")
# Fetched by frames and tags, the same for everybody: asking the database who it is would be waste.
FILE_PATHS = (
    *("/static/", "/words/", "/rt/", "/mp/", "/healthz", "/readyz"),
    *("/icons/", "/offline", "/manifest.webmanifest", "/service-worker.js"),
)
BODY_BYTES_MAX = 256 * 1024
PICTURE_BYTES_MAX = pictures.BYTES_MAX + 64 * 1024  # more than is kept, so that the refusal says why
FILE_BYTES_MAX = 25 * 1024 * 1024 + 64 * 1024  # superapp/chat/attachments.py says what is kept; a form around it
CALL_BYTES_MAX = 8 * 1024 * 1024  # a program's call carries a stored value of 1 MB, or an upload in base64
PICTURE_PATHS = ("/me/profile/picture", "/cgi-bin/media/upload")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def stack(settings: Settings) -> list[Middleware]:
    return [
        Middleware(Records, settings=settings),
        Middleware(BodyLimits, settings=settings),
        Middleware(Visits, settings=settings),
        Middleware(Csrf, settings=settings),
    ]


class Records:
    """Request id, one log line, figures, security headers; and the answer when our own code fails."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        house: House = scope["app"].state.house
        connection = HTTPConnection(scope)
        given = connection.headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id("req", house.clock.now(), house.chance)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if scope["type"] == "websocket":
            with metrics.OPEN_SOCKETS.track_inprogress():
                return await self.app(scope, receive, send)
        return await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started, status = time.perf_counter(), 0

        async def record(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, record)
        except Refusal as refusal:
            response = await on_refusal(Request(scope, receive), refusal)
            await response(scope, receive, record)
        except Exception:
            metrics.FAILURES.inc()
            log.exception("request_failed", method=scope["method"], route=route_of(scope))
            if status:
                raise  # the answer has begun; only closing the connection tells the browser it is incomplete
            await on_failure(Request(scope, receive))(scope, receive, record)
        finally:
            seconds, route = time.perf_counter() - started, route_of(scope)
            metrics.REQUESTS.labels(scope["method"], route, str(status)).inc()
            metrics.REQUEST_SECONDS.labels(scope["method"], route).observe(seconds)
            if route not in {"/static", "/healthz", "/readyz", "/metrics"}:
                log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                    person_id=_person_id(scope),
                )

    def _add_headers(self, scope: Scope, headers: MutableHeaders) -> None:
        headers["x-request-id"] = scope["state"]["request_id"]
        for name, value in csp.HEADERS.items():
            headers.setdefault(name, value)
        # A handler that serves programs says otherwise; everything else is for our own pages only.
        headers.setdefault("cross-origin-resource-policy", "same-origin")
        headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'")
        if is_https(self.settings, scope["scheme"]):
            headers.setdefault("strict-transport-security", csp.HSTS)


def _is_picture_of_a_chat(path: str) -> bool:
    return path.startswith("/chats/") and path.endswith("/pictures")


class BodyLimits:
    """Bounds every body before anybody reads it; uploads have larger bounds of their own."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.small = RequestBodyLimitMiddleware(app, BODY_BYTES_MAX)
        # The zip and what the upload says around it.
        self.package = RequestBodyLimitMiddleware(app, settings.program_bytes_max + 64 * 1024)
        self.call = RequestBodyLimitMiddleware(app, CALL_BYTES_MAX)
        self.picture = RequestBodyLimitMiddleware(app, PICTURE_BYTES_MAX)
        self.file = RequestBodyLimitMiddleware(app, FILE_BYTES_MAX)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if path.startswith("/console/api/"):
            chosen = self.package
        elif path.startswith("/bridge/call/"):
            chosen = self.call
        elif path.startswith("/chats/") and path.endswith(("/files", "/voices", "/sealed")):
            chosen = self.file
        elif path in PICTURE_PATHS or path.startswith("/console/channels") or _is_picture_of_a_chat(path):
            chosen = self.picture
        else:
            chosen = self.small
        await chosen(scope, receive, send)


class Visits:
    """Reads the visitor's cookies once, and hands out a visit cookie to somebody unknown who was shown a form."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        house: House = scope["app"].state.house
        if "\0" in scope["path"] or "%00" in scope.get("query_string", b"").decode("latin-1"):
            # No address of ours has a NUL, and PostgreSQL fails on one: refused here, once, for every handler.
            scope["state"]["visit"] = Visit(None, new_token(house.chance), is_new=True)
            raise NotFound("page")
        anonymous = scope["path"].startswith(MACHINE_PATHS + FILE_PATHS)
        visit = await read_visit(connection, house, cookies_count=not anonymous)
        scope["state"]["visit"] = visit

        async def hand_out(message: Message) -> None:
            if message["type"] == "http.response.start" and visit.is_new and visit.used and not anonymous:
                https = is_https(self.settings, scope["scheme"])
                MutableHeaders(scope=message).append("set-cookie", visit_cookie(visit, https=https))
            await send(message)

        await self.app(scope, receive, hand_out)


class Csrf:
    """Turns away what a foreign page sends in a visitor's name, sockets included."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            try:
                self._check_origin(HTTPConnection(scope))
            except ForeignRequest:
                # Closing before accepting is an HTTP 403 to the browser.
                await send({"type": "websocket.close", "code": 1008})
                return
        elif (
            scope["type"] == "http"
            and scope["method"] not in csrf.SAFE_METHODS
            and not scope["path"].startswith(MACHINE_PATHS)
        ):
            receive = await self._check(Request(scope, receive), receive)
        await self.app(scope, receive, send)

    def _check_origin(self, connection: HTTPConnection) -> bool:
        headers = connection.headers
        own = own_origin(self.settings, scheme=connection.url.scheme, host=headers.get("host", ""))
        return csrf.check_origin(fetch_site=headers.get("sec-fetch-site"), origin=headers.get("origin"), own=own)

    async def _check(self, request: Request, receive: Receive) -> Receive:
        """Raises ForeignRequest. Returns the `receive` to go on with: a form's body has been read, and is replayed."""
        vouched = self._check_origin(request)
        content_type = request.headers.get("content-type", "")
        if not csrf.needs_token(content_type, vouched=vouched):
            return receive
        given = request.headers.get(csrf.HEADER)
        if given is None and content_type.startswith(FORM_TYPES):
            body = await request.body()
            given = await _token_in_form(request, content_type, body)
            receive = _replay(body, receive)
        csrf.check_token(given, visit_of(request).secret)
        return receive


async def _token_in_form(request: Request, content_type: str, body: bytes) -> str | None:
    if content_type.startswith(FORM_TYPES[0]):
        try:
            values = parse_qs(body.decode("latin-1"), max_num_fields=1000).get(csrf.FIELD, [])
        except ValueError:  # thousands of fields: no form of ours
            return None
        return values[-1] if values else None
    # Parsed on a request of its own: the handler reads the same body again, with its own limits.
    try:
        async with Request(request.scope, _replay(body, request.receive)).form() as form:
            value = form.get(csrf.FIELD)
    except HTTPException:  # malformed, so it carries no token
        return None
    return value if isinstance(value, str) else None


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def route_of(scope: Scope) -> str:
    """The route's pattern, such as "/o/{token}": it names no id and no secret, and there are few of them."""
    if "endpoint" not in scope:
        return "unmatched"
    path: str = scope["path"]
    if path.startswith("/static/"):
        return "/static"
    for name, value in sorted(scope.get("path_params", {}).items(), key=lambda one: -len(str(one[1]))):
        if str(value):
            path = path.replace(f"/{value}", f"/{{{name}}}")
    return path


def _person_id(scope: Scope) -> str | None:
    visit = scope["state"].get("visit")
    return visit.visitor.person.id if visit and visit.visitor else None

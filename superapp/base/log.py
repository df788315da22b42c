"""Structured logs: one event a line, for people or for machines. `configure_logs` is called once by whoever starts a
process; everybody else takes `structlog.get_logger()`. Secrets are removed here, whoever lets one slip in."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, TextIO

import structlog

REMOVED = "[removed]"
# Names that hold a secret wherever they appear, also inside other structures. A name that ends in "_id" or "_no" is
# the public half: serial numbers and ids may be logged.
_SECRET_NAME = re.compile(
    r"(?:^|[_\-.])(?:pin|password|passwd|secret|token|key|pem|cookie|cookies|authorization|credential|credentials|"
    r"signature|pay_?sign|otp|csrf|session_key|appsecret|apikey|private)(?:$|[_\-.])",
    re.IGNORECASE,
)
_PUBLIC_NAME = re.compile(r"(?:_id|_no|_hash|_count|_name)$|^key_hex$|^handle_key$", re.IGNORECASE)
# Secrets inside text: keys in PEM, authorization values, cookies and parameters, bound values of a statement.
_SECRET_TEXT = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL), REMOVED),
    (re.compile(r"(?i)\b(bearer|basic|WECHATPAY2-[A-Z0-9-]+)\s+[^\s,;\"']+"), rf"\1 {REMOVED}"),
    (
        re.compile(
            r"(?i)\b((?:__Host-)?sa_(?:session|visit)|pin|password|secret|appsecret|(?:[a-z]+_)?token|api_?v3_?key|"
            r"set-cookie|cookie|authorization)([\"']?\s*[=:]\s*[\"']?)[^\s,;&\"'})]+"
        ),
        rf"\1\2{REMOVED}",
    ),
    (re.compile(r"\[parameters: .*?\]\s*(?=\n|$)", re.DOTALL), f"[parameters: {REMOVED}]"),
)
# What begins a line or speaks to a terminal; Unicode's two separators are lines to many readers.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
TEXT_CHARACTERS_MAX = 20_000
DEPTH_MAX = 6


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the same event without secrets. The last one before rendering."""
    return {name: _clean(name, value, 0) for name, value in event.items()}


def one_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor: the words of an event stay on one line. Values are quoted by whoever renders, words are
    not, and other libraries put what strangers sent into theirs."""
    words = event.get("event")
    if isinstance(words, str):
        event["event"] = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", words)
    return event


def configure_logs(form: str = "console", *, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """form: "console" for people, "json" for machines. Standard-library loggers go the same way."""
    written: TextIO = sys.stderr if stream is None else stream
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=written.isatty(), exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(written)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # The traceback becomes text first, so that what it quotes is cleaned as well.
                structlog.processors.format_exc_info,
                redact,
                one_line,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers, root.level = [handler], level
    # Our own access log says the same without addresses' secrets.
    logging.getLogger("uvicorn.access").disabled = True
    # They would log whole addresses with their queries, and statements with the values in them.
    for name in ("httpx2", "httpcore2", "aiosqlite", "asyncpg", "sqlalchemy"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = [], True


def configure_events(*, level: int = logging.INFO) -> None:
    """Our own events as cleaned lines of JSON, for whatever handlers there are already.

    Left to its defaults, structlog prints every local variable of a failed request: cookies, PINs and all.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def _clean(name: str, value: Any, depth: int) -> Any:
    if _SECRET_NAME.search(name) and not _PUBLIC_NAME.search(name):
        return REMOVED if value else value
    return _clean_value(value, depth)


def _clean_value(value: Any, depth: int) -> Any:
    if depth > DEPTH_MAX:
        return REMOVED
    match value:
        case str():
            return clean_text(value)
        case bytes() | bytearray() | memoryview():
            return f"[{len(value)} bytes]"
        case Mapping():
            return {str(name): _clean(str(name), inner, depth + 1) for name, inner in value.items()}
        case bool() | int() | float() | None:
            return value
        case Sequence() | set() | frozenset():
            return [_clean_value(inner, depth + 1) for inner in value]
        case _:
            return clean_text(str(value))


def clean_text(text: str) -> str:
    """Text without what looks like a secret; over-long text is cut."""
    text = text[:TEXT_CHARACTERS_MAX]
    for pattern, instead in _SECRET_TEXT:
        text = pattern.sub(instead, text)
    return text

"""What the compiler said, read strictly. The line comes from our own process, yet that process has just read a
stranger's program: whatever is not of the expected shape is a crash, never passed on. Called by compile.py."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

Severity = Literal["error", "warning"]

MESSAGE_CHARS_MAX = 500
DIAGNOSTICS_MAX = 400


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """file: path in the upload, "" for the whole program. line and column: from 1; 0 when not known."""

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Outcome:
    ok: bool
    diagnostics: tuple[Diagnostic, ...]


class NotAnOutcome(ValueError):
    """The process printed something else than its one line of JSON."""


def parse_outcome(line: bytes) -> Outcome:
    """`{"ok": true, "diagnostics": [{file, line, column, severity, code, message}, …], …}`. Raises NotAnOutcome."""
    try:
        said: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotAnOutcome("not JSON") from error
    if not isinstance(said, dict):
        raise NotAnOutcome("not an object")
    fields = cast("Mapping[str, Any]", said)
    ok, found = fields.get("ok"), fields.get("diagnostics")
    if not isinstance(ok, bool) or not isinstance(found, list):
        raise NotAnOutcome("ok or diagnostics is missing")
    listed = cast("list[object]", found)
    if len(listed) > DIAGNOSTICS_MAX:
        raise NotAnOutcome("too many diagnostics")
    return Outcome(ok, tuple(_diagnostic(one) for one in listed))


def _diagnostic(value: object) -> Diagnostic:
    if not isinstance(value, dict):
        raise NotAnOutcome("a diagnostic is not an object")
    one = cast("Mapping[str, Any]", value)
    severity = one.get("severity")
    if severity not in ("error", "warning"):
        raise NotAnOutcome("a diagnostic has no severity")
    return Diagnostic(
        file=_text(one, "file"),
        line=_number(one, "line"),
        column=_number(one, "column"),
        severity=severity,
        code=_text(one, "code"),
        message=_text(one, "message"),
    )


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    if not isinstance(value, str) or len(value) > 4 * MESSAGE_CHARS_MAX:
        raise NotAnOutcome(f"{name} of a diagnostic is not a short text")
    return value


def _number(one: Mapping[str, Any], name: str) -> int:
    value = one.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotAnOutcome(f"{name} of a diagnostic is not a number")
    return value

"""What `superapp check` tells a person: one block a question, the answer first, places below it. Nothing is said twice,
and a block without anything to say is one line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_LISTED_MAX = 12
_STATES = {"fails": "fails here", "part": "in part", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, as `--json` prints it. diagnostics: of the compiler and of the limits; the rest as in
    compiler/uses.ts, functions and components with their state here."""

    ok: bool
    diagnostics: list[dict[str, Any]]
    secrets: list[dict[str, Any]]
    apis: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    components: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    packages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    bytes: int = 0
    package_bytes_max: int = 0
    program_bytes_max: int = 0
    scopes: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    domains: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    unused: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def lines(checked: Checked) -> Iterator[str]:
    if checked.packages:
        yield from _sizes(checked)
        yield from _states("functions of wx", checked.apis, "wx.")
        yield from _states("built-in components", checked.components, "")
        yield from _scopes(checked.scopes)
        yield from _domains(checked.domains)
        yield from _unused(checked.unused)
    yield from _diagnostics("secrets", checked.secrets)
    warnings = [one for one in checked.diagnostics if one["severity"] == "warning"]
    errors = [one for one in checked.diagnostics if one["severity"] == "error"]
    if warnings:
        yield from _diagnostics("warnings", warnings)
    if errors:
        yield from _diagnostics("errors", errors)
    yield ""
    yield _summary(checked.ok, len(errors), len(warnings), len(checked.secrets))


def place(one: dict[str, Any]) -> str:
    """`file:line:column`, as far as it is known."""
    return ":".join(str(one[part]) for part in ("file", "line", "column") if one.get(part))


def bytes_text(size: int) -> str:
    if size < 1024 * 1024:
        return f"{-(-size // 1024)} KB"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"


def _sizes(checked: Checked) -> Iterator[str]:
    yield "sizes"
    names = [one["root"] or "main package" for one in checked.packages]
    width = max(map(len, [*names, "in all"]))
    for name, one in zip(names, checked.packages, strict=True):
        parts = ", ".join(f"{kind} {bytes_text(size)}" for kind, size in one["parts"].items() if size)
        alone = " · independent" if one["independent"] else ""
        limit = bytes_text(checked.package_bytes_max)
        yield f"  {name:<{width}}  {bytes_text(one['bytes'])} of {limit} ({parts}){alone}"
    yield f"  {'in all':<{width}}  {bytes_text(checked.bytes)} of {bytes_text(checked.program_bytes_max)}"


def _states(title: str, uses: Sequence[dict[str, Any]], before: str) -> Iterator[str]:
    odd = [use for use in uses if use["state"] != "works"]
    yield f"{title}: {len(uses)} used, " + (f"{len(odd)} of them not in full" if odd else "all of them work")
    width = max((len(before + use["name"]) for use in odd), default=0)
    for use in odd:
        yield f"  {before + use['name']:<{width}}  {_STATES[use['state']]}: {use['note']}"
        yield f"  {'':<{width}}  {_where(use)}"


def _scopes(scopes: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "permission scopes: " + (str(len(scopes)) if scopes else "none")
    for use in scopes:
        yield f"  {use['name']}{', declared in app.json' if use['declared'] else ''}"
        yield f"    {_where(use)}"


def _domains(domains: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "servers it names: " + (str(len(domains)) if domains else "none")
    for use in domains:
        called = f" in {', '.join(use['apis'])}" if use["apis"] else ""
        yield f"  {use['name']}{called}{'' if use['name'].startswith(('https:', 'wss:')) else ' (not encrypted)'}"
        yield f"    {_where(use)}"


def _unused(files: Sequence[dict[str, Any]]) -> Iterator[str]:
    total = sum(one["bytes"] for one in files)
    yield "files that nothing asks for: " + (f"{len(files)}, {bytes_text(total)}" if files else "none")
    for one in files[:_LISTED_MAX]:
        yield f"  {one['file']}  {bytes_text(one['bytes'])}"
    if len(files) > _LISTED_MAX:
        yield f"  and {len(files) - _LISTED_MAX} more, all in --json"


def _diagnostics(title: str, found: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield f"{title}: {len(found) or 'none'}"
    for one in found:
        where = place(one)
        yield f"  {where}: {one['message']}" if where else f"  {one['message']}"


def _where(use: dict[str, Any]) -> str:
    shown = use["places"][:3]
    more = use["count"] - len(shown)
    return ", ".join(place(one) for one in shown) + (f" and {more} more" if more > 0 else "")


def _summary(ok: bool, errors: int, warnings: int, secrets: int) -> str:
    many = [(errors, "error"), (secrets, "secret"), (warnings, "warning")]
    found = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in many if count]
    return f"{'ok' if ok else 'not ready'}{': ' if found else ''}{', '.join(found)}"

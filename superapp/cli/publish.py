"""`superapp publish DIR`: from a folder on a developer's machine to a version on a host, over HTTP with the developer's
token. Standard library only where it can be, so that `--help` answers at once; the host does all the checking.

Exit codes: 0 taken, 1 refused (with diagnostics) or not reached, 2 wrong usage."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from superapp.cli.check_report import bytes_text
from superapp.cli.output import AsJson, fail
from superapp.cli.packing import open_project, pack

TIMEOUT_SECONDS = 120.0


def publish(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with app.json or project.config.json.")],
    appid: Annotated[str, typer.Option(help="The program; else appid of project.config.json.")] = "",
    url: Annotated[str, typer.Option(envvar="SUPERAPP_URL", help="The host.")] = "http://127.0.0.1:8000",
    token: Annotated[str, typer.Option(envvar="SUPERAPP_TOKEN", help="Developer token.", show_default=False)] = "",
    category: Annotated[str, typer.Option(help="transport, food, tickets, shopping, games, tools or other.")] = "",
    description: Annotated[str, typer.Option(help="One line that people read before they open it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Upload a program's folder as a new version."""
    if not token:
        raise typer.BadParameter("give --token or set SUPERAPP_TOKEN", param_hint="--token")
    project = open_project(folder)
    appid = appid or project.appid
    if not appid:
        raise typer.BadParameter("give --appid", param_hint="--appid")
    zipped, count = pack(project)
    _say(f"packed {count} files, {len(zipped) / 1024:.0f} KB", as_json)
    address = f"{url.rstrip('/')}/console/api/programs/{appid}"
    about = {name: said for name, said in (("category", category), ("description", description)) if said}
    if about:
        # Before the version: a category the host does not know stops the publishing.
        status, answer = _ask(url, "PUT", f"{address}/about", token, as_json, json=about)
        if status >= 300:
            _report(status, answer, as_json)
    status, answer = _send(url, f"{address}/versions", token, zipped, as_json)
    _report(status, answer, as_json)


def _send(url: str, address: str, token: str, zipped: bytes, as_json: bool) -> tuple[int, dict[str, Any]]:
    def body() -> Any:
        sent, step = 0, 256 * 1024
        while sent < len(zipped):
            yield zipped[sent : sent + step]
            sent = min(sent + step, len(zipped))
            _say(f"uploaded {sent * 100 // len(zipped)} %", as_json, same_line=sent < len(zipped))
        _say("compiling on the host", as_json)

    headers = {"content-type": "application/zip", "content-length": str(len(zipped))}
    return _ask(url, "POST", address, token, as_json, content=body(), headers=headers)


def _ask(
    url: str,
    method: str,
    address: str,
    token: str,
    as_json: bool,
    *,
    headers: dict[str, str] | None = None,
    **body: Any,
) -> tuple[int, dict[str, Any]]:
    import httpx2

    sent = {"authorization": f"Bearer {token}", "accept": "application/json", **(headers or {})}
    try:
        # The environment's proxies are not asked: a token goes only where it was told to.
        with httpx2.Client(timeout=TIMEOUT_SECONDS, trust_env=False) as client:
            reply = client.request(method, address, headers=sent, **body)
        answer: Any = reply.json()
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        fail(f"{url} was not reached: {error}", next_step="Check --url and that the host runs.", as_json=as_json)
    except ValueError:
        fail(f"{url} answered with something else", next_step="Check --url: is it a superapp host?", as_json=as_json)
    return reply.status_code, answer if isinstance(answer, dict) else {}


def _report(status: int, answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    elif status < 300:
        for name in ("version", "hash", "state", "url"):
            print(f"{name:<8} {answer.get(name)}")
        for one in answer.get("packages") or []:
            parts = ", ".join(f"{kind} {bytes_text(size)}" for kind, size in one["parts"].items() if size)
            print(f"{'size':<8} {one['root'] or 'main package'} {bytes_text(one['bytes'])} ({parts})")
    notes: Any = answer.get("diagnostics") or []
    for note in [] if as_json else notes:
        place = ":".join(str(note[part]) for part in ("file", "line", "column") if note.get(part))
        print(f"{place}: {note['severity']}: {note['message']}" if place else f"{note['severity']}: {note['message']}")
    if status >= 300:
        problem: Any = answer.get("error") or {}
        if not as_json:
            print(problem.get("message", f"refused with status {status}"), file=sys.stderr)
            print(f"  → {problem.get('next', 'Try again.')}", file=sys.stderr)
        raise typer.Exit(1)


def _say(text: str, as_json: bool, *, same_line: bool = False) -> None:
    # On standard error, so that standard output stays one JSON object or a few facts.
    if not as_json and sys.stderr.isatty():
        print(f"· {text}", end="\r" if same_line else "\n", file=sys.stderr, flush=True)

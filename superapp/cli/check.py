"""`superapp check DIR`: what a host would say of a program, before it is published. The folder is packed as `superapp
publish` packs it, unpacked by the host's rules and compiled by the host's compiler; what works here of the platform is
read from the table that the browser build writes. Nothing leaves the machine. Printing: check_report.py.

Exit codes: 0 clean (warnings are no errors), 1 errors or secrets, 2 wrong usage."""

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from superapp.cli.check_report import Checked, lines
from superapp.cli.output import AsJson, fail, run
from superapp.cli.packing import open_project, pack

COMPATIBILITY = Path(__file__).parents[1] / "static" / "build" / "compatibility.json"
# Members of `wx` that are no functions, and so no lines of the table.
_MEMBERS = {
    "env": ("works", ""),
    "worklet": ("works", ""),
    "router": ("fails", "the other renderer of the platform is left out"),
    "cloud": ("fails", "there are no cloud environments here"),
    **dict.fromkeys(
        ("sendEnvelope", "getEnvelopes", "claimEnvelope"), ("works", "")
    ),  # ours: docs/developers/envelopes.md
}


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with app.json or project.config.json.")],
    as_json: AsJson = False,
) -> None:
    """Compile a program and report what it uses, carries and lacks."""
    zipped, _ = pack(open_project(folder))
    checked = run(_examine(zipped, _compatibility(as_json)), as_json=as_json)
    if as_json:
        print(json.dumps(asdict(checked), ensure_ascii=False))
    else:
        print("\n".join(lines(checked)))
    if not checked.ok:
        raise typer.Exit(1)


async def _examine(zipped: bytes, table: dict[str, dict[str, tuple[str, str]]]) -> Checked:
    from superapp.base.config import Settings
    from superapp.compiler.compile import CompileFailed, CompileLimits, compile_program
    from superapp.programs.packages import PackageLimits, unpack

    settings = Settings()
    # A package that is too large is one line of the report, not its end.
    limits = PackageLimits(zip_bytes_max=1 << 30, all_bytes_max=1 << 30, file_bytes_max=1 << 28, part_bytes_max=1 << 30)
    with tempfile.TemporaryDirectory(prefix="program-") as place:
        source, output = Path(place, "source"), Path(place, "output")
        unpack(zipped, source, limits)
        compile_limits = CompileLimits(
            wall_seconds=settings.compile_seconds_max,
            memory_bytes=settings.compile_memory_bytes_max,
            package_bytes=settings.package_bytes_max,
        )
        try:
            found = (await compile_program(source, output, limits=compile_limits, uses=True)).diagnostics
        except CompileFailed as failed:
            found = failed.diagnostics
        uses = _uses(output)
    diagnostics = [asdict(one) for one in found]
    packages: list[dict[str, Any]] = uses.get("packages", [])
    total = sum(one["bytes"] for one in packages)
    for one in packages:
        if one["bytes"] > settings.package_bytes_max:
            what = f"the package {one['root']}" if one["root"] else "the main package"
            diagnostics.append(_too_large(what, one["bytes"], settings.package_bytes_max))
    if total > settings.program_bytes_max:
        diagnostics.append(_too_large("the program", total, settings.program_bytes_max))
    secrets = [one for one in diagnostics if one["code"] == "secret_found"]
    return Checked(
        ok=not secrets and all(one["severity"] != "error" for one in diagnostics),
        diagnostics=[one for one in diagnostics if one not in secrets],
        secrets=secrets,
        apis=_with_state(uses.get("apis", []), table["apis"]),
        components=_with_state(uses.get("components", []), table["components"]),
        packages=packages,
        bytes=total,
        package_bytes_max=settings.package_bytes_max,
        program_bytes_max=settings.program_bytes_max,
        scopes=uses.get("scopes", []),
        domains=uses.get("domains", []),
        unused=uses.get("unused", []),
    )


def _uses(output: Path) -> dict[str, Any]:
    """Nothing when the program could not be read at all."""
    listed = Path(output, "app.uses.json")
    return json.loads(listed.read_bytes()) if listed.is_file() else {}


def _compatibility(as_json: bool) -> dict[str, dict[str, tuple[str, str]]]:
    """{"apis": {name: (state, note)}, "components": …}; docs/developers/compatibility.md shows the same."""
    try:
        table: dict[str, list[dict[str, str]]] = json.loads(COMPATIBILITY.read_bytes())
    except FileNotFoundError:
        fail("The browser bundles are not built.", next_step="make demo", as_json=as_json, code="not_built")
    found = {kind: {one["name"]: (one["state"], one["note"]) for one in lines} for kind, lines in table.items()}
    return found | {"apis": {**_MEMBERS, **found["apis"]}}


def _with_state(uses: list[dict[str, Any]], table: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    found = list[dict[str, Any]]()
    for use in uses:
        state, note = table.get(use["name"], ("unknown", "the platform has no such name"))
        found.append({"name": use["name"], "state": state, "note": note, **use})
    return found


def _too_large(what: str, size: int, most: int) -> dict[str, Any]:
    message = f"{what} has {size} bytes of {most}"
    return {"file": "", "line": 0, "column": 0, "severity": "error", "code": "package_too_large", "message": message}

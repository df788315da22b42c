"""The npm packages that a program stands on, as the host's compiler will look for them (browser/compiler/npm.ts): the
dependencies of package.json and theirs, of each the files of its mini-program folder, or else its scripts."""

import json
import os
from pathlib import Path
from typing import Any

PACKAGES_MAX = 1000
_SCRIPTS = (".js", ".cjs", ".mjs", ".json")


def needed_files(home: Path, built: Path) -> list[Path]:
    """Files below home/node_modules; none of a package that lies in `built` (miniprogram_npm) already.

    home: the folder with package.json. A dependency that is not installed has none: the compiler names it.
    """
    waiting = [(name, home) for name in _dependencies(_about(home))]
    seen, found = set[Path](), list[Path]()
    while waiting and len(seen) < PACKAGES_MAX:
        name, around = waiting.pop(0)
        folder = _locate(name, around, home)
        if folder is None or folder in seen:
            continue
        seen.add(folder)
        about = _about(folder)
        waiting += [(one, folder) for one in _dependencies(about)]
        if folder != home / "node_modules" / name or not (built / name).is_dir():
            found += _files(folder, about)
    return found


def _about(folder: Path) -> dict[str, Any]:
    try:
        found: Any = json.loads((folder / "package.json").read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _dependencies(about: dict[str, Any]) -> list[str]:
    found: Any = about.get("dependencies")
    return [str(name) for name in found] if isinstance(found, dict) else []


def _locate(name: str, around: Path, home: Path) -> Path | None:
    """As Node looks: in node_modules of the package itself, then of each one around it."""
    if ".." in name.split("/"):
        return None
    at = around
    while True:
        folder = at / "node_modules" / name
        if folder.is_dir():
            return folder
        if at == home:
            return None
        at = at.parent


def _files(folder: Path, about: dict[str, Any]) -> list[Path]:
    inner = folder / str(about.get("miniprogram") or "miniprogram_dist").lstrip("./")
    whole = inner.is_dir() and inner.resolve().is_relative_to(folder.resolve()) and inner != folder
    found = [folder / "package.json"] if (folder / "package.json").is_file() else []
    for at, folders, names in os.walk(inner if whole else folder):
        folders[:] = [name for name in folders if name != "node_modules" and not name.startswith(".")]
        for name in names:
            path = Path(at, name)
            wanted = whole or name.endswith(_SCRIPTS)
            if wanted and not name.startswith(".") and not path.is_symlink() and path not in found[:1]:
                found.append(path)
    return found

"""What of a developer's folder is uploaded, as one zip: the program, and of node_modules the packages it names. For
publish.py and check.py; standard library only, so that `--help` answers at once."""

import json
import os
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import typer

from superapp.cli.npm_packages import needed_files

PROJECT_FILE = "project.config.json"
SKIPPED_FOLDERS = frozenset({"node_modules", ".git", ".svn", ".idea", ".vscode", "__pycache__", "__MACOSX"})
SKIPPED_SUFFIXES = (".pem", ".key", ".p12", ".pfx", ".map", ".zip", ".log")


@dataclass(frozen=True)
class Project:
    """folder: what the developer named. root: the folder with app.json, the same one or below it.

    appid: "" when the project file has none. ignored: (kind, value) of packOptions.ignore.
    """

    folder: Path
    root: Path
    appid: str = ""
    ignored: tuple[tuple[str, str], ...] = ()


def open_project(folder: Path) -> Project:
    """What the folder and its project.config.json say. Raises BadParameter."""
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="DIR")
    try:
        found: Any = json.loads((folder / PROJECT_FILE).read_text("utf-8-sig"))
    except FileNotFoundError:
        found = {}
    except ValueError as error:
        raise typer.BadParameter(f"{PROJECT_FILE}: {error}", param_hint="DIR") from error
    facts: dict[str, Any] = found if isinstance(found, dict) else {}
    base = folder.resolve()
    root = (base / str(facts.get("miniprogramRoot") or ".")).resolve()
    if not root.is_relative_to(base) or not (root / "app.json").is_file():
        raise typer.BadParameter(f"no app.json in {root}", param_hint="DIR")
    return Project(base, root, str(facts.get("appid") or ""), _ignored(facts))


def pack(project: Project) -> tuple[bytes, int]:
    """(zip, number of files). The same files give the same bytes: names are sorted and carry one fixed date.

    Never packed: dot files, keys, source maps, links, what the project ignores, and what of node_modules no dependency
    reaches. Where package.json stands above the program, the zip begins there.
    """
    import io
    import zipfile

    named = {path: path.relative_to(project.root).as_posix() for path in _files(project.root)}
    files = [path for path, name in named.items() if not _is_ignored(name, project.ignored)]
    home = project.root if (project.root / "package.json").is_file() else project.folder
    packages = needed_files(home, project.root / "miniprogram_npm")
    base = home if packages else project.root
    if base != project.root:
        files += [path for name in ("package.json", PROJECT_FILE) if (path := base / name).is_file()]
    buffer, entries = io.BytesIO(), {path.relative_to(base).as_posix(): path for path in [*files, *packages]}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in sorted(entries.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue(), len(entries)


def _ignored(project: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """packOptions.ignore: [{"type": "file|folder|suffix|prefix|glob", "value": …}]."""
    options: Any = project.get("packOptions")
    listed: Any = options.get("ignore") if isinstance(options, dict) else None
    return tuple(
        (str(one.get("type")), str(one["value"]).lstrip("./"))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and one.get("value")
    )


def _files(root: Path) -> list[Path]:
    found = list[Path]()
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS and not name.startswith(".")]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".") and not name.lower().endswith(SKIPPED_SUFFIXES) and not path.is_symlink():
                found.append(path)
    return found


def _is_ignored(name: str, ignored: tuple[tuple[str, str], ...]) -> bool:
    for kind, value in ignored:
        matches = {
            "file": name == value,
            "folder": name.startswith(value.rstrip("/") + "/"),
            "suffix": name.endswith(value),
            "prefix": name.rpartition("/")[2].startswith(value),
            "glob": fnmatchcase(name, value),
        }
        if matches.get(kind, False):
            return True
    return False

"""The import contracts hold, are not thinned out, and no line is committed that the house forbids."""

import configparser
import json
import re
from pathlib import Path

from tests.architecture.test_sizes import ROOT, code_files, tracked_files

FORBIDDEN = re.compile(
    "/ro" + r"ot/|python" + r"hosted|registry\." + r"npm|https?://(?:www\.)?py" + r"pi\.|deb\." + r"debian",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def test_every_room_of_the_host_is_in_the_map() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = re.findall(r"\w+", contracts["importlinter:contract:superapp-layers"]["layers"])
    rooms = {
        path.stem for path in (ROOT / "superapp").iterdir() if (path / "__init__.py").exists() or path.suffix == ".py"
    }
    assert rooms - {"__init__", "__main__"} <= set(layers)


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_files()
        if path.suffix not in {".png", ".ico", ".woff2", ".wasm"} and path.name != "package-lock.json"
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert found == []


def test_nothing_is_left_unfinished_in_the_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in code_files()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_lock_files_name_no_host() -> None:
    lock = (ROOT / "superapp/browser/package-lock.json").read_text()
    assert '"resolved"' not in lock
    for name in ("run.txt", "dev.txt"):
        assert "://" not in (ROOT / "requirements" / name).read_text()


def test_the_browser_lock_names_the_packages_of_every_platform() -> None:
    """An install over an existing folder drops the other platforms' packages, and a clean install then refuses."""
    packages = json.loads((ROOT / "superapp/browser/package-lock.json").read_text())["packages"]
    missing = [
        f"{name} needs {wanted}"
        for name, facts in packages.items()
        for wanted in facts.get("optionalDependencies", {})
        if f"node_modules/{wanted}" not in packages and f"{name}/node_modules/{wanted}" not in packages
    ]
    assert missing == []


def test_rooms_of_tests_mirror_the_rooms_they_test() -> None:
    strangers = [
        str(path.relative_to(ROOT))
        for house in ("wallet", "superapp", "miniapps")
        for path in (ROOT / "tests" / house).rglob("*")
        if path.is_dir() and not {"__pycache__", "programs"} & set(path.parts) and not _room(house, path)
    ]
    assert strangers == []


def _room(house: str, folder: Path) -> bool:
    inside = folder.relative_to(ROOT / "tests" / house)
    browser = ROOT / "superapp" / "browser"
    return (ROOT / house / inside).is_dir() or (house == "superapp" and (browser / inside).is_dir())

"""A file has one purpose and stays short; what grows past the bound is split by purpose."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES_MAX = 350
CODE = {".py", ".ts", ".css", ".html", ".js", ".wxml", ".wxss", ".sql"}
# Revisions are history and data is data: neither is split by purpose.
EXEMPT = ("/migrations/versions/", "/data/")


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    names = listed.stdout.split() if listed.returncode == 0 else []
    files = [ROOT / name for name in names] or [path for path in ROOT.rglob("*") if ".venv" not in path.parts]
    return [path for path in files if path.is_file() and "node_modules" not in path.parts]


def code_files() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in CODE and not any(part in str(path) for part in EXEMPT)]


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {
        str(path.relative_to(ROOT)): n for path in code_files() if (n := len(path.read_text().splitlines())) > LINES_MAX
    }
    assert long == {}


@pytest.mark.parametrize("folder", ["superapp", "wallet"])
def test_every_python_file_opens_with_its_purpose(folder: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in code_files()
        if path.suffix == ".py"
        and path.is_relative_to(ROOT / folder)
        and not path.read_text().lstrip().startswith('"""')
    ]
    assert silent == []

"""`commands` runs `superapp …` on an installation that is set up; `fresh` on a folder where nothing is. Tests that
publish need no runtime that is really built."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from superapp.flows import publish_program
from superapp.web import assets
from tests.superapp.cli.commands import Commands, running_commands
from tests.superapp.published import compile_once


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """One installation on SQLite for all tests here; each makes people of its own."""
    with running_commands(tmp_path_factory.mktemp("installation") / "data") as commands:
        commands("migrate", "--json").facts()
        yield commands


@pytest.fixture
def fresh(commands: Commands, tmp_path: Path) -> Commands:
    """Nothing is set up here: the folder does not even exist."""
    return commands.on(tmp_path / "data")


@pytest.fixture(autouse=True)
def built_runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "static"
    (folder / "build").mkdir(parents=True)
    for name in assets.RUNTIME:
        (folder / "build" / name).write_text(f"// {name}")
    monkeypatch.setattr(assets, "STATIC", folder)


@pytest.fixture(autouse=True)
def remembered_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish_program, "compile_program", compile_once)

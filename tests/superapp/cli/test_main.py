"""The entry point: help for every command, wrong usage, and that an unforeseen failure is still a sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.superapp.cli.commands import ROOT, Commands, clean_environment

COMMANDS = [
    "audit export",
    "audit keys",
    "audit prove",
    "audit rotate-key",
    "audit verify",
    "backup",
    "restore",
    "demo",
    "serve",
    "worker",
    "migrate",
    "doctor",
    "books check",
    "envelope verify",
    "person create",
    "person tier",
    "developer create",
    "merchant create",
    "program create",
    "check",
    "dev",
    "publish",
    "open-url",
]


def test_the_command_itself_lists_what_there_is(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "superapp", "--help"],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    for command in COMMANDS:
        assert f"  {command.split()[0]} " in done.stdout


WHAT_HELP_LOADS = """
import sys
from superapp.cli.main import main
sys.argv = ["superapp", "--help"]
try:
    main()
except SystemExit:
    print(*sys.modules)
"""


def test_help_loads_neither_the_web_nor_a_database(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", WHAT_HELP_LOADS],
        cwd=ROOT,
        env=clean_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.splitlines()[-1].split())
    assert "typer" in loaded
    assert loaded & {"sqlalchemy", "pydantic", "starlette", "asyncio", "superapp.main", "httpx2"} == set()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(commands: Commands, command: str):
    done = commands(*command.split(), "--help")

    assert done.code == 0
    assert f"superapp {command}" in done.out
    assert ("--json" in done.out) == (command not in ("demo", "serve", "worker", "dev"))


@pytest.mark.parametrize("arguments", [["nonsense"], ["person"], ["person", "create"], ["program", "create", "Shop"]])
def test_wrong_usage_ends_with_two(commands: Commands, arguments: list[str]):
    assert commands(*arguments).code == 2


def test_what_nobody_foresaw_is_a_sentence_too(commands: Commands, tmp_path: Path):
    data = tmp_path / "file"
    data.write_text("not a folder")
    broken = commands.on(data)

    shown, told = broken("migrate"), broken("migrate", "--json")

    assert shown.code == 1
    assert "Traceback" not in shown.err
    assert str(data) in shown.err
    assert "superapp doctor" in shown.err
    assert json.loads(told.out)["error"]["message"] == shown.err.splitlines()[0]
    assert "Traceback" in broken("migrate", SUPERAPP_TRACE="1").err

"""Tests here publish programs; the runtime that would be built does not matter to them."""

from pathlib import Path

import pytest

from superapp.flows import publish_program
from superapp.web import assets
from tests.superapp.published import compile_once


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

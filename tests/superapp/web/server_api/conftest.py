"""Tests here publish programs; the runtime that would be built does not matter to them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn

from superapp.flows import publish_program
from superapp.web import assets
from tests.superapp.conftest import Site
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


@contextlib.asynccontextmanager
async def served(site: Site) -> AsyncIterator[str]:
    config = uvicorn.Config(site.app, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.wait({serving}, timeout=0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    with contextlib.suppress(asyncio.CancelledError):
        await serving


@pytest.fixture
async def address(both_sites: Site) -> AsyncIterator[str]:
    async with served(both_sites) as found:
        yield found


@pytest.fixture
async def site_address(site: Site) -> AsyncIterator[str]:
    """Of `site`, for what does not depend on the engine."""
    async with served(site) as found:
        yield found

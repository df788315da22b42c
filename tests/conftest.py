"""Fixtures every test may use: a travelling clock, seeded chance, a recorded network, and both database engines."""

import random
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, Playwright, async_playwright, expect
from xdist.scheduler import LoadScopeScheduling

from tests import turns
from tests.browser import WHOLE, chromium_path, connected, running_chromium
from tests.databases import KeyDrawer, fill, furnish, use_memory
from tests.postgres import Postgres
from tests.support import RecordedHttp, TravelClock, seeded

use_memory()
# How long a page may take is a matter of the machine as well: what is right is right at once, and ends the waiting.
EXPECT_MS = 20_000
SHARED_FOLDERS = ("tests/journeys/", "tests/docs/")
# How long an example takes is a matter of the machine, not of the rule.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


@pytest.fixture
def clock() -> TravelClock:
    return TravelClock()


@pytest.fixture
def chance() -> random.Random:
    return seeded()


@pytest.fixture
def http() -> RecordedHttp:
    return RecordedHttp()


@pytest.fixture(scope="session")
def key_drawer() -> KeyDrawer:
    return KeyDrawer()


@pytest.fixture(autouse=True)
def _keys_from_the_drawer(key_drawer: KeyDrawer, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    key_drawer.taken = 0
    monkeypatch.setattr("wallet.merchants.certificates.new_key", key_drawer.take)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server per test process. Nobody pulls its plug, so it need not wait for the disk."""
    server = Postgres.fresh(durable=False)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def ready_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database to copy: it has every table and nothing in them."""
    fill(postgres.create_database("ready"), tmp_path_factory.mktemp("ready"))
    return "ready"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of its own with every table and no rows, once on each engine. Both houses may share it: they have
    schemas of their own."""
    furnish(tmp_path)
    if request.param == "sqlite":
        yield ""  # the settings then use files in `data`, which the test points at tmp_path
        return
    with _lent(request.getfixturevalue("postgres"), request.getfixturevalue("ready_postgres")) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with no table at all, once on each engine; for what makes them."""
    if request.param == "sqlite":
        yield ""
        return
    with _lent(request.getfixturevalue("postgres")) as url:
        yield url


@contextmanager
def _lent(server: Postgres, template: str = "template1") -> Iterator[str]:
    """A database that goes when its test has ended: hundreds of them would fill the memory they lie in."""
    name = f"t_{uuid.uuid4().hex[:12]}"
    yield server.create_database(name, template)
    server.drop_database(name)


@pytest.fixture(scope="session")
def chromium() -> Iterator[str]:
    """One Chromium per test process; the address to connect to."""
    with running_chromium() as endpoint:
        yield endpoint


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def playwright() -> AsyncIterator[Playwright]:
    """One driver per test process: to start it takes longer than most tests."""
    expect.set_options(timeout=EXPECT_MS)
    async with async_playwright() as driver:
        yield driver


@pytest_asyncio.fixture(loop_scope="session")
async def browser(chromium: str, playwright: Playwright) -> AsyncIterator[Browser]:
    """A connection to the process's Chromium; make a context with `await browser.new_context()`."""
    async with connected(playwright, chromium) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def whole_browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """A Chromium of the test's own with everything in it, for what the quick one lacks: notifications."""
    with running_chromium(path=chromium_path(WHOLE)) as endpoint:
        async with connected(playwright, endpoint) as browser:
            yield browser


class Together(LoadScopeScheduling):
    """One test at a time to whichever process is free, but a whole folder to one where its tests share what is slow to
    set up: a town, a reader's place."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in SHARED_FOLDERS if nodeid.startswith(folder)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run every variant of every test, and the long ones")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what has not its turn (`tests/turns.py`). What drives the browser runs on the loop its driver runs
    on."""
    named = any("::" in argument for argument in config.args)
    if not (named or config.getoption("--all")):
        items[:], left = turns.split(items)
        config.hook.pytest_deselected(items=left)
    for item in items:
        if {"browser", "whole_browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)

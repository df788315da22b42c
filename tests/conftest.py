"""Fixtures every test may use: a travelling clock, seeded chance, a recorded network, and both database engines."""

import random
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser import connected, running_chromium
from tests.postgres import Postgres
from tests.support import RecordedHttp, TravelClock, seeded


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
def postgres() -> Iterator[Postgres]:
    """One server per test process."""
    server = Postgres.fresh()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own, once on each engine. Both houses may share it: they have schemas of their own."""
    if request.param == "sqlite":
        return ""  # the settings then use files in `data`, which the test points at tmp_path
    server: Postgres = request.getfixturevalue("postgres")
    return server.create_database(f"t_{uuid.uuid4().hex[:12]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[str]:
    """One Chromium per test process; the address to connect to."""
    with running_chromium() as endpoint:
        yield endpoint


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """A connection to the process's Chromium; make a context with `await browser.new_context()`."""
    async with connected(chromium) as browser:
        yield browser

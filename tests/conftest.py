"""Fixtures every test may use: a travelling clock, seeded chance, a recorded network, and both database engines."""

import random
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

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

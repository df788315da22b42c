"""One running product per engine for all journeys; each journey makes people of its own."""

from collections.abc import Iterator

import pytest

from tests.journeys.guests import GUESTS, Visit, running_guest
from tests.journeys.town import Town, running_demo


def pytest_itemcollected(item: pytest.Item) -> None:
    """All journeys in one test process (`--dist loadgroup`), so that one town is enough."""
    item.add_marker(pytest.mark.xdist_group("town"))


@pytest.fixture(scope="session")
def town_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_demo(tmp_path_factory.mktemp("town") / "data") as town:
        yield town


@pytest.fixture(scope="session")
def town_on_postgres(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Town]:
    url = request.getfixturevalue("postgres").create_database("town")
    with running_demo(tmp_path_factory.mktemp("town") / "data", url) as town:
        yield town


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """On SQLite, or on PostgreSQL where a test asks for it (`indirect`): the rules are tested on both elsewhere."""
    return request.getfixturevalue(f"town_on_{getattr(request, 'param', 'sqlite')}")


@pytest.fixture(scope="session")
def food(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Restaurants and their kitchens, visiting the town."""
    with running_guest(town_on_sqlite, GUESTS["food"], tmp_path_factory.mktemp("food")) as visit:
        yield visit


@pytest.fixture(scope="session")
def tickets(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """Cinema, flights and events, visiting the town."""
    with running_guest(town_on_sqlite, GUESTS["tickets"], tmp_path_factory.mktemp("tickets")) as visit:
        yield visit


@pytest.fixture(scope="session")
def taxi(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """The taxi with its two programs, visiting the town."""
    with running_guest(town_on_sqlite, GUESTS["taxi"], tmp_path_factory.mktemp("taxi")) as visit:
        yield visit

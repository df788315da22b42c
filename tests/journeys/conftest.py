"""One running product per engine for all journeys; each journey makes people of its own. It ends with the last journey
of its test process: running on beside the other tests it would slow them all."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.journeys.guests import GUESTS, Visit, running_guest
from tests.journeys.town import Town, running_demo

HERE = Path(__file__).parent
Kind = TypeVar("Kind")


@dataclass
class Street:
    """What runs, by name, until `close`."""

    running: dict[str, Any] = field(default_factory=dict[str, Any])
    stack: ExitStack = field(default_factory=ExitStack)

    def enter(self, name: str, start: Callable[[], AbstractContextManager[Kind]]) -> Kind:
        if name not in self.running:
            self.running[name] = self.stack.enter_context(start())
        return self.running[name]

    def close(self) -> None:
        self.running.clear()
        self.stack.close()


STREET = Street()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    if nextitem is None or not nextitem.path.is_relative_to(HERE):
        STREET.close()


@pytest.fixture
def town_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return STREET.enter("sqlite", lambda: running_demo(tmp_path_factory.mktemp("town") / "data"))


@pytest.fixture
def town_on_postgres(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Town:
    def start() -> AbstractContextManager[Town]:
        url = request.getfixturevalue("postgres").create_database("town")
        return running_demo(tmp_path_factory.mktemp("town") / "data", url)

    return STREET.enter("postgres", start)


@pytest.fixture
def town(request: pytest.FixtureRequest) -> Town:
    """On SQLite, or on PostgreSQL where a test asks for it (`indirect`): the rules are tested on both elsewhere."""
    return request.getfixturevalue(f"town_on_{getattr(request, 'param', 'sqlite')}")


@pytest.fixture
def food(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Restaurants and their kitchens, visiting the town."""
    return _visit("food", town_on_sqlite, tmp_path_factory)


@pytest.fixture
def tickets(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Cinema, flights and events, visiting the town."""
    return _visit("tickets", town_on_sqlite, tmp_path_factory)


@pytest.fixture
def envelopes(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """Red envelopes and the desk where merchants make gifts, visiting the town."""
    return _visit("envelopes", town_on_sqlite, tmp_path_factory)


@pytest.fixture
def taxi(town_on_sqlite: Town, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """The taxi with its two programs, visiting the town."""
    return _visit("taxi", town_on_sqlite, tmp_path_factory)


def _visit(name: str, town: Town, folders: pytest.TempPathFactory) -> Visit:
    return STREET.enter(name, lambda: running_guest(town, GUESTS[name], folders.mktemp(name)))

"""Commands that come before their installation: a sentence with the remedy, and nothing made by looking."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.superapp.cli.commands import Commands

NEEDY = [
    "person create Ann",
    "developer create Dora",
    "merchant create Shop",
    "program create Shop --developer per_x",
    "open-url wx0123456789abcdef --as ann",
    "books check",
]


def data_of(commands: Commands) -> Path:
    return Path(commands.environment["DATA"])


@pytest.mark.parametrize("arguments", NEEDY)
def test_a_command_before_migrate_names_the_remedy_and_makes_nothing(fresh: Commands, arguments: str):
    error = fresh(*arguments.split(), "--json").error()

    assert (error["code"], error["next"]) == ("not_set_up", "superapp migrate")
    assert str(data_of(fresh)) in error["message"]
    assert not data_of(fresh).exists()


@pytest.mark.parametrize("arguments", ["serve --port 0", "worker"])
def test_the_processes_do_not_start_before_migrate(fresh: Commands, arguments: str):
    done = fresh(*arguments.split())

    assert done.code == 1
    assert done.err.splitlines()[-1] == "  → superapp migrate"
    assert not data_of(fresh).exists()


def test_a_schema_of_another_version_is_named(fresh: Commands):
    assert fresh("migrate").code == 0
    with closing(sqlite3.connect(data_of(fresh) / "wallet.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")

    error = fresh("merchant", "create", "Shop", "--json").error()
    findings = {one["name"]: one for one in _doctor(fresh)}

    assert error["message"].startswith("wallet is at schema 0000; this version works with ")
    assert not findings["databases"]["ok"]
    assert findings["databases"]["fix"] == "superapp migrate"


def test_a_setting_that_is_not_valid_is_named(fresh: Commands):
    error = fresh("person", "create", "Ann", "--json", PORT="many").error()
    doctor = fresh("doctor", PORT="many")

    assert error["code"] == "setting_invalid"
    assert error["message"].startswith("The setting PORT is not valid: ")
    assert doctor.code == 1
    assert "The setting PORT is not valid" in doctor.out


def test_a_database_that_is_away_is_named(fresh: Commands, tmp_path: Path):
    away = f"postgresql+asyncpg://nobody@/none?host={tmp_path}"

    error = fresh("person", "create", "Ann", "--json", SUPERAPP_DATABASE_URL=away).error()
    nonsense = fresh("person", "create", "Ann", "--json", SUPERAPP_DATABASE_URL="nonsense").error()

    assert error["code"] == "database_away"
    assert "SUPERAPP_DATABASE_URL" in error["next"]
    assert nonsense["code"] == "database_away"


def _doctor(commands: Commands) -> list[dict[str, object]]:
    return json.loads(commands("doctor", "--json").out)["findings"]

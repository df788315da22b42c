"""`superapp migrate`: everything an empty machine lacks, once."""

import stat
from pathlib import Path

import pytest

from tests.postgres import Postgres
from tests.superapp.cli.commands import Commands


def files_of(data: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for folder in ("secrets", "keys") for path in (data / folder).iterdir()}


def test_set_up_twice_is_set_up_once(fresh: Commands):
    data = Path(fresh.environment["DATA"])

    first = fresh("migrate", "--json").facts()
    made = files_of(data)
    again = fresh("migrate", "--json").facts()

    assert again == first
    assert first.keys() == {"superapp", "wallet", "ledger"}
    assert files_of(data) == made
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    private = [path for path in made if "private" in path or "secrets" in path]
    assert len(private) >= 4
    assert {stat.S_IMODE(Path(path).stat().st_mode) for path in private} == {0o600}


@pytest.mark.postgres
def test_one_postgres_database_holds_both_houses(commands: Commands, postgres: Postgres, tmp_path: Path):
    url = postgres.create_database("command_line")
    commands = commands.on(tmp_path / "data", SUPERAPP_DATABASE_URL=url, WALLET_DATABASE_URL=url)

    before = commands("merchant", "create", "Shop", "--json").error()
    commands("migrate", "--json").facts()
    commands("migrate", "--json").facts()
    developer = commands("developer", "create", "Dora", "--json").facts()["developer_id"]
    appid = commands("program", "create", "Shop", "--developer", developer, "--json").facts()["appid"]
    person = commands("person", "create", "Ann", "--openid-for", appid, "--json").facts()
    merchant = commands("merchant", "create", "Shop", "--json").facts()
    books = commands("books", "check", "--json").facts()
    doctor = commands("doctor")

    assert before["code"] == "not_set_up"
    assert len(person["openid"]) == 28
    assert len(merchant["mchid"]) == 10
    assert books["ok"] is True
    assert "superapp at " in doctor.out
    assert not list((tmp_path / "data").glob("*.db")), "the databases are elsewhere"

"""`superapp doctor`: right on a sound installation; each fault with a remedy that mends it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.nats_server import NatsServer
from tests.superapp.cli.commands import Commands


def findings(commands: Commands, **settings: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(commands("doctor", "--json", **settings).out)["findings"]}


@pytest.fixture
def sound(fresh: Commands) -> Commands:
    fresh("migrate", "--json").facts()
    return fresh


def test_a_sound_installation_is_well(sound: Commands):
    told = json.loads(sound("doctor", "--json").out)

    # Bundles are what `make` builds; whether this machine has built them is not the question here.
    assert [one for one in told["findings"] if not one["ok"] and one["name"] != "browser bundles"] == []
    assert {one["name"] for one in told["findings"]} >= {"databases", "ledger", "secrets and keys", "compiler", "disk"}
    assert all(one.keys() == {"name", "ok", "detail", "fix"} for one in told["findings"])
    assert told["ok"] == all(one["ok"] for one in told["findings"])


def test_people_read_one_line_a_fact(sound: Commands):
    shown = sound("doctor").out.splitlines()

    assert any(line.startswith("ok   data folder: ") for line in shown)


def test_what_is_missing_is_named_and_nothing_is_made(fresh: Commands):
    done = fresh("doctor")
    found = findings(fresh)

    assert done.code == 1
    assert "FIX  data folder: " in done.out
    assert "       → superapp migrate" in done.out
    for name in ("data folder", "secrets and keys", "databases", "ledger"):
        assert (found[name]["ok"], found[name]["fix"]) == (False, "superapp migrate")
    assert not Path(fresh.environment["DATA"]).exists()


def test_an_open_folder_and_open_secrets_are_closed_by_the_remedies(sound: Commands):
    data = Path(sound.environment["DATA"])
    data.chmod(0o755)
    (data / "secrets" / "pin_pepper").chmod(0o644)
    (data / "keys" / "platform_private_key.pem").chmod(0o640)
    (data / "keys" / "platform_public_key.pem").chmod(0o644)

    found = findings(sound)
    for name in ("data folder", "secrets and keys"):
        assert not found[name]["ok"]
        subprocess.run(found[name]["fix"], shell=True, check=True)

    assert "2 open to others" in found["secrets and keys"]["detail"]
    mended = findings(sound)
    assert mended["data folder"]["ok"]
    assert mended["secrets and keys"]["ok"]


def test_demo_mode_belongs_on_this_machine(sound: Commands):
    assert findings(sound, SUPERAPP_DEMO="1")["settings"]["ok"]

    abroad = findings(sound, SUPERAPP_DEMO="1", SUPERAPP_URL="https://super.example")["settings"]

    assert not abroad["ok"]
    assert "SUPERAPP_DEMO" in abroad["fix"]


def test_wake_ups_need_no_broker_but_one_that_is_named_must_answer(sound: Commands):
    assert findings(sound)["wake-ups"]["ok"]
    server = NatsServer(options=("--user", "superapp", "--pass", "lantern"), credentials="superapp:lantern").start()
    try:
        there = findings(sound, SUPERAPP_NATS_URL=server.url)["wake-ups"]
    finally:
        server.stop()
    away = findings(sound, SUPERAPP_NATS_URL=server.url)["wake-ups"]

    assert (there["ok"], there["detail"].startswith("NATS ")) == (True, True)
    assert not away["ok"]
    assert "start the NATS server" in away["fix"]
    assert "lantern" not in str((there, away))


def test_a_gateway_for_text_messages_must_have_an_address(sound: Commands):
    assert findings(sound)["text messages"]["ok"]

    here = findings(sound, SUPERAPP_TEXT_GATEWAY="http://127.0.0.1:9/send")["text messages"]
    opened = findings(sound, SUPERAPP_TEXT_GATEWAY="http://127.0.0.1:9/send", SUPERAPP_ALLOW_PRIVATE_HOSTS="1")
    no_address = findings(sound, SUPERAPP_TEXT_GATEWAY="texts.example")["settings"]

    assert (here["ok"], "not public" in here["detail"]) == (False, True)
    assert opened["text messages"]["ok"]
    assert (no_address["ok"], "https address" in no_address["detail"]) == (False, True)


def test_a_database_that_is_away_is_a_finding(sound: Commands, tmp_path: Path):
    away = f"postgresql+asyncpg://nobody@/none?host={tmp_path}"

    found = findings(sound, WALLET_DATABASE_URL=away)

    assert not found["databases"]["ok"]
    assert "WALLET_DATABASE_URL" in found["databases"]["fix"]
    assert found["data folder"]["ok"], "the other checks go on"

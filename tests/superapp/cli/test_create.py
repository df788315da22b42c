"""What the creating commands promise to scripts, and what they say when they refuse."""

import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from superapp.security.passwords import matches
from tests.superapp.cli.commands import Commands

SENTENCE = re.compile(r"[A-Z].* .*[.]")


def new_program(commands: Commands, name: str = "Tea room") -> str:
    developer = commands("developer", "create", "Dora", "--json").facts()["developer_id"]
    return commands("program", "create", name, "--developer", developer, "--json").facts()["appid"]


def test_each_command_returns_the_promised_keys(commands: Commands):
    person = commands("person", "create", "Ann Rivers", "--json").facts()
    developer = commands("developer", "create", "Dora Fields", "--json").facts()
    merchant = commands("merchant", "create", "Lantern Lane", "--json").facts()
    program = commands(
        "program", "create", "Shop", "--developer", developer["developer_id"], "--domain", "https://a.example", "--json"
    ).facts()

    assert person.keys() == {"person_id"}
    assert developer.keys() == {"developer_id", "token"}
    assert merchant.keys() == {
        "mchid",
        "apiv3_key",
        "merchant_private_key_path",
        "merchant_serial_no",
        "platform_public_key_path",
        "platform_public_key_id",
        "platform_certificate_path",
        "base_url",
    }
    assert program.keys() == {"appid", "appsecret"}
    assert re.fullmatch(r"per_[0-9a-z]{26}", person["person_id"])
    assert re.fullmatch(r"wx[0-9a-f]{16}", program["appid"])


def test_a_merchant_gets_files_that_exist_and_a_key_only_its_owner_reads(commands: Commands):
    merchant = commands("merchant", "create", "Lantern Lane", "--json", PORT="8123").facts()

    key = Path(merchant["merchant_private_key_path"])
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert "BEGIN PUBLIC KEY" in Path(merchant["platform_public_key_path"]).read_text()
    assert "BEGIN CERTIFICATE" in Path(merchant["platform_certificate_path"]).read_text()
    assert len(merchant["apiv3_key"]) == 32
    assert merchant["base_url"] == "http://127.0.0.1:8123"


def test_a_person_is_known_to_each_program_by_another_name(commands: Commands):
    one, other = new_program(commands, "One"), new_program(commands, "Other")
    here = commands("person", "create", "Ben", "--openid-for", one, "--json").facts()
    there = commands("person", "create", "Ben", "--openid-for", other, "--json").facts()

    assert here.keys() == {"person_id", "openid"}
    assert here["openid"] != there["openid"]
    assert len(here["openid"]) == 28


async def test_a_password_is_read_from_standard_input_and_kept_as_a_hash(commands: Commands):
    dora = ("developer", "create", "Dora", "--handle", "dora", "--password", "--json")
    assert commands(*dora, stdin="four quiet lanterns\n").facts().keys() == {"developer_id", "token"}
    olga = ("person", "create", "Olga", "--handle", "olga", "--role", "operator", "--password")
    weak = commands(*olga, stdin="lantern\n")
    made = commands(*olga, "--json", stdin="four quiet lanterns\n")

    assert (weak.code, weak.out) == (1, "")
    assert weak.err.startswith("This password is not good enough. Use at least 10 characters")
    with closing(sqlite3.connect(Path(commands.environment["DATA"]) / "superapp.db")) as database:
        kept = database.execute("SELECT hash FROM passwords WHERE person_id = ?", [made.facts()["person_id"]])
        assert await matches(kept.fetchone()[0], "four quiet lanterns")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("person create Ann --handle 1", "person_invalid", "The handle is not valid. Use 3 to 30 letters"),
        ("person create Ann --role king", "person_invalid", "The role is not valid. There is no such role."),
        ("person create Ann --openid-for wx0123456789abcdef", "program_unknown", "no program wx0123456789abcdef."),
        ("program create Shop --developer per_nobody", "not_found", "There is no such person."),
        ("open-url wx0123456789abcdef --as ann", "demo_mode_only", "The command open-url works in demo mode only."),
    ],
)
def test_a_refusal_is_one_sentence_for_people_and_one_object_for_machines(
    commands: Commands, arguments: str, code: str, words: str
):
    shown, told = commands(*arguments.split()), commands(*arguments.split(), "--json")

    error = told.error()
    assert error.keys() == {"code", "message", "next"}
    assert error["code"] == code
    assert words in error["message"]
    assert SENTENCE.fullmatch(error["message"])
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.splitlines()[0] == error["message"]


@pytest.mark.parametrize("name", ["", " ", "x" * 41])
def test_a_program_needs_a_name_that_fits(commands: Commands, name: str):
    assert commands("program", "create", name, "--developer", "per_x", "--json").error()["code"] == "name_invalid"


def test_a_merchant_needs_a_name(commands: Commands):
    assert commands("merchant", "create", " ", "--json").error()["message"] == (
        "A merchant needs a name of 1 to 64 letters."
    )


def test_a_handle_belongs_to_one_person(commands: Commands):
    commands("person", "create", "Mei", "--handle", "Mei", "--json").facts()

    assert commands("person", "create", "Mei", "--handle", "@mEI", "--json").error() == {
        "code": "handle_taken",
        "message": "The handle mEI is taken.",
        "next": "choose another --handle",
    }


def test_only_developers_own_programs_and_list_https_servers(commands: Commands):
    person = commands("person", "create", "Ann", "--json").facts()["person_id"]
    developer = commands("developer", "create", "Dora", "--json").facts()["developer_id"]

    refused = commands("program", "create", "Shop", "--developer", person, "--json").error()
    listed = commands(
        "program", "create", "Shop", "--developer", developer, "--domain", "http://127.0.0.1:9", "--json"
    ).error()

    assert refused["code"] == "not_allowed"
    assert "programs.publish" in refused["message"]
    assert (listed["code"], "http://127.0.0.1:9" in listed["message"]) == ("domain_refused", True)


def test_a_refused_person_leaves_nothing_behind(commands: Commands):
    refused = ("person", "create", "Zed", "--handle", "zed", "--openid-for", "wx0123456789abcdef", "--json")
    assert commands(*refused).error()["code"] == "program_unknown"

    assert commands("person", "create", "Zed", "--handle", "zed", "--json").code == 0


def test_a_link_opens_a_known_program_as_a_known_person_in_demo_mode(commands: Commands):
    appid = new_program(commands)
    person = commands("person", "create", "Link", "--json").facts()["person_id"]
    demo = {"SUPERAPP_DEMO": "1", "PORT": "8124"}

    link = commands("open-url", appid, "pages/home/home?id=1", "--as", person, "--json", **demo).facts()

    assert link.keys() == {"url"}
    assert re.fullmatch(r"http://127\.0\.0\.1:8124/o/[\w-]{20,}", link["url"])
    assert commands("open-url", appid, "--as", "nobody", "--json", **demo).error()["code"] == "not_found"
    assert commands("open-url", "wx0123456789abcdef", "--as", person, "--json", **demo).error()["code"] == (
        "program_unknown"
    )
    assert commands("open-url", appid, **demo).code == 2, "somebody must be named"

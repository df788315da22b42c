"""The pages are true: what they tell a reader to type works on a real host, and what they point at exists."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from superapp.base.config import Settings
from superapp.programs.registry import APPID
from tests.docs.conftest import Place
from tests.docs.pages import ROOT, Page, all_pages, page
from tests.superapp.cli.test_main import COMMANDS
from wallet.merchant_api.problems import REFUSALS
from wallet.merchants.notices import RETRY_SECONDS
from wallet.settings import WalletSettings

# Lines of a `sh` block that are not executed here, and why.
NOT_RUN = {
    "make demo": "the journeys start the same demo, in tests/journeys/town.py",
    "make test": "it would run itself",
    "superapp dev ./program": "it runs until it is ended; tests/superapp/dev does so",
}
# Their `python` blocks need more than variables: who runs them.
PYTHON_ELSEWHERE = dict.fromkeys(("docs/developers/pay.md", "docs/developers/envelopes.md"), "tests/docs/test_pay.py")
PAGES = {page.name: page for page in all_pages()}
WITH_COMMANDS = [name for name, page in PAGES.items() if page.blocks("sh")]


def script_of(page: Page, url: str) -> str:
    """The page's commands in reading order, at the address of the test's host."""
    lines = [line for block in page.blocks("sh") for line in block.splitlines()]
    return "\n".join(line for line in lines if line not in NOT_RUN).replace("http://127.0.0.1:8000", url)


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_what_a_page_tells_you_to_type_works(name: str, place: Place):
    script = script_of(PAGES[name], place.url)

    done = subprocess.run(
        ["sh", "-eu", "-c", script],
        cwd=place.folder,
        env=place.environment,
        input="four quiet lanterns\n",  # for the command that asks for a password
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"


def test_the_lines_that_are_not_run_are_still_on_a_page():
    lines = {line for page in PAGES.values() for block in page.blocks("sh") for line in block.splitlines()}
    assert NOT_RUN.keys() <= lines


def test_no_page_has_a_python_block_that_nobody_runs():
    assert {name for name, page in PAGES.items() if page.blocks("python")} == PYTHON_ELSEWHERE.keys()
    assert all((ROOT / test).is_file() for test in PYTHON_ELSEWHERE.values())
    # A block without a language would escape all of this.
    assert {name for name, page in PAGES.items() if "" in page.languages()} == set()


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str):
    for target in PAGES[name].links():
        path, _, anchor = target.partition("#")
        found = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert found.exists(), f"{name} links to {target}"
        if anchor:
            assert anchor in page(str(found.relative_to(ROOT))).anchors(), f"{name} links to {target}"


def settings_of(house: type[BaseSettings]) -> dict[str, object]:
    """Name in the environment -> default."""
    prefix = house.model_config.get("env_prefix", "")
    return {
        str(field.validation_alias or f"{prefix}{name}".upper()): field.default
        for name, field in house.model_fields.items()
    }


def test_every_setting_is_explained_and_every_explained_setting_exists():
    explained = PAGES["docs/operate/install.md"].first_column("setting")
    limits = re.findall(r"`(SUPERAPP_\w+)`", PAGES["docs/developers/publish.md"].text)
    limits = [name for name in limits if name.endswith("_MAX")]

    assert {*explained, *limits} == {*settings_of(Settings), *settings_of(WalletSettings)}


def test_the_limits_are_the_real_ones():
    defaults = settings_of(Settings)
    text = PAGES["docs/developers/publish.md"].text

    assert defaults["SUPERAPP_PACKAGE_BYTES_MAX"] == 2 * 1024**2
    assert defaults["SUPERAPP_PROGRAM_BYTES_MAX"] == 30 * 1024**2
    assert defaults["SUPERAPP_COMPILE_SECONDS_MAX"] == 30
    assert defaults["SUPERAPP_COMPILE_MEMORY_BYTES_MAX"] == 512 * 1024**2
    for limit in ("| one package | 2 MB |", "| all packages of a program | 30 MB |", "| one compile | 30 s, 512 MB |"):
        assert limit in text


def test_merchants_read_every_code_and_the_real_timetable():
    text = PAGES["docs/developers/pay.md"].text
    seconds = {"s": 1, "m": 60, "h": 3600}
    timetable = re.search(r"tried again after ([^.]+)\.", text)
    assert timetable
    told = [int(number) * seconds[unit] for number, unit in re.findall(r"(\d+)([smh])", timetable[1])]

    assert told == list(RETRY_SECONDS)
    for status, code, _ in REFUSALS.values():
        assert re.search(rf"^\| {status} \|.*`{code}`", text, re.MULTILINE), f"{status} {code} is not explained"


def test_merchants_read_every_key_they_are_given(place: Place):
    explained = PAGES["docs/developers/pay.md"].first_column("field")

    assert sorted(explained) == sorted(place.merchant)


def test_operators_read_every_command(place: Place):
    explained = PAGES["docs/operate/commands.md"].first_column("command")

    assert sorted(explained) == sorted(f"superapp {command}" for command in COMMANDS)


def test_a_refusal_looks_as_the_page_shows_it(place: Place):
    shown = json.loads(PAGES["docs/operate/commands.md"].blocks("json")[0])
    script = "superapp person create Ann --handle ann --json; superapp person create Ann --handle ann --json || true"
    done = subprocess.run(
        ["sh", "-c", script], cwd=place.folder, env=place.environment, capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout.splitlines()[-1]) == shown


def test_pages_that_the_code_names_exist():
    """In the rooms whose pages stand here; decisions belong to those who take them."""
    named = re.compile(r"docs/(?:developers|operate|people)/[\w-]+\.md|docs/contribute\.md")
    sources = [path for folder in ("superapp", "wallet") for path in (ROOT / folder).rglob("*.py")]
    found = {name for path in sources for name in named.findall(path.read_text())}

    assert found
    assert [name for name in sorted(found) if not (ROOT / name).is_file()] == []


def test_the_published_program_opens(place: Place, tmp_path: Path):
    """What docs/developers/publish.md ends with, in a developer's words: released, at an address."""
    done = subprocess.run(
        ["superapp", "publish", "./program", "--appid", place.environment["APPID"], "--json"],
        cwd=place.folder,
        env=place.environment | {"SUPERAPP_URL": place.url, "SUPERAPP_TOKEN": place.environment["TOKEN"]},
        capture_output=True,
        text=True,
        check=True,
    )

    told = json.loads(done.stdout)
    assert told.keys() >= {"version", "hash", "state", "url", "diagnostics"}
    assert told["state"] == "released"
    assert APPID.search(told["url"])

"""A real host on a port of its own, with a developer, a program, a merchant and a person, all made by the command line:
what the pages presume."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.superapp.cli.commands import clean_environment, running_commands

READY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """folder: where a reader stands, with ./program in it. environment: settings of the installation, a `superapp` in
    PATH, and the variables the pages name. merchant: as `merchant create --json` printed it."""

    url: str
    folder: Path
    data: Path
    environment: dict[str, str]
    merchant: dict[str, str]
    appid: str
    person_id: str
    openid: str


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("reader")
    data, port = folder / "data", _free_port()
    shutil.copytree(ROOT / "tests" / "programs" / "hello", folder / "program")
    settings = {
        "PORT": str(port),
        "SUPERAPP_DEMO": "1",
        "SUPERAPP_ALLOW_PRIVATE_HOSTS": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
    with running_commands(data, **settings) as commands:
        commands("migrate", "--json").facts()
        developer = commands("developer", "create", "Dora", "--json").facts()
        program = commands("program", "create", "Tea", "--developer", developer["developer_id"], "--json").facts()
        person = commands("person", "create", "Ann", "--openid-for", program["appid"], "--json").facts()
        merchant = commands("merchant", "create", "Tea house", "--json").facts()
    environment = clean_environment(data, **settings) | {
        "PATH": f"{_command(folder / 'bin')}{os.pathsep}{os.environ['PATH']}",
        "DEVELOPER_ID": developer["developer_id"],
        "TOKEN": developer["token"],
        "APPID": program["appid"],
    }
    with _host(environment, folder / "host.log", merchant["base_url"]):
        yield Place(
            url=merchant["base_url"],
            folder=folder,
            data=data,
            environment=environment,
            merchant=merchant,
            appid=program["appid"],
            person_id=person["person_id"],
            openid=person["openid"],
        )


@contextmanager
def _host(environment: dict[str, str], log: Path, url: str) -> Iterator[None]:
    with open(log, "w") as words:
        process = subprocess.Popen(
            [sys.executable, "-m", "superapp", "serve"], cwd=ROOT, env=environment, stdout=words, stderr=words
        )
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(f"{url}/readyz"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


def _command(folder: Path) -> Path:
    """A folder with a `superapp` that is this checkout's, whatever is installed."""
    folder.mkdir()
    script = folder / "superapp"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m superapp "$@"\n')
    script.chmod(0o755)
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

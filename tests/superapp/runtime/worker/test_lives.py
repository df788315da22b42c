"""Lifetimes, observers, relations, slots and events in the very order of the component framework: each page of the
program `lives` runs here and in the framework by itself, and both tell the same."""

import asyncio
import subprocess

import pytest

from superapp.compiler.node import node_path
from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import BROWSER, HERE

LIVES = HERE / "programs" / "lives"
FRAMEWORK = HERE / "worker" / "framework.mjs"
PAGES = sorted(path.parent.name for path in LIVES.glob("pages/*/*.js"))


def told(lines: list[str]) -> list[str]:
    return [line.partition("life ")[2] for line in lines if "life " in line]


def of_the_framework(page: str) -> list[str]:
    command = [str(node_path()), str(FRAMEWORK), str(BROWSER / "node_modules"), str(LIVES), f"pages/{page}/{page}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return told(done.stdout.splitlines())


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_lives_as_in_the_framework(open_program: Opener, page: str) -> None:
    program = await open_program("lives", f"pages/{page}/{page}")
    expected = of_the_framework(page)
    assert len(expected) > 10
    await program.said("life end")
    for _ in range(100):  # callbacks of setData come after the last step
        if len(told(program.logs)) >= len(expected):
            break
        await asyncio.sleep(0.02)

    assert told(program.logs) == expected

"""The names of `wx` in its two halves, against the platform's own list (npm `miniprogram-api-typings`)."""

import re

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import BROWSER

TYPINGS = BROWSER / "node_modules/miniprogram-api-typings/types/wx/lib.wx.api.d.ts"


def names_of_the_platform() -> set[str]:
    """Every function that has a page of its own in the documentation."""
    text = TYPINGS.read_text()
    body = text[text.index("    interface Wx {") :]
    return set(re.findall(r"/\*\* \[[^\n]*?wx\.(\w+)\([^)]*\)\]\(https[^\n]*wx\.\w+\.html\)", body))


def core_names() -> set[str]:
    text = (BROWSER / "runtime/protocol/more.ts").read_text()
    return set(re.findall(r"\w+", text[text.index("CORE_APIS") :].split("`")[1]))


async def test_a_plain_program_has_the_first_half_and_another_one_has_every_name(open_program: Opener) -> None:
    plain = await open_program("hello")
    assert set(await plain.page.workers[0].evaluate("Object.keys(wx)")) == core_names()

    whole = await open_program("kitchen")
    wanted = names_of_the_platform()
    assert len(wanted) > 450
    there = "names => names.filter(name => typeof wx[name] !== 'function')"
    assert await whole.page.workers[0].evaluate(there, sorted(wanted)) == []

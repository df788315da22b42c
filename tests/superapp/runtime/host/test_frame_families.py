"""What the frame's walls stop even if a fault of our own view let a program's code run in the frame: the families of
escape that need a document. The numbers are those of docs/operate/sandbox.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.superapp.runtime.conftest import Opener, add_program
from tests.superapp.runtime.host.test_escape import Outside
from tests.superapp.runtime.site import Site


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    yield server
    server.running.stop()


FROM_THE_FRAME = Path(__file__).with_name("from_the_frame.js").read_text()

# Nothing thrown, and nothing happened either.
SILENT = {
    "4 a link to the top": "clicked",
    "4 a link to a new window": "clicked",
    "5 a form to the top": "sent",
    "14 EventSource": "failed",
    "19 preconnect": "added",
    "21 a child frame": "undefined",
    "21 an object and an embed": "added",
    "23 a base": "added",
    "27 javascript:": "undefined",
    "28 alert": "returned",
    "28 confirm": "false",
    "28 print": "returned",
}


async def test_a_fault_in_the_view_would_still_reach_nothing(open_program: Opener, outside: Outside) -> None:
    program = await open_program("hostile")
    opened: list[Any] = []
    program.page.context.on("page", lambda page: opened.append(page))
    program.page.on("download", lambda download: opened.append(download))
    program.page.on("dialog", lambda dialog: opened.append(dialog))
    tried: dict[str, str] = await program.frame.evaluate(FROM_THE_FRAME, outside.origin)

    answered = {name: said for name, said in tried.items() if not str(said).endswith("Error")}
    assert answered.pop("28 a notification") in ("denied", "default")  # asked or not, nobody allowed it
    assert {name: said for name, said in answered.items() if SILENT.get(name) != said} == {}
    assert len(tried) == 28
    assert opened == []
    assert outside.hits == []
    assert outside.origin not in program.page.url
    assert await program.page.get_attribute("sa-program", "data-appid") == "hostile"


# Each takes the frame itself elsewhere: the host's frame-src stops the way out, and the host ends the program.
AWAY = {
    "22 a meta refresh": "document.head.append(Object.assign(document.createElement('meta'),"
    " { httpEquiv: 'refresh', content: `0;url=${out}/refresh?secret` }))",
    "27 a download": "Object.assign(document.createElement('a'), { href: `${out}/file?secret`, downl"
    "oad: 'y' }).click()",
    "27 data:": "location.href = 'data:text/html,<img src=' + out + '/data>'",
    "27 blob:": "location.href = URL.createObjectURL(new Blob(['<script>fetch(`' + out + '/blob`)</script>'],"
    " { type: 'text/html' }))",
    "5 a form into itself": "const form = Object.assign(document.createElement('form'), { action: `${out}/form` });"
    " document.body.append(form); form.submit()",
}


async def test_a_frame_that_goes_elsewhere_arrives_nowhere(open_program: Opener, outside: Outside) -> None:
    program = await open_program("hostile")
    opened: list[Any] = []
    program.page.on("download", lambda download: opened.append(download))
    for way in AWAY.values():
        await program.page.evaluate("document.querySelector('sa-program').remove()")
        await add_program(program.page, "hostile")
        await program.state("ready")
        await program.frame.evaluate(f"(out) => {{ setTimeout(() => {{ {way} }}, 0); }}", outside.origin)
        await program.page.wait_for_timeout(150)
    assert outside.hits == []
    assert opened == []
    assert outside.origin not in program.page.url


async def test_a_frame_opened_by_itself_is_nobodys_page(open_program: Opener, site: Site) -> None:
    """Family 26: the answer carries the sandbox, so the address alone gives no origin of ours."""
    program = await open_program("hostile")
    page = await program.page.context.new_page()
    answer = await page.goto(f"{site.origin}/mp/hostile/h/frame.html")
    assert answer
    assert "sandbox allow-scripts" in answer.headers["content-security-policy"]
    assert await page.evaluate("[origin, document.body.children.length]") == ["null", 0]

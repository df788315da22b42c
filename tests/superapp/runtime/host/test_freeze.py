"""A program that hangs or floods harms itself alone: the host page keeps ticking, the other program keeps reacting, the
person decides, close always works."""

import asyncio
import math
import time
from collections.abc import Iterator

import pytest

from tests.browser import running_chromium
from tests.superapp.runtime.conftest import Open, Opener, add_program

TICKS = """() => new Promise((done) => { let n = 0;
    const timer = setInterval(() => { if (++n === 10) { clearInterval(timer); done(n); } }, 20); })"""


async def keeps_ticking(program: Open) -> bool:
    """Its timers run. A page that hangs would never answer: the loops below have no end."""
    return await asyncio.wait_for(program.page.evaluate(TICKS), 10) == 10


async def hang_sheet(program: Open) -> None:
    await program.page.get_by_role("alertdialog").wait_for(timeout=20_000)


# Site isolation is the browser's second wall; the promise must hold on machines that switch it off.
@pytest.fixture(scope="module", params=["isolated", "not isolated"])
def chromium(request: pytest.FixtureRequest) -> Iterator[str]:
    features = "IsolateSandboxedIframes,IsolateOrigins,site-per-process"
    off = ("--disable-site-isolation-trials", f"--disable-features={features}")
    with running_chromium(*(off if request.param == "not isolated" else ())) as endpoint:
        yield endpoint


async def test_a_loop_in_a_handler_is_noticed_and_the_program_starts_again(open_program: Opener) -> None:
    program = await open_program("hostile")
    await program.frame.locator("#spin").click()

    assert await keeps_ticking(program)
    await hang_sheet(program)
    await program.state("crashed")
    assert await program.frame.evaluate("1 + 1") == 2
    await program.page.get_by_role("button", name="Start again").click()

    await program.state("ready")
    await program.text("#hostile", "hostile 0")


@pytest.mark.parametrize("where", ["microtask"])
async def test_a_loop_while_loading_leaves_the_host_running_and_close_works(open_program: Opener, where: str) -> None:
    program = await open_program("hostile", f"pages/index/index?loop={where}", ready=False)
    await program.state("loading")
    assert await keeps_ticking(program)
    await program.page.locator('[data-act="close"]').click()
    await program.state("closed")
    await program.page.locator("iframe").wait_for(state="detached", timeout=1_500)


async def test_loops_at_start_and_in_on_load_are_noticed_too(open_program: Opener) -> None:
    first = await open_program("hostile", "pages/index/index?loop=start", ready=False)
    second = await open_program("hostile", "pages/index/index?loop=load", ready=False)
    assert await keeps_ticking(first)
    assert await keeps_ticking(second)
    await hang_sheet(first)
    await hang_sheet(second)
    await first.page.locator(".program-hanging").get_by_role("button", name="Close").click()
    await first.state("closed")


async def test_another_program_reacts_while_one_loops(open_program: Opener) -> None:
    spinning = await open_program("hostile")
    await add_program(spinning.page, "kitchen")
    other = Open(spinning.page, "kitchen", spinning.logs)
    await other.state("ready")
    await spinning.frame.locator("#spin").click()

    await other.frame.locator("#inc").click()

    await other.text("#count", "count 2")


async def test_a_flood_of_drawing_ends_the_worker_not_the_page(open_program: Opener) -> None:
    program = await open_program("hostile", "pages/index/index?flood=ops", ready=False)
    await hang_sheet(program)
    await program.said("stopped: too many drawing ops")
    assert await keeps_ticking(program)
    await program.page.get_by_role("button", name="Close").first.click()


async def test_a_huge_text_and_too_many_nodes_are_cut(open_program: Opener) -> None:
    program = await open_program("hostile", "pages/index/index?flood=nodes")
    await program.said("the view refused", timeout=10)
    program = await open_program("hostile", "pages/index/index?flood=text")
    await program.until("document.body.textContent.length > 1e6", timeout=15)
    assert await program.frame.evaluate("document.body.textContent.length") < 1.1e6


async def test_a_flood_of_messages_to_the_host_ends_the_program(open_program: Opener) -> None:
    began = time.monotonic()
    program = await open_program("hostile", "pages/index/index?flood=logs", ready=False)
    await program.said("stopped: it sends too many messages")
    # Two hundred lines in each second that it lived, of five thousand; a slow machine lets it live longer.
    seconds = math.ceil(time.monotonic() - began) + 1
    assert sum("noise" in line for line in program.logs) <= min(200 * seconds, 2_500)


async def test_more_calls_than_allowed_are_refused_and_the_rest_go_on(open_program: Opener) -> None:
    program = await open_program("hostile", "pages/index/index?flood=calls")
    assert await keeps_ticking(program)
    assert await program.frame.evaluate("document.body.innerText.includes('hostile')")

"""Pages: the order of lifecycles, the stack of ten, tabs that stay, queries, channels."""

import json
from typing import Any

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.site import HERE


async def job(open_program: Opener, name: str) -> Any:
    program = await open_program("kitchen", f"pages/wx/wx?job={name}")
    return await result(program, name)


async def result(program: Open, name: str) -> Any:
    line = await program.said(f"job {name} ")
    return json.loads(line.partition(f"job {name} ")[2])


def life(program: Open) -> list[str]:
    return [line.partition("] life ")[2] for line in program.logs if "] life " in line]


async def test_lifecycles_run_in_the_documented_order(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/life/life?a=1")
    await program.said("page onReady")
    assert life(program) == [
        "part created",
        "part created",
        "a attached",
        "b attached",
        "page onLoad",
        "page onShow",
        "a show",
        "b show",
        "b ready",
        "a ready",
        "page onReady",
    ]
    before = len(life(program))
    app = [line.partition("] app ")[2] for line in program.logs if "] app " in line]
    assert app[:2] == ['onLaunch pages/life/life {"a":"1"}', "onShow"]

    await program.page.get_by_role("button", name="Home").click()

    await program.said("a detached")
    # Children before parents, as the component framework has it.
    assert life(program)[before:] == ["page onUnload", "b detached", "a detached"]


async def test_the_stack_holds_ten_pages(open_program: Opener) -> None:
    count, ninth, tenth, eleventh, depth = await job(open_program, "depth")
    assert (count, depth) == (11, 10)
    assert ninth == "navigateTo:ok"
    assert tenth == eleventh == "navigateTo:fail page limit exceeded"


async def test_navigation_fails_as_documented(open_program: Opener) -> None:
    assert await job(open_program, "failures") == [
        "navigateTo:fail can not navigateTo a tabbar page",
        "switchTab:fail can not switch to no-tabBar page",
        'navigateTo:fail page "pages/none/none" is not found',
        "navigateBack:fail cannot navigate back at first page.",
    ]


async def test_pages_speak_over_their_channel_and_queries_stay_as_written(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=channel")
    assert await result(program, "channel") == "hi back"
    await program.text("#depth", 'depth 2 {"a":"1","b":"","c":"%20"}')


async def test_the_back_button_of_the_host_goes_back(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=channel")
    await program.page.wait_for_selector('sa-program[data-page="pages/stack/stack"]')
    await program.page.get_by_role("button", name="Back").click()
    await program.page.wait_for_selector('sa-program[data-page="pages/wx/wx"]')
    await program.said("stack unload")


async def test_tab_pages_stay_alive(open_program: Opener) -> None:
    program = await open_program("kitchen")
    tabs = program.page.get_by_role("navigation", name="Program")
    await program.frame.locator("#inc").click()
    await program.text("#count", "count 2")

    await tabs.get_by_role("button", name="Me", exact=True).click()
    await program.text("#me", "me 1")
    await program.said("tab tap pages/me/me")
    assert await tabs.get_by_role("button", name="Me", exact=True).get_attribute("aria-current") == "page"
    await tabs.get_by_role("button", name="Home").click()
    await program.text("#count", "count 2")
    await tabs.get_by_role("button", name="Me", exact=True).click()

    await program.text("#me", "me 2")


async def test_a_page_that_does_not_exist_is_told_and_the_first_page_opens(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/nowhere/nowhere")
    await program.said("app onPageNotFound pages/nowhere/nowhere")
    await program.text("#greeting", "hello")


async def test_uncaught_errors_reach_the_app_and_the_console_with_the_appid(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=boom")
    await program.said("app onError later")
    await program.said("app onUnhandledRejection Error: nobody caught")
    assert any(line.startswith("error: [kitchen] ") and "later" in line for line in program.logs)


async def test_an_error_names_the_developers_file_and_line(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=boom")
    line = await program.said("uncaught: Error: later")
    source = (HERE / "programs/kitchen/pages/wx/wx.js").read_text().splitlines()
    number = next(at for at, text in enumerate(source, 1) if "new Error('later')" in text)
    assert f"pages/wx/wx.js:{number}:" in line

"""wx.*: callbacks and promises, what the worker answers itself, what the host and the server answer."""

import asyncio
import json

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.host.test_person import wx
from tests.superapp.runtime.site import Site
from tests.superapp.runtime.worker.test_pages import job, result


async def test_an_api_settles_by_promise_or_by_callbacks(open_program: Opener) -> None:
    assert await job(open_program, "promise") == {"code": "code-1", "errMsg": "login:ok"}
    program = await open_program("kitchen", "pages/wx/wx?job=callbacks")
    assert await result(program, "callbacks") == ["success", "login:ok"]
    await program.said("complete login:ok")


async def test_storage_is_there_at_once_and_reaches_the_server(open_program: Opener, site: Site) -> None:
    site.storage["kitchen"] = {"seen": '{"n":4}'}

    before, after, missing, keys = await job(open_program, "storage")

    assert (before, after, missing, keys) == ({"n": 4}, {"n": 5}, "", ["seen"])
    deadline = asyncio.get_running_loop().time() + 3
    while site.storage["kitchen"].get("seen") != '{"n":5}':
        assert asyncio.get_running_loop().time() < deadline, site.asked
        await asyncio.sleep(0.02)


async def test_storage_refuses_as_documented(open_program: Opener) -> None:
    assert await job(open_program, "missing") == "getStorage:fail data not found"
    assert await job(open_program, "tooBig") == "setStorageSync:fail entry size limit reached"


async def test_a_request_is_encoded_here_and_its_json_decoded(open_program: Opener, site: Site) -> None:
    reply = {"statusCode": 404, "header": {}, "cookies": [], "data": '{"a":1}', "is_base64": False}
    site.answers["request"] = {"ok": reply}

    assert await job(open_program, "request") == [404, {"a": 1}, "request:ok"]
    sent = site.asked[-1].arg
    assert (sent["url"], sent["method"]) == ("https://shop.example/a?q=x%20y", "GET")
    assert await job(open_program, "post") == {"a": 1}
    sent = site.asked[-1].arg
    assert (sent["body"], sent["header"]) == ('{"q":1}', {"content-type": "application/json"})


CHUNKED = """new Promise((done) => {
  const told = [], task = wx.request({ url: 'https://a.example/', method: 'POST', data: { ask: 1 }, enableChunked: true,
    success: (res) => done([...told, ['end', res.statusCode, res.data]]),
    fail: (res) => done([...told, ['fail', res.errMsg]]) });
  task.onHeadersReceived(({ statusCode, header }) => told.push(['head', statusCode, header['X-Kind']]));
  task.onChunkReceived(({ data }) => {
    told.push(['piece', new TextDecoder().decode(data)]);
    if (globalThis.enough) task.abort(); });
})"""


async def test_a_request_is_heard_while_its_answer_comes(open_program: Opener, site: Site) -> None:
    program = await open_program("kitchen")
    pieces = [["head", 200, "stream"], ["piece", "one "], ["piece", "两 "], ["piece", "three"]]

    assert await wx(program, CHUNKED) == [*pieces, ["end", 200, ""]]
    sent = next(one.arg for one in site.asked if one.api == "stream")
    assert (sent["method"], sent["body"], "stream" in sent) == ("POST", '{"ask":1}', False)

    site.answers["stream"] = {"refused": {"errno": 5, "errMsg": "request:fail timeout"}}
    assert await wx(program, CHUNKED) == [*pieces, ["fail", "request:fail timeout"]]
    await wx(program, "globalThis.enough = true")
    assert await wx(program, CHUNKED) == [*pieces[:2], ["fail", "request:fail abort"]]


async def test_a_request_can_be_refused_and_aborted(open_program: Opener, site: Site) -> None:
    site.answers["request"] = {"refused": {"errno": 600002, "errMsg": "request:fail url not in domain list"}}
    assert await job(open_program, "refused") == "request:fail url not in domain list"
    assert await job(open_program, "abort") == "request:fail abort"


async def test_a_refused_payment_never_opens_the_cashier(open_program: Opener, site: Site) -> None:
    site.answers["requestPayment"] = {"refused": {"errno": 1, "errMsg": "requestPayment:fail sign error"}}
    program = await open_program("kitchen", "pages/wx/wx?job=pay")
    assert await result(program, "pay") == "requestPayment:fail sign error"
    assert await program.page.locator("sa-cashier").count() == 0


async def test_dialogs_are_drawn_by_the_host(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=modal")
    await program.page.get_by_role("button", name="Yes").click()
    assert (await result(program, "modal"))["confirm"] is True
    program = await open_program("kitchen", "pages/wx/wx?job=sheet")
    await program.page.get_by_role("button", name="two").click()
    assert (await result(program, "sheet"))["tapIndex"] == 1
    program = await open_program("kitchen", "pages/wx/wx?job=sheet")
    await program.page.get_by_role("button", name="Cancel").click()
    assert await result(program, "sheet") == "showActionSheet:fail cancel"
    program = await open_program("kitchen", "pages/wx/wx?job=toast")
    await program.page.get_by_role("status").filter(has_text="Saved").wait_for()


async def test_what_is_not_here_exists_and_fails(open_program: Opener) -> None:
    assert await job(open_program, "unsupported") == [
        "openBluetoothAdapter:fail not supported",
        False,
        True,
        True,
        "cloud.callFunction:fail Error: errCode: -601034 | errMsg: cloud service is not enabled",
    ]


async def test_the_device_is_described(open_program: Opener) -> None:
    width, high, theme, capsule, appid, path = await job(open_program, "system")
    assert (width, high, theme, capsule, appid, path) == (375, True, "light", True, "kitchen", "pages/wx/wx")


async def test_the_navigation_bar_changes(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=bars")
    await program.page.get_by_role("heading", name="New title").wait_for()
    colour = await program.page.evaluate("document.querySelector('.program-bar').style.background")
    assert colour == "rgb(17, 34, 51)"


async def test_a_program_hears_that_the_theme_changed(open_program: Opener) -> None:
    program = await open_program("kitchen")
    await program.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    await program.said("app onThemeChange dark")
    await program.until("document.documentElement.dataset.theme === 'dark'")


async def test_the_bar_of_an_open_page_follows_the_theme(open_program: Opener) -> None:
    program = await open_program("kitchen")
    bar = "document.querySelector('.program-bar').style.background"
    assert await program.page.evaluate(bar) == "rgb(255, 255, 255)"
    await program.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    await program.said("app onThemeChange dark")
    await program.page.wait_for_function(f"() => {bar} === 'rgb(16, 20, 24)'")


async def test_what_a_program_painted_itself_outlives_a_change_of_theme(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=bars")
    await program.page.get_by_role("heading", name="New title").wait_for()
    await program.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    await program.said("app onThemeChange dark")
    colour = await program.page.evaluate("document.querySelector('.program-bar').style.background")
    assert colour == "rgb(17, 34, 51)"


async def test_a_program_without_dark_looks_stays_light(open_program: Opener) -> None:
    program = await open_program("hostile")
    await program.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    await program.page.evaluate("document.querySelector('sa-program').restart()")
    await program.state("ready")
    assert await program.frame.evaluate("document.documentElement.dataset.theme") == "light"


async def test_globals_are_there(open_program: Opener) -> None:
    assert json.dumps(await job(open_program, "app")) == '["object", true, true, "undefined"]'


async def test_styles_follow_shared_values(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=worklet")
    assert await result(program, "worklet") == [30, 60, 20, 25]
    await program.until("document.querySelector('#out').style.marginLeft === '25px'")


async def test_sockets_open_carry_frames_and_close(open_program: Opener, site: Site) -> None:
    heard = await job(open_program, "sockets")
    assert heard[:2] == ["url_not_listed", 4400]
    assert heard[2:] == [
        3,
        "connectSocket:ok",
        "open",
        1,
        "hi",
        255,
        4001,
        "as you wish",
        "sendSocketMessage:fail SocketTask.readyState is not OPEN",
    ]
    assert site.asked[-1].arg["header"]["x-own"] == "yes"
    assert site.asked[-1].arg["url"] == "wss://chat.example/room"


async def test_a_component_that_measures_itself_before_it_stands_on_a_page_is_answered(open_program: Opener) -> None:
    program = await open_program("kitchen", "pages/wx/wx?job=app")
    assert (await program.said("early ")).endswith("early 40")


STORE = "wx.setStorageSync('draft', 'Dear'); wx.setStorageSync('draft', 'Dear Ann')"


async def stored(site: Site, key: str, wanted: str) -> None:
    deadline = asyncio.get_running_loop().time() + 3
    while site.storage.get("kitchen", {}).get(key) != wanted:
        assert asyncio.get_running_loop().time() < deadline, site.asked
        await asyncio.sleep(0.02)


async def test_who_stores_and_leaves_at_once_loses_nothing(open_program: Opener, site: Site) -> None:
    program = await open_program("kitchen")
    # The question after it comes back from the host: the writes are there too, and not yet with the server.
    await program.page.workers[-1].evaluate(f"() => {{ {STORE}; return wx.getNetworkType() }}")
    await program.page.goto("about:blank")
    await stored(site, "draft", '"Dear Ann"')


async def test_what_is_stored_while_hiding_is_kept(open_program: Opener, site: Site) -> None:
    program = await open_program("kitchen")
    await program.page.workers[-1].evaluate(f"() => wx.onAppHide(() => {{ {STORE} }})")
    await program.page.get_by_role("button", name="Close").click()
    await stored(site, "draft", '"Dear Ann"')


async def test_a_write_waits_for_the_network(open_program: Opener, site: Site) -> None:
    program = await open_program("kitchen")
    await program.page.context.set_offline(True)
    await program.page.workers[-1].evaluate(f"() => {{ {STORE} }}")
    await asyncio.sleep(0.3)
    assert "draft" not in site.storage.get("kitchen", {})
    await program.page.context.set_offline(False)
    await stored(site, "draft", '"Dear Ann"')

"""Programs that open programs: over one another and back, what each is told, hot starts, newer versions, leaving."""

import json
from typing import Any

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.host.test_person import wx
from tests.superapp.runtime.site import Site


def heard(program: Open, what: str) -> list[dict[str, Any]]:
    """What the app hook was given, each time."""
    lines = [line.partition(f"people {what} ")[2] for line in program.logs if f"people {what} " in line]
    return [json.loads(line) for line in lines]


async def test_a_program_opens_another_one_over_itself_and_hears_what_comes_back(open_program: Opener) -> None:
    host = await open_program("people")
    page = host.page

    refused = wx(host, "wx.navigateToMiniProgram({appId: 'hello'})")
    await page.get_by_role("button", name="Cancel").click()
    assert await refused == "navigateToMiniProgram:fail cancel"
    opened = wx(host, "wx.navigateToMiniProgram({appId: 'hello', path: '', extraData: {from: 'people'}})")
    await page.get_by_text("Open “Hello”?").wait_for()
    await page.get_by_role("button", name="Open").click()
    assert (await opened)["errMsg"] == "navigateToMiniProgram:ok"
    over = page.locator('sa-program > sa-program[appid="hello"][data-state="ready"]')
    await over.wait_for()
    await host.said("people onHide")
    assert await page.evaluate("document.querySelector('sa-program > iframe').hasAttribute('inert')")

    worker = page.workers[-1]
    entered = await worker.evaluate("() => wx.getEnterOptionsSync()")
    assert (entered["scene"], entered["referrerInfo"]) == (1037, {"appId": "people", "extraData": {"from": "people"}})
    await over.get_by_role("button", name="Close").click()
    await over.wait_for(state="detached")
    await host.said('"scene":1038')
    back = heard(host, "onShow")[-1]
    assert (back["scene"], back["referrerInfo"]) == (1038, {"appId": "hello", "extraData": {}})
    assert not await page.evaluate("document.querySelector('sa-program > iframe').hasAttribute('inert')")
    assert await page.locator("sa-program").get_attribute("data-state") == "ready"
    nowhere = await wx(host, "wx.navigateBackMiniProgram()")
    assert nowhere == "navigateBackMiniProgram:fail not opened by another mini program"


async def test_a_program_that_is_open_goes_to_the_page_of_a_card(open_program: Opener, site: Site) -> None:
    program = await open_program("people")
    assert heard(program, "onLaunch")[0]["scene"] == 1001
    enter = "entry => document.querySelector('sa-program').enter(entry)"
    await program.page.evaluate(enter, {"path": "pages/goods/goods?id=7", "scene": 1007, "referrerInfo": {}})
    await program.text("#id", "goods 7")
    shown = heard(program, "onShow")[-1]
    assert (shown["path"], shown["query"], shown["scene"]) == ("pages/goods/goods", {"id": "7"}, 1007)
    now = await wx(program, "[wx.getEnterOptionsSync().scene, wx.getLaunchOptionsSync().scene].join()")
    assert now == "1007,1001"
    assert await wx(program, "getCurrentPages().length") == 1
    assert len(heard(program, "onLaunch")) == 1

    routes = "new Promise(done => { wx.onAppRoute(done); wx.switchTab({url: '/pages/home/home'}); })"
    route = await wx(program, routes)
    assert (route["openType"], route["path"]) == ("switchTab", "pages/home/home")
    restarted = await program.page.evaluate("document.querySelector('sa-program').dataset.state")
    assert restarted == "ready"
    await program.page.workers[0].evaluate("() => { wx.restartMiniProgram({path: '/pages/goods/goods?id=9'}); }")
    await program.text("#id", "goods 9")
    assert len(heard(program, "onLaunch")) == 2

    await program.page.evaluate(enter, {"path": "pages/none/none", "scene": 1007, "referrerInfo": {}})
    await program.frame.locator("#share").wait_for()


async def test_a_newer_version_is_announced_and_started(open_program: Opener, site: Site) -> None:
    program = await open_program("people")
    ready = """() => { const m = wx.getUpdateManager(); m.onCheckForUpdate(r => console.log('update', r.hasUpdate));
        m.onUpdateReady(() => m.applyUpdate()); }"""
    await program.page.workers[0].evaluate(ready)
    await program.said("update false")
    site.person.newer = True
    await program.page.evaluate(
        "document.querySelector('sa-program').enter({ path: '', scene: 1001, referrerInfo: {} })"
    )
    await program.said("update true")
    while len(heard(program, "onLaunch")) < 2:
        await program.page.wait_for_selector("sa-program[data-state]")
    await program.state("ready")


async def test_leaving_by_hand_asks_first_where_the_page_wants_it(open_program: Opener) -> None:
    program = await open_program("kitchen")
    page = program.page
    await wx(program, "wx.navigateTo({url: '/pages/stack/stack'})")
    await wx(program, "wx.enableAlertBeforeUnload({message: 'Leave your order?'})")
    await page.get_by_role("button", name="Back").click()
    await page.get_by_text("Leave your order?").wait_for()
    await page.get_by_role("button", name="Cancel").click()
    assert await wx(program, "getCurrentPages().length") == 2
    await wx(program, "wx.disableAlertBeforeUnload()")
    await page.get_by_role("button", name="Back").click()
    await page.wait_for_selector('sa-program[data-page="pages/home/home"]')


async def test_small_things_answer_as_documented(open_program: Opener) -> None:
    program = await open_program("people")
    assert await wx(program, "wx.getRandomValues({length: 6}).then(r => r.randomValues.byteLength)") == 6
    assert await wx(program, "wx.createRewardedVideoAd({adUnitId: 'a'}).show().catch(e => e.errCode)") == 1004
    heard_ad = "new Promise(done => wx.createInterstitialAd({adUnitId: 'a'}).onError(e => done(e.errCode)))"
    assert await wx(program, heard_ad) == 1004
    assert await wx(program, "new Promise(done => wx.requestIdleCallback(d => done(d.didTimeout)))") is False
    ends = [
        ("wx.cloud.callFunction({name: 'x'}).catch(e => e.errCode)", -601034),
        ("wx.cloud.database().collection('a').doc('1').get().catch(e => e.errCode)", -601034),
        ("getApp().near.get().catch(e => e.errMsg.split(' ')[0])", "collection.get:fail"),
        ("new Promise(done => wx.cloud.database().collection('a').get({fail: e => done(e.errCode)}))", -601034),
    ]
    for call, end in ends:
        assert await wx(program, call) == end
    asks = {
        "button.open-type.share": True,
        "button.open-type.launchApp": False,
        "canvas.type.2d": True,
        "getLocation.object.type": True,
        "getUserProfile": True,
        "openBluetoothAdapter": False,
        "createRewardedVideoAd": False,
        "getUserInfo.success.cloudID": False,
        "nothing": False,
    }
    told = await wx(program, f"Object.fromEntries({json.dumps(list(asks))}.map(n => [n, wx.canIUse(n)]))")
    assert told == asks

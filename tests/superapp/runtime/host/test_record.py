"""The microphone and the camera: consent, a mark while it listens, a file at the end. Chromium brings a device that
beeps and one that shows a pattern."""

from collections.abc import Iterator

import pytest

from tests.browser import running_chromium
from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.host.test_person import asked, press, sheet, wx
from tests.superapp.runtime.site import Site

LISTEN = """(() => { const recorder = wx.getRecorderManager(); globalThis.heard = [];
  for (const moment of ['Start', 'Pause', 'Resume', 'Stop', 'Error'])
    recorder[`on${moment}`]((told) => {
      console.log('recorder', moment);
      globalThis.heard.push([moment, told ?? null]);
    }); })()"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[str]:
    with running_chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream") as endpoint:
        yield endpoint


async def recorder(program: Open, call: str, moment: str) -> None:
    before = sum(f"recorder {moment}" in line for line in program.logs)
    await wx(program, f"wx.getRecorderManager().{call}")
    await program.said(f"recorder {moment}")
    assert sum(f"recorder {moment}" in line for line in program.logs) == before + 1


async def test_a_sound_is_recorded_and_becomes_a_file(open_program: Opener, site: Site) -> None:
    program = await open_program("people")
    await wx(program, LISTEN)
    started = wx(program, "wx.getRecorderManager().start({duration: 30000, format: 'mp3'})")
    await press(program, "Let People use your microphone?", "Allow")
    await started
    await program.said("recorder Start")
    mark = program.page.locator(".program-recording")
    await mark.wait_for()
    await program.page.wait_for_timeout(300)
    await recorder(program, "pause()", "Pause")
    assert await mark.is_hidden()
    await recorder(program, "resume()", "Resume")
    await program.page.wait_for_timeout(300)

    await recorder(program, "stop()", "Stop")

    await mark.wait_for(state="detached")
    heard = await wx(program, "globalThis.heard")
    assert [moment for moment, _ in heard] == ["Start", "Pause", "Resume", "Stop"]
    sound = heard[-1][1]
    info = await wx(program, f"wx.getFileInfo({{filePath: '{sound['tempFilePath']}'}})")
    assert info["size"] == sound["fileSize"] > 500
    assert 500 < sound["duration"] < 10_000
    assert asked(site, "setConsent") == [{"scope": "scope.record", "granted": True}]


async def test_the_person_and_the_clock_end_a_recording(open_program: Opener, site: Site) -> None:
    site.person.scopes["scope.record"] = True
    program = await open_program("people")
    await wx(program, LISTEN)
    await recorder(program, "start({duration: 300})", "Start")
    await program.said("recorder Stop")

    await wx(program, "globalThis.heard.splice(0)")
    program.logs.clear()
    await recorder(program, "start()", "Start")
    await recorder(program, "start()", "Error")
    await program.page.locator(".program-recording").get_by_role("button", name="Stop").click()
    await program.said("recorder Stop")
    told = dict(await wx(program, "globalThis.heard"))
    assert told["Error"]["errMsg"] == "RecorderManager.start:fail is recording or paused"
    assert told["Stop"]["fileSize"] > 0

    old = wx(program, "wx.startRecord()")
    await program.page.locator(".program-recording").wait_for()
    assert (await wx(program, "wx.stopRecord()"))["errMsg"] == "stopRecord:ok"
    assert (await old)["tempFilePath"].startswith("wxfile://tmp_")


async def test_a_refusal_is_an_error_and_a_closed_program_listens_no_more(open_program: Opener, site: Site) -> None:
    site.person.scopes["scope.record"] = False
    program = await open_program("people")
    await wx(program, LISTEN)
    await recorder(program, "start()", "Error")
    assert (await wx(program, "globalThis.heard"))[0][1]["errMsg"] == "RecorderManager.start:fail auth deny"

    site.person.scopes["scope.record"] = True
    other = await open_program("people")
    await wx(other, LISTEN)
    await recorder(other, "start()", "Start")
    await other.page.get_by_role("button", name="Close").click()
    await other.state("closed")
    assert await other.page.locator(".program-recording").count() == 0


async def test_a_photo_is_taken_in_the_hosts_sheet(open_program: Opener, site: Site) -> None:
    site.person.scopes["scope.camera"] = True
    program = await open_program("people")
    take = "wx.createCameraContext().takePhoto({quality: 'high'})"
    cancelled = wx(program, take)
    await press(program, "Take a picture", "Close")
    assert await cancelled == "takePhoto:fail cancel"

    taken = wx(program, take)
    await sheet(program, "Take a picture").get_by_role("button", name="Take it").click()
    photo = await taken
    size = await wx(program, f"wx.getImageInfo({{src: '{photo['tempImagePath']}'}})")
    assert (size["type"], size["width"] > 100, size["height"] > 100) == ("jpeg", True, True)
    assert await wx(program, "wx.createCameraContext().startRecord()") == "startRecord:fail not supported"


SLOW = """() => { const { mediaDevices } = navigator, open = mediaDevices.getUserMedia.bind(mediaDevices);
    globalThis.streams = []; globalThis.answered = new Promise((done) => {
      mediaDevices.getUserMedia = async (wanted) => { const stream = await open(wanted);
        await new Promise((go) => { globalThis.answer = go; }); globalThis.streams.push(stream);
        setTimeout(done, 100); return stream; }; }); }"""
LISTENING = """async () => { globalThis.answer(); await globalThis.answered;
    return globalThis.streams.flatMap((one) => one.getTracks()).map((track) => track.readyState); }"""


@pytest.mark.parametrize("call", ["wx.getRecorderManager().start()", "wx.createCameraContext().takePhoto()"])
@pytest.mark.parametrize("end", ["closed", "started again"])
async def test_a_program_that_ends_while_the_browser_asks_gets_no_device(
    open_program: Opener, site: Site, call: str, end: str
) -> None:
    site.person.scopes.update({"scope.record": True, "scope.camera": True})
    program = await open_program("people")
    page = program.page
    await page.evaluate(SLOW)
    await page.workers[0].evaluate(f"() => void {call}")
    for _ in range(100):
        if await page.evaluate("() => !!globalThis.answer"):
            break
        await page.wait_for_timeout(20)

    if end == "closed":
        await page.get_by_role("button", name="Close").click()
        await program.state("closed")
    else:
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("button", name="Start again").click()
        await program.state("ready")

    assert await page.evaluate(LISTENING) == ["ended"]
    assert await page.locator(".program-recording").count() == 0
    assert await sheet(program, "Take a picture").count() == 0

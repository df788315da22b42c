"""The device in a program's hands: sensors, the address book and the calendar as files, a picture of one's own."""

import asyncio
import base64
from pathlib import Path

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.host.test_person import press, sheet, wx
from tests.superapp.runtime.site import Site

DOT = Path(__file__).parents[1] / "programs/people/images/dot.png"


def read(path: Path) -> str:
    return path.read_text()


async def test_a_moving_device_is_heard_in_the_platforms_units(open_program: Opener) -> None:
    program = await open_program("people", permissions=["accelerometer", "gyroscope", "magnetometer"])
    heard = wx(
        program,
        "new Promise((done, failed) => { wx.onAccelerometerChange(done); wx.startAccelerometer({fail: failed}); })",
    )
    move = """() => dispatchEvent(new DeviceMotionEvent('devicemotion',
        { accelerationIncludingGravity: { x: 9.80665, y: 0, z: -9.80665 } }))"""
    while not heard.done():
        await program.page.evaluate(move)
        await asyncio.sleep(0.02)
    assert await heard == {"x": 1, "y": 0, "z": -1}
    assert (await wx(program, "wx.stopAccelerometer()"))["errMsg"] == "stopAccelerometer:ok"
    assert await wx(program, "wx.startGyroscope()") == "startGyroscope:fail not supported", "nothing turns here"
    turned = wx(program, "new Promise(done => { wx.onCompassChange(done); wx.startCompass(); })")
    while not turned.done():
        await program.page.evaluate(
            "() => dispatchEvent(new DeviceOrientationEvent('deviceorientation', { alpha: 90, beta: 0, gamma: 0 }))"
        )
        await asyncio.sleep(0.02)
    assert (await turned)["direction"] == 270


async def test_a_file_of_the_package_is_read_and_no_other(open_program: Opener) -> None:
    program = await open_program("people")
    manager, path = "wx.getFileSystemManager()", "/images/dot.png"
    early = (
        f"(() => {{ try {{ return {manager}.readFileSync('{path}', 'base64'); }} catch (e) {{ return e.errMsg; }} }})()"
    )

    assert "no such file" in await wx(program, early)
    whole = await wx(program, f"{manager}.readFile({{filePath: '{path}', encoding: 'base64'}}).then(r => r.data)")
    assert base64.b64decode(whole) == DOT.read_bytes()
    assert await wx(program, early) == whole
    copied = f"{manager}.copyFile({{srcPath: 'images/dot.png', destPath: `${{wx.env.USER_DATA_PATH}}/a.png`}})"
    assert (await wx(program, copied))["errMsg"] == "copyFile:ok"
    # The last ones lead out of the package once a browser reads them as an address.
    outside = ("%2e%2e/%2e%2e/%2e%2e/host.css", "x/.%2E/%2e./../../../host.css", "..\\\\..\\\\..\\\\host.css")
    for other in ("/images/none.png", "../../static/tokens.css", "/app.js", "https://a.example/b.png", *outside):
        assert "fail no such file" in await wx(program, f"{manager}.readFile({{filePath: '{other}'}})"), other
    assert "fail permission denied" in await wx(program, f"{manager}.writeFile({{filePath: '{path}', data: 'x'}})")


async def test_contacts_and_dates_are_given_as_files(open_program: Opener, site: Site) -> None:
    site.person.scopes |= {"scope.addPhoneContact": True, "scope.addPhoneCalendar": True}
    program = await open_program("people", accept_downloads=True)
    page = program.page
    async with page.expect_download() as card:
        told = await wx(
            program, "wx.addPhoneContact({firstName: 'Ann; B', lastName: 'Rivers', mobilePhoneNumber: '1380'})"
        )
    assert told["errMsg"] == "addPhoneContact:ok"
    text = read(await (await card.value).path())
    assert "N:Rivers;Ann\\; B;;;" in text
    assert "TEL;TYPE=CELL:1380" in text
    async with page.expect_download() as date:
        await wx(program, "wx.addPhoneRepeatCalendar({title: 'Tea', startTime: 1798761600, repeatInterval: 'week'})")
    text = read(await (await date.value).path())
    assert "DTSTART:20270101T000000Z\n" in text.replace("\r\n", "\n")
    assert "RRULE:FREQ=WEEKLY" in text
    assert "parameter error" in await wx(program, "wx.addPhoneContact({})")
    contact = wx(program, "wx.chooseContact()")
    await sheet(program, "Choose a contact").get_by_label("Phone *", exact=True).fill("+44 7700 900123")
    await press(program, "Choose a contact", "Save")
    assert (await contact)["phoneNumber"] == "+44 7700 900123"


async def test_a_chosen_picture_is_small_and_can_be_shown(open_program: Opener) -> None:
    program = await open_program("people")
    await program.frame.locator("#avatar").click()
    title = "Your picture in People"
    await sheet(program, title).locator("input[type=file]").set_input_files(str(DOT))
    line = await program.said("heard avatar")
    path = line.partition('"avatarUrl":"')[2].partition('"')[0]
    assert path.endswith(".jpg")
    info = await wx(program, f"wx.getImageInfo({{src: '{path}'}})")
    assert (info["width"], info["height"], info["type"]) == (132, 132, "jpeg")

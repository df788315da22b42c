"""<canvas> with both of its programming interfaces: what is drawn is read back from the pixels on the page."""

import asyncio
import json
from typing import Any

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.site import BROWSER, HERE, Site

PICTURE = HERE / "programs/sketch/images/two.png"
FONT = next((BROWSER / "node_modules/@fontsource-variable/onest/files").glob("*latin-wght-normal.woff2"))
RED, GREEN, BLUE, WHITE, PEN = [220, 0, 0], [0, 160, 0], [23, 105, 210], [255, 255, 255], [198, 43, 51]
PIXEL = """([selector, x, y]) => { const from = document.querySelector(selector + ' > canvas');
    const one = document.createElement('canvas').getContext('2d'); const by = from.width / from.clientWidth;
    one.drawImage(from, -x * by, -y * by); return [...one.getImageData(0, 0, 1, 1).data]; }"""


async def test_a_program_draws_with_the_2d_api(open_program: Opener) -> None:
    program = await open_program("sketch", "pages/new/new")
    await program.text("#ready", "all drawn")

    same_node, same_canvas, released, pictures = said(program, "new")
    assert (same_node, same_canvas) == (True, True)
    assert released == 0, "the pixels of a canvas that left the page were kept"
    # An element that went away while it was measured, and one that was measured before its page was shown.
    assert said(program, "late") == [True, 50, 300]
    assert pictures[0] == ["load", 20, 10, *RED, 255]
    assert pictures[1] == ["load", 302, 152, *WHITE, 255]  # its own toDataURL
    assert pictures[2] == ["load", 150, 150, 0, 0, 255, 255]
    assert pictures[3][:3] == ["load", 120, 150]
    assert near(pictures[3][3:6], BLUE)
    assert [one[:3] for one in pictures[4:]] == [["error", 0, 0]] * 3
    assert "frames 8 true" in await program.said("frames")
    assert not any("cancelled frame ran" in line for line in program.logs)

    for x, y, colour in ((5, 5, RED), (35, 5, GREEN), (80, 140, BLUE), (80, 100, WHITE)):
        await shows(program, "#chart", x, y, colour)
    await shows(program, "#chart", 2, 62, [255, 0, 255])
    await shows(program, "#anim", 95, 95, [0, 128, 0])

    await sign(program)
    assert await program.said("signed") == "log: [sketch] signed [[120,60]] 0"
    await shows(program, "#pad", 70, 60, PEN)
    await shows(program, "#pad", 70, 80, [0, 0, 0])
    await program.frame.locator("#chart").click(position={"x": 41, "y": 31})
    touch = json.loads((await program.said("tapped")).partition("tapped ")[2])
    assert (touch["x"], touch["y"]) == (41, 31)
    still = "getComputedStyle(document.querySelector('#pad')).touchAction"
    assert await program.frame.evaluate(still) == "none"

    program.logs.clear()
    await program.page.evaluate("document.querySelector('sa-program').restart()")
    await program.said("] new ")
    await shows(program, "#chart", 80, 140, BLUE)


async def test_a_program_draws_with_the_older_api(open_program: Opener, site: Site) -> None:
    site.media["https://pictures.example/two.png"] = ("image/png", PICTURE.read_bytes())
    program = await open_program("sketch", "pages/old/old", device_scale_factor=2)
    await program.text("#ready", "all drawn")

    pixels = said(program, "old")
    assert [one[:3] for one in pixels[:4]] == [RED, GREEN, RED, GREEN]  # pictures, a part of one, one by its address
    assert pixels[4][:3] == RED  # a pattern inside of a clip
    assert pixels[5][:3] == [0, 0, 0]  # black again at every draw
    assert near(pixels[6][:3], BLUE)
    assert near(pixels[7][:3], [255, 8, 0])
    assert pixels[8][:3] == [0, 128, 0]
    assert pixels[9:] == [[40, 20, 3200], [*RED, 255]]
    assert "true italic bold 9px serif" in await program.said("text")
    assert said(program, "draw") == {"errMsg": "drawCanvas:ok"}
    assert said(program, "nothing") == {"errMsg": "drawCanvas:fail canvas is empty"}

    # In the component a canvas of the same name is another one; on the page it is one too many.
    await program.said("badge drawn")
    await shows(program, "#badge wx-canvas", 20, 20, [128, 0, 128])
    assert (await program.said("twice")).endswith("canvas-id chart in this page has already existed")
    assert await program.frame.evaluate("document.querySelector('#twice > canvas')") is None
    sizes = "['#chart', '#plain'].map(id => document.querySelector(id + ' > canvas').width)"
    assert await program.frame.evaluate(sizes) == [600, 20]

    await sign(program)
    await program.said("stroked 120 60")
    await shows(program, "#pad", 70, 60, PEN)
    assert program.problems() == []


async def test_what_is_drawn_leaves_as_a_file_within_the_bounds(open_program: Opener, site: Site) -> None:
    site.media["https://fonts.example/mine.woff2"] = ("font/woff2", FONT.read_bytes())
    program = await open_program("sketch", "pages/tools/tools")
    await program.said("] tools ")

    told = said(program, "tools")
    # The host shows the saved picture above the program; Escape leaves it.
    assert told["look"] == "previewImage:ok"
    saved = program.page.get_by_role("img", name="Picture 2 of 2")
    await saved.wait_for()
    size = await saved.evaluate("one => one.decode().then(() => [one.naturalWidth, one.naturalHeight])")
    assert size == [10, 5]
    await program.page.keyboard.press("Escape")
    await saved.wait_for(state="detached")
    assert told["webgl"] == [0, 0, 255, 255]
    assert told["file"] == ["canvasToTempFilePath:ok", True, 10, 5, 255, 128, 0, 255]
    orange = [255, 128, 0]
    assert told["resized"] == [[0, 0, 255], orange, [0, 0, 255], orange]  # what was drawn stays
    assert await program.frame.evaluate("document.querySelector('#poster > canvas').width") == 40
    assert told["left"] == [200, 0], "the pixels of a closed page were kept"
    assert (await program.said("seen ")).endswith("seen 10 5")  # <image> shows it
    assert told["sizes"] == [60, 60, 120, 60]  # a part in CSS pixels, then all of it
    assert told["tooLarge"] == [
        "canvas width 5000 exceeds 4096",
        "canvas width 5000 exceeds 4096",
        "canvasToTempFilePath:fail 5000x60 exceeds 4096x4096",
    ]
    assert told["none"] == [
        "canvasToTempFilePath:fail canvas is empty",
        "canvasGetImageData:fail canvas is empty",
        "canvasPutImageData:fail data does not have width * height * 4 bytes",
        "drawCanvas:fail canvas is empty",
    ]
    assert told["can"] == [True, True, True]
    before, loaded, after, *refused = told["font"]
    assert (loaded, before == after) == ("loadFontFace:ok", False)
    assert [one.partition(": ")[0] for one in refused] == [
        "loadFontFace:fail the font did not load",
        "loadFontFace:fail family and source are required",
    ]


def said(program: Open, name: str) -> Any:
    line = next(line for line in program.logs if f"] {name} " in line)
    return json.loads(line.partition(f"] {name} ")[2])


async def shows(program: Open, selector: str, x: int, y: int, colour: list[int]) -> None:
    """Waits until a canvas has that red, green and blue at a place, in CSS pixels: a frame may still be on its way."""
    deadline = asyncio.get_running_loop().time() + 3
    while (seen := (await program.frame.evaluate(PIXEL, [selector, x, y]))[:3]) != colour:
        assert asyncio.get_running_loop().time() < deadline, (selector, x, y, seen, colour)
        await asyncio.sleep(0.02)


async def sign(program: Open) -> None:
    """A line from (20, 60) to (120, 60) of the pad, by mouse."""
    box = await program.frame.locator("#pad").bounding_box()
    assert box
    mouse = program.page.mouse
    await mouse.move(box["x"] + 20, box["y"] + 60)
    await mouse.down()
    await mouse.move(box["x"] + 70, box["y"] + 60)
    await mouse.move(box["x"] + 120, box["y"] + 60)
    await mouse.up()


def near(colour: list[int], wanted: list[int]) -> bool:
    return all(abs(one - other) <= 8 for one, other in zip(colour, wanted, strict=True))

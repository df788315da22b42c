"""wx.scanCode: a code in a picture, a text typed by hand, and leaving; the camera needs a device."""

import subprocess
from pathlib import Path

from superapp.compiler.node import node_path
from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.host.test_person import press, sheet, wx
from tests.superapp.runtime.site import BROWSER, Site

_DRAW = """
import { writeFileSync } from 'node:fs';
import encodeQR from 'qr';
const [out, text] = process.argv.slice(-2);
writeFileSync(out, encodeQR(text, 'gif', { scale: 6 }));
"""


def draw_code(folder: Path, text: str) -> Path:
    out = folder / "code.gif"
    subprocess.run([node_path(), "--input-type=module", "-e", _DRAW, str(out), text], cwd=BROWSER, check=True)
    return out


async def test_a_code_is_read_from_a_picture_or_typed(open_program: Opener, site: Site, tmp_path: Path) -> None:
    program = await open_program("people")
    title = "Scan a code"
    link = f"{site.origin}/p/people?path=pages%2Fgoods%2Fgoods%3Fid%3D7"
    scanned = wx(program, "wx.scanCode()")
    picture = sheet(program, title).get_by_label("Picture of a code")
    await picture.set_input_files(str(Path(__file__).parents[1] / "programs/people/images/dot.png"))
    await sheet(program, title).get_by_text("There is no code in this picture").wait_for()
    await picture.set_input_files(str(draw_code(tmp_path, link)))
    found = await scanned
    assert (found["result"], found["scanType"], found["path"]) == (link, "QR_CODE", "pages/goods/goods?id=7")

    typed = wx(program, "wx.scanCode({onlyFromCamera: true})")
    assert await sheet(program, title).get_by_label("Picture of a code").count() == 0
    await sheet(program, title).get_by_label("Or type what it says").fill("电影票 7")
    await press(program, title, "Use this text")
    told = await typed
    assert (told["result"], told["rawData"]) == ("电影票 7", "55S15b2x56WoIDc=")
    left = wx(program, "wx.scanCode()")
    await press(program, title, "Close")
    assert await left == "scanCode:fail cancel"

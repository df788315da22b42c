"""Each program's picture is the one that its drawing makes."""

import pytest
from PIL import Image, ImageChops, ImageStat

from miniapps.kit.draw_icons import MINIAPPS, SERVING, SIDE, THEIRS, icon

ALL = [(name, folder, folders is SERVING) for folders in (THEIRS, SERVING) for name, folder in folders.items()]


@pytest.mark.parametrize(("name", "folder", "serving"), ALL)
def test_the_picture_in_the_package_is_the_drawing(name: str, folder: str, serving: bool) -> None:
    with Image.open(MINIAPPS / name / folder / "icon.png") as kept:
        assert kept.size == (SIDE, SIDE)
        difference = ImageChops.difference(kept.convert("RGB"), icon(name, serving=serving))
    # Another build of the library may round the edge of a curve in another way.
    assert max(ImageStat.Stat(difference).mean) < 1.0


def test_every_program_has_one() -> None:
    packages = {path.parent for path in MINIAPPS.glob("*/*/app.json")}
    assert {MINIAPPS / name / folder for name, folder, _ in ALL} == packages

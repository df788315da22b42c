"""Pictures drawn for tests."""

import io
from typing import Any

from PIL import Image


def drawn(kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A slope of greys; with RGBA, clear at its top."""
    picture = Image.linear_gradient("L").resize(size).convert(mode)
    if mode == "RGBA":
        picture.putalpha(Image.linear_gradient("L").resize(size))
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


DRAWN = drawn()

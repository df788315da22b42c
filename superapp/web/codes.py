"""QR codes as drawings for templates/parts/qr.html: black squares as one path, in modules."""

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class QrDrawing:
    """side: in modules; path: for an SVG `<path>` over `0 0 side side`."""

    side: int
    path: str


def qr_drawing(text: str) -> QrDrawing:
    """Error correction "M": read from a screen, at an angle, by a cheap camera."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return QrDrawing(len(rows), path)

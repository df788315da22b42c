"""Writes every picture of the program. `draw()` is pure, so a test compares its result with what is committed."""

import json
from pathlib import Path

from miniapps.shop.pictures import things, vessels, wear
from miniapps.shop.pictures.palette import shade

SHOP = Path(__file__).parents[1]
CATALOGUE = SHOP / "server" / "data" / "catalogue.json"
PRODUCTS = SHOP / "program" / "images" / "products"


def draw(shape: str, colour: str) -> str:
    """One picture, 400 × 400: a tinted room, a soft floor, the thing itself."""
    artist = next(getattr(room, shape) for room in (vessels, things, wear) if hasattr(room, shape))
    wall, floor, glow = shade(colour, 4.2, 0.7), shade(colour, 2.6, 0.6), shade(colour, 8, 0.8)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400"><defs><radialGradient id="g" cx=".5" cy=".38" r=".6">'
        f'<stop offset="0" stop-color="{glow}"/><stop offset="1" stop-color="{wall}"/></radialGradient></defs>'
        f'<rect width="400" height="400" fill="url(#g)"/><path d="M0 300q200-26 400 0v100H0z" fill="{floor}" opacity=".55"/>'
        '<ellipse cx="200" cy="314" rx="120" ry="14" fill="#000" opacity=".13"/>'
        f"{artist(colour, shade(colour, 0.72), shade(colour, 1.7))}</svg>\n"
    )


def pictures() -> dict[str, str]:
    """File name -> SVG text, for every product of the catalogue."""
    catalogue = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return {f"{product['id']}.svg": draw(product["shape"], product["colour"]) for product in catalogue["products"]}


if __name__ == "__main__":
    PRODUCTS.mkdir(parents=True, exist_ok=True)
    for name, text in pictures().items():
        (PRODUCTS / name).write_text(text, encoding="utf-8")

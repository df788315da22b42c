"""Writes every picture of the two programs. `pictures()` is pure, so a test compares its result with what is
committed."""

import json
import random
from pathlib import Path
from typing import Any

from miniapps.food.pictures import bowls, hands, plates
from miniapps.food.pictures.palette import shade
from miniapps.food.pictures.signs import kitchen_signs, signs
from miniapps.food.pictures.table import line

FOOD = Path(__file__).parents[1]
MENU = FOOD / "server" / "data" / "menu.json"
PROGRAM, KITCHEN = FOOD / "program" / "images", FOOD / "kitchen" / "images"


def thing(dish: dict[str, Any]) -> str:
    """The dish alone, in a box of 200 × 200."""
    artist = next(getattr(room, dish["shape"]) for room in (bowls, plates, hands) if hasattr(room, dish["shape"]))
    return artist(random.Random(dish["id"]), *dish["colours"])


def dish_picture(dish: dict[str, Any], cloth: str) -> str:
    """A dish on its restaurant's table."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">'
        f'<rect width="200" height="200" fill="{shade(cloth, 4.6, 0.75)}"/>'
        f'<path d="M0 150Q100 128 200 156v44H0z" fill="{shade(cloth, 3.2, 0.65)}" opacity=".6"/>'
        f"{thing(dish)}</svg>\n"
    )


def place_picture(place: dict[str, Any]) -> str:
    """A restaurant's long table: a cloth in its colour and three of its dishes."""
    colour, dishes = place["colour"], place["dishes"]
    chosen = [next((d for d in dishes if "top" in d["tags"]), dishes[0])]
    for dish in reversed(dishes):
        if dish["shape"] not in [one["shape"] for one in chosen] and len(chosen) < 3:
            chosen.append(dish)
    set_out = zip(chosen, ((150, 4, 1.0), (8, 38, 0.84), (318, -34, 0.86)), strict=True)
    stripes = "".join(line(f"M{x} 0l-40 220", shade(colour, 1.25), 10, ' opacity=".35"') for x in range(20, 560, 48))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 500 208"><rect width="500" height="208" fill="{colour}"/>'
        f'{stripes}<path d="M0 0h500v60Q250 20 0 80z" fill="#fff" opacity=".08"/>'
        + "".join(
            f'<g transform="translate({x} {y}) scale({size})">{thing(dish)}</g>' for dish, (x, y, size) in set_out
        )
        + "</svg>\n"
    )


def pictures() -> dict[Path, str]:
    """Path -> SVG text."""
    drawn = {PROGRAM / name: text for name, text in signs().items()}
    drawn |= {KITCHEN / name: text for name, text in kitchen_signs().items()}
    for place in json.loads(MENU.read_text(encoding="utf-8"))["restaurants"]:
        drawn[PROGRAM / "places" / f"{place['id']}.svg"] = place_picture(place)
        for dish in place["dishes"]:
            drawn[PROGRAM / "dishes" / f"{dish['id']}.svg"] = dish_picture(dish, place["colour"])
    return drawn


if __name__ == "__main__":
    for path, text in pictures().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

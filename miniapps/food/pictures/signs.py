"""Small signs of the program: tabs, map marks, the stages of an order, and the pictures of empty pages."""

from miniapps.food.pictures.table import bar, circle, ellipse, line

TABS = {
    "eat": "M7 3v7a3 3 0 0 0 6 0V3M10 3v18M17 3c-2 2-3 5-3 8h4v10M18 3v18",
    "basket": "M3 9h18l-2 11H5zM8 9l3-6M16 9l-3-6",
    "orders": "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
}


KITCHEN_TABS = {
    "board": "M4 11h16v3a7 7 0 0 1-7 7h-2a7 7 0 0 1-7-7zM8 8V5M12 8V4M16 8V5M2 11h20",
    "dishes": "M4 6h10M4 12h10M4 18h10M17 7l2 2 3-4M17 13l2 2 3-4M17 19l2 2 3-4",
}


def _tab(path: str, colour: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none" stroke="{colour}" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/></svg>\n'
    )


def _box(inside: str, size: int = 200) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{inside}</svg>\n'


def _mark(colour: str, inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
        + circle(24, 25, 21, "#000", ' opacity=".2"')
        + circle(24, 24, 20, "#fff")
        + circle(24, 24, 17, colour)
        + inside
        + "</svg>\n"
    )


def kitchen_signs() -> dict[str, str]:
    """The same for the kitchen program."""
    drawn = {f"tabs/{name}.svg": _tab(path, "#7b8483") for name, path in KITCHEN_TABS.items()}
    return drawn | {f"tabs/{name}-on.svg": _tab(path, "#2f8490") for name, path in KITCHEN_TABS.items()}


def signs() -> dict[str, str]:
    """Path below `images` of the program people order with -> SVG text."""
    white = ' stroke-linejoin="round"'
    courier = (
        line("M14 30h5l4-9h6l5 9M27 21l-2-6h-4", "#fff", 2.4, white)
        + circle(14, 31, 4, "#fff")
        + circle(34, 31, 4, "#fff")
    )
    home = line("M14 25l10-9 10 9M17 23v10h14V23", "#fff", 2.6, white)
    pot = line("M14 21h20v6a8 8 0 0 1-8 8h-4a8 8 0 0 1-8-8zM19 16v-3M24 16v-4M29 16v-3", "#fff", 2.6, white)
    bag = (
        ellipse(100, 176, 58, 10, "#000", 0, ' opacity=".12"')
        + '<path d="M52 70h96l10 96a10 10 0 0 1-10 10H52a10 10 0 0 1-10-10z" fill="#d98a52"/>'
        + '<path d="M52 70h34l-6 106H52a10 10 0 0 1-10-10z" fill="#e9a872"/>'
        + line("M76 84V60a24 24 0 0 1 48 0v24", "#8a5230", 7)
        + circle(100, 124, 22, "#fff3e2")
        + line("M90 124q10 12 20 0M93 116h.1M107 116h.1", "#8a5230", 4)
    )
    plate = (
        circle(100, 106, 66, "#000", ' opacity=".1"')
        + circle(100, 100, 66, "#f6efe4")
        + circle(100, 100, 46, "#e9dfce")
        + line("M86 100q14 18 28 0M88 86h.1M112 86h.1", "#b39a7a", 5)
        + line("M20 60v80M12 60v22a8 8 0 0 0 16 0V60M180 60v80M180 60q-14 14-14 40h14", "#b39a7a", 5)
    )
    receipt = (
        bar(100, 108, 96, 136, 10, "#000", 4, ' opacity=".1"')
        + '<path d="M54 32h92v132l-15-10-15 10-16-10-16 10-15-10-15 10z" fill="#fffaf1"/>'
        + line("M72 62h56M72 84h56M72 106h34", "#d9a878", 7)
        + circle(128, 128, 18, "#7fae7a")
        + line("M119 128l6 7 12-14", "#fff", 5)
    )
    drawn = {f"tabs/{name}.svg": _tab(path, "#8c7f72") for name, path in TABS.items()}
    drawn |= {f"tabs/{name}-on.svg": _tab(path, "#d1603d") for name, path in TABS.items()}
    return drawn | {
        "marks/courier.svg": _mark("#d1603d", courier),
        "marks/home.svg": _mark("#3f7d63", home),
        "marks/kitchen.svg": _mark("#4c5566", pot),
        "signs/bag.svg": _box(bag),
        "signs/plate.svg": _box(plate),
        "signs/receipt.svg": _box(receipt),
    }

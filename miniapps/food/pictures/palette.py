"""Shades of one colour."""

import colorsys


def shade(colour: str, lightness: float, saturation: float = 1.0) -> str:
    """`colour` (#rrggbb) with its lightness multiplied (above 1: towards white) and its saturation multiplied."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * lightness if lightness <= 1 else 1 - (1 - light) / lightness
    return "#" + "".join(
        f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, light, min(1, full * saturation))
    )

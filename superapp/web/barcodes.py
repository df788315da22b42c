"""Code 128 barcodes as drawings, for tills whose scanners read no QR: black bars as one path, in modules. Only digits
in pairs (code set C), which is all a pay code needs. Source: ISO/IEC 15417, table 1: widths of each symbol."""

from dataclasses import dataclass

# Six widths (bar, space, bar, …) of the symbols 0 to 105; each symbol is 11 modules wide.
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
]
_START_C = 105
_STOP = "2331112"
QUIET = 10  # modules of white on each side, without which scanners see no beginning


@dataclass(frozen=True, slots=True)
class BarDrawing:
    """width: in modules, quiet zones included; path: for an SVG `<path>` over `0 0 width 1`."""

    width: int
    path: str


def bar_drawing(digits: str) -> BarDrawing:
    """digits: an even number of them."""
    symbols = [_START_C, *(int(digits[place : place + 2]) for place in range(0, len(digits), 2))]
    check = (symbols[0] + sum(place * symbol for place, symbol in enumerate(symbols))) % 103
    widths = "".join(_WIDTHS[symbol] for symbol in [*symbols, check]) + _STOP
    path, at = "", QUIET
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            path += f"M{at} 0h{width}v1h-{width}z"
        at += width
    return BarDrawing(at + QUIET, path)

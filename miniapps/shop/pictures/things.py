"""Things for the house and the way: tools, paper, plants, clothes. Same box and same arguments as `vessels`."""


def board(c: str, d: str, l: str) -> str:
    return (
        f'<g transform="rotate(-14 200 210)"><rect x="116" y="118" width="168" height="196" rx="24" fill="{c}"/>'
        f'<rect x="178" y="66" width="44" height="70" rx="20" fill="{c}"/><circle cx="200" cy="88" r="9" fill="{l}"/>'
        f'<path d="M140 150q60 24 120 0M140 190q60 30 120 0M140 232q60 24 120 0M140 272q60 18 120 0" fill="none" '
        f'stroke="{d}" stroke-width="5" opacity=".55"/></g>'
    )


def knife(c: str, d: str, l: str) -> str:
    return (
        '<g transform="rotate(38 200 200)"><path d="M184 40c34 30 38 96 36 166h-36z" fill="#dfe4e8"/><path d="M184 40v166h12'
        'V58z" fill="#b9c2c9"/>'
        f'<rect x="178" y="204" width="48" height="14" rx="4" fill="{d}"/><rect x="182" y="216" width="40" height="126" '
        f'rx="16" fill="{c}"/><circle cx="202" cy="246" r="5" fill="{l}"/><circle cx="202" cy="306" r="5" fill="{l}"/></g>'
    )


def brush(c: str, d: str, l: str) -> str:
    bristles = "".join(f'<path d="M{150 + i * 11} 236v70" stroke="{l}" stroke-width="6"/>' for i in range(10))
    return (
        f'<rect x="184" y="66" width="32" height="130" rx="16" fill="{c}"/><rect x="184" y="66" width="12" height="130" '
        f'rx="6" fill="{l}" opacity=".5"/>{bristles}<rect x="136" y="186" width="128" height="56" rx="22" fill="{d}"/>'
    )


def blanket(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="92" y="232" width="216" height="78" rx="22" fill="{d}"/><rect x="92" y="176" width="216" height="82" '
        f'rx="24" fill="{c}"/><rect x="100" y="128" width="200" height="70" rx="24" fill="{l}"/>'
        f'<path d="M100 162h200M92 216h216M92 274h216" stroke="#fffaf0" stroke-width="7" stroke-dasharray="18 12" '
        'opacity=".65"/>'
    )


def cushion(c: str, d: str, l: str) -> str:
    stars = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}"/>'
        for x, y, r in ((150, 170, 5), (232, 158, 7), (262, 226, 4), (180, 252, 6), (214, 208, 3), (140, 224, 3))
    )
    return (
        f'<path d="M104 120q96 22 192 0 26 95 0 190-96-22-192 0-26-95 0-190z" fill="{c}"/><path d="M104 120q40 9 70 11-40 '
        f'70-26 174-22 1-44 5-26-95 0-190z" fill="{l}" opacity=".35"/><g fill="#ffe9b0">{stars}<path d="M196 178a34 34 0 1 0 '
        f'26 56 28 28 0 1 1-26-56z"/></g>'
    )


def plant(c: str, d: str, l: str) -> str:
    leaves = "".join(
        f'<path d="M200 240C{x1} {y1} {x2} {y2} {x3} {y3} {x4} {y4} {x5} {y5} 200 240z" fill="{fill}"/>'
        for x1, y1, x2, y2, x3, y3, x4, y4, x5, y5, fill in (
            (190, 180, 120, 190, 96, 128, 150, 110, 206, 160, d),
            (210, 180, 280, 190, 304, 128, 250, 110, 194, 160, c),
            (176, 170, 160, 110, 200, 62, 240, 110, 224, 170, l),
            (170, 220, 120, 240, 92, 206, 130, 176, 190, 200, c),
            (230, 220, 280, 240, 308, 206, 270, 176, 210, 200, d),
        )
    )
    return leaves + (
        '<path d="M142 226h116l-14 76a10 10 0 0 1-10 8h-68a10 10 0 0 1-10-8z" fill="#c67c55"/><rect x="134" y="216" '
        'width="132" height="24" rx="8" fill="#b0683f"/>'
    )


def cactus(c: str, d: str, l: str) -> str:
    spines = "".join(
        f'<path d="M{x} {y}l-5-8M{x} {y}l5-8" stroke="#fffaf0" stroke-width="3"/>'
        for x in (176, 200, 224)
        for y in (136, 170, 204)
    )
    return (
        f'<path d="M142 190v-20a16 16 0 0 0-32 0v24c0 24 16 36 48 36M258 176v-20a16 16 0 0 1 32 0v24c0 24-16 36-48 36" '
        f'fill="none" stroke="{d}" stroke-width="26" stroke-linecap="round"/><rect x="152" y="92" width="96" height="170" '
        f'rx="48" fill="{c}"/><rect x="160" y="100" width="26" height="150" rx="13" fill="{l}" opacity=".5"/>{spines}'
        '<circle cx="200" cy="90" r="14" fill="#e87f9a"/><path d="M136 244h128l-14 58a10 10 0 0 1-10 8h-80a10 10 0 0 1-10-8z" '
        'fill="#d9a05b"/>'
    )


def book(c: str, d: str, l: str) -> str:
    return (
        f'<g transform="rotate(-8 200 200)"><rect x="118" y="96" width="164" height="214" rx="12" fill="{d}"/>'
        f'<rect x="130" y="102" width="150" height="202" rx="6" fill="#fffaf0"/><rect x="112" y="90" width="156" height="214" '
        f'rx="12" fill="{c}"/><rect x="112" y="90" width="26" height="214" rx="12" fill="{d}"/><rect x="236" y="90" width="10" '
        f'height="214" fill="{l}"/><rect x="156" y="138" width="66" height="46" rx="6" fill="#fffaf0"/></g>'
    )


def pencil(c: str, d: str, l: str) -> str:
    def one(x: int, tilt: int, body: str) -> str:
        return (
            f'<g transform="rotate({tilt} {x} 310)"><rect x="{x - 14}" y="130" width="28" height="180" fill="{body}"/>'
            f'<rect x="{x - 14}" y="130" width="9" height="180" fill="#fff" opacity=".25"/><path d="M{x - 14} 130h28l-14-48z" '
            f'fill="#eccfa5"/><path d="M{x - 5} 99h10l-5-17z" fill="{d}"/></g>'
        )

    return one(150, -12, l) + one(250, 12, d) + one(200, 0, c)


def envelope(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="92" y="140" width="216" height="150" rx="14" fill="{l}"/><path d="M92 282 178 210h44l86 72a14 14 0 0 1-14 '
        f'8H106a14 14 0 0 1-14-8z" fill="{c}"/><path d="M96 146h208l-90 82a20 20 0 0 1-28 0z" fill="{d}"/>'
        '<circle cx="200" cy="226" r="24" fill="#b43c37"/><path d="M200 214v24M188 226h24" stroke="#fff" stroke-width="4" '
        'opacity=".7"/>'
    )


def clock(c: str, d: str, l: str) -> str:
    marks = "".join(
        f'<path d="M200 118v14" transform="rotate({i * 30} 200 204)" stroke="{d}" stroke-width="5"/>' for i in range(12)
    )
    return (
        f'<circle cx="200" cy="204" r="106" fill="{d}"/><circle cx="200" cy="204" r="94" fill="#fffaf0"/>{marks}'
        f'<path d="M200 204v-56M200 204l40 26" stroke="#3b3733" stroke-width="9" stroke-linecap="round"/><path d="M200 222v-88" '
        f'stroke="{c}" stroke-width="4"/><circle cx="200" cy="204" r="8" fill="{c}"/>'
    )


def radio(c: str, d: str, l: str) -> str:
    holes = "".join(f'<circle cx="{124 + x * 18}" cy="{204 + y * 18}" r="5"/>' for x in range(6) for y in range(5))
    return (
        f'<path d="M150 150 230 76" stroke="#7b7068" stroke-width="6"/><rect x="86" y="148" width="228" height="162" rx="28" '
        f'fill="{c}"/><rect x="98" y="160" width="204" height="138" rx="20" fill="{l}" opacity=".45"/><g fill="{d}">{holes}</g>'
        f'<rect x="232" y="180" width="62" height="30" rx="6" fill="#fffaf0"/><path d="M258 184v22" stroke="#c7593f" '
        f'stroke-width="4"/><circle cx="264" cy="256" r="26" fill="{d}"/><path d="M264 256l10-16" stroke="#fffaf0" '
        'stroke-width="5"/>'
    )


def soap(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="96" y="216" width="208" height="94" rx="34" fill="{d}"/><rect x="96" y="196" width="208" height="94" '
        f'rx="38" fill="{c}"/><rect x="130" y="214" width="140" height="56" rx="24" fill="{l}" opacity=".6"/>'
        '<g fill="#fff" opacity=".7"><circle cx="136" cy="164" r="22"/><circle cx="176" cy="140" r="14"/><circle cx="246" '
        'cy="158" r="18"/><circle cx="276" cy="126" r="10"/></g>'
    )

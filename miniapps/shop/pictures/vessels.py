"""Things that hold something: mugs, pots, jars, bottles, lamps. Each function returns SVG inside a 400 × 400 box whose
floor is at y = 310. c: the colour; d, l: a darker and a lighter shade of it."""


def mug(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M262 182h26a38 38 0 0 1 0 84h-30" fill="none" stroke="{d}" stroke-width="20"/>'
        f'<path d="M126 158h144v124a28 28 0 0 1-28 28h-88a28 28 0 0 1-28-28z" fill="{c}"/>'
        f'<path d="M126 158h26v152a28 28 0 0 1-26-28z" fill="{l}" opacity=".55"/>'
        f'<ellipse cx="198" cy="158" rx="72" ry="17" fill="{d}"/><ellipse cx="198" cy="161" rx="60" ry="11" fill="#4b3226"/>'
        f'<path d="M172 128q-14-18 0-36t0-36M214 128q-14-18 0-36t0-36" fill="none" stroke="#fff" stroke-width="7" '
        'stroke-linecap="round" opacity=".6"/>'
    )


def teapot(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M116 200c-46-6-62 30-50 68 6 20 30 26 58 20" fill="none" stroke="{d}" stroke-width="17"/>'
        f'<path d="M270 236c36-4 36-52 62-66l14 8c-18 22-16 78-70 92z" fill="{d}"/>'
        f'<path d="M200 166c66 0 96 40 96 84 0 40-36 60-96 60s-96-20-96-60c0-44 30-84 96-84z" fill="{c}"/>'
        f'<path d="M132 214c10-22 30-34 52-36-30 22-42 64-30 108-26-14-34-44-22-72z" fill="{l}" opacity=".55"/>'
        f'<path d="M146 176q54-30 108 0-54 16-108 0z" fill="{d}"/><circle cx="200" cy="148" r="14" fill="{d}"/>'
    )


def bowl(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M96 196h208c0 66-40 104-70 108v6h-68v-6c-30-4-70-42-70-108z" fill="{c}"/>'
        f'<path d="M96 196h34c2 54 22 92 50 108h-14c-30-4-70-42-70-108z" fill="{l}" opacity=".5"/>'
        f'<path d="M104 226q96 26 192 0M116 250q84 22 168 0" fill="none" stroke="{d}" stroke-width="5" opacity=".7"/>'
        f'<ellipse cx="200" cy="196" rx="104" ry="24" fill="{d}"/><ellipse cx="200" cy="200" rx="88" ry="17" fill="{l}"/>'
    )


def jar(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="128" y="140" width="144" height="170" rx="30" fill="#fff" opacity=".55"/>'
        f'<rect x="138" y="166" width="124" height="136" rx="22" fill="{c}"/>'
        f'<rect x="138" y="204" width="124" height="62" fill="#fffaf0"/><rect x="156" y="218" width="88" height="8" rx="4" '
        f'fill="{d}"/><rect x="172" y="236" width="56" height="7" rx="3.5" fill="{d}" opacity=".5"/>'
        f'<rect x="134" y="112" width="132" height="36" rx="10" fill="{d}"/><rect x="134" y="112" width="132" height="12" '
        f'rx="6" fill="{l}" opacity=".5"/>'
    )


def bottle(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M176 76h48v70c0 16 34 30 34 62v82a20 20 0 0 1-20 20h-76a20 20 0 0 1-20-20v-82c0-32 34-46 34-62z" fill="{c}"/>'
        f'<path d="M176 100v46c0 16-34 30-34 62v82a20 20 0 0 0 20 20h8V208c0-30 20-40 20-62v-46z" fill="{l}" opacity=".45"/>'
        f'<rect x="170" y="62" width="60" height="38" rx="8" fill="{d}"/>'
        f'<rect x="142" y="222" width="116" height="58" fill="#fffaf0"/><path d="M166 262q34-40 68 0" fill="none" '
        f'stroke="{d}" stroke-width="6"/><circle cx="200" cy="242" r="7" fill="{c}"/>'
    )


def tin(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="132" y="132" width="136" height="178" rx="14" fill="{c}"/><rect x="132" y="132" width="34" height="178" '
        f'rx="14" fill="{l}" opacity=".5"/><rect x="126" y="110" width="148" height="40" rx="12" fill="{d}"/>'
        f'<circle cx="200" cy="230" r="44" fill="#fffaf0"/><path d="M200 258c-30-18-22-44 0-58 22 14 30 40 0 58z" fill="{c}"/>'
        f'<path d="M200 258v-46" stroke="{d}" stroke-width="4"/>'
    )


def flask(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="146" y="126" width="108" height="184" rx="24" fill="{c}"/><rect x="146" y="126" width="30" height="184" '
        f'rx="15" fill="{l}" opacity=".55"/><path d="M160 92h80l10 42h-100z" fill="{d}"/><rect x="172" y="74" width="56" '
        f'height="24" rx="8" fill="{d}"/><rect x="146" y="252" width="108" height="12" fill="#fffaf0" opacity=".8"/>'
    )


def vase(c: str, d: str, l: str) -> str:
    return (
        '<path d="M200 150C190 110 168 84 150 66M200 150c4-40 20-62 44-84M200 150c-2-40-2-64 2-96" fill="none" '
        'stroke="#6d7f4f" stroke-width="6"/><g fill="#e8b7a5"><circle cx="150" cy="66" r="13"/><circle cx="244" cy="66" '
        'r="13"/><circle cx="202" cy="52" r="15"/></g>'
        f'<path d="M178 146h44c-4 30 54 54 54 106 0 36-28 58-76 58s-76-22-76-58c0-52 58-76 54-106z" fill="{c}"/>'
        f'<path d="M178 146c4 30-54 54-54 106 0 30 18 48 50 55-26-42-20-86 6-112 12-14 16-32 14-49z" fill="{l}" opacity=".5"/>'
        f'<rect x="172" y="138" width="56" height="14" rx="7" fill="{d}"/>'
    )


def candle(c: str, d: str, l: str) -> str:
    return (
        f'<rect x="150" y="166" width="100" height="144" rx="16" fill="{c}"/><rect x="150" y="166" width="28" height="144" '
        f'rx="14" fill="{l}" opacity=".6"/><ellipse cx="200" cy="168" rx="50" ry="13" fill="{d}"/>'
        '<circle cx="200" cy="112" r="54" fill="#ffe9b0" opacity=".5"/><path d="M200 72c30 38 22 62 0 66-22-4-30-28 0-66z" '
        'fill="#f7a531"/><path d="M200 100c14 18 10 30 0 34-10-4-14-16 0-34z" fill="#fff0b8"/><path d="M200 138v30" '
        'stroke="#4b3226" stroke-width="5"/>'
    )


def lamp(c: str, d: str, l: str) -> str:
    return (
        '<path d="M110 196 60 310h280l-50-114z" fill="#ffe9b0" opacity=".45"/>'
        f'<path d="M196 190h8v108h-8z" fill="{d}"/><rect x="148" y="294" width="104" height="16" rx="8" fill="{d}"/>'
        f'<path d="M152 92h96l46 106H106z" fill="{c}"/><path d="M152 92h24l-30 106h-40z" fill="{l}" opacity=".55"/>'
        f'<ellipse cx="200" cy="198" rx="94" ry="12" fill="#fff3cf"/>'
    )


def lantern(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M200 44v34" stroke="{d}" stroke-width="6"/><circle cx="200" cy="196" r="126" fill="#ffe9b0" opacity=".4"/>'
        f'<ellipse cx="200" cy="196" rx="92" ry="104" fill="{c}"/><path d="M200 92c-40 22-56 66-56 104s16 82 56 104M200 '
        f'92c40 22 56 66 56 104s-16 82-56 104M200 92v208" fill="none" stroke="{d}" stroke-width="4" opacity=".55"/>'
        f'<ellipse cx="172" cy="176" rx="22" ry="50" fill="{l}" opacity=".5"/><rect x="164" y="82" width="72" height="16" '
        f'rx="8" fill="{d}"/><rect x="164" y="294" width="72" height="16" rx="8" fill="{d}"/>'
    )


def pan(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M268 216 366 160l10 18-98 62z" fill="{d}"/><circle cx="364" cy="172" r="5" fill="{l}"/>'
        f'<ellipse cx="180" cy="236" rx="122" ry="62" fill="{d}"/><ellipse cx="180" cy="222" rx="122" ry="58" fill="{c}"/>'
        f'<ellipse cx="180" cy="226" rx="100" ry="44" fill="{d}"/><ellipse cx="166" cy="222" rx="46" ry="24" fill="#fffdf4"/>'
        '<ellipse cx="172" cy="218" rx="18" ry="11" fill="#f4b63c"/>'
    )

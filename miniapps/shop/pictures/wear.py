"""Things to wear and to carry. Same box and same arguments as `vessels`."""


def bag(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M160 112a40 40 0 0 1 80 0" fill="none" stroke="{d}" stroke-width="14"/><path d="M118 160a52 52 0 0 1 '
        f'52-52h60a52 52 0 0 1 52 52v122a28 28 0 0 1-28 28H146a28 28 0 0 1-28-28z" fill="{c}"/><path d="M118 160a52 52 0 0 1 '
        f'52-52v202h-24a28 28 0 0 1-28-28z" fill="{l}" opacity=".4"/><rect x="148" y="206" width="104" height="82" rx="16" '
        f'fill="{d}"/><path d="M148 232h104" stroke="{l}" stroke-width="5"/><path d="M118 172h164" stroke="{d}" '
        'stroke-width="6"/>'
    )


def tote(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M158 176v-36a42 42 0 0 1 84 0v36" fill="none" stroke="{d}" stroke-width="13"/><path d="M106 166h188l14 '
        f'132a12 12 0 0 1-12 12H104a12 12 0 0 1-12-12z" fill="{c}"/><path d="M106 166h36l-12 144h-26a12 12 0 0 1-12-12z" '
        f'fill="{l}" opacity=".5"/><path d="M200 276c-52-34-36-76 0-50 36-26 52 16 0 50z" fill="#fffaf0"/>'
    )


def umbrella(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M200 76v200a24 24 0 0 1-48 0" fill="none" stroke="#6b5a4a" stroke-width="11" stroke-linecap="round"/>'
        f'<path d="M70 196a130 120 0 0 1 260 0q-32-26-65 0-32-26-65 0-32-26-65 0-33-26-65 0z" fill="{c}"/>'
        f'<path d="M200 76c-46 20-64 70-65 120-33-26-65 0-65 0a130 120 0 0 1 130-120z" fill="{l}" opacity=".5"/>'
        f'<path d="M200 76c46 20 64 70 65 120" fill="none" stroke="{d}" stroke-width="4"/>'
    )


def kite(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M200 246c-20 30 30 34 8 64s20 20 10 40" fill="none" stroke="#7b7068" stroke-width="5"/>'
        f'<path d="M200 50l84 92-84 112-84-112z" fill="{c}"/><path d="M200 50v204l-84-112z" fill="{l}"/><path d="M116 142h84v'
        f'112z" fill="{d}"/><path d="M200 50v204M116 142h168" stroke="#fffaf0" stroke-width="4"/><g fill="{d}"><path d="M196 '
        '282l-20-8v18zM204 282l20-8v18z"/></g>'
    )


def socks(c: str, d: str, l: str) -> str:
    def one(x: int, fill: str) -> str:
        return (
            f'<g transform="translate({x} 0)"><path d="M120 86h66v128c0 16 16 22 34 34 30 20 16 62-22 62-34 0-78-30-78-76z" '
            f'fill="{fill}"/><rect x="114" y="78" width="78" height="34" rx="10" fill="{d}"/><path d="M120 142h66M120 '
            f'168h66" stroke="#fffaf0" stroke-width="8"/><path d="M196 240c36 16 34 66 2 70-10 0-20-2-30-6-6-28 4-54 28-64z" '
            f'fill="{d}"/></g>'
        )

    return one(56, l) + one(-16, c)


def scarf(c: str, d: str, l: str) -> str:
    fringe = "".join(f'<path d="M{170 + i * 12} 292v24" stroke="{d}" stroke-width="5"/>' for i in range(6))
    return (
        f'<path d="M112 130c20-40 156-40 176 0 10 40-30 62-88 62s-98-22-88-62z" fill="{d}"/><path d="M124 138c26 26 126 26 152 '
        f'0 8 32-24 62-76 62s-84-30-76-62z" fill="{c}"/><path d="M164 180h72v112h-72z" fill="{c}"/><path d="M164 180h22v112h-22'
        f'z" fill="{l}" opacity=".55"/><path d="M164 214h72M164 246h72M164 270h72" stroke="#fffaf0" stroke-width="6" '
        f'opacity=".7"/>{fringe}'
    )


def glove(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M148 310v-96l-34-34a16 16 0 0 1 24-22l22 20V96a15 15 0 0 1 30 0v58h4V80a15 15 0 0 1 30 0v74h4V94a15 15 0 0 '
        f'1 30 0v70h4v-40a14 14 0 0 1 28 0v106c0 34-20 50-26 80z" fill="{c}"/><path d="M148 310v-96l-34-34a16 16 0 0 1 24-22'
        f'l22 20 14 30v102z" fill="{l}" opacity=".4"/><rect x="140" y="276" width="132" height="36" rx="10" fill="{d}"/>'
    )


def apron(c: str, d: str, l: str) -> str:
    return (
        f'<path d="M160 100c0-50 80-50 80 0" fill="none" stroke="{d}" stroke-width="9"/><path d="M160 96h80l8 66c10 24 36 28 '
        f'44 30v106a12 12 0 0 1-12 12H120a12 12 0 0 1-12-12V192c8-2 34-6 44-30z" fill="{c}"/><path d="M160 96h18l-14 214h-44a12 '
        f'12 0 0 1-12-12V192c8-2 34-6 44-30z" fill="{l}" opacity=".45"/><path d="M148 216h104v44a20 20 0 0 1-20 20h-64a20 20 0 '
        f'0 1-20-20z" fill="{d}"/><path d="M200 216v64" stroke="{l}" stroke-width="4"/>'
    )

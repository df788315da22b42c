"""Links in what people write: where they begin and end, where they lead, how they are shown. Pure; templates get
`pieces_of`, previews start from `first_link`. superapp/browser/shell/links.ts is the same rule letter for letter, and
tests/superapp/shell/test_links.py compares the two.

Only http and https lead anywhere; a bare "www." counts as https. An address with a name before an "@" is no link: it
says one place and leads to another. A host whose letters come from several scripts is shown in punycode; Latin may
stand beside Chinese, Japanese and Korean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

_LATIN = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00de\u00e0-\u00f6\u00f8-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u0218-\u021b"
)
_EAST = "\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_CYRILLIC = "\u0400-\u0481\u048a-\u04ff"
_GREEK = "\u0386\u0388-\u03c1\u03c3-\u03ce"  # without the final sigma, which two standards read in two ways
_OTHERS = (
    "\u0561-\u0586",
    "\u05d0-\u05ea",
    "\u0620-\u064a",
    "\u0904-\u0939\u093e-\u094c",
    "\u0e01-\u0e3a\u0e40-\u0e4e",
)
_FOREIGN = _LATIN[6:] + _EAST + _CYRILLIC + _GREEK + "".join(_OTHERS)
_STOP = (
    '\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff<>"`^{|}\\\\'
    "\u2018\u2019\u201c\u201d\u2026\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
)
_LETTER = f"0-9A-Za-z{_FOREIGN}"
_LABEL = f"[{_LETTER}](?:[{_LETTER}-]{{0,61}}[{_LETTER}])?"
_TOP = f"(?:[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])|[{_FOREIGN}]{{1,63}})"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_NAMED = f"(?:{_LABEL}\\.)+{_TOP}"
_LINK = re.compile(
    "(?<![A-Za-z0-9_@./:-])"
    f"(?:([hH][tT][tT][pP][sS]?)://({_NAMED}|{_BYTE}(?:\\.{_BYTE}){{3}}|[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?)"
    f"|(?=[wW]{{3}}\\.)({_NAMED}))"
    f"(:[0-9]{{1,5}})?(?![A-Za-z0-9_-]|\\.[{_LETTER}])(?![^{_STOP}/?#]*@)([/?#][^{_STOP}]{{0,2000}})?"
)
_SCRIPTS = [re.compile(f"[{one}]*") for one in (_LATIN + _EAST, _CYRILLIC, _GREEK, *_OTHERS)]
_NEUTRAL = re.compile(r"[0-9.-]")
_NOT_PLAIN = re.compile(r"[^\x21-\x7e]+")
_CLOSING = {")": "(", "]": "["}
PORT_MAX = 65_535


@dataclass(frozen=True, slots=True)
class Piece:
    """href: "" for plain words, else an address in ASCII; text: how it is shown."""

    text: str
    href: str = ""


def pieces_of(text: str) -> list[Piece]:
    """The text, cut where links begin and end; links as they are shown."""
    pieces = list[Piece]()
    at = 0
    for start, end, link in _links(text):
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(link)
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return pieces


def first_link(text: str) -> str:
    """The address of the first link, without its "#" part, as it can be asked for; "" when there is none."""
    return next((link.href.partition("#")[0] for _, _, link in _links(text)), "")


def shown_host(host: str) -> str:
    """A host as people read it: in letters of one script, else in punycode."""
    letters = _NEUTRAL.sub("", host)
    return host if any(script.fullmatch(letters) for script in _SCRIPTS) else _ascii(host) or host


def _links(text: str) -> Iterator[tuple[int, int, Piece]]:
    for found in _LINK.finditer(text):
        scheme, host = (found[1] or "").lower(), found[2] or found[3]
        port, rest = found[4] or "", _trimmed(found[5] or "")
        name = _ascii(host)
        if not name or (port and not 0 < int(port[1:]) <= PORT_MAX):
            continue
        try:
            path = _NOT_PLAIN.sub(lambda part: quote(part[0], safe=""), rest)
        except UnicodeEncodeError:  # half a letter
            continue
        href = f"{scheme or 'https'}://{name}{port}{'' if path.startswith('/') else '/'}{path}"
        shown = f"{found[1]}://" if found[1] else ""
        start = found.start()
        end = found.end() - len(found[5] or "") + len(rest)
        yield start, end, Piece(f"{shown}{shown_host(host)}{port}{rest}", href)


def _trimmed(rest: str) -> str:
    """Without what ends the sentence and not the address: full stops, and brackets that were opened before it."""
    while rest:
        last = rest[-1]
        opening = _CLOSING.get(last)
        if last not in ".,;:!?'*" and (opening is None or rest.count(opening) >= rest.count(last)):
            break
        rest = rest[:-1]
    return rest


def _ascii(host: str) -> str:
    """In punycode; "" when it is no name."""
    host = host.lower()
    try:
        name = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return ""
    return name if len(name) <= 253 else ""

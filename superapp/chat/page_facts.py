"""What a page says about itself: title, description, site and picture, from Open Graph, else from what is in every
page. Pure, and made for pages that mean harm: everything is bounded before the parser sees it, and what comes out is
plain letters of bounded length. Called by flows/preview_links, in a thread."""

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, urljoin

TITLE_LETTERS_MAX, LINE_LETTERS_MAX, SITE_LETTERS_MAX = 120, 300, 60
ADDRESS_LETTERS_MAX = 2_000
TAGS_MAX = 3_000
PIECE_LETTERS, UNREAD_LETTERS_MAX = 2_048, 16_384
"""The parser gets the page in pieces; when so much of it waits for the end of one tag, the rest is not read. So a page
that is one endless tag costs no more than a short one."""
WORD_LETTERS_MAX = 4_000

# What a page may be written in. Codecs that Python knows beside these are no languages, and some of them are slow.
_CHARSETS = re.compile(
    r"utf-?8|us-ascii|utf-16(le|be)?|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5"
    r"|euc-(jp|kr)|shift_jis",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
_ASIDE = re.compile(r"<(script|style|noscript|template|svg|textarea|iframe|!--)", re.IGNORECASE)
_BODY = re.compile(r"<(body|/head)[\s>]", re.IGNORECASE)
_HTTP = re.compile(r"https?://[^/]", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """title: never empty. picture: an http(s) address, or ""."""

    title: str
    description: str
    site: str
    picture: str


def read_page(body: bytes, content_type: str, address: str) -> PageFacts | None:
    """address: of the page, from which its picture's is reckoned. None when it has no title."""
    reader = _Reader()
    text = _head(_decoded(body, content_type))
    for at in range(0, len(text), PIECE_LETTERS):
        try:
            reader.feed(text[at : at + PIECE_LETTERS])
        except Exception:  # the parser has given up on pages before; what it has read counts
            break
        if reader.tags > TAGS_MAX or len(reader.rawdata) > UNREAD_LETTERS_MAX:
            break
    said = reader.said
    title = _line((said.get("og:title"), said.get("twitter:title"), "".join(reader.title)), TITLE_LETTERS_MAX)
    if not title:
        return None
    about = (said.get("og:description"), said.get("twitter:description"), said.get("description"))
    drawn = (said.get("og:image:secure_url"), said.get("og:image"), said.get("og:image:url"), said.get("twitter:image"))
    site = _line((said.get("og:site_name"),), SITE_LETTERS_MAX)
    return PageFacts(title, _line(about, LINE_LETTERS_MAX), site, _address(address, drawn))


class _Reader(HTMLParser):
    """Keeps the first of each."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.title: list[str] = []
        self.tags = 0
        self._is_title, self._letters = False, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        self._is_title = tag == "title" and not self.title
        if tag != "meta":
            return
        facts = {name: value or "" for name, value in attrs[:20]}
        name = (facts.get("property") or facts.get("name") or "").strip().lower()
        if name and len(name) <= 40 and len(self.said) < 200:
            self.said.setdefault(name, facts.get("content", "")[:WORD_LETTERS_MAX])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._is_title = False

    def handle_endtag(self, tag: str) -> None:
        self.tags += 1
        self._is_title = False

    def handle_data(self, data: str) -> None:
        if self._is_title and self._letters < WORD_LETTERS_MAX:
            self.title.append(data[:WORD_LETTERS_MAX])
            self._letters += len(data)


def _decoded(body: bytes, content_type: str) -> str:
    """What the header names counts before what the page names; UTF-8 when neither is a language's."""
    for found in (_CHARSET.search(content_type.encode("latin-1", "replace")), _CHARSET.search(body[:2_048])):
        name = found[1].decode("ascii") if found else ""
        if _CHARSETS.fullmatch(name):
            try:
                return body.decode(name, "replace")
            except LookupError:
                continue
    return body.decode("utf-8", "replace")


def _head(text: str) -> str:
    """Up to the body, without scripts, styles and comments: nothing of a page stands in there."""
    kept = list[str]()
    low, at = text.lower(), 0
    if len(low) != len(text):  # a few letters grow when they become small
        low = text
    while found := _ASIDE.search(text, at):
        if _BODY.search(text, at, found.start()):
            break
        kept.append(text[at : found.start()])
        end = "-->" if found[1] == "!--" else f"</{found[1].lower()}"
        closing = low.find(end, found.end())
        if closing < 0:
            at = len(text)
            break
        at = closing + len(end) if end == "-->" else (text.find(">", closing) + 1 or len(text))
    body = _BODY.search(text, at)
    kept.append(text[at : body.start() if body else len(text)])
    return "".join(kept)


def _line(words: tuple[str | None, ...], letters_max: int) -> str:
    """The first of these with something in it, as one line of letters that can be seen."""
    for word in words:
        whole = unicodedata.normalize("NFC", (word or "")[:WORD_LETTERS_MAX])
        seen = "".join(" " if unicodedata.category(one) in {"Cc", "Zl", "Zp"} else one for one in whole)
        # Letters without a shape turn the direction of what follows, or hide between others.
        seen = "".join(one for one in seen if unicodedata.category(one) not in {"Cf", "Cs", "Co", "Cn"})
        line = " ".join(seen.split())
        if line:
            return line if len(line) <= letters_max else line[: letters_max - 1].rstrip() + "…"
    return ""


def _address(base: str, words: tuple[str | None, ...]) -> str:
    for word in words:
        if not word or len(word) > ADDRESS_LETTERS_MAX:
            continue
        try:
            whole = urljoin(base, word.strip())
            plain = _UNSAFE.sub(lambda part: quote(part[0], safe=""), whole)
        except ValueError:
            continue
        if _HTTP.match(plain):
            return plain
    return ""

"""Pictures, sounds, films and fonts from elsewhere, for an open program: the frame has no network, so the host fetches
what a component shows. Three kinds of address are served, and no other (docs/decisions/0006-media.md): one whose origin
is on the program's list, which wx.request may ask too; one that stands literally in the uploaded program, where no
person's data can be; and street pictures of the server that the operator chose for maps. Called by web/pages/media."""

import re
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urljoin

from superapp.base.errors import HostError, NotFound
from superapp.house import House
from superapp.programs import domains, sessions, versions
from superapp.programs.media_types import media_type_of
from superapp.programs.sessions import ProgramSession
from wallet.ports import HttpFailure, HttpReply

TIMEOUT_SECONDS = 15.0
REDIRECTS_MAX = 3
PIECE_BYTES_MAX = 2 * 1024 * 1024
"""Of a film that is asked for in pieces; the browser comes back for the rest."""
AT_ONCE_MAX = 12
KEPT_BYTES_MAX = 32 * 1024 * 1024
KEPT_ONE_BYTES_MAX = 1024 * 1024
KEPT_SECONDS = 600
LITERALS_MAX = 64
USER_AGENT = "superapp-program/1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(eq=False)
class MediaUnavailable(HostError):
    """reason: not listed, too many at once, or what the other server did."""

    code: ClassVar[str] = "media_unavailable"
    reason: str


@dataclass(frozen=True, slots=True)
class Media:
    """piece: "bytes 0-99/1000" when this is a part."""

    media_type: str
    body: bytes
    piece: str = ""


_kept: OrderedDict[str, tuple[float, Media]] = OrderedDict()
"""By address, for every program and person: who asks is asked again about each, and a server that counts how often a
literal address is fetched learns next to nothing."""
_literals: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
_running: Counter[str] = Counter()


def media_token(session_token: str) -> str:
    """What the frame is given instead of the program session: good for pictures, and for nothing else."""
    return sessions.media_token(session_token)


async def find_program(house: House, appid: str, bundle: str, token: str) -> ProgramSession:
    """The open program that a token belongs to. Raises NotFound; it does not say why."""
    async with house.database.read() as session:
        found = await sessions.find_by_media_token(session, token, now=house.clock.now())
    if found is None or (found.appid, found.hash) != (appid, bundle):
        raise NotFound("program session")
    return found


async def fetch(house: House, found: ProgramSession, url: str, *, wanted: str = "") -> Media:
    """wanted: a Range header, such as "bytes=0-"; '' for the whole. Raises MediaUnavailable."""
    if not await _is_allowed(house, found, url):
        raise MediaUnavailable("not listed")
    now = house.clock.now().timestamp()
    if not wanted and (kept := _remembered(url, now)):
        return kept
    with _one_of_few(found.key):
        reply = await _follow(house, found, url, wanted)
    media = _media(reply, wanted)
    if not wanted:
        _remember(url, media, reply, now)
    return media


async def _is_allowed(house: House, found: ProgramSession, url: str) -> bool:
    if url in await _literals_of(house, found) or _is_tile(house.settings.map_tiles, url):
        return True
    async with house.database.read() as session:
        return await domains.is_listed(session, found.appid, url)


def _is_tile(template: str, url: str) -> bool:
    """A street picture of the operator's server, which every program's maps may show."""
    if not template:
        return False
    numbers = r"\d{1,2}", r"\d{1,7}", r"\d{1,7}"
    pattern = re.escape(template)
    for name, number in zip(("z", "x", "y"), numbers, strict=True):
        pattern = pattern.replace(re.escape(f"{{{name}}}"), number, 1)
    return re.fullmatch(pattern, url) is not None


async def _literals_of(house: House, found: ProgramSession) -> frozenset[str]:
    key = (found.appid, found.hash)
    if key not in _literals:
        async with house.database.read() as session:
            version = await versions.get_version(session, found.appid, found.version_id)
        _literals[key] = frozenset(str(one) for one in version.facts.get("addresses") or ())
        if len(_literals) > LITERALS_MAX:
            _literals.popitem(last=False)
    return _literals[key]


async def _follow(house: House, found: ProgramSession, url: str, wanted: str) -> HttpReply:
    """A listed server may not send on to another one with what it was told: each step is checked like the first. Where
    a literal address leads, only its own server has decided."""
    literal = url in await _literals_of(house, found)
    headers = {"User-Agent": USER_AGENT, "Accept": "image/*,audio/*,video/*,font/*,*/*;q=0.1"}
    if wanted:
        headers["Range"] = _bounded(wanted)
    for _ in range(REDIRECTS_MAX + 1):
        try:
            reply = await house.http.send("GET", url, headers=headers, body=b"", timeout_seconds=TIMEOUT_SECONDS)
        except HttpFailure as failure:
            raise MediaUnavailable(str(failure)) from failure
        if reply.status not in _REDIRECTS:
            return reply
        url = urljoin(url, reply.headers.get("location", ""))
        if not literal and not await _is_allowed(house, found, url):
            raise MediaUnavailable("leads to a server that is not listed")
    raise MediaUnavailable("leads on and on")


def _media(reply: HttpReply, wanted: str) -> Media:
    piece = reply.headers.get("content-range", "") if reply.status == 206 else ""
    if reply.status not in {200, 206} or (reply.status == 206 and not wanted):
        raise MediaUnavailable(f"the server answered {reply.status}")
    said = reply.headers.get("content-type", "")
    media_type = media_type_of(reply.body, said, is_middle=bool(piece) and not piece.startswith("bytes 0-"))
    if media_type is None:
        raise MediaUnavailable("neither picture, sound, film nor font")
    if wanted and not piece:
        return _cut(media_type, reply.body, wanted)
    return Media(media_type, reply.body, piece)


def _range(wanted: str) -> tuple[int, int | None]:
    """First and last byte of "bytes=0-99". Several ranges, or one from the end, are read as the whole."""
    unit, _, span = wanted.partition("=")
    first, dash, last = span.partition("-")
    if unit.strip() != "bytes" or not dash or not first.isdecimal() or (last and not last.isdecimal()):
        return 0, None
    return int(first), int(last) if last else None


def _bounded(wanted: str) -> str:
    first, last = _range(wanted)
    most = first + PIECE_BYTES_MAX - 1
    return f"bytes={first}-{most if last is None else min(last, most)}"


def _cut(media_type: str, body: bytes, wanted: str) -> Media:
    """For servers that know no ranges."""
    first, last = _range(wanted)
    end = min(len(body), first + PIECE_BYTES_MAX, len(body) if last is None else last + 1)
    if first >= end:
        raise MediaUnavailable("beyond the end")
    return Media(media_type, body[first:end], f"bytes {first}-{end - 1}/{len(body)}")


def _remembered(url: str, now: float) -> Media | None:
    kept = _kept.get(url)
    if kept is None or now - kept[0] > KEPT_SECONDS:
        _kept.pop(url, None)
        return None
    _kept.move_to_end(url)
    return kept[1]


def _remember(url: str, media: Media, reply: HttpReply, now: float) -> None:
    control = reply.headers.get("cache-control", "").lower()
    if len(media.body) > KEPT_ONE_BYTES_MAX or "no-store" in control or "private" in control:
        return
    _kept[url] = (now, media)
    while sum(len(one.body) for _, one in _kept.values()) > KEPT_BYTES_MAX:
        _kept.popitem(last=False)


@contextmanager
def _one_of_few(key: str) -> Iterator[None]:
    if _running[key] >= AT_ONCE_MAX:
        raise MediaUnavailable("too many at once")
    _running[key] += 1
    try:
        yield
    finally:
        _running[key] -= 1
        if not _running[key]:
            del _running[key]

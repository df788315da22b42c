"""What a file is, by its first bytes: pictures, sounds, films and fonts, and nothing else. What a server says about its
file is not believed, because the host serves it under its own name. Called by flows/fetch_media."""

import re

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"OTTO", "font/otf"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    (b"true", "font/ttf"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
# ISO base media: the brand says which.
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_SAID = re.compile(r"(audio|video)/[a-z0-9.+-]{1,40}")
_SVG = re.compile(rb"\A\s*(<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]", re.DOTALL | re.IGNORECASE)
SVG_HEAD_BYTES = 4096


def media_type_of(body: bytes, said: str, *, is_middle: bool = False) -> str | None:
    """None for anything else. said: the Content-Type; it counts for a piece from the middle of a film only."""
    if is_middle:
        found = _SAID.match(said.strip().lower())
        return found.group() if found else None
    for start, media_type in _STARTS:
        if body.startswith(start):
            return media_type
    if body[:4] == b"RIFF":
        return _RIFF.get(body[8:12])
    if body[4:8] == b"ftyp":
        return _BRANDS.get(body[8:12], "video/mp4")
    # MPEG audio (11 bits set) and ADTS.
    if len(body) > 1 and body[0] == 0xFF and body[1] & 0xE0 == 0xE0:
        return "audio/aac" if body[1] & 0xF6 == 0xF0 else "audio/mpeg"
    head = body[:SVG_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    return "image/svg+xml" if _SVG.match(head) else None

"""Text that strangers choose and others read in one line: names of people, of programs. The domains clean it before
they store it."""

import unicodedata

# U+200D joins emoji; the other format characters (Cf) only deceive.
_JOINER = "\u200d"


def clean_line(text: str) -> str:
    """The text in one line with single spaces; "" when nothing visible is left.

    Control and direction characters go: they would let a name rewrite the line it stands in.
    """
    kept = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFC", text))
    kept = "".join(letter for letter in kept if letter == _JOINER or unicodedata.category(letter)[0] != "C")
    kept = " ".join(kept.split())
    return kept if kept.strip(f"{_JOINER} ") else ""

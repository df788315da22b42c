"""Words in the reader's language. English stands in the code and is the key; `superapp/locale/<language>.po` has the
others. Templates, refusals, messages of the house and the browser's islands (superapp/web/words.py) all read here.
superapp/cli/catalogues.py brings the catalogues up to date."""

import gettext
import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Self

from babel import Locale

# language of a person -> locale of Babel and of HTML
LOCALES = {"en": "en", "id": "id", "it": "it", "ru": "ru", "uk": "uk", "zh": "zh_Hant"}
LANGUAGE_DEFAULT = "en"
PSEUDO = "qps"  # every word accented and longer: shows in tests what was forgotten or does not fit
FOLDER = Path(__file__).parents[1] / "locale"

Say = Callable[[str], str]
_LETTERS = str.maketrans("aeiounscyAEIOUNSCY", "áéíóúñšçýÁÉÍÓÚÑŠÇÝ")
_FIXED = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|%%|%")


class Said(str):
    """A sentence with facts in it, that can still be said in another language: English as it is, and what it is made
    of. `said("Use at most {count} letters.", count=40)`."""

    text: str
    facts: dict[str, Any]

    def __new__(cls, text: str, facts: dict[str, Any]) -> Self:
        made = super().__new__(cls, text.format(**facts))
        made.text, made.facts = text, facts
        return made

    def __deepcopy__(self, _known: dict[int, Any]) -> Self:
        return self  # it never changes


def said(text: str, **facts: Any) -> Said:
    return Said(text, facts)


def N_(text: str) -> str:
    """Marks a text that is translated later, where it is shown."""
    return text


def locale_of(language: str) -> str:
    """ "uk" -> "uk", "zh" -> "zh_Hant"; English for what is not offered."""
    return LOCALES.get(language, LANGUAGE_DEFAULT)


@cache
def babel_locale(language: str) -> Locale:
    return Locale.parse(locale_of(language))


def sayer(language: str) -> Say:
    """What turns an English text of the code into this language; a text it does not know stays as it is."""
    return translations(language).gettext


def in_words(text: str, language: str) -> str:
    """A sentence that may have been put together from facts."""
    if isinstance(text, Said):
        return sayer(language)(text.text).format(**text.facts)
    return sayer(language)(text) if text else text


@cache
def translations(language: str) -> gettext.NullTranslations:
    if language == PSEUDO:
        return _Pseudo()
    path = FOLDER / f"{language}.po"
    if language not in LOCALES or not path.exists():
        return gettext.NullTranslations()
    from babel.messages import mofile, pofile  # 100 ms that a command in English need not wait

    compiled = io.BytesIO()
    with path.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file, locale=locale_of(language)))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        fixed = _FIXED.findall(message)
        parts = [part.translate(_LETTERS) for part in _FIXED.split(message)]
        words = "".join(part + mark for part, mark in zip(parts, [*fixed, ""], strict=True))
        return f"{words}{' ~' * max(1, len(message) // 5)}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

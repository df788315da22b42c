"""`python -m superapp.cli.catalogues`: finds every text that a person reads (templates, refusals and marked texts in
Python, islands in TypeScript), writes them into the catalogues of superapp/locale, keeps the translations, drops what
is not used any more, and says what is missing. tests/superapp/test_words.py sees that nothing is."""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from superapp.base.words import FOLDER, LANGUAGE_DEFAULT, LOCALES
from superapp.web.problems import TABLE

Keywords = Mapping[str, tuple[int, ...] | None]
ROOT = Path(__file__).parents[2]
PYTHON_KEYWORDS: Keywords = {"N_": None, "said": None, "say_many": (1, 2)}
# Calls stand anywhere inside templates inside templates, which no reader of plain JavaScript follows.
_TEXT = r"'((?:[^'\\\n]|\\.)*)'"
_SCRIPT_CALL = re.compile(rf"\bt\(\s*{_TEXT}|\btn\(\s*{_TEXT}\s*,\s*{_TEXT}")
TEMPLATE_KEYWORDS = ("_", "gettext", "ngettext")
SCRIPTS = ("shell", "runtime/host")


def main() -> None:
    wanted = catalogue()
    for language in LOCALES:
        if language != LANGUAGE_DEFAULT:
            known = brought_up_to_date(language, wanted)
            with (FOLDER / f"{language}.po").open("wb") as file:
                write_po(file, known, width=0, sort_output=True, include_lineno=False, omit_header=True)
            sys.stdout.write(f"{language}: {len(known)} texts, {len(missing(known))} missing\n")


def brought_up_to_date(language: str, wanted: Catalog) -> Catalog:
    """The translations there are, for the texts there are now."""
    path = FOLDER / f"{language}.po"
    known = Catalog(locale=LOCALES[language], fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=LOCALES[language])
    known.update(wanted, no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def missing(known: Catalog) -> list[str]:
    """Texts without a translation, or without one of its forms."""

    def is_whole(string: object) -> bool:
        return all(cast(tuple[str, ...], string)) if isinstance(string, (tuple, list)) else bool(string)

    return [str(one.id) for one in known if one.id and not is_whole(one.string)]


def catalogue() -> Catalog:
    """All texts with the files they stand in; no translation."""
    found = Catalog(fuzzy=False)
    for path, message in _texts():
        found.add(message, locations=[(str(path.relative_to(ROOT)), 1)])
    return found


def _texts() -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in sorted((ROOT / "superapp" / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _, _, message, _ in babel_extract(file, TEMPLATE_KEYWORDS, (), {}):
                yield path, _plain(message)
    for path in sorted((ROOT / "superapp").rglob("*.py")):
        yield from _marked(path, "python", PYTHON_KEYWORDS)
    for folder in SCRIPTS:
        for path in sorted((ROOT / "superapp" / "browser" / folder).rglob("*.ts")):
            for call in _SCRIPT_CALL.finditer(path.read_text()):
                texts = [_unquoted(one) for one in call.groups() if one is not None]
                yield path, tuple(texts) if len(texts) > 1 else texts[0]
    for words in TABLE.values():
        for text in (words.title, words.next):
            if text != "{reason}":
                yield ROOT / "superapp" / "web" / "problems.py", text


def _marked(path: Path, method: str, keywords: Keywords) -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, keywords):  # pyright: ignore[reportArgumentType]
            yield path, _plain(message)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _plain(message: object) -> str | tuple[str, ...]:
    """Of a plural form its two texts; the arguments after them are None."""
    if isinstance(message, (tuple, list)):
        texts = [str(one) for one in cast(tuple[object, ...], message) if one is not None]
        return tuple(texts) if len(texts) > 1 else texts[0]
    return str(message)


if __name__ == "__main__":
    main()

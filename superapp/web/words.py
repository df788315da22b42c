"""The words of the browser's islands in one language, as a script that runs before theirs
(superapp/browser/shell/say.ts reads what it leaves). The address carries a digest, so it may be kept for ever."""

import hashlib
import json
import re
from functools import cache

from babel.messages.pofile import read_po
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.base.words import FOLDER, LOCALES, PSEUDO, Say, locale_of, translations

_NAME = re.compile(r"([a-z]{2,3})-[0-9a-f]{16}\.js")
# Which of gettext's forms stands for which of the browser's plural categories (Intl.PluralRules).
FORMS = {"id": ["other"], "zh": ["other"], "ru": ["one", "few", "many"], "uk": ["one", "few", "many"]}
FORMS_DEFAULT = ["one", "other"]


def words_asset(language: str) -> str:
    return f"/words/{language}-{hashlib.sha256(_script(language)).hexdigest()[:16]}.js"


async def words(request: Request) -> Response:
    name = _NAME.fullmatch(request.path_params["name"])
    if name is None or (name[1] not in LOCALES and name[1] != PSEUDO):
        raise NotFound("language")
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(_script(name[1]), media_type="text/javascript", headers=headers)


@cache
def _script(language: str) -> bytes:
    told = {"forms": FORMS.get(language, FORMS_DEFAULT), "texts": _texts(language)}
    return f"globalThis.superappWords={json.dumps(told, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _texts(language: str) -> dict[str, str | list[str]]:
    """Those that stand in a script."""
    known = "it" if language == PSEUDO else language  # whichever: the pseudo language has every text of the others
    say = translations(PSEUDO).gettext if language == PSEUDO else None
    texts: dict[str, str | list[str]] = {}
    with (FOLDER / f"{known}.po").open("rb") as file:
        for one in read_po(file, locale=locale_of(known)):
            if not any(place.endswith(".ts") for place, _ in one.locations):
                continue
            key = one.id if isinstance(one.id, str) else one.id[0]
            found = one.string if isinstance(one.string, str) else list(one.string or ())
            texts[key] = _said_by(say, one.id) if say else found
    return texts


def _said_by(say: Say, text: str | tuple[str, ...] | list[str]) -> str | list[str]:
    return say(text) if isinstance(text, str) else [say(one) for one in text]


routes: list[BaseRoute] = [Route("/words/{name}", words)]

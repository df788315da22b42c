"""Names of what a guest sells, in the person's language. The data stay in English and are the key; what is shown is
said in the language that the program asks for with `Accept-Language`. `Spoken` does it at the door, so that no page has
to think of it; cards and descriptions of payments, which nobody asks for, call `Names.say`.

A guest keeps `data/names.json`: {"texts": {English: [one for each of LANGUAGES but English]}, "patterns": the same with
numbers as {0}}."""

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from miniapps.kit.languages import LANGUAGES, known

NUMBER = r"(\d+(?:[.,]\d+)?)"


@dataclass(frozen=True, slots=True)
class Names:
    """otherwise: what is said of a text that stands nowhere here, or None."""

    texts: Mapping[str, Mapping[str, str]]
    patterns: tuple[tuple[re.Pattern[str], Mapping[str, str]], ...] = ()
    otherwise: Callable[[str, str], str | None] = field(default=lambda _text, _language: None)

    def say(self, language: str, text: str) -> str:
        """In that language, or as it stands."""
        if language == "en" or not text:
            return text
        if said := self.texts.get(text):
            return said[language]
        for pattern, says in self.patterns:
            if found := pattern.fullmatch(text):
                return says[language].replace("{0}", found[1])
        return self.otherwise(text, language) or text

    def in_all(self, text: str) -> str:
        """Everything a person may look for, in whichever language."""
        return " ".join(dict.fromkeys(self.say(language, text) for language in LANGUAGES))


def read_names(path: Path, otherwise: Callable[[str, str], str | None] = lambda _text, _language: None) -> Names:
    given = json.loads(path.read_text(encoding="utf-8"))
    others = LANGUAGES[1:]
    return Names(
        {text: dict(zip(others, says, strict=True)) for text, says in given["texts"].items()},
        tuple(
            (re.compile(re.escape(text).replace(r"\{0\}", NUMBER)), dict(zip(others, says, strict=True)))
            for text, says in given.get("patterns", {}).items()
        ),
        otherwise,
    )


def told(value: Any, keys: Collection[str], say: Callable[[str], str]) -> Any:
    """The same answer with every text, or list of texts, that stands under one of `keys` said by `say`."""
    if isinstance(value, list):
        return [told(one, keys, say) for one in value]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(value, dict):
        return value
    return {
        key: _said(one, keys, say) if key in keys else told(one, keys, say)
        for key, one in value.items()  # pyright: ignore[reportUnknownVariableType]
    }


def _said(value: Any, keys: Collection[str], say: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_said(one, keys, say) for one in value]  # pyright: ignore[reportUnknownVariableType]
    return say(value) if isinstance(value, str) else told(value, keys, say)


def _is_ours(start: Mapping[str, Any]) -> bool:
    headers = Headers(raw=start["headers"])
    return headers.get("content-type") == "application/json" and "content-language" not in headers


class Spoken:
    """keys: of the fields of JSON answers that hold names. An answer that names its language is left as it is: somebody
    wants to change what stands there."""

    def __init__(self, app: ASGIApp, names: Names, keys: Collection[str]) -> None:
        self._app, self._names, self._keys = app, names, frozenset(keys)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        language = known(Headers(scope=scope).get("accept-language", "")) if scope["type"] == "http" else "en"
        if language == "en":
            await self._app(scope, receive, send)
            return
        start, body = dict[str, Any](), bytearray()

        async def spoken(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = dict(message)
                if not _is_ours(start):
                    await send(message)
                return
            if not _is_ours(start):
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            said = told(json.loads(body), self._keys, lambda text: self._names.say(language, text))
            content = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
            kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
            await send({**start, "headers": [*kept, (b"content-length", str(len(content)).encode())]})
            await send({"type": "http.response.body", "body": content})

        await self._app(scope, receive, spoken)

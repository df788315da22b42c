"""What the keyword of a message template may say: its kind is its name without the number ("thing1" is a "thing").
Pure rules in the platform's kinds and lengths. Called by flows/send_subscribe_message.

Wider than the platform in two places: a "phrase" is up to 5 Chinese letters and a "thing" up to 20 there; here they are
also up to 20 and 40 letters of other scripts, because "On the way" has no form of 5 letters."""

import re
from collections.abc import Callable, Mapping

KEYWORD = re.compile(r"([a-z_]+)(\d{1,3})")
# The platform's own list: date and time in several spellings, a span with "~".
_DAY = r"\d{4}\s?(?:年|[-/.])\s?\d{1,2}\s?(?:月|[-/.])\s?\d{1,2}\s?日?"
_CLOCK = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_MOMENT = rf"(?:{_DAY}[ T]?(?:{_CLOCK})?|{_CLOCK})"
_TIME = re.compile(rf"{_MOMENT}(?:\s?~\s?{_MOMENT})?")
_DATE = re.compile(rf"{_DAY}(?:[ T]?{_CLOCK})?(?:\s?~\s?{_DAY}(?:[ T]?{_CLOCK})?)?")
_AMOUNT = re.compile(r"(?:[A-Z]{3} ?|[^\d\s.,]{1,2} ?)?\d{1,10}(?:\.\d{1,2})?(?: ?[A-Z]{3})?元?")
_NUMBER = re.compile(r"(?=.{1,32}$)\d+(?:\.\d+)?")
_LETTERS = re.compile(r"[A-Za-z]{1,32}")
_PLAIN = re.compile(r"[\x21-\x7e ]{1,32}")
_PHONE = re.compile(r"[0-9+()\- ]{1,17}")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _is_thing(value: str) -> bool:
    return len(value) <= (20 if _IDEOGRAPH.search(value) else 40)


def _is_symbol(value: str) -> bool:
    return len(value) <= 5 and not any(letter.isalnum() for letter in value)


def _is_car(value: str) -> bool:
    return len(value) <= 8 and all(letter.isalnum() or letter in "-. " for letter in value)


def _is_name(value: str) -> bool:
    """10 letters where one is Chinese, else 20."""
    return len(value) <= (10 if _IDEOGRAPH.search(value) else 20) and not any(letter.isdigit() for letter in value)


def _is_phrase(value: str) -> bool:
    if _IDEOGRAPH.search(value):
        return len(value) <= 5
    return len(value) <= 20 and all(letter.isalpha() or letter in " -'’" for letter in value)


KINDS: Mapping[str, Callable[[str], bool]] = {
    "thing": _is_thing,
    "number": _matches(_NUMBER),
    "letter": _matches(_LETTERS),
    "symbol": _is_symbol,
    "character_string": _matches(_PLAIN),
    "time": _matches(_TIME),
    "date": _matches(_DATE),
    "amount": _matches(_AMOUNT),
    "phone_number": _matches(_PHONE),
    "car_number": _is_car,
    "name": _is_name,
    "phrase": _is_phrase,
}


def fits(keyword: str, value: str) -> bool:
    """keyword: such as "thing1". value: trimmed, one line; "" fits nothing."""
    kind = KEYWORD.fullmatch(keyword)
    return bool(value) and kind is not None and kind[1] in KINDS and KINDS[kind[1]](value)

"""Who flies: names as in the passport, a birth date that can be true, a document that is valid on arrival. Answers with
codes; the program has the words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

PASSENGERS_MAX = 6
FIELDS = ("given_name", "family_name", "born", "document", "document_until")
_NAME = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:[ '’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_DOCUMENT = re.compile(r"[A-Z0-9]{6,12}")


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def problems_of(passenger: Mapping[str, str], departs: date, arrives: date) -> dict[str, str]:
    """field -> "missing", "letters", "date", "past", "document", "expired"; empty when all is well."""
    found: dict[str, str] = {}
    for field in FIELDS:
        if not passenger.get(field, "").strip():
            found[field] = "missing"
    for field in ("given_name", "family_name"):
        text = passenger.get(field, "").strip()
        if text and (len(text) > 40 or not _NAME.fullmatch(text)):
            found[field] = "letters"
    if "document" not in found and not _DOCUMENT.fullmatch(passenger["document"].strip().upper()):
        found["document"] = "document"
    for field in ("born", "document_until"):
        if field in found:
            continue
        day = _day(passenger[field])
        if day is None:
            found[field] = "date"
        elif field == "born" and not 0 <= age_on(day, departs) <= 120:
            found[field] = "past"
        elif field == "document_until" and day < arrives:
            found[field] = "expired"
    return found


def child_alone(passengers: Sequence[Mapping[str, str]], departs: date) -> bool:
    """Somebody of at least 16 must be among them."""
    ages = [age_on(day, departs) for one in passengers if (day := _day(one["born"]))]
    return max(ages, default=0) < 16


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None

"""Pages from templates. Handlers call `render`; templates get the person, the CSRF token, `asset` and the filters
`money` and `moment`, which speak the person's language (Babel)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from superapp.base.amounts import money_text, plain_text
from superapp.base.errors import ensure
from superapp.base.words import LANGUAGE_DEFAULT, babel_locale, translations
from superapp.house import House
from superapp.security.csp import HOSTING_PERMISSIONS, page_policy
from superapp.security.csrf import FIELD
from superapp.security.origins import own_origin
from superapp.web.assets import asset
from superapp.web.visitor import language_of, visit_of
from superapp.web.words import words_asset
from wallet.money import Money, format_minor

TEMPLATES = Path(__file__).parents[1] / "templates"
# What every page is drawn from, whoever's data it shows: a view that had a `person` would be signed in as them.
FRAME = frozenset({"request", "person", "language", "html_language", "csrf_token"})
HTML_LANGUAGES = {"zh": "zh-Hant"}  # where the browser's word for a language is another


def render(
    request: Request, name: str, view: Mapping[str, Any] | object, status: int = 200, *, hosts_programs: bool = False
) -> HTMLResponse:
    """The page `templates/<name>`.

    view: a mapping, or a dataclass whose fields become the template's variables; the whole is `view` as well.
    hosts_programs: the page shows programs, so its policy allows frames of ours that carry them.
    """
    house: House = request.app.state.house
    own = own_origin(house.settings, scheme=request.url.scheme, host=request.headers.get("host", ""))
    headers = {
        # What a person sees is theirs: no shared cache, and nothing to find after signing out.
        "cache-control": "no-store",
        "content-security-policy": page_policy(own, hosts_programs=hosts_programs),
    } | ({"permissions-policy": HOSTING_PERMISSIONS} if hosts_programs else {})
    return HTMLResponse(text_of(request, name, view), status, headers)


def text_of(request: Request, name: str, view: Mapping[str, Any] | object) -> str:
    """The template's text alone; for fragments that travel inside JSON or a socket."""
    house: House = request.app.state.house
    visit = visit_of(request)
    person = visit.visitor.person if visit.visitor else None
    language = language_of(request)
    own: dict[str, Any] = {
        "request": request,
        "path": request.url.path,
        "request_id": getattr(request.state, "request_id", ""),
        "person": person,
        "language": language,
        "html_language": HTML_LANGUAGES.get(language, language),
        "demo": house.settings.demo,
        "house_currencies": house.wallet.settings.all_currencies(),
        "csrf_token": _Lazy(visit.csrf_token),
        "view": view,
    }
    given = variables(view)
    ensure(FRAME.isdisjoint(given), "a view leaves alone what the frame is drawn from", page=name, names=sorted(given))
    return environment(language).get_template(name).render(own | given)


def variables(view: Mapping[str, Any] | object) -> dict[str, Any]:
    if isinstance(view, Mapping):
        return {str(name): value for name, value in view.items()}
    if is_dataclass(view):
        return {field.name: getattr(view, field.name) for field in fields(view)}
    return {}


class _Lazy:
    """Text made when a template shows it: only pages with a form cost an unknown visitor a cookie."""

    def __init__(self, make: Any) -> None:
        self._make = make

    def __str__(self) -> str:
        return self._make()

    def __html__(self) -> str:
        return self._make()


class Missing(Undefined):
    """A name a template asks about but was not given: it counts as false, and showing it is an error."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()

    def __html__(self) -> str:
        self._fail_with_undefined_error()


@cache
def environment(language: str = LANGUAGE_DEFAULT) -> Environment:
    """One for each language, so that its words stand in compiled templates as they are."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # pyright: ignore[reportAttributeAccessIssue] (of the extension)
    # The language is a global too: a macro of another file sees nothing of the page that calls it.
    names: dict[str, Any] = {
        "asset": asset,
        "csrf_field": csrf_field,
        "words_asset": words_asset,
        "language": language,
    }
    filters: dict[str, Any] = {
        "money": money,
        "moment": moment,
        "moment_text": moment_text,
        "month": month,
        "plain_amount": plain_amount,
        "typed_amount": typed_amount,
        "tenths": tenths,
    }
    made.globals.update(names)
    made.filters.update(filters)
    return made


@pass_context
def csrf_field(context: Context) -> Markup:
    """The hidden field every form that changes something carries: `{{ csrf_field() }}`."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, str(context["csrf_token"]))


@pass_context
def money(context: Context, amount: Money | int, currency: str = "CNY") -> str:
    """`{{ balance | money }}` for Money, `{{ amount_minor | money(currency) }}` for minor units: "¥8.88"."""
    return money_text(amount, currency, str(context.get("language", LANGUAGE_DEFAULT)))


def plain_amount(amount: Money | int, currency: str = "CNY") -> str:
    """Plain decimal text for a chart: "8.88". As `money`, of Money or of minor units."""
    minor, currency = (amount.amount_minor, amount.currency) if isinstance(amount, Money) else (amount, currency)
    return format_minor(minor, currency)


@pass_context
def typed_amount(context: Context, amount: Money) -> str:
    """As the reader would type it into a field: "8.88", "8,88"."""
    return plain_text(amount, str(context.get("language", LANGUAGE_DEFAULT)))


@pass_context
def moment(context: Context, value: datetime, form: str = "medium") -> Markup:
    """A `<time>` with the exact moment for scripts and a readable one for people.

    form: "short", "medium", "long", "date" or "time". The text is UTC; the shell rewrites it to the device's zone.
    """
    text = moment_text(context, value, form)
    exact = value.astimezone(UTC).isoformat(timespec="seconds")
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(exact, form, text)


@pass_context
def moment_text(context: Context, value: datetime, form: str = "medium") -> str:
    locale = babel_locale(str(context.get("language", LANGUAGE_DEFAULT)))
    match form:
        case "date":
            return format_date(value, "medium", locale=locale)
        case "time":
            return format_time(value, "short", tzinfo=UTC, locale=locale)
        case "short" | "long":
            return format_datetime(value, form, tzinfo=UTC, locale=locale)
        case _:
            return format_datetime(value, "medium", tzinfo=UTC, locale=locale)


@pass_context
def month(context: Context, value: int) -> str:
    """`{{ 202611 | month }}`: "November 2026"."""
    return month_text(value, str(context.get("language", LANGUAGE_DEFAULT)))


@pass_context
def tenths(context: Context, value: float) -> str:
    """`{{ 4.25 | tenths }}`: "4.2", "4,2"."""
    return format_decimal(value, "0.0", locale=babel_locale(str(context.get("language", LANGUAGE_DEFAULT))))


def moment_in_words(value: datetime, language: str = LANGUAGE_DEFAULT) -> str:
    """For sentences: date and time, UTC."""
    return format_datetime(value, "short", tzinfo=UTC, locale=babel_locale(language))


def month_text(value: int, language: str = LANGUAGE_DEFAULT) -> str:
    return format_skeleton("yMMMM", date(value // 100, value % 100, 1), locale=babel_locale(language))

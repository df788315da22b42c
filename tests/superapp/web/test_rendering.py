"""Templates escape what people wrote, and amounts and moments read as people expect."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import UndefinedError

from superapp.base.amounts import money_text
from superapp.web.rendering import environment
from tests.superapp.conftest import Site
from wallet.money import Money
from wallet.movements.reading import Month


def shown(template: str, **view: object) -> str:
    return environment().from_string(template).render({"csrf_token": "t", "language": "en"} | view)


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_what_people_wrote_is_text(text: str) -> None:
    out = shown('<p title="{{ name }}">{{ name }}</p>', name=text)
    assert "<script" not in out
    assert "<img" not in out
    assert "49" not in out


async def test_words_from_the_address_are_text(web: Site) -> None:
    page = await web.client.get("/test/problem", params={"title": "</title><script>alert(1)</script>"})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("amount", "language", "text"),
    [
        (Money(888), "en", "¥8.88"),
        (Money(0), "en", "¥0.00"),
        (Money(-123456789), "en", "−¥1,234,567.89"),
        (Money(9007199254740991), "en", "¥90,071,992,547,409.91"),
        (Money(500, "JPY"), "en", "JP¥500"),
        (Money(1_250, "KWD"), "it", "1,250\xa0KWD"),
        (Money(-1_250, "KWD"), "en", "\N{MINUS SIGN}KWD\xa01.250"),
        (Money(123456789, "EUR"), "it", "1.234.567,89\xa0€"),
        (Money(888), "zh", "¥8.88"),
    ],
)
def test_an_amount_reads_in_the_persons_language(amount: Money, language: str, text: str) -> None:
    assert money_text(amount, language=language) == text


def test_a_macro_of_another_file_writes_sums_and_months_in_the_pages_language() -> None:
    month = SimpleNamespace(month=202611, money_in=Money(123_456), money_out=Money(0))
    macros: Any = environment("it").get_template("wallet/month_chart.html").module
    drawn = macros.month_chart([month], 123_456)
    assert "novembre 2026" in drawn
    assert "1.234,56" in drawn


def test_a_rating_has_its_readers_decimal_mark() -> None:
    macros: Any = environment("it").get_template("programs/words.html").module
    drawn = macros.score(SimpleNamespace(average=4.26, count=2))
    assert "4,3 (2)" in drawn
    assert "4,3 stelle su 5" in drawn


def test_minor_units_are_shown_with_their_currency() -> None:
    assert shown("{{ 1999 | money('USD') }}") == "$19.99"


def test_a_moment_carries_its_exact_time() -> None:
    out = shown("{{ at | moment('date') }}", at=datetime(2026, 11, 23, 9, 30, tzinfo=UTC))
    assert out == '<time datetime="2026-11-23T09:30:00+00:00" data-form="date">Nov 23, 2026</time>'


def test_a_name_that_was_not_given_may_be_asked_about_but_not_shown() -> None:
    assert shown("{{ 'yes' if missing else 'no' }}") == "no"
    with pytest.raises(UndefinedError):
        shown("{{ missing }}")


def test_a_macro_of_another_file_speaks_the_language_of_its_page() -> None:
    page = '{% from "wallet/month_chart.html" import month_chart %}{{ month_chart(chart, 8800) }}'
    chart = [Month(202611, "CNY", Money(8800), Money(0), 1, {})]
    out = environment("ru").from_string(page).render(chart=chart)
    assert "ноябрь" in out
    assert "88,00" in out
    assert "November" not in out

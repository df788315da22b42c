"""Amounts in people's own way of writing: what they type is what is meant, and what is filled in reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from superapp.base.amounts import money_text, plain_text, typed_money
from superapp.base.words import LOCALES
from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS, AmountInvalid, Money


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("12.50", "en", 1250),
        ("12,50", "en", 1250),
        ("1,234.50", "en", 123450),
        ("1,234", "en", 123400),
        ("12,50", "it", 1250),
        ("12.50", "it", 1250),
        (" 1.234,5 ", "it", 123450),
        ("1.234.567", "it", 123456700),
        ("1 234,50", "uk", 123450),
        ("1\N{NO-BREAK SPACE}234,50", "ru", 123450),
        ("8", "id", 800),
        ("1,234.50", "zh", 123450),
    ],
)
def test_an_amount_is_read_as_its_language_writes_it(text: str, language: str, minor: int) -> None:
    assert typed_money(text, "CNY", language) == Money(minor, "CNY")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("1.234,50", "en"),  # another language's way, all of it: better asked again than taken for 1.23
        ("1,234.50", "it"),
        ("1.234", "en"),
        ("12,34,56", "en"),
        ("12 50", "en"),
        ("1 234 5", "it"),
        ("1.234 567", "it"),
        ("1,23,456", "en"),
        ("-5", "en"),
        ("5 yuan", "en"),
        ("", "it"),
        (",", "it"),
        ("9" * 17, "en"),
    ],
)
def test_what_could_mean_two_things_is_refused(text: str, language: str) -> None:
    with pytest.raises(AmountInvalid):
        typed_money(text, "CNY", language)


@given(some.integers(0, AMOUNT_MINOR_MAX), some.sampled_from(sorted(EXPONENTS)), some.sampled_from(sorted(LOCALES)))
def test_what_is_filled_in_reads_back(minor: int, currency: str, language: str) -> None:
    amount = Money(minor, currency)
    assert typed_money(plain_text(amount, language), currency, language) == amount


@given(some.integers(0, 10**12), some.sampled_from(sorted(LOCALES)))
def test_what_a_page_shows_may_be_typed(minor: int, language: str) -> None:
    shown = money_text(Money(minor, "CNY"), language=language).replace("¥", "")
    assert typed_money(shown, "CNY", language) == Money(minor, "CNY")

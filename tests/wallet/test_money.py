"""Money as text: what is written is read back, in currencies with and without small units, and nothing else is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS, AmountInvalid, Money, decimal_of, format_minor, parse_money


@given(minor=st.integers(0, AMOUNT_MINOR_MAX), currency=st.sampled_from(sorted(EXPONENTS)))
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    text = format_minor(minor, currency)
    assert parse_money(text, currency) == Money(minor, currency)
    assert Decimal(text) == decimal_of(minor, currency)
    assert decimal_of(-minor, currency) == -decimal_of(minor, currency)


def test_how_it_looks() -> None:
    assert [str(Money(one)) for one in (888, 8, 0, -5)] == ["8.88 CNY", "0.08 CNY", "0.00 CNY", "-0.05 CNY"]
    assert str(Money(888, "JPY")) == "888 JPY"
    assert str(decimal_of(-880, "CNY")) == "-8.80"
    assert parse_money("3", "CNY") == Money(300)


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1e2", "1,00", ".5", "1.", "0.001", "1.1.1", "１", "NaN", "0x1", "9" * 17, str(2**53)]
)
def test_nothing_else_is_read(text: str) -> None:
    with pytest.raises(AmountInvalid):
        parse_money(text, "CNY")


def test_the_largest_amount_and_the_small_units_of_each_currency() -> None:
    assert parse_money("90071992547409.91").amount_minor == AMOUNT_MINOR_MAX
    for text, currency in (("90071992547409.92", "CNY"), ("1.5", "JPY"), ("1", "XXX")):
        with pytest.raises(AmountInvalid):
            parse_money(text, currency)

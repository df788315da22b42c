"""How a phone number is read, split and shown."""

import pytest

from superapp.accounts.numbers import NumberRefused, clean_number, read_number, spaced, split


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+39 333 123 4567", "+393331234567"),
        (" 0039/333-123.45.67 ", "+393331234567"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+852\u00a01234 5678", "+85212345678"),
        ("+290 1234", "+2901234"),
    ],
)
def test_a_whole_number_is_read_however_it_is_written(typed: str, number: str) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "333 123 4567",  # of which country?
        "+0 333 123 4567",
        "+44 (0)20 7946 0958",
        "+39 333 123 4567 890 12",
        "+39 333",
        "+39 ٣٣٣ ١٢٣ ٤٥٦٧",
        "+39 333 123 4567 x12",
        "ann",
    ],
)
def test_anything_else_is_no_number(typed: str) -> None:
    assert read_number(typed) is None
    with pytest.raises(NumberRefused):
        clean_number(typed)


@pytest.mark.parametrize(
    ("number", "parts", "shown"),
    [
        ("+393331234567", ("39", "3331234567"), "+39 333 123 4567"),
        ("+12125550100", ("1", "2125550100"), "+1 212 555 0100"),
        ("+79161234567", ("7", "9161234567"), "+7 916 123 4567"),
        ("+380441234567", ("380", "441234567"), "+380 441 234 567"),
        ("+8613800000000", ("86", "13800000000"), "+86 138 000 000 00"),
        ("+85212345678", ("852", "12345678"), "+852 123 456 78"),
        ("+4930123456", ("49", "30123456"), "+49 301 234 56"),
        ("+6285123456", ("62", "85123456"), "+62 851 234 56"),
        ("+2901234", ("290", "1234"), "+290 1234"),
    ],
)
def test_the_country_code_is_told_from_the_rest(number: str, parts: tuple[str, str], shown: str) -> None:
    assert split(number) == parts
    assert spaced(number) == shown

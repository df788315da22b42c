"""Money as people read it and type it, in their language: on pages, in lists, in notifications, in forms."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol, get_decimal_symbol

from superapp.base.words import LANGUAGE_DEFAULT, babel_locale
from wallet.money import EXPONENTS, Money, format_minor, parse_money

# Yuan and yen share a sign. People who hold yuan read "¥", not "CN¥"; beside it the yen is marked as CLDR marks it in
# Chinese. The browser does the same (shell/words.ts).
SIGNS = {"CNY": "¥", "JPY": "JP¥"}
MARKS = ".,"
LETTERS_BEFORE_DIGIT = re.compile(r"(?<=[A-Z]{3})(?=\d)")


def money_text(amount: Money | int, currency: str = "CNY", language: str = LANGUAGE_DEFAULT) -> str:
    minor, currency = (amount.amount_minor, amount.currency) if isinstance(amount, Money) else (amount, currency)
    value = Decimal(minor).scaleb(-EXPONENTS[currency])
    locale = babel_locale(language)
    shown = format_currency(value, currency, locale=locale)
    if sign := SIGNS.get(currency):
        shown = shown.replace(get_currency_symbol(currency, locale=locale), sign)
    # As CLDR's spacing says, which Babel leaves out: letters do not touch digits.
    shown = LETTERS_BEFORE_DIGIT.sub("\N{NO-BREAK SPACE}", shown)
    # A minus as wide as the plus, so that columns of signed amounts line up.
    return shown.replace("-", "\N{MINUS SIGN}")


def typed_money(text: str, currency: str, language: str) -> Money:
    """What a person meant: "12,50" and "1.234,50" in Italian, "12.50" and "1,234.50" in English, also with
    spaces between thousands. The other language's mark is taken for the point too, unless it parts thousands.

    Raises AmountInvalid.
    """
    typed = " ".join(text.split())
    point = get_decimal_symbol(babel_locale(language))
    other = MARKS.replace(point, "")
    whole, mark, part = typed.partition(point)
    if parted := re.fullmatch(rf"\d{{1,3}}(?:([ {other}])\d{{3}})(?:\1\d{{3}})*", whole):
        whole = whole.replace(parted[1], "")
    return parse_money(f"{whole}{mark}{part}".replace(",", "."), currency)


def plain_text(amount: Money, language: str) -> str:
    """What `typed_money` reads: for fields that are filled in already."""
    text = format_minor(amount.amount_minor, amount.currency)
    return text.replace(".", get_decimal_symbol(babel_locale(language)))

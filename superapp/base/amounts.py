"""Money as people read it, in their language: on pages, in lists, in notifications."""

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_symbol

from superapp.base.words import LANGUAGE_DEFAULT, babel_locale
from wallet.money import EXPONENTS, Money

# Yuan and yen share a sign. People who hold yuan read "¥", not "CN¥"; beside it the yen is marked as CLDR marks it in
# Chinese. The browser does the same (shell/words.ts).
SIGNS = {"CNY": "¥", "JPY": "JP¥"}
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

"""Amounts of money as whole minor units. No float ever holds money; formatting for people is the host's work."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from wallet.errors import WalletError

# ISO 4217's decimals of every currency an account may have. A table of our own, for it may never change under money
# that is in the books; a test holds it against Babel's. Which of them an installation takes: WALLET_CURRENCIES.
# fmt: off
_BY_DECIMALS = {
    0: ("JPY", "KRW", "VND"),
    2: ("AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "KZT",
        "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "ZAR"),
    3: ("BHD", "JOD", "KWD", "OMR", "TND"),
}
# fmt: on
EXPONENTS = {currency: decimals for decimals, currencies in _BY_DECIMALS.items() for currency in currencies}
AMOUNT_MINOR_MAX = 2**53 - 1  # also exact in a browser's numbers
_DECIMAL = re.compile(r"([0-9]{1,16})(?:\.([0-9]{1,4}))?")


@dataclass(eq=False)
class AmountInvalid(WalletError):
    code: ClassVar[str] = "amount_invalid"
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """amount_minor: whole minor units (fen for CNY), may be negative in differences; currency: ISO 4217 letters."""

    amount_minor: int
    currency: str = "CNY"

    def __str__(self) -> str:
        return f"{format_minor(self.amount_minor, self.currency)} {self.currency}"


def format_minor(amount_minor: int, currency: str = "CNY") -> str:
    """Plain decimal text, such as "8.88"; no grouping, no symbol."""
    exponent = EXPONENTS[currency]
    sign, digits = ("-" if amount_minor < 0 else ""), str(abs(amount_minor)).rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}" if exponent else sign + digits


def decimal_of(amount_minor: int, currency: str) -> Decimal:
    """The exact decimal, such as -8.88 with both digits; for files that other programs read."""
    return Decimal(amount_minor).scaleb(-EXPONENTS[currency])


def parse_money(text: str, currency: str = "CNY") -> Money:
    """Read plain decimal text; the inverse of `format_minor` for positive amounts.

    Raises AmountInvalid for anything but digits with at most the currency's decimals.
    """
    found = _DECIMAL.fullmatch(text.strip())
    exponent = EXPONENTS.get(currency)
    if not found or exponent is None or len(found[2] or "") > exponent:
        raise AmountInvalid(text=text[:40])
    minor = int(found[1] + (found[2] or "").ljust(exponent, "0"))
    if minor > AMOUNT_MINOR_MAX:
        raise AmountInvalid(text=text[:40])
    return Money(minor, currency)

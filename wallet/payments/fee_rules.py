"""What the house takes from a payment, and how much of it goes back with a refund. Pure integers; rules are data
(`settlement_rows.TermsRow`), these functions read them. Called by `settlements.py`."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from wallet.errors import WalletError

BASIS = 10_000  # basis points of a whole


class Rounding(StrEnum):
    DOWN = "down"
    HALF_UP = "half_up"
    UP = "up"


@dataclass(eq=False)
class FeeRuleInvalid(WalletError):
    """field: of the rule."""

    code: ClassVar[str] = "fee_rule_invalid"
    field: str


@dataclass(frozen=True, slots=True)
class FeeRule:
    """basis_points of the payment, rounded, then at least min_minor and at most max_minor (0: no upper end), and never
    more than the payment. gives_back: whether a refund brings its part of the fee back."""

    basis_points: int = 0
    min_minor: int = 0
    max_minor: int = 0
    rounding: Rounding = Rounding.HALF_UP
    gives_back: bool = True


def require_fit(rule: FeeRule) -> None:
    """Raises FeeRuleInvalid."""
    if not 0 <= rule.basis_points <= BASIS:
        raise FeeRuleInvalid("basis_points")
    if rule.min_minor < 0:
        raise FeeRuleInvalid("min_minor")
    if rule.max_minor < 0 or (rule.max_minor and rule.max_minor < rule.min_minor):
        raise FeeRuleInvalid("max_minor")


def fee_of(rule: FeeRule, total_minor: int) -> int:
    """From 0 to total_minor."""
    product = total_minor * rule.basis_points
    if rule.rounding is Rounding.UP:
        fee = -(-product // BASIS)
    elif rule.rounding is Rounding.HALF_UP:
        fee = (product + BASIS // 2) // BASIS
    else:
        fee = product // BASIS
    fee = max(fee, rule.min_minor)
    return min(fee, rule.max_minor or fee, total_minor)


def fee_back(fee_minor: int, total_minor: int, refunded_minor: int, returned_minor: int) -> int:
    """What goes back with a refund. refunded_minor: all refunds of the order, this one included; returned_minor: of the
    fee, before this one.

    The part is cut down to whole units over all refunds together, so the parts of many small refunds never sum to more
    than those of one large refund, and the last one brings back the rest.
    """
    return max(0, fee_minor * refunded_minor // total_minor - returned_minor)

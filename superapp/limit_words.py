"""What a person's tier and its limits are called: the wallet gives the rules, the host says the words. Called by the
flows `show_limits` and `set_tier`."""

from collections.abc import Iterable

from superapp.base.words import N_, sayer

TIERS = {"starter": N_("Starter"), "basic": N_("Basic"), "verified": N_("Verified")}
OPERATIONS = {
    "payment": N_("payments"),
    "transfer": N_("transfers"),
    "envelope": N_("red envelopes"),
    "top_up": N_("top-ups"),
    "withdrawal": N_("withdrawals"),
}
WINDOWS = {
    "once": N_("At a time: {what}"),
    "day": N_("In a day: {what}"),
    "month": N_("In a month: {what}"),
    "year": N_("In a year: {what}"),
    "always": N_("In all: {what}"),
}


def tier_name(tier: str, language: str) -> str:
    """An operator's own tier has a name of the operator's."""
    return sayer(language)(TIERS[tier]) if tier in TIERS else tier


def limit_words(window: str, operations: Iterable[str], language: str) -> str:
    """Such as "In a day: payments, transfers"."""
    say = sayer(language)
    return say(WINDOWS[window]).format(what=", ".join(say(OPERATIONS[name]) for name in operations))

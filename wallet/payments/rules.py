"""Limits and identity tiers, as data: `rules.json` beside this file, or the operator's own (`WALLET_RULES_FILE`). Pure:
what a window is and whether an amount still fits; `limits.py` counts.

A tier is what a person may do because of what is known of them. A limit holds for the sum of its operations in its
window; a currency that a limit does not name is not limited by it."""

import json
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from wallet.money import EXPONENTS, AmountInvalid, parse_money

Operation = Literal["payment", "transfer", "envelope", "top_up", "withdrawal"]
Window = Literal["once", "day", "month", "year", "always"]
Amounts = dict[str, str]  # currency -> plain decimal text

OUTGOING = ("payment", "transfer", "envelope", "withdrawal")


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Limit(_Data):
    """id: stable; a refusal names it. window: "once" is for each use alone."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    operations: list[Operation] = Field(min_length=1)
    window: Window
    at_most: Amounts

    def minor(self, currency: str) -> int | None:
        return _minor(self.at_most, currency)


class Tier(_Data):
    """balance_at_most: what may come in ends there; what comes back (refunds, returns) always may."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,24}$")
    limits: list[Limit]
    balance_at_most: Amounts

    def balance_minor(self, currency: str) -> int | None:
        return _minor(self.balance_at_most, currency)

    def limits_on(self, operation: str, currency: str) -> list[tuple[Limit, int]]:
        """Those that hold for it, with their amounts in minor units."""
        return [
            (one, at_most)
            for one in self.limits
            if operation in one.operations and (at_most := one.minor(currency)) is not None
        ]


class CurrencyAmounts(_Data):
    """What cards and envelopes may move in one currency, as plain decimal text. top_up_presets: amounts one press fills
    in; envelope_share_most: the largest mean share of an envelope."""

    top_up_least: str
    top_up_presets: list[str] = []
    top_up_most: str
    withdrawals_in_a_day: str
    withdrawal_fee_least: str
    envelope_share_most: str


class FreeOfPin(_Data):
    """How much people may allow themselves without the PIN: in one use, and in a day."""

    once: str
    day: str


class Rules(_Data):
    """currencies: what an operator's file leaves out is as in the rules that ship."""

    default_tier: str
    currencies: dict[str, CurrencyAmounts] = {}
    without_pin: dict[str, FreeOfPin]
    tiers: list[Tier] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        names = [one.id for one in self.tiers]
        if self.default_tier not in names or len(set(names)) != len(names):
            raise ValueError("each tier has a name of its own, and the default is one of them")
        amounts = [one.at_most for tier in self.tiers for one in tier.limits]
        amounts += [one.balance_at_most for one in self.tiers]
        amounts += [{currency: text} for currency, one in self.without_pin.items() for text in (one.once, one.day)]
        amounts += [{currency: text} for currency, one in self.currencies.items() for text in _texts(one)]
        for found in amounts:
            for currency, text in found.items():
                read_amount(text, currency)
        return self

    def tier(self, name: str) -> Tier:
        """The default for "" and for a tier that the rules no longer have."""
        known = {one.id: one for one in self.tiers}
        return known.get(name) or known[self.default_tier]

    def free_of_pin(self, currency: str) -> tuple[int, int]:
        """At most, in minor units: once, and in a day."""
        found = self.without_pin.get(currency)
        return (read_amount(found.once, currency), read_amount(found.day, currency)) if found else (0, 0)


def load_rules(path: Path | None) -> Rules:
    """Raises pydantic's ValidationError, which names the place, or OSError. Read once for each path."""
    return _load(path)


@cache
def _load(path: Path | None) -> Rules:
    text = (
        path.read_text("utf-8")
        if path
        else resources.files("wallet.payments").joinpath("rules.json").read_text("utf-8")
    )
    return Rules.model_validate(json.loads(text))


def begin_of(window: Window, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Since when uses count; None for always, and for a window in which nothing adds up."""
    day = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    match window:
        case "day":
            return day
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return None


def end_of(window: Window, now: datetime, zone: ZoneInfo) -> datetime | None:
    """When the count begins anew; None for never."""
    begin = begin_of(window, now, zone)
    match window, begin:
        case _, None:
            return None
        case "day", day:
            return (day + timedelta(hours=36)).replace(hour=0)  # also where a day has 23 or 25 hours
        case "month", day:
            return (day + timedelta(days=32)).replace(day=1)
        case _, day:
            return day.replace(year=day.year + 1)


def _texts(one: CurrencyAmounts) -> list[str]:
    least = [one.top_up_least, one.top_up_most, one.withdrawals_in_a_day, one.withdrawal_fee_least]
    return [*least, one.envelope_share_most, *one.top_up_presets]


def _minor(amounts: Amounts, currency: str) -> int | None:
    text = amounts.get(currency)
    return None if text is None else read_amount(text, currency)


def read_amount(text: str, currency: str) -> int:
    """Minor units of an amount that the rules name. Raises ValueError, which reading the rules has ruled out."""
    if currency not in EXPONENTS:
        raise ValueError(f"{currency} is not a currency people may hold")
    try:
        return parse_money(text, currency).amount_minor
    except AmountInvalid as error:
        raise ValueError(f"{text!r} is not an amount") from error

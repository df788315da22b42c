"""What comes back when a ticket is returned, and what an exchange costs. A policy is data, so that the program shows
the same rules before buying that the server applies afterwards."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """Until `hours` before the start, `keep_percent` of the price is kept."""

    hours: int
    keep_percent: int


@dataclass(frozen=True, slots=True)
class Policy:
    """refund: earliest step first; after the last one nothing comes back. exchange_hours: the latest moment before the
    start, None when there is no exchange. gives_back: a cheaper ticket gives the difference back."""

    id: str
    refund: tuple[Step, ...]
    exchange_hours: int | None
    exchange_fee_fen: int = 0
    gives_back: bool = True

    def shown(self) -> dict[str, Any]:
        return asdict(self)


POLICIES = {
    one.id: one
    for one in (
        Policy("cinema", (Step(2, 0), Step(1, 30)), 1),
        Policy("event", (Step(168, 0), Step(48, 50)), 72),
        Policy("light", (), None),
        Policy("standard", (Step(24, 20), Step(3, 50)), 3, exchange_fee_fen=12_000, gives_back=False),
        Policy("flex", (Step(3, 0), Step(1, 10)), 1),
    )
}


@dataclass(frozen=True, slots=True)
class RefundQuote:
    """back_fen + fee_fen is always the whole price."""

    allowed: bool
    back_fen: int
    fee_fen: int


@dataclass(frozen=True, slots=True)
class ExchangeQuote:
    """due_fen: to pay when positive, to give back when negative."""

    allowed: bool
    due_fen: int
    fee_fen: int


def refund_quote(policy: Policy, price_fen: int, starts_at: datetime, now: datetime) -> RefundQuote:
    for step in policy.refund:
        if now <= starts_at - timedelta(hours=step.hours):
            fee = -(
                -price_fen * step.keep_percent // 100
            )  # the kept part is rounded up, so parts never exceed the whole
            return RefundQuote(price_fen > fee, price_fen - fee, fee)
    return RefundQuote(False, 0, price_fen)


def exchange_quote(policy: Policy, old_fen: int, new_fen: int, starts_at: datetime, now: datetime) -> ExchangeQuote:
    """starts_at: of the ticket that is given away."""
    if policy.exchange_hours is None or now > starts_at - timedelta(hours=policy.exchange_hours):
        return ExchangeQuote(False, 0, 0)
    difference = new_fen - old_fen
    if not policy.gives_back:
        difference = max(0, difference)
    return ExchangeQuote(True, difference + policy.exchange_fee_fen, policy.exchange_fee_fen)

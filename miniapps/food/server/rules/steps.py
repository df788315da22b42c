"""The life of an order: which state may follow which, what a person may still do, and what kitchens and couriers that
act by themselves do next."""

from enum import StrEnum


class State(StrEnum):
    AWAITING_PAYMENT = "awaiting_payment"
    PAID = "paid"
    CONFIRMED = "confirmed"
    COOKING = "cooking"
    READY = "ready"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    REFUSED = "refused"
    CANCELLED = "cancelled"


FOLLOWS: dict[State, frozenset[State]] = {
    State.AWAITING_PAYMENT: frozenset({State.PAID, State.CANCELLED}),
    State.PAID: frozenset({State.CONFIRMED, State.REFUSED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.COOKING, State.REFUSED, State.CANCELLED}),
    State.COOKING: frozenset({State.READY, State.REFUSED}),
    State.READY: frozenset({State.ON_THE_WAY}),
    State.ON_THE_WAY: frozenset({State.DELIVERED}),
    State.DELIVERED: frozenset(),
    State.REFUSED: frozenset(),
    State.CANCELLED: frozenset(),
}
ENDED = frozenset({State.DELIVERED, State.REFUSED, State.CANCELLED})
# From here on the food exists: cancelling would throw it away.
CANCELLABLE = frozenset({State.AWAITING_PAYMENT, State.PAID, State.CONFIRMED})
# Stock goes back only when nothing was cooked.
UNCOOKED = frozenset({State.AWAITING_PAYMENT, State.PAID, State.CONFIRMED})
# From here on the kitchen has said yes, so what was set aside is taken.
ACCEPTED = (State.CONFIRMED, State.COOKING, State.READY, State.ON_THE_WAY, State.DELIVERED)
CLAIM_HOURS = 24
LOW_RATING = 2
ANSWER_HOURS = 24
# Seconds a simulated kitchen or courier stays in a state, at speed 1. The ride takes as long as its distance says.
STAYS: dict[State, float] = {State.PAID: 6, State.CONFIRMED: 8, State.COOKING: 25, State.READY: 8}
RIDE_SECONDS_PER_KILOMETRE = 25
RIDE_SECONDS_LEAST = 30


def may_follow(state: State, after: State) -> bool:
    return after in FOLLOWS[state]


def ride_seconds(distance_m: int) -> float:
    return max(RIDE_SECONDS_LEAST, distance_m * RIDE_SECONDS_PER_KILOMETRE / 1000)


def next_step(state: State, *, waited_seconds: float, distance_m: int, speed: float) -> State | None:
    """What happens by itself to an order that has been in `state` for so long; None while nothing does."""
    order = [State.PAID, State.CONFIRMED, State.COOKING, State.READY, State.ON_THE_WAY, State.DELIVERED]
    if state not in order[:-1]:
        return None
    stays = ride_seconds(distance_m) if state is State.ON_THE_WAY else STAYS[state]
    return order[order.index(state) + 1] if waited_seconds * speed >= stays else None

"""What each test card does, as data: which steps a charge and a payout take, and when, and how its answers go astray.
Pure; `network.py` writes the steps down, `pages.py` lists the cards. Any other number that passes the check digit is a
card that says yes.

A step is (seconds after the one before, state, code). Names of times are filled in from the settings, so that a
demonstration need not wait for a business day."""

from dataclasses import dataclass

Step = tuple[str, str, str]  # name of a time in `Times`, or "now"; state; code
APPROVED: tuple[Step, ...] = (("now", "approved", ""),)
PAID: tuple[Step, ...] = (("now", "pending", ""), ("settlement", "paid", ""))


@dataclass(frozen=True, slots=True)
class Times:
    """In seconds. challenge: how long a person may think; settlement: until a payout is there."""

    pending: float = 5.0
    chargeback: float = 20.0
    settlement: float = 15.0
    challenge: float = 600.0
    slow: float = 7.0

    def of(self, name: str) -> float:
        return 0.0 if name == "now" else float(getattr(self, name))


@dataclass(frozen=True, slots=True)
class Behaviour:
    """answers: "" in time, "slow" after the wallet has stopped waiting, "error" twice with 500 before anything is done,
    "lost" once without an answer after everything is done."""

    name: str
    number: str
    says: str
    charge: tuple[Step, ...] = APPROVED
    payout: tuple[Step, ...] = PAID
    answers: str = ""


def check_digit(digits: str) -> int:
    """Luhn's, for the digits before it. Source: ISO/IEC 7812-1, annex B."""
    total = 0
    for place, letter in enumerate(reversed(digits)):
        value = int(letter) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def is_number(digits: str) -> bool:
    return (
        digits.isascii()
        and digits.isdigit()
        and 13 <= len(digits) <= 19
        and check_digit(digits[:-1]) == int(digits[-1])
    )


def _number(code: int) -> str:
    digits = f"400000000000{code:03}"
    return f"{digits}{check_digit(digits)}"


CHALLENGE: tuple[Step, ...] = (("now", "challenge", ""), ("challenge", "declined", "authentication_expired"))
BEHAVIOURS = (
    Behaviour("approve", _number(100), "says yes at once"),
    Behaviour("challenge", _number(300), "asks you to confirm first (3-D Secure)", CHALLENGE),
    Behaviour(
        "pending",
        _number(400),
        "thinks for a while, then says yes",
        (("now", "pending", ""), ("pending", "approved", "")),
    ),
    Behaviour("insufficient", _number(210), "has not enough money", (("now", "declined", "insufficient_funds"),)),
    Behaviour("lost_card", _number(220), "was reported lost", (("now", "declined", "card_lost"),)),
    Behaviour("expired", _number(230), "has expired at its bank", (("now", "declined", "card_expired"),)),
    Behaviour(
        "late_decline",
        _number(410),
        "thinks for a while, then says no",
        (("now", "pending", ""), ("pending", "declined", "limit_exceeded")),
    ),
    Behaviour(
        "chargeback",
        _number(500),
        "says yes, and its bank takes the money back later",
        (("now", "approved", ""), ("chargeback", "charged_back", "")),
    ),
    Behaviour("slow", _number(600), "says yes, but its answer takes too long", answers="slow"),
    Behaviour("error", _number(610), "says yes after two server errors", answers="error"),
    Behaviour("lost_answer", _number(620), "says yes, but the answer is lost on the way", answers="lost"),
    Behaviour(
        "payout_fails",
        _number(700),
        "says yes, and takes no money in",
        payout=(("now", "pending", ""), ("settlement", "failed", "account_closed")),
    ),
    Behaviour(
        "payout_returned",
        _number(710),
        "says yes, and sends money back after it arrived",
        payout=(*PAID, ("settlement", "returned", "account_closed")),
    ),
)
BY_NAME = {one.name: one for one in BEHAVIOURS}
BY_NUMBER = {one.number: one for one in BEHAVIOURS}


def behaviour_of(number: str) -> Behaviour:
    return BY_NUMBER.get(number, BEHAVIOURS[0])


def brand_of(number: str) -> str:
    if number.startswith("4"):
        return "visa"
    return (
        "mastercard"
        if number[:2] in {"51", "52", "53", "54", "55"}
        else "unionpay"
        if number.startswith("62")
        else "card"
    )

"""What a movement of a person's money is called, by the first part of its entry's cause: the wallet gives the cause,
the host says the words. Called by the flows that show movements or hand them out (`show_movements`, `export_data`), and
by those of the desk (`search_money`, `watch_business`)."""

from superapp.base.words import N_, Say

DEMO_MONEY = N_("Demo money")
# A filter, and words for a line.
KINDS: dict[str, tuple[str, str]] = {
    "order": ("payment", N_("Payment")),
    "combine": ("payment", N_("Payment")),
    "refund": ("refund", N_("Refund")),
    "top_up": ("top_up", N_("Top-up")),
    "payout": ("payout", N_("Money from a merchant")),
    "share": ("payout", N_("Share of a payment")),
    "transfer": ("transfer", N_("Transfer")),
    "transfer_back": ("transfer", N_("Transfer, returned")),
    "envelope": ("envelope", N_("Red envelope")),
    "envelope_back": ("envelope", N_("Red envelope, the rest")),
    "withdrawal": ("withdrawal", N_("Withdrawal")),
    "withdrawal_back": ("withdrawal", N_("Withdrawal, sent back by the bank")),
    "debt": ("debt", N_("For a top-up that the bank took back")),
    "correction": ("other", N_("Correction by the operator")),
    "split": ("split", N_("Split bill")),
}
OTHER = ("other", N_("Movement"))


def filter_of(kind: str) -> str:
    return KINDS.get(kind, OTHER)[0]


def what_of(kind: str, say: Say) -> str:
    return say(KINDS.get(kind, OTHER)[1])


def name_of(kind: str, say: Say) -> str:
    """As `what_of`, for those who work on the books: what moves no money of people keeps its own word."""
    return say(KINDS[kind][1]) if kind in KINDS else kind.replace("_", " ").capitalize()


def other_of(kind: str, name: str, say: Say) -> str:
    """Who is on the other side where it is no person, "" where there is nobody. name: as the wallet has it."""
    # The house account that demo money comes from is nobody a person knows by name.
    return say(DEMO_MONEY) if kind == "top_up" and not name else name

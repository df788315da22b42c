"""What a split bill may say: the limits of each field, the digest that tells a repeated draft from a changed one, and
the division itself. Called by `splits.start_split` before anything is stored; pure."""

import hashlib
import json
from dataclasses import asdict

from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS
from wallet.payments.split_division import by_item, by_weight
from wallet.payments.split_rows import SplitDraft, SplitDraftInvalid
from wallet.payments.transfer_drafts import NOTE_LETTERS_MAX, PLACE_LETTERS_MAX, REQUEST_ID

WAYS = ("equal", "shares", "items")
PEOPLE_MAX = 50  # each payment is told to everybody who takes part
WEIGHT_MAX = 99
ITEMS_MAX = 50
ITEM_LETTERS_MAX = 40


def shares_of(draft: SplitDraft) -> list[int]:
    """What each of the draft's people owes, in their order. Raises SplitDraftInvalid for the first field that is
    wrong, and when somebody would owe nothing."""
    _require_valid(draft)
    match draft.way:
        case "items":
            shares = by_item(draft.people, [(one.amount_minor, one.people) for one in draft.items])
        case "shares":
            shares = by_weight(draft.total_minor, draft.weights)
        case _:
            shares = by_weight(draft.total_minor, [1] * len(draft.people))
    if min(shares) < 1:
        raise SplitDraftInvalid("people", "only those who owe at least one unit")
    return shares


def digest_of(draft: SplitDraft) -> str:
    """64 hex digits over every field."""
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()


def items_text(draft: SplitDraft) -> str:
    return json.dumps([asdict(one) for one in draft.items], ensure_ascii=False)


def _require_valid(draft: SplitDraft) -> None:
    if not 1 <= draft.total_minor <= AMOUNT_MINOR_MAX:
        raise SplitDraftInvalid("amount", f"whole minor units from 1 to {AMOUNT_MINOR_MAX}")
    if draft.currency not in EXPONENTS:
        raise SplitDraftInvalid("currency", "one that a person may hold")
    if draft.way not in WAYS:
        raise SplitDraftInvalid("way", f"one of {', '.join(WAYS)}")
    if not REQUEST_ID.fullmatch(draft.request_id):
        raise SplitDraftInvalid("request_id", "8 to 64 letters or digits")
    if len(draft.note) > NOTE_LETTERS_MAX or "\0" in draft.note:
        raise SplitDraftInvalid("note", f"at most {NOTE_LETTERS_MAX} letters")
    if len(draft.place) > PLACE_LETTERS_MAX:
        raise SplitDraftInvalid("place", f"at most {PLACE_LETTERS_MAX} letters")
    if not 1 <= len(draft.people) <= PEOPLE_MAX or len(set(draft.people)) != len(draft.people):
        raise SplitDraftInvalid("people", f"1 to {PEOPLE_MAX} different people")
    if draft.people == (draft.starter_id,):
        raise SplitDraftInvalid("people", "somebody besides yourself")
    if draft.way == "shares" and (
        len(draft.weights) != len(draft.people) or not all(1 <= one <= WEIGHT_MAX for one in draft.weights)
    ):
        raise SplitDraftInvalid("shares", f"1 to {WEIGHT_MAX} for each person")
    if draft.way == "items":
        _require_items(draft)


def _require_items(draft: SplitDraft) -> None:
    if not 1 <= len(draft.items) <= ITEMS_MAX:
        raise SplitDraftInvalid("items", f"1 to {ITEMS_MAX} of them")
    for one in draft.items:
        if not 1 <= one.amount_minor <= AMOUNT_MINOR_MAX:
            raise SplitDraftInvalid("items", "each with an amount")
        if len(one.name) > ITEM_LETTERS_MAX or "\0" in one.name:
            raise SplitDraftInvalid("items", f"named with at most {ITEM_LETTERS_MAX} letters")
        if not one.people or len(set(one.people)) != len(one.people) or not set(one.people) <= set(draft.people):
            raise SplitDraftInvalid("items", "each shared by some of those who take part")
    if sum(one.amount_minor for one in draft.items) != draft.total_minor:
        raise SplitDraftInvalid("items", "such that they sum to the total")

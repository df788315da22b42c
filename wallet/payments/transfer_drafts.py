"""What a transfer between two people may say: the limits of each field, and the digest that tells a repeated draft from
a changed one. Called by `transfers.send_money` before anything is stored; pure."""

import hashlib
import json
import re
from dataclasses import asdict

from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS
from wallet.payments.transfer_rows import TransferDraft, TransferDraftInvalid

REQUEST_ID = re.compile(r"[0-9A-Za-z_-]{8,64}", re.ASCII)
DELAYS = (0, 2 * 3600, 24 * 3600)  # seconds from the receiver's yes until the money is theirs
NOTE_LETTERS_MAX = 60
PLACE_LETTERS_MAX = 64


def require_valid(draft: TransferDraft) -> None:
    """Raises TransferDraftInvalid for the first field that is wrong."""
    if not 1 <= draft.amount_minor <= AMOUNT_MINOR_MAX:
        raise TransferDraftInvalid("amount", f"whole minor units from 1 to {AMOUNT_MINOR_MAX}")
    if draft.currency not in EXPONENTS:
        raise TransferDraftInvalid("currency", "one that a person may hold")
    if draft.sender_id == draft.receiver_id:
        raise TransferDraftInvalid("receiver", "somebody else")
    if not REQUEST_ID.fullmatch(draft.request_id):
        raise TransferDraftInvalid("request_id", "8 to 64 letters or digits")
    if draft.delay_seconds not in DELAYS:
        raise TransferDraftInvalid("delay", f"one of {DELAYS} seconds")
    if len(draft.note) > NOTE_LETTERS_MAX or "\0" in draft.note:
        raise TransferDraftInvalid("note", f"at most {NOTE_LETTERS_MAX} letters")
    if len(draft.place) > PLACE_LETTERS_MAX:
        raise TransferDraftInvalid("place", f"at most {PLACE_LETTERS_MAX} letters")


def digest_of(draft: TransferDraft) -> str:
    """64 hex digits over every field."""
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()

"""What an envelope may say: the limits of each field, and the digest that tells a repeated draft from a changed one.
Called by `envelopes.send_envelope` before anything is stored; pure."""

import hashlib
import json
from dataclasses import asdict

from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS
from wallet.payments.envelope_rows import EnvelopeDraft, EnvelopeDraftInvalid
from wallet.payments.envelope_split import SHARES_MAX
from wallet.payments.transfer_drafts import PLACE_LETTERS_MAX, REQUEST_ID

GREETING_LETTERS_MAX = 60
COVER_LETTERS_MAX = 16


def require_valid(draft: EnvelopeDraft, *, share_minor_max: int, shares_max: int = SHARES_MAX) -> None:
    """share_minor_max: the largest mean of a share. Raises EnvelopeDraftInvalid for the first field that is wrong."""
    if draft.kind not in ("equal", "lucky"):
        raise EnvelopeDraftInvalid("kind", "equal or lucky")
    if not 1 <= draft.shares <= shares_max:
        raise EnvelopeDraftInvalid("shares", f"from 1 to {shares_max}")
    if draft.total_minor < draft.shares:
        raise EnvelopeDraftInvalid("amount", "at least one minor unit for each share")
    if draft.total_minor > min(share_minor_max * draft.shares, AMOUNT_MINOR_MAX):
        raise EnvelopeDraftInvalid("amount", f"at most {share_minor_max} minor units a share")
    if draft.kind == "equal" and draft.total_minor % draft.shares:
        raise EnvelopeDraftInvalid("amount", "the same for each share")
    if draft.currency not in EXPONENTS:
        raise EnvelopeDraftInvalid("currency", "one that a person may hold")
    if draft.only_for and (draft.only_for == draft.sender_id or draft.shares != 1):
        raise EnvelopeDraftInvalid("shares", "one, for somebody else")
    if not REQUEST_ID.fullmatch(draft.request_id):
        raise EnvelopeDraftInvalid("request_id", "8 to 64 letters or digits")
    if len(draft.greeting) > GREETING_LETTERS_MAX or "\0" in draft.greeting:
        raise EnvelopeDraftInvalid("greeting", f"at most {GREETING_LETTERS_MAX} letters")
    if len(draft.cover) > COVER_LETTERS_MAX or len(draft.place) > PLACE_LETTERS_MAX:
        raise EnvelopeDraftInvalid("cover", "short")


def digest_of(draft: EnvelopeDraft) -> str:
    """64 hex digits over every field."""
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()

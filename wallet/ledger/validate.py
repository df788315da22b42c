"""What a draft must look like before it may join a batch. The writer asks here first, so that no malformed draft can
spoil the batch of others."""

from wallet.ledger.model import FLOOR_MINOR_MIN, AccountRefused, Draft, DraftInvalid, Kind
from wallet.money import AMOUNT_MINOR_MAX, EXPONENTS

KEY_BYTES = 16
CAUSE_CHARACTERS_MAX = 128
OWNER_CHARACTERS_MAX = 128
_ACCOUNT_MAX = 2**63 - 1


def check_draft(draft: Draft) -> None:
    """Raises DraftInvalid with the first thing that is wrong."""
    kind, amount, cause = draft.kind, draft.amount_minor, draft.cause
    if type(kind) is not Kind:
        raise DraftInvalid("kind")
    if type(draft.key) is not bytes or len(draft.key) != KEY_BYTES:
        raise DraftInvalid("key must be 16 bytes")
    if type(amount) is not int or not (amount == 0 if kind is Kind.VOID else 0 < amount <= AMOUNT_MINOR_MAX):
        raise DraftInvalid("amount_minor")
    if not 0 < len(cause) <= CAUSE_CHARACTERS_MAX or not (cause.isascii() and cause.isprintable()):
        raise DraftInvalid("cause must be 1 to 128 printable ASCII characters")
    if not (0 <= draft.debit <= _ACCOUNT_MAX and 0 <= draft.credit <= _ACCOUNT_MAX):
        raise DraftInvalid("account")
    if kind is Kind.CAPTURE or kind is Kind.VOID:
        if type(draft.hold) is not bytes or len(draft.hold) != KEY_BYTES:
            raise DraftInvalid("hold must be 16 bytes")
    elif draft.hold is not None:
        raise DraftInvalid("hold belongs to a capture or a void")
    if draft.expires_at is not None and (kind is not Kind.AUTHORIZE or draft.expires_at.tzinfo is None):
        raise DraftInvalid("expires_at belongs to an authorize and needs its time zone")


def check_account(owner: str, currency: str, floor_minor: int) -> None:
    """Raises AccountRefused with the first thing that is wrong."""
    if not 0 < len(owner) <= OWNER_CHARACTERS_MAX or "\0" in owner:
        raise AccountRefused("owner_malformed")
    if currency not in EXPONENTS:
        raise AccountRefused("currency_unknown")
    if not FLOOR_MINOR_MIN <= floor_minor <= 0:
        raise AccountRefused("floor_out_of_range")

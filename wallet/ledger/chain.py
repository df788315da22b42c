"""The bytes of the hash chain. Each batch of the journal adds one link; both engines and `books` compute it the same
way, so a changed, missing or reordered entry breaks every link after it.

One entry, big-endian, no padding (source: docs/decisions/0003-ledger.md):

    offset  bytes  what
         0      1  version, 1
         1      8  seq
         9      8  batch
        17      8  posted_at, microseconds since 1970-01-01T00:00:00Z
        25     16  key
        41      2  kind
        43      8  debit account
        51      8  credit account
        59      8  amount_minor
        67     16  key of the hold; zeros when the entry names none (POST and AUTHORIZE)
        83      8  debit balance after
        91      8  debit held after
        99      8  credit balance after
       107      2  length of the cause
       109      n  cause, ASCII

link = SHA-256(hash of the link before, 32 bytes | entry | entry | ...)
"""

import hashlib
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from wallet.ledger.model import ChainLink, Entry

VERSION = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GENESIS = ChainLink(0, 1, 0, hashlib.sha256(b"superapp ledger, version 1").digest(), EPOCH)

_ENTRY = struct.Struct(">Bqqq16shqqq16sqqqH")
_NO_HOLD = bytes(16)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Since 1970, exact."""
    return (moment - EPOCH) // _MICROSECOND


def moment_of(us: int) -> datetime:
    """The inverse of `microseconds`."""
    return EPOCH + timedelta(microseconds=us)


def entry_bytes(entry: Entry, posted_us: int) -> bytes:
    """posted_us: `microseconds(entry.posted_at)`, which all entries of a batch share."""
    return _ENTRY.pack(
        VERSION,
        entry.seq,
        entry.batch,
        posted_us,
        entry.key,
        entry.kind,
        entry.debit,
        entry.credit,
        entry.amount_minor,
        entry.hold or _NO_HOLD,
        entry.debit_balance_minor,
        entry.debit_held_minor,
        entry.credit_balance_minor,
        len(entry.cause),
    ) + entry.cause.encode("ascii")


def next_link(previous: ChainLink, entries: Sequence[Entry]) -> ChainLink:
    """The link that `entries`, one whole batch in order, adds after `previous`."""
    posted_at = entries[0].posted_at
    us = microseconds(posted_at)
    body = b"".join([entry_bytes(entry, us) for entry in entries])
    return ChainLink(
        previous.batch + 1,
        previous.first_seq + previous.entries,
        len(entries),
        hashlib.sha256(previous.hash + body).digest(),
        posted_at,
    )

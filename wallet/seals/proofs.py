"""Proofs that need no journal: that an entry is in a signed tree, and that a later signed tree begins with an earlier
one. Each is one JSON object that anybody checks with the public key alone (`superapp audit verify`)."""

from typing import Any

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger import tree
from wallet.ledger.chain import entry_bytes, microseconds
from wallet.ledger.tree import Growing, Range
from wallet.seals.heads import TILE, TILE_HEIGHT, SignedHead, head_covering, heads_after, leaf_of, tiles_between

PAGE = 5000
INCLUSION, CONSISTENCY = "superapp-inclusion", "superapp-consistency"


class NotSealed(WalletError):
    """No signed head covers it yet, or there is no head of this size."""

    code = "not_sealed"


async def prove_inclusion(house: WalletHouse, seq: int) -> dict[str, Any]:
    """That entry `seq` is in the first signed tree that covers it. Raises EntryUnknown, NotSealed."""
    entry = await house.ledger.get_entry(seq)
    head = await head_covering(house, seq)
    if head is None:
        raise NotSealed
    ranges = tree.inclusion_ranges(seq - 1, head.size)
    return {
        "kind": INCLUSION,
        "entry": seq,
        "bytes": entry_bytes(entry, microseconds(entry.posted_at)).hex(),
        "path": [(await _root(house, one)).hex() for one in ranges],
        "head": head.note,
    }


async def prove_consistency(house: WalletHouse, old_size: int, new_size: int) -> dict[str, Any]:
    """That the signed tree of `new_size` entries begins with that of `old_size`. Raises NotSealed."""
    old, new = await _head_of(house, old_size), await _head_of(house, new_size)
    if old.size > new.size:
        raise NotSealed
    ranges = tree.consistency_ranges(old.size, new.size)
    path = [(await _root(house, one)).hex() for one in ranges]
    return {"kind": CONSISTENCY, "old": old.note, "new": new.note, "path": path}


async def _head_of(house: WalletHouse, size: int) -> SignedHead:
    found = await heads_after(house, size - 1, limit=1)
    if not found or found[0].size != size:
        raise NotSealed
    return found[0]


async def _root(house: WalletHouse, leaves: Range) -> bytes:
    """The root of the subtree over leaves [start, end), which starts at a multiple of its own size or below a tile."""
    start, end = leaves
    grown, at = Growing(), start
    if start % TILE == 0:
        for tile in await tiles_between(house, start // TILE, end // TILE):
            grown.append(tile.root, TILE_HEIGHT)
            at += TILE
    while at < end:
        entries = await house.ledger.entries_after(at, min(PAGE, end - at))
        for entry in entries:
            grown.append(leaf_of(entry))
        at += len(entries) or end  # a shorter journal gives another root, which proves nothing
    return grown.root()

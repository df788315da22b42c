"""The sealer: follows the journal, grows the tree and signs its head every second while something happens, and at least
every 1,000 entries. A chore of the worker, outside the path of payments. Several may run: the first head of a size
stays.

It signs only what extends its last head. When the journal no longer gives the head that was signed, somebody has
changed it: the sealer stops, and says so in the log until it is looked into."""

import asyncio
from dataclasses import dataclass
from time import monotonic

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from wallet.house import WalletHouse
from wallet.ledger.model import Entry
from wallet.ledger.tree import Growing
from wallet.seals.heads import (
    TILE,
    TILE_HEIGHT,
    SignedHead,
    leaf_of,
    newest_head,
    store,
    tiles_between,
)
from wallet.seals.keys import seal_key
from wallet.seals.notes import Head, sign

ENTRIES_MAX = 1000  # between two heads
SEAL_SECONDS = 1.0
LOOK_SECONDS = 0.25
PAGE = 5000


@dataclass(eq=False)
class JournalChanged(Exception):
    """The journal does not give the head that was signed over its first `size` entries."""

    size: int

    def __str__(self) -> str:
        return f"the journal no longer gives the signed head over its first {self.size} entries"


class Sealer:
    """Holds the tree as far as it has read; `start` reads what was sealed before."""

    def __init__(self, house: WalletHouse, key: Ed25519PrivateKey) -> None:
        self.house, self._key = house, key
        self.tree = Growing()
        self._tile = Growing()  # the complete subtree under way
        self._sealed = 0

    async def start(self) -> None:
        """Grow the tree up to the newest head. Raises JournalChanged."""
        head = await newest_head(self.house)
        if head is None:
            return
        whole = head.size // TILE
        for tile in await tiles_between(self.house, 0, whole):
            self.tree.append(tile.root, TILE_HEIGHT)
        while self.tree.size < head.size:
            entries = await self.house.ledger.entries_after(self.tree.size, min(PAGE, head.size - self.tree.size))
            if not entries:
                raise JournalChanged(head.size)
            self._grow(entries)
        if self.tree.root() != head.root:
            raise JournalChanged(head.size)
        self._sealed = head.size

    async def waiting(self) -> int:
        """Entries that no head of this sealer covers."""
        head = await self.house.ledger.head()
        return head.first_seq + head.entries - 1 - self._sealed

    async def seal(self) -> SignedHead | None:
        """Read up to 1,000 more entries and sign; None when there are none."""
        entries = await self.house.ledger.entries_after(self.tree.size, ENTRIES_MAX)
        if not entries:
            return None
        tiles = self._grow(entries)
        now = self.house.clock.now()
        head = Head(self.tree.size, self.tree.root(), now)
        signed = SignedHead(head.size, head.root, now, sign(head, self._key))
        await store(self.house, signed, tiles)
        self._sealed = head.size
        return signed

    def _grow(self, entries: list[Entry]) -> dict[int, bytes]:
        """Returns the tiles that became complete."""
        tiles: dict[int, bytes] = {}
        for entry in entries:
            leaf = leaf_of(entry)
            self.tree.append(leaf)
            self._tile.append(leaf)
            if self.tree.size % TILE == 0:
                tiles[self.tree.size // TILE - 1] = self._tile.root()
                self._tile = Growing()
        return tiles


async def seal_all(house: WalletHouse) -> int:
    """Sign heads until everything is covered; how many were signed. For commands and tests."""
    sealer = Sealer(house, seal_key(house.settings.data))
    await sealer.start()
    signed = 0
    while await sealer.seal():
        signed += 1
    return signed


async def run_sealer(house: WalletHouse, stop: asyncio.Event) -> None:
    """Until `stop` is set. Raises JournalChanged."""
    sealer = Sealer(house, seal_key(house.settings.data))
    await sealer.start()
    last = 0.0
    while not stop.is_set():
        waiting = await sealer.waiting()
        if waiting >= ENTRIES_MAX or (waiting > 0 and monotonic() - last >= SEAL_SECONDS):
            await sealer.seal()
            last = monotonic()
            continue
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue

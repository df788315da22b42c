"""The hash chain over a part of the journal, recomputed from the stored entries. Called by the page of proofs; the
whole chain is `wallet/books.py`'s."""

from dataclasses import dataclass

from wallet.house import WalletHouse
from wallet.ledger.chain import GENESIS, next_link
from wallet.ledger.model import Seq

LINKS_PAGE = 500
RANGE_MAX = 200_000  # entries: a few seconds


@dataclass(frozen=True, slots=True)
class RangeProof:
    """first_seq, last_seq: whole links, so they may reach further than was asked. broken: the first link that does not
    follow from its entries, as (link, first entry, last entry); None when all do."""

    first_seq: Seq
    last_seq: Seq
    links: int
    broken: tuple[int, Seq, Seq] | None


async def check_range(house: WalletHouse, first_seq: Seq, last_seq: Seq) -> RangeProof:
    """Recompute every link from the one of `first_seq` to the one of `last_seq`, at most RANGE_MAX entries.

    Raises EntryUnknown when there is no such entry.
    """
    ledger = house.ledger
    last_seq = min(max(last_seq, first_seq), first_seq + RANGE_MAX)
    batch = (await ledger.get_entry(first_seq)).batch
    before = (await ledger.find_link(batch - 1) if batch > 1 else GENESIS) or GENESIS
    start, reached, links = before.first_seq + before.entries, before.first_seq + before.entries - 1, 0
    while reached < last_seq:
        page = await ledger.links_after(before.batch, LINKS_PAGE)
        if not page:
            break
        for link in page:
            entries = await ledger.entries_after(reached, link.entries)
            links += 1
            end = link.first_seq + link.entries - 1
            if link.batch != before.batch + 1 or not entries or next_link(before, entries) != link:
                return RangeProof(start, end, links, (link.batch, reached + 1, end))
            before, reached = link, end
            if reached >= last_seq:
                break
    return RangeProof(start, reached, links, None)

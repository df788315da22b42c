"""The books as one file that an auditor takes away and proves without us: every account, entry, link and signed head,
in the journal's order. One JSON object a line; `verify.py` reads it. No names and no texts of people are in it."""

import json
from collections.abc import AsyncIterator
from typing import Any

from wallet.house import WalletHouse
from wallet.ledger.chain import microseconds
from wallet.ledger.model import ChainLink, Entry
from wallet.seals.heads import SignedHead, heads_after, leaf_of
from wallet.seals.keys import known_keys

FORMAT = 1
PAGE = 1000


async def export_lines(house: WalletHouse) -> AsyncIterator[str]:
    """The newest link there is now is the last one in it; safe while others write."""
    last = await house.ledger.head()
    entries = last.first_seq + last.entries - 1
    keys = [key.text() for key in known_keys(house.settings.data)]
    yield _line({"superapp_audit": FORMAT, "entries": entries, "links": last.batch, "keys": keys})
    after = 0
    while accounts := await house.ledger.accounts_after(after, PAGE):
        after = accounts[-1].id
        yield "".join(_line({"account": [one.id, one.kind, one.owner, one.currency]}) for one in accounts)
    heads = _Heads(house)
    batch, waiting = 0, list[Entry]()
    while links := [link for link in await house.ledger.links_after(batch, PAGE) if link.batch <= last.batch]:
        batch = links[-1].batch
        for link in links:
            while len(waiting) < link.entries:
                seq = waiting[-1].seq if waiting else link.first_seq - 1
                page = await house.ledger.entries_after(seq, PAGE)
                if not page:
                    break
                waiting += page
            part, waiting = waiting[: link.entries], waiting[link.entries :]
            lines = list[str]()
            for entry in part:
                lines.append(_line({"entry": _entry(entry), "leaf": leaf_of(entry).hex()}))
                lines += [_line({"head": head.note}) for head in await heads.up_to(entry.seq)]
            yield "".join(lines) + _line({"link": _link(link)})
    yield _line({"end": entries})


class _Heads:
    """The signed heads in order, page by page."""

    def __init__(self, house: WalletHouse) -> None:
        self._house, self._page, self._size, self._over = house, list[SignedHead](), 0, False

    async def up_to(self, seq: int) -> list[SignedHead]:
        found = list[SignedHead]()
        while True:
            if not self._page and not self._over:
                self._page = await heads_after(self._house, self._size, limit=PAGE)
                self._over = not self._page
                self._size = self._page[-1].size if self._page else self._size
            if not self._page or self._page[0].size > seq:
                return found
            found.append(self._page.pop(0))


def _entry(one: Entry) -> list[Any]:
    return [
        one.seq,
        one.key.hex(),
        int(one.kind),
        one.debit,
        one.credit,
        one.amount_minor,
        one.cause,
        one.hold.hex() if one.hold else None,
        one.debit_balance_minor,
        one.debit_held_minor,
        one.credit_balance_minor,
        one.batch,
        microseconds(one.posted_at),
    ]


def _link(one: ChainLink) -> list[Any]:
    return [one.batch, one.first_seq, one.entries, one.hash.hex(), microseconds(one.posted_at)]


def _line(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=True, separators=(",", ":")) + "\n"

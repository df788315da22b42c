"""One walk along the whole journal, page by page, that recomputes what the ledger claims: the sequence, the chain, each
balance and each hold. `wallet/books.py` makes facts of what it finds.

It may run while others write. Memory grows with accounts and open holds (some 300 bytes each), not with entries."""

from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from wallet.ledger.chain import GENESIS, next_link
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Account, AccountId, ChainLink, Entry, Hold, Kind, Seq

PAGE = 5000
LINKS_PAGE = 500
SEEN_AT_ONCE = 400  # entries whose ids fit in one IN (...), below every database's bound
See = Callable[[Sequence[Entry]], Awaitable[None]]
Standing = tuple[int, int, Seq]  # balance and held in minor units, newest entry


STANDING = ("balances", "held", "statements")


def standing_of(account: Account) -> Standing:
    return account.balance_minor, account.held_minor, account.last_seq


async def nobody(_entries: Sequence[Entry]) -> None:
    """A walk that only recomputes."""


class Walk:
    """see: is given the entries that were walked, in order, at most `SEEN_AT_ONCE` at a time, however few were written
    together: a witness asks the database once for a page, not once for each link.
    problems: the first thing wrong of each kind: "seq", "chain", "balances", "held", "holds",
    "statements", "floors".
    standings: what the journal says of each account named so far."""

    def __init__(self, ledger: Ledger, see: See = nobody) -> None:
        self.ledger, self._see = ledger, see
        self.link: ChainLink = GENESIS
        self.standings: dict[AccountId, Standing] = defaultdict(lambda: (0, 0, 0))
        self.holds: dict[bytes, tuple[AccountId, int]] = {}
        self.problems: dict[str, str] = {}
        self.entries = 0
        self._unseen: list[Entry] = []
        self._passed: dict[AccountId, set[Standing]] | None = None

    def wrong(self, kind: str, detail: str) -> None:
        self.problems.setdefault(kind, detail)

    async def to_the_end(self) -> None:
        """Go on from where the walk stands to the newest link there is now."""
        await self._go_on()
        await self._show(at_least=1)

    async def _go_on(self) -> None:
        pages = self._entries()
        waiting: list[Entry] = []
        head = await self.ledger.head()
        while self.link.batch < head.batch:
            for link in await self.ledger.links_after(self.link.batch, LINKS_PAGE):
                if link.batch > head.batch:
                    break
                while len(waiting) < link.entries and (page := await anext(pages, None)):
                    waiting += page
                batch, waiting = waiting[: link.entries], waiting[link.entries :]
                self._take_link(link, batch)
                self._unseen += batch
                await self._show(at_least=SEEN_AT_ONCE)
                if "chain" in self.problems and len(batch) < link.entries:
                    return  # entries are missing: nothing after this can be told apart
            if "seq" in self.problems:
                return
        last = self.link.first_seq + self.link.entries - 1
        if (more := await self.ledger.entries_after(last, 1)) and await self.ledger.head() == self.link:
            self.wrong("chain", f"entry {more[0].seq} stands in no link")

    async def _show(self, at_least: int) -> None:
        while len(self._unseen) >= at_least:
            page, self._unseen = self._unseen[:SEEN_AT_ONCE], self._unseen[SEEN_AT_ONCE:]
            await self._see(page)

    async def compare_accounts(self) -> tuple[int, dict[str, int]]:
        """Every account against the journal. Returns how many there are, and the sum of balances by currency."""
        suspects: list[Account] = []
        count, after = 0, 0
        sums: dict[str, int] = defaultdict(int)
        while page := await self.ledger.accounts_after(after, PAGE):
            after, count = page[-1].id, count + len(page)
            for account in page:
                sums[account.currency] += self.standings[account.id][0]
                if account.available_minor < 0:
                    self.wrong("floors", f"account {account.id} is {-account.available_minor} below its floor")
                if standing_of(account) != self.standings[account.id]:
                    suspects.append(account)
        # While others write, an account may be ahead of the walk: then it passes through this standing on the way.
        self._passed = defaultdict(set)
        await self.to_the_end()
        for account in suspects:
            standing = standing_of(account)
            if standing not in self._passed[account.id]:
                says = self.standings[account.id]
                different = [kind for kind, a, b in zip(STANDING, standing, says, strict=True) if a != b]
                self.wrong(
                    different[0] if different else "balances",
                    f"account {account.id} has balance, held and newest entry {standing}, the journal gives {says}",
                )
        return count, dict(sums)

    async def compare_holds(self) -> None:
        """The open holds of the ledger against those the journal leaves open; only when nobody writes meanwhile."""
        stored: list[Hold] = await self.ledger.open_holds(limit=len(self.holds) + 1)
        found = {hold.key: (hold.debit, hold.amount_minor) for hold in stored}
        if found != self.holds and await self.ledger.head() == self.link:
            key = next(iter(found.items() ^ self.holds.items()))[0]
            self.wrong("holds", f"hold {key.hex()}: stored {found.get(key)}, journal {self.holds.get(key)}")

    async def _entries(self) -> AsyncIterator[list[Entry]]:
        seq = self.link.first_seq + self.link.entries - 1
        while page := await self.ledger.entries_after(seq, PAGE):
            seq = page[-1].seq
            yield page

    def _take_link(self, link: ChainLink, batch: Sequence[Entry]) -> None:
        before, self.link = self.link, link
        self.entries += len(batch)
        for expected, entry in enumerate(batch, before.first_seq + before.entries):
            if entry.seq != expected:
                self.wrong("seq", f"entry {expected} is missing; the next one is {entry.seq}")
                break
        if link.batch != before.batch + 1:
            self.wrong("chain", f"link {before.batch + 1} is missing; the next one is {link.batch}")
        elif not batch or next_link(before, batch) != link:
            self.wrong("chain", f"link {link.batch} does not follow from its {link.entries} entries")
        elif link.posted_at < before.posted_at:
            self.wrong("chain", f"link {link.batch} is older than the one before")
        for entry in batch:
            self._take_entry(entry)

    def _take_entry(self, entry: Entry) -> None:
        standings, amount = self.standings, entry.amount_minor
        (payer, held, payer_last), (payee, payee_held, payee_last) = standings[entry.debit], standings[entry.credit]
        if entry.kind is Kind.AUTHORIZE:
            held += amount
            self.holds[entry.key] = (entry.debit, amount)
        else:
            if entry.kind is not Kind.POST:
                owner, whole = self.holds.pop(entry.hold or b"", (0, 0))
                held -= whole
                if owner != entry.debit or amount > whole:
                    self.wrong("holds", f"entry {entry.seq} ends a hold that was not open for it")
            payer, payee = payer - amount, payee + amount
        standings[entry.debit], standings[entry.credit] = (payer, held, entry.seq), (payee, payee_held, entry.seq)
        if (entry.debit_balance_minor, entry.debit_held_minor, entry.credit_balance_minor) != (payer, held, payee):
            self.wrong("balances", f"entry {entry.seq} states other balances than the postings up to it give")
        if (entry.debit_before, entry.credit_before) != (payer_last, payee_last):
            self.wrong("statements", f"entry {entry.seq} does not name the entries before it of its accounts")
        if self._passed is not None:
            self._passed[entry.debit].add(standings[entry.debit])
            self._passed[entry.credit].add(standings[entry.credit])

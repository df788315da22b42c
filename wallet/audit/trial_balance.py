"""The trial balance at any moment: what every kind of account had and owed, by currency, with both sides equal; and the
accounts behind each line. Called by the host's flows, which first write down who looks."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from wallet.house import WalletHouse
from wallet.ledger.looking import AccountAt, KindTotal
from wallet.ledger.model import AccountId, AccountKind, Seq
from wallet.seals.sums import added, kept_before
from wallet.statements import newest_seq

__all__ = ["AccountAt", "AccountKind", "KindTotal", "TrialBalance", "accounts_behind", "seq_at", "trial_balance"]


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """seq: the last entry in it; lines: by currency and kind; sums: currency -> (debit, credit), in minor units."""

    seq: Seq
    lines: list[KindTotal]
    sums: dict[str, tuple[int, int]]

    @property
    def is_even(self) -> bool:
        """Whether both sides of every currency are equal, as double entry promises."""
        return all(debit == credit for debit, credit in self.sums.values())


async def seq_at(house: WalletHouse, moment: datetime | None) -> Seq:
    """The last entry posted up to and including this moment; 0 for none. None: the newest.

    Links carry the moment of their entries and never run backwards, so a few of them are enough to find it.
    """
    if moment is None:
        return await newest_seq(house)
    low, high = 0, (await house.ledger.head()).batch
    while low < high:
        middle = (low + high + 1) // 2
        link = await house.ledger.find_link(middle)
        if link is not None and link.posted_at <= moment:
            low = middle
        else:
            high = middle - 1
    link = await house.ledger.find_link(low)
    return link.first_seq + link.entries - 1 if link else 0


async def trial_balance(house: WalletHouse, seq: Seq) -> TrialBalance:
    """As the books stood right after entry `seq`: from the sums kept before it, or from now, whichever is nearer."""
    kept, lines = await kept_before(house, seq)
    if seq - kept <= await newest_seq(house) - seq:
        lines = added(lines, await house.ledger.changes_between(kept, seq))
    else:
        lines = await house.ledger.totals_at(seq)
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in lines:
        debit, credit = sums[line.currency]
        sums[line.currency] = debit + line.debit_minor, credit + line.credit_minor
    return TrialBalance(seq, lines, dict(sums))


async def accounts_behind(
    house: WalletHouse, seq: Seq, *, kind: AccountKind, currency: str, after: AccountId = 0, limit: int = 100
) -> list[AccountAt]:
    """Of one line, in order of id; page with the last id."""
    return await house.ledger.accounts_at(seq, kind=kind, currency=currency, after=after, limit=limit)

"""What a ledger's writer counts about itself. The writer adds, the host's metrics page reads; no metrics library here,
so that the wallet stands alone."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field

SECONDS = (0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1000.0)


@dataclass
class Histogram:
    """counts[i] holds the values up to bounds[i]; the last one holds the rest. total is the sum of all values."""

    bounds: tuple[float, ...]
    counts: list[int] = field(default_factory=list[int])
    total: float = 0.0
    highest: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
        self.highest = max(self.highest, value)


@dataclass
class LedgerFigures:
    """Counted since the start of this process."""

    requests: int = 0
    """Drafts that reached a batch."""
    entries: int = 0
    """Drafts that became an entry or returned a stored one."""
    batches: int = 0
    busy: int = 0
    """Drafts turned away because too many waited."""
    lost_answers: int = 0
    """Batches sent again because the database's answer did not come."""
    split: int = 0
    """Batches cut in two because the database refused the whole."""
    waiting: int = 0
    """Drafts in the queue right now."""
    refusals: Counter[str] = field(default_factory=Counter[str])
    """By `code`."""
    batch_size: Histogram = field(default_factory=lambda: Histogram(SIZES))
    waiting_seconds: Histogram = field(default_factory=lambda: Histogram(SECONDS))
    """Of each batch: how long its oldest draft had waited when the batch began."""
    commit_seconds: Histogram = field(default_factory=lambda: Histogram(SECONDS))
    """Of each batch: from handing it to the database until the answer."""

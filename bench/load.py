"""Which transfers the ledger's benchmarks ask for: two of many accounts by chance, or one account in all of them."""

import os
import random
import time


class Load:
    """accounts: ids from 1. hot: account 1 takes part in every transfer, paying in half of them."""

    def __init__(self, accounts: int, *, seed: int = 1) -> None:
        self.accounts = accounts
        chance = random.Random(seed)
        pairs = ((chance.randint(1, accounts), chance.randint(1, accounts)) for _ in range(200_000))
        self._spread = [(a, b) for a, b in pairs if a != b]
        self._hot = [(1, b) if n % 2 else (b, 1) for n, (_, b) in enumerate(self._spread) if b != 1]
        self._next = 0

    def pick(self, hot: bool) -> tuple[int, int]:
        """(debit, credit)."""
        self._next += 1
        pairs = self._hot if hot else self._spread
        return pairs[self._next % len(pairs)]

    @staticmethod
    def key() -> bytes:
        """New, and rising with time, as `key_for` makes them."""
        return (time.time_ns() // 1_000_000).to_bytes(6, "big") + os.urandom(10)

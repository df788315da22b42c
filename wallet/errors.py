"""Refusals and broken promises. Every expected "no" of either house is a `Refusal` with a stable code and its facts
as fields; a table at the edge gives it a status and words. A broken promise (`ensure`) stops the transaction."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(eq=False)
class Refusal(Exception):
    """An expected "no". Subclasses are dataclasses: facts are fields, `code` is stable and public."""

    code: ClassVar[str] = "refused"

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items())
        return f"{self.code}({facts})"


@dataclass(eq=False)
class WalletError(Refusal):
    """A refusal that comes from the wallet's rules."""

    code: ClassVar[str] = "wallet_refused"


class BrokenPromise(AssertionError):
    """The code contradicts itself. Nothing may commit after this; it is never shown to a person as text."""


def ensure(condition: object, promise: str, **facts: Any) -> None:
    """Stop here unless `condition` holds. Unlike `assert`, it stays on in production.

    promise: the sentence that must be true, such as "postings must sum to zero".
    Raises BrokenPromise with the promise and its facts.
    """
    if not condition:
        raise BrokenPromise(f"{promise}: {facts}" if facts else promise)

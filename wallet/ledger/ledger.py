"""What the ledger promises, whichever engine stands behind it. `payments`, `reactions`, `statements` and `books` hold a
`Ledger` and never ask which database it is; `postgres.py` and `sqlite.py` keep the promises."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from wallet.ledger.figures import LedgerFigures
from wallet.ledger.looking import AccountAt, DayVolume, EntryFilter, KindTotal
from wallet.ledger.model import Account, AccountId, AccountKind, AccountState, ChainLink, Draft, Entry, Hold, Seq


class Ledger(ABC):
    figures: LedgerFigures
    """What the writer of this process has done so far; for metrics."""

    @abstractmethod
    async def start(self) -> None:
        """Connect, bring the ledger's own schema up to date, start the writer."""

    @abstractmethod
    async def stop(self) -> None:
        """Finish what waits, then disconnect."""

    @abstractmethod
    def on_commit(self, wake: Callable[[], None]) -> None:
        """Call `wake` on the event loop after each batch committed by this process."""

    @abstractmethod
    async def open_account(self, kind: AccountKind, owner: str, currency: str, *, floor_minor: int = 0) -> AccountId:
        """The account of (kind, owner, currency); made if it is missing. Idempotent: the first floor stays.

        floor_minor: from FLOOR_MINOR_MIN to 0. Raises AccountRefused for another floor or a malformed owner.
        """

    @abstractmethod
    async def find_account(self, kind: AccountKind, owner: str, currency: str) -> Account | None: ...

    @abstractmethod
    async def get_account(self, account: AccountId) -> Account:
        """Raises AccountRefused when it is unknown."""

    @abstractmethod
    async def set_account_state(self, account: AccountId, state: AccountState) -> None:
        """Raises AccountRefused when it is unknown, or closed while it holds money ("not_empty")."""

    @abstractmethod
    async def submit(self, draft: Draft) -> Entry:
        """Do what the draft says, once, with exactly the outcome of one-at-a-time execution.

        Returns the stored entry; for a repeated key with the same content, the first one.
        Raises InsufficientFunds, KeyReused, AccountRefused, HoldRefused, DraftInvalid, LedgerBusy, OutcomeUnknown.
        A refused key is free again: refusals are not stored (docs/decisions/0003-ledger.md).
        """

    @abstractmethod
    async def find_entry_by_key(self, key: bytes) -> Entry | None: ...

    @abstractmethod
    async def find_repeated_key(self) -> bytes | None:
        """A key that more than one entry carries; reads every key. None unless somebody tampered with the database."""

    @abstractmethod
    async def get_entry(self, seq: Seq) -> Entry:
        """Raises EntryUnknown."""

    @abstractmethod
    async def entries_after(self, seq: Seq, limit: int) -> list[Entry]:
        """The next entries of the journal in order; at most `limit`."""

    @abstractmethod
    async def entries_of_account(
        self, account: AccountId, *, before_seq: Seq | None = None, limit: int = 50
    ) -> list[Entry]:
        """The account's entries, newest first, both sides; page with the last seq seen."""

    @abstractmethod
    async def entries_of_cause(self, cause: str) -> list[Entry]:
        """All entries with exactly this cause, oldest first."""

    @abstractmethod
    async def find_hold(self, key: bytes) -> Hold | None: ...

    @abstractmethod
    async def open_holds(self, *, expired_at: datetime | None = None, limit: int = 100) -> list[Hold]:
        """Open holds; with `expired_at`, only those that expire at or before it."""

    @abstractmethod
    async def head(self) -> ChainLink:
        """The newest link of the chain; batch 0 is genesis."""

    @abstractmethod
    async def find_link(self, batch: int) -> ChainLink | None: ...

    @abstractmethod
    async def links_after(self, batch: int, limit: int) -> list[ChainLink]: ...

    @abstractmethod
    async def accounts_after(self, account: AccountId, limit: int) -> list[Account]:
        """Accounts in order of id, for proofs and exports."""

    @abstractmethod
    async def accounts_of(self, owner: str) -> list[Account]:
        """Every account of this owner, of whatever kind and currency; in order of id."""

    @abstractmethod
    async def some_accounts(self, ids: set[AccountId]) -> dict[AccountId, Account]:
        """Those that exist. ids: at least one."""

    @abstractmethod
    async def find_entries(self, wanted: EntryFilter, limit: int) -> list[Entry]:
        """Entries that fit, newest first; page with `before_seq`. Reads the journal between its bounds."""

    @abstractmethod
    async def volumes_after(self, seq: Seq) -> list[DayVolume]:
        """What moved since entry `seq`, by day, cause and currency. Reads the journal from there on."""

    @abstractmethod
    async def totals_at(self, seq: Seq) -> list[KindTotal]:
        """The trial balance right after entry `seq`, by currency and kind. Reads the journal from there on."""

    @abstractmethod
    async def changes_between(self, after: Seq, to: Seq) -> list[KindTotal]:
        """What the entries after `after`, up to and including `to`, change in the trial balance: numbers may be
        negative, and only what was touched has a line. Reads those entries."""

    @abstractmethod
    async def accounts_at(
        self, seq: Seq, *, kind: AccountKind, currency: str, after: AccountId = 0, limit: int = 100
    ) -> list[AccountAt]:
        """The accounts behind one line of the trial balance, in order of id. Reads the journal from `seq` on."""

"""The ledger on one SQLite file of its own. One thread writes, another reads, each with its own connection; `rules.py`
decides, `writer.py` gathers the batches. Several processes may open the same file: BEGIN IMMEDIATE keeps their batches
apart, and each batch reads what it needs after it holds the write lock."""

import asyncio
import time
from array import array
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import apsw

from wallet.ledger import rules, sqlite_reads
from wallet.ledger.chain import GENESIS, microseconds, next_link
from wallet.ledger.ledger import Ledger
from wallet.ledger.looking import AccountAt, DayVolume, EntryFilter, KindTotal
from wallet.ledger.model import (
    Account,
    AccountId,
    AccountKind,
    AccountRefused,
    AccountState,
    ChainLink,
    Draft,
    Entry,
    EntryUnknown,
    Hold,
    Seq,
)
from wallet.ledger.openings import Opening, Openings
from wallet.ledger.schema import scripts
from wallet.ledger.writer import NoAnswer, Writer
from wallet.ports import Clock

T = TypeVar("T")

KNOWN_ACCOUNTS_MAX = 200_000  # some 50 MB
LOCK_WAIT_SECONDS = 10.0
# Another process holds the lock for about a batch; a short nap is fairer than SQLite's own growing ones.
LOCK_NAP_SECONDS = 0.000_5


class SqliteLedger(Ledger):
    """path: the file, made with its folder when missing. Limits as in `Writer`."""

    def __init__(self, path: Path, *, clock: Clock, batch_max: int = 1000, waiting_max: int = 4000) -> None:
        self.path, self._clock = path, clock
        self._writer = Writer(self.apply, batch_max=batch_max, waiting_max=waiting_max)
        self.figures = self._writer.figures
        self._openings = Openings(self._open_all)
        self._known: dict[AccountId, rules.AccountNow] = {}  # accounts as this process last wrote or read them
        self._known_at: object = None
        self._write_thread = self._read_thread = ThreadPoolExecutor(1)

    async def start(self) -> None:
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="ledger-write")
        self._read_thread = ThreadPoolExecutor(1, thread_name_prefix="ledger-read")
        self._db = await self._written(lambda: _open(self.path, prepare=True))
        self._reader = await self._read(lambda: _open(self.path, prepare=False))
        self._writer.start()

    async def stop(self) -> None:
        await self._writer.stop()
        await self._openings.stop()
        await self._written(self._db.close)
        await self._read(self._reader.close)
        self._write_thread.shutdown()
        self._read_thread.shutdown()

    def on_commit(self, wake: Callable[[], None]) -> None:
        self._writer.on_commit(wake)

    async def submit(self, draft: Draft) -> Entry:
        return await self._writer.submit(draft)

    async def apply(self, batch: Sequence[Draft]) -> list[rules.Outcome]:
        """One batch, now; for the writer and for tests. The drafts are valid."""
        return await self._written(lambda: self._apply_now(batch))

    async def open_account(self, kind: AccountKind, owner: str, currency: str, *, floor_minor: int = 0) -> AccountId:
        return await self._openings.open(Opening(kind, owner, currency, floor_minor))

    async def set_account_state(self, account: AccountId, state: AccountState) -> None:
        await self._written(lambda: self._set_state_now(account, state))

    async def find_account(self, kind: AccountKind, owner: str, currency: str) -> Account | None:
        return await self._read(lambda: sqlite_reads.find_account(self._reader, kind, owner, currency))

    async def get_account(self, account: AccountId) -> Account:
        found = await self._read(lambda: sqlite_reads.accounts_after(self._reader, account - 1, 1))
        if not found or found[0].id != account:
            raise AccountRefused("account_unknown")
        return found[0]

    async def accounts_after(self, account: AccountId, limit: int) -> list[Account]:
        return await self._read(lambda: sqlite_reads.accounts_after(self._reader, account, limit))

    async def find_entry_by_key(self, key: bytes) -> Entry | None:
        return await self._read(lambda: sqlite_reads.entries_with_keys(self._reader, (key,)).get(key))

    async def find_repeated_key(self) -> bytes | None:
        return await self._read(lambda: sqlite_reads.find_repeated_key(self._reader))

    async def get_entry(self, seq: Seq) -> Entry:
        found = await self.entries_after(seq - 1, 1)
        if not found or found[0].seq != seq:
            raise EntryUnknown(seq)
        return found[0]

    async def entries_after(self, seq: Seq, limit: int) -> list[Entry]:
        return await self._read(lambda: sqlite_reads.entries_after(self._reader, seq, limit))

    async def entries_of_account(
        self, account: AccountId, *, before_seq: Seq | None = None, limit: int = 50
    ) -> list[Entry]:
        return await self._read(lambda: sqlite_reads.entries_of_account(self._reader, account, before_seq, limit))

    async def entries_of_cause(self, cause: str) -> list[Entry]:
        return await self._read(lambda: sqlite_reads.entries_of_cause(self._reader, cause))

    async def find_hold(self, key: bytes) -> Hold | None:
        return await self._read(lambda: sqlite_reads.find_hold(self._reader, key))

    async def open_holds(self, *, expired_at: datetime | None = None, limit: int = 100) -> list[Hold]:
        return await self._read(lambda: sqlite_reads.open_holds(self._reader, expired_at, limit))

    async def head(self) -> ChainLink:
        return await self._read(lambda: sqlite_reads.head(self._reader))

    async def find_link(self, batch: int) -> ChainLink | None:
        found = await self.links_after(batch - 1, 1)
        return found[0] if found and found[0].batch == batch else None

    async def links_after(self, batch: int, limit: int) -> list[ChainLink]:
        return await self._read(lambda: sqlite_reads.links_after(self._reader, batch, limit))

    async def accounts_of(self, owner: str) -> list[Account]:
        return await self._read(lambda: sqlite_reads.accounts_of(self._reader, owner))

    async def some_accounts(self, ids: set[AccountId]) -> dict[AccountId, Account]:
        return await self._read(lambda: sqlite_reads.some_accounts(self._reader, array("q", ids)))

    async def find_entries(self, wanted: EntryFilter, limit: int) -> list[Entry]:
        return await self._read(lambda: sqlite_reads.find_entries(self._reader, wanted, limit))

    async def volumes_after(self, seq: Seq) -> list[DayVolume]:
        return await self._read(lambda: sqlite_reads.volumes_after(self._reader, seq))

    async def totals_at(self, seq: Seq) -> list[KindTotal]:
        return await self._read(lambda: sqlite_reads.totals_at(self._reader, seq))

    async def changes_between(self, after: Seq, to: Seq) -> list[KindTotal]:
        return await self._read(lambda: sqlite_reads.changes_between(self._reader, after, to))

    async def accounts_at(
        self, seq: Seq, *, kind: AccountKind, currency: str, after: AccountId = 0, limit: int = 100
    ) -> list[AccountAt]:
        values = (seq, kind.value, currency, after, limit)
        return await self._read(lambda: sqlite_reads.accounts_at(self._reader, *values))

    async def _written(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._write_thread, work)

    async def _read(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._read_thread, work)

    def _apply_now(self, batch: Sequence[Draft]) -> list[rules.Outcome]:
        db = self._db
        try:
            db.execute("BEGIN IMMEDIATE")
            try:
                outcomes = self._store(batch)
                db.execute("COMMIT")
            except BaseException:
                self._known.clear()
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        except (apsw.BusyError, apsw.IOError, apsw.FullError, apsw.LockedError) as error:
            # Not the fault of any draft, and after a failed flush nobody knows what the file will hold.
            raise NoAnswer(str(error)) from error
        return outcomes

    def _store(self, batch: Sequence[Draft]) -> list[rules.Outcome]:
        db = self._db
        before = sqlite_reads.head(db)
        first_seq, number = before.first_seq + before.entries, before.batch + 1
        # A clock that was set back must not make the journal run backwards.
        posted_at = max(self._clock.now(), before.posted_at)
        book = self._book(batch)
        outcomes = rules.run(batch, book, first_seq=first_seq, number=number, posted_at=posted_at)
        entries = [o for o in outcomes if type(o) is Entry and o.batch == number]
        if entries:
            _write_batch(db, book, next_link(before, entries), entries)
        return outcomes

    def _book(self, batch: Sequence[Draft]) -> rules.Book:
        """What the batch names, as it stands now; and other accounts, which do no harm."""
        db, known = self._db, self._known
        # SQLite tells when any other connection has committed: only then may an account differ from what we wrote.
        version = db.execute("PRAGMA data_version").fetchone()
        if version != self._known_at or len(known) > KNOWN_ACCOUNTS_MAX:
            known.clear()
            self._known_at = version
        stored = sqlite_reads.entries_with_keys(db, tuple([draft.key for draft in batch]))
        named = {draft.debit for draft in batch}
        named.update([draft.credit for draft in batch])
        holds: dict[bytes, rules.HoldNow] = {}
        if ended := {draft.hold for draft in batch if draft.hold}:
            holds = sqlite_reads.holds_now(db, tuple(ended))
            for hold in holds.values():
                named.update((hold.debit, hold.credit))
        if unknown := named - known.keys():
            known.update(sqlite_reads.accounts_now(db, array("q", unknown)))
        return rules.Book(known, holds, stored)

    async def _open_all(self, wanted: Sequence[Opening]) -> Sequence[AccountId]:
        return await self._written(lambda: self._open_all_now(wanted))

    def _open_all_now(self, wanted: Sequence[Opening]) -> list[AccountId]:
        with _immediate(self._db):
            return [self._open_now(one) for one in wanted]

    def _open_now(self, wanted: Opening) -> AccountId:
        if found := sqlite_reads.find_account(self._db, wanted.kind, wanted.owner, wanted.currency):
            return found.id
        self._db.execute(
            "INSERT INTO account (id, kind, owner, currency, floor_minor)"
            " SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ? FROM account",
            (wanted.kind.value, wanted.owner, wanted.currency, wanted.floor_minor),
        )
        return self._db.last_insert_rowid()

    def _set_state_now(self, account: AccountId, state: AccountState) -> None:
        with _immediate(self._db):
            found = sqlite_reads.accounts_after(self._db, account - 1, 1)
            if not found or found[0].id != account:
                raise AccountRefused("account_unknown")
            if state is AccountState.CLOSED and (found[0].balance_minor or found[0].held_minor):
                raise AccountRefused("not_empty")
            self._db.execute("UPDATE account SET state = ? WHERE id = ?", (state.value, account))
            self._known.pop(account, None)


def _write_batch(db: apsw.Connection, book: rules.Book, link: ChainLink, entries: list[Entry]) -> None:
    posted_us = microseconds(link.posted_at)
    db.executemany(
        "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            # The columns in the order of the table; only the moment is stored as a number.
            (*e[:12], posted_us, e.debit_before, e.credit_before)
            for e in entries
        ],
    )
    touched = {e.debit for e in entries}
    touched.update([e.credit for e in entries])
    now = book.accounts
    db.executemany(
        "UPDATE account SET balance_minor = ?, held_minor = ?, last_seq = ? WHERE id = ?",
        [(now[i].balance, now[i].held, now[i].last_seq, i) for i in sorted(touched)],
    )
    changed = [(key, hold) for key, hold in book.holds.items() if hold.changed]
    if changed:
        db.executemany(
            "INSERT INTO hold VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET state = excluded.state",
            [
                (key, h.debit, h.credit, h.amount, h.state, h.expires_at and microseconds(h.expires_at), h.cause)
                for key, h in changed
            ],
        )
    db.execute(
        "INSERT INTO chain VALUES (?, ?, ?, ?, ?)", (link.batch, link.first_seq, link.entries, link.hash, posted_us)
    )


class _immediate:
    """`with _immediate(db):` one transaction that takes the write lock first."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")


def _nap(times: int) -> bool:
    """Called by SQLite while another process holds the lock; False gives up."""
    time.sleep(LOCK_NAP_SECONDS)
    return times * LOCK_NAP_SECONDS < LOCK_WAIT_SECONDS


def _open(path: Path, *, prepare: bool) -> apsw.Connection:
    """A connection with our settings; with `prepare`, the writer's, which also brings the schema up to date."""
    if prepare:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    db = apsw.Connection(str(path), statementcachesize=200)
    db.set_busy_handler(_nap)
    if prepare:
        _until_free(lambda: db.execute("PRAGMA journal_mode = WAL"))
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA recursive_triggers = ON")  # so that OR REPLACE cannot delete past the triggers
    if prepare:
        _until_free(lambda: _migrate(db))
        db.execute("PRAGMA wal_autocheckpoint = 4000")
    else:
        db.execute("PRAGMA query_only = ON")
    return db


def _migrate(db: apsw.Connection) -> None:
    newest = scripts("sqlite", -1)[-1][0]
    if _version(db) >= newest:
        return
    with _immediate(db):
        for version, sql in scripts("sqlite", _version(db)):
            db.execute(sql)
            db.execute(f"PRAGMA user_version = {version}")
        db.execute(
            "INSERT INTO chain SELECT ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM chain)",
            (GENESIS.batch, GENESIS.first_seq, GENESIS.entries, GENESIS.hash, microseconds(GENESIS.posted_at)),
        )


def _version(db: apsw.Connection) -> int:
    return int(str(db.pragma("user_version")))


def _until_free(work: Callable[[], object]) -> None:
    """Two processes that start on a new file meet here; SQLite does not always ask the busy handler then."""
    deadline = time.monotonic() + LOCK_WAIT_SECONDS
    while True:
        try:
            work()
            return
        except (apsw.BusyError, apsw.LockedError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)

"""The questions put to the PostgreSQL ledger, on a small pool of connections of their own, and how a connection is
made. A read that loses its connection is asked again: reading twice harms nobody."""

# ruff: noqa: S608 - what is joined in are the column lists below; every value is bound

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg
from sqlalchemy import make_url

from wallet.ledger import looking
from wallet.ledger.ledger import Ledger
from wallet.ledger.looking import AccountAt, DayVolume, EntryFilter, KindTotal
from wallet.ledger.model import (
    Account,
    AccountId,
    AccountKind,
    AccountRefused,
    AccountState,
    ChainLink,
    Entry,
    EntryUnknown,
    Hold,
    Seq,
)
from wallet.ledger.postgres_columns import ENTRY, entry_of

_ACCOUNT = "id, kind, owner, currency, balance_minor, held_minor, floor_minor, state, last_seq"
_HOLD = "key, debit, credit, amount_minor, state, expires_at, cause"
_LINK = "batch, first_seq, entries, hash, posted_at"
# The seqs of an account, newest first, along the links that each entry keeps to the one before; no index is needed. $1
# is the account, $2 the seq to stay below (a step from that entry when it is the account's own), $3 how many.
_STATEMENT_LINE = """WITH RECURSIVE line (seq, n) AS (
  SELECT coalesce(
    (SELECT CASE WHEN debit = $1 THEN debit_before ELSE credit_before END FROM ledger.entry
      WHERE seq = $2 AND $1 IN (debit, credit)),
    (SELECT last_seq FROM ledger.account WHERE id = $1)), 0::bigint
  UNION ALL
  SELECT CASE WHEN e.debit = $1 THEN e.debit_before ELSE e.credit_before END, n + (line.seq < $2)::int
    FROM line JOIN ledger.entry e ON e.seq = line.seq WHERE n < $3)"""
_SEQ_MAX = 2**63 - 1
READERS_MAX = 4
CONNECT_SECONDS = 5
COMMAND_SECONDS = 15
WHOLE_JOURNAL_SECONDS = 3600.0
# SQLSTATE classes after which nobody knows what happened: connection, resources, operator, system, internal.
_UNCERTAIN = ("08", "53", "57", "58", "XX")


def is_certain(error: Exception) -> bool:
    """Whether the transaction has surely been rolled back. Anything but a plain SQL error is uncertain: when the server
    dies, asyncpg 0.32 may raise InternalClientError in place of a connection error."""
    if isinstance(error, asyncpg.PostgresError):
        return str(getattr(error, "sqlstate", None) or "XX")[:2] not in _UNCERTAIN
    return isinstance(error, ValueError | TypeError | KeyError | AssertionError)


def connection_arguments(sqlalchemy_url: str) -> dict[str, Any]:
    """What asyncpg takes, from an SQLAlchemy URL; a socket folder and a port may stand in the query."""
    url = make_url(sqlalchemy_url)
    query = {name: value if isinstance(value, str) else value[0] for name, value in url.query.items()}
    port = query.get("port") or url.port
    found = {
        "host": query.get("host") or url.host,
        "port": int(port) if port else None,
        "user": query.get("user") or url.username,
        "password": query.get("password") or url.password,
        "database": url.database,
        "ssl": query.get("ssl") or query.get("sslmode"),
    }
    return {name: value for name, value in found.items() if value is not None}


async def _nothing_to_reset(_connection: object) -> None:
    """Questions leave no lock, cursor or setting behind: to clear them would be a second round trip for each."""


class PostgresReads(Ledger):
    """The half of the engine that looks; `PostgresLedger` adds the half that writes."""

    def __init__(self, sqlalchemy_url: str, *, patience_seconds: float) -> None:
        self._arguments = connection_arguments(sqlalchemy_url)
        self.patience_seconds = patience_seconds
        self._pool: Any = None

    async def _connect(self) -> Any:
        return await asyncpg.connect(
            **self._arguments,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings={"application_name": "superapp ledger", "jit": "off"},
        )

    async def _open_pool(self) -> None:
        self._pool = await asyncpg.create_pool(
            **self._arguments,
            min_size=0,
            max_size=READERS_MAX,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            server_settings={"application_name": "superapp ledger reader", "jit": "off"},
            reset=_nothing_to_reset,
        )

    async def _close_pool(self) -> None:
        await self._pool.close()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Any]:
        async with self._pool.acquire() as connection, connection.transaction():
            yield connection

    async def _fetch(self, sql: str, *values: object, timeout: float = COMMAND_SECONDS) -> list[Any]:
        deadline = time.monotonic() + self.patience_seconds
        while True:
            try:
                return await self._pool.fetch(sql, *values, timeout=timeout)
            except Exception as error:
                if is_certain(error) or time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.05)

    async def find_account(self, kind: AccountKind, owner: str, currency: str) -> Account | None:
        rows = await self._fetch(
            f"SELECT {_ACCOUNT} FROM ledger.account WHERE kind = $1 AND owner = $2 AND currency = $3",
            kind.value,
            owner,
            currency,
        )
        return _account(rows[0]) if rows else None

    async def get_account(self, account: AccountId) -> Account:
        rows = await self._fetch(f"SELECT {_ACCOUNT} FROM ledger.account WHERE id = $1", account)
        if not rows:
            raise AccountRefused("account_unknown")
        return _account(rows[0])

    async def accounts_after(self, account: AccountId, limit: int) -> list[Account]:
        sql = f"SELECT {_ACCOUNT} FROM ledger.account WHERE id > $1 ORDER BY id LIMIT $2"
        return [_account(row) for row in await self._fetch(sql, account, limit)]

    async def find_entry_by_key(self, key: bytes) -> Entry | None:
        rows = await self._fetch(f"SELECT {ENTRY} FROM ledger.entry WHERE key = $1", key)
        return entry_of(rows[0]) if rows else None

    async def find_repeated_key(self) -> bytes | None:
        sql = "SELECT key FROM ledger.entry GROUP BY key HAVING count(*) > 1 LIMIT 1"
        rows = await self._fetch(sql, timeout=WHOLE_JOURNAL_SECONDS)
        return rows[0][0] if rows else None

    async def get_entry(self, seq: Seq) -> Entry:
        rows = await self._fetch(f"SELECT {ENTRY} FROM ledger.entry WHERE seq = $1", seq)
        if not rows:
            raise EntryUnknown(seq)
        return entry_of(rows[0])

    async def entries_after(self, seq: Seq, limit: int) -> list[Entry]:
        sql = f"SELECT {ENTRY} FROM ledger.entry WHERE seq > $1 ORDER BY seq LIMIT $2"
        return [entry_of(row) for row in await self._fetch(sql, seq, limit)]

    async def entries_of_account(
        self, account: AccountId, *, before_seq: Seq | None = None, limit: int = 50
    ) -> list[Entry]:
        rows = await self._fetch(
            f"{_STATEMENT_LINE} SELECT {ENTRY} FROM line JOIN ledger.entry USING (seq) WHERE line.seq < $2"
            " ORDER BY line.seq DESC LIMIT $3",
            account,
            _SEQ_MAX if before_seq is None else before_seq,
            limit,
        )
        return [entry_of(row) for row in rows]

    async def entries_of_cause(self, cause: str) -> list[Entry]:
        sql = f"SELECT {ENTRY} FROM ledger.entry WHERE cause = $1 ORDER BY seq"
        return [entry_of(row) for row in await self._fetch(sql, cause)]

    async def find_hold(self, key: bytes) -> Hold | None:
        rows = await self._fetch(f"SELECT {_HOLD} FROM ledger.hold WHERE key = $1", key)
        return Hold(*rows[0]) if rows else None

    async def open_holds(self, *, expired_at: datetime | None = None, limit: int = 100) -> list[Hold]:
        rows = await self._fetch(
            f"SELECT {_HOLD} FROM ledger.hold WHERE state = 'open' AND ($1::timestamptz IS NULL OR expires_at <= $1)"
            " ORDER BY expires_at NULLS FIRST, key LIMIT $2",
            expired_at,
            limit,
        )
        return [Hold(*row) for row in rows]

    async def head(self) -> ChainLink:
        rows = await self._fetch(f"SELECT {_LINK} FROM ledger.chain ORDER BY batch DESC LIMIT 1")
        return ChainLink(*rows[0])

    async def find_link(self, batch: int) -> ChainLink | None:
        rows = await self._fetch(f"SELECT {_LINK} FROM ledger.chain WHERE batch = $1", batch)
        return ChainLink(*rows[0]) if rows else None

    async def links_after(self, batch: int, limit: int) -> list[ChainLink]:
        sql = f"SELECT {_LINK} FROM ledger.chain WHERE batch > $1 ORDER BY batch LIMIT $2"
        return [ChainLink(*row) for row in await self._fetch(sql, batch, limit)]

    async def accounts_of(self, owner: str) -> list[Account]:
        sql = f"SELECT {_ACCOUNT} FROM ledger.account WHERE owner = $1 AND kind = ANY ($2) ORDER BY id"
        kinds = [kind.value for kind in AccountKind]  # named, so that the index by kind and owner serves
        return [_account(row) for row in await self._fetch(sql, owner, kinds)]

    async def some_accounts(self, ids: set[AccountId]) -> dict[AccountId, Account]:
        sql = f"SELECT {_ACCOUNT} FROM ledger.account WHERE id = ANY ($1)"
        return {account.id: account for account in map(_account, await self._fetch(sql, sorted(ids)))}

    async def find_entries(self, wanted: EntryFilter, limit: int) -> list[Entry]:
        sql, values = looking.entries_question(wanted, limit, columns=ENTRY, ledger="ledger.", mark="$")
        return [entry_of(row) for row in await self._fetch(sql, *values)]

    async def volumes_after(self, seq: Seq) -> list[DayVolume]:
        day, what = "floor(extract(epoch FROM e.posted_at) / 86400)::bigint", "split_part(e.cause, ':', 1)"
        sql = looking.volume_question("ledger.", "$", day=day, what=what)
        rows = await self._fetch(sql, seq, timeout=WHOLE_JOURNAL_SECONDS)
        return looking.volumes_of([tuple(row) for row in rows])

    async def totals_at(self, seq: Seq) -> list[KindTotal]:
        rows = await self._fetch(looking.totals_question("ledger.", "$"), seq, timeout=WHOLE_JOURNAL_SECONDS)
        return looking.totals_of([tuple(row) for row in rows])

    async def changes_between(self, after: Seq, to: Seq) -> list[KindTotal]:
        sql = looking.changes_question("ledger.", "$")
        rows = await self._fetch(sql, after, to, timeout=WHOLE_JOURNAL_SECONDS)
        return looking.totals_of([tuple(row) for row in rows])

    async def accounts_at(
        self, seq: Seq, *, kind: AccountKind, currency: str, after: AccountId = 0, limit: int = 100
    ) -> list[AccountAt]:
        rows = await self._fetch(
            looking.accounts_question("ledger.", "$"),
            seq,
            kind.value,
            currency,
            after,
            limit,
            timeout=WHOLE_JOURNAL_SECONDS,
        )
        return looking.accounts_of([tuple(row) for row in rows])


def _account(row: Any) -> Account:
    i, kind, owner, currency, balance, held, floor, state, last_seq = row
    return Account(i, AccountKind(kind), owner, currency, balance, held, floor, AccountState(state), last_seq)

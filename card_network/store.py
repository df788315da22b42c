"""Documents by kind and id in one SQLite file, so that the network remembers its cards and charges over a restart."""

import json
import sqlite3
from typing import Any

Document = dict[str, Any]


class Store:
    """path: of the file, or ":memory:"."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS documents (kind TEXT, id TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, id))"
        )

    def find(self, kind: str, id_: str) -> Document | None:
        row = self._connection.execute("SELECT body FROM documents WHERE kind = ? AND id = ?", (kind, id_)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, kind: str, id_: str, document: Document) -> None:
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
            (kind, id_, json.dumps(document)),
        )

    def remove(self, kind: str, id_: str) -> None:
        self._connection.execute("DELETE FROM documents WHERE kind = ? AND id = ?", (kind, id_))

    def all(self, kind: str) -> list[tuple[str, Document]]:
        rows = self._connection.execute("SELECT id, body FROM documents WHERE kind = ? ORDER BY id", (kind,))
        return [(id_, json.loads(body)) for id_, body in rows.fetchall()]

    def close(self) -> None:
        self._connection.close()

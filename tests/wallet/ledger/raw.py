"""The ledger's database by hand, as somebody with the password would use it: for tests of what the database refuses,
and of what the proof of the books finds when it was tampered with."""

from pathlib import Path

import apsw
import asyncpg

from wallet.ledger.postgres_reads import connection_arguments


class Raw:
    """url: as of the fixture `database_url`; folder: where the SQLite file lives."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.path = url, folder / "ledger.db"

    async def run(self, sql: str) -> None:
        """One statement; tables are named without their schema. Raises what the driver raises."""
        if self.url:
            connection = await asyncpg.connect(**connection_arguments(self.url))
            try:
                await connection.execute("SET search_path = ledger")
                await connection.execute(sql)
            finally:
                await connection.close()
        else:
            db = apsw.Connection(str(self.path))
            db.set_busy_timeout(5000)
            try:
                db.execute(sql)
            finally:
                db.close()

    async def disarm(self) -> None:
        """Remove what guards the journal and the chain, as only somebody with bad intent would."""
        for table in ("entry", "chain"):
            if self.url:
                await self.run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            else:
                for name in ("changed", "removed", "replaced"):
                    await self.run(f"DROP TRIGGER IF EXISTS {table}_is_never_{name}")


REFUSALS = (apsw.ConstraintError, asyncpg.PostgresError)

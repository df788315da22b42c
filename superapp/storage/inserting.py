"""Insert unless it is there: the same on SQLite and PostgreSQL, without a transaction lost to a unique key."""

from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel.ext.asyncio.session import AsyncSession


async def insert_new(session: AsyncSession, table: type[Any], values: dict[str, Any]) -> bool:
    """True when the row is new; False when a unique key already holds one, which is left as it is."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    outcome: Any = await session.exec(insert(table).values(**values).on_conflict_do_nothing())
    return outcome.rowcount == 1

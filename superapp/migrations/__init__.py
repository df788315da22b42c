"""The host's database schema, one line of revisions. `upgrade(database)` is all that others call."""

from superapp.migrations import tables as _tables  # noqa: F401  (registers every table)
from superapp.storage.database import Database, HostTable
from wallet.migrations.runner import Line

LINE = Line(package="superapp.migrations", metadata=HostTable.metadata)


async def upgrade(database: Database) -> None:
    """Bring the host's database to the newest revision; nothing happens when it is there already."""
    await LINE.upgrade(database)

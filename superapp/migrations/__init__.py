"""The host's database schema, one line of revisions. `upgrade(database)` is all that others call."""

from superapp.storage.database import Database
from wallet.migrations.runner import Line

LINE = Line(package="superapp.migrations")


async def upgrade(database: Database) -> None:
    """Bring the host's database to the newest revision; nothing happens when it is there already."""
    await LINE.upgrade(database)

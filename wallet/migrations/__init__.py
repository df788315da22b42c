"""The wallet's database schema, one line of revisions. `upgrade(database)` is all that others call."""

from wallet.database import Database
from wallet.migrations.runner import Line

LINE = Line(package="wallet.migrations")


async def upgrade(database: Database) -> None:
    """Bring the wallet's database to the newest revision; nothing happens when it is there already."""
    await LINE.upgrade(database)

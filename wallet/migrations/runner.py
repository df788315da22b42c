"""Runs Alembic in-process for either house, on the house's own `Database`, so that a migration sees the same URL,
schema and pragmas as the program. Each house has a `Line`: a package with `versions/` and the tables it must equal.

Every process asks where it stands when it starts; Alembic itself is loaded only to migrate."""

from dataclasses import dataclass
from importlib import import_module, resources
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, MetaData, text
from sqlmodel import AutoString

from wallet.database import Database, UtcDateTime

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, slots=True)
class Line:
    """One house's revisions. package: where `env.py` and `versions/` lie, and `tables.py` whose METADATA the newest
    revision makes."""

    package: str

    async def upgrade(self, database: Database, revision: str = "head") -> None:
        async with database.writer.begin() as connection:
            if not database.is_sqlite:
                await connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{database.schema}"'))
            await connection.run_sync(self._upgrade, revision)

    async def downgrade(self, database: Database, revision: str) -> None:
        """Take revisions back, and what only they can hold; for developers. "base": all of them."""
        async with database.writer.begin() as connection:
            await connection.run_sync(self._downgrade, revision)

    async def current(self, database: Database) -> str | None:
        """The revision the database is at; None when it was never migrated."""
        there = "SELECT to_regclass('alembic_version')"
        if database.is_sqlite:
            there = "SELECT name FROM sqlite_master WHERE name = 'alembic_version'"
        async with database.read() as session:
            connection = await session.connection()
            if await connection.scalar(text(there)) is None:
                return None
            return await connection.scalar(text("SELECT version_num FROM alembic_version"))

    def newest(self) -> str:
        """Revisions are named by their number, which begins their file's name."""
        return max(
            path.name[:4] for path in (resources.files(self.package) / "versions").iterdir() if path.name[:1] == "0"
        )

    async def differences(self, database: Database) -> list[Any]:
        """What the tables in code have and the database has not, or the other way round; empty when they agree."""
        async with database.read() as session:
            return await (await session.connection()).run_sync(self._differences)

    async def new_revision(self, database: Database, message: str) -> None:
        """Write the next revision file from the differences; for developers."""
        async with database.writer.connect() as connection:
            await connection.run_sync(self._revision, message)

    def _metadata(self) -> MetaData:
        """Every table there is, loaded here: whoever only asks where it stands needs none of them."""
        return import_module(f"{self.package}.tables").METADATA

    def _config(self) -> "Config":
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(resources.files(self.package)))
        config.attributes["metadata"] = self._metadata()
        return config

    def _upgrade(self, connection: Connection, revision: str) -> None:
        from alembic import command

        config = self._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    def _downgrade(self, connection: Connection, revision: str) -> None:
        from alembic import command

        config = self._config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    def _differences(self, connection: Connection) -> list[Any]:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, self._metadata())

    def _revision(self, connection: Connection, message: str) -> None:
        from alembic import command

        config = self._config()
        config.attributes["connection"] = connection
        number = sum(1 for _ in (resources.files(self.package) / "versions").iterdir() if _.name.endswith(".py")) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


def run_environment() -> None:
    """What each house's `env.py` does: migrate on the connection that `Line` handed over."""
    from alembic import context

    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=context.config.attributes["metadata"],
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render_item(kind: str, item: object, autogen: Any) -> str | Literal[False]:
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen.imports.add("from wallet.database import UtcDateTime")
        return "UtcDateTime()"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False

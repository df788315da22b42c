"""Is there an installation, and is it at this version's schema? Every command that works on one asks here first, so
that a wrong `DATA` or a forgotten `migrate` is a sentence and not a missing table. Looking makes nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from wallet.errors import Refusal

if TYPE_CHECKING:
    from superapp.base.config import Settings
    from superapp.house import House


@dataclass(eq=False)
class NotSetUp(Refusal):
    """detail: what is missing, as a sentence."""

    code: ClassVar[str] = "not_set_up"
    detail: str


@dataclass(frozen=True, slots=True)
class Schema:
    """One house's revision: where it is (None: never migrated) and where this version's code wants it."""

    house: str
    current: str | None
    newest: str


async def schemas(settings: "Settings") -> list[Schema]:
    """Of the host and of the wallet. Opens no SQLite file that is not there."""
    from superapp import migrations as host_migrations
    from superapp.opening import wallet_settings_for
    from superapp.storage.database import Database
    from wallet import migrations as wallet_migrations

    found: list[Schema] = []
    for house, url, line in (
        ("superapp", settings.host_url(), host_migrations.LINE),
        ("wallet", wallet_settings_for(settings).wallet_url(), wallet_migrations.LINE),
    ):
        current = None
        if not _is_missing(url):
            database = Database(url, schema=house)
            try:
                current = await line.current(database)
            finally:
                await database.close()
        found.append(Schema(house, current, line.newest()))
    return found


async def require_set_up(settings: "Settings") -> None:
    """Raises NotSetUp unless both houses are at this version's schema, CurrencyWithoutRules."""
    from superapp.opening import wallet_settings_for
    from wallet.payments.currencies import require_rules_for_all

    require_rules_for_all(wallet_settings_for(settings))
    for schema in await schemas(settings):
        if schema.current is None:
            raise NotSetUp(f"Nothing is set up in {settings.data.resolve()} yet: {schema.house} has no tables.")
        if schema.current != schema.newest:
            raise NotSetUp(f"{schema.house} is at schema {schema.current}; this version works with {schema.newest}.")


@asynccontextmanager
async def installed_house() -> "AsyncIterator[House]":
    """The House that the settings name, once it is known to be set up. Raises NotSetUp."""
    from superapp.base.config import Settings
    from superapp.opening import house_for

    settings = Settings()
    await require_set_up(settings)
    async with house_for(settings) as house:
        yield house


def _is_missing(url: str) -> bool:
    from sqlalchemy import make_url

    parts = make_url(url)
    return parts.get_backend_name() == "sqlite" and not Path(parts.database or "").is_file()

"""The host in a test's hands: `site` is the whole app on fresh databases, called over HTTP in this process."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from superapp.accounts import people, sessions
from superapp.accounts.people import Person
from superapp.base.config import Settings
from superapp.contacts import contacts
from superapp.house import House
from superapp.main import create_app
from superapp.opening import house_for, wallet_settings_for
from superapp.security.csrf import token_for
from superapp.security.rate_limits import RateLimits
from superapp.storage.database import HostTable
from tests.databases import furnish, make_tables
from tests.support import RecordedHttp, TravelClock
from wallet.database import WalletTable

ORIGIN = "http://testserver"
DEVICE = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


@dataclass
class Site:
    """client: a browser of nobody yet; `signed_in(person)` is one of that person's own. clock: travels when told."""

    app: Starlette
    house: House
    clock: TravelClock
    http: RecordedHttp
    opened: list[httpx2.AsyncClient] = field(default_factory=list[httpx2.AsyncClient])

    @cached_property
    def client(self) -> httpx2.AsyncClient:
        return self.browser()

    def browser(self, *, address: str = "127.0.0.1") -> httpx2.AsyncClient:
        """Another browser: cookies of its own, headers as a browser sends them, no redirects followed."""
        client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(self.app, client=(address, 40000)),
            base_url=ORIGIN,
            headers={"user-agent": DEVICE, "origin": ORIGIN, "sec-fetch-site": "same-origin", "accept": "text/html"},
        )
        self.opened.append(client)
        return client

    async def person(self, name: str = "Ann", **facts: Any) -> Person:
        async with self.house.database.write() as session:
            return await people.create_person(session, name, now=self.clock.now(), chance=self.house.chance, **facts)

    async def befriend(self, one: Person, other: Person) -> None:
        """They are contacts; nothing is said."""
        async with self.house.database.write() as session:
            await contacts.ask(session, one.id, other.id, "", now=self.clock.now())
            await contacts.ask(session, other.id, one.id, "", now=self.clock.now())

    async def signed_in(self, person: Person) -> httpx2.AsyncClient:
        """A browser of this person, whose requests carry the CSRF header."""
        async with self.house.database.write() as session:
            new = await sessions.start_session(
                session,
                person.id,
                sessions.Device(DEVICE, "127.0.0.1"),
                method="password",
                days=self.house.settings.session_days,
                now=self.clock.now(),
                chance=self.house.chance,
            )
        client = self.browser()
        client.cookies.set("sa_session", new.token)
        client.headers["x-csrf-token"] = token_for(new.token)
        return client


@asynccontextmanager
async def running_site(
    data: Path,
    database_url: str,
    *,
    clock: TravelClock,
    chance: random.Random,
    http: RecordedHttp,
    rules: dict[str, str] | None = None,
    wallet: dict[str, Any] | None = None,
    **changes: Any,
) -> AsyncIterator[Site]:
    """changes: settings by field name; wallet: the wallet's. rules: rate limits. The wallet shares the database, in a
    schema of its own."""
    if not database_url:
        furnish(data)
    facts: dict[str, Any] = {"DATA": data, "database_url": database_url, "url": ORIGIN, **changes}
    settings = Settings(**facts)
    wallet_settings = wallet_settings_for(settings).model_copy(update={"database_url": database_url} | (wallet or {}))
    async with house_for(settings, wallet_settings, http=http, clock=clock, chance=chance) as house:

        @asynccontextmanager
        async def opened(_settings: Settings) -> AsyncIterator[House]:
            yield house

        app = create_app(settings, open_house=opened, rate_limits=RateLimits(rules))
        # The app has loaded every handler, and with them every table.
        await make_tables(house.database, HostTable.metadata)
        await make_tables(house.wallet.database, WalletTable.metadata)
        async with app.router.lifespan_context(app):
            site = Site(app, house, clock, http)
            try:
                yield site
            finally:
                for client in site.opened:
                    await client.aclose()


@pytest.fixture
async def site(tmp_path: Path, clock: TravelClock, chance: random.Random, http: RecordedHttp) -> AsyncIterator[Site]:
    """On SQLite: for what does not depend on the engine."""
    async with running_site(tmp_path, "", clock=clock, chance=chance, http=http, demo=True) as site:
        yield site


@pytest.fixture
async def both_sites(
    tmp_path: Path, database_url: str, clock: TravelClock, chance: random.Random, http: RecordedHttp
) -> AsyncIterator[Site]:
    """The same site, once on each engine: for what writes tables."""
    async with running_site(tmp_path, database_url, clock=clock, chance=chance, http=http, demo=True) as site:
        yield site

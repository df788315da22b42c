"""Opens the house: its databases, the wallet, the files, the way out to the network. For whoever works in one (the web,
the worker, a command, a test); none of them loads more than it works with. Nothing here decides; it only connects."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from superapp.base.config import Settings
from superapp.flows.look_at_money import look_at_money
from superapp.house import House
from superapp.net.streams import StreamingHttp
from superapp.programs.errors import ProgramUnknown
from superapp.programs.openids import find_person, known_as, openid_known
from superapp.programs.registry import get_program
from superapp.realtime.hub import Hub
from superapp.security.origins import own_addresses
from superapp.storage.blobs import FolderBlobs
from superapp.storage.database import Database
from wallet.house import open_wallet
from wallet.payments.currencies import require_rules_for_all
from wallet.ports import Chance, Clock
from wallet.settings import WalletSettings


def wallet_settings_for(settings: Settings) -> WalletSettings:
    """The wallet's settings from its own environment, in the same data folder, mode and address as the host's."""
    same: dict[str, Any] = {"DATA": settings.data, "SUPERAPP_DEMO": settings.demo, "SUPERAPP_URL": settings.base_url()}
    return WalletSettings(**same)


@asynccontextmanager
async def house_for(
    settings: Settings | None = None,
    wallet_settings: WalletSettings | None = None,
    *,
    http: StreamingHttp | None = None,
    clock: Clock | None = None,
    chance: Chance | None = None,
) -> AsyncIterator[House]:
    """An open House, closed at the end of the block. Both databases must have been migrated.

    http, clock, chance: stand-ins for tests; the system's own when None.
    """
    settings = settings or Settings()
    database = Database(settings.host_url(), schema="superapp")
    if http is None:
        from superapp.net.safe_http import SafeHttp

        http = SafeHttp(allow_private=settings.allow_private_hosts, own=own_addresses(settings))

    async def payer_known(appid: str, openid: str) -> bool:
        return await openid_known(database, appid, openid)

    async def payee_of(appid: str, openid: str) -> str | None:
        async with database.read() as session:
            return await find_person(session, appid, openid)

    async def openid_of(appid: str, person_id: str) -> str | None:
        async with database.write() as session:
            try:
                await get_program(session, appid)
            except ProgramUnknown:
                return None
            known = await known_as(session, person_id, appid, now=wallet.clock.now(), chance=wallet.chance)
            return known.openid

    wallet_settings = wallet_settings or wallet_settings_for(settings)
    require_rules_for_all(wallet_settings)
    try:
        async with open_wallet(
            wallet_settings,
            http=http,
            clock=clock,
            chance=chance,
            payer_known=payer_known,
            payee_of=payee_of,
            openid_of=openid_of,
        ) as wallet:
            blobs = FolderBlobs(settings.data / "blobs")
            yield House(settings, database, wallet, blobs, Hub(), http, wallet.clock, wallet.chance, look_at_money)
    finally:
        await database.close()

"""The wallet's parts in one hand: what every payment, reaction and statement is given. Whoever runs a wallet (the
host, the worker, a command, a test) opens one and closes it."""

import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from wallet.database import Database
from wallet.ledger.ledger import Ledger
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.sqlite import SqliteLedger
from wallet.ports import (
    Chance,
    Clock,
    HttpPort,
    OpenidFinder,
    PayeeFinder,
    PayerCheck,
    SystemClock,
    any_payer,
    openid_as_person,
    person_as_openid,
)
from wallet.rails.http_rail import http_rail
from wallet.rails.port import Rail
from wallet.settings import WalletSettings


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class WalletHouse:
    settings: WalletSettings
    database: Database
    ledger: Ledger
    clock: Clock
    chance: Chance
    http: HttpPort
    payer_known: PayerCheck
    payee_of: PayeeFinder
    openid_of: OpenidFinder = person_as_openid
    rail: Rail | None = None
    """Where cards are charged and paid out to; None where no processor is connected."""


def make_ledger(settings: WalletSettings, clock: Clock) -> Ledger:
    """The engine that fits the wallet's database."""
    path = settings.ledger_path()
    limits = {"batch_max": settings.ledger_batch_max, "waiting_max": settings.ledger_waiting_max}
    if path is None:
        return PostgresLedger(settings.wallet_url(), clock=clock, **limits)
    return SqliteLedger(path, clock=clock, **limits)


@asynccontextmanager
async def open_wallet(
    settings: WalletSettings,
    *,
    http: HttpPort,
    clock: Clock | None = None,
    chance: Chance | None = None,
    payer_known: PayerCheck = any_payer,
    payee_of: PayeeFinder = openid_as_person,
    openid_of: OpenidFinder = person_as_openid,
    rail: Rail | None = None,
) -> AsyncIterator[WalletHouse]:
    """A started wallet; stopped and closed at the end of the block. The database must have been migrated.

    rail: the one that the settings name when None.
    """
    clock = clock or SystemClock()
    system_chance: random.Random = secrets.SystemRandom()
    database, ledger = Database(settings.wallet_url(), schema="wallet"), make_ledger(settings, clock)
    await ledger.start()
    try:
        yield WalletHouse(
            settings=settings,
            database=database,
            ledger=ledger,
            clock=clock,
            chance=chance or system_chance,
            http=http,
            payer_known=payer_known,
            payee_of=payee_of,
            openid_of=openid_of,
            rail=rail or http_rail(settings, http),
        )
    finally:
        await ledger.stop()
        await database.close()

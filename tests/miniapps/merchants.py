"""A real wallet behind a real merchant API for guests' servers: their merchants, a person who pays whatever a program
asks for, mornings that come when told, and the wallet's question for a day's file carried to the guest's own app."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Table
from starlette.applications import Starlette
from starlette.routing import Mount

from miniapps.kit import day_files
from miniapps.kit.database import Database
from miniapps.kit.day_files import DayFiles
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.till import PayV3Till
from tests.databases import furnish
from tests.support import unreachable
from tests.wallet.merchant_api.town import serving
from tests.wallet.people import ANN, PIN, ann_has, settings_of
from wallet.audit.daily import days_of, files_missing, reconcile_days
from wallet.audit.differences import differences_of
from wallet.books import check_books
from wallet.house import WalletHouse, open_wallet
from wallet.merchant_api.app import create_app
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import create_merchant
from wallet.payments.payables import confirm_payable, get_payable_by_prepay_id
from wallet.ports import HttpReply

APPID = "wx0123456789abcdef"
GUEST_URL = "http://guest.example"


class MovedClock:
    """The system's, since clients sign by it, and how far it was moved on."""

    def __init__(self) -> None:
        self.by = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by


@dataclass
class ToGuest:
    """What the wallet sends goes to the guest's app, while it is there."""

    app: Starlette | None = None

    async def send(self, method: str, url: str, *, headers: Any, body: bytes, timeout_seconds: float) -> HttpReply:
        if self.app is None:
            return unreachable(None)  # pyright: ignore[reportArgumentType] it looks at nothing
        transport = httpx2.ASGITransport(self.app)
        async with httpx2.AsyncClient(transport=transport, base_url=GUEST_URL) as client:
            reply = await client.request(method, url, headers=headers, content=body)
        return HttpReply(reply.status_code, {}, reply.content)


@dataclass
class Merchants:
    house: WalletHouse
    clock: MovedClock
    wire: ToGuest
    url: str
    folder: Path
    names: list[str] = field(default_factory=list[str])

    async def join(self, name: str) -> dict[str, Any]:
        """The settings of a guest's server that a merchant gets."""
        merchant = await create_merchant(self.house, name)
        platform, own = platform_keys(self.house.settings), self.folder / f"{merchant.mchid}.pem"
        own.write_text(merchant.private_key_pem)
        self.names.append(merchant.mchid)
        return {
            "host_url": self.url,
            "appid": APPID,
            "appsecret": "s",
            "mchid": merchant.mchid,
            "apiv3_key": merchant.apiv3_key,
            "merchant_private_key_path": own,
            "merchant_serial_no": merchant.serial_no,
            "platform_public_key_path": platform.public_key_path,
            "platform_public_key_id": platform.public_key_id,
            "public_url": GUEST_URL,
            "data": self.folder,
        }

    async def pay(self, asked: dict[str, Any]) -> None:
        """Ann confirms what `wx.requestPayment` is given."""
        prepay_id = asked["package"].removeprefix("prepay_id=")
        payable = await get_payable_by_prepay_id(self.house, prepay_id)
        await confirm_payable(self.house, payable.id, person_id=ANN, pin=PIN)

    async def open_books(self, database: Database, moves: Table, tills: dict[str, PayV3Till]) -> DayFiles:
        """The guest's face for the host; it says where it is."""
        files = DayFiles(database, moves, tills, self.clock.now)
        self.wire.app = Starlette(routes=[day_files.ROUTE], exception_handlers={Problem: answer_problem})
        self.wire.app.state.day_files = files
        await files.announce()
        return files

    async def next_morning(self) -> None:
        """Three o'clock: yesterday is over and is matched."""
        now = self.clock.now()
        morning = now.replace(hour=3, minute=0, second=0) + timedelta(days=1)
        self.clock.by += morning - now
        await reconcile_days(self.house)

    async def faults(self) -> list[tuple[str, str, str, tuple[int | None, ...]]]:
        """(merchant, number, fault, what file, orders and ledger say of it)."""
        rows = await differences_of(self.house, only_open=True)
        return [
            (row.party, row.number, row.fault, (row.file_minor, row.orders_minor, row.ledger_minor)) for row in rows
        ]

    async def silent(self) -> list[str]:
        return [row.party for row in await files_missing(self.house)]

    async def found_equal(self, numbers: int) -> None:
        """The last day: every merchant's file came, so many payments and refunds stand on all three sides."""
        assert await self.silent() == []
        assert await self.faults() == []
        [day] = await days_of(self.house, limit=1)
        assert (day.parties, day.files, day.open) == (len(self.names), len(self.names), 0)
        assert day.matched == numbers


@asynccontextmanager
async def merchants_of(folder: Path) -> AsyncIterator[Merchants]:
    """Ann has a PIN and 5,000.00."""
    furnish(folder)
    clock, wire = MovedClock(), ToGuest()
    async with open_wallet(settings_of("", folder), http=wire, clock=clock, chance=random.SystemRandom()) as house:
        await ann_has(house, 500_000)
        async with serving(Starlette(routes=[Mount("/v3", create_app(lambda: house))])) as url:
            yield Merchants(house, clock, wire, url, folder)
        assert await check_books(house) == []

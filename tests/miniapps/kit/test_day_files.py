"""The file of a day from a guest's own books, as the wallet asks for it: all three sides say the same, one changed row
is found and nothing else, a guest that was away makes up for it, and nobody but the host is answered."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Table, update

from miniapps.kit.database import Database
from miniapps.kit.till import PayV3Till
from miniapps.tickets.server import offers
from miniapps.tickets.server import tables as ticket_tables
from miniapps.tickets.server.desk import Desk as TicketDesk
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.offers import Choice
from miniapps.tickets.server.settings import TicketSettings
from miniapps.tickets.server.world import CINEMAS
from tests.miniapps.merchants import GUEST_URL, Merchants, merchants_of
from wallet.audit.daily import days_of, reconcile_days
from wallet.merchants import day_files
from wallet.merchants.day_files import DayFileMissing


@pytest.fixture
async def merchants(tmp_path: Path) -> AsyncIterator[Merchants]:
    async with merchants_of(tmp_path) as ready:
        yield ready


async def spoil(database: Database, moves: Table, number: str) -> None:
    """One row of the guest's books says a fen more."""
    async with database.write() as session:
        changed = update(moves).where(moves.c.number == number).values(amount_fen=moves.c.amount_fen + 1)
        assert (await session.execute(changed)).rowcount == 1  # pyright: ignore[reportAttributeAccessIssue]


async def tickets_sold(merchants: Merchants) -> tuple[Database, str]:
    """Two bookings, one of which was given back; the number of the one that stays."""
    settings = TicketSettings(**await merchants.join("Curtain & Cloud"), gate_appid="wx2", gate_appsecret="s")
    database = Database(settings.data / "tickets.db", ticket_tables.TicketTable.metadata)
    await database.create()
    till = PayV3Till(settings)
    desk = TicketDesk(settings, database, till, Issuer.of_folder(settings.data), now=merchants.clock.now)
    await merchants.open_books(database, ticket_tables.MOVES, {"": till})
    show = offers.showings_of(CINEMAS["lantern"], (merchants.clock.now() + timedelta(days=3)).date())[0]
    ids = list[str]()
    for row, seat in enumerate(("B3", "B4")):
        await desk.hold("ann", show.id, [seat])
        made = await desk.book("ann", Choice("cinema", show.id, seats=(seat,)), request_key=f"key-000{row}")
        await merchants.pay(made["payment"])
        ids.append((await desk.show("ann", made["booking"]["id"]))["id"])
    back = await desk.refund_quote("ann", ids[1])
    assert (await desk.refund("ann", ids[1], back_fen=back["back_fen"]))["state"] == "refunded"
    async with database.read() as session:
        return database, (await session.get_one(ticket_tables.Booking, ids[0])).current


async def test_tickets_and_what_came_back_stand_in_the_day(merchants: Merchants) -> None:
    database, number = await tickets_sold(merchants)
    await merchants.next_morning()
    await merchants.found_equal(3)

    await merchants.next_morning()
    await merchants.found_equal(0)
    await database.close()
    assert number


async def test_one_row_that_was_changed_is_found_and_nothing_else(merchants: Merchants) -> None:
    database, number = await tickets_sold(merchants)
    await spoil(database, ticket_tables.MOVES, number)
    await merchants.next_morning()

    [(party, wrong, fault, (file, in_orders, in_ledger))] = await merchants.faults()
    assert (party, wrong, fault) == (merchants.names[0], number, "amount")
    assert file
    assert in_orders == in_ledger == file - 1
    await database.close()


async def test_a_guest_that_was_away_in_the_morning_is_asked_when_it_is_back(
    merchants: Merchants, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, _ = await tickets_sold(merchants)
    files, merchants.wire.app = merchants.wire.app, None
    await merchants.next_morning()
    await merchants.next_morning()
    assert len(await merchants.silent()) == 2
    assert await reconcile_days(merchants.house) == 0

    merchants.wire.app = files
    assert files
    signs_by = SimpleNamespace(time=lambda: merchants.clock.now().timestamp())
    monkeypatch.setattr("wechatpayv3.utils.time", signs_by)  # the client has no argument for it
    await files.state.day_files.announce()
    await reconcile_days(merchants.house)

    assert await merchants.silent() == []
    assert await merchants.faults() == []
    assert sum(day.matched for day in await days_of(merchants.house)) == 3
    await database.close()


async def test_only_the_host_is_told_and_only_of_days_that_are_over(merchants: Merchants) -> None:
    database, _ = await tickets_sold(merchants)
    day = f"{merchants.clock.now():%Y-%m-%d}"

    async def ask(headers: dict[str, str], **facts: str) -> int:
        body = json.dumps({"mchid": merchants.names[0], "day": day, "time_zone": "UTC"} | facts).encode()
        url = GUEST_URL + "/pay/day-file"
        return (await merchants.wire.send("POST", url, headers=headers, body=body, timeout_seconds=1)).status

    stamp = str(int(merchants.clock.now().timestamp()))
    assert await ask({}) == 401
    forged = {"Wechatpay-Timestamp": stamp, "Wechatpay-Nonce": "n", "Wechatpay-Signature": "AAAA"}
    for serial in ("PUB_KEY_ID_1", "ABCD"):
        assert await ask({**forged, "Wechatpay-Serial": serial}) == 401
        scheme = {"Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048"}
        assert await ask({**forged, "Wechatpay-Serial": serial, **scheme}) == 401

    url = GUEST_URL + "/pay/day-file"
    with pytest.raises(DayFileMissing) as early:
        await day_files.ask(merchants.house, merchants.names[0], url, merchants.clock.now().date())
    assert early.value.status == 409
    yesterday = merchants.clock.now().date() - timedelta(days=1)
    assert await day_files.ask(merchants.house, merchants.names[0], url, yesterday) == b"kind,number,amount\r\n"
    other = await merchants.join("Another")
    with pytest.raises(DayFileMissing) as unknown:
        await day_files.ask(merchants.house, other["mchid"], url, yesterday)
    assert unknown.value.status == 400
    await database.close()

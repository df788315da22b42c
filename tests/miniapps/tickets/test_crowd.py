"""Five thousand buyers, two hundred seats, four servers on one file: every seat is sold, and none of them twice."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlmodel import select

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.tickets.server import bookings, inventory
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.offers import Choice, resolve
from miniapps.tickets.server.tables import Order, Seat, Ticket, TicketTable
from tests.miniapps.tickets.buying import showing
from tests.support import seeded

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SERVERS, BUYERS = 4, 5_000
SHOWING = showing()


async def one_server(folder: Path, server: int, chance: random.Random) -> list[str]:
    """A database object, a loop and connections of its own; each buyer is a task. Returns how each buyer fared."""
    database, issuer = (
        Database(folder / "tickets.db", TicketTable.metadata),
        Issuer(Ed25519PrivateKey.from_private_bytes(b"k" * 32)),
    )
    seats = SHOWING.hall.seats()

    async def buy(number: int) -> str:
        openid, wanted = f"buyer-{server}-{number}", chance.sample(seats, chance.choice((1, 1, 2)))
        choice = Choice("cinema", SHOWING.id, seats=tuple(wanted))
        offer = resolve(choice, NOW)
        try:
            async with database.write() as session:
                await inventory.hold_seats(session, SHOWING.id, openid, wanted, NOW)
            async with database.write() as session:
                booking = await bookings.book(
                    session,
                    openid=openid,
                    offer=offer,
                    choice=choice,
                    request_key=f"{openid}-key",
                    now=NOW,
                    payment_seconds=300,
                )
            async with database.write() as session:
                await bookings.mark_paid(
                    session,
                    issuer,
                    booking.current,
                    transaction_id=openid,
                    total_fen=offer.total_fen,
                    now=NOW,
                )
        except Problem as refusal:
            return refusal.code
        return "bought"

    try:
        return await asyncio.gather(*(buy(number) for number in range(BUYERS // SERVERS)))
    finally:
        await database.close()


@pytest.mark.long
async def test_five_thousand_buyers_get_two_hundred_seats_once_each(tmp_path: Path) -> None:
    assert len(SHOWING.hall.seats()) == 200
    database = Database(tmp_path / "tickets.db", TicketTable.metadata)
    await database.create()

    def serve(server: int) -> list[str]:
        return asyncio.run(one_server(tmp_path, server, seeded(server)))

    with ThreadPoolExecutor(SERVERS) as pool:
        loop = asyncio.get_running_loop()
        fared = await asyncio.gather(*(loop.run_in_executor(pool, serve, number) for number in range(SERVERS)))

    outcomes = [one for server in fared for one in server]
    assert len(outcomes) == BUYERS
    assert set(outcomes) == {"bought", "seat_taken"}
    async with database.read() as session:
        tickets = (await session.exec(select(Ticket))).all()
        taken = (await session.exec(select(Seat).where(Seat.showing_id == SHOWING.id))).all()
        orders = (await session.exec(select(Order))).all()
    await database.close()
    assert sorted(one.label for one in tickets) == sorted(SHOWING.hall.seats())
    assert {one.seat: one.order_number for one in taken}.keys() == {one.label for one in tickets}
    assert len(orders) == outcomes.count("bought")
    assert all(one.paid_at and one.value_fen == one.total_fen for one in orders)
    assert {one.openid for one in taken} == {one.openid for one in orders}

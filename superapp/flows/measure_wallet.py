"""The wallet's figures for whoever watches the host: how long the journal is, and who is behind in reading it.
web/ops asks at each scrape."""

from dataclasses import dataclass

from sqlmodel import col, select

from superapp.house import House
from superapp.storage.cursors import CursorRow
from wallet import reactions


@dataclass(frozen=True, slots=True)
class WalletFigures:
    """entries: the journal's last sequence number. batches: the chain's length.

    behind: entries a named reader has yet to handle; one that has never read counts from the start.
    """

    entries: int
    batches: int
    behind: dict[str, int]


async def measure(house: House) -> WalletFigures:
    # Cursors first: read the other way round, a reader could seem ahead of the journal.
    positions = {one.name: await one.cursor() for one in reactions.built_in(house.wallet)}
    async with house.database.read() as session:
        for row in (await session.exec(select(CursorRow).order_by(col(CursorRow.reader)))).all():
            positions[row.reader] = row.position
    head = await house.wallet.ledger.head()
    entries = head.first_seq + head.entries - 1 if head.entries else 0
    return WalletFigures(entries, head.batch, {name: entries - position for name, position in positions.items()})

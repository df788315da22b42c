"""Figures of the business for the dashboard: volume by day, envelopes, disputes, refusals, and how old the oldest entry
is that a reader of the journal has yet to handle. Called by the host's flow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from wallet.audit.trial_balance import seq_at
from wallet.house import WalletHouse
from wallet.ledger.looking import DayVolume
from wallet.ledger.model import Seq
from wallet.payments.dispute_rows import DisputeRow
from wallet.payments.envelope_rows import EnvelopeRow
from wallet.reactions import built_in


@dataclass(frozen=True, slots=True)
class EnvelopeFigures:
    """Of one state; amounts in minor units of the currency asked for."""

    state: str
    envelopes: int
    total_minor: int
    returned_minor: int


@dataclass(frozen=True, slots=True)
class DisputeFigures:
    """Of one state; of closed ones, of one outcome. Amounts in minor units of the currency asked for. overdue: of those
    that wait for a merchant or a person, how many have waited longer than they may."""

    state: str
    outcome: str
    disputes: int
    amount_minor: int
    refunded_minor: int
    overdue: int


@dataclass(frozen=True, slots=True)
class ReaderLag:
    """behind: entries a reader of the journal has yet to handle; since: when the oldest of them was posted."""

    reader: str
    behind: int
    since: datetime | None


async def volume_of(house: WalletHouse, days: int) -> list[DayVolume]:
    """Today and the days before, UTC; days on which nothing moved are left out."""
    midnight = house.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    start = midnight - timedelta(days=days - 1, microseconds=1)
    return await house.ledger.volumes_after(await seq_at(house, start))


async def envelopes_of(house: WalletHouse, currency: str) -> list[EnvelopeFigures]:
    """By state."""
    wanted = (
        select(EnvelopeRow.state, func.count(), func.sum(EnvelopeRow.total_minor), func.sum(EnvelopeRow.returned_minor))
        .where(EnvelopeRow.currency == currency)
        .group_by(EnvelopeRow.state)
        .order_by(EnvelopeRow.state)
    )
    async with house.database.read() as session:
        rows = (await session.exec(wanted)).all()
    return [EnvelopeFigures(str(state), count, int(total), int(back or 0)) for state, count, total, back in rows]


async def disputes_of(house: WalletHouse, currency: str) -> list[DisputeFigures]:
    """By state and outcome, those that are open first."""
    state, outcome = DisputeRow.state, DisputeRow.outcome
    overdue = func.count().filter(col(DisputeRow.due_at) <= house.clock.now())
    within, by = DisputeRow.currency == currency, (col(state), col(outcome))
    asked = select(state, outcome, func.count(), func.sum(DisputeRow.amount_minor)).where(within).group_by(*by)
    since = select(state, outcome, func.sum(DisputeRow.refunded_minor), overdue).where(within).group_by(*by)
    async with house.database.read() as session:
        rows = (await session.exec(asked.order_by(col(outcome), col(state)))).all()
        became = {(one[0], one[1]): (int(one[2]), one[3]) for one in (await session.exec(since)).all()}
    return [
        DisputeFigures(str(state), outcome, count, int(amount), *became.get((state, outcome), (0, 0)))
        for state, outcome, count, amount in rows
    ]


async def lags_of(house: WalletHouse, positions: dict[str, Seq]) -> list[ReaderLag]:
    """Of the wallet's own readers, and of those whose positions the host hands over."""
    readers = {one.name: await one.cursor() for one in built_in(house)} | positions
    found: list[ReaderLag] = []
    head = await house.ledger.head()
    last = head.first_seq + head.entries - 1
    for name, position in sorted(readers.items()):
        oldest = await house.ledger.entries_after(position, 1)
        found.append(ReaderLag(name, max(0, last - position), oldest[0].posted_at if oldest else None))
    return found


def refusals_of(house: WalletHouse) -> dict[str, int]:
    """By reason, since this process began; the ledger stores none (docs/decisions/0003-ledger.md)."""
    return dict(house.ledger.figures.refusals.most_common())

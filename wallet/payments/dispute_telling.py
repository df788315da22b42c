"""The events of disputes that the person has not been told of: the host reads them, tells, and marks them as told. Told
at least once, so whoever tells names the message after the event."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.payments.dispute_rows import DisputeEventRow, DisputeRow

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class UntoldEvent:
    """actor, what, words, amount_minor: as `DisputeEvent`; description: of the order."""

    dispute_id: str
    number: int
    person_id: str
    description: str
    currency: str
    actor: str
    what: str
    words: str
    amount_minor: int


async def untold_events(house: WalletHouse) -> list[UntoldEvent]:
    """The oldest first, at most AT_ONCE."""
    wanted = (
        select(DisputeEventRow, DisputeRow)
        .join(DisputeRow, col(DisputeRow.id) == col(DisputeEventRow.dispute_id))
        .where(col(DisputeEventRow.told_at).is_(None))
        .order_by(col(DisputeEventRow.at), col(DisputeEventRow.dispute_id), col(DisputeEventRow.number))
    )
    async with house.database.read() as session:
        rows = (await session.exec(wanted.limit(AT_ONCE))).all()
    return [
        UntoldEvent(
            dispute_id=dispute.id,
            number=event.number,
            person_id=dispute.person_id,
            description=dispute.description,
            currency=dispute.currency,
            actor=event.actor,
            what=event.what,
            words=event.words,
            amount_minor=event.amount_minor,
        )
        for event, dispute in rows
    ]


async def mark_told(house: WalletHouse, event: UntoldEvent) -> None:
    this = (col(DisputeEventRow.dispute_id) == event.dispute_id, col(DisputeEventRow.number) == event.number)
    async with house.database.write() as session:
        await session.exec(update(DisputeEventRow).where(*this).values(told_at=house.clock.now()))

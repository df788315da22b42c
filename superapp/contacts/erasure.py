"""Whom one person knew, removed at once, and every door to them closed for good. Called by flows/leave_for_good."""

from datetime import datetime

from sqlmodel import col, delete, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.contacts.blocks import BlockRow
from superapp.contacts.contacts import ContactRequestRow, ContactRow, tell
from superapp.contacts.nearby import hide
from superapp.contacts.privacy import Circle, Found, Privacy, PrivacyRow, choose


async def forget_person(session: AsyncSession, person_id: str, *, now: datetime) -> list[str]:
    """Whose contacts changed by it; they have been told."""
    touching = {
        ContactRow: (ContactRow.person_id, ContactRow.other_id),
        ContactRequestRow: (ContactRequestRow.from_id, ContactRequestRow.to_id),
        BlockRow: (BlockRow.person_id, BlockRow.other_id),
    }
    known: set[str] = set()
    for table, (one, other) in touching.items():
        mine = or_(col(one) == person_id, col(other) == person_id)
        for pair in await session.exec(select(one, other).where(mine)):
            known |= set(pair)
        await session.exec(delete(table).where(mine))
    await session.exec(delete(PrivacyRow).where(col(PrivacyRow.person_id) == person_id))
    await hide(session, person_id)
    # What was said to them stays readable; nobody can say more to somebody who is gone.
    gone = Privacy(Found.NOT, Circle.NOBODY, Circle.CONTACTS, Circle.CONTACTS, Circle.NOBODY)
    await choose(session, person_id, gone)
    others = sorted(known - {person_id})
    for other in others:
        await tell(session, other, person_id, now=now)
    return others

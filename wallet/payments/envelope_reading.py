"""Many envelopes at once, as one person has to do with them: those they filled and those they have a share of. Called
by the host's flow that tells a program of them, with the person's consent. Reads only: a row stands as it was left."""

from sqlalchemy import or_
from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.payments.envelope_rows import Envelope, EnvelopeRow, ShareRow, view_of

PAGE_MAX = 100


async def envelopes_with(house: WalletHouse, person_id: str, *, before: str = "", limit: int = 50) -> list[Envelope]:
    """Sent by this person, or opened by them; the newest first, with who got what.

    before: the id of the last one of the page that came earlier. limit: at most PAGE_MAX.
    """
    opened = select(ShareRow.envelope_id).where(ShareRow.person_id == person_id)
    wanted = select(EnvelopeRow).where(
        or_(col(EnvelopeRow.sender_id) == person_id, col(EnvelopeRow.id).in_(opened)),
        col(EnvelopeRow.entry_seq).is_not(None),
    )
    if before:
        wanted = wanted.where(col(EnvelopeRow.id) < before)
    async with house.database.read() as session:
        page = wanted.order_by(col(EnvelopeRow.id).desc()).limit(min(limit, PAGE_MAX))
        rows = (await session.exec(page)).all()
        theirs = select(ShareRow).where(col(ShareRow.envelope_id).in_([row.id for row in rows]))
        shares = (await session.exec(theirs.order_by(col(ShareRow.position)))).all()
    return [view_of(row, [one for one in shares if one.envelope_id == row.id]) for row in rows]

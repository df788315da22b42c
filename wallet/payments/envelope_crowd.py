"""Claims and settlements of envelopes, taken together: when a whole group opens one at once, those who come while a
commit is written share the next one (`wallet.together`), so a crowd neither queues for connections nor for the disk.
Called by `envelopes`; another process that does the same waits at the envelope's row."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import Database
from wallet.ledger.model import Entry
from wallet.many import padded
from wallet.payments.envelope_rows import EnvelopeRow, EnvelopeState, ShareRow
from wallet.payments.envelope_settling import envelope_of, lock_envelope, settle_envelope
from wallet.together import TogetherOn

Place = tuple[str, str]  # (envelope id, person id)


class Claim(NamedTuple):
    envelope_id: str
    person_id: str
    now: datetime


async def look_in_crowd(database: Database, place: Place) -> tuple[EnvelopeRow | None, ShareRow | None]:
    """The envelope as its row says, and this person's share in it."""
    return await _looks.do(database, place)


async def claim_share(database: Database, claim: Claim) -> ShareRow | None:
    """This person's share: the one they have, else the next one; None when there is none left, or its time is over.
    Committed when it returns."""
    return await _claims.do(database, claim)


async def settle_in_crowd(database: Database, entry: Entry) -> None:
    """`settle_envelope` in a transaction that it may share with others; committed when it returns."""
    await _settlements.do(database, entry)


async def _look(database: Database, places: Sequence[Place]) -> list[tuple[EnvelopeRow | None, ShareRow | None]]:
    ids = padded(sorted({envelope_id for envelope_id, _ in places}))
    mine = tuple_(col(ShareRow.envelope_id), col(ShareRow.person_id)).in_(padded(sorted(set(places))))
    async with database.read() as session:
        rows = (await session.exec(select(EnvelopeRow).where(col(EnvelopeRow.id).in_(ids)))).all()
        shares = (await session.exec(select(ShareRow).where(mine))).all()
    row_of = {row.id: row for row in rows}
    share_at = {(one.envelope_id, one.person_id): one for one in shares}
    return [(row_of.get(place[0]), share_at.get(place)) for place in places]


# Envelopes are taken one after the other, each in a transaction of its own, so that no two transactions hold one
# envelope and wait for another in a circle.


async def _claim(database: Database, claims: Sequence[Claim]) -> list[ShareRow | None]:
    given: dict[Claim, ShareRow | None] = {}
    for _, group in groupby(sorted(claims, key=lambda one: one.envelope_id), lambda one: one.envelope_id):
        async with database.write() as session:
            given |= await _hand_out(session, list(group))
    return [given[one] for one in claims]


async def _settle(database: Database, entries: Sequence[Entry]) -> list[None]:
    for _, group in groupby(sorted(entries, key=envelope_of), envelope_of):
        async with database.write() as session:
            await settle_envelope(session, *sorted(group, key=lambda one: one.seq))
    return [None] * len(entries)


async def _hand_out(session: AsyncSession, claims: Sequence[Claim]) -> dict[Claim, ShareRow | None]:
    """claims: of one envelope, in the order in which they came; that is the order in which shares are handed out."""
    envelope = await lock_envelope(session, claims[0].envelope_id)
    wanted = select(ShareRow).where(ShareRow.envelope_id == envelope.id).order_by(col(ShareRow.position))
    shares = list((await session.exec(wanted)).all())
    having = {share.person_id: share for share in shares if share.person_id}
    for claim in claims:
        is_open = envelope.state == EnvelopeState.OPEN and envelope.expires_at and claim.now < envelope.expires_at
        if claim.person_id in having or not is_open or envelope.taken == envelope.shares:
            continue
        share = shares[envelope.taken]
        share.person_id, share.claimed_at = claim.person_id, claim.now
        envelope.taken += 1
        having[claim.person_id] = share
    return {claim: having.get(claim.person_id) for claim in claims}


_looks, _claims, _settlements = TogetherOn(_look), TogetherOn(_claim), TogetherOn(_settle)

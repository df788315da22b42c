"""Writing into an envelope's rows what the journal says of it. `envelopes` does it at once, `wallet.reactions` repeats
it for every entry, so each call is harmless when repeated.

An envelope has one entry that fills its account, one for each paid share, and one for what goes back; each under a key
of its own. The envelope's row is always locked before a share's: all who change both wait in one order."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, case, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.model import Entry, Kind
from wallet.many import padded
from wallet.payments.envelope_rows import LIFE_SECONDS, EnvelopeRow, EnvelopeState, Giver, ShareRow

ENVELOPE_CAUSE = "envelope:"
ENVELOPE_BACK_CAUSE = "envelope_back:"
ENVELOPE_LIFE = timedelta(seconds=LIFE_SECONDS)
_AS_IS = {"synchronize_session": False}
_SHARES: Any = ShareRow.__table__  # pyright: ignore[reportAttributeAccessIssue] SQLModel does not type it
_PAID = (
    update(_SHARES)
    .where(_SHARES.c.envelope_id == bindparam("envelope"), _SHARES.c.key_hex == bindparam("key"))
    .values(entry_seq=bindparam("seq"))
)


def fill_key(envelope_id: str) -> bytes:
    return key_for(f"fill:{envelope_id}")


def share_key(envelope_id: str, position: int) -> bytes:
    return key_for(f"share{position}:{envelope_id}")


def back_key(envelope_id: str) -> bytes:
    return key_for(f"back:{envelope_id}")


def moves_envelope(entry: Entry) -> bool:
    return entry.kind is Kind.POST and entry.cause.startswith((ENVELOPE_CAUSE, ENVELOPE_BACK_CAUSE))


def envelope_of(entry: Entry) -> str:
    """The id of the envelope that this entry belongs to."""
    return entry.cause.partition(":")[2]


async def lock_envelope(session: AsyncSession, envelope_id: str) -> EnvelopeRow:
    """Who changes an envelope or its shares waits here first."""
    wanted = select(EnvelopeRow).where(EnvelopeRow.id == envelope_id).with_for_update()
    row = (await session.exec(wanted.execution_options(populate_existing=True))).one_or_none()
    ensure(row, "an envelope that is named in the journal or was found stays", envelope=envelope_id)
    assert row
    return row


async def settle_envelope(session: AsyncSession, *entries: Entry) -> EnvelopeRow:
    """Mark the envelope of these entries as sent, its shares as paid, or the rest as returned, once. entries: all of
    one envelope, in the order of the journal."""
    envelope_id = envelope_of(entries[0])
    row = await lock_envelope(session, envelope_id)
    await _settle_shares(session, row, [one for one in entries if not _is_back(one) and not _is_fill(one)])
    for entry in entries:
        if _is_back(entry):
            await _settle_back(session, row, entry)
        elif _is_fill(entry):
            await _settle_fill(session, row, entry)
    await session.refresh(row)
    return row


async def settle_campaign(session: AsyncSession, entry: Entry) -> EnvelopeRow | None:
    """As `settle_envelope`; None, and nothing done, for what people send each other."""
    giver = select(EnvelopeRow.giver).where(EnvelopeRow.id == envelope_of(entry))
    if (await session.exec(giver)).one_or_none() != Giver.MERCHANT:
        return None
    return await settle_envelope(session, entry)


def _is_back(entry: Entry) -> bool:
    return entry.cause.startswith(ENVELOPE_BACK_CAUSE)


def _is_fill(entry: Entry) -> bool:
    return entry.key == fill_key(envelope_of(entry))


async def _settle_fill(session: AsyncSession, row: EnvelopeRow, entry: Entry) -> None:
    if row.entry_seq is not None:
        ensure(row.entry_seq == entry.seq, "an envelope is filled once", seq=entry.seq)
        return
    await _change(
        session,
        row,
        state=EnvelopeState.OPEN,
        sent_at=entry.posted_at,
        expires_at=entry.posted_at + timedelta(seconds=row.life_seconds),
        entry_seq=entry.seq,
    )


async def _settle_shares(session: AsyncSession, row: EnvelopeRow, entries: Sequence[Entry]) -> None:
    """The last share that is paid ends the envelope. Under the envelope's lock nobody else settles one of them."""
    if not entries:
        return
    unpaid = select(ShareRow.key_hex).where(
        col(ShareRow.envelope_id) == row.id,
        col(ShareRow.key_hex).in_(padded(one.key.hex() for one in entries)),
        col(ShareRow.entry_seq).is_(None),
    )
    waiting = set((await session.exec(unpaid)).all())
    paid = {one.key.hex(): one for one in entries if one.key.hex() in waiting}
    if not paid:
        return
    values = [{"envelope": row.id, "key": key, "seq": one.seq} for key, one in paid.items()]
    await (await session.connection()).execute(_PAID, values)
    is_last = col(EnvelopeRow.paid) + len(paid) == col(EnvelopeRow.shares)
    ended_at = max(one.posted_at for one in paid.values())
    await _change(
        session,
        row,
        paid=EnvelopeRow.paid + len(paid),
        state=case((is_last, EnvelopeState.ENDED.value), else_=EnvelopeRow.state),
        ended_at=case((is_last, ended_at), else_=EnvelopeRow.ended_at),
    )


async def _settle_back(session: AsyncSession, row: EnvelopeRow, entry: Entry) -> None:
    if row.back_seq is not None:
        ensure(row.back_seq == entry.seq, "the rest of an envelope goes back once", seq=entry.seq)
        return
    # A claim that could not be paid (its person's account takes nothing in) went back with the rest.
    await session.exec(
        update(ShareRow)
        .where(col(ShareRow.envelope_id) == row.id, col(ShareRow.entry_seq).is_(None))
        .values(person_id=None, claimed_at=None),
        execution_options=_AS_IS,
    )
    await _change(
        session,
        row,
        state=EnvelopeState.ENDED,
        taken=EnvelopeRow.paid,
        returned_minor=entry.amount_minor,
        ended_at=entry.posted_at,
        back_seq=entry.seq,
    )


async def _change(session: AsyncSession, row: EnvelopeRow, **values: Any) -> None:
    """Of an envelope that is locked."""
    change = update(EnvelopeRow).where(col(EnvelopeRow.id) == row.id).values(**values)
    await session.exec(change, execution_options=_AS_IS)

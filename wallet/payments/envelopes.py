"""Red envelopes: one person puts money into shares, others open them within 24 hours, the rest goes back by itself.
Called by the host's flow, which knows who may open; the worker ends what has run out.

The money waits in a ledger account of the envelope's own. Opening claims the next share under the lock of the
envelope's row, so shares are handed out in order and never twice; then the ledger pays it under the share's key;
then the row repeats what the journal says. A claim is a promise: a crash before its payment is finished later."""

from asyncio import gather
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import and_, or_, update
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ledger.model import AccountRefused, Draft, Entry, Kind
from wallet.payments.accounts import person_account, waiting_account
from wallet.payments.envelope_crowd import Claim, claim_share, look_in_crowd, settle_in_crowd
from wallet.payments.envelope_drafts import GREETING_LETTERS_MAX
from wallet.payments.envelope_rows import (
    Envelope,
    EnvelopeDraft,
    EnvelopeDraftInvalid,
    EnvelopeEmpty,
    EnvelopeMismatch,
    EnvelopeNotForYou,
    EnvelopeOver,
    EnvelopeRow,
    EnvelopeState,
    EnvelopeUnknown,
    Giver,
    Share,
    ShareRow,
    view_of,
)
from wallet.payments.envelope_sending import giver_account, send_envelope
from wallet.payments.envelope_settling import (
    ENVELOPE_BACK_CAUSE,
    ENVELOPE_CAUSE,
    ENVELOPE_LIFE,
    back_key,
    envelope_of,
    moves_envelope,
)
from wallet.payments.envelope_split import SHARES_MAX
from wallet.payments.limits import require_room

__all__ = [
    "ENVELOPE_LIFE",
    "GREETING_LETTERS_MAX",
    "SHARES_MAX",
    "Envelope",
    "EnvelopeDraft",
    "EnvelopeDraftInvalid",
    "EnvelopeEmpty",
    "EnvelopeMismatch",
    "EnvelopeNotForYou",
    "EnvelopeOver",
    "EnvelopeState",
    "EnvelopeUnknown",
    "Giver",
    "Share",
    "envelopes_after",
    "envelopes_under_way",
    "finish_envelopes",
    "get_envelope",
    "get_envelope_for",
    "moves_envelope",
    "open_envelope",
    "send_envelope",
    "some_envelopes",
]

CLAIM_LIFE = timedelta(seconds=30)  # a living claim is paid within milliseconds
AT_ONCE = 100  # envelopes looked after in one round; the next round takes the rest
UNDER_WAY_MAX = 100


async def get_envelope(house: WalletHouse, envelope_id: str) -> Envelope:
    """With who got what. Raises EnvelopeUnknown."""
    row = await _get_sent(house, envelope_id)
    wanted = select(ShareRow).where(ShareRow.envelope_id == row.id).order_by(col(ShareRow.position))
    async with house.database.read() as session:
        return view_of(row, list((await session.exec(wanted)).all()))


async def get_envelope_for(house: WalletHouse, envelope_id: str, person_id: str) -> Envelope:
    """With this person's own share only, however many there are. Raises EnvelopeUnknown."""
    row, mine = await _look(house, envelope_id, person_id)
    return view_of(row, [mine] if mine else None)


async def open_envelope(house: WalletHouse, envelope_id: str, *, person_id: str, is_newcomer: bool = False) -> Share:
    """The next share; for whoever has one already, that one. is_newcomer: the host says that it brought them here.

    Raises EnvelopeUnknown, EnvelopeNotForYou, EnvelopeEmpty, EnvelopeOver, WalletFull; AccountRefused, LedgerBusy: the
    share is theirs, and opening again pays it.
    """
    row, mine = await _look(house, envelope_id, person_id)
    if row.only_for and row.only_for != person_id:
        raise EnvelopeNotForYou(envelope_id)
    share = mine or await _claim(house, row, person_id)
    if is_newcomer and not share.is_newcomer:
        await _count_newcomer(house, share)
    seq = share.entry_seq or await _pay(house, row, share)
    ensure(share.claimed_at, "a share that somebody has was claimed", envelope=row.id)
    assert share.claimed_at
    return Share(share.position, person_id, share.amount_minor, share.claimed_at, seq)


async def finish_envelopes(house: WalletHouse) -> int:
    """Return the rest of what has run out, and pay the claims that a crash left; returns how many are over now. Several
    workers may run it at once."""
    now = house.clock.now()
    left = select(ShareRow.envelope_id).where(
        col(ShareRow.claimed_at) <= now - CLAIM_LIFE, col(ShareRow.entry_seq).is_(None)
    )
    due = or_(
        and_(col(EnvelopeRow.state) == EnvelopeState.OPEN, col(EnvelopeRow.expires_at) <= now),
        col(EnvelopeRow.state) == EnvelopeState.ENDING,
        col(EnvelopeRow.id).in_(left),
    )
    async with house.database.read() as session:
        rows = (await session.exec(select(EnvelopeRow).where(due).order_by(col(EnvelopeRow.id)).limit(AT_ONCE))).all()
    done = 0
    for row in rows:
        # An account that takes nothing in keeps its money waiting; it must not keep the others waiting too.
        with suppress(AccountRefused):
            await _pay_claims(house, row)
            done += (await _look_after(house, await _get(house, row.id))).state == EnvelopeState.ENDED
    return done


async def some_envelopes(house: WalletHouse, envelope_ids: set[str], person_id: str) -> dict[str, Envelope]:
    """Those that exist, as their rows say; `got` has this person's own share only. For drawing many at once."""
    ids = sorted(envelope_ids)
    mine = (col(ShareRow.envelope_id).in_(ids), ShareRow.person_id == person_id)
    async with house.database.read() as session:
        rows = (await session.exec(select(EnvelopeRow).where(col(EnvelopeRow.id).in_(ids)))).all()
        shares = {one.envelope_id: one for one in (await session.exec(select(ShareRow).where(*mine))).all()}
    return {row.id: view_of(row, [shares[row.id]] if row.id in shares else None) for row in rows}


async def envelopes_after(house: WalletHouse, entries: Sequence[Entry]) -> dict[int, Envelope]:
    """Each entry's seq -> the envelope that it belongs to (`moves_envelope`), settled by all of them; with who got
    what, but for a merchant's."""
    await gather(*(settle_in_crowd(house.database, one) for one in entries))
    found: dict[str, Envelope] = {}
    for envelope_id in dict.fromkeys(envelope_of(one) for one in entries):
        row = await _get_sent(house, envelope_id)
        # A campaign has up to ten thousand shares and as many entries: nobody reads all of them after each.
        found[envelope_id] = view_of(row) if row.giver == Giver.MERCHANT else await get_envelope(house, row.id)
    return {one.seq: found[envelope_of(one)] for one in entries}


async def envelopes_under_way(house: WalletHouse, person_id: str) -> list[Envelope]:
    """Sent by this person and not ended; the newest first, at most UNDER_WAY_MAX."""
    wanted = select(EnvelopeRow).where(
        EnvelopeRow.sender_id == person_id, col(EnvelopeRow.state).in_([EnvelopeState.OPEN, EnvelopeState.ENDING])
    )
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(EnvelopeRow.id).desc()).limit(UNDER_WAY_MAX))).all()
        ids = [row.id for row in rows]
        shares = (await session.exec(select(ShareRow).where(col(ShareRow.envelope_id).in_(ids)))).all()
    return [view_of(row, [one for one in shares if one.envelope_id == row.id]) for row in rows]


async def _claim(house: WalletHouse, row: EnvelopeRow, person_id: str) -> ShareRow:
    """The next share is hers from here on. Raises EnvelopeEmpty, EnvelopeOver, WalletFull."""
    if row.taken == row.shares:
        raise EnvelopeEmpty(row.id)  # told without a write, so that a crowd that comes late costs little
    # What the share holds is not known yet, so it may lift the balance over its limit, once.
    await require_room(house, person_id, row.currency)
    share = await claim_share(house.database, Claim(row.id, person_id, house.clock.now()))
    if share is None:
        row = await _get_sent(house, row.id)
        raise (EnvelopeEmpty if row.taken == row.shares else EnvelopeOver)(row.id)
    return share


async def _count_newcomer(house: WalletHouse, share: ShareRow) -> None:
    mine = (col(ShareRow.envelope_id) == share.envelope_id, col(ShareRow.position) == share.position)
    async with house.database.write() as session:
        await session.exec(update(ShareRow).where(*mine).values(is_newcomer=True))


async def _pay(house: WalletHouse, row: EnvelopeRow, share: ShareRow) -> int:
    """Returns the seq of the entry that pays it."""
    assert share.person_id
    waiting = await waiting_account(house, ENVELOPE_CAUSE + row.id, row.currency)
    person = await person_account(house, share.person_id, row.currency)
    key, cause = bytes.fromhex(share.key_hex), ENVELOPE_CAUSE + row.id
    entry = await house.ledger.submit(Draft(key, Kind.POST, waiting, person, share.amount_minor, cause))
    await settle_in_crowd(house.database, entry)
    return entry.seq


async def _pay_claims(house: WalletHouse, row: EnvelopeRow) -> None:
    claimed = select(ShareRow).where(
        ShareRow.envelope_id == row.id, col(ShareRow.person_id).is_not(None), col(ShareRow.entry_seq).is_(None)
    )
    async with house.database.read() as session:
        shares = (await session.exec(claimed)).all()
    for share in shares:
        with suppress(AccountRefused):
            await _pay(house, row, share)


async def _look_after(house: WalletHouse, row: EnvelopeRow) -> EnvelopeRow:
    """Bring a row up to what the clock and the journal say: nobody shall find it open when its time is over."""
    if row.state == EnvelopeState.OPEN and row.expires_at and row.expires_at <= house.clock.now():
        over = update(EnvelopeRow).where(col(EnvelopeRow.id) == row.id, col(EnvelopeRow.state) == EnvelopeState.OPEN)
        async with house.database.write() as session:
            await session.exec(
                over.values(state=EnvelopeState.ENDING), execution_options={"synchronize_session": False}
            )
        row = await _get(house, row.id)
    if row.state == EnvelopeState.ENDING:
        row = await _end(house, row)
    return row


async def _end(house: WalletHouse, row: EnvelopeRow) -> EnvelopeRow:
    """Nobody can claim any more. First what was claimed is paid, so that the rest is a fixed number."""
    await _pay_claims(house, row)
    paid = select(ShareRow.amount_minor).where(ShareRow.envelope_id == row.id, col(ShareRow.entry_seq).is_not(None))
    async with house.database.read() as session:
        rest = row.total_minor - sum((await session.exec(paid)).all())
    if rest:
        waiting = await waiting_account(house, ENVELOPE_CAUSE + row.id, row.currency)
        giver = await giver_account(house, row)
        draft = Draft(back_key(row.id), Kind.POST, waiting, giver, rest, ENVELOPE_BACK_CAUSE + row.id)
        await settle_in_crowd(house.database, await house.ledger.submit(draft))
    return await _get(house, row.id)


async def _look(house: WalletHouse, envelope_id: str, person_id: str) -> tuple[EnvelopeRow, ShareRow | None]:
    """As it stands now, with this person's share. Raises EnvelopeUnknown."""
    row, mine = await look_in_crowd(house.database, (envelope_id, person_id))
    return await _sent(house, envelope_id, row), mine


async def _get_sent(house: WalletHouse, envelope_id: str) -> EnvelopeRow:
    """As it stands now. Raises EnvelopeUnknown, also for one whose money never left its sender."""
    return await _sent(house, envelope_id, await _get(house, envelope_id))


async def _sent(house: WalletHouse, envelope_id: str, row: EnvelopeRow | None) -> EnvelopeRow:
    row = await _look_after(house, row) if row else None
    if row is None or row.state == EnvelopeState.WRITTEN:
        raise EnvelopeUnknown(envelope_id)
    return row


async def _get(house: WalletHouse, envelope_id: str) -> EnvelopeRow:
    async with house.database.read() as session:
        row = (await session.exec(select(EnvelopeRow).where(EnvelopeRow.id == envelope_id))).one_or_none()
    if row is None:
        raise EnvelopeUnknown(envelope_id)
    return row

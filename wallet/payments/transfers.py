"""Transfers: one person sends money, another takes it within 24 hours, or it goes back by itself. Called by the host's
flow, which has made sure that the two may write to each other; the worker ends what has run out.

The money waits in a ledger account of the transfer's own. The row decides first (WAITING -> ACCEPTED or RETURNING, one
conditional UPDATE, so that exactly one wins), then the ledger moves the money under one key for both ends, then the row
repeats what the journal says. A crash between any two steps is finished by the next look or the next round."""

from asyncio import gather
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import col, select

from wallet.errors import WalletError, ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import AccountRefused, Draft, Entry, KeyReused, Kind
from wallet.money import Money
from wallet.payments.accounts import person_account, spend, waiting_account
from wallet.payments.limits import PinNeeded, Use, moving, take
from wallet.payments.pin_asking import ask_pin
from wallet.payments.pins import PinNotSet, has_pin
from wallet.payments.transfer_crowd import Counted, Intent, count_intent, settle_in_crowd
from wallet.payments.transfer_drafts import DELAYS, NOTE_LETTERS_MAX, digest_of, require_valid
from wallet.payments.transfer_rows import (
    ON_ITS_WAY,
    OVER,
    Transfer,
    TransferDraft,
    TransferDraftInvalid,
    TransferMismatch,
    TransferNotOpen,
    TransferRow,
    TransferState,
    TransferUnknown,
    view_of,
)
from wallet.payments.transfer_settling import (
    TRANSFER_BACK_CAUSE,
    TRANSFER_CAUSE,
    TRANSFER_LIFE,
    end_key,
    moves_transfer,
    send_key,
    transfer_of,
)

__all__ = [
    "DELAYS",
    "NOTE_LETTERS_MAX",
    "TRANSFER_LIFE",
    "Transfer",
    "TransferDraft",
    "TransferDraftInvalid",
    "TransferMismatch",
    "TransferNotOpen",
    "TransferState",
    "TransferUnknown",
    "accept_transfer",
    "finish_transfers",
    "get_transfer",
    "moves_transfer",
    "return_transfer",
    "send_money",
    "some_transfers",
    "transfers_after",
    "transfers_under_way",
]

AT_ONCE = 200  # transfers ended in one round; the next round takes the rest
UNDER_WAY_MAX = 100


async def send_money(house: WalletHouse, draft: TransferDraft, *, pin: str, device: str = "") -> Transfer:
    """Take the money from the sender, once per (sender, request_id); a repeat returns the transfer as it stands.
    pin: "" where none is needed.

    Raises TransferDraftInvalid, TransferMismatch, what `ask_pin` and `limits.take` refuse, InsufficientFunds,
    AccountRefused, LedgerBusy, OutcomeUnknown. After a refusal by the ledger the same request may come again.
    """
    require_valid(draft)
    # Who gives a PIN may be repeating what went through: that is looked up before an attempt is spent on it.
    known = await _known(house, draft) if pin else None
    if known and known.state != TransferState.WRITTEN:
        return view_of(known)
    # The attempt commits before the payment is tried (pins.py), and before anything is written.
    amount = Money(draft.amount_minor, draft.currency)
    given = bool(pin) and await ask_pin(house, draft.sender_id, pin, amount, device=device)

    def use_of(row: TransferRow) -> Use:
        return Use(send_key(row.id), draft.sender_id, "transfer", amount, not given)

    row = _row_of(house, draft)
    counted = await _count(house, Intent(row, use_of(row), is_new=True))
    if counted is None:
        found = await _known(house, draft)
        ensure(found, "a transfer that could not be written is there", request=draft.request_id)
        assert found
        row = found
        if row.state != TransferState.WRITTEN:
            return view_of(row)
        counted = await _count(house, Intent(row, use_of(row), is_new=False))
    async with moving(house, use_of(row), is_new=counted is not None and counted.is_new):
        entry = await _send(house, row)
    return view_of(await settle_in_crowd(house, entry))


async def get_transfer(house: WalletHouse, transfer_id: str, *, person_id: str) -> Transfer:
    """For its two people. Raises TransferUnknown."""
    return view_of(await _get(house, transfer_id, person_id))


async def accept_transfer(house: WalletHouse, transfer_id: str, *, person_id: str) -> Transfer:
    """The receiver takes it: received, or with a delay ACCEPTED until it arrives. The same again for a repeat.

    Raises TransferUnknown, also for the sender; TransferNotOpen when it went back; WalletFull: it may be accepted once
    there is room; LedgerBusy: it still goes through.
    """
    row = await _get_own(house, transfer_id, person_id)
    if row.state == TransferState.WAITING:
        now = house.clock.now()
        amount = Money(row.amount_minor, row.currency)
        async with house.database.write() as session:
            # Counted as arriving until its entry is in the journal, however long it is on its way.
            await take(session, house, Use(end_key(row.id), person_id, "receive", amount))
        await _decide(
            house,
            row,
            and_(col(TransferRow.state) == TransferState.WAITING, col(TransferRow.expires_at) > now),
            state=TransferState.ACCEPTED,
            accepted_at=now,
            arrives_at=now + timedelta(seconds=row.delay_seconds),
        )
        row = await _get(house, transfer_id, person_id)
    if row.state not in (TransferState.ACCEPTED, TransferState.RECEIVED):
        raise TransferNotOpen(row.id, row.state)
    return view_of(row)


async def return_transfer(house: WalletHouse, transfer_id: str, *, person_id: str) -> Transfer:
    """The receiver gives it back, also after a yes whose money has not arrived yet. The same again for a repeat.

    Raises TransferUnknown, also for the sender; TransferNotOpen when the money has arrived.
    """
    row = await _get_own(house, transfer_id, person_id)
    if row.state in (TransferState.WAITING, TransferState.ACCEPTED):
        await _decide(
            house,
            row,
            or_(
                col(TransferRow.state) == TransferState.WAITING,
                and_(col(TransferRow.state) == TransferState.ACCEPTED, col(TransferRow.arrives_at) > house.clock.now()),
            ),
            state=TransferState.RETURNING,
            returned_by="receiver",
        )
        row = await _get(house, transfer_id, person_id)
    if row.state != TransferState.RETURNED:
        raise TransferNotOpen(row.id, row.state)
    return view_of(row)


async def finish_transfers(house: WalletHouse) -> int:
    """Return what nobody accepted in time, bring what has its delay behind it, and end what a crash left; returns how
    many are over now. Several workers may run it at once."""
    now = house.clock.now()
    due = or_(
        and_(col(TransferRow.state) == TransferState.WAITING, col(TransferRow.expires_at) <= now),
        and_(col(TransferRow.state) == TransferState.ACCEPTED, col(TransferRow.arrives_at) <= now),
        col(TransferRow.state) == TransferState.RETURNING,
    )
    async with house.database.read() as session:
        rows = (await session.exec(select(TransferRow).where(due).order_by(col(TransferRow.id)).limit(AT_ONCE))).all()
    done = 0
    for row in rows:
        # An account that takes nothing in keeps its money waiting; it must not keep the others waiting too.
        with suppress(AccountRefused):
            done += (await _look_after(house, row)).state in OVER
    return done


async def some_transfers(house: WalletHouse, transfer_ids: set[str]) -> dict[str, Transfer]:
    """Those that exist, as their rows say; for drawing many at once."""
    async with house.database.read() as session:
        rows = (await session.exec(select(TransferRow).where(col(TransferRow.id).in_(sorted(transfer_ids))))).all()
    return {row.id: view_of(row) for row in rows}


async def transfers_after(house: WalletHouse, entries: Sequence[Entry]) -> dict[int, Transfer]:
    """Each entry's seq -> the transfer that it belongs to (`moves_transfer`), settled by all of them."""
    wanted = select(TransferRow).where(col(TransferRow.id).in_({transfer_of(one) for one in entries}))
    async with house.database.read() as session:
        rows = {row.id: row for row in (await session.exec(wanted)).all()}
    settled = {seq for row in rows.values() for seq in (row.entry_seq, row.end_seq)}
    if missing := [one for one in entries if one.seq not in settled]:
        rows |= {row.id: row for row in await gather(*(settle_in_crowd(house, one) for one in missing))}
    return {one.seq: view_of(rows[transfer_of(one)]) for one in entries}


async def transfers_under_way(house: WalletHouse, person_id: str) -> list[Transfer]:
    """Sent by or to this person, and neither received nor returned; the newest first, at most UNDER_WAY_MAX."""
    hers = or_(col(TransferRow.sender_id) == person_id, col(TransferRow.receiver_id) == person_id)
    wanted = select(TransferRow).where(hers, col(TransferRow.state).in_(ON_ITS_WAY))
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(TransferRow.id).desc()).limit(UNDER_WAY_MAX))).all()
    return [view_of(row) for row in rows]


def _row_of(house: WalletHouse, draft: TransferDraft) -> TransferRow:
    """The intent."""
    now = house.clock.now()
    return TransferRow(
        id=new_id("trf", now, house.chance),
        sender_id=draft.sender_id,
        receiver_id=draft.receiver_id,
        request_id=draft.request_id,
        content_digest=digest_of(draft),
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        note=draft.note,
        delay_seconds=draft.delay_seconds,
        place=draft.place,
        created_at=now,
    )


async def _count(house: WalletHouse, intent: Intent) -> Counted | None:
    """As `count_intent`; a repeat of a known request is none of the rules' business."""
    try:
        return await count_intent(house, intent)
    except WalletError as refusal:
        if intent.is_new and await _find_request(house, intent.row.sender_id, intent.row.request_id):
            return None
        if isinstance(refusal, PinNeeded) and not await has_pin(house, intent.row.sender_id):
            raise PinNotSet(intent.row.sender_id) from refusal
        raise


async def _known(house: WalletHouse, draft: TransferDraft) -> TransferRow | None:
    """The transfer of this request as it stands. Raises TransferMismatch."""
    row = await _find_request(house, draft.sender_id, draft.request_id)
    if row and row.content_digest != digest_of(draft):
        raise TransferMismatch(draft.request_id)
    return await _look_after(house, row) if row else None


async def _send(house: WalletHouse, row: TransferRow) -> Entry:
    """Two callers at once send one key, so the money leaves once."""
    sender = await person_account(house, row.sender_id, row.currency)
    waiting = await waiting_account(house, TRANSFER_CAUSE + row.id, row.currency)
    draft = Draft(send_key(row.id), Kind.POST, sender, waiting, row.amount_minor, TRANSFER_CAUSE + row.id)
    return await spend(house, row.currency, draft)


async def _decide(house: WalletHouse, row: TransferRow, when: ColumnElement[bool], **values: Any) -> None:
    """One conditional UPDATE: accept, return and the clock race for the row, and exactly one wins."""
    change = update(TransferRow).where(col(TransferRow.id) == row.id, when)
    async with house.database.write() as session:
        await session.exec(change.values(**values), execution_options={"synchronize_session": False})


async def _look_after(house: WalletHouse, row: TransferRow) -> TransferRow:
    """Bring a row up to what the clock and the journal say: nobody shall read WAITING when its time is over."""
    now = house.clock.now()
    if row.state == TransferState.WRITTEN:
        entry = await house.ledger.find_entry_by_key(send_key(row.id))
        row = await settle_in_crowd(house, entry) if entry else row
    if row.state == TransferState.WAITING and row.expires_at and row.expires_at <= now:
        waits = col(TransferRow.state) == TransferState.WAITING
        await _decide(house, row, waits, state=TransferState.RETURNING, returned_by="time")
        row = await _reread(house, row)
    arrives = row.state == TransferState.ACCEPTED and row.arrives_at is not None and row.arrives_at <= now
    if arrives or row.state == TransferState.RETURNING:
        row = await _end(house, row)
    return row


async def _end(house: WalletHouse, row: TransferRow) -> TransferRow:
    """Empty the transfer's account into the receiver's or back into the sender's."""
    goes_back = row.state == TransferState.RETURNING
    waiting = await waiting_account(house, TRANSFER_CAUSE + row.id, row.currency)
    into = await person_account(house, row.sender_id if goes_back else row.receiver_id, row.currency)
    cause = (TRANSFER_BACK_CAUSE if goes_back else TRANSFER_CAUSE) + row.id
    try:
        entry = await house.ledger.submit(Draft(end_key(row.id), Kind.POST, waiting, into, row.amount_minor, cause))
    except KeyReused:
        # The other end was faster: this row was read before its decision.
        found = await house.ledger.find_entry_by_key(end_key(row.id))
        ensure(found, "a reused key is in the journal", transfer=row.id)
        assert found
        entry = found
    except AccountRefused:
        if goes_back:
            raise
        accepted = col(TransferRow.state) == TransferState.ACCEPTED
        await _decide(house, row, accepted, state=TransferState.RETURNING, returned_by="refused")
        return await _look_after(house, await _reread(house, row))
    return await settle_in_crowd(house, entry)


async def _get(house: WalletHouse, transfer_id: str, person_id: str) -> TransferRow:
    row = await _find(house, col(TransferRow.id) == transfer_id)
    if row is None or person_id not in (row.sender_id, row.receiver_id):
        raise TransferUnknown(transfer_id)
    row = await _look_after(house, row)
    if row.state == TransferState.WRITTEN:
        raise TransferUnknown(transfer_id)  # nothing has been sent
    return row


async def _get_own(house: WalletHouse, transfer_id: str, person_id: str) -> TransferRow:
    row = await _get(house, transfer_id, person_id)
    if row.receiver_id != person_id:
        raise TransferUnknown(transfer_id)
    return row


async def _reread(house: WalletHouse, row: TransferRow) -> TransferRow:
    found = await _find(house, col(TransferRow.id) == row.id)
    ensure(found, "a transfer stays", transfer=row.id)
    assert found
    return found


async def _find_request(house: WalletHouse, sender_id: str, request_id: str) -> TransferRow | None:
    return await _find(house, col(TransferRow.sender_id) == sender_id, col(TransferRow.request_id) == request_id)


async def _find(house: WalletHouse, *which: ColumnElement[bool]) -> TransferRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(TransferRow).where(*which))).one_or_none()

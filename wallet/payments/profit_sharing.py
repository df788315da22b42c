"""Sharing a paid order: shares go from the frozen money to receivers, the rest is released, a merchant's share may come
back. Rules and postings; HTTP faces call these later. Freeze and release themselves stand in `settlements.py`.

The promise comes first: one conditional UPDATE takes the amount from what may still be shared, so requests that race
never share more than is frozen. Entries follow under keys made of the share; the worker finishes what a crash left."""

import hashlib
import json
import re
from dataclasses import asdict

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for, new_id
from wallet.ledger.model import AccountId, AccountRefused, Draft, InsufficientFunds, Kind
from wallet.payments.accounts import merchant_account, person_account, waiting_account
from wallet.payments.fee_rules import BASIS
from wallet.payments.order_rows import OrderRow
from wallet.payments.restrictions import restriction_of
from wallet.payments.settlement_rows import SettlementRow
from wallet.payments.settlements import FREEZE_CAUSE, LATER, find_row, release, settle_merchant_side, terms_of
from wallet.payments.sharing_rows import (
    Receiver,
    ReceiverKind,
    Share,
    ShareDraft,
    ShareRequestRow,
    ShareReturnRefused,
    ShareReturnRow,
    ShareRow,
    ShareTooLarge,
    Sharing,
    SharingInvalid,
    SharingMismatch,
    SharingNotOpen,
    SharingUnknown,
    TooManySharings,
)

SHARE_CAUSE = "share:"
SHARE_RETURN_CAUSE = "share_return:"
SHARINGS_MAX = 50  # requests for one order
NUMBER = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}", re.ASCII)
AT_ONCE = 200


async def share(house: WalletHouse, draft: ShareDraft) -> Sharing:
    """Give the receivers their shares, once; the same again for a repeat.

    Raises SharingInvalid, SharingMismatch, SharingNotOpen, ShareTooLarge, TooManySharings; AccountRefused and
    LedgerBusy after the promise: a repeat, or the worker, finishes.
    """
    if found := await _find(house, draft.mchid, draft.out_order_no):
        return await _again(house, found, draft)
    terms = await terms_of(house, draft.mchid)
    _require_valid(draft, receivers_max=terms.receivers_max)
    settlement, total = await _require_open(house, draft)
    most = min(settlement.frozen_minor, total * terms.share_basis_points_max // BASIS)
    try:
        request = await _promise(house, draft, most)
    except IntegrityError:
        found = await _find(house, draft.mchid, draft.out_order_no)
        ensure(found, "a sharing that could not be written is there", out_order_no=draft.out_order_no)
        assert found
        return await _again(house, found, draft)
    return await _pay_out(house, request)


async def get_sharing(house: WalletHouse, mchid: str, out_order_no: str) -> Sharing:
    """Raises SharingUnknown, also for another merchant's."""
    if found := await _find(house, mchid, out_order_no):
        return await _view(house, found)
    raise SharingUnknown(out_order_no)


async def release_rest(house: WalletHouse, mchid: str, order_id: str) -> None:
    """Nothing more is shared; the rest goes to the merchant. Harmless when repeated. Raises SharingNotOpen."""
    row = await find_row(house, order_id)
    if row is None or row.mchid != mchid or not row.is_shared:
        raise SharingNotOpen(order_id, "not_asked")
    await settle_merchant_side(house, order_id)
    row = await find_row(house, order_id)
    if row is None or not row.is_decided:
        raise SharingNotOpen(order_id, "not_paid")
    await release(house, order_id)


async def return_share(
    house: WalletHouse, *, mchid: str, out_order_no: str, position: int, out_return_no: str, amount_minor: int
) -> None:
    """A merchant who got a share gives some of it back to the one who shared. Once for each number.

    Raises SharingUnknown, SharingInvalid, ShareReturnRefused.
    """
    sharing = await get_sharing(house, mchid, out_order_no)
    if not NUMBER.fullmatch(out_return_no) or amount_minor < 1:
        raise SharingInvalid("out_return_no" if amount_minor > 0 else "amount", "is not allowed")
    if not 0 <= position < len(sharing.shares):
        raise SharingInvalid("position", "there is no such share")
    if sharing.shares[position].receiver.kind is not ReceiverKind.MERCHANT:
        raise ShareReturnRefused("person")
    row = await _find_return(house, mchid, out_return_no)
    if row is None:
        try:
            row = await _promise_return(house, sharing, position, out_return_no, amount_minor)
        except IntegrityError:
            row = await _find_return(house, mchid, out_return_no)
    ensure(row is not None, "a return that was promised is there", out_return_no=out_return_no)
    assert row is not None
    if (row.request_id, row.position, row.amount_minor) != (sharing.id, position, amount_minor):
        raise ShareReturnRefused("mismatch")
    if row.entry_seq is None:
        await _move_back(house, row, sharing)


async def finish_sharings(house: WalletHouse) -> int:
    """Pay shares that a crash left promised; returns how many requests are done now."""
    open_ones = select(ShareRow.request_id).where(col(ShareRow.entry_seq).is_(None)).distinct().limit(AT_ONCE)
    async with house.database.read() as session:
        ids = (await session.exec(open_ones)).all()
        requests = (await session.exec(select(ShareRequestRow).where(col(ShareRequestRow.id).in_(ids)))).all()
    done = 0
    for request in requests:
        try:
            await _pay_out(house, request)
        except LATER:
            continue
        done += 1
    return done


async def _require_open(house: WalletHouse, draft: ShareDraft) -> tuple[SettlementRow, int]:
    """The settlement, and the order's total. Raises SharingNotOpen."""
    row = await find_row(house, draft.order_id)
    if row is None or row.mchid != draft.mchid or not row.is_shared:
        raise SharingNotOpen(draft.order_id, "not_asked")
    try:
        await settle_merchant_side(house, draft.order_id)
    except LATER as error:
        raise SharingNotOpen(draft.order_id, "not_frozen") from error
    row = await find_row(house, draft.order_id)
    if row is None or not row.is_decided:
        raise SharingNotOpen(draft.order_id, "not_paid")
    if row.is_released:
        raise SharingNotOpen(draft.order_id, "released")
    async with house.database.read() as session:
        return row, (await session.exec(select(OrderRow.total_minor).where(OrderRow.id == draft.order_id))).one()


async def _promise(house: WalletHouse, draft: ShareDraft, most_minor: int) -> ShareRequestRow:
    now, wanted = house.clock.now(), sum(receiver.amount_minor for receiver in draft.receivers)
    request = ShareRequestRow(
        id=new_id("shr", now, house.chance),
        mchid=draft.mchid,
        out_order_no=draft.out_order_no,
        order_id=draft.order_id,
        content_digest=_digest_of(draft),
        releases_rest=draft.releases_rest,
        created_at=now,
    )
    change = update(SettlementRow).where(
        col(SettlementRow.order_id) == draft.order_id,
        col(SettlementRow.is_released).is_(False),
        col(SettlementRow.share_promised_minor) + wanted <= most_minor,
        col(SettlementRow.share_count) < SHARINGS_MAX,
    )
    async with house.database.write() as session:
        promised = await session.exec(
            change.values(
                share_promised_minor=SettlementRow.share_promised_minor + wanted,
                share_count=SettlementRow.share_count + 1,
                is_released=draft.releases_rest,
            ).returning(col(SettlementRow.order_id)),
            execution_options={"synchronize_session": False},
        )
        if not promised.all():
            row = await session.get(SettlementRow, draft.order_id)
            ensure(row is not None, "a settlement does not go away", order=draft.order_id)
            assert row is not None
            if row.is_released:
                raise SharingNotOpen(draft.order_id, "released")
            if row.share_count >= SHARINGS_MAX:
                raise TooManySharings(draft.order_id, SHARINGS_MAX)
            raise ShareTooLarge(wanted, most_minor - row.share_promised_minor)
        session.add(request)
        await session.flush()
        for position, one in enumerate(draft.receivers):
            session.add(
                ShareRow(
                    request_id=request.id,
                    position=position,
                    receiver_kind=one.kind.value,
                    account=one.account,
                    amount_minor=one.amount_minor,
                    description=one.description,
                )
            )
    return request


async def _pay_out(house: WalletHouse, request: ShareRequestRow) -> Sharing:
    settlement = await find_row(house, request.order_id)
    ensure(settlement is not None, "what is shared was settled", order=request.order_id)
    assert settlement is not None
    frozen = await waiting_account(house, FREEZE_CAUSE + request.order_id, settlement.currency)
    for row in await _shares_of(house, request.id):
        if row.entry_seq is not None:
            continue
        # The money waits in an account of the order's own, which a freeze of the merchant does not reach.
        if await restriction_of(house, request.mchid):
            raise AccountRefused("debit_frozen")
        receiver = await _account_of(house, row, settlement.currency)
        key, cause = key_for(f"{SHARE_CAUSE}{row.position}:{request.id}"), SHARE_CAUSE + request.id
        entry = await house.ledger.submit(Draft(key, Kind.POST, frozen, receiver, row.amount_minor, cause))
        done = update(ShareRow).where(col(ShareRow.request_id) == request.id, col(ShareRow.position) == row.position)
        async with house.database.write() as session:
            await session.exec(done.values(entry_seq=entry.seq))
    if request.releases_rest:
        await release(house, request.order_id)
    return await _view(house, request)


async def _promise_return(
    house: WalletHouse, sharing: Sharing, position: int, out_return_no: str, amount_minor: int
) -> ShareReturnRow:
    now = house.clock.now()
    row = ShareReturnRow(
        id=new_id("shb", now, house.chance),
        mchid=sharing.mchid,
        out_return_no=out_return_no,
        request_id=sharing.id,
        position=position,
        amount_minor=amount_minor,
        created_at=now,
    )
    change = update(ShareRow).where(
        col(ShareRow.request_id) == sharing.id,
        col(ShareRow.position) == position,
        col(ShareRow.entry_seq).is_not(None),
        col(ShareRow.returned_minor) + amount_minor <= col(ShareRow.amount_minor),
    )
    async with house.database.write() as session:
        promised = await session.exec(
            change.values(returned_minor=ShareRow.returned_minor + amount_minor).returning(col(ShareRow.position)),
            execution_options={"synchronize_session": False},
        )
        if not promised.all():
            raise ShareReturnRefused("too_large")
        session.add(row)
    return row


async def _move_back(house: WalletHouse, row: ShareReturnRow, sharing: Sharing) -> None:
    settlement = await find_row(house, sharing.order_id)
    ensure(settlement is not None, "what was shared was settled", order=sharing.order_id)
    assert settlement is not None
    giver = await merchant_account(house, sharing.shares[row.position].receiver.account, settlement.currency)
    taker = await merchant_account(house, sharing.mchid, settlement.currency)
    cause = SHARE_RETURN_CAUSE + row.id
    try:
        entry = await house.ledger.submit(Draft(key_for(cause), Kind.POST, giver, taker, row.amount_minor, cause))
    except InsufficientFunds as error:
        # The promise stays: the same number tries again once the money is there, and no other takes its place.
        raise ShareReturnRefused("not_enough") from error
    async with house.database.write() as session:
        await session.exec(update(ShareReturnRow).where(col(ShareReturnRow.id) == row.id).values(entry_seq=entry.seq))


async def _account_of(house: WalletHouse, row: ShareRow, currency: str) -> AccountId:
    opened = merchant_account if row.receiver_kind == ReceiverKind.MERCHANT else person_account
    return await opened(house, row.account, currency)


async def _find(house: WalletHouse, mchid: str, out_order_no: str) -> ShareRequestRow | None:
    wanted = select(ShareRequestRow).where(ShareRequestRow.mchid == mchid, ShareRequestRow.out_order_no == out_order_no)
    async with house.database.read() as session:
        return (await session.exec(wanted)).one_or_none()


async def _find_return(house: WalletHouse, mchid: str, out_return_no: str) -> ShareReturnRow | None:
    wanted = select(ShareReturnRow).where(ShareReturnRow.mchid == mchid, ShareReturnRow.out_return_no == out_return_no)
    async with house.database.read() as session:
        return (await session.exec(wanted)).one_or_none()


async def _shares_of(house: WalletHouse, request_id: str) -> list[ShareRow]:
    wanted = select(ShareRow).where(ShareRow.request_id == request_id).order_by(col(ShareRow.position))
    async with house.database.read() as session:
        return list((await session.exec(wanted)).all())


async def _again(house: WalletHouse, row: ShareRequestRow, draft: ShareDraft) -> Sharing:
    if row.content_digest != _digest_of(draft):
        raise SharingMismatch(draft.out_order_no)
    return await _pay_out(house, row)


async def _view(house: WalletHouse, row: ShareRequestRow) -> Sharing:
    shares = tuple(
        Share(
            one.position,
            Receiver(ReceiverKind(one.receiver_kind), one.account, one.amount_minor, one.description),
            one.returned_minor,
            one.entry_seq is not None,
        )
        for one in await _shares_of(house, row.id)
    )
    return Sharing(row.id, row.mchid, row.order_id, row.out_order_no, shares, row.releases_rest, row.created_at)


def _require_valid(draft: ShareDraft, *, receivers_max: int) -> None:
    if not NUMBER.fullmatch(draft.out_order_no):
        raise SharingInvalid("out_order_no", "1 to 64 letters, digits or _-|*@")
    if not 1 <= len(draft.receivers) <= receivers_max:
        raise SharingInvalid("receivers", f"from 1 to {receivers_max}")
    for one in draft.receivers:
        if one.amount_minor < 1:
            raise SharingInvalid("amount", "at least 1")
        if not one.account or len(one.account) > 40 or (one.kind, one.account) == (ReceiverKind.MERCHANT, draft.mchid):
            raise SharingInvalid("account", "must be somebody else")
        if len(one.description) > 80:
            raise SharingInvalid("description", "at most 80 letters")


def _digest_of(draft: ShareDraft) -> str:
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()

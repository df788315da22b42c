"""Refunds, in part or whole, never more than was paid. Called by the merchant API and, for what a crash left behind, by
the worker. Tables, view and refusals stand in `refund_rows.py`.

The promise comes first: the order's row counts PROCESSING refunds too, in one conditional UPDATE, so two refunds at
once cannot add up to more than the payment. Then the ledger moves the money, then the rows are settled."""

import hashlib
import json
import re
from dataclasses import asdict
from datetime import timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.house import WalletHouse
from wallet.ids import key_for, new_id
from wallet.ledger.model import AccountRefused, Draft, DraftInvalid, Entry, InsufficientFunds, Kind, LedgerBusy
from wallet.payments.accounts import merchant_account, person_account
from wallet.payments.numbers import new_refund_id
from wallet.payments.order_drafts import require_notify_url
from wallet.payments.order_rows import (
    PAID,
    OrderDraftInvalid,
    OrderRow,
    OrderState,
    OrderUnknown,
    change_order,
)
from wallet.payments.recovery import ATTEMPT_LIFE, look_after
from wallet.payments.refund_rows import (
    MerchantNotEnough,
    OrderNotPaid,
    Refund,
    RefundDraft,
    RefundDraftInvalid,
    RefundMismatch,
    RefundRow,
    RefundState,
    RefundTooLarge,
    RefundTooLate,
    RefundUnknown,
    TooManyRefunds,
    view_of,
)
from wallet.payments.settlements import give_back_fee, take_fee_again
from wallet.payments.settling import REFUND_CAUSE, settle_refund

__all__ = [
    "MerchantNotEnough",
    "OrderNotPaid",
    "Refund",
    "RefundDraft",
    "RefundDraftInvalid",
    "RefundMismatch",
    "RefundRow",
    "RefundState",
    "RefundTooLarge",
    "RefundTooLate",
    "RefundUnknown",
    "TooManyRefunds",
    "create_refund",
    "finish_refunds",
    "get_refund",
    "get_refund_by_id",
    "refunds_of_order",
]

REFUNDS_MAX = 50  # per order
REFUND_LIFE = timedelta(days=365)  # after the payment
OUT_REFUND_NO = re.compile(r"[0-9A-Za-z_\-|*@]{1,64}", re.ASCII)
REASON_LETTERS_MAX = 80
NOTIFY_URL_LETTERS_MAX = 255


async def create_refund(house: WalletHouse, draft: RefundDraft) -> Refund:
    """Give money back, once per (mchid, out_refund_no). Returns SUCCESS, or PROCESSING while another call is at it.

    Raises RefundDraftInvalid, RefundMismatch, OrderUnknown, OrderNotPaid, RefundTooLarge, TooManyRefunds,
    RefundTooLate, MerchantNotEnough, LedgerBusy. After a refusal the number is free again.
    """
    _require_valid(draft, demo=house.settings.demo)
    if found := await _find(house, draft.mchid, draft.out_refund_no):
        return _again(found, draft)
    order = await _get_paid_order(house, draft)
    try:
        row = await _promise(house, order, draft)
    except (IntegrityError, RefundTooLarge, TooManyRefunds):
        # The same request may have come twice at once, and the other one was faster: then what it promised is this.
        if found := await _find(house, draft.mchid, draft.out_refund_no):
            return _again(found, draft)
        raise
    try:
        entry = await _move_money(house, row)
    except (InsufficientFunds, AccountRefused, LedgerBusy, DraftInvalid) as refusal:
        if not await _take_back(house, row):
            return await get_refund(house, draft.mchid, draft.out_refund_no)
        await take_fee_again(house, row)
        if isinstance(refusal, InsufficientFunds):
            raise MerchantNotEnough(draft.mchid, row.amount_minor) from refusal
        raise
    async with house.database.write() as session:
        return await settle_refund(session, entry)


async def get_refund(house: WalletHouse, mchid: str, out_refund_no: str) -> Refund:
    """Raises RefundUnknown, also for another merchant's refund."""
    if row := await _find(house, mchid, out_refund_no):
        return view_of(row)
    raise RefundUnknown(out_refund_no)


async def get_refund_by_id(house: WalletHouse, refund_id: str) -> Refund:
    """refund_id: ours ("rfd_…"), as causes name it. Raises RefundUnknown."""
    async with house.database.read() as session:
        row = (await session.exec(select(RefundRow).where(RefundRow.id == refund_id))).one_or_none()
    if row is None:
        raise RefundUnknown(refund_id)
    return view_of(row)


async def refunds_of_order(house: WalletHouse, order_id: str) -> list[Refund]:
    """Oldest first; at most 50."""
    wanted = select(RefundRow).where(RefundRow.order_id == order_id).order_by(col(RefundRow.id))
    async with house.database.read() as session:
        return [view_of(row) for row in (await session.exec(wanted)).all()]


async def finish_refunds(house: WalletHouse) -> int:
    """Finish refunds whose process died: the same money under the same key. Returns how many are done now.

    A merchant who has run out of money meanwhile keeps the promise open; the next round tries again.
    """
    left = select(RefundRow).where(
        RefundRow.state == RefundState.PROCESSING, col(RefundRow.created_at) <= house.clock.now() - ATTEMPT_LIFE
    )
    async with house.database.read() as session:
        rows = (await session.exec(left.order_by(col(RefundRow.created_at)).limit(200))).all()
    done = 0
    for row in rows:
        # Committed before the money is sent: from here on the first caller may not take the promise back.
        if not await _take_over(house, row):
            continue
        try:
            entry = await _move_money(house, row)
        except (InsufficientFunds, AccountRefused, LedgerBusy):
            continue
        async with house.database.write() as session:
            await settle_refund(session, entry)
        done += 1
    return done


async def _promise(house: WalletHouse, order: OrderRow, draft: RefundDraft) -> RefundRow:
    now = house.clock.now()
    row = RefundRow(
        id=new_id("rfd", now, house.chance),
        refund_id=new_refund_id(now, house.chance),
        mchid=draft.mchid,
        out_refund_no=draft.out_refund_no,
        content_digest=_digest_of(draft),
        order_id=order.id,
        transaction_id=order.transaction_id or "",
        out_trade_no=order.out_trade_no,
        payer_person_id=order.payer_person_id or "",
        amount_minor=draft.amount_minor,
        total_minor=draft.total_minor,
        currency=draft.currency,
        reason=draft.reason,
        notify_url=draft.notify_url,
        created_at=now,
    )
    change = update(OrderRow).where(
        col(OrderRow.id) == order.id,
        col(OrderRow.refund_promised_minor) + draft.amount_minor <= col(OrderRow.total_minor),
        col(OrderRow.refund_count) < REFUNDS_MAX,
    )
    async with house.database.write() as session:
        promised = await change_order(
            session,
            change.values(
                refund_promised_minor=OrderRow.refund_promised_minor + draft.amount_minor,
                refund_count=OrderRow.refund_count + 1,
            ),
        )
        if promised is None:
            current = (await session.exec(select(OrderRow).where(OrderRow.id == order.id))).one()
            if current.refund_count >= REFUNDS_MAX:
                raise TooManyRefunds(order.id, REFUNDS_MAX)
            raise RefundTooLarge(draft.amount_minor, current.total_minor - current.refund_promised_minor)
        session.add(row)
    return row


async def _move_money(house: WalletHouse, row: RefundRow) -> Entry:
    await give_back_fee(house, row)
    merchant = await merchant_account(house, row.mchid, row.currency)
    person = await person_account(house, row.payer_person_id, row.currency)
    key, cause = key_for(f"refund:{row.id}"), REFUND_CAUSE + row.id
    return await house.ledger.submit(Draft(key, Kind.POST, merchant, person, row.amount_minor, cause))


async def _take_back(house: WalletHouse, row: RefundRow) -> bool:
    """Withdraw the promise after a refusal; False when recovery has taken the refund over."""
    async with house.database.write() as session:
        gone = delete(RefundRow).where(
            col(RefundRow.id) == row.id,
            col(RefundRow.state) == RefundState.PROCESSING,
            col(RefundRow.taken_over).is_(False),
        )
        if not (await session.exec(gone.returning(col(RefundRow.id)))).all():
            return False
        await _release(session, row)
    return True


async def _release(session: AsyncSession, row: RefundRow) -> None:
    change = update(OrderRow).where(col(OrderRow.id) == row.order_id)
    await change_order(
        session,
        change.values(
            refund_promised_minor=OrderRow.refund_promised_minor - row.amount_minor,
            refund_count=OrderRow.refund_count - 1,
        ),
    )


async def _take_over(house: WalletHouse, row: RefundRow) -> bool:
    change = update(RefundRow).where(col(RefundRow.id) == row.id, col(RefundRow.state) == RefundState.PROCESSING)
    async with house.database.write() as session:
        taken = await session.exec(change.values(taken_over=True).returning(col(RefundRow.id)))
        return bool(taken.all())


async def _get_paid_order(house: WalletHouse, draft: RefundDraft) -> OrderRow:
    """Raises OrderUnknown, OrderNotPaid, RefundTooLate, RefundDraftInvalid when the total or currency differs."""
    wanted = select(OrderRow).where(OrderRow.mchid == draft.mchid)
    if draft.transaction_id:
        wanted = wanted.where(OrderRow.transaction_id == draft.transaction_id)
    if draft.out_trade_no:
        wanted = wanted.where(OrderRow.out_trade_no == draft.out_trade_no)
    async with house.database.read() as session:
        order = (await session.exec(wanted)).one_or_none()
    being_paid = order is not None and order.state == OrderState.PAYING and order.combine_id is None
    if order is not None and being_paid and await look_after(house, order):
        async with house.database.read() as session:
            order = (await session.exec(wanted)).one_or_none()
    if order is None:
        raise OrderUnknown(draft.transaction_id or draft.out_trade_no or "")
    if order.state not in PAID or order.paid_at is None:
        raise OrderNotPaid(order.id)
    if draft.total_minor != order.total_minor:
        raise RefundDraftInvalid("amount.total", "is not the order's total")
    if draft.currency != order.currency:
        raise RefundDraftInvalid("amount.currency", "is not the order's currency")
    if house.clock.now() > order.paid_at + REFUND_LIFE:
        raise RefundTooLate(order.id, order.paid_at + REFUND_LIFE)
    return order


async def _find(house: WalletHouse, mchid: str, out_refund_no: str) -> RefundRow | None:
    wanted = select(RefundRow).where(RefundRow.mchid == mchid, RefundRow.out_refund_no == out_refund_no)
    async with house.database.read() as session:
        return (await session.exec(wanted)).one_or_none()


def _again(row: RefundRow, draft: RefundDraft) -> Refund:
    if row.content_digest != _digest_of(draft):
        raise RefundMismatch(draft.out_refund_no)
    return view_of(row)


def _digest_of(draft: RefundDraft) -> str:
    return hashlib.sha256(json.dumps(asdict(draft), sort_keys=True).encode()).hexdigest()


def _require_valid(draft: RefundDraft, *, demo: bool) -> None:
    if not OUT_REFUND_NO.fullmatch(draft.out_refund_no):
        raise RefundDraftInvalid("out_refund_no", "1 to 64 letters, digits or _-|*@")
    if not (draft.transaction_id or draft.out_trade_no):
        raise RefundDraftInvalid("transaction_id", "name the order by transaction_id or out_trade_no")
    if not 1 <= draft.amount_minor <= draft.total_minor:
        raise RefundDraftInvalid("amount.refund", "from 1 to the order's total")
    if len(draft.reason) > REASON_LETTERS_MAX or "\0" in draft.reason:
        raise RefundDraftInvalid("reason", f"at most {REASON_LETTERS_MAX} letters")
    if len(draft.notify_url) > NOTIFY_URL_LETTERS_MAX:
        raise RefundDraftInvalid("notify_url", f"at most {NOTIFY_URL_LETTERS_MAX} letters")
    if draft.notify_url:
        try:
            require_notify_url(draft.notify_url, demo=demo)
        except OrderDraftInvalid as wrong:
            raise RefundDraftInvalid(wrong.field, wrong.issue) from wrong

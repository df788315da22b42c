"""Combined payments as the merchant API sees them: made once per number, queried, closed, expired. Paying stands in
`combine_confirming.py`; tables, view and refusals in `combine_rows.py`."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import WalletError, ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.payments.combine_confirming import STATIC, confirm_combined, divide, look_after_combined
from wallet.payments.combine_drafts import digest_of_combined, order_draft, require_valid_combined
from wallet.payments.combine_reading import find_row, view
from wallet.payments.combine_rows import (
    Combined,
    CombinedDraft,
    CombinedRow,
    CombinedState,
    CombinePartnerRow,
    PartDraft,
    PartnerUnknown,
    change_combined,
)
from wallet.payments.numbers import new_prepay_id
from wallet.payments.order_making import new_order
from wallet.payments.order_rows import (
    OrderAlreadyPaid,
    OrderDraftInvalid,
    OrderIsBeingPaid,
    OrderIsClosed,
    OrderMismatch,
    OrderRow,
    OrderState,
    OrderUnknown,
    PayerUnknown,
)
from wallet.payments.orders import PAYING_AT_ONCE, PREPAY_LIFE
from wallet.payments.recovery import ATTEMPT_LIFE

__all__ = [
    "Combined",
    "CombinedDraft",
    "CombinedState",
    "PartDraft",
    "agree_to_combine",
    "close_combined",
    "confirm_combined",
    "create_combined",
    "finish_combined",
    "get_combined",
    "get_combined_by_out_trade_no",
    "stop_combining",
]

UNDIVIDED_AFTER = timedelta(seconds=5)  # dividing takes milliseconds; what is older has lost its process


async def agree_to_combine(house: WalletHouse, mchid: str, combine_mchid: str) -> None:
    """From now on combine_mchid may ask for money in the name of mchid; harmless when repeated."""
    async with house.database.write() as session:
        if await session.get(CombinePartnerRow, (mchid, combine_mchid)) is None:
            session.add(CombinePartnerRow(mchid=mchid, combine_mchid=combine_mchid, created_at=house.clock.now()))


async def stop_combining(house: WalletHouse, mchid: str, combine_mchid: str) -> None:
    """No new combined payments; what was made before stays as it is. Harmless when repeated."""
    async with house.database.write() as session:
        if row := await session.get(CombinePartnerRow, (mchid, combine_mchid)):
            await session.delete(row)


async def create_combined(house: WalletHouse, draft: CombinedDraft) -> Combined:
    """Made once per (mchid, out_trade_no): the same draft again returns the same payment, with a fresh prepay_id when
    the old one has run out.

    Raises OrderDraftInvalid, PayerUnknown, PartnerUnknown, OrderMismatch (also when a part's number is taken),
    OrderAlreadyPaid, OrderIsClosed.
    """
    now = house.clock.now()
    try:
        require_valid_combined(draft, now, demo=house.settings.demo, currencies=house.settings.all_currencies())
        if not await house.payer_known(draft.appid, draft.payer_openid):
            raise PayerUnknown(draft.appid, draft.payer_openid)
        await _require_partners(house, draft)
    except WalletError:
        # What was fine when it was made may be too late by now: the repeat still gets its payment.
        if found := await _find(house, draft.mchid, draft.out_trade_no):
            return await _again(house, found, draft)
        raise
    if found := await _find(house, draft.mchid, draft.out_trade_no):
        return await _again(house, found, draft)
    try:
        async with house.database.write() as session:
            combine_id = await _write_down(house, session, draft, now)
    except IntegrityError:
        # The same request came twice at once, or one of the parts' numbers is taken.
        if found := await _find(house, draft.mchid, draft.out_trade_no):
            return await _again(house, found, draft)
        raise OrderMismatch(draft.out_trade_no) from None
    return await view(house, combine_id)


async def get_combined(house: WalletHouse, combine_id: str) -> Combined:
    """Raises OrderUnknown."""
    return await view(house, combine_id)


async def get_combined_by_out_trade_no(house: WalletHouse, mchid: str, out_trade_no: str) -> Combined:
    """Raises OrderUnknown, also for another merchant's."""
    row = await _get_row(house, mchid, out_trade_no)
    if row.state == CombinedState.SUCCESS and row.divided_at is None:
        await divide(house, row.id)
    return await view(house, row.id)


async def close_combined(house: WalletHouse, mchid: str, out_trade_no: str, parts: set[tuple[str, str]]) -> Combined:
    """Never to be paid from now on, the whole with all its parts; closing what is closed is fine.

    parts: (mchid, out_trade_no) of every part, as the platform wants them named.
    Raises OrderUnknown, OrderDraftInvalid, OrderAlreadyPaid, OrderIsBeingPaid.
    """
    row = await _get_row(house, mchid, out_trade_no)
    if {(part.mchid, part.out_trade_no) for part in (await view(house, row.id)).parts} != parts:
        raise OrderDraftInvalid("sub_orders", "name every part of the combined payment")
    if row.state == CombinedState.PAYING and not await look_after_combined(house, row):
        raise OrderIsBeingPaid(row.id)
    async with house.database.write() as session:
        await _close(session, row.id)
    now = await view(house, row.id)
    if now.is_paid:
        raise OrderAlreadyPaid(now.id)
    if now.state is not CombinedState.CLOSED:
        raise OrderIsBeingPaid(now.id)
    return now


async def finish_combined(house: WalletHouse) -> int:
    """Settle from the journal what a crash left in PAYING, divide what was paid and not divided, and close what nobody
    paid in time. Returns how many were changed."""
    now, done = house.clock.now(), 0
    state, paying_since, paid_at = col(CombinedRow.state), col(CombinedRow.paying_since), col(CombinedRow.paid_at)
    for row in await _rows(house, state == CombinedState.PAYING, paying_since <= now - ATTEMPT_LIFE):
        done += await look_after_combined(house, row)
    undivided = (state == CombinedState.SUCCESS, col(CombinedRow.divided_at).is_(None))
    for row in await _rows(house, *undivided, paid_at <= now - UNDIVIDED_AFTER):
        await divide(house, row.id)
        done += 1
    for row in await _rows(house, state == CombinedState.NOTPAY, col(CombinedRow.expires_at) <= now):
        async with house.database.write() as session:
            done += await _close(session, row.id)
    return done


async def _rows(house: WalletHouse, *which: object) -> list[CombinedRow]:
    wanted = select(CombinedRow).where(*which)  # pyright: ignore[reportArgumentType] column expressions
    async with house.database.read() as session:
        return list((await session.exec(wanted.order_by(col(CombinedRow.id)).limit(PAYING_AT_ONCE))).all())


async def _write_down(house: WalletHouse, session: AsyncSession, draft: CombinedDraft, now: datetime) -> str:
    row = CombinedRow(
        id=new_id("cmb", now, house.chance),
        mchid=draft.mchid,
        appid=draft.appid,
        out_trade_no=draft.out_trade_no,
        content_digest=digest_of_combined(draft),
        total_minor=sum(part.total_minor for part in draft.parts),
        currency=draft.parts[0].currency,
        payer_openid=draft.payer_openid,
        notify_url=draft.notify_url,
        created_at=now,
        expires_at=draft.expires_at or now + timedelta(seconds=house.settings.order_expiry_seconds_default),
        prepay_id=new_prepay_id(now, house.chance),
        prepay_at=now,
    )
    session.add(row)
    await session.flush()
    for index, part in enumerate(draft.parts):
        # A millisecond apart, so that ids keep the parts in their order.
        _, columns = new_order(house, order_draft(draft, part), now + timedelta(milliseconds=index))
        columns |= {"created_at": now, "combine_id": row.id, "expires_at": row.expires_at}
        session.add(OrderRow(**columns))
    await session.flush()
    return row.id


async def _require_partners(house: WalletHouse, draft: CombinedDraft) -> None:
    others = {part.mchid for part in draft.parts} - {draft.mchid}
    agreed = select(CombinePartnerRow.mchid).where(
        CombinePartnerRow.combine_mchid == draft.mchid, col(CombinePartnerRow.mchid).in_(others)
    )
    async with house.database.read() as session:
        missing = sorted(others - set((await session.exec(agreed)).all()))
    if missing:
        raise PartnerUnknown(missing[0], draft.mchid)


async def _close(session: AsyncSession, combine_id: str) -> bool:
    change = update(CombinedRow).where(
        col(CombinedRow.id) == combine_id, col(CombinedRow.state) == CombinedState.NOTPAY
    )
    if not await change_combined(session, change.values(state=CombinedState.CLOSED)):
        return False
    parts = update(OrderRow).where(col(OrderRow.combine_id) == combine_id, col(OrderRow.state) == OrderState.NOTPAY)
    await session.exec(parts.values(state=OrderState.CLOSED), execution_options=STATIC)
    return True


async def _find(house: WalletHouse, mchid: str, out_trade_no: str) -> CombinedRow | None:
    return await find_row(house, col(CombinedRow.mchid) == mchid, col(CombinedRow.out_trade_no) == out_trade_no)


async def _get_row(house: WalletHouse, mchid: str, out_trade_no: str) -> CombinedRow:
    if row := await _find(house, mchid, out_trade_no):
        return row
    raise OrderUnknown(out_trade_no)


async def _again(house: WalletHouse, row: CombinedRow, draft: CombinedDraft) -> Combined:
    now = house.clock.now()
    if row.content_digest != digest_of_combined(draft):
        raise OrderMismatch(draft.out_trade_no)
    if row.state == CombinedState.SUCCESS:
        raise OrderAlreadyPaid(row.id)
    if row.state == CombinedState.CLOSED or (row.state == CombinedState.NOTPAY and row.expires_at <= now):
        raise OrderIsClosed(row.id)
    if now - row.prepay_at >= PREPAY_LIFE:
        change = update(CombinedRow).where(col(CombinedRow.id) == row.id, col(CombinedRow.prepay_at) == row.prepay_at)
        async with house.database.write() as session:
            fresh = change.values(prepay_id=new_prepay_id(now, house.chance), prepay_at=now)
            await change_combined(session, fresh)
    found = await view(house, row.id)
    ensure(found.id == row.id, "a refreshed payment stays the same", combined=row.id)
    return found

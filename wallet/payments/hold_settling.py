"""Writing into the rows of a hold what the journal already says: set aside, captured, let go, run out. Called at once
by whoever moved it, again by `reactions` for every entry, and after a crash: each call is harmless when repeated.

A capture is a payment, so it also makes the row of an order: paid, with the hold's transaction_id, open to refunds."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.ids import key_for
from wallet.ledger.holds import EXPIRE_CAUSE
from wallet.ledger.model import Entry, Kind
from wallet.payments.hold_rows import OUT_TRADE_NO_PREFIX, HoldRow, HoldState, MerchantHold, change_hold, view_of
from wallet.payments.limits import count_less
from wallet.payments.order_making import UNPAID
from wallet.payments.order_rows import Order, OrderRow, OrderState
from wallet.payments.order_rows import view_of as order_view
from wallet.payments.settling import ORDER_CAUSE

HOLD_CAUSE = "merchant_hold:"


def hold_key(hold_id: str, attempt: int) -> bytes:
    """The key of one attempt to set the money aside; also the name of the ledger's hold."""
    return key_for(f"hold:{hold_id}" if attempt == 1 else f"hold:{hold_id}:{attempt}")


def sets_aside(entry: Entry) -> bool:
    return entry.kind is Kind.AUTHORIZE and entry.cause.startswith(HOLD_CAUSE)


def captures_hold(entry: Entry) -> bool:
    """Whether this entry is a payment out of a merchant's hold; its cause names the order that the payment is."""
    return entry.kind is Kind.CAPTURE and entry.cause.startswith(ORDER_CAUSE)


async def settle_held(session: AsyncSession, entry: Entry) -> MerchantHold:
    """Mark the hold of this entry as set aside, once."""
    hold_id, key = entry.cause.removeprefix(HOLD_CAUSE), entry.key.hex()
    change = update(HoldRow).where(col(HoldRow.id) == hold_id, col(HoldRow.state) == HoldState.CONFIRMING)
    row = await change_hold(session, change.values(state=HoldState.HELD, hold_hex=key, confirmed_at=entry.posted_at))
    row = row or (await session.exec(select(HoldRow).where(HoldRow.id == hold_id))).one_or_none()
    ensure(row and row.hold_hex == key, "the entry that sets money aside belongs to one hold", seq=entry.seq)
    assert row
    return view_of(row)


async def settle_hold_end(session: AsyncSession, entry: Entry) -> MerchantHold | None:
    """Write how a merchant's hold has ended, once; None when what ended was no merchant's hold."""
    ensure(entry.hold, "what ends a hold names it", seq=entry.seq)
    assert entry.hold
    found = await _find(session, entry)
    if found is None:
        return None
    if found.state == HoldState.HELD:
        captured = entry.kind is Kind.CAPTURE
        # Only what was taken keeps counting against the person's limits. Before the row, as `reactions` locks the two.
        await count_less(session, entry.hold, entry.amount_minor if captured else 0)
        lapsed = HoldState.EXPIRED if entry.cause.startswith(EXPIRE_CAUSE) else HoldState.RELEASED
        change = update(HoldRow).where(col(HoldRow.id) == found.id, col(HoldRow.entry_seq).is_(None))
        changed = await change_hold(
            session,
            change.values(
                state=HoldState.CAPTURED if captured else lapsed,
                captured_minor=entry.amount_minor if captured else 0,
                ended_at=entry.posted_at,
                entry_seq=entry.seq,
            ),
        )
        found = changed or await _find(session, entry)
    ensure(found and found.entry_seq == entry.seq, "a merchant's hold ends once", seq=entry.seq)
    assert found
    if captures_hold(entry):
        await _make_order(session, found, entry)
    return view_of(found)


def order_of_capture(row: HoldRow, entry: Entry) -> Order:
    """The payment a capture is, whether its row is written yet or not."""
    return order_view(OrderRow(**_columns(row, entry)))


async def _find(session: AsyncSession, entry: Entry) -> HoldRow | None:
    assert entry.hold
    wanted = select(HoldRow).where(HoldRow.hold_hex == entry.hold.hex())
    return (await session.exec(wanted, execution_options={"populate_existing": True})).one_or_none()


async def _make_order(session: AsyncSession, row: HoldRow, entry: Entry) -> None:
    ensure(entry.cause == ORDER_CAUSE + row.order_id, "a capture pays the order of its hold", seq=entry.seq)
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    await session.execute(insert(OrderRow).values(**_columns(row, entry)).on_conflict_do_nothing())


def _columns(row: HoldRow, entry: Entry) -> dict[str, Any]:
    return UNPAID | {
        "id": row.order_id,
        "mchid": row.mchid,
        "appid": row.appid,
        "out_trade_no": OUT_TRADE_NO_PREFIX + row.out_hold_no,
        "content_digest": row.content_digest,
        "description": row.description,
        "attach": row.attach,
        "goods_tag": "",
        "detail": None,
        "total_minor": entry.amount_minor,
        "currency": row.currency,
        "payer_openid": row.payer_openid,
        "notify_url": row.notify_url,
        "state": OrderState.SUCCESS.value,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "prepay_id": row.prepay_id,
        "prepay_at": row.created_at,
        "transaction_id": row.transaction_id,
        "payer_person_id": row.payer_person_id,
        "paid_at": entry.posted_at,
        "entry_seq": entry.seq,
    }

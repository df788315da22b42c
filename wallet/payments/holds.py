"""Holds as merchants see them: asked for, looked at, captured in part or whole, let go. The person's yes stands in
`hold_confirming.py`; tables, view and refusals in `hold_rows.py`; why it is so in docs/decisions/0027.

Once money is set aside, the ledger's hold decides: one capture or one void is first, and the row repeats what the
journal says. A capture takes up to what was held, once; the rest is the person's again in the same step."""

from datetime import timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for, new_id
from wallet.ledger.holds import expiry_of, void_expired
from wallet.ledger.model import Draft, Entry, HoldRefused, KeyReused, Kind
from wallet.payments.hold_confirming import confirm_hold, get_hold_row, look_after_confirming
from wallet.payments.hold_drafts import digest_of, require_valid
from wallet.payments.hold_rows import (
    HoldDraft,
    HoldDraftInvalid,
    HoldMismatch,
    HoldNotOpen,
    HoldRow,
    HoldState,
    HoldTooSmall,
    HoldUnknown,
    MerchantHold,
    change_hold,
    view_of,
)
from wallet.payments.hold_settling import HOLD_CAUSE, settle_hold_end
from wallet.payments.numbers import new_prepay_id, new_transaction_id
from wallet.payments.order_rows import PayerUnknown
from wallet.payments.recovery import ATTEMPT_LIFE
from wallet.payments.settling import ORDER_CAUSE

__all__ = [
    "CONFIRM_LIFE",
    "HOLD_LIFE",
    "HoldDraft",
    "HoldDraftInvalid",
    "HoldMismatch",
    "HoldNotOpen",
    "HoldState",
    "HoldTooSmall",
    "HoldUnknown",
    "MerchantHold",
    "capture_hold",
    "confirm_hold",
    "create_hold",
    "finish_holds",
    "get_hold",
    "get_hold_by_id",
    "get_hold_by_prepay_id",
    "hold_of_order",
    "holds_under_way",
    "release_expired_holds",
    "release_hold",
]

HOLD_LIFE = timedelta(days=7)
CONFIRM_LIFE = timedelta(hours=2)  # as long as a prepay_id lives
AT_ONCE = 200
SHOWN_MAX = 20


async def create_hold(house: WalletHouse, draft: HoldDraft) -> MerchantHold:
    """Ask for money to be set aside, once per (mchid, out_hold_no); a repeat returns the hold as it stands.

    Raises HoldDraftInvalid, PayerUnknown, HoldMismatch.
    """
    now = house.clock.now()
    found = await _find(house, col(HoldRow.mchid) == draft.mchid, col(HoldRow.out_hold_no) == draft.out_hold_no)
    if found is None:
        require_valid(draft, now, demo=house.settings.demo, currencies=house.settings.all_currencies())
        if not await house.payer_known(draft.appid, draft.payer_openid):
            raise PayerUnknown(draft.appid, draft.payer_openid)
        found = await _write_down(house, draft)
    if found.content_digest != digest_of(draft):
        raise HoldMismatch(draft.out_hold_no)
    return view_of(await _look_after(house, found))


async def get_hold(house: WalletHouse, mchid: str, out_hold_no: str) -> MerchantHold:
    """Raises HoldUnknown, also for another merchant's."""
    return view_of(await _get(house, mchid, out_hold_no))


async def get_hold_by_id(house: WalletHouse, hold_id: str) -> MerchantHold:
    """Raises HoldUnknown."""
    return view_of(await _look_after(house, await get_hold_row(house, hold_id)))


async def get_hold_by_prepay_id(house: WalletHouse, prepay_id: str) -> MerchantHold:
    """What a program's call-up names. Raises HoldUnknown."""
    row = await _find(house, col(HoldRow.prepay_id) == prepay_id)
    if row is None:
        raise HoldUnknown(prepay_id)
    return view_of(await _look_after(house, row))


async def hold_of_order(house: WalletHouse, order_id: str) -> MerchantHold | None:
    """The hold whose capture this order is."""
    row = await _find(house, col(HoldRow.order_id) == order_id)
    return view_of(row) if row else None


async def capture_hold(house: WalletHouse, mchid: str, out_hold_no: str, *, amount_minor: int) -> MerchantHold:
    """Take this much of the held money, once; the rest is the person's again. The same amount again is the same answer.

    Raises HoldUnknown, HoldDraftInvalid, HoldTooSmall, HoldMismatch (captured with another amount), HoldNotOpen,
    AccountRefused, LedgerBusy: then it is still held.
    """
    hold = view_of(await _get(house, mchid, out_hold_no))
    if amount_minor < 1:
        raise HoldDraftInvalid("amount.total", "whole minor units from 1 to what is held")
    if amount_minor > hold.amount_minor:
        raise HoldTooSmall(hold.id, hold.amount_minor)
    if hold.state is HoldState.HELD:
        hold = await _end(house, hold, Kind.CAPTURE, amount_minor)
    if hold.state is not HoldState.CAPTURED:
        raise HoldNotOpen(hold.id, hold.state)
    if hold.captured_minor != amount_minor:
        raise HoldMismatch(out_hold_no)
    return hold


async def release_hold(house: WalletHouse, mchid: str, out_hold_no: str) -> MerchantHold:
    """Let all of it go, or take back the question when nobody has confirmed yet; the same answer again when repeated,
    and for a hold that has run out.

    Raises HoldUnknown; HoldNotOpen when it was captured or somebody is confirming at this moment.
    """
    row = await _get(house, mchid, out_hold_no)
    if row.state == HoldState.WAIT_USER_CONFIRM:
        await _close(house, row.id)
        row = await get_hold_row(house, row.id)
    hold = view_of(row)
    if hold.state is HoldState.HELD:
        hold = await _end(house, hold, Kind.VOID, 0)
    if hold.state not in (HoldState.RELEASED, HoldState.EXPIRED, HoldState.CLOSED):
        raise HoldNotOpen(hold.id, hold.state)
    return hold


async def holds_under_way(house: WalletHouse, person_id: str) -> list[MerchantHold]:
    """What is set aside of this person's money for merchants now, newest first."""
    wanted = select(HoldRow).where(HoldRow.payer_person_id == person_id, HoldRow.state == HoldState.HELD)
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(HoldRow.id).desc()).limit(SHOWN_MAX))).all()
    holds = [view_of(await _look_after(house, row)) for row in rows]
    return [hold for hold in holds if hold.state is HoldState.HELD]


async def release_expired_holds(house: WalletHouse) -> int:
    """Void every hold of the ledger that has expired, a merchant's or another; how many this call released. Several
    workers may run it at once."""
    return await void_expired(house.ledger, house.clock.now())


async def finish_holds(house: WalletHouse) -> int:
    """Settle what a crash left in CONFIRMING, and close what nobody confirmed in time. How many were changed."""
    now, done = house.clock.now(), 0
    state = col(HoldRow.state)
    for row in await _rows(house, state == HoldState.CONFIRMING, col(HoldRow.confirming_since) <= now - ATTEMPT_LIFE):
        done += await look_after_confirming(house, row)
    for row in await _rows(house, state == HoldState.WAIT_USER_CONFIRM, col(HoldRow.confirm_before) <= now):
        done += await _close(house, row.id)
    return done


async def _write_down(house: WalletHouse, draft: HoldDraft) -> HoldRow:
    """The question; the row of a request that was faster, when the same one came twice at once."""
    now = house.clock.now()
    expires_at = draft.expires_at or now + HOLD_LIFE
    row = HoldRow(
        id=new_id("hld", now, house.chance),
        mchid=draft.mchid,
        appid=draft.appid,
        out_hold_no=draft.out_hold_no,
        content_digest=digest_of(draft),
        description=draft.description,
        attach=draft.attach,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        payer_openid=draft.payer_openid,
        notify_url=draft.notify_url,
        prepay_id=new_prepay_id(now, house.chance),
        created_at=now,
        confirm_before=min(now + CONFIRM_LIFE, expires_at),
        expires_at=expires_at,
        order_id=new_id("ord", now, house.chance),
        transaction_id=new_transaction_id(now, house.chance),
    )
    try:
        async with house.database.write() as session:
            session.add(row)
    except IntegrityError:
        found = await _find(house, col(HoldRow.mchid) == draft.mchid, col(HoldRow.out_hold_no) == draft.out_hold_no)
        ensure(found, "a hold that could not be written is there", out_hold_no=draft.out_hold_no)
        assert found
        return found
    return row


async def _end(house: WalletHouse, hold: MerchantHold, kind: Kind, amount_minor: int) -> MerchantHold:
    """Capture or void and settle; the hold as it stands when another end was first."""
    row = await get_hold_row(house, hold.id)
    ensure(row.hold_hex, "what is held has a hold", hold=hold.id)
    cause = ORDER_CAUSE + row.order_id if kind is Kind.CAPTURE else HOLD_CAUSE + row.id
    key = key_for(f"{kind.name.lower()}:{row.id}")
    draft = Draft(key, kind, 0, 0, amount_minor, cause, hold=bytes.fromhex(row.hold_hex or ""))
    try:
        return await _settle(house, await house.ledger.submit(draft))
    except (HoldRefused, KeyReused) as refusal:
        ended = view_of(await _look_after(house, row))
        if ended.state is HoldState.HELD:
            raise refusal from None  # it has not ended, so the ledger has another reason
        return ended


async def _settle(house: WalletHouse, entry: Entry) -> MerchantHold:
    async with house.database.write() as session:
        hold = await settle_hold_end(session, entry)
    ensure(hold, "the end of a merchant's hold has its row", seq=entry.seq)
    assert hold
    return hold


async def _look_after(house: WalletHouse, row: HoldRow) -> HoldRow:
    """Bring a row up to what the clock and the journal say: nobody shall read HELD when it is over."""
    now = house.clock.now()
    if row.state == HoldState.CONFIRMING and await look_after_confirming(house, row):
        row = await get_hold_row(house, row.id)
    if row.state == HoldState.WAIT_USER_CONFIRM and row.confirm_before <= now:
        await _close(house, row.id)
        return await get_hold_row(house, row.id)
    if row.state != HoldState.HELD:
        return row
    hold = await house.ledger.find_hold(bytes.fromhex(row.hold_hex or ""))
    ensure(hold, "what is held has a hold in the ledger", hold=row.id)
    assert hold
    if hold.state == "open" and now < row.expires_at:
        return row
    if hold.state == "open":
        try:
            await _settle(house, await house.ledger.submit(expiry_of(hold)))
        except HoldRefused:
            await _settle_from_journal(house, row)
    else:
        await _settle_from_journal(house, row)
    return await get_hold_row(house, row.id)


async def _settle_from_journal(house: WalletHouse, row: HoldRow) -> None:
    """Somebody has ended the hold and not settled yet: find the entry by the keys it can carry."""
    for intent in (f"capture:{row.id}", f"void:{row.id}", f"expire:{row.hold_hex}"):
        if entry := await house.ledger.find_entry_by_key(key_for(intent)):
            await _settle(house, entry)


async def _close(house: WalletHouse, hold_id: str) -> bool:
    change = update(HoldRow).where(col(HoldRow.id) == hold_id, col(HoldRow.state) == HoldState.WAIT_USER_CONFIRM)
    async with house.database.write() as session:
        return await change_hold(session, change.values(state=HoldState.CLOSED)) is not None


async def _get(house: WalletHouse, mchid: str, out_hold_no: str) -> HoldRow:
    row = await _find(house, col(HoldRow.mchid) == mchid, col(HoldRow.out_hold_no) == out_hold_no)
    if row is None:
        raise HoldUnknown(out_hold_no)
    return await _look_after(house, row)


async def _find(house: WalletHouse, *which: ColumnElement[bool]) -> HoldRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(HoldRow).where(*which))).one_or_none()


async def _rows(house: WalletHouse, *which: ColumnElement[bool]) -> list[HoldRow]:
    async with house.database.read() as session:
        return list((await session.exec(select(HoldRow).where(*which).order_by(col(HoldRow.id)).limit(AT_ONCE))).all())

"""Payouts: a merchant sets money aside for a person, who takes it within 24 hours; what nobody takes goes back. The
merchant API creates, queries and cancels; the host's sheet takes. Tables, view and refusals stand in `payout_rows.py`.

The hold in the ledger decides: taking captures it, cancelling and running out void it, and the ledger lets exactly one
of them be first. The row only repeats what the journal says (`settling.settle_payout`)."""

from datetime import timedelta

from sqlalchemy import ColumnElement, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for, new_id
from wallet.ledger.holds import expiry_of
from wallet.ledger.model import Draft, Entry, HoldRefused, InsufficientFunds, Kind
from wallet.payments.accounts import merchant_account, person_account
from wallet.payments.numbers import new_package_info, new_transfer_bill_no
from wallet.payments.payout_drafts import digest_of, require_valid
from wallet.payments.payout_rows import (
    OPEN,
    PayeeUnknown,
    Payout,
    PayoutDraft,
    PayoutDraftInvalid,
    PayoutMismatch,
    PayoutNotEnough,
    PayoutNotOpen,
    PayoutRow,
    PayoutState,
    PayoutUnknown,
    view_of,
)
from wallet.payments.settling import PAYOUT_CAUSE, settle_payout

__all__ = [
    "PAYOUT_LIFE",
    "PayeeUnknown",
    "Payout",
    "PayoutDraft",
    "PayoutDraftInvalid",
    "PayoutMismatch",
    "PayoutNotEnough",
    "PayoutNotOpen",
    "PayoutState",
    "PayoutUnknown",
    "cancel_payout",
    "create_payout",
    "get_payout",
    "get_payout_by_package",
    "get_payout_by_transfer_bill_no",
    "take_payout",
]

PAYOUT_LIFE = timedelta(hours=24)


async def create_payout(house: WalletHouse, draft: PayoutDraft) -> Payout:
    """Set the money aside, once per (mchid, out_bill_no); a repeat returns the payout as it stands.

    Raises PayoutDraftInvalid, PayeeUnknown, PayoutMismatch, PayoutNotEnough, AccountRefused, LedgerBusy. After a
    refusal by the ledger the payout stays ACCEPTED, and the same request tries again.
    """
    require_valid(draft, demo=house.settings.demo)
    row = await _find(house, col(PayoutRow.mchid) == draft.mchid, col(PayoutRow.out_bill_no) == draft.out_bill_no)
    row = row or await _write_down(house, draft)
    if row.content_digest != digest_of(draft):
        raise PayoutMismatch(draft.out_bill_no)
    if row.state == PayoutState.ACCEPTED:
        row = await _set_aside(house, row)
    return view_of(await _look_after(house, row))


async def get_payout(house: WalletHouse, mchid: str, out_bill_no: str) -> Payout:
    """Raises PayoutUnknown, also for another merchant's payout."""
    return await _get(house, out_bill_no, col(PayoutRow.mchid) == mchid, col(PayoutRow.out_bill_no) == out_bill_no)


async def get_payout_by_transfer_bill_no(house: WalletHouse, mchid: str, transfer_bill_no: str) -> Payout:
    """Raises PayoutUnknown, also for another merchant's payout."""
    ours = col(PayoutRow.transfer_bill_no) == transfer_bill_no
    return await _get(house, transfer_bill_no, col(PayoutRow.mchid) == mchid, ours)


async def get_payout_by_package(house: WalletHouse, package_info: str, *, person_id: str) -> Payout:
    """What a program hands to the host. Raises PayoutUnknown, also when the money is for somebody else."""
    hers = col(PayoutRow.person_id) == person_id
    return await _get(house, package_info, col(PayoutRow.package_info) == package_info, hers)


async def cancel_payout(house: WalletHouse, mchid: str, out_bill_no: str) -> Payout:
    """Take the money back; the same answer again for a cancelled payout.

    Raises PayoutUnknown; PayoutNotOpen when the person has taken it, it has run out or was never set aside.
    """
    payout = await get_payout(house, mchid, out_bill_no)
    if payout.state is PayoutState.WAIT_USER_CONFIRM:
        payout = await _end(house, payout, Kind.VOID)
    if payout.state is not PayoutState.CANCELLED:
        raise PayoutNotOpen(payout.id, payout.state)
    return payout


async def take_payout(house: WalletHouse, payout_id: str, *, person_id: str) -> Payout:
    """The person takes the money; the same payout again when she repeats herself.

    Raises PayoutUnknown, also for somebody else's; PayoutNotOpen when it was cancelled or has run out; AccountRefused,
    LedgerBusy: then it still waits.
    """
    payout = await _get(house, payout_id, col(PayoutRow.id) == payout_id, col(PayoutRow.person_id) == person_id)
    if payout.state is PayoutState.WAIT_USER_CONFIRM:
        payout = await _end(house, payout, Kind.CAPTURE)
    if payout.state is not PayoutState.SUCCESS:
        raise PayoutNotOpen(payout.id, payout.state)
    return payout


async def _write_down(house: WalletHouse, draft: PayoutDraft) -> PayoutRow:
    """The intent; the row of a request that was faster, when the same one came twice at once."""
    person_id = await house.payee_of(draft.appid, draft.openid)
    if person_id is None:
        raise PayeeUnknown(draft.appid, draft.openid)
    now = house.clock.now()
    payout_id = new_id("pyt", now, house.chance)
    row = PayoutRow(
        id=payout_id,
        mchid=draft.mchid,
        appid=draft.appid,
        out_bill_no=draft.out_bill_no,
        transfer_bill_no=new_transfer_bill_no(now, house.chance),
        package_info=new_package_info(house.chance),
        content_digest=digest_of(draft),
        scene_id=draft.scene_id,
        openid=draft.openid,
        person_id=person_id,
        amount_minor=draft.amount_minor,
        currency=draft.currency,
        remark=draft.remark,
        perception=draft.perception,
        notify_url=draft.notify_url,
        hold_hex=key_for(f"payout:{payout_id}").hex(),
        created_at=now,
    )
    try:
        async with house.database.write() as session:
            session.add(row)
    except IntegrityError:
        found = await _find(house, col(PayoutRow.mchid) == draft.mchid, col(PayoutRow.out_bill_no) == draft.out_bill_no)
        ensure(found, "a payout that could not be written is there", out_bill_no=draft.out_bill_no)
        assert found
        return found
    return row


async def _set_aside(house: WalletHouse, row: PayoutRow) -> PayoutRow:
    """ACCEPTED -> WAIT_USER_CONFIRM. Two callers at once send one key, so there is one hold."""
    merchant = await merchant_account(house, row.mchid, row.currency)
    person = await person_account(house, row.person_id, row.currency)
    key, until = bytes.fromhex(row.hold_hex), house.clock.now() + PAYOUT_LIFE
    draft = Draft(key, Kind.AUTHORIZE, merchant, person, row.amount_minor, PAYOUT_CAUSE + row.id, expires_at=until)
    try:
        await house.ledger.submit(draft)
    except InsufficientFunds as refusal:
        raise PayoutNotEnough(row.mchid, row.amount_minor) from refusal
    return await _now_waits(house, row)


async def _now_waits(house: WalletHouse, row: PayoutRow) -> PayoutRow:
    """Repeat the hold in the row; the row as it is when there is no hold."""
    hold = await house.ledger.find_hold(bytes.fromhex(row.hold_hex))
    if hold is None:
        return row
    # The hold's own moment: of two callers at once only one has made it.
    change = update(PayoutRow).where(col(PayoutRow.id) == row.id, col(PayoutRow.state) == PayoutState.ACCEPTED)
    async with house.database.write() as session:
        await session.exec(
            change.values(state=PayoutState.WAIT_USER_CONFIRM, expires_at=hold.expires_at),
            execution_options={"synchronize_session": False},
        )
    found = await _find(house, col(PayoutRow.id) == row.id)
    ensure(found, "a payout stays", payout=row.id)
    assert found
    return found


async def _end(house: WalletHouse, payout: Payout, kind: Kind) -> Payout:
    """Capture or void the hold and settle; the payout as it stands when another end was first."""
    hold, amount = key_for(f"payout:{payout.id}"), payout.amount_minor if kind is Kind.CAPTURE else 0
    key = key_for(f"{kind.name.lower()}:{payout.id}")
    draft = Draft(key, kind, 0, 0, amount, PAYOUT_CAUSE + payout.id, hold=hold)
    try:
        return await _settle(house, await house.ledger.submit(draft))
    except HoldRefused:
        return await _get(house, payout.id, col(PayoutRow.id) == payout.id)


async def _settle(house: WalletHouse, entry: Entry) -> Payout:
    async with house.database.write() as session:
        payout = await settle_payout(session, entry)
    ensure(payout, "a payout's hold has a payout", seq=entry.seq)
    assert payout
    return payout


async def _look_after(house: WalletHouse, row: PayoutRow) -> PayoutRow:
    """Bring a row up to what the clock and the journal say: nobody shall read WAIT_USER_CONFIRM when it is over."""
    if row.state == PayoutState.ACCEPTED:
        row = await _now_waits(house, row)
    if row.state not in OPEN or row.expires_at is None:
        return row
    hold = await house.ledger.find_hold(bytes.fromhex(row.hold_hex))
    ensure(hold, "a payout that waits has a hold", payout=row.id)
    assert hold
    if hold.state == "open" and house.clock.now() < row.expires_at:
        return row
    if hold.state == "open":
        try:
            await _settle(house, await house.ledger.submit(expiry_of(hold)))
        except HoldRefused:
            await _settle_from_journal(house, row)
    else:
        await _settle_from_journal(house, row)
    found = await _find(house, col(PayoutRow.id) == row.id)
    ensure(found, "a payout stays", payout=row.id)
    assert found
    return found


async def _settle_from_journal(house: WalletHouse, row: PayoutRow) -> None:
    """Somebody has ended the hold and not settled yet: find the entry by the keys it can carry."""
    for intent in (f"capture:{row.id}", f"void:{row.id}", f"expire:{row.hold_hex}"):
        if entry := await house.ledger.find_entry_by_key(key_for(intent)):
            await _settle(house, entry)


async def _get(house: WalletHouse, named: str, *which: ColumnElement[bool]) -> Payout:
    row = await _find(house, *which)
    if row is None:
        raise PayoutUnknown(named)
    return view_of(await _look_after(house, row))


async def _find(house: WalletHouse, *which: ColumnElement[bool]) -> PayoutRow | None:
    async with house.database.read() as session:
        return (await session.exec(select(PayoutRow).where(*which))).one_or_none()

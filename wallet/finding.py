"""A search over the journal by what people have in hand: a number, an id, an amount. Called by the auditors' search and
by the host. Nothing here writes."""

from contextlib import suppress

from sqlalchemy import or_
from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, Entry, EntryUnknown
from wallet.money import AmountInvalid, Money, parse_money
from wallet.payments.between_people import causes_of, split_causes
from wallet.payments.combine_settling import COMBINE_CAUSE
from wallet.payments.hold_settling import HOLD_CAUSE
from wallet.payments.order_rows import OrderRow
from wallet.payments.profit_sharing import SHARE_CAUSE, SHARE_RETURN_CAUSE
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settlements import FEE_AGAIN_CAUSE, FEE_BACK_CAUSE, FEE_CAUSE, FREEZE_CAUSE, RELEASE_CAUSE
from wallet.payments.settling import ORDER_CAUSE, REFUND_CAUSE
from wallet.payments.top_up_settling import DEBT_CAUSE, TOP_UP_BACK_CAUSE
from wallet.payments.top_ups import TOP_UP_CAUSE
from wallet.payments.withdrawal_settling import WITHDRAWAL_BACK_CAUSE, WITHDRAWAL_CAUSE, WITHDRAWAL_FEE_CAUSE
from wallet.statements import MOVES, newest_seq

AMOUNT_SCAN = 5000  # entries read when an operator looks for an amount
NAMED_MAX = 100  # orders or refunds one number may name: merchants number independently
SEQ_DIGITS_MAX = 18
# By the beginning of an id: the causes that its entries may carry.
OTHER_CAUSES = {
    "ord_": (FEE_CAUSE, FREEZE_CAUSE, RELEASE_CAUSE),
    "rfd_": (FEE_BACK_CAUSE, FEE_AGAIN_CAUSE),
    "shr_": (SHARE_CAUSE,),
    "shb_": (SHARE_RETURN_CAUSE,),
    "tup_": (TOP_UP_CAUSE, TOP_UP_BACK_CAUSE, DEBT_CAUSE),
    "cmb_": (COMBINE_CAUSE,),
    "hld_": (HOLD_CAUSE,),
    "wdr_": (WITHDRAWAL_CAUSE, WITHDRAWAL_BACK_CAUSE, WITHDRAWAL_FEE_CAUSE),
}


async def search(house: WalletHouse, text: str, *, limit: int = 50) -> list[Entry]:
    """Transfers that match, newest first. text: an entry's seq; an order's id, out_trade_no or transaction_id; a
    refund's id, out_refund_no or refund_id; the id of a transfer, an envelope, a split bill, a top-up, a withdrawal or
    a person; a mchid; or an amount such as "8.88", in whichever currency it is one.

    Amounts are looked for in the newest AMOUNT_SCAN entries only: the journal has no index by amount.
    """
    text = text.strip()
    found: dict[int, Entry] = {}
    if text.isascii() and text.isdecimal() and len(text) <= SEQ_DIGITS_MAX:
        with suppress(EntryUnknown):
            entry = await house.ledger.get_entry(int(text))
            found[entry.seq] = entry
    for cause in await causes_named(house, text):
        found |= {entry.seq: entry for entry in await house.ledger.entries_of_cause(cause)}
    for account in await house.ledger.accounts_of(text) if text else []:
        if account.kind in (AccountKind.PERSON, AccountKind.MERCHANT):
            found |= {entry.seq: entry for entry in await house.ledger.entries_of_account(account.id, limit=limit)}
    found |= {entry.seq: entry for entry in await _of_amount(house, text)}
    return sorted(found.values(), key=lambda entry: -entry.seq)[:limit]


async def causes_named(house: WalletHouse, text: str) -> list[str]:
    """The causes of the orders and refunds that carry this number, and of the refunds of those orders."""
    named = or_(col(OrderRow.id) == text, col(OrderRow.out_trade_no) == text, col(OrderRow.transaction_id) == text)
    async with house.database.read() as session:
        orders = (await session.exec(select(OrderRow.id).where(named).limit(NAMED_MAX))).all()
        refunded = or_(
            col(RefundRow.id) == text,
            col(RefundRow.out_refund_no) == text,
            col(RefundRow.refund_id) == text,
            col(RefundRow.order_id).in_(orders),
        )
        refunds = (await session.exec(select(RefundRow.id).where(refunded).limit(NAMED_MAX))).all()
    others = [cause + text for cause in OTHER_CAUSES.get(text[:4], ())]
    named_here = others or causes_of(text) or await split_causes(house, text)
    return [ORDER_CAUSE + one for one in orders] + [REFUND_CAUSE + one for one in refunds] + named_here


async def _of_amount(house: WalletHouse, text: str) -> list[Entry]:
    wanted = set[Money]()
    for currency in house.settings.all_currencies():
        with suppress(AmountInvalid):
            wanted.add(parse_money(text, currency))
    if not wanted:
        return []
    minor, last = {one.amount_minor for one in wanted}, await newest_seq(house)
    scanned = await house.ledger.entries_after(max(0, last - AMOUNT_SCAN), AMOUNT_SCAN)
    found = [entry for entry in scanned if entry.kind in MOVES and entry.amount_minor in minor]
    accounts = await house.ledger.some_accounts({entry.debit for entry in found}) if found else {}
    return [one for one in found if Money(one.amount_minor, accounts[one.debit].currency) in wanted]

"""What moved on a merchant's account in a day, with the balance after each: its entries in the journal, under the
numbers that its orders, refunds and payouts carry. Written by `files.py`, as `trades.py` is.

One account has everything here, where the platform has three; the other two have no bill."""

from collections.abc import AsyncIterator, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from wallet.audit.days import entries_between, span_of
from wallet.bills.lines import heading, line
from wallet.bills.wanted import BillMissing, WantedBill
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind, Entry
from wallet.money import format_minor
from wallet.payments.envelope_settling import ENVELOPE_BACK_CAUSE, ENVELOPE_CAUSE
from wallet.payments.order_rows import OrderRow
from wallet.payments.payout_rows import PayoutRow
from wallet.payments.profit_sharing import SHARE_CAUSE, SHARE_RETURN_CAUSE
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settlements import FEE_AGAIN_CAUSE, FEE_BACK_CAUSE, FEE_CAUSE, FREEZE_CAUSE, RELEASE_CAUSE
from wallet.payments.settling import ORDER_CAUSE, PAYOUT_CAUSE, REFUND_CAUSE
from wallet.statements import MOVES

PAGE = 400  # ids in one IN (...), below every database's bound
COLUMNS = ("记账时间", "微信支付业务单号", "资金流水单号", "业务名称", "业务类型", "收支类型", "收支金额（元）",
           "账户结余（元）", "资金变更提交申请人", "备注", "业务凭证号")  # fmt: skip
TOTALS = ("资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额")
# cause -> the business's name and kind, in the platform's words
BUSINESSES = {
    ORDER_CAUSE: ("交易", "交易"),
    FEE_CAUSE: ("扣除交易手续费", "交易"),
    FEE_BACK_CAUSE: ("退还交易手续费", "退款"),
    FEE_AGAIN_CAUSE: ("扣除交易手续费", "退款"),
    REFUND_CAUSE: ("退款", "退款"),
    FREEZE_CAUSE: ("分账冻结", "分账"),
    RELEASE_CAUSE: ("分账解冻", "分账"),
    SHARE_CAUSE: ("分账", "分账"),
    SHARE_RETURN_CAUSE: ("分账回退", "分账"),
    PAYOUT_CAUSE: ("商家转账", "转账"),
    ENVELOPE_CAUSE: ("现金红包", "红包"),
    ENVELOPE_BACK_CAUSE: ("现金红包退款", "红包"),
}
OTHER = ("其他", "其他")
# The causes that name an order, a refund or a payout; the number of any other is the cause itself.
OF_ORDERS = (ORDER_CAUSE, FEE_CAUSE, FREEZE_CAUSE, RELEASE_CAUSE)
OF_REFUNDS = (REFUND_CAUSE, FEE_BACK_CAUSE, FEE_AGAIN_CAUSE)
OF_PAYOUTS = (PAYOUT_CAUSE,)


async def write(house: WalletHouse, wanted: WantedBill) -> AsyncIterator[str]:
    """The bill, piece by piece. Raises BillMissing before the first one."""
    account = await house.ledger.find_account(AccountKind.MERCHANT, wanted.mchid, wanted.currency)
    found = await entries_between(house, account.id, *span_of(house, wanted.day)) if account else []
    entries = [entry for entry in reversed(found) if entry.kind in MOVES]
    if account is None or not entries:
        raise BillMissing(wanted.day.isoformat())
    yield heading(COLUMNS)
    for start in range(0, len(entries), PAGE):
        page = entries[start : start + PAGE]
        numbers = await _numbers(house, page)
        yield "".join(line(_cells(house, entry, account.id, wanted.currency, numbers)) for entry in page)
    came = [entry.amount_minor for entry in entries if entry.credit == account.id]
    went = [entry.amount_minor for entry in entries if entry.debit == account.id]
    counted = [str(len(entries))]
    for amounts in (came, went):
        counted += [str(len(amounts)), format_minor(sum(amounts), wanted.currency)]
    yield heading(TOTALS) + line(counted)


def _cells(
    house: WalletHouse, entry: Entry, account: int, currency: str, numbers: dict[str, tuple[str, str]]
) -> tuple[str, ...]:
    moment = entry.posted_at.astimezone(ZoneInfo(house.settings.time_zone))
    ours, theirs = numbers.get(entry.cause, (entry.cause, entry.cause))
    name, kind = BUSINESSES.get(entry.cause.partition(":")[0] + ":", OTHER)
    comes = entry.credit == account
    balance = entry.credit_balance_minor if comes else entry.debit_balance_minor
    return (
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        ours,
        str(entry.seq),
        name,
        kind,
        "收入" if comes else "支出",
        format_minor(entry.amount_minor, currency),
        format_minor(balance, currency),
        "system",
        "",
        theirs,
    )


async def _numbers(house: WalletHouse, entries: Sequence[Entry]) -> dict[str, tuple[str, str]]:
    """cause -> our number and the merchant's."""
    orders, refunds, payouts = (_named(entries, causes) for causes in (OF_ORDERS, OF_REFUNDS, OF_PAYOUTS))
    order = select(OrderRow.id, OrderRow.transaction_id, OrderRow.out_trade_no).where(
        col(OrderRow.id).in_(orders.values())
    )
    refund = select(RefundRow.id, RefundRow.refund_id, RefundRow.out_refund_no).where(
        col(RefundRow.id).in_(refunds.values())
    )
    payout = select(PayoutRow.id, PayoutRow.transfer_bill_no, PayoutRow.out_bill_no).where(
        col(PayoutRow.id).in_(payouts.values())
    )
    found: dict[str, tuple[str, str]] = {}
    async with house.database.read() as session:
        for question in (order, refund, payout):
            found |= {id_: (ours or "", theirs) for id_, ours, theirs in (await session.exec(question)).all()}
    return {cause: found[id_] for cause, id_ in (orders | refunds | payouts).items() if id_ in found}


def _named(entries: Sequence[Entry], causes: tuple[str, ...]) -> dict[str, str]:
    """cause -> the id in it, of entries with one of these."""
    parts = {entry.cause: entry.cause.partition(":") for entry in entries}
    return {cause: id_ for cause, (name, colon, id_) in parts.items() if name + colon in causes}

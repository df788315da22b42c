"""The trades of a day: payments by the moment they were paid, refunds by the moment they went back, in one order.
Written by `files.py`, twice: once for the digest that is announced, once for the merchant.

What the day has is found first, as ids alone; the rows follow by pages, so a busy day needs little memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from wallet.audit.days import span_of
from wallet.bills.lines import heading, line
from wallet.bills.wanted import BillMissing, BillPart, WantedBill
from wallet.house import WalletHouse
from wallet.merchants.documents import BANK_TYPE, TRADE_TYPE, TRADE_TYPE_BY_CODE
from wallet.money import format_minor
from wallet.payments.order_rows import OrderRow
from wallet.payments.pay_code_rows import CodePaymentRow
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settlement_rows import FeeReturnRow, SettlementRow

PAGE = 400  # ids in one IN (...), below every database's bound

_TRADE = ("交易时间", "公众账号ID", "商户号", "特约商户号", "设备号", "微信订单号", "商户订单号", "用户标识",
          "交易类型", "交易状态", "付款银行", "货币种类", "应结订单金额", "代金券金额")  # fmt: skip
_TIMES = ("退款申请时间", "退款成功时间")
_BACK = ("微信退款单号", "商户退款单号", "退款金额", "充值券退款金额", "退款类型", "退款状态")
_ABOUT = ("商品名称", "商户数据包", "手续费", "费率", "订单金额")
COLUMNS = {
    BillPart.ALL: (*_TRADE, *_BACK, *_ABOUT, "申请退款金额", "费率备注"),
    BillPart.SUCCESS: (*_TRADE, *_ABOUT, "费率备注"),
    BillPart.REFUND: (*_TRADE, *_TIMES, *_BACK, *_ABOUT, "申请退款金额", "费率备注"),
}
TOTALS = (
    "总交易单数",
    "应结订单总金额",
    "退款总金额",
    "充值券退款总金额",
    "手续费总金额",
    "订单总金额",
    "申请退款总金额",
)


@dataclass(frozen=True, slots=True)
class _Key:
    """One trade of the day. refund_id: "" for the payment itself."""

    at: datetime
    order_id: str
    refund_id: str


@dataclass(slots=True)
class _Sums:
    trades: int = 0
    paid_minor: int = 0
    refunded_minor: int = 0
    fees_minor: int = 0


async def write(house: WalletHouse, wanted: WantedBill) -> AsyncIterator[str]:
    """The bill, piece by piece. Raises BillMissing before the first one."""
    keys = await _keys_of(house, wanted)
    if not keys:
        raise BillMissing(wanted.day.isoformat())
    yield heading(COLUMNS[wanted.part])
    sums = _Sums()
    for start in range(0, len(keys), PAGE):
        cells = await _cells_of(house, keys[start : start + PAGE], sums)
        yield "".join(line(one[name] for name in COLUMNS[wanted.part]) for one in cells)
    nothing, currency = format_minor(0, wanted.currency), wanted.currency
    paid, back = format_minor(sums.paid_minor, currency), format_minor(sums.refunded_minor, currency)
    fees = format_minor(sums.fees_minor, currency)
    yield heading(TOTALS) + line([str(sums.trades), paid, back, nothing, fees, paid, back])


async def _keys_of(house: WalletHouse, wanted: WantedBill) -> list[_Key]:
    """The oldest first."""
    start, end = span_of(house, wanted.day)
    paid = select(OrderRow.paid_at, OrderRow.id).where(
        OrderRow.mchid == wanted.mchid,
        OrderRow.currency == wanted.currency,
        col(OrderRow.paid_at) >= start,
        col(OrderRow.paid_at) < end,
    )
    back = select(RefundRow.refunded_at, RefundRow.order_id, RefundRow.id).where(
        RefundRow.mchid == wanted.mchid,
        RefundRow.currency == wanted.currency,
        col(RefundRow.refunded_at) >= start,
        col(RefundRow.refunded_at) < end,
    )
    keys: list[_Key] = []
    async with house.database.read() as session:
        if wanted.part is not BillPart.REFUND:
            keys += [_Key(at, order_id, "") for at, order_id in (await session.exec(paid)).all() if at]
        if wanted.part is not BillPart.SUCCESS:
            keys += [_Key(at, order_id, refund) for at, order_id, refund in (await session.exec(back)).all() if at]
    return sorted(keys, key=lambda key: (key.at, key.order_id, key.refund_id))


async def _cells_of(house: WalletHouse, keys: Sequence[_Key], sums: _Sums) -> list[dict[str, str]]:
    orders, refunds = {key.order_id for key in keys}, {key.refund_id for key in keys if key.refund_id}
    async with house.database.read() as session:
        found = (await session.exec(select(OrderRow).where(col(OrderRow.id).in_(orders)))).all()
        back = (await session.exec(select(RefundRow).where(col(RefundRow.id).in_(refunds)))).all()
        fees = (await session.exec(select(SettlementRow).where(col(SettlementRow.order_id).in_(orders)))).all()
        returned = (await session.exec(select(FeeReturnRow).where(col(FeeReturnRow.refund_id).in_(refunds)))).all()
        by_code = select(CodePaymentRow.order_id).where(col(CodePaymentRow.order_id).in_(orders))
        coded = set((await session.exec(by_code)).all())
    order_of, refund_of = {row.id: row for row in found}, {row.id: row for row in back}
    fee_of = {row.order_id: row.fee_minor for row in fees}
    returned_of = {row.refund_id: row.amount_minor for row in returned}
    zone, cells = ZoneInfo(house.settings.time_zone), list[dict[str, str]]()
    for key in keys:
        order = order_of[key.order_id]
        kind = TRADE_TYPE_BY_CODE if order.id in coded else TRADE_TYPE
        sums.trades += 1
        one = _about(order, kind, fee_of.get(order.id, 0)) | {"交易时间": _time(key.at, zone)}
        if refund := refund_of.get(key.refund_id):
            one |= _went_back(refund, returned_of.get(refund.id, 0), key.at, zone)
            sums.refunded_minor += refund.amount_minor
            sums.fees_minor -= returned_of.get(refund.id, 0)
        else:
            sums.paid_minor += order.total_minor
            sums.fees_minor += fee_of.get(order.id, 0)
        cells.append(one)
    return cells


def _about(order: OrderRow, kind: str, fee_minor: int) -> dict[str, str]:
    """The line of a payment, but for its time."""
    total, nothing = format_minor(order.total_minor, order.currency), format_minor(0, order.currency)
    return dict.fromkeys(COLUMNS[BillPart.REFUND], "") | {
        "公众账号ID": order.appid,
        "商户号": order.mchid,
        "特约商户号": "0",
        "微信订单号": order.transaction_id or "",
        "商户订单号": order.out_trade_no,
        "用户标识": order.payer_openid,
        "交易类型": kind,
        "交易状态": "SUCCESS",
        "付款银行": BANK_TYPE,
        "货币种类": order.currency,
        "应结订单金额": total,
        "代金券金额": nothing,
        "微信退款单号": "0",
        "商户退款单号": "0",
        "退款金额": nothing,
        "充值券退款金额": nothing,
        "商品名称": order.description,
        "商户数据包": order.attach,
        "手续费": format_minor(fee_minor, order.currency),
        "费率": f"{Decimal(fee_minor * 100) / order.total_minor:.2f}%",
        "订单金额": total,
        "申请退款金额": nothing,
    }


def _went_back(refund: RefundRow, fee_minor: int, at: datetime, zone: ZoneInfo) -> dict[str, str]:
    """What a refund's line has in place of the payment's."""
    amount, nothing = format_minor(refund.amount_minor, refund.currency), format_minor(0, refund.currency)
    return {
        "交易状态": "REFUND",
        "应结订单金额": nothing,
        "退款申请时间": _time(refund.created_at, zone),
        "退款成功时间": _time(at, zone),
        "微信退款单号": refund.refund_id,
        "商户退款单号": refund.out_refund_no,
        "退款金额": amount,
        "退款类型": "ORIGINAL",
        "退款状态": "SUCCESS",
        "手续费": format_minor(-fee_minor, refund.currency),
        "订单金额": nothing,
        "申请退款金额": amount,
    }


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

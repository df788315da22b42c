"""What a merchant reads about an order, a combined payment, a hold, a refund or a payout: the fields, names and words
of the platform's documentation. The merchant API answers with these and notices carry them, so both say the same. Pure.

Times are RFC 3339 with China's offset, whatever the server's zone; amounts are whole minor units."""

from datetime import datetime, timedelta, timezone
from typing import Any

from wallet.payments.combined import Combined
from wallet.payments.envelope_rows import EnvelopeRow
from wallet.payments.holds import HoldState, MerchantHold
from wallet.payments.orders import Order, OrderState
from wallet.payments.pay_code_rows import CodePaymentState
from wallet.payments.payouts import Payout, PayoutState
from wallet.payments.refunds import Refund, RefundState

CHINA = timezone(timedelta(hours=8))
TRADE_TYPE, TRADE_TYPE_BY_CODE = "JSAPI", "MICROPAY"
BANK_TYPE = "OTHERS"  # the platform's word for money that came from a balance

# state here -> (state on the wire, its description). The descriptions are the platform's own: programs show them.
TRADE_STATES = {
    OrderState.NOTPAY: ("NOTPAY", "订单未支付"),
    OrderState.PAYING: ("USERPAYING", "用户支付中"),
    OrderState.SUCCESS: ("SUCCESS", "支付成功"),
    OrderState.REFUND: ("REFUND", "转入退款"),
    OrderState.CLOSED: ("CLOSED", "订单已关闭"),
}


def china_time(moment: datetime) -> str:
    """Such as "2026-11-23T17:00:00+08:00"."""
    return moment.astimezone(CHINA).isoformat(timespec="seconds")


def transaction(order: Order) -> dict[str, Any]:
    """An order as a query answers it. Payment facts appear once it is paid."""
    state, description = TRADE_STATES[order.state]
    document: dict[str, Any] = {
        "appid": order.appid,
        "mchid": order.mchid,
        "out_trade_no": order.out_trade_no,
        "trade_state": state,
        "trade_state_desc": description,
        "promotion_detail": [],
        "amount": {"total": order.total_minor, "currency": order.currency, "payer_currency": order.currency},
    }
    if order.attach or order.is_paid:
        document["attach"] = order.attach
    if order.paid_at is not None and order.transaction_id is not None:
        document |= {
            "transaction_id": order.transaction_id,
            "trade_type": TRADE_TYPE,
            "bank_type": BANK_TYPE,
            "success_time": china_time(order.paid_at),
            "payer": {"openid": order.payer_openid},
        }
        document["amount"]["payer_total"] = order.total_minor
    return document


def code_transaction(order: Order, state: CodePaymentState) -> dict[str, Any]:
    """An order that a pay code pays, as the payment and a query answer it."""
    document = transaction(order)
    if order.is_paid:
        document["trade_type"] = TRADE_TYPE_BY_CODE
    if state is CodePaymentState.REVERSED:
        shown = ("REVOKED", "订单已撤销")
    elif state is CodePaymentState.DECLINED and not order.is_paid:
        shown = ("PAYERROR", "用户未完成支付")
    elif state is CodePaymentState.ASKED and order.state is OrderState.NOTPAY:
        shown = ("USERPAYING", "用户支付中，需要输入密码")
    else:
        return document
    return document | {"trade_state": shown[0], "trade_state_desc": shown[1]}


def paid_transaction(order: Order) -> dict[str, Any]:
    """The resource of TRANSACTION.SUCCESS: what happened, so it says SUCCESS even when a refund came soon after."""
    state, description = TRADE_STATES[OrderState.SUCCESS]
    return transaction(order) | {"trade_state": state, "trade_state_desc": description}


def combined(one: Combined) -> dict[str, Any]:
    """A combined payment as its query answers it: each part with the state of its own order."""
    return {
        "combine_appid": one.appid,
        "combine_mchid": one.mchid,
        "combine_out_trade_no": one.out_trade_no,
        "combine_payer_info": {"openid": one.payer_openid},
        "sub_orders": [_part(part) for part in one.parts],
    }


def paid_combined(one: Combined) -> dict[str, Any]:
    """The resource of TRANSACTION.SUCCESS for a combined payment: what happened, as `paid_transaction`."""
    state, description = TRADE_STATES[OrderState.SUCCESS]
    parts = [_part(part) | {"trade_state": state, "trade_state_desc": description} for part in one.parts]
    return combined(one) | {"sub_orders": parts}


def _part(order: Order) -> dict[str, Any]:
    full = transaction(order)
    amount = {"total_amount": order.total_minor, "currency": order.currency}
    if order.is_paid:
        amount |= {"payer_amount": order.total_minor, "payer_currency": order.currency}
    return {name: value for name, value in full.items() if name not in ("appid", "payer")} | {
        "attach": order.attach,
        "amount": amount,
    }


def hold(one: MerchantHold) -> dict[str, Any]:
    """A hold, in words of our own: the platform has none for it. Source: docs/developers/pay.md#holds

    While it waits for its person, prepay_id opens the cashier; once captured, transaction_id names the payment.
    """
    document: dict[str, Any] = {
        "hold_id": one.id,
        "mchid": one.mchid,
        "appid": one.appid,
        "out_hold_no": one.out_hold_no,
        "description": one.description,
        "attach": one.attach,
        "state": one.state.value,
        "amount": {"total": one.amount_minor, "captured": one.captured_minor, "currency": one.currency},
        "payer": {"openid": one.payer_openid},
        "create_time": china_time(one.created_at),
        "expires_at": china_time(one.expires_at),
    }
    if one.state is HoldState.WAIT_USER_CONFIRM:
        document |= {"prepay_id": one.prepay_id, "confirm_before": china_time(one.confirm_before)}
    if one.confirmed_at is not None:
        document["confirm_time"] = china_time(one.confirmed_at)
    if one.state is HoldState.CAPTURED:
        document |= {"transaction_id": one.transaction_id, "out_trade_no": one.out_trade_no}
    if one.ended_at is not None:
        document["end_time"] = china_time(one.ended_at)
    return document


def refund(one: Refund) -> dict[str, Any]:
    """A refund as its creation and its query answer it."""
    document: dict[str, Any] = {
        "refund_id": one.refund_id,
        "out_refund_no": one.out_refund_no,
        "transaction_id": one.transaction_id,
        "out_trade_no": one.out_trade_no,
        "channel": "BALANCE",
        "user_received_account": "支付用户零钱",
        "create_time": china_time(one.created_at),
        "status": one.state.value,
        "funds_account": "AVAILABLE",
        "amount": {
            "total": one.total_minor,
            "refund": one.amount_minor,
            "payer_total": one.total_minor,
            "payer_refund": one.amount_minor,
            "settlement_refund": one.amount_minor,
            "settlement_total": one.total_minor,
            "discount_refund": 0,
            "currency": one.currency,
            "refund_fee": 0,
        },
        "promotion_detail": [],
    }
    if one.state is RefundState.SUCCESS and one.refunded_at is not None:
        document["success_time"] = china_time(one.refunded_at)
    return document


def refund_notice(one: Refund) -> dict[str, Any]:
    """The resource of REFUND.SUCCESS."""
    full = refund(one)
    amount = {name: full["amount"][name] for name in ("total", "refund", "payer_total", "payer_refund")}
    return {
        "mchid": one.mchid,
        "out_trade_no": one.out_trade_no,
        "transaction_id": one.transaction_id,
        "out_refund_no": one.out_refund_no,
        "refund_id": one.refund_id,
        "refund_status": full["status"],
        "success_time": full.get("success_time", ""),
        "user_received_account": full["user_received_account"],
        "amount": amount,
    }


def new_payout(one: Payout) -> dict[str, Any]:
    """A payout as its creation answers it. package_info: what the program opens the sheet with, while it waits."""
    document: dict[str, Any] = {
        "out_bill_no": one.out_bill_no,
        "transfer_bill_no": one.transfer_bill_no,
        "create_time": china_time(one.created_at),
        "state": one.state.value,
    }
    if one.state is PayoutState.WAIT_USER_CONFIRM:
        document["package_info"] = one.package_info
    return document


def cancelled_payout(one: Payout) -> dict[str, Any]:
    """A payout as its cancelling answers it."""
    return {
        "out_bill_no": one.out_bill_no,
        "transfer_bill_no": one.transfer_bill_no,
        "state": one.state.value,
        "update_time": china_time(one.finished_at or one.created_at),
    }


def payout(one: Payout) -> dict[str, Any]:
    """A payout as a query answers it."""
    return payout_notice(one) | {"appid": one.appid, "transfer_remark": one.remark}


def payout_notice(one: Payout) -> dict[str, Any]:
    """The resource of MCHTRANSFER.BILL.FINISHED."""
    document: dict[str, Any] = {
        "mch_id": one.mchid,
        "out_bill_no": one.out_bill_no,
        "transfer_bill_no": one.transfer_bill_no,
        "state": one.state.value,
        "transfer_amount": one.amount_minor,
        "openid": one.openid,
        "create_time": china_time(one.created_at),
        "update_time": china_time(one.finished_at or one.created_at),
    }
    if one.state is PayoutState.FAIL:
        document["fail_reason"] = "OVERDUE_CLOSE"  # the platform's word for money nobody took in time
    return document


def finished_campaign(row: EnvelopeRow) -> dict[str, Any]:
    """A campaign that is over, in words of our own: reason USED_UP when every share has somebody, else ENDED. Who they
    are is not the merchant's to know."""
    assert row.ended_at
    return {
        "mchid": row.sender_id,
        "out_campaign_no": row.request_id,
        "campaign_id": row.id,
        "state": "ENDED",
        "reason": "ENDED" if row.returned_minor else "USED_UP",
        "title": row.title,
        "shares": row.shares,
        "taken": row.taken,
        "amount": {
            "total": row.total_minor,
            "currency": row.currency,
            "claimed": row.total_minor - row.returned_minor,
            "returned": row.returned_minor,
        },
        "ended_at": row.ended_at.isoformat(),
    }

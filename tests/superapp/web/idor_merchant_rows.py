"""Who may use which address of the merchant API: only whoever signs (idor_rows.py has the others)."""

from tests.superapp.web.idor import Row

MERCHANT_ROWS: dict[tuple[str, str], Row] = {
    ("POST", "/v3/pay/transactions/jsapi"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("GET", "/v3/pay/transactions/id/{transaction_id}"): Row("signed", "/v3/pay/transactions/id/{transaction}"),
    ("GET", "/v3/pay/transactions/out-trade-no/{out_trade_no}"): Row(
        "signed", "/v3/pay/transactions/out-trade-no/NUMBER000001?mchid={mchid}"
    ),
    ("POST", "/v3/pay/transactions/out-trade-no/{out_trade_no}/close"): Row(
        "signed", "/v3/pay/transactions/out-trade-no/NUMBER000002/close", {"mchid": "{mchid}"}, is_json=True
    ),
    ("POST", "/v3/refund/domestic/refunds"): Row("signed", "", {"out_refund_no": "R1"}, is_json=True),
    ("GET", "/v3/refund/domestic/refunds/{out_refund_no}"): Row("signed", "/v3/refund/domestic/refunds/R1"),
    ("GET", "/v3/bill/tradebill"): Row("signed", "/v3/bill/tradebill?bill_date=2026-11-23"),
    ("GET", "/v3/bill/fundflowbill"): Row("signed", "/v3/bill/fundflowbill?bill_date=2026-11-23"),
    ("GET", "/v3/billdownload/file"): Row("signed", "/v3/billdownload/file?token=x"),
    ("POST", "/v3/fund-app/mch-transfer/transfer-bills"): Row("signed", "", {"out_bill_no": "B1"}, is_json=True),
    ("GET", "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}"): Row(
        "signed", "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/B1"
    ),
    ("GET", "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}"): Row(
        "signed", "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/1330"
    ),
    ("POST", "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel"): Row(
        "signed", "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/B1/cancel", {}, is_json=True
    ),
    ("GET", "/v3/merchant-service/complaints-v2"): Row("signed"),
    ("GET", "/v3/merchant-service/complaints-v2/{complaint_id}"): Row(
        "signed", "/v3/merchant-service/complaints-v2/2002"
    ),
    ("GET", "/v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys"): Row(
        "signed", "/v3/merchant-service/complaints-v2/2002/negotiation-historys"
    ),
    ("POST", "/v3/merchant-service/complaints-v2/{complaint_id}/response"): Row(
        "signed", "/v3/merchant-service/complaints-v2/2002/response", {"response_content": "x"}, is_json=True
    ),
    ("POST", "/v3/merchant-service/complaints-v2/{complaint_id}/complete"): Row(
        "signed", "/v3/merchant-service/complaints-v2/2002/complete", {}, is_json=True
    ),
    ("POST", "/v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress"): Row(
        "signed", "/v3/merchant-service/complaints-v2/2002/update-refund-progress", {"action": "REJECT"}, is_json=True
    ),
    ("POST", "/v3/merchant-service/complaint-notifications"): Row("signed", "", {"url": "https://x"}, is_json=True),
    ("PUT", "/v3/merchant-service/complaint-notifications"): Row("signed", "", {"url": "https://x"}, is_json=True),
    ("GET", "/v3/merchant-service/complaint-notifications"): Row("signed"),
    ("DELETE", "/v3/merchant-service/complaint-notifications"): Row("signed"),
    ("PUT", "/v3/reconciliation/day-file-url"): Row("signed", "", {"url": "https://x"}, is_json=True),
    ("GET", "/v3/reconciliation/day-file-url"): Row("signed"),
    ("DELETE", "/v3/reconciliation/day-file-url"): Row("signed"),
    ("GET", "/v3/certificates"): Row("signed"),
    ("POST", "/v3/combine-transactions/jsapi"): Row("signed", "", {"combine_mchid": "{mchid}"}, is_json=True),
    ("GET", "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}"): Row(
        "signed", "/v3/combine-transactions/out-trade-no/BASKET000001"
    ),
    ("POST", "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close"): Row(
        "signed", "/v3/combine-transactions/out-trade-no/BASKET000001/close", {"combine_appid": "x"}, is_json=True
    ),
    ("POST", "/v3/combine-partners"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("POST", "/v3/combine-partners/stop"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("POST", "/v3/holds"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("GET", "/v3/holds/out-hold-no/{out_hold_no}"): Row("signed", "/v3/holds/out-hold-no/RIDE-0001?mchid={mchid}"),
    ("POST", "/v3/holds/out-hold-no/{out_hold_no}/capture"): Row(
        "signed", "/v3/holds/out-hold-no/RIDE-0001/capture", {"mchid": "{mchid}"}, is_json=True
    ),
    ("POST", "/v3/holds/out-hold-no/{out_hold_no}/release"): Row(
        "signed", "/v3/holds/out-hold-no/RIDE-0001/release", {"mchid": "{mchid}"}, is_json=True
    ),
    ("POST", "/v3/pay/transactions/codepay"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("POST", "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse"): Row(
        "signed", "/v3/pay/transactions/out-trade-no/NUMBER000002/reverse", {"mchid": "{mchid}"}, is_json=True
    ),
    ("POST", "/v3/campaigns"): Row("signed", "", {"mchid": "{mchid}"}, is_json=True),
    ("GET", "/v3/campaigns/out-campaign-no/{out_campaign_no}"): Row(
        "signed", "/v3/campaigns/out-campaign-no/spring-0001?mchid={mchid}"
    ),
    ("POST", "/v3/campaigns/out-campaign-no/{out_campaign_no}/end"): Row(
        "signed", "/v3/campaigns/out-campaign-no/spring-0001/end", {"mchid": "{mchid}"}, is_json=True
    ),
}

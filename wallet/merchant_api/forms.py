"""The bodies merchants send, validated strictly: JSON types as documented, no nulls, no letters beyond three bytes of
UTF-8. Fields the wallet does not use are accepted and ignored, as the platform does. Called through `Call.form`.

Lengths and ranges of order and refund fields are checked once, by `payments`; here stand only the wire's own rules."""

from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

LETTER_MAX = "\uffff"  # three bytes of UTF-8


def _short_letters(text: str) -> str:
    if any(letter > LETTER_MAX or "\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("letters of four bytes, such as emoji, are not allowed")
    if "\0" in text:  # PostgreSQL keeps none
        raise ValueError("a NUL character is not allowed")
    return text


Text = Annotated[str, AfterValidator(_short_letters)]


class Form(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class OrderAmount(Form):
    total: int
    currency: Text = "CNY"


class Payer(Form):
    openid: Text


class OrderForm(Form):
    """POST /v3/pay/transactions/jsapi"""

    appid: Text
    mchid: Text
    description: Text
    out_trade_no: Text
    notify_url: Text
    amount: OrderAmount
    payer: Payer
    time_expire: AwareDatetime | None = Field(default=None)
    attach: Text = ""
    goods_tag: Text = ""
    detail: dict[str, Any] = Field(default_factory=dict[str, Any])
    scene_info: dict[str, Any] = Field(default_factory=dict[str, Any])
    settle_info: dict[str, Any] = Field(default_factory=dict[str, Any])


class CodePayer(Form):
    auth_code: Text


class CodePayForm(Form):
    """POST /v3/pay/transactions/codepay"""

    appid: Text
    mchid: Text
    description: Text
    out_trade_no: Text
    amount: OrderAmount
    payer: CodePayer
    time_expire: AwareDatetime | None = Field(default=None)
    attach: Text = ""
    goods_tag: Text = ""
    detail: dict[str, Any] = Field(default_factory=dict[str, Any])
    scene_info: dict[str, Any] = Field(default_factory=dict[str, Any])
    settle_info: dict[str, Any] = Field(default_factory=dict[str, Any])


class ReverseForm(Form):
    """POST /v3/pay/transactions/out-trade-no/{out_trade_no}/reverse"""

    mchid: Text
    appid: Text = ""


class CloseForm(Form):
    """POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close"""

    mchid: Text


class PartAmount(Form):
    total_amount: int
    currency: Text = "CNY"


class PartForm(Form):
    """One of the sub_orders of a combined payment."""

    mchid: Text
    out_trade_no: Text
    description: Text
    amount: PartAmount
    attach: Text = ""
    goods_tag: Text = ""
    detail: Text = ""
    settle_info: dict[str, Any] = Field(default_factory=dict[str, Any])


class CombineForm(Form):
    """POST /v3/combine-transactions/jsapi"""

    combine_appid: Text
    combine_mchid: Text
    combine_out_trade_no: Text
    combine_payer_info: Payer
    notify_url: Text
    sub_orders: list[PartForm]
    time_start: AwareDatetime | None = Field(default=None)
    time_expire: AwareDatetime | None = Field(default=None)
    scene_info: dict[str, Any] = Field(default_factory=dict[str, Any])


class PartName(Form):
    mchid: Text
    out_trade_no: Text


class CombineCloseForm(Form):
    """POST /v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close"""

    combine_appid: Text
    sub_orders: list[PartName]


class PartnerForm(Form):
    """POST /v3/combine-partners and /v3/combine-partners/stop: ours; mchid is who signs and agrees"""

    mchid: Text
    combine_mchid: Text


class HoldForm(Form):
    """POST /v3/holds: ours"""

    appid: Text
    mchid: Text
    out_hold_no: Text
    description: Text
    amount: OrderAmount
    payer: Payer
    notify_url: Text
    attach: Text = ""
    expires_at: AwareDatetime | None = Field(default=None)


class CaptureForm(Form):
    """POST /v3/holds/out-hold-no/{out_hold_no}/capture: ours"""

    mchid: Text
    amount: OrderAmount


class ReleaseForm(Form):
    """POST /v3/holds/out-hold-no/{out_hold_no}/release, /v3/campaigns/out-campaign-no/{out_campaign_no}/end: ours"""

    mchid: Text


class CampaignForm(Form):
    """POST /v3/campaigns: ours"""

    mchid: Text
    out_campaign_no: Text
    title: Text
    kind: Text
    amount: OrderAmount
    shares: int
    greeting: Text = ""
    cover: Text = ""
    expires_at: AwareDatetime | None = Field(default=None)
    notify_url: Text = ""


class RefundAmount(Form):
    refund: int
    total: int
    currency: Text


class RefundForm(Form):
    """POST /v3/refund/domestic/refunds"""

    out_refund_no: Text
    amount: RefundAmount
    transaction_id: Text = ""
    out_trade_no: Text = ""
    reason: Text = ""
    notify_url: Text = ""


class SceneReport(Form):
    info_type: Text
    info_content: Text


class PayoutForm(Form):
    """POST /v3/fund-app/mch-transfer/transfer-bills"""

    appid: Text
    out_bill_no: Text
    transfer_scene_id: Text
    openid: Text
    transfer_amount: int
    transfer_remark: Text
    user_name: Text = ""
    notify_url: Text = ""
    user_recv_perception: Text = ""
    transfer_scene_report_infos: list[SceneReport] = Field(default_factory=list[SceneReport])


class ComplaintResponseForm(Form):
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/response"""

    response_content: Text
    complainted_mchid: Text = ""
    response_images: list[Text] = Field(default_factory=list[Text])


class ComplaintCompleteForm(Form):
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/complete"""

    complainted_mchid: Text = ""


class ComplaintRefundForm(Form):
    """POST /v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress"""

    action: Text
    launch_refund_day: int | None = Field(default=None, ge=0, le=365)
    reject_reason: Text = ""
    reject_media_list: list[Text] = Field(default_factory=list[Text])
    remark: Text = ""


class ComplaintUrlForm(Form):
    """POST and PUT /v3/merchant-service/complaint-notifications"""

    url: Text


class DayFileUrlForm(Form):
    """PUT /v3/reconciliation/day-file-url"""

    url: Text

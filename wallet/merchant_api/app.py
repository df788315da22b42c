"""The merchant API as an app the host mounts at "/v3": routes, the gate before each handler, and the signature under
each answer. Leans on `auth.py` for who asks and on `problems.py` for every "no".

The body is read raw and verified before it is parsed; an answer is serialised once and those bytes are signed."""

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.merchant_api import (
    bills,
    campaigns,
    certificates,
    code_payments,
    combined,
    complaints,
    day_files,
    holds,
    orders,
    payouts,
    refunds,
)
from wallet.merchant_api.auth import Caller, Gate, SignedRequest
from wallet.merchant_api.calls import Answer, Call, FileAnswer
from wallet.merchant_api.problems import (
    ApiProblem,
    from_refusal,
    method_not_allowed,
    not_found,
    param_error,
    system_error,
)
from wallet.merchants.certificates import platform_keys
from wallet.merchants.signing import encode_json, signature_headers

Handler = Callable[[Call], Awaitable[Answer | FileAnswer]]
BODY_BYTES_MAX = 256 * 1024
HEADERS = {
    "Cache-Control": "no-cache, must-revalidate",
    "Content-Language": "zh-CN",
    "X-Content-Type-Options": "nosniff",
}
JSON = "application/json; charset=utf-8"
log = logging.getLogger(__name__)

# Paths below the mount point "/v3".
ROUTES: list[tuple[str, str, Handler]] = [
    ("POST", "/pay/transactions/jsapi", orders.create),
    ("POST", "/pay/transactions/codepay", code_payments.pay),
    ("POST", "/pay/transactions/out-trade-no/{out_trade_no}/reverse", code_payments.reverse),
    ("GET", "/pay/transactions/id/{transaction_id}", orders.query_by_transaction_id),
    ("GET", "/pay/transactions/out-trade-no/{out_trade_no}", orders.query_by_out_trade_no),
    ("POST", "/pay/transactions/out-trade-no/{out_trade_no}/close", orders.close),
    ("POST", "/combine-transactions/jsapi", combined.create),
    ("GET", "/combine-transactions/out-trade-no/{combine_out_trade_no}", combined.query),
    ("POST", "/combine-transactions/out-trade-no/{combine_out_trade_no}/close", combined.close),
    ("POST", "/combine-partners", combined.agree),
    ("POST", "/combine-partners/stop", combined.stop),
    ("POST", "/holds", holds.create),
    ("GET", "/holds/out-hold-no/{out_hold_no}", holds.query),
    ("POST", "/holds/out-hold-no/{out_hold_no}/capture", holds.capture),
    ("POST", "/holds/out-hold-no/{out_hold_no}/release", holds.release),
    ("POST", "/campaigns", campaigns.create),
    ("GET", "/campaigns/out-campaign-no/{out_campaign_no}", campaigns.query),
    ("POST", "/campaigns/out-campaign-no/{out_campaign_no}/end", campaigns.end),
    ("POST", "/refund/domestic/refunds", refunds.create),
    ("GET", "/refund/domestic/refunds/{out_refund_no}", refunds.query),
    ("POST", "/fund-app/mch-transfer/transfer-bills", payouts.create),
    ("GET", "/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}", payouts.query_by_out_bill_no),
    (
        "GET",
        "/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}",
        payouts.query_by_transfer_bill_no,
    ),
    ("POST", "/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel", payouts.cancel),
    ("GET", "/merchant-service/complaints-v2", complaints.query_list),
    ("GET", "/merchant-service/complaints-v2/{complaint_id}", complaints.query),
    ("GET", "/merchant-service/complaints-v2/{complaint_id}/negotiation-historys", complaints.query_history),
    ("POST", "/merchant-service/complaints-v2/{complaint_id}/response", complaints.respond),
    ("POST", "/merchant-service/complaints-v2/{complaint_id}/complete", complaints.complete),
    ("POST", "/merchant-service/complaints-v2/{complaint_id}/update-refund-progress", complaints.update_refund),
    ("POST", "/merchant-service/complaint-notifications", complaints.create_url),
    ("PUT", "/merchant-service/complaint-notifications", complaints.change_url),
    ("GET", "/merchant-service/complaint-notifications", complaints.query_url),
    ("DELETE", "/merchant-service/complaint-notifications", complaints.delete_url),
    ("GET", "/bill/tradebill", bills.trades),
    ("GET", "/bill/fundflowbill", bills.funds),
    ("GET", "/billdownload/file", bills.download),
    ("PUT", "/reconciliation/day-file-url", day_files.set_url),
    ("GET", "/reconciliation/day-file-url", day_files.query_url),
    ("DELETE", "/reconciliation/day-file-url", day_files.delete_url),
    ("GET", "/certificates", certificates.download),
]


def create_app(get_house: Callable[[], WalletHouse]) -> Starlette:
    """get_house: asked at each request, because the host opens its wallet after the routes are made."""
    face = _Face(get_house)
    app = Starlette(
        routes=[Route(path, face.endpoint(handler), methods=[method]) for method, path, handler in ROUTES],
        exception_handlers={HTTPException: face.no_route},
    )
    # What was signed is answered or refused, never sent elsewhere.
    app.router.redirect_slashes = False
    return app


class _Face:
    def __init__(self, get_house: Callable[[], WalletHouse]) -> None:
        self._get_house = get_house
        self._gate: Gate | None = None

    def endpoint(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            house, caller = self._get_house(), None
            try:
                body = await _read(request)
                caller = await self._gate_of(house).admit(_signed(request, body))
                call = Call(house, caller.mchid, request.path_params, request.query_params, body)
                outcome = await handler(call)
            except ApiProblem as problem:
                outcome = Answer(problem.document(), problem.status)
            except Refusal as refusal:
                problem = from_refusal(refusal)
                if problem is None:
                    log.exception("a refusal without words for merchants: %s", refusal.code)
                    problem = system_error()
                outcome = Answer(problem.document(), problem.status)
            except ClientDisconnect:
                raise
            except Exception:
                log.exception("the merchant API failed")
                problem = system_error()
                outcome = Answer(problem.document(), problem.status)
            return _response(house, caller, outcome)

        return answer

    async def no_route(self, _request: Request, error: Exception) -> Response:
        problem = method_not_allowed() if isinstance(error, HTTPException) and error.status_code == 405 else not_found()
        return _response(self._get_house(), None, Answer(problem.document(), problem.status))

    def _gate_of(self, house: WalletHouse) -> Gate:
        if self._gate is None or self._gate.house is not house:
            self._gate = Gate(house)
        return self._gate


async def _read(request: Request) -> bytes:
    """The body as received. Raises ApiProblem when it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise param_error("", f"the body is larger than {BODY_BYTES_MAX} bytes")
    return bytes(body)


def _signed(request: Request, body: bytes) -> SignedRequest:
    path, query = request.scope["raw_path"], request.scope["query_string"]
    # Two of either header would leave it open which one was meant.
    one = {name: request.headers.getlist(name) for name in ("authorization", "wechatpay-serial")}
    authorization = one["authorization"][0] if len(one["authorization"]) == 1 else ""
    return SignedRequest(
        request.method, path + b"?" + query if query else path, body, authorization, ",".join(one["wechatpay-serial"])
    )


def _response(house: WalletHouse, caller: Caller | None, answer: Answer | FileAnswer) -> Response:
    """Signed when we know for whom; a stranger's error is not."""
    headers = HEADERS | {"Request-ID": house.chance.randbytes(16).hex().upper()}
    if isinstance(answer, FileAnswer):
        return StreamingResponse(answer.pieces, headers=headers | {"Content-Type": answer.content_type})
    body = b"" if answer.document is None else encode_json(answer.document)
    if caller is not None:
        headers |= signature_headers(house, platform_keys(house.settings), caller.mode, body)
    if answer.document is not None:
        headers["Content-Type"] = JSON
    return Response(body, answer.status, headers)

"""One attempt to tell a merchant's server something: encrypted, signed in the merchant's mode, five seconds. Called by
`notices.py`; `send_probe` is called on purpose only, by the console and by tests.

A probe is a notice with a wrong signature that starts "WECHATPAY/SIGNTEST/": a server that accepts it does not check
signatures. Source: the platform's page on signature tests."""

import base64
from dataclasses import dataclass

from wallet.house import WalletHouse
from wallet.merchants import registry, resources
from wallet.merchants.certificates import platform_keys
from wallet.merchants.documents import china_time
from wallet.merchants.notice_rows import NoticeRow
from wallet.merchants.signing import AnswerMode, encode_json, signature_headers
from wallet.ports import HttpFailure

TIMEOUT_SECONDS = 5.0
ARRIVED = (200, 204)
PROBE_PREFIX = "WECHATPAY/SIGNTEST/"
SIGNATURE_LETTERS = 344
FAILURE_LETTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Attempt:
    """status: None when no reply came; failure: why, or empty."""

    status: int | None
    failure: str

    @property
    def arrived(self) -> bool:
        return self.status in ARRIVED


async def send_notice(house: WalletHouse, row: NoticeRow) -> Attempt:
    """Never raises for anything the other side does."""
    return await _send(house, row, probe=False)


async def send_probe(house: WalletHouse, mchid: str, url: str) -> Attempt:
    """Send a wrongly signed notice; a correct merchant refuses it, so `arrived` is bad news. Raises MerchantUnknown."""
    row = NoticeRow(
        id="00000000-0000-0000-0000-000000000000",
        mchid=mchid,
        event_type="TRANSACTION.SUCCESS",
        original_type="transaction",
        summary="支付成功",
        subject="",
        notify_url=url,
        resource=encode_json({"mchid": mchid, "out_trade_no": "SIGNTEST", "trade_state": "NOTPAY"}).decode(),
        created_at=house.clock.now(),
    )
    return await _send(house, row, probe=True)


async def _send(house: WalletHouse, row: NoticeRow, *, probe: bool) -> Attempt:
    merchant = await registry.get_merchant(house, row.mchid)
    apiv3_key = await registry.apiv3_key_of(house, row.mchid)
    resource = resources.encrypt(
        apiv3_key, row.resource.encode(), associated_data=row.original_type, chance=house.chance
    )
    body = encode_json(
        {
            "id": row.id,
            "create_time": china_time(row.created_at),
            "resource_type": "encrypt-resource",
            "event_type": row.event_type,
            "summary": row.summary,
            "resource": resource | {"original_type": row.original_type},
        }
    )
    keys = platform_keys(house.settings)
    headers = signature_headers(house, keys, AnswerMode(merchant.answer_mode), body) | {
        "Content-Type": "application/json; charset=utf-8",
        "Request-ID": house.chance.randbytes(16).hex().upper(),
    }
    if probe:
        noise = base64.b64encode(house.chance.randbytes(256)).decode()
        headers["Wechatpay-Signature"] = PROBE_PREFIX + noise[len(PROBE_PREFIX) : SIGNATURE_LETTERS]
    try:
        reply = await house.http.send(
            "POST", row.notify_url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS
        )
    except HttpFailure as failure:
        return Attempt(None, str(failure)[:FAILURE_LETTERS_MAX])
    return Attempt(reply.status, "" if reply.status in ARRIVED else f"the merchant answered {reply.status}")

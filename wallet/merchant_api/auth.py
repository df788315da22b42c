"""Who is asking, and did they sign exactly this? Called by `app.py` for every request, before anything is parsed.
Verifies over raw bytes: the path and query as they stood in the request line, the body as received. Leans on the
merchants' registry, `merchants/signing.py` and `nonces.py`.

Authorization: WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",signature="…",timestamp="…",serial_no="…"
The order of the five is free. Source: docs/developers/pay.md"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from wallet.house import WalletHouse
from wallet.merchant_api.nonces import Nonces
from wallet.merchant_api.problems import ApiProblem, param_error, sign_error
from wallet.merchants import registry
from wallet.merchants.certificates import PUBLIC_KEY_ID_PREFIX, platform_keys, public_key_of
from wallet.merchants.signing import SCHEME, AnswerMode, request_message, verify

CLOCK_DRIFT_MAX = timedelta(minutes=5)
KNOWN_FOR = timedelta(seconds=5)  # how long a revoked certificate may still be taken
KNOWN_MAX = 10_000
SHOWN_BODY_BYTES = 8
PARTS = ("mchid", "nonce_str", "signature", "timestamp", "serial_no")
PART = r'\s*([a-z_]+)="([^"]*)"\s*'
CREDENTIALS = re.compile(rf"{PART}(?:,{PART}){{4}}", re.ASCII)
FORMAT_MESSAGE = "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"
MISMATCH_MESSAGE = "错误的签名，验签失败"


@dataclass(frozen=True, slots=True)
class Authorization:
    mchid: str
    nonce_str: str
    signature: str
    timestamp: str
    serial_no: str


@dataclass(frozen=True, slots=True)
class Caller:
    """The merchant whose signature was good, and how they want answers signed."""

    mchid: str
    mode: AnswerMode


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """target: path and query as in the request line. platform_serial: the header Wechatpay-Serial, or empty."""

    method: str
    target: bytes
    body: bytes
    authorization: str
    platform_serial: str


@dataclass(slots=True)
class _Known:
    mchid: str
    key: RSAPublicKey
    mode: str
    until: datetime


class Gate:
    """One per process and wallet: remembers certificates for a few seconds and spends nonces."""

    def __init__(self, house: WalletHouse) -> None:
        self.house = house
        self._nonces = Nonces(house.database, house.clock)
        self._known: dict[str, _Known] = {}

    async def admit(self, request: SignedRequest) -> Caller:
        """Raises ApiProblem: 401 SIGN_ERROR for anything wrong with the signature, 400 for an unknown platform key."""
        claim = parse_authorization(request.authorization)
        signed_at = self._moment(claim.timestamp)
        known = await self._find(claim.serial_no)
        if known is None or known.mchid != claim.mchid:
            raise sign_error("serial_no", "unknown", "The certificate serial is not one of this merchant's")
        message = request_message(request.method, request.target, claim.timestamp, claim.nonce_str, request.body)
        if not verify(known.key, message, claim.signature):
            raise signature_mismatch(request, claim, len(message))
        mode = self._mode(request.platform_serial)
        if not await self._nonces.spend(claim.mchid, claim.nonce_str, signed_at):
            raise sign_error("nonce_str", "already used", "This nonce_str was used before: sign each request anew")
        if known.mode != mode:
            await registry.remember_answer_mode(self.house, claim.mchid, mode)
            known.mode = mode
        return Caller(claim.mchid, mode)

    def _moment(self, timestamp: str) -> datetime:
        if not re.fullmatch(r"[0-9]{1,11}", timestamp, re.ASCII):
            raise sign_error("timestamp", "not a number of seconds", FORMAT_MESSAGE)
        signed_at = datetime.fromtimestamp(int(timestamp), UTC)
        if abs(self.house.clock.now() - signed_at) > CLOCK_DRIFT_MAX:
            raise sign_error(
                "timestamp",
                "more than 5 minutes off",
                "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟",
            )
        return signed_at

    def _mode(self, platform_serial: str) -> AnswerMode:
        keys = platform_keys(self.house.settings)
        if platform_serial in ("", keys.serial_no):
            return AnswerMode.CERTIFICATE
        if platform_serial == keys.public_key_id:
            return AnswerMode.PUBLIC_KEY
        kind = "public key id" if platform_serial.startswith(PUBLIC_KEY_ID_PREFIX) else "certificate serial"
        raise param_error("Wechatpay-Serial", f"not this platform's {kind}", value=platform_serial, location="header")

    async def _find(self, serial_no: str) -> _Known | None:
        now = self.house.clock.now()
        known = self._known.get(serial_no)
        if known is not None and now < known.until:
            return known
        certificate = await registry.find_certificate(self.house, serial_no)
        if certificate is None or certificate.expires_at <= now:
            self._known.pop(serial_no, None)
            return None
        merchant = await registry.get_merchant(self.house, certificate.mchid)
        if len(self._known) >= KNOWN_MAX:
            self._known.clear()
        known = _Known(
            merchant.mchid, public_key_of(certificate.certificate_pem), merchant.answer_mode, now + KNOWN_FOR
        )
        self._known[serial_no] = known
        return known


def parse_authorization(header: str) -> Authorization:
    """All five, each once, nothing else. Raises ApiProblem (401)."""
    scheme, _, credentials = header.partition(" ")
    if scheme != SCHEME or not CREDENTIALS.fullmatch(credentials):
        raise sign_error("authorization", "malformed or missing", FORMAT_MESSAGE)
    pairs = re.findall(PART, credentials)
    parts = dict(pairs)
    if sorted(parts) != sorted(PARTS) or not 1 <= len(parts["nonce_str"]) <= 64 or "\n" in parts["nonce_str"]:
        raise sign_error("authorization", "malformed", FORMAT_MESSAGE)
    return Authorization(**parts)


def signature_mismatch(request: SignedRequest, claim: Authorization, length: int) -> ApiProblem:
    """The platform's debugging aid: the string the server built, its body cut after 8 bytes."""
    shown = request_message(
        request.method, request.target, claim.timestamp, claim.nonce_str, request.body[:SHOWN_BODY_BYTES]
    )
    return ApiProblem(
        401,
        "SIGN_ERROR",
        MISMATCH_MESSAGE,
        {
            "detail": {"issue": "sign not match"},
            "field": "signature",
            "location": "authorization",
            "sign_information": {
                "method": request.method,
                "sign_message_length": length,
                "truncated_sign_message": shown.decode(errors="replace"),
                "url": request.target.decode(errors="replace"),
            },
        },
    )

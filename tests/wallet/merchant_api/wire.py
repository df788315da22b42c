"""Requests signed by hand, so that a test can change one thing after the signature was made."""

import base64
import json
import secrets
import time
from dataclasses import dataclass, replace
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from wallet.merchants.registry import NewMerchant


@dataclass(frozen=True)
class Wire:
    """A request as it goes over the wire; `mchid`, `serial_no` and the rest make up the Authorization header."""

    method: str
    target: str
    body: bytes
    mchid: str
    nonce: str
    signature: str
    timestamp: str
    serial_no: str
    scheme: str = "WECHATPAY2-SHA256-RSA2048"
    platform_serial: str = ""

    @property
    def authorization(self) -> str:
        return (
            f'{self.scheme} mchid="{self.mchid}",nonce_str="{self.nonce}",signature="{self.signature}",'
            f'timestamp="{self.timestamp}",serial_no="{self.serial_no}"'
        )

    def but(self, **changes: Any) -> "Wire":
        return replace(self, **changes)

    async def send(self, url: str, authorization: str | None = None) -> httpx.Response:
        header = self.authorization if authorization is None else authorization
        headers = {"Authorization": header, "Content-Type": "application/json"} if header else {}
        if self.platform_serial:
            headers["Wechatpay-Serial"] = self.platform_serial
        # A raw target: the client must not tidy up what a test wrote.
        address = httpx.URL(url, raw_path=self.target.encode())
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            return await client.request(self.method, address, headers=headers, content=self.body)


def signed(
    merchant: NewMerchant, method: str, target: str, body: bytes = b"", *, at: float | None = None, nonce: str = ""
) -> Wire:
    key = load_pem_private_key(merchant.private_key_pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    timestamp, nonce = str(int(time.time() if at is None else at)), nonce or secrets.token_hex(16)
    message = f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"
    signature = base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()
    return Wire(method, target, body, merchant.mchid, nonce, signature, timestamp, merchant.serial_no)


def problem_of(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, json.loads(response.content)["code"]

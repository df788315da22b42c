"""A person's data as a program's back end reads it: signed and encrypted with the session key, which only the back end
has (through /sns/jscode2session). The page that carries it learns what it shows, and cannot forge it.

    rawData        JSON of what the page may see
    signature      hex SHA-1 of rawData + session_key
    encryptedData  base64 of AES-128-CBC, PKCS#7, key = base64-decoded session_key, of JSON with a watermark
    iv             base64 of 16 random bytes

Format: facts/server-api.md, section 1; proved by wechatpy's WeChatWxaCrypto in tests. Called by flows/tell_person."""

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from superapp.programs.openids import Known
from wallet.ports import Chance


def signed(facts: dict[str, Any], known: Known) -> dict[str, str]:
    """{rawData, signature}. SHA-1 is the platform's format; the encrypted twin is what back ends rely on."""
    raw = _text(facts)
    digest = hashlib.sha1((raw + known.session_key).encode(), usedforsecurity=False)
    return {"rawData": raw, "signature": digest.hexdigest()}


def sealed(facts: dict[str, Any], known: Known, *, now: datetime, chance: Chance) -> dict[str, str]:
    """{encryptedData, iv}."""
    marked = facts | {"watermark": {"timestamp": int(now.timestamp()), "appid": known.appid}}
    iv = chance.randbytes(16)
    padder = padding.PKCS7(128).padder()
    body = padder.update(_text(marked).encode()) + padder.finalize()
    encryptor = Cipher(algorithms.AES(base64.b64decode(known.session_key)), modes.CBC(iv)).encryptor()
    cipher = encryptor.update(body) + encryptor.finalize()
    return {"encryptedData": base64.b64encode(cipher).decode(), "iv": base64.b64encode(iv).decode()}


def _text(facts: dict[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))

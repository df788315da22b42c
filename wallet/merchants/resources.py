"""Encryption of what only the merchant may read: certificates in answers, resources in notices. Called by
`notices` and `merchant_api/certificates`; pure but for the nonce it is given chance for.

Bytes: AES-256-GCM under the merchant's 32-letter APIv3 key; the nonce is 12 ASCII letters, because merchants' clients
encode it as text. Source: docs/developers/pay.md"""

import base64

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wallet.ports import Chance

ALGORITHM = "AEAD_AES_256_GCM"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def random_letters(length: int, chance: Chance) -> str:
    """Letters and digits, for nonces and APIv3 keys."""
    return "".join(LETTERS[chance.randrange(0, len(LETTERS))] for _ in range(length))


def encrypt(apiv3_key: str, plaintext: bytes, *, associated_data: str, chance: Chance) -> dict[str, str]:
    """The four wire fields: algorithm, nonce, associated_data, ciphertext (Base64, tag at its end)."""
    nonce = random_letters(12, chance)
    sealed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), plaintext, associated_data.encode())
    return {
        "algorithm": ALGORITHM,
        "nonce": nonce,
        "associated_data": associated_data,
        "ciphertext": base64.b64encode(sealed).decode(),
    }

"""Reading what merchants encrypt for us, such as a payee's name. Called by the merchant API; leans on the platform's
keys.

Bytes: Base64 of RSA-OAEP (SHA-1, MGF1 with SHA-1) under the platform's certificate or its public key."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP
from cryptography.hazmat.primitives.hashes import SHA1

from wallet.merchants.certificates import platform_keys
from wallet.settings import WalletSettings

# SHA-1 is what the platform's clients use; OAEP does not rest on its collision resistance.
PADDING = OAEP(mgf=MGF1(SHA1()), algorithm=SHA1(), label=None)  # noqa: S303


class Unreadable(ValueError):
    """Not Base64, or encrypted for another key."""


def open_sensitive(settings: WalletSettings, sealed: str) -> str:
    """The text, whichever of our two keys it is encrypted with. Raises Unreadable."""
    try:
        box = base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable from error
    keys = platform_keys(settings)
    for key in (keys.certificate_key, keys.public_key):
        try:
            return key.decrypt(box, PADDING).decode()
        except ValueError:
            continue
    raise Unreadable

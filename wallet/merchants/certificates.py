"""The platform's own keys, and the certificates it issues to merchants. Set-up calls `ensure_platform_keys`; whoever
signs (the merchant API, notices) asks `platform_keys`. Leans on `keys.py` for files.

In `data/keys`: a certificate authority; the platform certificate it issued (certificate mode); and a second, plain key
pair (public-key mode). Merchants get the public halves; the private ones never leave this folder."""

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.x509.oid import NameOID

from wallet.errors import ensure
from wallet.secrets import kept_file
from wallet.settings import WalletSettings

PUBLIC_KEY_ID_PREFIX = "PUB_KEY_ID_"
CERTIFICATE_LIFE = timedelta(days=5 * 365 + 1)
AUTHORITY_LIFE = timedelta(days=20 * 365)
KEY_BITS = 2048


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """serial_no: 40 upper-case hex digits. public_key_id: "PUB_KEY_ID_" and 28 digits. PEM texts are public halves."""

    serial_no: str
    certificate_pem: str
    certificate_key: RSAPrivateKey
    certificate_from: datetime
    certificate_until: datetime
    public_key_id: str
    public_key_pem: str
    public_key: RSAPrivateKey
    authority_pem: str
    authority_key: RSAPrivateKey
    certificate_path: Path
    public_key_path: Path


def ensure_platform_keys(settings: WalletSettings) -> PlatformKeys:
    """Make what is missing in `data/keys` (files 0600) and return all of it; safe to repeat and to race."""
    folder = settings.data / "keys"
    now = datetime.now(UTC)  # a certificate's life is about the real world, where merchants check it
    authority_key = _kept_key(folder / "authority_private_key.pem")
    authority_pem = kept_file(
        folder / "authority_certificate.pem", lambda: _authority_certificate(authority_key, now)
    ).decode()
    certificate_key = _kept_key(folder / "platform_private_key.pem")
    certificate_path = folder / "platform_certificate.pem"
    certificate_pem = kept_file(
        certificate_path,
        lambda: issue_certificate(
            authority_pem, authority_key, certificate_key.public_key(), "Wallet platform certificate", now
        ),
    ).decode()
    public_key = _kept_key(folder / "platform_public_mode_private_key.pem")
    public_key_path = folder / "platform_public_key.pem"
    public_key_pem = kept_file(public_key_path, lambda: public_pem(public_key.public_key())).decode()
    certificate = x509.load_pem_x509_certificate(certificate_pem.encode())
    ensure(certificate.public_key() == certificate_key.public_key(), "the platform certificate fits its key")
    return PlatformKeys(
        serial_no=serial_of(certificate),
        certificate_pem=certificate_pem,
        certificate_key=certificate_key,
        certificate_from=certificate.not_valid_before_utc,
        certificate_until=certificate.not_valid_after_utc,
        public_key_id=_public_key_id(public_key_pem),
        public_key_pem=public_key_pem,
        public_key=public_key,
        authority_pem=authority_pem,
        authority_key=authority_key,
        certificate_path=certificate_path,
        public_key_path=public_key_path,
    )


def platform_keys(settings: WalletSettings) -> PlatformKeys:
    """The keys of this installation, read once per process."""
    folder = settings.data.absolute()
    if folder not in _loaded:
        _loaded[folder] = ensure_platform_keys(settings)
    return _loaded[folder]


_loaded: dict[Path, PlatformKeys] = {}


def serial_of(certificate: x509.Certificate) -> str:
    """As merchants write it: upper-case hex without prefix."""
    return f"{certificate.serial_number:X}"


def new_key() -> RSAPrivateKey:
    """RSA-2048; takes 50-300 ms, so call it off the event loop."""
    return generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def private_pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key: RSAPublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def issue_certificate(
    authority_pem: str, authority_key: RSAPrivateKey, public_key: RSAPublicKey, common_name: str, now: datetime
) -> bytes:
    """A PEM certificate for `public_key`, valid from `now` for five years. common_name: at most 64 letters."""
    authority = x509.load_pem_x509_certificate(authority_pem.encode())
    return _certificate(
        authority.subject,
        authority_key,
        _name(common_name),
        public_key,
        (now, now + CERTIFICATE_LIFE),
        is_authority=False,
    )


@lru_cache(maxsize=1024)
def public_key_of(certificate_pem: str) -> RSAPublicKey:
    """The key inside a certificate; parsing takes longer than verifying, so it is remembered."""
    key = x509.load_pem_x509_certificate(certificate_pem.encode()).public_key()
    ensure(isinstance(key, RSAPublicKey), "merchant certificates carry RSA keys")
    assert isinstance(key, RSAPublicKey)
    return key


def _authority_certificate(key: RSAPrivateKey, now: datetime) -> bytes:
    name = _name("Wallet certificate authority")
    return _certificate(name, key, name, key.public_key(), (now, now + AUTHORITY_LIFE), is_authority=True)


def _certificate(
    issuer: x509.Name,
    issuer_key: RSAPrivateKey,
    subject: x509.Name,
    public_key: RSAPublicKey,
    life: tuple[datetime, datetime],
    *,
    is_authority: bool,
) -> bytes:
    # 159 bits with the highest set: positive, and always 40 hex digits, so that no reader drops a leading zero.
    serial = int.from_bytes(os.urandom(20), "big") >> 2 | 1 << 158
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(life[0])
        .not_valid_after(life[1])
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _kept_key(path: Path) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(kept_file(path, lambda: private_pem(new_key())), password=None)
    ensure(isinstance(key, RSAPrivateKey), "platform keys are RSA", path=str(path))
    assert isinstance(key, RSAPrivateKey)
    return key


def _public_key_id(pem: str) -> str:
    """Derived from the key itself, so that the id and the file can never disagree."""
    digest = int.from_bytes(hashlib.sha256(pem.encode()).digest()[:16], "big")
    return f"{PUBLIC_KEY_ID_PREFIX}01{digest % 10**26:026d}"

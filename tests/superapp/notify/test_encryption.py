"""Byte for byte what the standards say: the worked example of RFC 8291, and a signature that RFC 8292 accepts."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from superapp.notify import vapid
from superapp.notify.encryption import encrypt, from_base64url, padded
from tests.superapp.notify.device import Device

# RFC 8291, section 5 and appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
DEVICE_KEY = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
DEVICE_SECRET_KEY = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
OWN_SECRET_KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y"
    "l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def key_of(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(from_base64url(text), "big"), ec.SECP256R1())


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    made = encrypt(
        TEXT,
        from_base64url(DEVICE_KEY),
        from_base64url(SECRET),
        own=key_of(OWN_SECRET_KEY),
        salt=from_base64url(SALT),
    )
    assert made == from_base64url(BODY)


def test_the_device_of_the_tests_reads_the_example_of_the_standard() -> None:
    device = Device("", from_base64url(SECRET), key_of(DEVICE_SECRET_KEY))
    assert device.decrypt(from_base64url(BODY)) == TEXT


def test_a_short_word_and_a_shorter_one_have_the_same_length() -> None:
    assert len(padded(b'{"body":"no"}')) == len(padded(b'{"body":"certainly"}'))
    assert json.loads(padded(b'{"body":"no"}')) == {"body": "no"}


def test_a_push_service_can_check_who_we_are(tmp_path: Path) -> None:
    key, now = vapid.own_key(tmp_path), datetime(2026, 11, 28, tzinfo=UTC)
    told = vapid.authorization(key, "https://push.example:8443/a/b?c", contact="mailto:o@x.example", now=now)

    signed, _, public = told.removeprefix("vapid t=").partition(", k=")
    head, claims, signature = signed.split(".")
    assert json.loads(from_base64url(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(from_base64url(claims)) == {
        "aud": "https://push.example:8443",
        "exp": int(now.timestamp()) + 12 * 3600,
        "sub": "mailto:o@x.example",
    }
    raw = from_base64url(signature)
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(public))
    point.verify(pair, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_the_key_is_made_once_and_is_nobody_elses_to_read(tmp_path: Path) -> None:
    first = vapid.public_text(vapid.own_key(tmp_path))
    vapid.own_key.cache_clear()
    assert vapid.public_text(vapid.own_key(tmp_path)) == first
    assert (tmp_path / "secrets/vapid").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["a", "a b c", "ä", "=="])
def test_what_is_no_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        from_base64url(text)

"""What a code says comes back as it was signed; whatever is changed, cut or signed by another is no ticket."""

import base64
from collections.abc import Callable
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from miniapps.tickets.server.rules import tokens
from miniapps.tickets.server.rules.tokens import Claims, TokenForged

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
CLAIMS = Claims("cinema", "00ff00ff00ff00ff", date(2026, 11, 28), 1170, "C7", "Paper Moon Harbour")

claims = st.builds(
    Claims,
    st.sampled_from(tokens.KINDS),
    st.binary(min_size=8, max_size=8).map(bytes.hex),
    st.dates(date(1970, 1, 1), date(2149, 1, 1)),
    st.integers(0, 1439),
    st.text(max_size=60),
    st.text(max_size=10),
)


@given(claims)
def test_what_was_signed_is_read(one: Claims) -> None:
    assert tokens.read(KEY.public_key(), tokens.sign(KEY, one)) == one


@given(claims, st.data())
def test_one_changed_bit_is_a_forgery(one: Claims, data: st.DataObject) -> None:
    mark, body, signature = tokens.sign(KEY, one).split(".")
    parts = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (body, signature)]
    which = data.draw(st.integers(0, 1))
    bit = data.draw(st.integers(0, len(parts[which]) * 8 - 1))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    forged = ".".join([mark, *(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)])
    with pytest.raises(TokenForged):
        tokens.read(KEY.public_key(), forged)


@given(st.text(max_size=200))
def test_no_text_is_a_ticket(text: str) -> None:
    with pytest.raises(TokenForged):
        tokens.read(KEY.public_key(), text)


def test_another_key_signs_no_tickets() -> None:
    with pytest.raises(TokenForged):
        tokens.read(KEY.public_key(), tokens.sign(OTHER, CLAIMS))


def test_a_signature_for_something_else_is_none_here() -> None:
    payload = tokens.sign(KEY, CLAIMS).split(".")[1]
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    bare = base64.urlsafe_b64encode(KEY.sign(raw)).rstrip(b"=").decode()
    with pytest.raises(TokenForged):
        tokens.read(KEY.public_key(), f"T1.{payload}.{bare}")


@pytest.mark.parametrize("change", [lambda t: t + "=", lambda t: t + "\n", lambda t: "T2" + t[2:], lambda t: t + ".x"])
def test_there_is_one_spelling(change: Callable[[str], str]) -> None:
    with pytest.raises(TokenForged):
        tokens.read(KEY.public_key(), change(tokens.sign(KEY, CLAIMS)))


def test_a_long_title_is_cut_at_a_character() -> None:
    read = tokens.read(
        KEY.public_key(), tokens.sign(KEY, Claims("event", "0" * 16, date(2026, 1, 1), 0, "A", "茶" * 40))
    )
    assert read.title == "茶" * 13

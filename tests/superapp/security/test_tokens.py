"""Tokens are 256 bits of chance, and what is stored does not lead back to them."""

import random

from superapp.security.tokens import derived, digest, new_token, same


def test_a_token_is_43_url_safe_characters_and_never_repeats(chance: random.Random) -> None:
    tokens = {new_token(chance) for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)


def test_a_digest_is_sha_256_in_hex() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_what_is_derived_differs_by_purpose_and_by_token() -> None:
    assert len({derived("a", "csrf"), derived("a", "other"), derived("b", "csrf"), digest("a")}) == 4
    assert same(derived("a", "csrf"), derived("a", "csrf"))

"""Hashing does not hold up the loop, refuses a flood, and tells nothing by its time."""

import asyncio

import pytest

from superapp.security import passwords
from superapp.security.passwords import HashingBusy, hash_password, is_outdated, matches


async def test_the_right_password_matches_and_another_does_not() -> None:
    stored = await hash_password("a long enough one")
    assert stored.startswith("$argon2id$")
    assert await matches(stored, "a long enough one")
    assert not await matches(stored, "another long one")


async def test_a_person_without_a_password_matches_nothing() -> None:
    assert not await matches(None, "the password of nobody")


async def test_a_damaged_hash_matches_nothing() -> None:
    assert not await matches("$argon2id$broken", "anything at all")


async def test_a_weaker_hash_is_due_for_renewal() -> None:
    weak = "$argon2id$v=19$m=8192,t=1,p=1$c2FsdHNhbHRzYWx0$DDMc0Uk0QYq2d0wTBIE3Mi0SL5I2nGKN9bW7Gz9k0mY"
    assert is_outdated(weak)
    assert not is_outdated(await hash_password("a long enough one"))


async def test_more_than_the_pool_can_take_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING_MAX", 1)
    first = asyncio.create_task(hash_password("a long enough one"))
    await asyncio.sleep(0)
    with pytest.raises(HashingBusy):
        await hash_password("a long enough one")
    assert await first


async def test_the_loop_goes_on_while_a_password_is_hashed() -> None:
    hashing = asyncio.create_task(hash_password("a long enough one"))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10

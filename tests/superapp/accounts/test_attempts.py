"""Guesses are counted by account, one by one, and outlive a restart."""

import asyncio

import pytest

from superapp.accounts.attempts import TRIES_FREE, SignInPaused, count_try, forget_tries
from superapp.storage.database import Database
from tests.superapp.conftest import Site


async def guess(site: Site, handle: str = "ann", database: Database | None = None) -> int:
    """The seconds to wait; 0 when the guess may go on."""
    async with (database or site.house.database).write() as session:
        try:
            await count_try(session, handle, now=site.clock.now())
        except SignInPaused as paused:
            return paused.retry_after_seconds
    return 0


async def test_after_ten_tries_each_further_one_doubles_the_pause(both_sites: Site) -> None:
    for _ in range(TRIES_FREE):
        assert await guess(both_sites) == 0
    pauses = list[int]()
    for _ in range(6):
        pauses.append(await guess(both_sites))
        both_sites.clock.travel(seconds=pauses[-1])
        assert await guess(both_sites) == 0
    assert pauses == [60, 120, 240, 480, 900, 900]


async def test_guesses_sent_side_by_side_count_one_by_one(both_sites: Site) -> None:
    waits = await asyncio.gather(*(guess(both_sites) for _ in range(TRIES_FREE + 4)))
    assert sorted(waits) == [0] * TRIES_FREE + [60] * 4


async def test_a_restart_gives_no_guess_back(both_sites: Site) -> None:
    for _ in range(TRIES_FREE):
        await guess(both_sites)
    restarted = Database(both_sites.house.settings.host_url(), schema="superapp")
    assert await guess(both_sites, database=restarted) == 60
    await restarted.close()


async def test_another_account_and_the_right_password_start_at_zero(both_sites: Site) -> None:
    for _ in range(TRIES_FREE):
        await guess(both_sites)
    assert await guess(both_sites, "ben") == 0
    async with both_sites.house.database.write() as session:
        await forget_tries(session, "ann")
        await forget_tries(session, "nobody")
    assert await guess(both_sites) == 0


@pytest.mark.parametrize("tries", [1, TRIES_FREE - 1])
async def test_old_tries_are_forgotten(site: Site, tries: int) -> None:
    for _ in range(tries):
        await guess(site)
    site.clock.travel(minutes=31)
    for _ in range(TRIES_FREE):
        assert await guess(site) == 0
    assert await guess(site) == 60

"""People nearby: both are seen or neither, for half an hour, in squares that say no more than five kilometres."""

from datetime import timedelta

import pytest

from superapp.accounts.people import Person
from superapp.contacts.nearby import COLUMNS, ROWS, SHOWN_FOR
from superapp.flows import keep_contacts, look_nearby
from superapp.flows.forget_expired import forget_expired
from superapp.flows.leave_for_good import leave_for_good
from tests.superapp.conftest import Site

HOME = (2700, 3800)


async def seen(site: Site, person: Person) -> list[tuple[str, bool]]:
    found = await look_nearby.look(site.house, person)
    return [(one.name, one.is_close) for one in found.people]


async def show(site: Site, person: Person, square: tuple[int, int]) -> None:
    await look_nearby.show(site.house, person, *square)


async def test_who_shows_themselves_is_seen_by_who_does(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo, dan = [await site.person(name) for name in ("Ann", "Ben", "Cleo", "Dan")]
    await show(site, ben, HOME)
    assert await seen(site, ann) == []  # who hides sees nobody

    await show(site, ann, HOME)
    await show(site, cleo, (HOME[0] + 1, HOME[1] - 1))
    await show(site, dan, (HOME[0] + 2, HOME[1]))

    assert await seen(site, ann) == [("Ben", True), ("Cleo", False)]
    assert ("Ann", True) in await seen(site, ben)

    await look_nearby.hide(site.house, ben)
    assert await seen(site, ann) == [("Cleo", False)]
    assert await seen(site, ben) == []


async def test_half_an_hour_later_nobody_is_seen(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await show(site, ann, HOME)
    site.clock.travel(minutes=10)
    await show(site, ben, HOME)
    assert await seen(site, ann) == [("Ben", True)]
    site.clock.travel(seconds=(SHOWN_FOR - timedelta(minutes=10)).total_seconds() + 1)
    assert await seen(site, ann) == []
    assert await seen(site, ben) == []
    assert await forget_expired(site.house) >= 1


async def test_blocks_hide_both_from_each_other(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    for one in (ann, ben, cleo):
        await show(site, one, HOME)
    await keep_contacts.block(site.house, ann, ben.id)
    assert await seen(site, ann) == [("Cleo", True)]
    assert await seen(site, ben) == [("Cleo", True)]


async def test_who_leaves_for_good_is_seen_by_nobody(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    for one in (ann, ben):
        await show(site, one, HOME)
    await leave_for_good(site.house, ben, ben.handle)
    assert await seen(site, ann) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "meet"),
    [
        ((2700, 0), (2700, COLUMNS - 1), True),  # across the 180th meridian
        ((2700, COLUMNS - 1), (2699, 0), True),
        ((2700, 0), (2700, COLUMNS - 3), False),
        ((0, 0), (0, COLUMNS // 2), False),
        ((ROWS - 1, 10), (ROWS - 2, 2000), True),  # at the pole they are narrow
        ((1800, 100), (1800, 102), False),  # at the equator a column is five kilometres wide
        ((3000, 100), (3000, 102), True),  # at sixty degrees half of that
    ],
)
async def test_neighbours_on_a_round_world(
    site: Site, mine: tuple[int, int], theirs: tuple[int, int], meet: bool
) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await show(site, ann, mine)
    await show(site, ben, theirs)
    assert bool(await seen(site, ann)) == meet


async def test_a_square_that_is_not_on_earth_is_refused_and_so_is_being_everywhere(site: Site) -> None:
    client = await site.signed_in(await site.person("Ann"))
    for row, column in ((-1, 0), (ROWS, 0), (0, COLUMNS), ("north", 1)):
        reply = await client.post("/contacts/nearby", data={"row": row, "column": column})
        assert reply.status_code == 400
    for number in range(12):
        reply = await client.post("/contacts/nearby", data={"row": 2000, "column": number * 100})
        assert reply.status_code == 303
    assert (await client.post("/contacts/nearby", data={"row": 2000, "column": 2000})).status_code == 429
    page = (await client.get("/contacts/nearby")).text
    assert "You are seen until" in page
    assert (await client.post("/contacts/nearby/hide")).status_code == 303
    assert "See who is around" in (await client.get("/contacts/nearby")).text

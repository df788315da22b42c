"""Discover: pins of one's own, ratings by who opened a program, categories by its developer, and their order."""

import pytest

from superapp.flows import keep_contacts, keep_program, leave_for_good
from superapp.flows.list_programs import list_programs
from superapp.flows.look_at_program import look_at_program
from superapp.programs import pins, ratings
from superapp.programs.errors import ProgramUnknown, RatingRefused, TooManyPins
from superapp.safety.silences import Silenced, silence
from tests.superapp.conftest import Site
from tests.superapp.published import Publisher, new_publisher, open_as


async def published(site: Site, *names: str) -> list[Publisher]:
    made = [await new_publisher(site, name) for name in names]
    for one in made:
        await one.publish()
    return made


async def test_pinned_programs_stand_first_then_the_best_rated_then_by_name(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    ada, bob, cal, dan = await published(site, "Ada", "Bob", "Cal", "Dan")
    for person, program, given in ((ann, bob, 4), (ben, bob, 5), (ben, cal, 5)):
        await open_as(site, person, program.appid)
        await keep_program.rate(site.house, person, program.appid, given, "")
    await keep_program.pin(site.house, ann, dan.appid)
    await keep_program.pin(site.house, ann, dan.appid)

    hers, his = await list_programs(site.house, ann), await list_programs(site.house, ben)

    assert [one.name for one in hers.pinned] == ["Dan's shop"]
    assert [one.appid for one in hers.programs] == [cal.appid, bob.appid, ada.appid]
    assert [(one.score.average, one.score.count) for one in hers.programs] == [(5.0, 1), (4.5, 2), (0.0, 0)]
    assert his.pinned == []
    found = await list_programs(site.house, ann, "SHOP")
    assert [one.appid for one in found.programs] == [dan.appid, cal.appid, bob.appid, ada.appid]
    await keep_program.unpin(site.house, ann, dan.appid)
    assert (await list_programs(site.house, ann)).pinned == []


async def test_a_category_is_said_by_the_developer_and_narrows_the_list(both_sites: Site) -> None:
    site = both_sites
    ann = await site.person("Ann")
    ada, bob = await published(site, "Ada", "Bob")
    address, headers = f"/console/api/programs/{ada.appid}/about", {"authorization": f"Bearer {ada.token}"}

    told = await ada.machine.put(address, json={"category": "food", "description": " Soup\n today "}, headers=headers)
    unknown = await ada.machine.put(address, json={"category": "casino"}, headers=headers)
    foreign = await ada.machine.put(
        address, json={"category": "games"}, headers={"authorization": f"Bearer {bob.token}"}
    )

    assert told.json() == {"category": "food", "description": "Soup today"}
    assert unknown.status_code == 400
    assert "transport, food" in unknown.json()["error"]["next"]
    assert foreign.status_code == 403
    shelf = await list_programs(site.house, ann, category="food")
    assert ([one.appid for one in shelf.programs], shelf.categories) == ([ada.appid], ["food", "other"])
    assert len((await list_programs(site.house, ann, category="casino")).programs) == 2
    # What a program says of itself is shown with it, and found.
    found = (await list_programs(site.house, ann, "soup")).programs
    assert [(one.appid, one.description) for one in found] == [(ada.appid, "Soup today")]
    assert (await look_at_program(site.house, ann, ada.appid)).program.description == "Soup today"


async def test_who_opened_a_program_rates_it_once_and_may_take_it_back(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    [shop] = await published(site, "Ada")
    with pytest.raises(RatingRefused):
        await keep_program.rate(site.house, ann, shop.appid, 5, "unseen")
    for person in (ann, ben, shop.developer):
        await open_as(site, person, shop.appid)
    with pytest.raises(RatingRefused):
        await keep_program.rate(site.house, shop.developer, shop.appid, 5, "mine is the best")
    for stars, words in ((0, ""), (6, ""), (3, "x" * 281)):
        with pytest.raises(RatingRefused):
            await keep_program.rate(site.house, ann, shop.appid, stars, words)
    await keep_program.rate(site.house, ann, shop.appid, 1, "slow")
    await keep_program.rate(site.house, ann, shop.appid, 4, " fine\u202e\nnow ")

    seen = await look_at_program(site.house, ben, shop.appid)
    assert [(one.name, one.stars, one.words) for one in seen.others] == [("Ann", 4, "fine now")]
    assert (seen.score.average, seen.score.count, seen.mine, seen.may_rate) == (4.0, 1, None, True)
    hers = await look_at_program(site.house, ann, shop.appid)
    assert (hers.mine and hers.mine.stars, hers.others) == (4, [])
    await keep_contacts.block(site.house, ben, ann.id)
    assert (await look_at_program(site.house, ben, shop.appid)).others == []
    await keep_program.unrate(site.house, ann, shop.appid)
    assert (await look_at_program(site.house, ben, shop.appid)).score.count == 0


async def test_who_was_silenced_rates_nothing_and_who_leaves_takes_all_along(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann", handle="ann"), await site.person("Ben")
    [shop] = await published(site, "Ada")
    for person in (ann, ben):
        await open_as(site, person, shop.appid)
    await keep_program.rate(site.house, ann, shop.appid, 5, "good")
    await keep_program.pin(site.house, ann, shop.appid)
    until = site.clock.now().replace(year=site.clock.now().year + 1)
    async with site.house.database.write() as session:
        await silence(session, ben.id, until=until, reason="Insults.")

    with pytest.raises(Silenced):
        await keep_program.rate(site.house, ben, shop.appid, 1, "you fools")
    await leave_for_good.leave_for_good(site.house, ann, "ann")

    async with site.house.database.read() as session:
        assert await pins.pinned_by(session, ann.id) == {}
        assert await ratings.ratings_of(session, shop.appid, limit=9) == []


async def test_what_was_never_released_is_unknown_and_pins_have_a_limit(site: Site) -> None:
    ann, shop = await site.person("Ann"), await new_publisher(site, "Ada")
    for act in (look_at_program, keep_program.pin):
        with pytest.raises(ProgramUnknown):
            await act(site.house, ann, shop.appid)
    now = site.clock.now()
    async with site.house.database.write() as session:
        for number in range(pins.PINS_MAX):
            await pins.pin(session, ann.id, f"wx{number:016x}", now=now)
        with pytest.raises(TooManyPins):
            await pins.pin(session, ann.id, "wxffffffffffffffff", now=now)

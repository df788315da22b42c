"""Who a person is, and what names may be."""

import pytest

from superapp.accounts import people
from superapp.accounts.people import HandleTaken, PersonInvalid
from superapp.base.errors import NotFound
from tests.superapp.conftest import Site


async def test_a_person_gets_an_id_a_handle_and_the_role_everybody_has(both_sites: Site) -> None:
    person = await both_sites.person("Ann Rivers")
    assert person.id.startswith("per_")
    assert person.handle.startswith("p")
    assert person.roles == {"person"}
    async with both_sites.house.database.read() as session:
        assert await people.get_person(session, person.id) == person


async def test_a_handle_is_taken_whatever_its_case(both_sites: Site) -> None:
    ann = await both_sites.person("Ann", handle="Ann_R")
    for handle in ("ann_r", "ANN_R", "@Ann_R"):
        with pytest.raises(HandleTaken):
            await both_sites.person("Another", handle=handle)
    async with both_sites.house.database.read() as session:
        assert await people.find_by_handle(session, "@aNN_r") == ann


async def test_the_database_has_the_last_word_on_a_handle(both_sites: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    await both_sites.person("Ann", handle="ann")

    async def not_seen(*_args: object) -> None:
        return None

    monkeypatch.setattr(people, "find_by_handle", not_seen)  # two sign-ups that looked at the same moment
    with pytest.raises(HandleTaken):
        await both_sites.person("Another", handle="Ann")


@pytest.mark.parametrize("handle", ["", "ab", "1ann", "a" * 31, "an n", "ann!", "аnn", "ann\u200b", "../etc", "<b>"])
async def test_a_handle_is_latin_letters_digits_and_underscores(site: Site, handle: str) -> None:
    with pytest.raises(PersonInvalid) as refused:
        await site.person("Ann", handle=handle)
    assert refused.value.field == "handle"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann \t Rivers\n", "Ann Rivers"),
        ("林美 Mei", "林美 Mei"),
        ("Ann\u202egnp.exe", "Anngnp.exe"),
        ("A\u0000n\u200bn", "Ann"),
        ("👩\u200d🔧 Ann", "👩\u200d🔧 Ann"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_deceives(typed: str, kept: str) -> None:
    assert people.clean_name(typed) == kept


@pytest.mark.parametrize("name", ["", "   ", "\u200d\u200d", "\u202e", "x" * 41])
def test_a_name_must_show_and_fit(name: str) -> None:
    with pytest.raises(PersonInvalid):
        people.clean_name(name)


async def test_roles_are_given_and_taken(both_sites: Site) -> None:
    ann, now = await both_sites.person("Ann", roles=frozenset({"developer"})), both_sites.clock.now()
    async with both_sites.house.database.write() as session:
        await people.grant_role(session, ann.id, "auditor", now=now)
        await people.grant_role(session, ann.id, "auditor", now=now)
        await people.revoke_role(session, ann.id, "developer")
    async with both_sites.house.database.read() as session:
        assert (await people.get_person(session, ann.id)).roles == {"person", "auditor"}


async def test_a_role_or_language_nobody_knows_is_refused(site: Site) -> None:
    with pytest.raises(PersonInvalid):
        await site.person("Ann", roles=frozenset({"king"}))
    with pytest.raises(PersonInvalid):
        await site.person("Ann", language="tlh")


async def test_people_are_found_by_handle_and_name_and_wildcards_are_letters(both_sites: Site) -> None:
    ann = await both_sites.person("Ann Rivers", handle="ann")
    await both_sites.person("Ben", handle="ben")
    async with both_sites.house.database.read() as session:
        for text in ("AN", "@ann", "river"):
            assert await people.search_people(session, text, limit=5) == [ann]
        assert await people.search_people(session, "%", limit=5) == []
        assert len(await people.search_people(session, "n", limit=1)) == 1


async def test_somebody_who_does_not_exist_is_not_found(site: Site) -> None:
    async with site.house.database.read() as session:
        assert await people.find_person(session, "per_nobody") is None
        assert await people.get_people(session, ["per_nobody"]) == {}
        with pytest.raises(NotFound):
            await people.get_person(session, "per_nobody")

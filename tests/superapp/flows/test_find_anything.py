"""One box finds everything a person may see, and nothing else."""

from superapp.flows import guard_privacy, keep_contacts, manage_group
from superapp.flows.find_anything import Thing, find
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.published import new_publisher


def titles(found: list[Thing], kind: str) -> list[str]:
    return [one.title for one in found if one.kind == kind]


async def test_everything_with_the_word_in_it_is_found_by_kind(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben Okafor", handle="ben")
    stranger = await site.person("Benedict", handle="dict")
    site.clock.travel(seconds=1)
    await site.befriend(ann, ben)
    await keep_contacts.set_remark(site.house, ann, ben.id, "Ferry Ben")
    chat = await start_chat(site.house, ann, ben.id)
    await send_text(site.house, ben, chat, "The bench by the ferry")
    publisher = await new_publisher(site, "Benita")
    await publisher.publish()

    found = await find(site.house, ann, "ben")

    assert [(one.kind, one.title) for one in found] == [
        ("chat", "Ferry Ben"),
        ("person", "Ferry Ben"),
        ("person", "Benedict"),
        ("person", "Benita"),
        ("program", "Benita's shop"),
        ("message", "Ferry Ben"),
    ]
    assert {one.address for one in found} >= {f"/chats/{chat}", f"/people/{stranger.id}", f"/p/{publisher.appid}"}
    assert found[-1].address == f"/chats/{chat}#m1"
    assert found[-1].note == "Ferry Ben: The bench by the ferry"


async def test_an_empty_box_offers_chats_of_late_and_pages(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await send_text(site.house, ben, await start_chat(site.house, ann, ben.id), "hello")

    found = await find(site.house, ann, " \0 ")

    assert titles(found, "chat") == ["Ben"]
    assert titles(found, "page")[:2] == ["New chat", "New group"]
    assert {one.kind for one in found} == {"chat", "page"}


async def test_who_hides_and_what_is_not_theirs_is_not_found(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = await site.person("Ann"), await site.person("Ben"), await site.person("Cleo", handle="cleo")
    circles = {
        "asked_by": "anyone",
        "written_by": "anyone",
        "grouped_by": "anyone",
        "seen_by": "anyone",
        "read_by": "anyone",
    }
    await guard_privacy.change(site.house, cleo, found_by="handle", **circles)
    await send_text(site.house, cleo, await start_chat(site.house, cleo, ben.id), "cleopatra")
    group = await manage_group.create(site.house, ben, "Cleo's day", [])
    await send_text(site.house, ben, group, "for cleo")
    await new_publisher(site, "Cleonora")  # registered, not released

    assert titles(await find(site.house, ann, "cle"), "person") == ["Cleonora"]
    assert titles(await find(site.house, ann, "@cleo"), "person") == ["Cleo"]
    assert {one.kind for one in await find(site.house, ann, "cleo")} == {"person"}


async def test_pages_are_found_by_other_words_in_the_persons_language_and_for_their_roles(site: Site) -> None:
    ann = await site.person("Ann", language="it")
    olga = await site.person("Olga", roles=frozenset({"operator"}))

    assert [one.address for one in await find(site.house, ann, "quiet hours")] == ["/me/notifications"]
    assert titles(await find(site.house, ann, "Privacy"), "page") == ["Privacy"]
    assert "/wallet" in [one.address for one in await find(site.house, ann, "portafoglio")]
    assert titles(await find(site.house, ann, "ledger"), "page") == []
    assert titles(await find(site.house, olga, "ledger"), "page") == ["Transfers"]
    assert titles(await find(site.house, olga, "programs publish"), "page") == []

"""Search finds what a person may read, in any script, and shows where."""

import pytest

from superapp.base.errors import NotFound
from superapp.finding import Found, excerpt
from superapp.flows import change_message, manage_group
from superapp.flows.search_chats import search
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site


def lines(found: Found) -> list[tuple[str, str, str]]:
    return [(one.title, one.sender, one.before + one.found + one.after) for one in found.messages]


async def test_words_in_any_script_are_found_newest_first(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    with_ben = await start_chat(site.house, ann, ben.id)
    with_cleo = await start_chat(site.house, ann, cleo.id)
    for chat, who, text in [
        (with_ben, ben, "The ferry leaves at NINE"),
        (with_cleo, ann, "我們坐早班渡輪"),
        (with_cleo, cleo, "ПАРОМ в девять"),
        (with_ben, ann, "100% sure_thing"),
        (with_ben, ann, "the ferry, then"),
    ]:
        site.clock.travel(minutes=1)
        await send_text(site.house, who, chat, text)

    async def found(text: str, inside: str | None = None) -> list[tuple[str, str, str]]:
        return lines(await search(site.house, ann, text, conversation_id=inside))

    assert await found("FERRY") == [("Ben", "You", "the ferry, then"), ("Ben", "Ben", "The ferry leaves at NINE")]
    assert await found("nine ferry") == [("Ben", "Ben", "The ferry leaves at NINE")]
    assert await found("渡輪") == [("Cleo", "You", "我們坐早班渡輪")]
    assert await found("паром") == [("Cleo", "Cleo", "ПАРОМ в девять")]
    assert await found("0%") == await found("e_t") == [("Ben", "You", "100% sure_thing")]
    assert await found("паром", with_ben) == await found("zzz") == await found("  ") == []
    assert [one["title"] for one in (await search(site.house, ann, "cl", conversation_id=None)).chats] == ["Cleo"]
    with pytest.raises(NotFound):
        await search(site.house, cleo, "ferry", conversation_id=with_ben)
    assert lines(await search(site.house, cleo, "ferry", conversation_id=None)) == []


async def test_what_was_changed_is_found_as_it_is_now(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat(site.house, ann, ben.id)
    for text in ("apples", "pears"):
        await send_text(site.house, ann, chat, text)
    await change_message.edit(site.house, ann, chat, 1, "plums")
    await change_message.unsend(site.house, ann, chat, 2)
    counts = [
        len((await search(site.house, ben, text, conversation_id=chat)).messages)
        for text in ("apples", "plums", "pears")
    ]
    assert counts == [0, 1, 0]


async def test_who_came_later_finds_nothing_from_before(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    group = await manage_group.create(site.house, ann, "Ferry", [])
    await send_text(site.house, ann, group, "the secret plan")
    await manage_group.add(site.house, ann, group, [ben.id])
    await send_text(site.house, ann, group, "the open plan")
    assert lines(await search(site.house, ben, "plan", conversation_id=None)) == [("Ferry", "Ann", "the open plan")]
    await manage_group.leave(site.house, ben, group)
    assert lines(await search(site.house, ben, "plan", conversation_id=None)) == []


def test_an_excerpt_shows_what_was_found() -> None:
    assert excerpt("a b  c\nd", ["c"]) == ("a b ", "c", " d")
    before, found, after = excerpt("x" * 100 + " needle " + "y" * 300, ["needle"])
    assert (before[0], found, len(before + found + after) <= 142) == ("…", "needle", True)
    assert excerpt("Straße", ["strasse"]) == ("", "", "Straße")


async def test_more_than_a_page_is_found_page_by_page(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await start_chat(site.house, ann, ben.id)
    for n in range(120):  # many at the same moment
        if n % 40 == 0:
            site.clock.travel(minutes=1)
        await send_text(site.house, ben, chat, f"story {n}")

    page = await search(site.house, ann, "story", conversation_id=chat)
    found = [one.seq for one in page.messages]
    while page.more:
        at, _, seq = page.more.partition(".")
        page = await search(site.house, ann, "story", conversation_id=chat, before=(at, int(seq)))
        found += [one.seq for one in page.messages]

    # The newest first; of one moment in any order, but each once.
    moments = [found[at : at + 40] for at in (0, 40, 80)]
    assert [sorted(one) for one in moments] == [list(range(81, 121)), list(range(41, 81)), list(range(1, 41))]
    with pytest.raises(NotFound):
        await search(site.house, cleo, "story", conversation_id=None, before=(chat, 60))

"""Pins and mutes are one person's own."""

from superapp.flows.follow_events import next_events
from superapp.flows.keep_chat import keep_chat
from superapp.flows.read_chats import list_chats
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site


async def test_pinned_chats_stand_first_for_whoever_pinned_them(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo, dan = [await site.person(name) for name in ("Ann", "Ben", "Cleo", "Dan")]
    chats = {}
    for other in (ben, cleo, dan):
        site.clock.travel(minutes=1)
        chats[other.name] = await start_chat(site.house, ann, other.id)
        await send_text(site.house, ann, chats[other.name], "hi")

    async def order() -> list[str]:
        return [row["title"] for row in (await list_chats(site.house, ann)).rows]

    assert await order() == ["Dan", "Cleo", "Ben"]
    await keep_chat(site.house, ann, chats["Ben"], is_pinned=True, is_muted=None)
    site.clock.travel(minutes=1)
    await keep_chat(site.house, ann, chats["Cleo"], is_pinned=True, is_muted=True)
    assert await order() == ["Cleo", "Ben", "Dan"]
    await keep_chat(site.house, ann, chats["Cleo"], is_pinned=False, is_muted=None)
    assert await order() == ["Ben", "Dan", "Cleo"]

    row = (await list_chats(site.house, ann)).rows[2]
    assert (row["is_muted"], row["pinned_at"]) == (True, None)
    theirs = (await list_chats(site.house, cleo)).rows[0]
    assert (theirs["is_muted"], theirs["pinned_at"]) == (False, None)
    assert [one.kind for one in await next_events(site.house, cleo, 0)] == ["message"]
    assert [one.kind for one in await next_events(site.house, ann, 0)][3:] == ["kept"] * 3

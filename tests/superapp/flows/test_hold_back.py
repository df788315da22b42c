"""Quiet hours hold back and sum up; contacts who ask and who say yes are told."""

import pytest

from superapp.flows import follow_events, keep_contacts
from superapp.flows.keep_chat import keep_chat
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.send_notifications import look_for_news
from superapp.flows.start_chat import start_chat
from superapp.notify.quiet import Wishes
from tests.superapp.conftest import Site
from tests.superapp.flows.away import Scene, away
from tests.support import unreachable
from wallet.ports import HttpReply

EVENING = Wishes(is_quiet=True, quiet_from="17:30", quiet_until="07:00", time_zone="Asia/Tokyo")  # 09:00 UTC: 18:00


@pytest.fixture
async def scene(both_sites: Site) -> Scene:
    return await away(both_sites)


async def test_what_comes_in_quiet_hours_is_summed_up_when_they_are_over(scene: Scene):
    site, house = scene.site, scene.site.house
    cleo, dan = await site.person("Cleo Marsh"), await site.person("Dan Brook")
    other, muted = await start_chat(house, scene.ann, cleo.id), await start_chat(house, scene.ann, dan.id)
    await keep_chat(house, scene.ann, muted, is_pinned=None, is_muted=True)
    await scene.wish(EVENING)
    for number in range(3):
        await scene.ben_writes(f"in the evening {number}")
        assert await scene.told() == []
        site.clock.travel(minutes=20)
    for _ in range(2):
        await send_text(house, cleo, other, "at night")
    await send_text(house, dan, muted, "of no interest")
    await keep_contacts.ask(house, dan, scene.ann.id, "we met on the ferry")
    assert await scene.told() == []
    site.clock.travel(hours=11, minutes=59)  # 06:59 there
    assert await scene.told() == []
    site.clock.travel(minutes=1)

    (told,) = await scene.told()

    assert (told["kind"], told["title"], told["address"]) == ("news", "While it was quiet", "/chats")
    assert told["body"] == "5 new messages in 2 chats · 1 contact request"
    assert await scene.told() == []  # once
    await scene.ben_writes("in the morning")
    (told,) = await scene.told()
    assert (told["body"], told["unread"]) == ("in the morning", 4)


async def test_what_was_read_in_the_night_is_not_summed_up_and_one_message_shows_as_itself(scene: Scene):
    site = scene.site
    await scene.wish(EVENING)
    for text in ("one", "two"):
        await scene.ben_writes(text)
        assert await scene.told() == []
    await mark_read(site.house, scene.ann, scene.chat, 2)
    site.clock.travel(hours=13)
    (told,) = await scene.told()
    assert (told["kind"], told["body"], told["unread"]) == ("message", "two", 1)

    site.clock.travel(hours=11)  # 18:00 again
    await scene.ben_writes("three")
    assert await scene.told() == []
    await mark_read(site.house, scene.ann, scene.chat, 4)
    site.clock.travel(hours=13)
    # The first summary is closed with the last of it, and there is no second one.
    assert [one["kind"] for one in await scene.told()] == ["read", "read"]


async def test_a_summary_is_closed_when_all_of_it_was_read_elsewhere(scene: Scene):
    site, house = scene.site, scene.site.house
    cleo = await site.person("Cleo Marsh")
    await scene.wish(EVENING)
    await scene.ben_writes("one")
    await scene.ben_writes("two")
    await keep_contacts.ask(house, cleo, scene.ann.id, "")
    assert await scene.told() == []
    site.clock.travel(hours=13)
    (told,) = await scene.told()
    assert told["tag"] == "summary"

    await mark_read(house, scene.ann, scene.chat, 2)
    assert await scene.told() == [], "one message and a request still wait"
    await mark_read(house, scene.ann, scene.chat, 3)
    await keep_contacts.accept(house, scene.ann, cleo.id)
    closed = [one for one in await scene.told() if one["kind"] == "read"]
    assert {"kind": "read", "conversation_id": "summary"} in closed
    await mark_read(house, scene.ann, scene.chat, 4)
    assert await scene.told() == [], "closed once"


async def test_a_summary_of_one_message_is_closed_under_its_conversation(scene: Scene):
    await scene.wish(EVENING)
    await scene.ben_writes("one")
    assert await scene.told() == []
    scene.site.clock.travel(hours=13)
    assert [one["kind"] for one in await scene.told()] == ["message"]
    await mark_read(scene.site.house, scene.ann, scene.chat, 2)
    assert {one["conversation_id"] for one in await scene.told()} == {"summary", scene.chat}


async def test_a_night_that_is_made_longer_or_ended_moves_the_summary(scene: Scene):
    site = scene.site
    await scene.wish(EVENING)
    await scene.ben_writes("one")
    assert await scene.told() == []
    await scene.wish(Wishes(is_quiet=True, quiet_from="17:30", quiet_until="09:00", time_zone="Asia/Tokyo"))
    site.clock.travel(hours=14)  # 08:00 there
    assert await scene.told() == []
    site.clock.travel(hours=1)
    assert [one["body"] for one in await scene.told()] == ["one"]


async def test_what_is_tried_again_keeps_the_quiet_hours(scene: Scene):
    await scene.wish(Wishes(is_quiet=True, quiet_from="09:01", quiet_until="10:00", time_zone="UTC"))
    scene.site.http.answer = unreachable
    await scene.ben_writes("just before")
    assert len(await scene.told()) == 1
    scene.site.http.answer = lambda _: HttpReply(201)
    scene.site.clock.travel(minutes=1)
    assert await scene.told() == []
    scene.site.clock.travel(hours=1)
    assert [one["body"] for one in await scene.told()] == ["just before"]


async def test_a_contact_request_and_its_acceptance_are_told_once(scene: Scene):
    site, house = scene.site, scene.site.house
    cleo, dan = await site.person("Cleo Marsh"), await site.person("Dan Brook")
    await keep_contacts.ask(house, cleo, scene.ann.id, "from the ferry")
    (told,) = await scene.told()
    assert (told["title"], told["body"]) == ("Cleo Marsh", "Wants to be your contact: from the ferry")
    assert told["address"] == "/contacts/requests"
    # Asking again and again is no news, what she answered herself neither.
    await keep_contacts.withdraw(house, cleo, scene.ann.id)
    await keep_contacts.ask(house, cleo, scene.ann.id, "please")
    await keep_contacts.accept(house, scene.ann, cleo.id)
    assert await scene.told() == []

    await keep_contacts.ask(house, scene.ann, dan.id, "")
    await keep_contacts.accept(house, dan, scene.ann.id)
    (told,) = await scene.told()
    assert (told["title"], told["body"], told["address"]) == ("Dan Brook", "Is your contact now", f"/people/{dan.id}")

    # With a page open she sees it there; what was withdrawn before it was sent is not told; without words, no words.
    assert await follow_events.pages_seen(house, {"pag_1": scene.ann.id})
    await keep_contacts.ask(house, scene.ben, scene.ann.id, "hello")
    assert await scene.told() == []
    await follow_events.page_closed(house, "pag_1")
    eve = await site.person("Eve Quinn")
    await keep_contacts.ask(house, eve, scene.ann.id, "hello")
    await look_for_news(house)
    await keep_contacts.withdraw(house, eve, scene.ann.id)
    assert await scene.told() == []
    await scene.wish(Wishes(shows_text=False, time_zone="UTC"))
    fay = await site.person("Fay Hill")
    await keep_contacts.ask(house, fay, scene.ann.id, "a secret")
    (told,) = await scene.told()
    assert told["body"] == "Wants to be your contact"

"""Messages reach a device that is not looked at, encrypted for it, when its person wants that, and no other way."""

from datetime import timedelta
from typing import Any

import pytest

from superapp.flows import (
    change_message,
    follow_events,
    manage_group,
    manage_sessions,
    send_encrypted,
)
from superapp.flows.keep_chat import keep_chat
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.send_notifications import deliver_due, look_for_news
from superapp.notify.pushes import RETRY_SECONDS
from superapp.notify.quiet import Wishes
from tests.superapp.chat.browsers import SEALED
from tests.superapp.conftest import Site
from tests.superapp.flows.away import Scene, away
from tests.superapp.notify.device import subscribed
from tests.support import unreachable
from wallet.ports import HttpReply


@pytest.fixture
async def scene(both_sites: Site) -> Scene:
    return await away(both_sites)


async def test_a_message_arrives_as_its_device_alone_can_read_it(scene: Scene):
    await scene.ben_writes("See you at the harbour")
    await look_for_news(scene.site.house)
    await deliver_due(scene.site.house)

    (sent,) = scene.site.http.sent
    assert scene.device.read(sent.body) == {
        "kind": "message",
        "conversation_id": scene.chat,
        "title": "Ben Okafor",
        "body": "See you at the harbour",
        "unread": 1,
        "sent_at": scene.site.clock.now().isoformat(),
    }
    assert (sent.method, sent.url) == ("POST", "https://push.example/ann")
    assert sent.headers["Content-Encoding"] == "aes128gcm"
    assert sent.headers["Authorization"].startswith("vapid t=")
    assert len(sent.headers["Topic"]) == 32
    assert b"harbour" not in sent.body
    scene.site.http.sent.clear()
    assert await scene.told() == []  # once


async def test_of_several_the_newest_is_shown_with_their_number(scene: Scene):
    for text in ("one", "two", "three"):
        await scene.ben_writes(text)
    (told,) = await scene.told()
    assert (told["body"], told["unread"]) == ("three", 3)


async def test_a_person_who_does_not_want_it_shows_no_words(scene: Scene):
    await scene.wish(Wishes(shows_text=False, time_zone="UTC"))
    await scene.ben_writes("a secret")
    (told,) = await scene.told()
    assert (told["title"], told["body"]) == ("Ben Okafor", "New message")


async def test_a_group_says_who_wrote(scene: Scene):
    house = scene.site.house
    await scene.site.befriend(scene.ann, scene.ben)
    await scene.told()
    group = await manage_group.create(house, scene.ben, "Harbour walk", [scene.ann.id])
    await send_text(house, scene.ben, group, "who comes along?")
    (told,) = await scene.told()
    assert (told["title"], told["body"]) == ("Harbour walk", "Ben Okafor: who comes along?")
    await manage_group.rename(house, scene.ben, group, "Harbour run")
    assert await scene.told() == []  # what happens to a group is no message


async def test_of_an_encrypted_chat_it_is_said_only_that_something_came(scene: Scene):
    site = scene.site
    chat = await send_encrypted.start(site.house, scene.ben, scene.ann.id)
    [invited] = await scene.told()
    await send_encrypted.send(site.house, scene.ben, chat, SEALED, client_id="c1")
    [told] = await scene.told()
    assert [(one["title"], one["body"]) for one in (invited, told)] == [("Encrypted message", "")] * 2
    assert "Ben" not in str(told)


async def test_a_muted_chat_stays_silent(scene: Scene):
    await keep_chat(scene.site.house, scene.ann, scene.chat, is_pinned=None, is_muted=True)
    await scene.ben_writes("psst")
    assert await scene.told() == []


async def test_muted_while_it_waited_it_stays_silent_too(scene: Scene):
    await scene.ben_writes("psst")
    await look_for_news(scene.site.house)
    await keep_chat(scene.site.house, scene.ann, scene.chat, is_pinned=None, is_muted=True)
    assert await scene.told() == []


async def test_who_has_a_page_open_is_not_told(scene: Scene):
    house = scene.site.house
    assert await follow_events.pages_seen(house, {"pag_1": scene.ann.id})
    await scene.ben_writes("you see this")
    assert await scene.told() == []
    await follow_events.page_closed(house, "pag_1")
    await scene.ben_writes("and not this")
    assert [one["body"] for one in await scene.told()] == ["and not this"]

    # A process that died leaves a page behind; it counts for a while only.
    await follow_events.pages_seen(house, {"pag_2": scene.ann.id})
    scene.site.clock.travel(minutes=2)
    await scene.ben_writes("after the crash")
    assert [one["body"] for one in await scene.told()] == ["after the crash"]


async def test_whoever_gets_no_notifications_leaves_no_page(scene: Scene):
    assert not await follow_events.pages_seen(scene.site.house, {"pag_1": scene.ben.id})


async def test_what_one_writes_oneself_is_no_news(scene: Scene):
    await send_text(scene.site.house, scene.ann, scene.chat, "from my desk")
    assert await scene.told() == []


async def test_reading_elsewhere_closes_the_notification(scene: Scene):
    await scene.ben_writes("hello")
    assert len(await scene.told()) == 1
    await mark_read(scene.site.house, scene.ann, scene.chat, 2)
    assert await scene.told() == [{"kind": "read", "conversation_id": scene.chat}]
    assert await scene.told() == []


async def test_what_never_arrived_need_not_be_closed(scene: Scene):
    await scene.ben_writes("hello")
    await look_for_news(scene.site.house)
    await mark_read(scene.site.house, scene.ann, scene.chat, 2)
    assert await scene.told() == []


async def test_a_message_that_was_taken_back_is_closed_or_never_told(scene: Scene):
    await scene.ben_writes("canary")
    assert len(await scene.told()) == 1
    await change_message.unsend(scene.site.house, scene.ben, scene.chat, 2)
    assert [one["kind"] for one in await scene.told()] == ["read"]

    await scene.ben_writes("canary")
    await look_for_news(scene.site.house)
    await change_message.unsend(scene.site.house, scene.ben, scene.chat, 3)
    assert await scene.told() == []


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_took_its_subscription_back_is_forgotten(scene: Scene, status: int):
    scene.site.http.answer = lambda _sent: HttpReply(status)
    await scene.ben_writes("anybody there?")
    assert len(await scene.told()) == 1
    assert await scene.devices() == 0
    await scene.ben_writes("no")
    assert await scene.told() == []


@pytest.mark.parametrize("answer", [unreachable, lambda _sent: HttpReply(503), lambda _sent: HttpReply(429)])
async def test_a_busy_push_service_is_asked_again_with_growing_pauses(scene: Scene, answer: Any):
    scene.site.http.answer = answer
    await scene.ben_writes("hello")
    assert len(await scene.told()) == 1
    for seconds in RETRY_SECONDS:
        scene.site.clock.travel(seconds=seconds - 1)
        assert await scene.told() == []
        scene.site.clock.travel(seconds=1)
        assert [one["body"] for one in await scene.told()] == ["hello"]
    scene.site.clock.travel(days=1)
    assert await scene.told() == []
    assert await scene.devices() == 1


async def test_a_push_service_may_name_its_own_pause(scene: Scene):
    scene.site.http.answer = lambda _sent: HttpReply(429, {"retry-after": "120"})
    await scene.ben_writes("hello")
    assert len(await scene.told()) == 1
    scene.site.clock.travel(seconds=119)
    assert await scene.told() == []
    scene.site.clock.travel(seconds=1)
    assert len(await scene.told()) == 1


async def test_what_a_push_service_refuses_is_given_up(scene: Scene):
    scene.site.http.answer = lambda _sent: HttpReply(413)
    await scene.ben_writes("hello")
    assert len(await scene.told()) == 1
    scene.site.clock.travel(hours=12)
    assert await scene.told() == []
    assert await scene.devices() == 1


async def test_a_device_that_was_signed_out_hears_nothing(scene: Scene):
    await scene.ben_writes("before")
    await look_for_news(scene.site.house)
    await manage_sessions.end_others(scene.site.house, scene.ann, kept="")
    assert await scene.told() == []
    await scene.ben_writes("after")
    assert await scene.told() == []
    assert await scene.devices() == 0


async def test_whoever_left_a_group_hears_nothing_more(scene: Scene):
    house = scene.site.house
    await scene.site.befriend(scene.ann, scene.ben)
    await scene.told()
    group = await manage_group.create(house, scene.ben, "Harbour walk", [scene.ann.id])
    await send_text(house, scene.ben, group, "who comes along?")
    assert len(await scene.told()) == 1
    await manage_group.leave(house, scene.ann, group)
    assert [one["kind"] for one in await scene.told()] == ["read"]
    await send_text(house, scene.ben, group, "Ann is gone")
    assert await scene.told() == []


async def test_a_worker_that_was_away_for_long_tells_no_old_news(scene: Scene):
    await scene.ben_writes("the day before yesterday")
    scene.site.clock.travel(days=2)
    assert await scene.told() == []


async def test_one_that_died_while_sending_is_followed_by_another(scene: Scene):
    from superapp.notify import pushes

    await scene.ben_writes("hello")
    await look_for_news(scene.site.house)
    async with scene.site.house.database.write() as session:
        assert len(await pushes.lease_due(session, now=scene.site.clock.now())) == 1
    assert await scene.told() == []
    scene.site.clock.travel(seconds=pushes.LEASE / timedelta(seconds=1))
    assert len(await scene.told()) == 1


async def test_a_browser_that_changes_hands_tells_its_new_person_alone(scene: Scene):
    other = await scene.site.signed_in(scene.ben)
    assert (await subscribed(other, scene.device)).status_code == 201
    assert await scene.devices() == 0
    await scene.ben_writes("for Ann")
    assert await scene.told() == []

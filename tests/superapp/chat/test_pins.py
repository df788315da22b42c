"""Messages above a thread: who pins what, who sees it, and what goes when."""

import pytest

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.errors import CannotChange, EncryptedOnly, NotForYou, PinsFull
from superapp.chat.pins import PINS_MAX
from superapp.contacts.errors import NotReachable, YouBlocked
from superapp.flows import keep_contacts, manage_group, pin_message, read_chats, send_encrypted, start_chat
from superapp.flows.change_message import unsend
from superapp.flows.follow_events import next_events
from superapp.flows.send_card import send_card
from superapp.flows.send_message import send_text
from tests.superapp.conftest import Site


async def pinned(site: Site, person: Person, chat: str) -> list[str]:
    """The lines above this person's thread, the latest pin last."""
    return [one["line"] for one in (await read_chats.open_chat(site.house, person, chat)).conversation["pins"]]


async def set_pinned(site: Site, person: Person, chat: str, seq: int, is_pinned: bool = True) -> None:
    await pin_message.set_pinned(site.house, person, chat, seq, is_pinned)


async def test_either_of_two_pins_and_takes_down(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    for text in ("at nine", "by the bridge"):
        await send_text(site.house, ann, chat, text)
    before = (await read_chats.open_chat(site.house, ben, chat)).state["last_event"]

    await set_pinned(site, ann, chat, 2)
    await set_pinned(site, ben, chat, 1)
    await set_pinned(site, ben, chat, 1)

    for one in (ann, ben):
        assert await pinned(site, one, chat) == ["by the bridge", "at nine"]
    seen = await read_chats.open_chat(site.house, ben, chat)
    assert [line.text for line in seen.lines[2:]] == ["Ann pinned a message", "You pinned a message"]
    with pytest.raises(NotFound):
        await set_pinned(site, cleo, chat, 1)
    with pytest.raises(NotFound):
        await set_pinned(site, ann, chat, 99)
    with pytest.raises(CannotChange):
        await set_pinned(site, ann, chat, 3)  # what happened is no message

    await set_pinned(site, ben, chat, 2, False)
    await set_pinned(site, ben, chat, 2, False)
    assert await pinned(site, ann, chat) == ["at nine"]
    events = await next_events(site.house, ben, before)
    assert [one.kind for one in events] == ["message", "message", "pins"]


async def test_of_a_group_admins_pin_and_newcomers_see_what_they_can_read(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    for one in (ben, cleo):
        await site.befriend(ann, one)
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id])
    await send_text(site.house, ben, group, "secret")
    await set_pinned(site, ann, group, 2)
    with pytest.raises(NotForYou):
        await set_pinned(site, ben, group, 2)
    with pytest.raises(NotForYou):
        await set_pinned(site, ben, group, 2, False)

    await manage_group.add(site.house, ann, group, [cleo.id])
    await send_text(site.house, ann, group, "welcome")
    await manage_group.set_role(site.house, ann, group, cleo.id, "admin")
    seq = (await read_chats.open_chat(site.house, cleo, group)).lines[-1].seq
    await set_pinned(site, cleo, group, seq)

    assert await pinned(site, cleo, group) == ["welcome"]
    assert await pinned(site, ben, group) == ["secret", "welcome"]
    for is_pinned in (True, False):
        with pytest.raises(NotFound):
            await set_pinned(site, cleo, group, 2, is_pinned)


async def test_a_few_are_pinned_and_what_is_taken_back_makes_room(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    for number in range(PINS_MAX + 1):
        await send_text(site.house, ann, chat, f"line {number}")
    for seq in range(1, PINS_MAX + 1):
        await set_pinned(site, ben, chat, seq)
    with pytest.raises(PinsFull):
        await set_pinned(site, ben, chat, PINS_MAX + 1)

    await unsend(site.house, ann, chat, 1)

    await set_pinned(site, ben, chat, PINS_MAX + 1)
    assert await pinned(site, ann, chat) == [f"line {number}" for number in range(1, PINS_MAX + 1)]
    with pytest.raises(CannotChange):
        await set_pinned(site, ann, chat, 1)


async def test_a_card_is_pinned_as_its_line(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await send_card(site.house, ann, chat, "person", {"person_id": ben.id}, client_id="c1")
    await set_pinned(site, ann, chat, 1)
    assert await pinned(site, ann, chat) == ["Contact: Ben"]
    assert (await read_chats.list_chats(site.house, ben)).rows[0]["pins"] == [{"seq": 1, "line": "Contact: Ben"}]


async def test_who_may_not_write_pins_nothing_and_may_take_down(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    for text in ("one", "two"):
        await send_text(site.house, ann, chat, text)
    await set_pinned(site, ann, chat, 1)
    await keep_contacts.block(site.house, ben, ann.id)
    with pytest.raises(NotReachable):
        await set_pinned(site, ann, chat, 2)
    with pytest.raises(YouBlocked):
        await set_pinned(site, ben, chat, 2)
    await set_pinned(site, ben, chat, 1, False)
    assert await pinned(site, ann, chat) == []


async def test_nothing_is_pinned_where_the_server_reads_nothing(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    closed = await send_encrypted.start(site.house, ann, ben.id)
    with pytest.raises(EncryptedOnly):
        await set_pinned(site, ann, closed, 1)


async def test_pinning_over_http(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    for number in range(PINS_MAX + 1):
        await send_text(site.house, ann, chat, f"line {number}")
    client = await site.signed_in(ann)
    client.headers["accept"] = "application/json"
    for seq in range(1, PINS_MAX + 1):
        reply = await client.post(f"/chats/{chat}/messages/{seq}/pin", json={"pinned": True})
        assert reply.json()["conversation"]["pins"][-1] == {"seq": seq, "line": f"line {seq - 1}"}
    full = await client.post(f"/chats/{chat}/messages/{PINS_MAX + 1}/pin", json={"pinned": True})
    assert (full.status_code, full.json()["error"]["code"]) == (409, "pins_full")
    assert (await client.post(f"/chats/{chat}/messages/1/pin", json={})).status_code == 400
    # The page leads there without scripts, too.
    page = (await client.get(f"/chats/{chat}", headers={"accept": "text/html"})).text
    assert f'class="pins-open" href="?before={PINS_MAX + 1}"' in page

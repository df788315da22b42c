"""What goes into an encrypted conversation, and what does not."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.attachments import AttachmentRefused
from superapp.chat.encrypted import SEALED_BYTES_MAX, EncryptedInvalid
from superapp.chat.errors import CannotChange, ChatWithYourself, EncryptedOnly
from superapp.contacts.errors import NotReachable
from superapp.flows import (
    change_message,
    export_data,
    forward_message,
    keep_contacts,
    read_chats,
    send_card,
    send_encrypted,
    send_file,
    send_message,
    send_money,
    send_picture,
    share_envelope,
)
from superapp.flows.search_chats import search
from superapp.flows.start_chat import start_chat
from tests.superapp.chat.browsers import SEALED
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN

Sends = Callable[[Site, Person, str], Awaitable[Any]]


async def started(site: Site) -> tuple[Person, Person, str]:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    return ann, ben, await send_encrypted.start(site.house, ann, ben.id)


async def test_two_people_have_one_encrypted_chat_beside_their_open_one(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await started(site)

    assert await send_encrypted.start(site.house, ben, ann.id) == chat
    assert await start_chat(site.house, ann, ben.id) != chat
    opened = await read_chats.open_chat(site.house, ben, chat)
    assert opened.conversation["kind"] == "encrypted"
    assert (opened.conversation["title"], opened.conversation["peer_id"]) == ("Ann", ann.id)
    assert [(line.kind, line.text) for line in opened.lines] == [("notice", "Ann started an encrypted chat")]
    with pytest.raises(ChatWithYourself):
        await send_encrypted.start(site.house, ann, ann.id)


async def test_whoever_may_not_write_starts_none(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await keep_contacts.block(site.house, ben, ann.id)
    with pytest.raises(NotReachable):
        await send_encrypted.start(site.house, ann, ben.id)
    assert (await read_chats.list_chats(site.house, ben)).rows == []


async def test_an_encrypted_message_is_sent_once_even_when_it_was_encrypted_anew(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await started(site)

    first = await send_encrypted.send(site.house, ann, chat, SEALED, client_id="c1")
    again = await send_encrypted.send(site.house, ann, chat, SEALED | {"ciphertext": "BwgAEmCk"}, client_id="c1")

    assert again == first
    assert first["body"] == SEALED
    view = await read_chats.open_chat(site.house, ben, chat)
    assert [line.text for line in view.lines][1:] == ["Encrypted message"]
    assert view.conversation["last_line"] == "Encrypted message"


SENDS: dict[str, Sends] = {
    "text": lambda site, ann, chat: send_message.send_text(site.house, ann, chat, "hello"),
    "file": lambda site, ann, chat: send_file.send_file(site.house, ann, chat, b"x", "a.txt", client_id="f"),
    "picture": lambda site, ann, chat: send_picture.send_picture(site.house, ann, chat, DRAWN, client_id="p"),
    "sticker": lambda site, ann, chat: send_card.send_card(
        site.house, ann, chat, "sticker", {"sticker": "tea"}, client_id="s"
    ),
    "money": lambda site, ann, chat: send_money.send(
        site.house, ann, chat, send_money.Wish("5", "", 0, "wish-1"), "482913"
    ),
    "envelope": lambda site, ann, chat: share_envelope.send(
        site.house, ann, chat, share_envelope.Wish("equal", "1", 1, "", "jade", "wish-2"), "482913"
    ),
}


@pytest.mark.parametrize("what", SENDS)
async def test_nothing_readable_goes_into_it(site: Site, what: str) -> None:
    ann, _, chat = await started(site)
    with pytest.raises(EncryptedOnly):
        await SENDS[what](site, ann, chat)
    assert [line.kind for line in (await read_chats.open_chat(site.house, ann, chat)).lines] == ["notice"]


async def test_nothing_is_forwarded_into_it_or_out_of_it(site: Site) -> None:
    ann, ben, chat = await started(site)
    direct = await start_chat(site.house, ann, ben.id)
    await send_message.send_text(site.house, ann, direct, "open")
    await send_encrypted.send(site.house, ann, chat, SEALED, client_id="c1")

    with pytest.raises(EncryptedOnly):
        await forward_message.forward(site.house, ann, direct, 1, [chat], client_id="w1")
    with pytest.raises(CannotChange):
        await forward_message.forward(site.house, ann, chat, 2, [direct], client_id="w2")
    with pytest.raises(EncryptedOnly):
        await send_encrypted.send(site.house, ann, direct, SEALED, client_id="c2")
    assert [one["kind"] for one in (await forward_message.targets(site.house, ann)).chats] == ["direct"]


async def test_it_is_neither_edited_nor_reacted_to_but_taken_back(site: Site) -> None:
    ann, ben, chat = await started(site)
    await send_encrypted.send(site.house, ann, chat, SEALED, client_id="c1")
    with pytest.raises(EncryptedOnly):
        await change_message.edit(site.house, ann, chat, 2, "in the open")
    with pytest.raises(CannotChange):
        await change_message.react(site.house, ben, chat, 2, "👍")

    taken = await change_message.unsend(site.house, ann, chat, 2)

    assert (taken["kind"], taken["body"]) == ("unsent", {})


@pytest.mark.parametrize(
    "change",
    [
        {"algorithm": "none"},
        {"ciphertext": "not base64!"},
        {"ciphertext": "A" * 40_000},
        {"ciphertext": 5},
        {"device_id": "../x"},
        {"text": "hello"},
    ],
)
async def test_what_is_no_megolm_message_is_refused(site: Site, change: dict[str, Any]) -> None:
    ann, _, chat = await started(site)
    with pytest.raises(EncryptedInvalid):
        await send_encrypted.send(site.house, ann, chat, SEALED | change, client_id="c1")


async def test_a_search_of_the_server_finds_nothing_in_it_and_an_export_says_why(site: Site) -> None:
    ann, _, chat = await started(site)
    await send_encrypted.send(site.house, ann, chat, SEALED, client_id="c1")

    for words in ("Encrypted", "AwgAEmCk", "megolm"):
        assert (await search(site.house, ann, words, conversation_id=None)).messages == []
    parts = [part async for part in export_data.export(site.house, ann)]
    with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
        told = json.loads(archive.read(f"chats/{chat}.json"))
    assert "only in the browsers" in told["cannot_contain"]
    assert [(one["kind"], one["body"]) for one in told["messages"]][1:] == [("encrypted", {})]


async def test_a_sealed_file_goes_to_who_is_in_the_chat_and_goes_with_its_message(both_sites: Site) -> None:
    site = both_sites
    ann, ben, chat = await started(site)
    cleo, house = await site.person("Cleo"), site.house
    sealed = bytes(range(256)) * 40

    first = await send_encrypted.send(house, ann, chat, SEALED, client_id="c1", sealed=sealed)
    again = await send_encrypted.send(house, ann, chat, SEALED, client_id="c1", sealed=b"other bytes")

    assert again == first
    assert "sea_" not in str(first)
    assert await send_encrypted.get_sealed(house, ben, chat, first["seq"]) == sealed
    with pytest.raises(NotFound):
        await send_encrypted.get_sealed(house, cleo, chat, first["seq"])
    with pytest.raises(AttachmentRefused):
        await send_encrypted.send(house, ann, chat, SEALED, client_id="c2", sealed=bytes(SEALED_BYTES_MAX + 1))
    with pytest.raises(EncryptedInvalid):
        await send_encrypted.send(house, ann, chat, {"text": "in the open"}, client_id="c3", sealed=sealed)

    await change_message.unsend(house, ann, chat, first["seq"])
    with pytest.raises(NotFound):
        await send_encrypted.get_sealed(house, ben, chat, first["seq"])

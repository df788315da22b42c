"""Files, voice notes, places, people and stickers: what is taken, who gets it, and what is sent on."""

import re
from pathlib import Path

import pytest

from superapp.base.errors import NotFound
from superapp.chat.attachments import FILE_BYTES_MAX, AttachmentRefused, file_name
from superapp.chat.errors import CannotChange
from superapp.contacts.errors import NotReachable, YouBlocked
from superapp.flows import (
    change_message,
    forward_message,
    keep_contacts,
    manage_group,
    read_chats,
    send_card,
    send_file,
    send_message,
    send_picture,
    start_chat,
    tell_typing,
)
from superapp.storage.blobs import BlobUnknown
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN

ROOT = Path(__file__).parents[3]
WEBM = b"\x1a\x45\xdf\xa3" + b"\0" * 60


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\notes.txt", "notes.txt"),
        (".htaccess", "htaccess"),
        ("  \u202e gnp.exe", "gnp.exe"),
        ("", "file"),
        ("x" * 300 + ".tar", "x" * 116 + ".tar"),
    ],
)
def test_names_of_files_are_only_names(given: str, kept: str) -> None:
    assert file_name(given) == kept


async def test_a_file_reaches_the_members_alone(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    sent = await send_file.send_file(site.house, ann, chat, b"<script>", "a.html", client_id="f1")
    again = await send_file.send_file(site.house, ann, chat, b"<script>", "a.html", client_id="f1")
    assert again["seq"] == sent["seq"]
    file = sent["body"]["file"]

    reply = await (await site.signed_in(ben)).get(f"/chats/{chat}/files/{file}")
    assert (reply.content, reply.headers["content-type"]) == (b"<script>", "application/octet-stream")
    assert reply.headers["content-disposition"] == "attachment; filename*=UTF-8''a.html"
    assert (await (await site.signed_in(cleo)).get(f"/chats/{chat}/files/{file}")).status_code == 404
    other = await start_chat.start_chat(site.house, cleo, ann.id)
    assert (await (await site.signed_in(cleo)).get(f"/chats/{other}/files/{file}")).status_code == 404

    await change_message.unsend(site.house, ann, chat, sent["seq"])
    with pytest.raises((NotFound, BlobUnknown)):
        await send_file.get_attachment(site.house, ben, chat, file)


async def test_what_cannot_be_sent_is_refused_and_nothing_is_written(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    tries = [
        send_file.send_file(site.house, ann, chat, b"", "a", client_id="1"),
        send_file.send_file(site.house, ann, chat, b"x" * (FILE_BYTES_MAX + 1), "a", client_id="2"),
        send_file.send_voice(site.house, ann, chat, b"no sound at all", 3, client_id="3"),
        send_file.send_voice(site.house, ann, chat, WEBM, 0, client_id="4"),
        send_file.send_voice(site.house, ann, chat, WEBM, 301, client_id="5"),
        send_card.send_card(
            site.house,
            ann,
            chat,
            "place",
            {"latitude": 91.0, "longitude": 0.0, "name": "", "address": ""},
            client_id="6",
        ),
    ]
    for one in tries:
        with pytest.raises(AttachmentRefused):
            await one
    with pytest.raises(NotFound):
        await send_card.send_card(site.house, ann, chat, "person", {"person_id": "per_nobody"}, client_id="7")
    client = await site.signed_in(ann)
    for body in ({"kind": "sticker", "sticker": "rude"}, {"kind": "place", "latitude": "x"}, {"kind": "bomb"}):
        reply = await client.post(f"/chats/{chat}/cards", json=body | {"client_id": "8"})
        assert reply.status_code == 400
    assert (await read_chats.list_chats(site.house, ann)).rows == []


async def test_a_message_is_sent_on_with_copies_of_its_own(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    source, target = [await start_chat.start_chat(site.house, ann, one.id) for one in (ben, cleo)]
    saved = await start_chat.start_chat(site.house, ann, ann.id)
    await send_message.send_text(site.house, ben, source, "the plan")
    picture = await send_picture.send_picture(site.house, ben, source, DRAWN, client_id="p1")
    voice = await send_file.send_voice(site.house, ben, source, WEBM, 4, client_id="v1")
    for seq in (1, picture["seq"], voice["seq"]):
        await forward_message.forward(site.house, ann, source, seq, [target, saved], client_id=f"w{seq}")
        await forward_message.forward(site.house, ann, source, seq, [target], client_id=f"w{seq}")
    await change_message.unsend(site.house, ben, source, voice["seq"])

    got = (await read_chats.open_chat(site.house, cleo, target)).state["open"]["messages"]
    assert [(one["kind"], one["is_forwarded"]) for one in got] == [("text", True), ("picture", True), ("voice", True)]
    data, _ = await send_file.get_attachment(site.house, cleo, target, got[2]["body"]["voice"])
    assert data == WEBM
    kept = (await read_chats.open_chat(site.house, ann, saved)).conversation
    assert (kept["title"], kept["kind"], kept["last_seq"]) == ("Saved messages", "saved", 3)
    with pytest.raises(CannotChange):  # other people's words stay theirs
        await change_message.edit(site.house, ann, target, 1, "my plan")
    with pytest.raises(NotFound):
        await forward_message.forward(site.house, cleo, source, 1, [target], client_id="x")
    await keep_contacts.block(site.house, cleo, ann.id)
    with pytest.raises(NotReachable):
        await forward_message.forward(site.house, ann, source, 1, [saved, target], client_id="y")
    assert (await read_chats.open_chat(site.house, ann, saved)).conversation["last_seq"] == 3


async def test_whoever_may_be_written_to_is_offered_also_without_a_chat(site: Site) -> None:
    ann, ben, cleo, dan = [await site.person(name) for name in ("Ann", "Ben", "Cleo", "Dan")]
    for other in (cleo, dan):
        await site.befriend(ann, other)
    source = await start_chat.start_chat(site.house, ann, ben.id)
    await send_message.send_text(site.house, ben, source, "the plan")
    await keep_contacts.block(site.house, ann, dan.id)

    found = await forward_message.targets(site.house, ann)
    assert [one["title"] for one in found.chats] == ["Ben"]
    assert [one["name"] for one in found.people] == ["Saved messages", "Cleo"]

    everybody = [source, *(one["id"] for one in found.people)]
    for _ in range(2):  # the answer was lost, and the browser asks again
        await forward_message.forward(site.house, ann, source, 1, everybody, client_id="w1")
    assert [one["last_line"] for one in (await read_chats.list_chats(site.house, ann)).rows] == ["the plan"] * 3
    assert (await read_chats.list_chats(site.house, cleo)).rows[0]["last_seq"] == 1
    found = await forward_message.targets(site.house, ann)
    assert (len(found.chats), found.people) == (3, [])
    with pytest.raises(YouBlocked):
        await forward_message.forward(site.house, ann, source, 1, [dan.id], client_id="w2")


def test_the_menu_offers_to_forward_what_the_server_forwards() -> None:
    menu = (ROOT / "superapp/browser/shell/message_acts.ts").read_text()
    (offered,) = re.findall(r"const FORWARDED = \[([^\]]*)\];", menu)
    assert tuple(re.findall(r"'(\w+)'", offered)) == forward_message.FORWARDED


async def test_a_name_in_a_group_is_noticed_until_it_is_read(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name, handle=name.lower()) for name in ("Ann", "Ben", "Cleo")]
    for other in (ben, cleo):
        await site.befriend(ann, other)
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id])
    said = await send_message.send_text(site.house, ann, group, "@Ben and @cleo, mail me@ben.example, @nobody")
    assert said["body"]["mentions"] == {"ben": ben.id}

    async def mention() -> int:
        return (await read_chats.list_chats(site.house, ben)).rows[0]["mention_seq"]

    assert await mention() == said["seq"]
    client = await site.signed_in(ben)
    await client.post(f"/chats/{group}/read", json={"seq": said["seq"]})
    assert await mention() == 0


async def test_writing_is_whispered_to_whom_one_may_write(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    async with site.house.hub.listen(ben.id) as wake:
        await tell_typing.tell_typing(site.house, ann, chat)
        assert wake.is_set()
        assert (wake.is_news, [*wake.whispers]) == (False, [(chat, ann.id)])
        wake.whispers.clear()
        await keep_contacts.block(site.house, ben, ann.id)
        await tell_typing.tell_typing(site.house, ann, chat)
        assert not wake.whispers

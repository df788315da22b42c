import pytest

from superapp.base.errors import NotFound
from superapp.chat.errors import ClientIdInvalid
from superapp.flows import change_message, read_chats
from superapp.flows.send_message import send_text
from superapp.flows.send_picture import look_at_picture, send_picture
from superapp.flows.start_chat import start_chat
from superapp.storage.blobs import BlobUnknown
from superapp.storage.pictures import PictureRefused
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN, drawn


async def test_a_picture_is_seen_by_both_until_it_is_taken_back(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await start_chat(site.house, ann, ben.id)
    with_cleo = await start_chat(site.house, ben, cleo.id)

    sent = [await send_picture(site.house, ann, chat, DRAWN, client_id="c1") for _ in range(2)]
    await send_text(site.house, ben, chat, "nice", reply_to=1)

    assert sent[0]["id"] == sent[1]["id"]
    assert (sent[0]["kind"], sent[0]["body"]["width"], sent[0]["body"]["height"]) == ("picture", 64, 48)
    messages = (await read_chats.open_chat(site.house, ben, chat)).state["open"]["messages"]
    assert messages[1]["answers"]["line"] == "Picture"
    name = sent[0]["body"]["picture"]
    for small in (True, False):
        assert (await look_at_picture(site.house, ben, chat, name, small=small))[8:12] == b"WEBP"
    with pytest.raises(NotFound):
        await look_at_picture(site.house, cleo, chat, name, small=True)
    with pytest.raises(BlobUnknown):  # the name alone, through a conversation of his own
        await look_at_picture(site.house, cleo, with_cleo, name, small=True)

    await change_message.unsend(site.house, ann, chat, 1)

    for small in (True, False):
        with pytest.raises(BlobUnknown):
            await look_at_picture(site.house, ben, chat, name, small=small)


async def test_what_cannot_be_sent_leaves_nothing(site: Site) -> None:
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await start_chat(site.house, ann, ben.id)
    with pytest.raises(PictureRefused):
        await send_picture(site.house, ann, chat, drawn("TIFF"), client_id="c1")
    with pytest.raises(NotFound):
        await send_picture(site.house, cleo, chat, DRAWN, client_id="c1")
    with pytest.raises(ClientIdInvalid):
        await send_picture(site.house, ann, chat, DRAWN, client_id="")
    assert (await read_chats.open_chat(site.house, ann, chat)).lines == []


async def test_a_picture_travels_over_http(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat(site.house, ann, ben.id)
    client = await site.signed_in(ann)
    headers = {"content-type": "image/png", "accept": "application/json"}

    sent = await client.post(f"/chats/{chat}/pictures?client_id=c1", content=DRAWN, headers=headers)
    message = sent.json()["message"]
    seen = await client.get(f"/chats/{chat}/pictures/{message['body']['picture']}-small.webp")

    assert (sent.status_code, seen.status_code, seen.headers["content-type"]) == (201, 200, "image/webp")
    assert "sandbox" in seen.headers["content-security-policy"]
    assert seen.headers["cache-control"].startswith("private")
    for name in ("x.webp", "pic_1.webp", f"{message['body']['picture']}.png", "..%2f..%2fx.webp"):
        assert (await client.get(f"/chats/{chat}/pictures/{name}")).status_code == 404
    big = await client.post(
        f"/chats/{chat}/pictures?client_id=c2", content=b"\0" * (15 * 1024 * 1024 + 1), headers=headers
    )
    assert (big.status_code, big.json()["error"]["code"]) == (400, "picture_refused")
    far = await client.post(f"/chats/{chat}/pictures?client_id=c3", content=b"\0" * (16 * 1024 * 1024), headers=headers)
    assert far.status_code == 413

"""Answers of programs to people, sent with PyPI wechatpy: within the windows that a person opens, five at most, and
nothing of one program in the thread of another."""

import io
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from wechatpy.utils import check_signature

from superapp.flows import ask_program, keep_message_push, push_to_programs
from superapp.flows.send_message import send_text
from superapp.programs.message_errors import PushAddressRefused
from superapp.web.server_api import answers
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN
from tests.superapp.published import open_as
from tests.superapp.web.server_api.speaking import Speaker, new_speaker
from wallet.ports import HttpReply

URL, TOKEN = "https://shop.example/wx?from=host", "Secret123"
CUSTOM = "message/custom/send"


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def answering(site: Site, speaker: Speaker) -> None:
    """The program's server says echostr back, and is told what people write."""
    site.http.answer = lambda sent: HttpReply(200, {}, query_of(sent.url).get("echostr", "success").encode())
    await keep_message_push.keep(site.house, speaker.publisher.developer.id, speaker.appid, URL, TOKEN)
    site.http.sent.clear()


async def contact(speaker: Speaker, card: dict[str, Any] | None = None) -> str:
    told = await speaker.opened.call("openContact", {"session_from": "goods 7", "card": card})
    return told["ok"]["conversation_id"]


async def test_a_person_asks_and_the_program_answers_five_times_within_two_days(both_sites: Site, address: str):
    speaker = await new_speaker(both_sites, address)
    await answering(both_sites, speaker)
    conversation = await contact(speaker)
    both_sites.clock.travel(minutes=2)
    early = await speaker.post(CUSTOM, {"touser": speaker.openid, "msgtype": "text", "text": {"content": "hello"}})
    await send_text(both_sites.house, speaker.ann, conversation, "Is it waterproof?")

    for number in range(5):
        await speaker.call("message.send_text", speaker.openid, f"answer {number}")
    sixth = await speaker.post(CUSTOM, {"touser": speaker.openid, "msgtype": "text", "text": {"content": "more"}})
    await send_text(both_sites.house, speaker.ann, conversation, "Thank you!")
    both_sites.clock.travel(hours=47, minutes=59)
    await speaker.call("message.send_text", speaker.openid, "in time")
    both_sites.clock.travel(minutes=1)
    late = await speaker.post(CUSTOM, {"touser": speaker.openid, "msgtype": "text", "text": {"content": "late"}})

    codes = (early["errcode"], sixth["errcode"], late["errcode"])
    assert codes == (answers.WINDOW_OVER, answers.WINDOW_FULL, answers.WINDOW_OVER)
    said = [one["body"]["text"] for one in await speaker.messages()]
    assert said == ["Is it waterproof?", *(f"answer {number}" for number in range(5)), "Thank you!", "in time"]


async def test_who_comes_in_may_be_greeted_twice_within_a_minute(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    await answering(site, speaker)
    await contact(speaker)
    hello = {"touser": speaker.openid, "msgtype": "text", "text": {"content": "How can we help?"}}

    codes = [(await speaker.post(CUSTOM, hello))["errcode"] for _ in range(3)]
    await contact(speaker)
    again = (await speaker.post(CUSTOM, hello))["errcode"]
    typing = await speaker.post("message/custom/typing", {"touser": speaker.openid, "command": "Typing"})
    site.clock.travel(seconds=60)
    late = await speaker.post("message/custom/typing", {"touser": speaker.openid, "command": "Typing"})

    assert [*codes, again] == [0, 0, answers.WINDOW_FULL, 0]
    assert (typing["errcode"], late["errcode"]) == (0, answers.TYPING_TOO_LATE)


async def test_every_kind_of_answer_is_shown_as_what_it_is(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    await answering(site, speaker)
    await contact(speaker)
    conversation = await contact(speaker)
    await send_text(site.house, speaker.ann, conversation, "Show me")
    uploaded = await speaker.call("media.upload", "image", ("lantern.png", io.BytesIO(DRAWN), "image/png"))
    media = uploaded["media_id"]

    await speaker.call("message.send_image", speaker.openid, media)
    link = {"title": "Care", "description": "How to clean it", "url": "https://shop.example/care", "thumb_url": ""}
    await speaker.call("message.send_link", speaker.openid, link)
    page = {"title": "A lantern", "pagepath": "pages/goods/goods?id=7", "thumb_media_id": media}
    await speaker.call("message.send_mini_program_page", speaker.openid, page)
    product = {"title": "A lantern", "pagepath": "pages/goods/goods?id=7", "image": "images/dot.png", "price": 3800}
    sent = await speaker.post(CUSTOM, {"touser": speaker.openid, "msgtype": "product", "product": product})

    assert sent["errcode"] == 0
    _, picture, words, card, goods = await speaker.messages()
    assert [one["kind"] for one in (picture, words, card, goods)] == ["picture", "text", "program", "product"]
    assert words["body"]["text"] == "Care\nHow to clean it\nhttps://shop.example/care"
    assert card["body"]["image"].endswith("-small.webp")
    assert (await speaker.opened.client.get(card["body"]["image"])).status_code == 200
    stranger = await site.signed_in(await site.person("Ben"))
    assert (await stranger.get(card["body"]["image"])).status_code == 404
    assert (goods["body"]["amount_minor"], goods["body"]["currency"]) == (3800, "CNY")
    assert goods["body"]["image"].startswith(f"/mp/{speaker.appid}/")
    for body, errcode in (
        ({"msgtype": "voice", "voice": {"media_id": media}}, answers.BAD_KIND),
        ({"msgtype": "image", "image": {"media_id": "med_nonsense"}}, answers.BAD_MEDIA),
        ({"msgtype": "text", "text": {"content": " "}}, answers.EMPTY),
        ({"msgtype": "text", "text": {"content": "x" * 4001}}, answers.TOO_LONG),
        ({"msgtype": "miniprogrampage", "miniprogrampage": page | {"pagepath": "no/such/page"}}, answers.BAD_PAGE),
        ({"msgtype": "link", "link": link | {"url": "javascript:alert(1)"}}, answers.BAD_ARGUMENT),
    ):
        assert (await speaker.post(CUSTOM, {"touser": speaker.openid} | body))["errcode"] == errcode, body


async def test_a_picture_is_its_programs_alone_and_for_three_days(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    stranger = await new_speaker(site, site_address, "Otto", speaker.ann)
    uploaded = await speaker.call("media.upload", "image", ("lantern.png", io.BytesIO(DRAWN), "image/png"))
    body = {"msgtype": "image", "image": {"media_id": uploaded["media_id"]}}
    for one in (speaker, stranger):
        await answering(site, one)
        await contact(one)

    assert (await stranger.post(CUSTOM, {"touser": stranger.openid} | body))["errcode"] == answers.BAD_MEDIA
    assert (await speaker.post(CUSTOM, {"touser": speaker.openid} | body))["errcode"] == 0
    site.clock.travel(days=3)
    await speaker.call("fetch_access_token")
    speaker.opened = await open_as(site, speaker.ann, speaker.appid)
    await contact(speaker)
    assert (await speaker.post(CUSTOM, {"touser": speaker.openid} | body))["errcode"] == answers.BAD_MEDIA


async def test_what_a_person_writes_reaches_the_server_signed_and_once(both_sites: Site, address: str):
    site, speaker = both_sites, await new_speaker(both_sites, address)
    await answering(site, speaker)
    card = {"title": "A lantern", "path": "pages/goods/goods?id=7", "image": "images/dot.png", "price": 3800}
    conversation = await contact(speaker, card)
    waiting = (await speaker.opened.client.get(f"/chats/{conversation}/card")).json()["card"]
    sent = await ask_program.send_card(site.house, speaker.ann, conversation, client_id="card-1")
    # An answer that was lost on its way is asked for again.
    assert await ask_program.send_card(site.house, speaker.ann, conversation, client_id="card-1") == sent
    await send_text(site.house, speaker.ann, conversation, "Is it waterproof? ä")

    while await push_to_programs.push_due(site.house):
        pass

    told = [json.loads(one.body) for one in site.http.sent]
    assert waiting["kind"] == "product"
    assert [(one["MsgType"], one.get("Event")) for one in told] == [
        ("event", "user_enter_tempsession"),
        ("miniprogrampage", None),
        ("text", None),
    ]
    assert told[0]["SessionFrom"] == "goods 7"
    assert (told[1]["Title"], told[1]["PagePath"]) == ("A lantern", "pages/goods/goods?id=7")
    assert told[2]["Content"] == "Is it waterproof? ä"
    assert {one["FromUserName"] for one in told} == {speaker.openid}
    for one in site.http.sent:
        asked = query_of(one.url)
        assert asked["from"] == "host"
        check_signature(TOKEN, asked["signature"], asked["timestamp"], asked["nonce"])
    assert (await speaker.opened.client.get(f"/chats/{conversation}/card")).json()["card"] is None


async def test_a_server_that_is_away_is_tried_three_times_and_holds_up_nobody(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    other = await new_speaker(site, site_address, "Otto", speaker.ann)
    threads = list[str]()
    for one in (speaker, other):
        await answering(site, one)
        threads.append(await contact(one))
        await push_to_programs.push_due(site.house)
    for thread in threads:
        await send_text(site.house, speaker.ann, thread, "hello?")
        await send_text(site.house, speaker.ann, thread, "anybody?")
    site.http.sent.clear()

    def away(sent: Any) -> HttpReply:
        return HttpReply(500 if json.loads(sent.body)["ToUserName"] == speaker.appid else 200)

    site.http.answer = away
    for _ in range(8):
        await push_to_programs.push_due(site.house)
        site.clock.travel(seconds=5)

    said = [(json.loads(one.body)["ToUserName"], json.loads(one.body)["Content"]) for one in site.http.sent]
    assert [text for appid, text in said if appid == speaker.appid] == ["hello?"] * 3 + ["anybody?"] * 3
    assert [text for appid, text in said if appid == other.appid] == ["hello?", "anybody?"]


async def test_nobody_writes_where_nobody_answers(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    refused = await speaker.opened.call("openContact", {"session_from": "", "card": None})
    await answering(site, speaker)
    conversation = await contact(speaker)
    client = speaker.opened.client
    words = {"text": "hello", "client_id": "c1"}
    written = await client.post(f"/chats/{conversation}/messages", json=words)
    money = await client.get(f"/chats/{conversation}/money")
    await keep_message_push.drop(site.house, speaker.publisher.developer.id, speaker.appid)
    silent = await client.post(f"/chats/{conversation}/messages", json=words | {"client_id": "c2"})

    assert refused["refused"]["errMsg"] == "openContact:fail the program has no customer service"
    assert (written.status_code, silent.status_code) == (201, 409)
    assert money.status_code in {404, 409}, "there is nobody to send money to"


@pytest.mark.parametrize(
    ("url", "token", "echoes"),
    [
        ("http://shop.example/wx", TOKEN, True),
        ("https://127.0.0.1/wx", TOKEN, True),
        ("https://user@shop.example/wx", TOKEN, True),
        (URL, "no", True),
        (URL, TOKEN, False),
    ],
)
async def test_an_address_is_checked_before_anything_is_sent_there(
    site: Site, site_address: str, url: str, token: str, echoes: bool
):
    speaker = await new_speaker(site, site_address)
    site.http.answer = lambda sent: HttpReply(200, {}, query_of(sent.url)["echostr"].encode() if echoes else b"hello")

    with pytest.raises(PushAddressRefused):
        await keep_message_push.keep(site.house, speaker.publisher.developer.id, speaker.appid, url, token)

    refused = await speaker.opened.call("openContact", {"session_from": "", "card": None})
    assert "refused" in refused

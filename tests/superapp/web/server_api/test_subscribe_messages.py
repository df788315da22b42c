"""Messages that people agreed to, sent with PyPI wechatpy: one for each accept, never more, and every refusal with the
platform's code and our reason."""

import asyncio
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.exceptions import WeChatClientException

from superapp.programs.message_library import KEYWORDS_MAX, LIBRARY
from superapp.programs.message_values import KINDS, fits
from superapp.web.server_api import answers
from tests.superapp.conftest import Site
from tests.superapp.published import open_as
from tests.superapp.web.server_api.speaking import STARTS_SOON, Speaker, new_speaker

SEND = "message/subscribe/send"


async def test_an_accept_is_one_message_that_opens_its_page(both_sites: Site, address: str):
    speaker = await new_speaker(both_sites, address)
    template = await speaker.template()
    assert await speaker.template() == template, "the same choice is the same template"
    send = ("wxa.send_subscribe_message", speaker.openid, template, STARTS_SOON, "pages/goods/goods?id=7")
    await speaker.accept(template)

    sent = await speaker.call(*send)
    with pytest.raises(WeChatClientException) as used_up:
        await speaker.call(*send)

    assert (sent["errcode"], sent["remaining"]) == (0, 0)
    assert isinstance(sent["msgid"], int)
    assert used_up.value.errcode == answers.NOT_WANTED
    (card,) = await speaker.messages()
    assert card["kind"] == "subscription"
    assert card["body"]["title"] == "It starts soon"
    assert card["body"]["lines"] == [["What", "The Lighthouse"], ["When", "2026-11-28 19:30"], ["Where", "Hall 2"]]
    assert card["body"]["path"] == "pages/goods/goods?id=7"
    assert card["sender_id"] is None


async def test_ten_sends_at_once_use_three_accepts_for_three_messages(both_sites: Site, address: str):
    speaker = await new_speaker(both_sites, address)
    template = await speaker.template()
    for _ in range(3):
        await speaker.accept(template)
    token = await asyncio.to_thread(lambda: speaker.client.access_token)
    body = {"touser": speaker.openid, "template_id": template, "data": STARTS_SOON}

    async with httpx2.AsyncClient(base_url=address, timeout=30) as client:
        sends = (client.post(f"/cgi-bin/{SEND}?access_token={token}", json=body) for _ in range(10))
        codes = [reply.json()["errcode"] for reply in await asyncio.gather(*sends)]
        named = body | {"client_msg_id": "reminder of booking 7"}
        await speaker.accept(template)
        repeats = (client.post(f"/cgi-bin/{SEND}?access_token={token}", json=named) for _ in range(5))
        numbers = {reply.json().get("msgid") for reply in await asyncio.gather(*repeats)}

    assert sorted(codes) == [0] * 3 + [answers.NOT_WANTED] * 7
    assert len(numbers) == 1, "a message with a name of its own is sent once"
    assert numbers != {None}
    assert len(await speaker.messages()) == 4


async def test_who_is_not_told_learns_why(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    template, other = await speaker.template(), await speaker.template(1101, (1, 6))
    await speaker.accept(other, "reject")

    async def reason(wanted: str, data: dict[str, Any]) -> str:
        token = await asyncio.to_thread(lambda: speaker.client.access_token)
        body = {"touser": speaker.openid, "template_id": wanted, "data": data}
        async with httpx2.AsyncClient(base_url=site_address) as client:
            told = (await client.post(f"/cgi-bin/{SEND}?access_token={token}", json=body)).json()
        assert told["errcode"] == answers.NOT_WANTED
        return told["detail"]["reason"]

    assert await reason(template, STARTS_SOON) == "no_credit"
    assert await reason(other, {"thing1": {"value": "Lantern"}, "amount6": {"value": "¥38.00"}}) == "refused"
    await speaker.accept(template)
    await speaker.opened.call("setConsent", {"scope": "subscriptions", "granted": False})
    assert await reason(template, STARTS_SOON) == "switched_off"
    owed = await speaker.post("message/subscribe/owed", {"touser": speaker.openid})
    assert {one["template_id"]: one["remaining"] for one in owed["templates"]} == {template: 1, other: 0}


async def test_faults_of_a_message_have_the_platforms_codes_and_use_nothing_up(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    stranger = await new_speaker(site, site_address, "Otto", speaker.ann)
    template = await speaker.template()
    await speaker.accept(template)
    body = {"touser": speaker.openid, "template_id": template, "data": STARTS_SOON}
    long = STARTS_SOON | {"thing1": {"value": "x" * 41}}
    cases: list[tuple[dict[str, Any], int]] = [
        ({"touser": stranger.openid}, answers.BAD_OPENID),
        ({"template_id": await stranger.template()}, answers.BAD_TEMPLATE),
        ({"template_id": "nonsense"}, answers.BAD_TEMPLATE),
        ({"page": "pages/nowhere/nowhere"}, answers.BAD_PAGE),
        ({"data": {"thing1": {"value": "x"}}}, answers.BAD_ARGUMENT),
        ({"data": STARTS_SOON | {"time2": {"value": "soon"}}}, answers.BAD_ARGUMENT),
        ({"data": long}, answers.BAD_ARGUMENT),
        ({"data": "x"}, answers.BAD_JSON),
    ]

    for change, errcode in cases:
        assert (await speaker.post(SEND, body | change))["errcode"] == errcode, change
    told = await speaker.post(SEND, body | {"data": long})
    assert "data.thing1.value invalid" in told["errmsg"]
    reply = await site.client.post(f"/cgi-bin/{SEND}?access_token=nonsense", json=body)
    assert reply.json()["errcode"] == answers.BAD_TOKEN
    foreign = await stranger.post(SEND, body)
    assert foreign["errcode"] == answers.BAD_OPENID, "another program's token speaks to nobody here"
    assert (await speaker.post(SEND, body))["errcode"] == 0, "after all that the one message is still owed"


async def test_templates_are_chosen_listed_and_dropped(site: Site, site_address: str):
    speaker = await new_speaker(site, site_address)
    get = "wxa._get"
    titles = await speaker.call(get, "wxaapi/newtmpl/getpubtemplatetitles", params={"ids": "", "start": 0, "limit": 30})
    words = await speaker.call(get, "wxaapi/newtmpl/getpubtemplatekeywords", params={"tid": 1001})
    template = await speaker.template(1001, (3, 1))
    listed = await speaker.call(get, "wxaapi/newtmpl/gettemplate")

    assert titles["count"] == len(LIBRARY)
    assert words["data"][1] == {"kid": 2, "name": "When", "example": "2026-11-28 19:30", "rule": "time"}
    assert [one["priTmplId"] for one in listed["data"]] == [template]
    assert listed["data"][0]["content"] == "Where:{{thing3.DATA}}\nWhat:{{thing1.DATA}}\n"
    for body, errcode in (
        ({"tid": 1, "kidList": [1, 2]}, answers.BAD_TITLE),
        ({"tid": 1001, "kidList": [1, 1]}, answers.BAD_KEYWORDS),
        ({"tid": 1001, "kidList": [99, 1]}, answers.BAD_KEYWORDS),
    ):
        with pytest.raises(WeChatClientException) as refused:
            await speaker.call("wxa._post", "wxaapi/newtmpl/addtemplate", data=body)
        assert refused.value.errcode == errcode
    await speaker.call("wxa._post", "wxaapi/newtmpl/deltemplate", data={"priTmplId": template})
    assert (await speaker.call(get, "wxaapi/newtmpl/gettemplate"))["data"] == []


async def test_the_sheet_says_what_a_message_is_in_the_persons_words(site: Site, site_address: str):
    ann = await site.person("Ann", language="it")
    speaker = await new_speaker(site, site_address, person=ann)
    stranger = await new_speaker(site, site_address, "Otto", ann)
    template = await speaker.template()

    offered = await speaker.opened.call("messageTemplates", {"ids": [template]})
    foreign = await open_as(site, ann, stranger.appid)

    (one,) = offered["ok"]["templates"]
    assert one["id"] == template
    assert len(one["says"]) == 3
    unknown = {"errno": 20001, "errMsg": "messageTemplates:fail No template data return, verify the template id exist"}
    assert (await foreign.call("messageTemplates", {"ids": [template]}))["refused"] == unknown
    refused = await foreign.call("answerSubscriptions", {"answers": {template: "accept"}, "keep": False})
    assert refused["refused"]["errno"] == 20001, "nobody agrees to another program's messages"


def test_every_example_of_the_library_fits_its_keyword():
    for title in LIBRARY:
        assert len({word.kid for word in title.keywords}) == len(title.keywords)
        assert len(title.keywords) <= KEYWORDS_MAX
        for word in title.keywords:
            assert fits(word.name, word.example), (title.tid, word)


@pytest.mark.parametrize(
    ("keyword", "value", "fitting"),
    [
        ("thing1", "二十个字" * 5, True),
        ("thing1", "二十个字" * 5 + "x", False),
        ("thing1", "x" * 40, True),
        ("thing1", "x" * 41, False),
        ("number1", "12.5", True),
        ("number1", "12a", False),
        ("letter1", "ABC", True),
        ("symbol1", "***", True),
        ("symbol1", "a*", False),
        ("character_string1", "No. 12-B", True),
        ("time1", "2019年10月1日 15:01", True),
        ("time1", "15:01~16:00", True),
        ("date1", "2019年10月1日", True),
        ("date1", "15:01", False),
        ("amount1", "¥38.00", True),
        ("amount1", "38.00元", True),
        ("amount1", "38.001", False),
        ("phone_number1", "+86-0766-66888866", True),
        ("car_number1", "粤A8Z888挂", True),
        ("name1", "名字名字名字名字名字名", False),
        ("phrase1", "配送中", True),
        ("phrase1", "配送中的订单", False),
        ("phrase1", "On the way", True),
        ("phrase1", "On the way, since 12:40", False),
        ("unknown1", "x", False),
        ("thing", "x", False),
        ("thing1", "", False),
    ],
)
def test_values_fit_their_kinds(keyword: str, value: str, fitting: bool):
    assert fits(keyword, value) is fitting


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=60))
def test_any_text_has_an_answer_at_once(kind: str, value: str):
    assert fits(f"{kind}1", value) in {True, False}


async def test_a_speaker_stays_in_its_own_thread(site: Site, site_address: str):
    """Two programs, one person: each sees the credits it was given and writes where it belongs."""
    one = await new_speaker(site, site_address)
    other: Speaker = await new_speaker(site, site_address, "Otto", one.ann)
    for speaker in (one, other):
        template = await speaker.template()
        await speaker.accept(template)
        assert (await speaker.call("wxa.send_subscribe_message", speaker.openid, template, STARTS_SOON))["errcode"] == 0

    assert [len(await speaker.messages()) for speaker in (one, other)] == [1, 1]

"""What a program may ask of the server, and everything it may not."""

import base64
import json

import pytest

from superapp.web.bridge.quota import Quota
from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram, Publisher, new_publisher, open_as
from tests.support import Sent, unreachable
from wallet.ports import HttpReply

SERVER = "https://shop.example"


async def opened_program(site: Site, urls: list[str] | None = None) -> tuple[Publisher, OpenProgram]:
    publisher = await new_publisher(site, urls=urls or [SERVER])
    await publisher.publish()
    return publisher, await open_as(site, await site.person("Ann"), publisher.appid)


async def test_storage_comes_back_at_the_next_opening(both_sites: Site):
    publisher = await new_publisher(both_sites)
    await publisher.publish()
    ann = await both_sites.person("Ann")
    first = await open_as(both_sites, ann, publisher.appid)

    await first.call("setStorage", {"key": "../cart", "data": '{"n":1}'})
    await first.call("setStorage", {"key": "购物车", "data": '"一"'})
    await first.call("setStorage", {"key": "../cart", "data": '{"n":2}'})
    await first.call("removeStorage", {"key": "nothing"})
    stored = (await open_as(both_sites, ann, publisher.appid)).facts["storage"]

    assert stored["keys"] == {"../cart": '{"n":2}', "购物车": '"一"'}
    assert stored["bytes"] == len("../cart") + 7 + 9 + 5
    assert await first.call("removeStorage", {"key": "../cart"}) == {"ok": {"bytes": 14}}
    assert await first.call("clearStorage") == {"ok": {"bytes": 0}}


async def test_storage_is_of_one_person_in_one_program(site: Site):
    publisher, opened = await opened_program(site)
    other = await new_publisher(site, "Otto")
    await other.publish()
    await opened.call("setStorage", {"key": "mine", "data": "1"})

    ben = await open_as(site, await site.person("Ben"), publisher.appid)
    elsewhere = await opened.client.post("/bridge/sessions", json={"appid": other.appid, "path": ""})

    assert ben.facts["storage"]["keys"] == {}
    assert elsewhere.json()["storage"]["keys"] == {}


async def test_storage_refuses_more_than_a_megabyte_a_key_and_ten_in_all(both_sites: Site):
    _, opened = await opened_program(both_sites)
    megabyte = "x" * (1024 * 1024 - 10)

    answers = [await opened.call("setStorage", {"key": f"k{number}", "data": megabyte}) for number in range(11)]
    too_long = await opened.call("setStorage", {"key": "k", "data": "x" * 1024 * 1024})

    assert all("ok" in answer for answer in answers[:10])
    assert answers[10]["refused"]["errMsg"] == "setStorage:fail exceed storage max size 10Mb"
    assert too_long["refused"]["errMsg"] == "setStorage:fail entry size limit reached"


async def test_a_request_goes_to_a_listed_server_with_the_platforms_referer(both_sites: Site):
    publisher, opened = await opened_program(both_sites)
    both_sites.http.answer = lambda _sent: HttpReply(
        404, {"content-type": "application/json", "set-cookie": "a=1\nb=2", "connection": "close"}, b'{"no":1}'
    )
    header = {"X-Token": "t", "referer": "https://evil.example", "Host": "evil.example", "X-Forwarded-For": "1.1.1.1"}

    answer = await opened.call("request", {"url": SERVER + "/a?b=1", "method": "POST", "header": header, "body": "{}"})

    sent = both_sites.http.sent[-1]
    assert answer["ok"] == {
        "statusCode": 404,
        "header": {"Content-Type": "application/json"},
        "cookies": ["a=1", "b=2"],
        "data": '{"no":1}',
        "is_base64": False,
    }
    assert (sent.method, sent.url, sent.body) == ("POST", SERVER + "/a?b=1", b"{}")
    assert dict(sent.headers) == {
        "X-Token": "t",
        "Referer": f"https://servicewechat.com/{publisher.appid}/1/page-frame.html",
        "User-Agent": "superapp-program/1",
    }


async def test_bytes_travel_as_base64_both_ways(site: Site):
    _, opened = await opened_program(site)
    site.http.answer = lambda sent: HttpReply(200, {}, sent.body[::-1])
    body = base64.b64encode(b"\x00\xff\x01").decode()

    answer = await opened.call(
        "request", {"url": SERVER, "method": "PUT", "body": body, "body_is_base64": True, "binary": True}
    )

    assert base64.b64decode(answer["ok"]["data"]) == b"\x01\xff\x00"


@pytest.mark.parametrize(
    "url",
    [
        "https://other.example/",
        "http://shop.example/",
        "https://shop.example:8443/",
        "https://sub.shop.example/",
        "https://shop.example@evil.example/",
        "https://shop.example\\@evil.example/",
        "https://shop.example.evil.example/",
        "https://evil.example/#https://shop.example",
        "//shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "https://shop.example/\r\nX: y",
        "https://127.0.0.1/",
        "javascript:alert(1)",
    ],
)
async def test_a_request_elsewhere_is_refused_in_the_platforms_words(site: Site, url: str):
    _, opened = await opened_program(site)

    answer = await opened.call("request", {"url": url})

    assert answer["refused"] == {"errno": 600002, "errMsg": "request:fail url not in domain list"}
    assert site.http.sent == []


async def test_a_server_that_does_not_answer_is_a_failure(site: Site):
    _, opened = await opened_program(site)
    site.http.answer = unreachable

    answer = await opened.call("request", {"url": SERVER})

    assert answer["refused"]["errMsg"] == "request:fail connection refused"


@pytest.mark.parametrize(
    ("api", "body"),
    [
        ("login", b"{"),
        ("login", b""),
        ("login", b"null"),
        ("login", b'{"arg": []}'),
        ("login", b'{"arg": {"__proto__": {"x": 1}}}'),
        ("login", b'{"arg": {}, "person_id": "per_1"}'),
        ("login", b'{"arg": ' + b'{"a":' * 3000 + b"1" + b"}" * 3001),
        ("request", b'{"arg": {}}'),
        ("request", b'{"arg": {"url": 7}}'),
        ("request", b'{"arg": {"url": "https://shop.example", "method": "FETCH"}}'),
        ("request", b'{"arg": {"url": "https://shop.example", "timeout": 1e999}}'),
        ("request", b'{"arg": {"url": "https://shop.example", "header": {"a\\r\\nb": "c"}}}'),
        ("request", b'{"arg": {"url": "https://shop.example", "header": {"a": "b\\r\\nc: d"}}}'),
        ("request", b'{"arg": {"url": "https://shop.example", "body": "%%", "body_is_base64": true}}'),
        ("setStorage", b'{"arg": {"key": "", "data": "1"}}'),
        ("setStorage", b'{"arg": {"key": "a\\u0000b", "data": "1"}}'),
        ("setStorage", b'{"arg": {"key": "a", "data": "\\ud800"}}'),
        ("setStorage", b'{"arg": {"key": "a", "data": {"not": "text"}}}'),
        ("setStorage", b'{"arg": {"key": ["a"], "data": "1"}}'),
        ("requestPayment", b'{"arg": {"timeStamp": 1, "nonceStr": "", "package": "", "signType": "", "paySign": ""}}'),
        ("eval", b'{"arg": {}}'),
        ("__proto__", b'{"arg": {}}'),
        ("%2e%2e%2fsessions", b'{"arg": {}}'),
    ],
)
async def test_hostile_messages_get_an_answer_and_never_a_failure(both_sites: Site, api: str, body: bytes):
    _, opened = await opened_program(both_sites)

    reply = await opened.raw(api, body)

    assert reply.status_code in {200, 404}
    if reply.status_code == 200:
        assert ":fail " in reply.json()["refused"]["errMsg"]


async def test_a_call_needs_this_persons_session_of_this_sign_in(both_sites: Site):
    publisher, opened = await opened_program(both_sites)
    ben = await open_as(both_sites, await both_sites.person("Ben"), publisher.appid)

    for token in ("", "x", "y" * 43, "z" * 5000, ben.facts["session"]):
        answer = await opened.call("login", session=token)
        assert answer["refused"]["code"] == "session_ended", token[:10]


async def test_a_session_does_not_move_to_another_sign_in_of_the_same_person(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    ann = await site.person("Ann")
    phone, laptop = await open_as(site, ann, publisher.appid), await open_as(site, ann, publisher.appid)

    answer = await laptop.call("login", session=phone.facts["session"])

    assert answer["refused"]["code"] == "session_ended"


async def test_a_session_ends_after_twelve_hours(site: Site):
    _, opened = await opened_program(site)
    site.clock.travel(hours=12)

    assert (await opened.call("login"))["refused"]["code"] == "session_ended"


async def test_nobody_calls_without_a_sign_in_or_from_another_site(site: Site):
    _, opened = await opened_program(site)
    stranger = site.browser()
    headers = {"x-program-session": opened.facts["session"]}

    unknown = await stranger.post("/bridge/call/login", json={"arg": {}}, headers=headers)
    foreign = await opened.client.post(
        "/bridge/call/login",
        json={"arg": {}},
        headers=headers | {"origin": "null", "sec-fetch-site": "cross-site"},
    )

    assert unknown.status_code == 401
    assert foreign.status_code == 403


async def test_a_flood_is_refused_and_other_sessions_go_on(site: Site):
    publisher, opened = await opened_program(site)
    site.app.state.bridge_quota = Quota({"login": "3/minute"})

    answers = [await opened.call("login") for _ in range(5)]
    ben = await open_as(site, await site.person("Ben"), publisher.appid)

    assert ["ok" in answer for answer in answers] == [True, True, True, False, False]
    assert answers[-1]["refused"]["errMsg"] == "login:fail api call frequency limit exceeded"
    assert "ok" in await ben.call("login")


async def test_check_session_says_when_the_session_key_is_old(site: Site):
    publisher = await new_publisher(site)
    await publisher.publish()
    ann = await site.person("Ann")
    await open_as(site, ann, publisher.appid)
    site.clock.travel(days=2, hours=20)
    opened = await open_as(site, ann, publisher.appid)

    before = await opened.call("checkSession")
    site.clock.travel(hours=5)
    after = await opened.call("checkSession")
    await opened.call("login")

    assert before == {"ok": {}}
    assert after["refused"]["errMsg"] == "checkSession:fail session_key expired"
    assert await opened.call("checkSession") == {"ok": {}}


async def test_no_answer_of_the_bridge_carries_a_session_key_or_the_person(both_sites: Site):
    _, opened = await opened_program(both_sites)

    answers = json.dumps([opened.facts, await opened.call("login"), await opened.call("checkSession")])

    assert "session_key" not in answers
    assert "per_" not in answers
    assert "openid" not in answers


async def test_eleven_requests_at_once_are_one_too_many():
    quota = Quota()
    running = [quota.one_of_few("request", "s") for _ in range(11)]
    for one in running[:10]:
        await one.__aenter__()

    with pytest.raises(Exception, match="too_many_at_once"):
        await running[10].__aenter__()
    async with quota.one_of_few("request", "another"), quota.one_of_few("login", "s"):
        pass


async def test_a_fault_of_our_own_is_an_answer_too(site: Site):
    _, opened = await opened_program(site)

    def broken(_sent: Sent) -> HttpReply:
        raise RuntimeError("a secret of ours")

    site.http.answer = broken
    answer = await opened.call("request", {"url": SERVER})

    assert answer["refused"] == {"errno": 4, "errMsg": "request:fail internal error"}

"""The server API as a program's back end uses it: PyPI wechatpy against a real server, changed only in its address."""

import asyncio
from typing import Any

import httpx2
import pytest
from wechatpy.exceptions import WeChatClientException

from superapp.programs import access_tokens, openids
from superapp.web.server_api.answers import BAD_CODE, BAD_SECRET, CODE_USED
from tests.superapp.conftest import Site
from tests.superapp.published import Publisher, new_publisher, open_as
from tests.superapp.web.server_api.clients import client_of


async def code_of(site: Site, publisher: Publisher, name: str = "Ann") -> str:
    opened = await open_as(site, await site.person(name), publisher.appid)
    return (await opened.call("login"))["ok"]["code"]


async def test_a_back_end_learns_who_logged_in(both_sites: Site, address: str):
    publisher = await new_publisher(both_sites)
    await publisher.publish()
    client = client_of(publisher, address)
    ann = await both_sites.person("Ann")
    opened = await open_as(both_sites, ann, publisher.appid)
    codes = [(await opened.call("login"))["ok"]["code"] for _ in range(2)]

    first, second = [await asyncio.to_thread(client.wxa.code_to_session, code) for code in codes]

    assert first == second
    assert len(first["openid"]) == 28
    assert len(first["session_key"]) == 24
    assert await openids.openid_known(both_sites.house.database, publisher.appid, first["openid"])
    assert not await openids.openid_known(both_sites.house.database, "wx0000000000000000", first["openid"])


async def test_a_code_works_once_for_its_program_within_five_minutes(both_sites: Site, address: str):
    publisher, other = await new_publisher(both_sites), await new_publisher(both_sites, "Otto")
    await publisher.publish()
    client, stranger = client_of(publisher, address), client_of(other, address)
    used, foreign = await code_of(both_sites, publisher), await code_of(both_sites, publisher, "Ben")
    old = await code_of(both_sites, publisher, "Mei")
    await asyncio.to_thread(client.wxa.code_to_session, used)

    assert await refusal(client, used) == CODE_USED
    assert await refusal(stranger, foreign) == BAD_CODE
    assert "openid" in await asyncio.to_thread(client.wxa.code_to_session, foreign), "a stranger used nothing up"
    both_sites.clock.travel(minutes=5)
    assert await refusal(client, old) == BAD_CODE
    assert await refusal(client, "nonsense") == BAD_CODE


async def test_one_code_asked_for_ten_times_at_once_is_used_once(both_sites: Site, address: str):
    publisher = await new_publisher(both_sites)
    await publisher.publish()
    query = {
        "appid": publisher.appid,
        "secret": publisher.program.appsecret,
        "js_code": await code_of(both_sites, publisher),
        "grant_type": "authorization_code",
    }
    async with httpx2.AsyncClient(base_url=address) as client:
        replies = await asyncio.gather(*(client.get("/sns/jscode2session", params=query) for _ in range(10)))

    answers = [reply.json() for reply in replies]
    assert sum("openid" in answer for answer in answers) == 1
    assert sum(answer.get("errcode") == CODE_USED for answer in answers) == 9


async def test_two_programs_know_a_person_by_two_names(both_sites: Site, address: str):
    dora, otto = await new_publisher(both_sites, "Dora"), await new_publisher(both_sites, "Otto")
    ann = await both_sites.person("Ann")
    answers = list[dict[str, Any]]()
    for publisher in (dora, otto):
        await publisher.publish()
        opened = await open_as(both_sites, ann, publisher.appid)
        code = (await opened.call("login"))["ok"]["code"]
        answers.append(await asyncio.to_thread(client_of(publisher, address).wxa.code_to_session, code))

    assert len({answer["openid"] for answer in answers}) == 2
    assert len({answer["unionid"] for answer in answers}) == 2
    assert len({answer["session_key"] for answer in answers}) == 2


async def test_a_wrong_secret_uses_nothing_up(both_sites: Site, address: str):
    publisher = await new_publisher(both_sites)
    await publisher.publish()
    code = await code_of(both_sites, publisher)

    async with httpx2.AsyncClient(base_url=address) as client:
        query = {"appid": publisher.appid, "js_code": code, "grant_type": "authorization_code"}
        wrong = await client.get("/sns/jscode2session", params=query | {"secret": "0" * 32})
        right = await client.get("/sns/jscode2session", params=query | {"secret": publisher.program.appsecret})

    assert wrong.json()["errcode"] == BAD_SECRET
    assert wrong.status_code == 200
    assert "openid" in right.json()


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"js_code": ""}, 41008),
        ({"grant_type": "x"}, 40002),
        ({"appid": "wx0000000000000000"}, 40013),
        ({"appid": "' OR 1=1"}, 40013),
        ({"js_code": "x" * 5000}, 40029),
    ],
)
async def test_faults_have_the_platforms_codes(site: Site, change: dict[str, str], errcode: int):
    publisher = await new_publisher(site)
    query = {
        "appid": publisher.appid,
        "secret": publisher.program.appsecret,
        "js_code": "x",
        "grant_type": "authorization_code",
    }

    reply = await site.client.get("/sns/jscode2session", params=query | change)

    assert (reply.status_code, reply.json()["errcode"]) == (200, errcode)
    assert publisher.program.appsecret not in reply.text


async def test_tokens_are_fetched_and_renewed(both_sites: Site, address: str):
    publisher = await new_publisher(both_sites)
    client, wrong = client_of(publisher, address), client_of(publisher, address, "0" * 32)

    first = (await asyncio.to_thread(client.fetch_access_token))["access_token"]
    second = (await asyncio.to_thread(client.fetch_access_token))["access_token"]
    with pytest.raises(WeChatClientException) as refused:
        await asyncio.to_thread(wrong.fetch_access_token)

    assert first != second
    assert refused.value.errcode == BAD_SECRET
    async with both_sites.house.database.read() as session:
        now = both_sites.clock.now()
        assert await access_tokens.find_token(session, first, now=now) == publisher.appid
        assert await access_tokens.find_token(session, second, now=now) == publisher.appid
        later = both_sites.clock.travel(minutes=5)
        assert await access_tokens.find_token(session, first, now=later) is None
        assert await access_tokens.find_token(session, second, now=later) == publisher.appid
        assert await access_tokens.find_token(session, "nonsense", now=later) is None


async def test_a_stable_token_stays_until_it_is_forced(both_sites: Site):
    publisher = await new_publisher(both_sites)

    async def ask(**more: Any) -> dict[str, Any]:
        body = {
            "grant_type": "client_credential",
            "appid": publisher.appid,
            "secret": publisher.program.appsecret,
        } | more
        return (await both_sites.client.post("/cgi-bin/stable_token", json=body)).json()

    first = await ask()
    both_sites.clock.travel(minutes=30)
    same = await ask()
    forced = await ask(force_refresh=True)
    too_soon = await ask(force_refresh=True)
    both_sites.clock.travel(minutes=116)
    renewed = await ask()

    assert (first["expires_in"], same["expires_in"]) == (7200, 5400)
    assert first["access_token"] == same["access_token"]
    assert forced["access_token"] != first["access_token"]
    assert too_soon["errcode"] == 45011
    assert renewed["access_token"] not in {first["access_token"], forced["access_token"]}
    for number in range(25):
        both_sites.clock.travel(seconds=31)
        if (await ask(force_refresh=True)).get("errcode") == 45011:
            assert number == 19
            break
    else:
        pytest.fail("twenty forced refreshes a day")


@pytest.mark.parametrize("body", [b"", b"[]", b'{"appid": 7}', b'{"appid": "\\ud800"}'])
async def test_a_body_that_is_no_json_object_is_refused(site: Site, body: bytes):
    reply = await site.client.post("/cgi-bin/stable_token", content=body)

    assert (reply.status_code, reply.json()["errcode"]) == (200, 47001)


async def refusal(client: Any, code: str) -> int:
    with pytest.raises(WeChatClientException) as refused:
        await asyncio.to_thread(client.wxa.code_to_session, code)
    return refused.value.errcode


async def test_a_back_end_trades_a_phone_code_once(both_sites: Site, address: str):
    publisher, other = await new_publisher(both_sites), await new_publisher(both_sites, "Otto")
    await publisher.publish()
    opened = await open_as(both_sites, await both_sites.person("Ann"), publisher.appid)
    fields = {"countryCode": "86", "purePhoneNumber": "13800000000"}
    number = (await opened.call("saveDetail", {"kind": "phone", "fields": fields}))["ok"]
    code = (await opened.call("getPhoneNumber", {"id": number["id"]}))["ok"]["code"]
    client, stranger = client_of(publisher, address), client_of(other, address)

    def trade(from_client: Any) -> Any:
        return from_client.wxa._post("wxa/business/getuserphonenumber", data={"code": code})

    with pytest.raises(WeChatClientException) as unknown:
        await asyncio.to_thread(trade, stranger)
    told = await asyncio.to_thread(trade, client)
    with pytest.raises(WeChatClientException) as used:
        await asyncio.to_thread(trade, client)

    assert (unknown.value.errcode, used.value.errcode) == (BAD_CODE, CODE_USED)
    assert told["phone_info"]["phoneNumber"] == told["phone_info"]["purePhoneNumber"] == "13800000000"
    assert told["phone_info"]["watermark"]["appid"] == publisher.appid

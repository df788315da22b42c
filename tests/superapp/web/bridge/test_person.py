"""The bridge about the person: what they allow, who they are, what they keep, and sending a page into a chat."""

import hashlib
import json
from typing import Any

import pytest
from wechatpy.crypto import WeChatWxaCrypto

from superapp.flows import confirm_number
from superapp.programs import openids, subscriptions
from superapp.programs.message_templates import choose
from superapp.programs.openids import Known
from tests.superapp.conftest import Site
from tests.superapp.numbers import confirmed
from tests.superapp.published import OpenProgram, Publisher, new_publisher, open_as, other_source

ADDRESS = {"userName": "Ann Rivers", "detailInfo": "7 Bridge Street", "telNumber": "13800000000", "cityName": "Porto"}


async def opened_program(site: Site, name: str = "Ann") -> tuple[Publisher, OpenProgram]:
    publisher = await new_publisher(site)
    await publisher.publish()
    return publisher, await open_as(site, await site.person(name), publisher.appid)


async def known(site: Site, opened: OpenProgram, appid: str) -> Known:
    name = (await opened.client.get("/chats")).text.partition('data-person="')[2].partition('"')[0]
    async with site.house.database.write() as session:
        return await openids.known_as(session, name, appid, now=site.clock.now(), chance=site.house.chance)


async def test_a_decision_is_of_one_person_and_one_program_and_goes_with_its_data(both_sites: Site):
    publisher, opened = await opened_program(both_sites)
    other = await new_publisher(both_sites, "Otto")
    await other.publish()
    ben = await open_as(both_sites, await both_sites.person("Ben"), publisher.appid)
    elsewhere = (await opened.client.post("/bridge/sessions", json={"appid": other.appid, "path": ""})).json()
    await opened.call("setConsent", {"scope": "scope.userLocation", "granted": True})
    await opened.call("setConsent", {"scope": "scope.record", "granted": False})
    await opened.call("setStorage", {"key": "k", "data": "1"})

    mine = (await opened.call("getSetting"))["ok"]["scopes"]
    assert mine == {"scope.userLocation": True, "scope.record": False}
    assert (await ben.call("getSetting"))["ok"]["scopes"] == {}
    assert (await opened.call("getSetting", session=elsewhere["session"]))["ok"]["scopes"] == {}
    bad = await opened.call("setConsent", {"scope": "scope.everything", "granted": True})
    assert bad["refused"]["errMsg"] == "setConsent:fail invalid scope"

    await opened.call("forgetProgram")
    assert (await opened.call("getSetting"))["ok"] == {"scopes": {}, "wants_messages": True, "kept": {}}
    assert (await open_as(both_sites, await both_sites.person("Cleo"), publisher.appid)).facts["storage"]["keys"] == {}
    again = await opened.client.post("/bridge/sessions", json={"appid": publisher.appid, "path": ""})
    assert again.json()["storage"]["keys"] == {}


async def test_accepted_messages_add_up_and_a_kept_answer_is_told(both_sites: Site):
    publisher, opened = await opened_program(both_sites)
    async with both_sites.house.database.write() as session:
        one, other = [
            (await choose(session, publisher.appid, tid, [1, 4], scene="", now=both_sites.clock.now())).id
            for tid in (1001, 1101)
        ]
    for keep in (False, True):
        await opened.call("answerSubscriptions", {"answers": {one: "accept", other: "reject"}, "keep": keep})
    await opened.call("keepSubscription", {"template_id": one, "choice": "reject"})

    assert (await opened.call("getSetting"))["ok"]["kept"] == {one: "reject", other: "reject"}
    me = await known(both_sites, opened, publisher.appid)
    async with both_sites.house.database.read() as session:
        rows = await subscriptions.subscriptions_of(session, me.person_id, publisher.appid)
    assert {row.template_id: row.credits for row in rows} == {one: 2, other: 0}
    many = {f"t{number}": "accept" for number in range(6)}
    assert "parameter error" in str(await opened.call("answerSubscriptions", {"answers": many, "keep": False}))


async def test_a_back_end_reads_what_the_page_cannot_forge(both_sites: Site):
    publisher, opened = await opened_program(both_sites)

    nameless = (await opened.call("getUserInfo", {"named": False}))["ok"]
    assert nameless["userInfo"]["nickName"] == "微信用户"
    refused = await opened.call("getUserInfo", {"named": True})
    assert refused["refused"] == {"errno": 103, "errMsg": "getUserInfo:fail auth deny"}
    await opened.call("setConsent", {"scope": "scope.userInfo", "granted": True})
    told = (await opened.call("getUserInfo", {"named": True}))["ok"]

    me = await known(both_sites, opened, publisher.appid)
    assert told["userInfo"] == json.loads(told["rawData"])
    assert told["userInfo"]["nickName"] == "Ann"
    assert told["userInfo"]["avatarUrl"].startswith("data:image/svg+xml;base64,")
    assert told["signature"] == hashlib.sha1((told["rawData"] + me.session_key).encode()).hexdigest()
    read = WeChatWxaCrypto(me.session_key, told["iv"], publisher.appid).decrypt_message(told["encryptedData"])
    assert (read["openId"], read["nickName"]) == (me.openid, "Ann")
    assert read["watermark"] == {"appid": publisher.appid, "timestamp": int(both_sites.clock.now().timestamp())}
    assert me.session_key not in json.dumps(told)
    plain = (await opened.call("getUserInfo", {"named": False, "secret": False}))["ok"]
    assert set(plain) == {"userInfo", "rawData"}


async def test_details_are_kept_in_the_platforms_fields_for_their_person_alone(both_sites: Site):
    publisher, opened = await opened_program(both_sites)
    ben = await open_as(both_sites, await both_sites.person("Ben"), publisher.appid)

    first = (await opened.call("saveDetail", {"kind": "address", "fields": ADDRESS}))["ok"]
    second = (await opened.call("saveDetail", {"kind": "address", "fields": ADDRESS | {"userName": "Work"}}))["ok"]
    both_sites.clock.travel(minutes=1)
    await opened.call("useDetail", {"id": first["id"]})

    listed = (await opened.call("listDetails", {"kind": "address"}))["ok"]["details"]
    assert [one["id"] for one in listed] == [first["id"], second["id"]], "the last used stands first"
    assert listed[0]["fields"] == {
        **ADDRESS,
        "provinceName": "",
        "countyName": "",
        "streetName": "",
        "postalCode": "",
        "nationalCode": "",
    }
    assert (await ben.call("listDetails", {"kind": "address"}))["ok"]["details"] == []
    for api in ("useDetail", "removeDetail"):
        assert (await ben.call(api, {"id": first["id"]}))["refused"]["errMsg"] == f"{api}:fail not found"
    stolen = {"kind": "address", "id": first["id"], "fields": ADDRESS}
    assert (await ben.call("saveDetail", stolen))["refused"]["errMsg"] == "saveDetail:fail not found"
    await opened.call("removeDetail", {"id": first["id"]})
    assert len((await opened.call("listDetails", {"kind": "address"}))["ok"]["details"]) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "fault"),
    [
        ("address", {"userName": "Ann"}, "detailInfo: Fill this in."),
        ("address", ADDRESS | {"hobby": "x"}, "hobby: There is no such field."),
        ("address", ADDRESS | {"userName": "x" * 301}, "userName: Use at most 300 characters."),
        ("phone", {"countryCode": "86", "purePhoneNumber": "1380000a"}, "purePhoneNumber: Write digits."),
        ("place", {"name": "x", "latitude": "91", "longitude": "0"}, "latitude: This is not on the earth."),
        ("place", {"name": "x", "latitude": "nan", "longitude": "0"}, "latitude: This is not on the earth."),
        ("secret", {}, ": There is nothing of this kind."),
    ],
)
async def test_a_detail_is_refused_with_words_for_its_form(site: Site, kind: str, fields: dict[str, str], fault: str):
    _, opened = await opened_program(site)
    answer = await opened.call("saveDetail", {"kind": kind, "fields": fields})
    assert answer["refused"]["errMsg"] == f"saveDetail:fail {fault}"


async def test_a_phone_number_nobody_verified_is_given_out_only_where_the_operator_said_so(site: Site):
    publisher, opened = await opened_program(site)
    fields = {"countryCode": "+44", "purePhoneNumber": "7700 900-123"}
    number = (await opened.call("saveDetail", {"kind": "phone", "fields": fields}))["ok"]
    told = (await opened.call("getPhoneNumber", {"id": number["id"]}))["ok"]

    me = await known(site, opened, publisher.appid)
    read = WeChatWxaCrypto(me.session_key, told["iv"], publisher.appid).decrypt_message(told["encryptedData"])
    assert (read["phoneNumber"], read["purePhoneNumber"], read["countryCode"]) == ("+447700900123", "7700900123", "44")
    site.house.settings.demo = False
    answer = await opened.call("getPhoneNumber", {"id": number["id"]})
    assert answer["refused"]["errMsg"] == "getPhoneNumber:fail no verified phone number"


async def test_the_confirmed_number_stands_first_and_is_given_out_on_any_host(site: Site):
    publisher, ann = await new_publisher(site), await site.person("Ann")
    await publisher.publish()
    opened = await open_as(site, ann, publisher.appid)
    written = (
        await opened.call("saveDetail", {"kind": "phone", "fields": {"countryCode": "44", "purePhoneNumber": "77"}})
    )["ok"]
    refused = await opened.call("getPhoneNumber", {"id": "confirmed"})
    assert refused["refused"]["errMsg"] == "getPhoneNumber:fail not found"
    await confirmed(site, ann, "+380 44 123 45 67")
    site.house.settings.demo = False

    listed = (await opened.call("listDetails", {"kind": "phone"}))["ok"]["details"]

    assert [one["id"] for one in listed] == ["confirmed", written["id"]]
    assert (await opened.call("listDetails", {"kind": "address"}))["ok"]["details"] == []
    fields = (await opened.call("useDetail", {"id": "confirmed"}))["ok"]["fields"]
    assert fields == listed[0]["fields"] == {"countryCode": "380", "purePhoneNumber": "441234567"}
    told = (await opened.call("getPhoneNumber", {"id": "confirmed"}))["ok"]
    me = await known(site, opened, publisher.appid)
    read = WeChatWxaCrypto(me.session_key, told["iv"], publisher.appid).decrypt_message(told["encryptedData"])
    assert (read["phoneNumber"], read["countryCode"]) == ("+380441234567", "380")
    await confirm_number.remove(site.house, ann)
    assert "refused" in await opened.call("useDetail", {"id": "confirmed"})


async def test_a_page_is_sent_into_a_chat_of_ones_own(both_sites: Site):
    publisher, opened = await opened_program(both_sites, "Ann")
    ben, cleo = await both_sites.person("Ben"), await both_sites.person("Cleo")
    bens = await both_sites.signed_in(ben)
    started = await opened.client.post("/chats", data={"person_id": ben.id})
    chat = started.headers["location"].rpartition("/")[2]
    foreign = (await bens.post("/chats", data={"person_id": cleo.id})).headers["location"].rpartition("/")[2]
    assert (await opened.call("shareTargets"))["ok"]["chats"] == [], "a chat without a message is not listed"
    await opened.client.post(f"/chats/{chat}/messages", json={"text": "hi"})
    targets = (await opened.call("shareTargets"))["ok"]["chats"]
    assert targets == [{"id": chat, "title": "Ben", "seed": ben.id}]

    card = {
        "title": "Two\u202elanterns",
        "path": "pages/goods/goods?id=7",
        "image": "images/dot.png",
        "client_id": "c1",
    }
    for _ in range(2):
        assert await opened.call("shareCard", {"conversation_id": chat, **card}) == {"ok": {}}
    refused = await opened.call("shareCard", {"conversation_id": foreign, **card})
    outside = {"conversation_id": chat, **card, "image": "../../x.png", "client_id": "c2"}
    assert await opened.call("shareCard", outside) == {"ok": {}}

    assert refused["refused"]["errMsg"] == "shareCard:fail not found"
    found = (await bens.get(f"/chats/{chat}/messages?before=9")).json()["messages"]
    bodies: list[dict[str, Any]] = [one["body"] for one in found if one["kind"] == "program"]
    appid, bundle = publisher.appid, opened.facts["hash"]
    assert bodies[0] == {
        "appid": appid,
        "name": "Dora's shop",
        "title": "Twolanterns",
        "path": "pages/goods/goods?id=7",
        "image": f"/mp/{appid}/{bundle}/images/dot.png",
    }
    assert [body["image"] for body in bodies[1:]] == [""], "a picture that is not in the bundle is left out"
    page = (await bens.get(f"/chats/{chat}")).text
    assert f'data-program="{appid}"' in page
    assert 'data-path="pages/goods/goods?id=7"' in page


async def test_a_program_about_itself_and_whether_a_newer_one_waits(site: Site):
    publisher = await new_publisher(site, urls=["https://shop.example"])
    await publisher.publish()
    opened = await open_as(site, await site.person("Ann"), publisher.appid)

    assert (await opened.call("checkUpdate"))["ok"] == {"has_update": False}
    await publisher.publish(other_source("newer"))
    assert (await opened.call("checkUpdate"))["ok"] == {"has_update": True}
    about = (await opened.call("aboutProgram"))["ok"]
    assert (about["name"], about["developer"], about["version"]) == ("Dora's shop", "Dora", 1)
    assert about["domains"] == ["https://shop.example:443"]
    assert (await opened.call("programName", {"appid": publisher.appid}))["ok"] == {"name": "Dora's shop"}
    unknown = await opened.call("programName", {"appid": "wx0000000000000000"})
    assert unknown["refused"]["errMsg"] == "programName:fail invalid appid"

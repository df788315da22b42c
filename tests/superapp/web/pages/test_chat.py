"""Chats over HTTP: what a member can do, and that a stranger can do none of it."""

import httpx2
import pytest

from superapp.chat.cards import Receipt
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from tests.superapp.conftest import Site

JSON = {"accept": "application/json"}
NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


async def chat_between(one: httpx2.AsyncClient, other_id: str) -> str:
    answer = await one.post("/chats", data={"person_id": other_id})
    assert answer.status_code == 303
    return answer.headers["location"].removeprefix("/chats/")


async def test_writing_and_reading_a_message(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    hers, his = await site.signed_in(ann), await site.signed_in(ben)
    chat = await chat_between(hers, ben.id)

    sent = await hers.post(f"/chats/{chat}/messages", json={"text": " hello\r\nBen ", "client_id": "c-1"})
    again = await hers.post(f"/chats/{chat}/messages", json={"text": "hello\nBen", "client_id": "c-1"})
    listed = await his.get("/chats")
    page = await his.get(f"/chats/{chat}")

    assert (sent.status_code, sent.json()["message"]["body"]) == (201, {"text": "hello\nBen"})
    assert again.json() == sent.json()
    assert "hello Ben" in listed.text
    assert "data-unread" in listed.text
    assert "hello\nBen" in page.text
    assert await chat_between(his, ann.id) == chat


async def test_a_plain_form_works_without_scripts(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    hers = await site.signed_in(ann)
    chat = await chat_between(hers, ben.id)

    answer = await hers.post(f"/chats/{chat}/messages", data={"text": "plain"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"/chats/{chat}")
    assert "plain" in (await hers.get(f"/chats/{chat}")).text


async def test_a_stranger_gets_the_same_answer_as_for_a_conversation_that_is_not_there(site: Site) -> None:
    ann, ben, eve = [await site.person(name) for name in ("Ann", "Ben", "Eve")]
    hers, eves = await site.signed_in(ann), await site.signed_in(eve)
    chat = await chat_between(hers, ben.id)
    await hers.post(f"/chats/{chat}/messages", json={"text": "between us"})

    for id_ in (chat, "cnv_none"):
        answers = [
            await eves.get(f"/chats/{id_}"),
            await eves.get(f"/chats/{id_}/messages?before=9", headers=JSON),
            await eves.post(f"/chats/{id_}/messages", json={"text": "hi"}),
            await eves.post(f"/chats/{id_}/read", json={"seq": 1}),
        ]
        assert [answer.status_code for answer in answers] == [404] * 4
        assert "between us" not in "".join(answer.text for answer in answers)
    newest = await hers.get(f"/chats/{chat}/messages?before=99", headers=JSON)
    assert [message["body"]["text"] for message in newest.json()["messages"]] == ["between us"]


async def test_nobody_sees_chats_without_signing_in(site: Site) -> None:
    for path in ("/chats", "/chats/new", "/chats/cnv_1", "/programs", "/me"):
        answer = await site.client.get(path)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert (await site.client.get("/")).headers["location"] == "/sign-in"


async def test_text_and_names_are_never_markup(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("<img src=x onerror=alert(3)>")
    hers = await site.signed_in(ann)
    chat = await chat_between(hers, ben.id)
    await hers.post(f"/chats/{chat}/messages", json={"text": NASTY})

    for path in ("/chats", f"/chats/{chat}", "/chats/new?q=%3Cimg"):
        text = (await hers.get(path)).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "onerror=alert" not in text or "&lt;img" in text or "\\u003cimg" in text
    assert "{{ 7*7 }}" in (await hers.get(f"/chats/{chat}")).text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " \n "}, "message_empty"),
        ({"text": "x" * 4001}, "message_too_long"),
        ({"text": "hi", "client_id": "no spaces"}, "client_id_invalid"),
        ({}, "body_invalid"),
    ],
)
async def test_what_cannot_be_sent_says_why(site: Site, body: dict[str, str], code: str) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    hers = await site.signed_in(ann)
    chat = await chat_between(hers, ben.id)

    answer = await hers.post(f"/chats/{chat}/messages", json=body, headers=JSON)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_a_service_thread_shows_its_receipt_and_takes_no_answers(site: Site) -> None:
    ann = await site.person("Ann")
    receipt = Receipt("Desk lamp", "Corner Shop", 128800, "CNY", "paid", "ord_1", 7, "2026-11-23T09:00:00+00:00", "wx0")
    async with site.house.database.write() as session:
        thread = await service_thread(session, ann.id, "payments", "Wallet", site.clock.now(), site.house.chance)
        await append(
            session,
            thread.id,
            None,
            "receipt",
            receipt.body(),
            client_id="entry:7",
            now=site.clock.now(),
            chance=site.house.chance,
        )
    hers = await site.signed_in(ann)

    page = (await hers.get(f"/chats/{thread.id}")).text
    refused = await hers.post(f"/chats/{thread.id}/messages", json={"text": "thanks"}, headers=JSON)

    assert "¥1,288.00" in page
    assert 'href="/wallet/receipts/7"' in page
    assert "<textarea" not in page
    assert refused.json()["error"]["code"] == "nobody_answers"


async def test_finding_people_never_finds_oneself(site: Site) -> None:
    ann = await site.person("Ann Fields", handle="ann_f")
    await site.person("Ben Fields", handle="benf")
    hers = await site.signed_in(ann)

    by_name, by_handle = await hers.get("/chats/new?q=fields"), await hers.get("/chats/new?q=@ben")
    wild = await hers.get("/chats/new?q=%25")
    to_herself = await hers.post("/chats", data={"person_id": ann.id})

    for page in (by_name, by_handle):
        assert "@benf" in page.text
        assert "@ann_f" not in page.text
    assert "@benf" not in wild.text
    assert "Saved messages" in (await hers.get(to_herself.headers["location"])).text
    assert (await hers.post("/chats", data={"person_id": "per_none"})).status_code == 404


async def test_the_theme_belongs_to_the_device(site: Site) -> None:
    hers = await site.signed_in(await site.person("Ann"))

    chosen = await hers.post("/me/theme", data={"theme": "dark"})
    dark = await hers.get("/me")
    await hers.post("/me/theme", data={"theme": "system"})
    refused = await hers.post("/me/theme", data={"theme": "neon"})

    assert "theme=dark" in chosen.headers["set-cookie"]
    assert 'data-theme="dark"' in dark.text
    assert "data-theme" not in (await hers.get("/me")).text
    assert refused.status_code == 400

"""POST /bridge/stream/request: an answer line by line, by the same rules as a call."""

import base64
import json
from typing import Any

import pytest

from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram
from tests.superapp.web.bridge.test_calls import SERVER, opened_program
from tests.support import unreachable
from wallet.ports import HttpReply


async def lines(opened: OpenProgram, arg: dict[str, Any], *, session: str = "") -> list[dict[str, Any]]:
    headers = {"x-program-session": session or opened.facts["session"]}
    answer = await opened.client.post("/bridge/stream/request", json={"arg": arg}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_an_answer_comes_as_head_pieces_and_end(both_sites: Site):
    _, opened = await opened_program(both_sites)
    both_sites.http.answer = lambda _sent: HttpReply(
        201, {"content-type": "text/event-stream", "set-cookie": "a=1"}, b"data: 1\n\xff\ndata: 2"
    )

    head, *pieces, end = await lines(opened, {"url": SERVER + "/events", "header": {"X-Token": "t"}})

    assert head["head"]["statusCode"] == 201
    assert head["head"]["header"] == {"Content-Type": "text/event-stream"}
    assert head["head"]["cookies"] == ["a=1"]
    assert [base64.b64decode(one["piece"]) for one in pieces] == [b"data: 1\n", b"\xff\n", b"data: 2"]
    assert end == {"ok": {}}
    assert both_sites.http.sent[-1].headers["X-Token"] == "t"


@pytest.mark.parametrize(
    ("arg", "said"),
    [
        ({"url": "https://other.example/"}, "request:fail url not in domain list"),
        ({"url": SERVER, "method": "BREW"}, "request:fail parameter error"),
        ({"url": SERVER, "body": "%", "body_is_base64": True}, "request:fail invalid data"),
        ({}, "request:fail parameter error"),
    ],
)
async def test_what_may_not_be_asked_is_refused_in_one_line(site: Site, arg: dict[str, Any], said: str):
    _, opened = await opened_program(site)

    [refused] = await lines(opened, arg)

    assert refused["refused"]["errMsg"].startswith(said)
    assert site.http.sent == []


async def test_a_server_that_does_not_answer_is_a_failure(site: Site):
    _, opened = await opened_program(site)
    site.http.answer = unreachable

    assert (await lines(opened, {"url": SERVER}))[-1]["refused"]["errMsg"] == "request:fail connection refused"


async def test_only_a_person_with_a_session_is_answered(site: Site):
    _, opened = await opened_program(site)
    nobody = await site.browser().post("/bridge/stream/request", json={"arg": {"url": SERVER}})

    [refused] = await lines(opened, {"url": SERVER}, session="none")

    assert nobody.status_code in (401, 403)
    assert refused["refused"]["errMsg"] == "request:fail session ended"
    assert site.http.sent == []

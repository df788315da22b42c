"""A phone number over HTTP: asked for a code, confirmed, taken over, removed; who is found by one; the gateway."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from superapp.accounts.people import Person
from superapp.base.config import Settings
from superapp.flows import keep_contacts, read_chats
from tests.superapp.conftest import Site, running_site
from tests.superapp.numbers import confirmed, newest_code
from tests.support import RecordedHttp, TravelClock, unreachable
from wallet.ports import HttpReply

NUMBER, OTHER = "+39 333 123 4567", "+39 333 123 4568"
GATEWAY = "https://texts.example/send"


async def lines_of(site: Site, person: Person, title: str) -> list[str]:
    rows = (await read_chats.list_chats(site.house, person)).rows
    return [row["last_line"] for row in rows if row["title"] == title]


async def test_a_number_is_confirmed_by_the_code_that_came_to_it(both_sites: Site) -> None:
    site = both_sites
    ann = await site.person("Ann")
    client = await site.signed_in(ann)
    assert "Send the code" in (await client.get("/me/number")).text

    assert (await client.post("/me/number", data={"number": NUMBER})).headers["location"] == "/me/number"
    page = (await client.get("/me/number")).text
    assert "It was sent to +39 333 123 4567" in page
    assert "This is a demonstration" in page
    code = await newest_code(site, ann)
    assert code not in page

    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    refused = await client.post("/me/number/confirm", data={"code": wrong, "found": "on"})
    assert (refused.status_code, "This is not the code." in refused.text) == (400, True)
    assert 'name="found" value="on"' in refused.text
    done = await client.post("/me/number/confirm", data={"code": f" {code[:3]} {code[3:]} "})
    assert (done.status_code, done.headers["location"]) == (303, "/me/number")
    page = (await client.get("/me/number")).text
    assert "Confirmed" in page
    assert "Nobody finds you by it" in page, "not asked for is not given"

    again = await client.post("/me/number/confirm", data={"code": code})
    assert (again.status_code, "not good any more" in again.text) == (400, True)


async def test_five_tries_and_ten_minutes_are_all_there_is(both_sites: Site) -> None:
    site = both_sites
    ann = await site.person("Ann")
    client = await site.signed_in(ann)
    await client.post("/me/number", data={"number": NUMBER})
    code = await newest_code(site, ann)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(5):
        assert (await client.post("/me/number/confirm", data={"code": wrong})).status_code == 400
    assert (await client.post("/me/number/confirm", data={"code": code})).status_code == 400
    assert "Enter the code" not in (await client.get("/me/number")).text

    site.clock.travel(minutes=2)
    await client.post("/me/number", data={"number": NUMBER})
    code = await newest_code(site, ann)
    site.clock.travel(minutes=10)
    assert (await client.post("/me/number/confirm", data={"code": code})).status_code == 400


async def test_codes_are_sent_a_minute_apart_and_five_a_day(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    hers, his = await site.signed_in(ann), await site.signed_in(ben)
    await hers.post("/me/number", data={"number": NUMBER})
    soon = await hers.post("/me/number", data={"number": OTHER})
    assert (soon.status_code, "Wait 60 seconds" in soon.text) == (429, True)
    # Nor does a second account ring the same phone.
    assert (await his.post("/me/number", data={"number": NUMBER})).status_code == 429
    assert (await his.post("/me/number", data={"number": OTHER})).status_code == 303
    for _ in range(4):
        site.clock.travel(minutes=1)
        assert (await hers.post("/me/number", data={"number": NUMBER})).status_code == 303
    site.clock.travel(minutes=1)
    full = await hers.post("/me/number", data={"number": "+39 333 999 9999"})
    assert (full.status_code, "At most 5 codes" in full.text) == (429, True)
    site.clock.travel(hours=24)
    assert (await hers.post("/me/number", data={"number": NUMBER})).status_code == 303


async def test_a_number_that_is_none_is_explained(site: Site) -> None:
    client = await site.signed_in(await site.person("Ann"))
    refused = await client.post("/me/number", data={"number": "333 123 4567"})
    assert (refused.status_code, "with its country code" in refused.text) == (400, True)
    assert 'value="333 123 4567"' in refused.text


async def test_who_confirms_it_later_holds_it_and_the_one_before_is_told(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = await site.person("Ann"), await site.person("Ben"), await site.person("Cleo")
    await confirmed(site, ann, NUMBER)
    client = await site.signed_in(cleo)
    site.clock.travel(minutes=2)

    await confirmed(site, ben, NUMBER, found=False)

    assert [line[:39] for line in await lines_of(site, ann, "Safety")] == ["Your phone number +39 333 123 4567 was "]
    assert await lines_of(site, ben, "Safety") == []
    hers = (await (await site.signed_in(ann)).get("/me/number")).text
    assert "Confirmed" not in hers
    # Her choice to be found does not pass on to him.
    assert "Nobody by that number" in (await client.get("/contacts/find", params={"q": NUMBER})).text
    # Confirming one's own number anew tells nobody.
    site.clock.travel(minutes=2)
    await confirmed(site, ben, NUMBER)
    assert await lines_of(site, ben, "Safety") == []


async def test_only_the_whole_number_of_somebody_who_wants_it_finds_them(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = await site.person("Ann"), await site.person("Ben Okafor"), await site.person("Cleo")
    await confirmed(site, ben, NUMBER)
    hers, his, cleos = [await site.signed_in(one) for one in (ann, ben, cleo)]

    async def finds(text: str = NUMBER) -> bool:
        return "Ben Okafor" in (await hers.get("/contacts/find", params={"q": text})).text

    assert await finds()
    assert await finds("0039 333-1234567")
    for text in ("+39 333 123 456", "333 123 4567", "+39 333 123 45678", OTHER):
        assert not await finds(text)
    # Not in the box for everything, nor where chats are begun.
    assert "Ben Okafor" not in (await hers.get("/find", params={"q": NUMBER})).text
    assert "Ben Okafor" not in (await hers.get("/chats/new", params={"q": NUMBER})).text
    assert "Ben Okafor" not in (await his.get("/contacts/find", params={"q": NUMBER})).text

    def shown(page: str) -> str:
        return page[page.index('id="found"') : page.index("</main>")].replace(OTHER, NUMBER)

    nobody = shown((await hers.get("/contacts/find", params={"q": OTHER})).text)
    open_ = {"found_by": "name", "asked_by": "anyone", "written_by": "anyone", "grouped_by": "contacts"}
    rest = {"seen_by": "contacts", "read_by": "anyone"}
    assert "Who finds you by your phone number" in (await his.get("/me/privacy")).text
    assert "Who finds you by your phone number" not in (await hers.get("/me/privacy")).text
    await his.post("/me/privacy", data=open_ | rest | {"number_by": "nobody"})
    hidden = shown((await hers.get("/contacts/find", params={"q": NUMBER})).text)
    await his.post("/me/privacy", data=open_ | rest | {"number_by": "anyone"})
    assert await finds()
    await his.post("/me/privacy", data=open_ | rest)  # a page from before: the choice stays
    assert await finds()
    await keep_contacts.block(site.house, ben, ann.id)
    blocked = shown((await hers.get("/contacts/find", params={"q": NUMBER})).text)
    assert nobody == hidden == blocked
    assert "Ben Okafor" in (await cleos.get("/contacts/find", params={"q": NUMBER})).text

    await his.post("/me/number/remove")
    assert "Ben Okafor" not in (await cleos.get("/contacts/find", params={"q": NUMBER})).text
    assert "Send the code" in (await his.get("/me/number")).text


async def test_contacts_learn_no_number_that_is_kept_to_oneself(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben Okafor")
    await site.befriend(ann, ben)
    await confirmed(site, ben, NUMBER, found=False)
    found = await (await site.signed_in(ann)).get("/contacts/find", params={"q": NUMBER})
    assert "Nobody by that number" in found.text


async def test_nobody_walks_through_the_numbers_of_a_country(tmp_path: Path) -> None:
    clock, chance, http = TravelClock(), random.Random(1), RecordedHttp()
    rules = {"number": "3/hour", "number_code": "2/hour"}
    async with running_site(tmp_path, "", clock=clock, chance=chance, http=http, demo=True, rules=rules) as site:
        client = await site.signed_in(await site.person("Ann"))
        for number in range(3):
            assert (await client.get("/contacts/find", params={"q": f"+39333123456{number}"})).status_code == 200
        assert (await client.get("/contacts/find", params={"q": NUMBER})).status_code == 429
        assert (await client.get("/contacts/find", params={"q": "ben"})).status_code == 200
        statuses = [(await client.post("/me/number", data={"number": "?"})).status_code for _ in range(3)]
        assert statuses == [400, 400, 429], "from one address, whatever account"


async def test_a_gateway_is_given_the_code_and_its_no_is_told(tmp_path: Path) -> None:
    clock, chance, http = TravelClock(), random.Random(1), RecordedHttp()
    key = {"text_gateway": GATEWAY, "text_gateway_key": "s3cret"}
    facts: dict[str, Any] = {"clock": clock, "chance": chance, "http": http, "demo": True} | key
    async with running_site(tmp_path, "", **facts) as site:
        ann = await site.person("Ann")
        client = await site.signed_in(ann)
        assert (await client.post("/me/number", data={"number": NUMBER})).status_code == 303
        [sent] = http.sent
        assert (sent.method, sent.url, sent.headers["authorization"]) == ("POST", GATEWAY, "Bearer s3cret")
        told = json.loads(sent.body)
        code = told["text"][:6]
        assert told["to"] == "+393331234567"
        assert told["text"].endswith(f"\n\n@testserver #{code}")
        assert await lines_of(site, ann, "Text messages") == []
        assert "demonstration" not in (await client.get("/me/number")).text
        assert (await client.post("/me/number/confirm", data={"code": code, "found": "on"})).status_code == 303

        for answer in (lambda _sent: HttpReply(402), unreachable):
            http.answer = answer
            clock.travel(minutes=2)
            failed = await client.post("/me/number", data={"number": OTHER})
            assert (failed.status_code, "did not take it" in failed.text) == (503, True)
            assert "Enter the code" not in failed.text
        assert "+39 333 123 4567" in (await client.get("/me/number")).text, "the number before stays"


async def test_a_host_without_a_gateway_says_so(tmp_path: Path) -> None:
    clock, chance, http = TravelClock(), random.Random(1), RecordedHttp()
    async with running_site(tmp_path, "", clock=clock, chance=chance, http=http) as site:
        client = await site.signed_in(await site.person("Ann"))
        page = (await client.get("/me/number")).text
        assert ("This host sends no codes" in page, "Send the code" in page) == (True, False)
        assert (await client.post("/me/number", data={"number": NUMBER})).status_code == 503
        assert http.sent == []


@pytest.mark.parametrize("address", ["http://texts.example/send", "texts.example", "https://", "ftp://texts.example"])
def test_a_gateway_that_is_no_address_stops_the_start(address: str) -> None:
    with pytest.raises(ValidationError, match="https address"):
        Settings(text_gateway=address)
    assert Settings(text_gateway="http://127.0.0.1:9000/send").text_gateway

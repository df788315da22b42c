"""wx.sendEnvelope and wx.getEnvelopes on the server: where an envelope may go, and what a program is told of a person's
envelopes, once they allow it and not a line more than their pages show."""

from dataclasses import dataclass
from typing import Any

import pytest

from superapp.accounts.people import Person
from superapp.flows import manage_group, share_envelope
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram, new_publisher, open_as
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.envelope_split import verify

PIN = "482913"
CONSENT = {"scope": "scope.envelopes", "granted": True}


@dataclass
class Party:
    """Ann, who has money, Ben and Cleo, in a group; programs of theirs."""

    site: Site
    people: dict[str, Person]
    group: str
    appid: str
    sent: int = 0

    async def share(self, place: str, amount: str, shares: int, kind: str = "lucky") -> str:
        self.sent += 1
        self.site.clock.travel(seconds=1)
        wish = share_envelope.Wish(kind, amount, shares, "Good year", "moon", f"request-{self.sent}")
        return await share_envelope.send(self.site.house, self.people["Ann"], place, wish, PIN)

    async def take(self, name: str, envelope: str) -> int:
        return (await share_envelope.open_for(self.site.house, self.people[name], envelope)).amount_minor

    async def program(self, name: str) -> OpenProgram:
        opened = await open_as(self.site, self.people[name], self.appid)
        assert await opened.call("setConsent", CONSENT) == {"ok": {}}
        return opened


async def told(opened: OpenProgram, **arg: Any) -> list[dict[str, Any]]:
    return (await opened.call("getEnvelopes", arg))["ok"]["envelopes"]


@pytest.fixture
async def party(both_sites: Site) -> Party:
    site = both_sites
    people = {name: await site.person(name) for name in ("Ann", "Ben", "Cleo")}
    for other in ("Ben", "Cleo"):
        await site.befriend(people["Ann"], people[other])
    await top_ups.top_up_demo(site.house.wallet, people["Ann"].id, Money(20_000), reference="test-money")
    await pins.set_pin(site.house.wallet, people["Ann"].id, PIN)
    group = await manage_group.create(site.house, people["Ann"], "Ferry", [people["Ben"].id, people["Cleo"].id])
    publisher = await new_publisher(site)
    await publisher.publish()
    return Party(site, people, group, publisher.appid)


async def test_a_program_sees_what_a_person_gave_and_got_once_they_allow_it(party: Party) -> None:
    first = await party.share(party.group, "8.88", 2)
    bens, cleos = await party.take("Ben", first), await party.take("Cleo", first)
    chat = await start_chat(party.site.house, party.people["Ann"], party.people["Ben"].id)
    second = await party.share(chat, "5", 1, "equal")

    shy = await open_as(party.site, party.people["Ann"], party.appid)
    assert (await shy.call("getEnvelopes"))["refused"] == {"errno": 103, "errMsg": "getEnvelopes:fail auth deny"}
    hers, cleo = await party.program("Ann"), await party.program("Cleo")

    [newest, oldest] = await told(hers)
    assert [newest["id"], oldest["id"]] == [second, first]
    assert (newest["place"], newest["isGroup"], newest["state"], newest["mine"]) == ("Ben", False, "open", 0)
    assert (newest["proof"]["seed"], newest["proof"]["amounts"]) == ("", []), "the seed tells what is still to come"
    assert (oldest["place"], oldest["isGroup"], oldest["isMine"], oldest["cover"]) == ("Ferry", True, True, "moon")
    assert [(one["name"], one["amount"]) for one in oldest["got"]] == [("Ben", bens), ("Cleo", cleos)]
    assert [one["name"] for one in oldest["got"] if one["isLuckiest"]] == ["Ben" if bens >= cleos else "Cleo"]
    assert all(one.ok for one in verify(oldest["proof"]))
    assert "per_" not in str([newest, oldest]), "nobody's id leaves the house"

    [hers_too] = await told(cleo)
    assert (hers_too["id"], hers_too["giver"], hers_too["isMine"], hers_too["mine"]) == (first, "Ann", False, cleos)
    assert {one["key"] for one in hers_too["got"]}.isdisjoint(one["key"] for one in oldest["got"])


async def test_pages_follow_each_other(party: Party) -> None:
    ids = [await party.share(party.group, "1", 1) for _ in range(3)]
    hers = await party.program("Ann")

    first = [one["id"] for one in await told(hers, limit=2)]

    assert first == [ids[2], ids[1]]
    assert [one["id"] for one in await told(hers, limit=2, before=first[-1])] == [ids[0]]
    for wrong in ({"limit": 0}, {"limit": 101}, {"before": "x' OR 1"}, {"more": 1}):
        assert (await hers.call("getEnvelopes", wrong))["refused"]["errno"] == 1001


async def test_who_left_the_chat_sees_their_own_share_alone(party: Party) -> None:
    envelope = await party.share(party.group, "8.88", 2)
    mine, _ = await party.take("Ben", envelope), await party.take("Cleo", envelope)
    await manage_group.leave(party.site.house, party.people["Ben"], party.group)

    [left] = await told(await party.program("Ben"))

    assert (left["place"], left["giver"], left["proof"], left["mine"]) == ("", "", None, mine)
    assert [(one["isMe"], one["amount"]) for one in left["got"]] == [(True, mine)]


async def test_an_envelope_goes_where_somebody_is(party: Party) -> None:
    chat = await start_chat(party.site.house, party.people["Ann"], party.people["Ben"].id)
    await party.share(chat, "1", 1)
    await party.share(party.group, "1", 1)
    hers = await open_as(party.site, party.people["Ann"], party.appid)

    chats = (await hers.call("envelopeTargets"))["ok"]["chats"]

    assert {one["id"] for one in chats} <= {chat, party.group}
    assert "Ferry" in {one["title"] for one in chats}

"""Cards follow the journal into chat: one for each transfer and envelope, an answer for what was decided, word to those
who see that something has changed, and nothing twice."""

import asyncio
from typing import Any

import pytest
from sqlmodel import col, select

from superapp.accounts.people import Person
from superapp.chat.messages import MessageRow
from superapp.flows import manage_group, send_money, share_envelope
from superapp.flows.follow_events import next_events
from superapp.flows.react_to_shared_money import MoneyCards
from superapp.flows.start_chat import start_chat
from superapp.house import House
from tests.superapp.conftest import Site
from wallet.ledger.model import AccountKind, AccountState
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.transfers import finish_transfers
from wallet.reactions import catch_up

PIN = "482913"


@pytest.fixture(autouse=True)
def without_chores(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own reader stays away, so that these tests say who reads and when."""

    async def idle(_house: House, stop: asyncio.Event) -> None:
        await stop.wait()

    monkeypatch.setattr("superapp.main.beside_the_web", idle)


class Pair:
    """Ann, who has money, and Ben; their chat."""

    def __init__(self, site: Site, ann: Person, ben: Person, chat: str) -> None:
        self.site, self.ann, self.ben, self.chat, self.sent = site, ann, ben, chat, 0

    async def send(self, amount: str = "5", delay: int = 0) -> str:
        self.sent += 1
        wish = send_money.Wish(amount, "for tea", delay, f"request-{self.sent}")
        return await send_money.send(self.site.house, self.ann, self.chat, wish, PIN)

    async def share(self, place: str, shares: int, amount: str = "8.88") -> str:
        self.sent += 1
        wish = share_envelope.Wish("lucky", amount, shares, "", "no such cover", f"request-{self.sent}")
        return await share_envelope.send(self.site.house, self.ann, place, wish, PIN)

    async def read(self) -> None:
        # Two readers at once, as the host and the worker are.
        await asyncio.gather(*(catch_up(self.site.house.wallet, MoneyCards(self.site.house)) for _ in range(2)))

    async def said(self, *kinds: str) -> list[tuple[str, dict[str, Any]]]:
        async with self.site.house.database.read() as session:
            rows = await session.exec(
                select(MessageRow).where(col(MessageRow.kind).in_(kinds)).order_by(col(MessageRow.sent_at))
            )
            return [(row.sender_id, row.body) for row in rows]

    async def told(self, person: Person, after: int) -> list[str]:
        return [event.kind for event in await next_events(self.site.house, person, after)]


@pytest.fixture
async def pair(both_sites: Site) -> Pair:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(20_000), reference="test-money")
    await pins.set_pin(site.house.wallet, ann.id, PIN)
    return Pair(site, ann, ben, await start_chat(site.house, ann, ben.id))


async def test_a_transfer_brings_a_card_and_an_answer(pair: Pair) -> None:
    first, second = await pair.send(), await pair.send("7")
    await pair.read()
    before = len(await pair.told(pair.ann, 0))
    await send_money.accept(pair.site.house, pair.ben, first)
    await send_money.give_back(pair.site.house, pair.ben, second)
    await pair.read()
    await pair.read()

    said = await pair.said("transfer")

    assert sorted((who == pair.ann.id, body["says"], body["amount_minor"]) for who, body in said) == [
        (False, "received", 500),
        (False, "returned", 700),
        (True, "sent", 500),
        (True, "sent", 700),
    ]
    assert (await pair.told(pair.ann, before))[-4:] == ["change", "message", "change", "message"]


async def test_openings_that_are_read_together_are_told_once_and_only_to_whom_they_concern(pair: Pair) -> None:
    cem, dot = await pair.site.person("Cem"), await pair.site.person("Dot")
    for one in (cem, dot):
        await pair.site.befriend(pair.ann, one)
    group = await manage_group.create(pair.site.house, pair.ann, "Ferry", [pair.ben.id, cem.id, dot.id])
    people = (pair.ann, pair.ben, cem, dot)
    before = [len(await pair.told(one, 0)) for one in people]
    envelope = await pair.share(group, 3)
    for one in (pair.ben, cem):
        await open_envelope(pair.site.house.wallet, envelope, person_id=one.id)
    await pair.read()

    told = [(await pair.told(one, 0))[seen:] for one, seen in zip(people, before, strict=True)]

    assert told == [["message", "change"]] * 3 + [["message"]]
    assert len(await pair.said("envelope")) == 1

    await open_envelope(pair.site.house.wallet, envelope, person_id=dot.id)
    await pair.read()
    assert [(await pair.told(one, 0))[-1] for one in people] == ["change"] * 4, "that it is empty concerns all"


async def test_what_comes_back_by_itself_is_told_by_payments(pair: Pair) -> None:
    await pair.send()
    group = await manage_group.create(pair.site.house, pair.ann, "Ferry", [pair.ben.id])
    await pair.share(group, 3)
    pair.site.clock.travel(hours=24)
    await finish_transfers(pair.site.house.wallet)
    await finish_envelopes(pair.site.house.wallet)
    await pair.read()

    receipts = await pair.said("receipt")

    assert [(body["status"], body["amount_minor"], body["title"]) for _, body in receipts] == [
        ("returned", 500, "Not accepted within 24 hours"),
        ("returned", 888, "Not all of it was opened within 24 hours"),
    ]
    assert [body["says"] for _, body in await pair.said("transfer")] == ["sent"]


async def test_what_an_account_refuses_is_told_by_payments_too(pair: Pair) -> None:
    transfer, ledger = await pair.send(), pair.site.house.wallet.ledger
    account = await ledger.open_account(AccountKind.PERSON, pair.ben.id, "CNY")
    await ledger.set_account_state(account, AccountState.CLOSED)
    with pytest.raises(Exception, match="transfer_not_open"):
        await send_money.accept(pair.site.house, pair.ben, transfer)
    await pair.read()

    assert [body["title"] for _, body in await pair.said("receipt")] == ["It could not be received"]


async def test_an_opening_is_told_to_two_and_the_last_one_to_all(pair: Pair) -> None:
    site, cleo = pair.site, await pair.site.person("Cleo")
    await site.befriend(pair.ann, cleo)
    group = await manage_group.create(site.house, pair.ann, "Ferry", [pair.ben.id, cleo.id])
    envelope = await pair.share(group, 2)
    await pair.read()
    assert [(body["shares"], body["cover"]) for _, body in await pair.said("envelope")] == [(2, "persimmon")]
    before = {one.id: len(await pair.told(one, 0)) for one in (pair.ann, pair.ben, cleo)}

    await share_envelope.open_for(site.house, pair.ben, envelope)
    await pair.read()
    assert [len(await pair.told(one, before[one.id])) for one in (pair.ann, pair.ben, cleo)] == [1, 1, 0]
    await share_envelope.open_for(site.house, pair.ann, envelope)
    await pair.read()

    assert [len(await pair.told(one, before[one.id])) for one in (pair.ann, pair.ben, cleo)] == [2, 2, 1]


async def test_who_has_left_the_group_says_nothing_there(pair: Pair) -> None:
    group = await manage_group.create(pair.site.house, pair.ann, "Ferry", [pair.ben.id])
    await pair.share(group, 2)
    await manage_group.leave(pair.site.house, pair.ann, group)
    await pair.read()

    assert await pair.said("envelope") == []
    assert await MoneyCards(pair.site.house).cursor() == 2


async def test_an_accepted_one_that_has_not_arrived_is_told_at_once(pair: Pair) -> None:
    transfer = await pair.send(delay=7200)
    await pair.read()
    before = len(await pair.told(pair.ann, 0))

    view = await send_money.accept(pair.site.house, pair.ben, transfer)

    assert (view.state, view.seq) == ("accepted", None)
    assert await pair.told(pair.ann, before) == ["change"]

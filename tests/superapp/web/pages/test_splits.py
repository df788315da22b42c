"""The addresses of split bills: started in a chat, seen by those who take part, paid once, reminded, declined, closed;
and the card that follows."""

from typing import Any

import httpx2
import pytest

from superapp.accounts.people import Person
from superapp.flows import manage_group, read_chats
from superapp.flows.react_to_shared_money import MoneyCards
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from wallet.books import check_books
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.reactions import catch_up

PIN = "482913"


class Table:
    """Ann has paid for Ben and Cleo; Dan is in their group and was not there."""

    def __init__(self, site: Site, people: list[Person], group: str) -> None:
        self.site, self.group, (self.ann, self.ben, self.cleo, self.dan) = site, group, people

    async def start(self, **changes: Any) -> httpx2.Response:
        people = [self.ben.id, self.ann.id, self.cleo.id]
        wish = {"way": "equal", "amount": "10", "people": people, "note": "pizza", "request_id": "request-1"} | changes
        return await (await self.site.signed_in(self.ann)).post(
            f"/chats/{self.group}/splits", json=wish, headers={"accept": "application/json"}
        )

    async def card(self, person: Person) -> dict[str, Any]:
        await catch_up(self.site.house.wallet, MoneyCards(self.site.house))
        state = (await read_chats.open_chat(self.site.house, person, self.group)).state
        return state["open"]["messages"][-1]


@pytest.fixture
async def table(site: Site) -> Table:
    people = [await site.person(name) for name in ("Ann", "Ben", "Cleo", "Dan")]
    for one in people[1:]:
        await site.befriend(people[0], one)
        await top_ups.top_up_demo(site.house.wallet, one.id, Money(2_000), reference="test-money")
        await pins.set_pin(site.house.wallet, one.id, PIN)
    group = await manage_group.create(site.house, people[0], "Dinner", [one.id for one in people[1:]])
    return Table(site, people, group)


async def test_a_bill_from_the_chat_to_the_last_share(table: Table) -> None:
    first, again = await table.start(), await table.start()
    assert (first.status_code, again.json()) == (201, first.json())
    page = f"/splits/{first.json()['split']}"
    hers, his, cleos, dans = [await table.site.signed_in(one) for one in (table.ann, table.ben, table.cleo, table.dan)]
    assert "Your share, for Ann" in (await his.get("/wallet")).text
    asked = await table.card(table.ben)
    assert (asked["body"]["mine_minor"], asked["body"]["mine_state"], asked["body"]["people"]) == (333, "open", 2)

    wrong = await his.post(f"{page}/pay", data={"pin": "482914"})
    assert wrong.status_code == 403
    assert "Wrong PIN" in wrong.text
    paid = await his.post(f"{page}/pay", data={"pin": PIN})
    assert (paid.status_code, paid.headers["location"]) == (303, f"{page}?done=paid")
    assert (await his.post(f"{page}/pay", data={"pin": PIN})).status_code == 303
    told = await table.card(table.cleo)
    assert (told["body"]["paid"], told["body"]["state"]) == (1, "open")
    assert told["revision"] > asked["revision"]
    assert "1 of 2 have paid, ¥3.33 of ¥6.66" in " ".join((await hers.get(page)).text.split())

    # Who does not take part sees that there is a bill, and not who has paid.
    outside = await table.card(table.dan)
    assert (outside["body"]["mine_state"], outside["body"]["paid"], outside["body"]["people"]) == ("", 0, 0)
    assert (await dans.get(page)).status_code == 404
    assert (await dans.post(f"{page}/pay", data={"pin": PIN})).status_code == 404

    await cleos.post(f"{page}/pay", data={"pin": PIN})
    assert (await table.card(table.dan))["body"]["state"] == "done"
    assert "Everybody has paid" in (await hers.get(f"/chats/{table.group}")).text
    line = (await his.get("/wallet")).text.partition("/wallet/receipts/")[2].partition('"')[0]
    assert page in (await his.get(f"/wallet/receipts/{line}")).text
    assert f"/wallet/receipts/{line}" in (await his.get("/wallet/history?kind=split")).text
    assert await check_books(table.site.house.wallet) == []


async def test_reminding_declining_and_closing(table: Table) -> None:
    page = f"/splits/{(await table.start()).json()['split']}"
    hers, his, cleos = [await table.site.signed_in(one) for one in (table.ann, table.ben, table.cleo)]
    wish = {"person_id": table.ben.id}
    assert (await his.post(f"{page}/remind", data=wish)).status_code == 404
    assert (await hers.post(f"{page}/remind", data=wish)).status_code == 303
    assert (await hers.post(f"{page}/remind", data=wish)).status_code == 429
    thread = (await his.get("/chats")).text.partition('href="/chats/con_')
    assert "Payments" in thread[2] or "Payments" in thread[0]

    assert (await cleos.post(f"{page}/decline")).status_code == 303
    assert "Says it is not theirs" in (await hers.get(page)).text
    assert (await his.post(f"{page}/close")).status_code == 404
    assert (await hers.post(f"{page}/close")).status_code == 303
    assert (await his.post(f"{page}/pay", data={"pin": PIN})).status_code == 409
    assert (await table.card(table.dan))["body"]["state"] == "closed"


async def test_between_two_people_and_not_past_a_block(table: Table) -> None:
    chat = await start_chat(table.site.house, table.ann, table.ben.id)
    hers, his = [await table.site.signed_in(one) for one in (table.ann, table.ben)]
    assert "sa-split" in (await hers.get(f"/chats/{chat}/split")).text
    wish = {"way": "shares", "amount": "9", "people": [table.ann.id, table.ben.id], "weights": [1, 2]}
    made = await hers.post(f"/chats/{chat}/splits", json=wish | {"request_id": "request-2"})
    page = f"/splits/{made.json()['split']}"
    assert "Pay ¥6.00 to Ann" in (await his.get(page)).text
    await his.post(f"/people/{table.ann.id}/block")
    assert (await his.post(f"{page}/pay", data={"pin": PIN})).status_code == 409
    await his.post(f"/people/{table.ann.id}/unblock")
    await hers.post(f"/people/{table.ben.id}/block")
    assert (await his.post(f"{page}/pay", data={"pin": PIN})).status_code == 403
    again = await hers.post(f"/chats/{chat}/splits", json=wish | {"request_id": "request-3"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "0.01"},
        {"amount": "ten"},
        {"people": ["per_stranger"]},
        {"way": "items", "items": []},
        {"way": "items", "items": [{"name": "tea", "amount": "9", "people": []}]},
        {"way": "shares", "weights": [1]},
        {"way": "luck"},
    ],
)
async def test_what_cannot_be_divided_is_refused(table: Table, change: dict[str, Any]) -> None:
    reply = await table.start(**change)
    assert reply.status_code == 400
    assert reply.json()["error"]["next"]


async def test_by_item(table: Table) -> None:
    items = [
        {"name": "Pizza", "amount": "7.00", "people": [table.ann.id, table.ben.id, table.cleo.id]},
        {"name": "Wine", "amount": "3.00", "people": [table.ben.id]},
    ]
    made = await table.start(way="items", items=items)
    shown = (await (await table.site.signed_in(table.ben)).get(f"/splits/{made.json()['split']}")).text
    assert "Pay ¥5.33 to Ann" in shown
    assert "Pizza, Wine" in shown

"""The desk of an auditor over HTTP: balances, statements, searches and files, each on record before it is shown."""

import csv
import io
import json
from collections.abc import Mapping

import httpx2
import pytest

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.payments.confirm import confirm_order


@pytest.fixture
async def stall(site: Site) -> Stall:
    stall = await open_stall(site)
    order = await stall.order()
    await confirm_order(site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    return stall


@pytest.fixture
async def auditor(stall: Stall) -> httpx2.AsyncClient:
    return await stall.site.signed_in(await stall.site.person("Otto", roles=frozenset({"auditor"})))


async def page(client: httpx2.AsyncClient, address: str, query: Mapping[str, str] | None = None) -> str:
    reply = await client.get(address, params=query)
    assert reply.status_code == 200, reply.text
    return reply.text


async def test_two_clicks_lead_from_the_balance_to_the_cause(stall: Stall, auditor: httpx2.AsyncClient) -> None:
    books = await page(auditor, "/admin/books")
    assert "¥200.00" in books
    assert "Both sides are equal" in books
    people = await page(auditor, "/admin/books/accounts", {"kind": "person", "currency": "CNY"})
    assert "Ann Rivers" in people
    account = people.partition('href="/admin/books/accounts/')[2].partition('"')[0]
    statement = await page(auditor, f"/admin/books/accounts/{account}")
    for words in ("¥112.00", "−¥88.00", "/admin/transfers/2", "Otto"):
        assert words in statement, words
    transfer = await page(auditor, "/admin/transfers/2")
    assert f'href="/admin/books/accounts/{account}"' in transfer
    assert "NUMBER000001" in transfer


async def test_the_balance_of_an_earlier_moment(stall: Stall, auditor: httpx2.AsyncClient) -> None:
    before = stall.site.clock.now()
    stall.site.clock.travel(hours=1)
    later = await stall.order()
    await confirm_order(stall.site.house.wallet, order_id=later.id, person_id=stall.payer.id, pin=PIN)
    assert "¥176.00" in await page(auditor, "/admin/books")
    assert "¥176.00" not in await page(auditor, "/admin/books", {"at": f"{before:%Y-%m-%dT%H:%M}"})
    assert "No accounts" not in await page(auditor, "/admin/books", {"at": "not a moment"})


async def test_files_hold_what_the_pages_show(stall: Stall, auditor: httpx2.AsyncClient) -> None:
    text = await page(auditor, "/admin/books/entries.csv", {"q": "NUMBER000001"})
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert (row["entry"], row["amount"], row["currency"]) == ("2", "88.00", "CNY")
    lines = [json.loads(line) for line in (await page(auditor, "/admin/books/entries.jsonl")).splitlines()]
    assert [line["entry"] for line in lines] == [2, 1]
    statement = await page(auditor, f"/admin/books/accounts/{row['debit_account']}/statement.csv")
    rows = list(csv.DictReader(io.StringIO(statement, newline="")))
    assert [one["kind"] for one in rows] == ["closing", "post", "post", "opening"]
    assert [one["balance_after"] for one in rows] == ["112.00", "112.00", "200.00", "0.00"]
    balance = await page(auditor, "/admin/books/balance.csv")
    assert "200.00" in balance
    assert (await auditor.get("/admin/books/entries.exe")).status_code == 404
    assert (await auditor.get("/admin/books/accounts/999")).status_code == 409


async def test_a_search_takes_names_times_and_amounts_and_can_be_kept(
    stall: Stall, auditor: httpx2.AsyncClient
) -> None:
    assert 'href="/admin/transfers/2"' in await page(
        auditor, "/admin/transfers", {"q": "rivers", "min": "50", "max": "90"}
    )
    assert "Nothing found" in await page(auditor, "/admin/transfers", {"q": "rivers", "min": "300"})
    assert "Nothing found" in await page(auditor, "/admin/transfers", {"to": "2020-01-01T00:00"})
    assert (await auditor.get("/admin/transfers", params={"min": "a lot"})).status_code == 400
    kept = await auditor.post("/admin/books/filters", data={"name": "Ann over 50", "query": "q=%40ann&min=50"})
    assert kept.headers["location"] == "/admin/transfers?q=%40ann&min=50"
    shown = await page(auditor, "/admin/transfers")
    assert "Ann over 50" in shown
    remove = "/admin/books/filters/" + shown.partition("/admin/books/filters/")[2].partition('"')[0]
    other = await stall.site.signed_in(await stall.site.person("Olga", roles=frozenset({"operator"})))
    assert "Ann over 50" not in await page(other, "/admin/transfers")
    await other.post(remove)
    assert "Ann over 50" in await page(auditor, "/admin/transfers")
    await auditor.post(remove)
    assert "Ann over 50" not in await page(auditor, "/admin/transfers")


async def test_every_look_is_on_record(stall: Stall, auditor: httpx2.AsyncClient) -> None:
    for address in ("/admin/books", "/admin/books/accounts/1", "/admin/books/entries.csv"):
        await page(auditor, address)
    trail = await page(auditor, "/admin/audit")
    for words in (
        "Looked at the trial balance",
        '<a href="/admin/books/accounts/1">Account 1</a>',
        "Took away transfers",
        "every row stands as it was written",
    ):
        assert words in trail, words

"""The history of a wallet from outside: search, filters, months, a receipt for every line, statements as files."""

import csv
import io
from unittest.mock import AsyncMock

import httpx2
import pytest
from fontTools.ttLib import TTFont

from superapp.accounts.people import Person
from superapp.web.pages import statement_pdf
from superapp.web.pages.statements import plain
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.money import Money
from wallet.payments import top_ups
from wallet.payments.confirm import confirm_order
from wallet.payments.envelopes import EnvelopeDraft, send_envelope
from wallet.payments.transfers import TransferDraft, send_money


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    return await open_stall(both_sites)


async def spend(stall: Stall, note: str = "新年快樂 🎏 їжа") -> Person:
    """Ann buys, sends a transfer and an envelope; the next month she has euros too. Returns the transfer's receiver."""
    wallet, ann = stall.site.house.wallet, stall.payer
    ben = await stall.site.person("Ben Okafor")
    await stall.site.befriend(ann, ben)
    order = await stall.order()
    await confirm_order(wallet, order_id=order.id, person_id=ann.id, pin=PIN)
    await send_money(wallet, TransferDraft(ann.id, ben.id, "request-1", 1250, note=note), pin=PIN)
    stall.site.clock.travel(days=30)
    await send_envelope(wallet, EnvelopeDraft(ann.id, "request-2", "lucky", 888, 4, greeting="Happy"), pin=PIN)
    await top_ups.top_up_demo(wallet, ann.id, Money(5_000, "EUR"), reference="euros")
    return ben


def rows_in(page: httpx2.Response) -> list[str]:
    """The text of each line, spaces made single."""
    assert page.status_code == 200
    return page.text.split('class="row movement"')[1:]


async def test_words_people_amounts_and_filters_find_lines(stall: Stall) -> None:
    ben = await spend(stall)
    client = await stall.site.signed_in(stall.payer)

    async def found(query: str) -> list[str]:
        return [row.split('class="row-title">')[1].split("<")[0] for row in rows_in(await client.get(query))]

    every = "/wallet/history"
    assert await found(every) == ["Demo money", "Happy", "Ben Okafor", "Lantern Lane Ltd", "Demo money"]
    assert await found(f"{every}?q=LANTERNS") == ["Lantern Lane Ltd"]
    assert await found(f"{every}?q=okafor") == ["Ben Okafor"]
    assert await found(f"{every}?q=新年") == ["Ben Okafor"]
    assert await found(f"{every}?q=8.88") == ["Happy"]
    assert await found(f"{every}?q=number000001") == ["Lantern Lane Ltd"]
    assert await found(f"{every}?kind=transfer") == ["Ben Okafor"]
    assert await found(f"{every}?direction=out&month=202611") == ["Ben Okafor", "Lantern Lane Ltd"]
    assert await found(f"{every}?currency=EUR") == ["Demo money"]
    assert await found(f"{every}?month=999999&kind=;--&direction=up&before=x&q=%25") == []
    assert "Nothing found" in (await client.get(f"{every}?q=zebra")).text
    assert rows_in(await (await stall.site.signed_in(ben)).get(every)) == []
    page = (await client.get(every)).text
    assert "Money in and out by month" in page
    assert "¥100.50" in page  # what went out in November


async def test_every_line_has_a_receipt_with_ids_to_copy(stall: Stall) -> None:
    await spend(stall)
    client = await stall.site.signed_in(stall.payer)
    for row in rows_in(await client.get("/wallet/history")):
        seq = row.split("/wallet/receipts/")[1].split('"')[0]
        page = (await client.get(f"/wallet/receipts/{seq}")).text
        assert f"data-copy>{seq}</dd>" in page
        assert page.count("data-copy") >= 2
        assert "checked just now" in page


async def test_a_csv_statement_adds_up_and_holds_no_formula(stall: Stall) -> None:
    await spend(stall, note='=HYPERLINK("http://bad.example")')
    client = await stall.site.signed_in(stall.payer)

    answer = await client.get("/wallet/statement.csv?month=202611&currency=CNY")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="statement-ann-202611-CNY.csv"' in answer.headers["content-disposition"]
    assert [row[2] for row in rows[1:]] == ["Opening balance", "Top-up", "Payment", "Transfer", "Closing balance"]
    assert [row[10] for row in rows[1:]] == ["0.00", "200.00", "112.00", "99.50", "99.50"]
    assert rows[4][4] == '\'=HYPERLINK("http://bad.example")'
    december = (await client.get("/wallet/statement.csv?month=202612&currency=CNY")).text.splitlines()
    assert [line.split(",")[10] for line in december[1:]] == ["99.50", "90.62", "90.62"]
    euros = (await client.get("/wallet/statement.csv?currency=EUR")).text.splitlines()
    assert euros[-1].endswith("50.00,EUR")
    for wrong in ("month=202401", "month=zz"):
        assert (await client.get(f"/wallet/statement.csv?{wrong}")).status_code == 200
    assert (await client.get("/wallet/statement.csv?currency=USD")).status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_a_cell_that_a_table_program_would_run_becomes_text(cell: str) -> None:
    assert plain(cell) == "'" + cell
    assert plain("tea - milk") == "tea - milk"


async def test_a_pdf_statement_has_every_letter(site: Site) -> None:
    stall = await open_stall(site)
    await spend(stall)
    answer = await (await site.signed_in(stall.payer)).get("/wallet/statement.pdf?month=202611&currency=CNY")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"NotoSansCJKTC" in answer.content
    assert len(answer.content) < 200_000  # only the letters used
    plain_font, wide_font = (TTFont(file, lazy=True).getBestCmap() or {} for file in statement_pdf.fonts())
    assert all(ord(letter) in wide_font for letter in "新年快樂帳單紅包微信们龙")
    assert all(ord(letter) in plain_font for letter in "їєґІ₴₽€¥−·…")


async def test_a_statement_too_long_for_paper_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    stall = await open_stall(site)
    await spend(stall)
    monkeypatch.setattr("superapp.web.pages.statements.LINES_MAX", 2)
    client = await site.signed_in(stall.payer)
    answer = await client.get("/wallet/statement.pdf")
    assert (answer.status_code, "at most 2 movements" in answer.text) == (413, True)


async def test_a_history_far_behind_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    stall = await open_stall(site)
    await spend(stall)
    client = await site.signed_in(stall.payer)
    for is_behind in (True, False):
        # The site's own reader of the journal is quicker than any page: how far it is behind is said here.
        monkeypatch.setattr("superapp.flows.show_movements._bring_up", AsyncMock(return_value=is_behind))
        assert ("still being written out" in (await client.get("/wallet/history")).text) is is_behind

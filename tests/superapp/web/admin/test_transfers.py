"""Operators and auditors look at money, and every look is on record first."""

from datetime import UTC, datetime

import pytest

from superapp.audit import trail
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.payments.confirm import confirm_order


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    return await open_stall(both_sites)


async def paid_seq(stall: Stall) -> int:
    order = await stall.order()
    paid = await confirm_order(stall.site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    assert paid.entry_seq
    return paid.entry_seq


@pytest.mark.parametrize("role", ["operator", "auditor"])
async def test_a_transfer_is_explained_down_to_its_postings_and_its_link(stall: Stall, role: str) -> None:
    seq = await paid_seq(stall)
    viewer = await stall.site.person("Olga Ward", roles=frozenset({role}))
    page = await (await stall.site.signed_in(viewer)).get(f"/admin/transfers/{seq}", params={"reason": "a question"})

    assert page.status_code == 200
    assert page.text.count("data-side=") == 2
    for words in ("Ann Rivers", "Lantern Lane Ltd", "−¥88.00", "NUMBER000001", "gives the stored hash"):
        assert words in page.text, words
    # Who looked, this look included, and why.
    assert "Olga Ward" in page.text
    assert "a question" in page.text


@pytest.mark.parametrize("query", ["NUMBER000001", "@ann", "88.00", "@nobody"])
async def test_a_transfer_is_found_by_what_people_know_of_it(stall: Stall, query: str) -> None:
    seq = await paid_seq(stall)
    olga = await stall.site.signed_in(await stall.site.person("Olga", roles=frozenset({"operator"})))
    page = await olga.get("/admin/transfers", params={"q": query})
    assert (f'href="/admin/transfers/{seq}"' in page.text) == (query != "@nobody")


async def test_the_newest_entries_stand_at_the_start(stall: Stall) -> None:
    seq = await paid_seq(stall)
    olga = await stall.site.signed_in(await stall.site.person("Olga", roles=frozenset({"auditor"})))
    assert f'href="/admin/transfers/{seq}"' in (await olga.get("/admin/transfers")).text


async def test_the_audit_trail_shows_searches_and_looks(stall: Stall) -> None:
    seq = await paid_seq(stall)
    olga = await stall.site.signed_in(await stall.site.person("Olga", roles=frozenset({"operator"})))
    await olga.get("/admin/transfers", params={"q": "88.00"})
    await olga.get(f"/admin/transfers/{seq}")
    await olga.get("/admin/transfers/999")  # there is no such entry; the look is on record all the same

    page = (await olga.get("/admin/audit")).text
    entry = f'<a href="/admin/transfers/{seq}">Entry {seq}</a>'
    for words in ("Search: 88.00", entry, "Entry 999", "every row stands as it was written"):
        assert words in page, words


async def test_the_audit_trail_names_what_a_row_is_about(stall: Stall) -> None:
    operator = await stall.site.person("Olga", roles=frozenset({"operator"}))
    olga = await stall.site.signed_in(operator)
    subjects = {
        f"person:{operator.id}": ">Olga<",
        "account:7": '<a href="/admin/books/accounts/7">Account 7</a>',
        "accounts:fees:EUR": "Fees · EUR",
        "books:2026-11-29T08:30:00+00:00": '<a href="/admin/books?at=2026-11-29T08:30">Books of 2026-11-29 08:30</a>',
        "chain:3-9": "Entries 3–9",
        "heads:3-9": '<a href="/admin/seals/heads/3/9">Heads 3–9</a>',
        "merchant:19000001": "Merchant 19000001",
        "dispute:dsp_1": '<a href="/admin/disputes/dsp_1">Dispute</a>',
        "dashboard": '<a href="/admin/dashboard">Figures</a>',
        "Somebody unknown": ">Somebody unknown<",
    }
    async with stall.site.house.database.write() as session:
        for subject in subjects:
            await trail.record(session, actor_id=operator.id, action="look", subject=subject, now=datetime.now(UTC))
    page = (await olga.get("/admin/audit")).text
    for subject, words in subjects.items():
        assert words in page, subject


@pytest.mark.parametrize("address", ["/admin", "/admin/transfers", "/admin/transfers/1", "/admin/audit"])
async def test_people_without_the_role_see_nothing(stall: Stall, address: str) -> None:
    await paid_seq(stall)
    ann = await (await stall.site.signed_in(stall.payer)).get(address)
    nobody = await stall.site.browser().get(address)
    assert ann.status_code == 403
    assert nobody.status_code == 303
    assert nobody.headers["location"].startswith("/sign-in")


async def test_an_entry_that_is_not_there_is_said_to_be_missing(stall: Stall) -> None:
    olga = await stall.site.signed_in(await stall.site.person("Olga", roles=frozenset({"operator"})))
    for seq in (999, 2**63):
        assert (await olga.get(f"/admin/transfers/{seq}")).status_code == 404

"""Operators correct and freeze over HTTP, two of them for a correction; the person reads what happened."""

import httpx2
import pytest

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.money import Money
from wallet.payments.confirm import confirm_order
from wallet.statements import balance_of


@pytest.fixture
async def stall(both_sites: Site) -> Stall:
    stall = await open_stall(both_sites)
    await confirm_order(both_sites.house.wallet, order_id=(await stall.order()).id, person_id=stall.payer.id, pin=PIN)
    return stall


async def staff(stall: Stall, name: str, role: str = "operator") -> httpx2.AsyncClient:
    return await stall.site.signed_in(await stall.site.person(name, roles=frozenset({role})))


async def test_a_correction_takes_two_operators_and_an_auditor_only_looks(stall: Stall) -> None:
    olga, oscar, otto = (
        await staff(stall, "Olga"),
        await staff(stall, "Oscar"),
        await staff(stall, "Otto", "auditor"),
    )
    ledger = stall.site.house.wallet.ledger
    merchant = (await ledger.accounts_of(stall.merchant.mchid))[0].id
    ann = (await ledger.accounts_of(stall.payer.id))[0].id
    wish = {"debit": merchant, "credit": ann, "amount": "8.00", "reason": "Charged twice", "evidence": "entry 2"}
    assert (await otto.post("/admin/corrections", data=wish)).status_code == 403
    assert (await olga.post("/admin/corrections", data=wish | {"evidence": " "})).status_code == 400
    assert (await olga.post("/admin/corrections", data=wish)).status_code == 303
    page = (await olga.get("/admin/corrections")).text
    assert "another operator decides" in page
    number = page.partition('id="cor_')[2].partition('"')[0]
    where = f"/admin/corrections/cor_{number}"
    assert (await olga.post(where, data={"verdict": "approve"})).status_code == 409
    assert (await otto.post(where, data={"verdict": "approve"})).status_code == 403
    assert (await oscar.post(where, data={"verdict": "approve"})).status_code == 303
    assert "Charged twice" in (await otto.get("/admin/corrections")).text

    assert (await balance_of(stall.site.house.wallet, stall.payer.id, "CNY")).total == Money(12_000)
    client = await stall.site.signed_in(stall.payer)
    assert "Correction by the operator" in (await client.get("/wallet")).text
    assert "Your wallet" in (await client.get("/chats")).text
    trail = (await otto.get("/admin/audit")).text
    assert "Proposed a correction" in trail
    assert "Approved a correction" in trail
    assert "every row stands as it was written" in trail


async def test_a_frozen_person_sees_why_and_what_to_do(stall: Stall) -> None:
    olga, client = await staff(stall, "Olga"), await stall.site.signed_in(stall.payer)
    wish = {"who": "@ann", "cause": "fraud", "reason": "Two people report a theft"}
    assert (await olga.post("/admin/restrictions", data=wish | {"who": "@nobody"})).status_code == 404
    assert (await olga.post("/admin/restrictions", data=wish)).status_code == 303
    assert (await olga.post("/admin/restrictions", data=wish)).status_code == 409
    wallet = (await client.get("/wallet")).text
    for words in ("Your wallet is frozen", "Two people report a theft", "What you can do", "rst_"):
        assert words in wallet, words
    page = (await olga.get("/admin/restrictions")).text
    lift = f"/admin/restrictions/rst_{page.partition('/admin/restrictions/rst_')[2].partition('/')[0]}/lift"
    assert (await olga.post(lift, data={"reason": "They were wrong"})).status_code == 303
    assert "frozen" not in (await client.get("/wallet")).text
    assert "They were wrong" in (await olga.get("/admin/restrictions")).text
    merchant = {"who": stall.merchant.mchid, "cause": "dispute", "reason": "Goods never came"}
    assert (await olga.post("/admin/restrictions", data=merchant)).status_code == 303
    assert "Lantern Lane Ltd" in (await olga.get("/admin/restrictions")).text

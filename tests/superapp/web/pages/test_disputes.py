"""A dispute from its receipt to an operator's decision, as people see it over HTTP; and whom it is nothing to."""

import pytest

from superapp.audit import trail
from superapp.flows.tell_disputes import tell_disputes
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet.books import check_books
from wallet.payments.confirm import confirm_order
from wallet.payments.disputes import answer, get_any_dispute

FORM = {"reason": "not_received", "words": "The lanterns never came", "amount": "50"}


@pytest.fixture
async def stall(site: Site) -> Stall:
    return await open_stall(site)


async def paid(stall: Stall) -> int:
    order = await stall.order()
    done = await confirm_order(stall.site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    assert done.entry_seq
    return done.entry_seq


async def test_from_the_receipt_to_the_operators_decision(stall: Stall) -> None:
    site, seq = stall.site, await paid(stall)
    hers = await site.signed_in(stall.payer)
    olga = await site.signed_in(await site.person("Olga", roles=frozenset({"operator"})))
    receipt = f"/wallet/receipts/{seq}"
    assert f"{receipt}/dispute" in (await hers.get(receipt)).text
    assert "Up to ¥88.00" in (await hers.get(f"{receipt}/dispute")).text

    opened = await hers.post(f"{receipt}/dispute", data=FORM)
    page = opened.headers["location"]
    assert (await hers.post(f"{receipt}/dispute", data=FORM)).headers["location"] == page
    assert (await hers.post(f"{receipt}/dispute", data=FORM | {"amount": "60"})).status_code == 409
    assert page in (await hers.get(receipt)).text
    assert "The merchant has to answer" in (await hers.get(page)).text
    assert (await hers.post(f"{page}/accept")).status_code == 409
    assert "Nothing waits" in (await olga.get("/admin/disputes")).text

    dispute = await get_any_dispute(site.house.wallet, page.removeprefix("/disputes/"))
    await answer(site.house.wallet, stall.merchant.mchid, dispute.complaint_id, "They are on their way")
    assert await tell_disputes(site.house) == 2
    assert await tell_disputes(site.house) == 0
    assert "They are on their way" in (await hers.get("/chats")).text
    assert "They are on their way" in (await hers.get(page)).text
    await hers.post(f"{page}/escalate", data={"words": "They are not"})

    desk = (await olga.get("/admin/disputes")).text
    assert f"/admin{page}" in desk
    shown = (await olga.get(f"/admin{page}")).text
    assert "They are not" in shown
    assert (await olga.post(f"/admin{page}", data={"decision": "refund", "amount": "50"})).status_code == 400
    wish = {"decision": "refund", "amount": "50", "reason": "No proof of delivery"}
    assert (await olga.post(f"/admin{page}", data=wish)).status_code == 303
    assert (await olga.post(f"/admin{page}", data=wish)).status_code == 409

    assert "Closed: the money came back" in (await hers.get(page)).text
    assert "No proof of delivery" in (await hers.get(page)).text
    # The refund is a line of her history like any other, and leads back to the dispute.
    refund = (await hers.get("/wallet/history?kind=refund")).text.partition("/wallet/receipts/")[2].partition('"')[0]
    shown = (await hers.get(f"/wallet/receipts/{refund}")).text
    assert page in shown
    assert f"/wallet/receipts/{refund}/dispute" not in shown
    async with site.house.database.read() as session:
        looks = await trail.looks_at(session, f"dispute:{dispute.id}")
    assert ("dispute_refund", "No proof of delivery") in {(one.action, one.reason) for one in looks}
    assert await check_books(site.house.wallet) == []


async def test_it_is_nothing_to_anybody_else(stall: Stall) -> None:
    seq = await paid(stall)
    hers, his = await stall.site.signed_in(stall.payer), await stall.site.signed_in(await stall.site.person("Ben"))
    page = (await hers.post(f"/wallet/receipts/{seq}/dispute", data=FORM)).headers["location"]
    for address in (page, f"/wallet/receipts/{seq}/dispute", "/wallet/receipts/999/dispute"):
        assert (await his.get(address)).status_code == 404
    for act in ("accept", "withdraw", "escalate"):
        assert (await his.post(f"{page}/{act}")).status_code == 404
    for role in ("auditor", "developer"):
        other = await stall.site.signed_in(await stall.site.person(role, roles=frozenset({role})))
        assert (await other.get(f"/admin{page}")).status_code == 403
    assert (await hers.post(f"{page}/withdraw")).status_code == 303
    assert "it was taken back" in (await hers.get(page)).text


@pytest.mark.parametrize("change", [{"amount": "88.01"}, {"words": ""}, {"reason": "mood"}, {"amount": "much"}])
async def test_what_cannot_be_asked_is_refused(stall: Stall, change: dict[str, str]) -> None:
    seq = await paid(stall)
    hers = await stall.site.signed_in(stall.payer)
    assert (await hers.post(f"/wallet/receipts/{seq}/dispute", data=FORM | change)).status_code == 400

"""Split bills and disputes in real browsers: a bill divided in the chat and paid by the other, whose card follows by
itself; a payment disputed from its receipt and decided at the operators' desk."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.async_api import Browser, expect

from superapp.flows import manage_group
from tests.superapp.money import PIN as STALL_PIN
from tests.superapp.money import open_stall
from tests.superapp.serving import served
from tests.superapp.shell.test_money import PATIENCE_MS, PIN, SIZES, page_of, with_money
from tests.superapp.shell.test_state import NODE, PROGRAM
from wallet.books import check_books
from wallet.payments.confirm import confirm_order
from wallet.payments.disputes import answer, dispute_of_order
from wallet.payments.split_division import by_item, by_weight

CHOICE = PROGRAM.parents[3] / "superapp/browser/shell/split_choice.ts"
PEOPLE = ["a", "b", "c", "d"]
some = st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True)


@settings(max_examples=3)
@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.lists(st.integers(1, 99), min_size=4, max_size=4)), min_size=30),
    st.lists(st.lists(st.tuples(st.integers(1, 10**7), some), min_size=1, max_size=9), min_size=30),
)
def test_the_page_divides_as_the_wallet_does(
    weighted: list[tuple[int, list[int]]], itemed: list[list[tuple[int, list[str]]]]
) -> None:
    """One run of Node for many bills."""
    script = f"""
    import {{ shares }} from {json.dumps(CHOICE.as_uri())};
    const people = {json.dumps(PEOPLE)};
    const weighted = {json.dumps(weighted)}.map(([total, weights]) => shares('shares', total, people, weights, []));
    const itemed = {json.dumps(itemed)}.map((items) => shares('items', 0, people, [],
      items.map(([minor, people]) => ({{ name: '', minor, people }}))));
    console.log(JSON.stringify([weighted, itemed]));
    """
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        [by_weight(total, weights) for total, weights in weighted],
        [by_item(PEOPLE, items) for items in itemed],
    ]


@pytest.mark.browser
async def test_a_bill_is_divided_and_paid(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        ann, ben, cleo = [await site.person(name) for name in ("Ann Fields", "Ben Okafor", "Cleo")]
        for one in (ben, cleo):
            await site.befriend(ann, one)
        await with_money(site, ben)
        group = await manage_group.create(site.house, ann, "Dinner", [ben.id, cleo.id])
        hers, his = (
            await page_of(browser, site, address, ann, SIZES[1]),
            await page_of(browser, site, address, ben, SIZES[0]),
        )
        await hers.goto(f"{address}/chats/{group}")
        await his.goto(f"{address}/chats/{group}")
        await hers.get_by_role("button", name="Send money").click()
        await hers.get_by_role("link", name="Split a bill").click()
        await hers.get_by_label("Amount in all").fill("100")
        await hers.get_by_label("What for").fill("pizza")
        await expect(hers.locator("[data-share]")).to_have_text(["¥33.34", "¥33.33", "¥33.33"])
        await hers.get_by_role("button", name="Ask for it").click()
        await expect(hers.locator(".split-slip")).to_contain_text("0 of 2 have paid")
        await hers.get_by_role("link", name="Back").click()

        await expect(his.locator(".split-card")).to_contain_text("Your share: ¥33.33", timeout=PATIENCE_MS)
        await his.locator(".split-card").click()
        await his.get_by_label("Your PIN").fill(PIN)
        await his.get_by_role("button", name="Pay ¥33.33 to Ann Fields").click()
        await expect(his.locator(".split-slip")).to_contain_text("1 of 2 have paid", timeout=PATIENCE_MS)
        await expect(hers.locator(".split-card")).to_contain_text("1 of 2 have paid", timeout=PATIENCE_MS)
        assert await check_books(site.house.wallet) == []


@pytest.mark.browser
async def test_a_payment_is_disputed_and_decided(tmp_path: Path, browser: Browser) -> None:
    async with served(tmp_path) as (site, address):
        stall = await open_stall(site)
        order, wallet = await stall.order(), site.house.wallet
        paid = await confirm_order(wallet, order_id=order.id, person_id=stall.payer.id, pin=STALL_PIN)
        olga = await site.person("Olga Ward", roles=frozenset({"operator"}))
        hers, desk = (
            await page_of(browser, site, address, stall.payer, SIZES[0]),
            await page_of(browser, site, address, olga, SIZES[1]),
        )
        await hers.goto(f"{address}/wallet/receipts/{paid.entry_seq}")
        await hers.get_by_role("link", name="Something is wrong").click()
        await hers.get_by_text("Nothing came").click()
        await hers.get_by_label("What happened").fill("The lanterns never came")
        await hers.get_by_role("button", name="Open the dispute").click()
        await expect(hers.locator(".slip-who")).to_have_text("The merchant has to answer")

        dispute = await dispute_of_order(wallet, order.id, person_id=stall.payer.id)
        assert dispute
        await answer(wallet, stall.merchant.mchid, dispute.complaint_id, "They are on their way")
        await hers.reload()
        await hers.get_by_label("What the operators should know").fill("They are not")
        await hers.get_by_role("button", name="Ask the operators").click()
        await expect(hers.locator(".slip-who")).to_have_text("An operator decides")

        await desk.goto(f"{address}/admin/disputes")
        await desk.get_by_text("Ann Rivers · Lantern Lane Ltd").click()
        await desk.get_by_label("Reason, read by both of them").fill("No proof of delivery")
        await desk.get_by_role("button", name="Order the refund").click()
        await expect(desk.get_by_role("heading", name="Closed: the money came back")).to_be_visible()
        await hers.reload()
        await expect(hers.locator(".slip-who")).to_have_text("Closed: the money came back")
        assert await check_books(wallet) == []

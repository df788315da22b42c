"""Three lists of a day: every planted fault is found and nothing else, and what was found can be resolved."""

import random

import pytest

from tests.support import TravelClock
from tests.wallet.audit.planted import planted
from tests.wallet.people import ANN, APPID, MCHID, PIN, ann_has, paid_order, refund_draft
from wallet.audit.differences import DifferenceUnknown, differences_of, resolve
from wallet.audit.matching import Record, match
from wallet.audit.reconciling import FileInvalid, read_file, reconcile
from wallet.house import WalletHouse
from wallet.payments.holds import HoldDraft, capture_hold, confirm_hold, create_hold
from wallet.payments.refunds import create_refund


@pytest.mark.parametrize("seed", range(5))
def test_every_planted_fault_is_found_and_none_is_invented(seed: int) -> None:
    lists, faults = planted(5000, random.Random(seed))
    assert {(one.number, one.fault) for one in match(*lists)} == faults
    assert len(faults) >= 50


def test_without_a_file_orders_and_ledger_are_matched() -> None:
    one = Record("payment", "a", 5)
    assert match(None, [one], [one]) == []
    assert [found.fault for found in match(None, [one], [])] == ["missing_in_ledger"]


async def test_a_day_is_matched_kept_and_resolved(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5000)
    order = await paid_order(house)
    await create_refund(house, refund_draft(order, 100))
    await paid_order(house, out_trade_no="shop-0002")
    day = clock.now().date()
    file = read_file(
        b"kind,number,amount\r\npayment,shop-0001,8.88\r\nrefund,back-1,2.00\r\npayment,other,1\r\n", "CNY"
    )

    assert (await reconcile(house, MCHID, day, None)).open == 0
    done = await reconcile(house, MCHID, day, file)
    assert (done.matched, done.open) == (1, 4)
    again = await reconcile(house, MCHID, day, file)
    assert again == done
    rows = await differences_of(house)
    assert {(row.number, row.fault) for row in rows} == {
        ("back-1", "amount"),
        ("other", "missing_in_orders"),
        ("other", "missing_in_ledger"),
        ("shop-0002", "missing_in_file"),
    }
    with pytest.raises(DifferenceUnknown):
        await resolve(house, rows[0].id, how=" ", by="olga")
    await resolve(house, rows[0].id, how="Told the merchant", by="olga")
    with pytest.raises(DifferenceUnknown):
        await resolve(house, rows[0].id, how="again", by="olga")
    right = read_file(b"kind,number,amount\npayment,shop-0001,8.88\nrefund,back-1,1\npayment,shop-0002,8.88\n", "CNY")
    assert (await reconcile(house, MCHID, day, right)).open == 0
    clock.travel(days=1)
    assert (await reconcile(house, MCHID, clock.now().date(), None)).matched == 0


async def test_what_was_taken_of_a_hold_is_a_payment_of_the_day(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5000)
    draft = HoldDraft(MCHID, APPID, "ride-0001", "A ride", 900, "CNY", "openid-of-ann", "https://taxi.example/notify")
    hold = await create_hold(house, draft)
    await confirm_hold(house, hold_id=hold.id, person_id=ANN, pin=PIN)
    await capture_hold(house, MCHID, "ride-0001", amount_minor=700)

    done = await reconcile(house, MCHID, clock.now().date(), None)

    assert (done.matched, done.open) == (1, 0)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"a,b\n1,2\n", 1),
        (b"kind,number,amount\npayment,1,1\ngift,1,1\n", 3),
        (b"kind,number,amount\npayment,1,=1\n", 2),
        (b"kind,number,amount\npayment," + b"9" * 129 + b",1\n", 2),
        (b"kind,number,amount\npayment,\0,1\n", 2),
        (b"kind,number,amount\npayment\n", 2),
        (b"\xff\xfe", 0),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data: bytes, line: int) -> None:
    with pytest.raises(FileInvalid) as refused:
        read_file(data, "CNY")
    assert refused.value.line == line

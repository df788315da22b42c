"""A day's bills: every trade and every entry of that day is in them once, the totals are the sums of the lines, and
what people wrote changes neither a line nor a column."""

import gzip
import hashlib
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.bills.reading import Bill, minor, read_bill
from tests.wallet.payments.test_settlements import paid, sharing
from tests.wallet.people import (
    ANN,
    MCHID,
    PIN,
    ann_has,
    draft,
    give,
    merchant_holds,
    opened,
    pay,
    refund_draft,
    settings_of,
)
from wallet.bills import funds, lines, trades
from wallet.bills.files import (
    Announced,
    BillLinkInvalid,
    BillMissing,
    BillNotYet,
    BillPart,
    WantedBill,
    announce,
    open_link,
    pieces,
)
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.money import Money, format_minor
from wallet.payments.code_payments import pay_by_code
from wallet.payments.fee_rules import FeeRule
from wallet.payments.orders import create_order
from wallet.payments.pay_codes import codes_ahead, turn_on
from wallet.payments.profit_sharing import share
from wallet.payments.refunds import create_refund
from wallet.payments.settlements import Terms, set_terms
from wallet.payments.standing import set_pin_free
from wallet.payments.top_ups import top_up_demo

TODAY = date(2026, 11, 23)  # what the clock begins with, at nine
WANTED = WantedBill(MCHID, BillPart.ALL, TODAY, "CNY", is_packed=False)


async def bill(house: WalletHouse, part: BillPart = BillPart.ALL, day: date = TODAY) -> Bill:
    """As announced and fetched; the digest is that of the text."""
    wanted = replace(WANTED, part=part, day=day)
    told = await announce(house, wanted)
    assert open_link(house, MCHID, told.token) == wanted
    data = b"".join([piece async for piece in pieces(house, wanted)])
    assert hashlib.sha1(data).hexdigest() == told.sha1_hex
    return read_bill(data.decode())


async def test_payments_and_refunds_of_the_day_are_its_trades(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 50_000)
    await set_terms(house, MCHID, Terms(FeeRule(60)))
    first = await paid(house)  # 100.00, its fee 0.60
    clock.travel(minutes=1)
    second = await pay(house, await create_order(house, draft(out_trade_no="shop-0002", attach="table 7")))
    clock.travel(minutes=5)
    await create_refund(house, refund_draft(first, 2_500))
    clock.travel(days=1)
    await create_refund(house, refund_draft(second, 888, "back-2"))
    clock.travel(days=2)

    every, paid_only, back_only = [
        await bill(house, part) for part in (BillPart.ALL, BillPart.SUCCESS, BillPart.REFUND)
    ]

    assert [(row["商户订单号"], row["商户退款单号"], row["交易状态"]) for row in every.rows] == [
        ("shop-0001", "0", "SUCCESS"),
        ("shop-0002", "0", "SUCCESS"),
        ("shop-0001", "back-1", "REFUND"),
    ]
    assert every.totals == {
        "总交易单数": "3",
        "应结订单总金额": "108.88",
        "退款总金额": "25.00",
        "充值券退款总金额": "0.00",
        "手续费总金额": "0.50",
        "订单总金额": "108.88",
        "申请退款总金额": "25.00",
    }
    one, other, back = every.rows
    assert (one["交易时间"], back["交易时间"]) == ("2026-11-23 09:00:00", "2026-11-23 09:06:00")
    assert (one["微信订单号"], one["用户标识"]) == (first.transaction_id, first.payer_openid)
    assert (one["手续费"], one["费率"], one["订单金额"], one["退款金额"]) == ("0.60", "0.60%", "100.00", "0.00")
    assert (other["商户数据包"], other["商品名称"], other["交易类型"]) == ("table 7", "Two cups of oolong", "JSAPI")
    assert (back["手续费"], back["订单金额"], back["申请退款金额"]) == ("-0.15", "0.00", "25.00")
    assert [row["商户订单号"] for row in paid_only.rows] == ["shop-0001", "shop-0002"]
    assert [(row["退款成功时间"], row["退款金额"]) for row in back_only.rows] == [("2026-11-23 09:06:00", "25.00")]
    assert [len(one.columns) for one in (every, paid_only, back_only)] == [27, 20, 29]
    [late] = (await bill(house, day=TODAY + timedelta(days=1))).rows
    assert (late["商户退款单号"], late["退款金额"]) == ("back-2", "8.88")


async def test_what_moved_on_the_account_is_there_with_the_balance_after_it(
    house: WalletHouse, clock: TravelClock
) -> None:
    await ann_has(house, 50_000)
    await set_terms(house, MCHID, Terms(FeeRule(100)))
    order = await paid(house, shared=True)
    await share(house, sharing(order, 4_000, rest=True))
    await create_refund(house, refund_draft(order, 1_000))
    clock.travel(days=1, hours=1)

    found = await bill(house, BillPart.BASIC)

    assert [(row["业务名称"], row["收支类型"], row["收支金额（元）"], row["账户结余（元）"]) for row in found.rows] == [
        ("交易", "收入", "100.00", "100.00"),
        ("扣除交易手续费", "支出", "1.00", "99.00"),
        ("分账冻结", "支出", "99.00", "0.00"),
        ("分账解冻", "收入", "59.00", "59.00"),
        ("退还交易手续费", "收入", "0.10", "59.10"),
        ("退款", "支出", "10.00", "49.10"),
    ]
    assert {row["业务凭证号"] for row in found.rows[:4]} == {order.out_trade_no}
    assert {row["微信支付业务单号"] for row in found.rows[:4]} == {order.transaction_id}
    assert {row["业务凭证号"] for row in found.rows[4:]} == {"back-1"}
    assert found.totals == {
        "资金流水总笔数": "6", "收入笔数": "3", "收入金额": "159.10", "支出笔数": "3", "支出金额": "110.00"
    }  # fmt: skip
    assert format_minor(await merchant_holds(house)) == found.rows[-1]["账户结余（元）"]


async def test_a_payment_by_pay_code_says_so(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5_000)
    await set_pin_free(house, ANN, Money(1_000), PIN)
    await turn_on(house, ANN, pin=PIN)
    till = draft(payer_openid="", notify_url="")
    await pay_by_code(house, till, (await codes_ahead(house, ANN))[0].code)
    clock.travel(days=2)
    assert [row["交易类型"] for row in (await bill(house)).rows] == ["MICROPAY"]


async def test_a_bill_has_one_currency(house: WalletHouse, clock: TravelClock) -> None:
    house.settings.currencies = "USD"
    await ann_has(house, 5_000)
    await top_up_demo(house, ANN, Money(5_000, "USD"), reference="dollars")
    for number, currency in (("in-yuan", "CNY"), ("in-dollars", "USD")):
        await pay(house, await create_order(house, draft(out_trade_no=number, currency=currency)))
    clock.travel(days=2)

    in_dollars = replace(WANTED, currency="USD")
    text = "".join([piece async for piece in trades.write(house, in_dollars)])

    assert [row["商户订单号"] for row in read_bill(text).rows] == ["in-dollars"]
    assert [row["商户订单号"] for row in (await bill(house)).rows] == ["in-yuan"]
    money = "".join([piece async for piece in funds.write(house, replace(in_dollars, part=BillPart.BASIC))])
    assert [row["账户结余（元）"] for row in read_bill(money).rows] == ["8.88"]


async def test_a_bill_is_there_an_hour_after_its_day(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5_000)
    await pay(house, await create_order(house, draft()))
    for part in (BillPart.ALL, BillPart.BASIC):
        with pytest.raises(BillMissing):
            await announce(house, replace(WANTED, part=part, day=TODAY + timedelta(days=1)))
        with pytest.raises(BillNotYet):
            await announce(house, replace(WANTED, part=part))
    clock.travel(hours=15, minutes=59)  # a minute to one
    with pytest.raises(BillNotYet):
        await announce(house, WANTED)
    clock.travel(minutes=1)
    await announce(house, WANTED)
    for part in (BillPart.REFUND, BillPart.BASIC):
        with pytest.raises(BillMissing):
            await announce(house, replace(WANTED, part=part, day=TODAY - timedelta(days=1)))
    with pytest.raises(BillMissing):
        await announce(house, replace(WANTED, part=BillPart.BASIC, mchid="1900000999"))
    assert await check_books(house) == []


async def test_an_address_holds_five_minutes_and_for_its_merchant(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5_000)
    await pay(house, await create_order(house, draft()))
    clock.travel(days=2)
    told: Announced = await announce(house, replace(WANTED, is_packed=True))
    packed = b"".join([piece async for piece in pieces(house, open_link(house, MCHID, told.token))])
    assert hashlib.sha1(gzip.decompress(packed)).hexdigest() == told.sha1_hex

    body, _, seal = told.token.partition(".")
    for token in ("", ".", body, f"{body}.", f"{body[:-2]}AA.{seal}", f"{body}.{seal[::-1]}", f"{told.token}="):
        with pytest.raises(BillLinkInvalid):
            open_link(house, MCHID, token)
    with pytest.raises(BillLinkInvalid):
        open_link(house, "1900000999", told.token)
    clock.travel(minutes=5)
    open_link(house, MCHID, told.token)
    clock.travel(seconds=1)
    with pytest.raises(BillLinkInvalid):
        open_link(house, MCHID, told.token)


@given(values=st.lists(st.text(), min_size=1))
def test_no_text_makes_a_line_a_column_or_a_formula(values: list[str]) -> None:
    written = lines.heading(["a", "b"]) + lines.line(values)
    assert len(written.splitlines()) == 2
    read = read_bill(written + lines.heading(["总交易单数"]) + lines.line(["1"])) if len(values) == 2 else None
    cells = written.splitlines()[1]
    assert cells[0] in '`"'
    if read:
        assert list(read.rows[0].values()) == [lines.UNPRINTABLE.sub(" ", value) for value in values]


deeds = st.lists(
    st.tuples(st.sampled_from(["pay", "pay", "refund", "day"]), st.integers(1, 5_000), st.integers(0, 9)), max_size=14
)


@given(deeds=deeds, basis_points=st.integers(0, 500), page=st.integers(1, 4))
@settings(max_examples=12)
async def test_every_trade_is_in_one_bill_and_the_totals_are_the_sums(
    deeds: list[tuple[str, int, int]], basis_points: int, page: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, clock = tmp_path_factory.mktemp("bills"), TravelClock()
    furnish(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trades, "PAGE", page)
        patch.setattr(funds, "PAGE", page)
        async with opened(settings_of("", folder), clock, random.Random(4)) as house:
            await _everything_adds_up(house, clock, deeds, basis_points)


async def _everything_adds_up(
    house: WalletHouse, clock: TravelClock, deeds: list[tuple[str, int, int]], basis_points: int
) -> None:
    await ann_has(house, 50_000)
    await give(house, ANN, 50_000, "more")
    await set_terms(house, MCHID, Terms(FeeRule(basis_points)))
    orders, left, trades_done = [], dict[str, int](), 0
    for number, (deed, amount, which) in enumerate(deeds):
        if deed == "day":
            clock.travel(days=1)
        elif deed == "pay":
            order = await paid(house, number=f"shop-{number:04}", total=amount)
            orders.append(order)
            left[order.id], trades_done = amount, trades_done + 1
        elif orders and left[(order := orders[which % len(orders)]).id]:
            amount = min(amount, left[order.id])
            await create_refund(house, refund_draft(order, amount, f"back-{number:04}"))
            left[order.id], trades_done = left[order.id] - amount, trades_done + 1
    last = clock.now().date()
    clock.travel(days=2)

    seen, before = list[tuple[str, str]](), 0
    for day in (TODAY + timedelta(days=n) for n in range((last - TODAY).days + 1)):
        try:
            every, moved = await bill(house, BillPart.ALL, day), await bill(house, BillPart.BASIC, day)
        except BillMissing:
            continue
        seen += [(row["商户订单号"], row["商户退款单号"]) for row in every.rows]
        for name, column in (
            ("应结订单总金额", "应结订单金额"),
            ("退款总金额", "退款金额"),
            ("手续费总金额", "手续费"),
            ("订单总金额", "订单金额"),
        ):
            assert minor(every.totals[name]) == sum(minor(row[column]) for row in every.rows)
        came, went = minor(moved.totals["收入金额"]), minor(moved.totals["支出金额"])
        after = minor(moved.rows[-1]["账户结余（元）"])
        assert after - before == came - went
        # The two bills of a day speak of one thing.
        trade_sums = [minor(every.totals[name]) for name in ("应结订单总金额", "退款总金额", "手续费总金额")]
        assert came - went == trade_sums[0] - trade_sums[1] - trade_sums[2]
        before = after
    assert len(seen) == len(set(seen)) == trades_done
    assert before == await merchant_holds(house)
    assert await check_books(house) == []

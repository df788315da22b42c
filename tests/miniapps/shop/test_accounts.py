"""What the host's books say of a seller's account: each day once, each seller the own, nothing that no bill says."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from miniapps.kit.accounts import Flow
from miniapps.shop.server import accounts
from tests.miniapps.shop.kit import NOW, Shop

YESTERDAY = NOW.date() - timedelta(days=1)
NAMES = st.sampled_from(["交易", "扣除交易手续费", "退还交易手续费", "退款", "商家转账", "现金红包", "分账", "其他"])
KINDS = st.sampled_from(["交易", "退款", "转账", "红包", "分账", "其他"])


async def test_a_day_that_is_over_is_fetched_once_and_one_without_a_bill_again(shop: Shop) -> None:
    account = shop.accounts[""]
    account.days = {YESTERDAY - timedelta(days=n): [] for n in range(1, 7)}
    nothing = await shop.ask("desk:", "GET", "/seller/account")
    assert nothing == {"days": [], "balance_fen": None, "balance_day": None}

    account.days[YESTERDAY] = [
        Flow("交易", "交易", 4_800, 4_800),
        Flow("扣除交易手续费", "交易", -29, 4_771),
        Flow("退款", "退款", -1_000, 3_771),
        Flow("商家转账", "转账", -700, 3_071),
    ]
    account.asked.clear()
    shown = await shop.ask("desk:", "GET", "/seller/account")
    assert await shop.ask("desk:", "GET", "/seller/account") == shown

    assert account.asked == [YESTERDAY]
    assert shown == {
        "days": [
            {
                "day": str(YESTERDAY),
                "paid_fen": 4_800,
                "fees_fen": -29,
                "refunded_fen": -1_000,
                "sent_fen": -700,
                "other_fen": 0,
                "balance_fen": 3_071,
            }
        ],
        "balance_fen": 3_071,
        "balance_day": str(YESTERDAY),
    }


async def test_each_seller_sees_the_own_account(shop: Shop) -> None:
    shop.accounts["tin-drum"].days = {YESTERDAY: [Flow("交易", "交易", 100, 100)]}
    assert (await shop.ask("desk:tin-drum", "GET", "/seller/account"))["balance_fen"] == 100
    assert (await shop.ask("desk:", "GET", "/seller/account"))["balance_fen"] is None
    await shop.ask("ann", "GET", "/seller/account", expect=401)
    del shop.accounts[""]
    assert (await shop.ask("desk:", "GET", "/seller/account", expect=409))["code"] == "account_unavailable"


@given(st.lists(st.builds(Flow, NAMES, KINDS, st.integers(-(10**9), 10**9), st.integers(0, 10**9))))
def test_every_movement_counts_once(flows: list[Flow]) -> None:
    day = accounts.summed("", date(2026, 11, 22), flows)
    assert sum(getattr(day, part) for part in accounts.PARTS) == sum(one.amount_fen for one in flows)
    assert day.balance_fen == (flows[-1].balance_fen if flows else None)

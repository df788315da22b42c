"""What was settled to each seller's account at the host and what left it, day by day, as the host's fund-flow bills
say; nothing here is reckoned from the shop's own orders. A day that is over does not change: it is fetched once and
kept. Read by the sellers' face."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Field, col, select

from miniapps.kit.accounts import Account, Flow
from miniapps.kit.database import Database
from miniapps.shop.server.tables import ShopTable

DAYS = 7
PAID, REFUND = "交易", "退款"
FEES = ("扣除交易手续费", "退还交易手续费")
PARTS: tuple[str, ...] = ("paid_fen", "fees_fen", "refunded_fen", "sent_fen", "other_fen")
SENT = ("转账", "红包", "分账")
"""Payouts to people, envelopes, and what is shared with others."""


class AccountDay(ShopTable, table=True):
    """In fen, below zero for what left the account; balance_fen: at its end, None for a day on which nothing moved."""

    __tablename__ = "account_days"  # pyright: ignore[reportAssignmentType]

    seller: str = Field(primary_key=True)
    day: str = Field(primary_key=True)
    paid_fen: int
    fees_fen: int
    refunded_fen: int
    sent_fen: int
    other_fen: int
    balance_fen: int | None


async def of_seller(database: Database, account: Account, seller: str, now: datetime) -> dict[str, Any]:
    """The last seven days that are over, newest first, those on which something moved: {"days": [...], "balance_fen",
    "balance_day"}, both None where nothing is known. Refuses with account_unavailable."""
    wanted = [now.date() - timedelta(days=back) for back in range(1, DAYS + 1)]
    async with database.read() as session:
        kept = select(AccountDay).where(AccountDay.seller == seller, col(AccountDay.day).in_(map(str, wanted)))
        known = {one.day: one for one in await session.exec(kept)}
    fresh = [one for day in wanted if str(day) not in known if (one := await _fetched(account, seller, day))]
    async with database.write() as session:
        for one in fresh:
            await session.merge(one)
    days = sorted([*known.values(), *fresh], key=lambda one: one.day, reverse=True)
    moved = [one for one in days if one.balance_fen is not None]
    last = moved[0] if moved else None
    return {
        "days": [one.model_dump(exclude={"seller"}) for one in moved],
        "balance_fen": last.balance_fen if last else None,
        "balance_day": last.day if last else None,
    }


async def _fetched(account: Account, seller: str, day: date) -> AccountDay | None:
    flows = await account.flows(day)
    return None if flows is None else summed(seller, day, flows)


def summed(seller: str, day: date, flows: Sequence[Flow]) -> AccountDay:
    """Each movement counts once: what came and went adds up to what the balance did."""
    sums: dict[str, int] = dict.fromkeys(PARTS, 0)
    for one in flows:
        sums[_part(one)] += one.amount_fen
    return AccountDay(seller=seller, day=day.isoformat(), balance_fen=flows[-1].balance_fen if flows else None, **sums)


def _part(flow: Flow) -> str:
    if flow.name in FEES:
        return "fees_fen"
    if flow.kind in SENT:
        return "sent_fen"
    return {PAID: "paid_fen", REFUND: "refunded_fen"}.get(flow.kind, "other_fen")

"""Coupons of the market's sellers: claimed in the program, the best one of each seller counts at checkout, is reserved
with the order and given back when the order dies. Who sells what their coupon is for pays for it: each seller's part of
a basket is cheaper by that seller's own coupon alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server import discounts
from miniapps.shop.server.discounts import Terms
from miniapps.shop.server.tables import OrderLine, ShopTable, stamp

Kind = Literal["percent", "amount"]
DEMO_DAYS = 60


class Coupon(ShopTable, table=True):
    """value: per cent, or fen. claims_max, claims_per_person_max: how many may be claimed. is_on: the seller has not
    stopped it; what was claimed before counts nowhere while it is off."""

    __tablename__ = "coupons"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    seller: str = Field(index=True)
    kind: str
    value: int
    minimum_fen: int
    starts_at: str
    ends_at: str
    claims_max: int
    claims_per_person_max: int
    is_on: bool = True


class CouponClaim(ShopTable, table=True):
    """One use of a coupon by one person. number: of the order it is reserved for or used in, "" while it is free."""

    __tablename__ = "coupon_claims"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    coupon_id: int = Field(index=True)
    openid: str = Field(index=True)
    number: str = Field(default="", index=True)
    claimed_at: str


class OrderDiscount(ShopTable, table=True):
    """What a coupon took off one seller's part of an order, and why: its terms at that time."""

    __tablename__ = "order_discounts"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    seller: str = Field(primary_key=True)
    claim_id: int
    kind: str
    value: int
    minimum_fen: int
    amount_fen: int


class LineDiscount(ShopTable, table=True):
    """The line's part of it: what is given back for a piece is what was paid for it."""

    __tablename__ = "line_discounts"  # pyright: ignore[reportAssignmentType]

    line_id: int = Field(primary_key=True)
    number: str = Field(index=True)
    amount_fen: int


async def create(
    session: AsyncSession,
    seller: str,
    *,
    kind: Kind,
    value: int,
    minimum_fen: int,
    starts_at: str,
    ends_at: str,
    claims_max: int,
    claims_per_person_max: int,
) -> Coupon:
    """Refuses with coupon_terms."""
    if ends_at <= starts_at or value < 1 or (kind == "percent" and value > 90):
        raise Problem(400, "coupon_terms", "Please check the value and the dates.")
    coupon = Coupon(
        seller=seller,
        kind=kind,
        value=value,
        minimum_fen=minimum_fen,
        starts_at=starts_at,
        ends_at=ends_at,
        claims_max=claims_max,
        claims_per_person_max=claims_per_person_max,
    )
    session.add(coupon)
    await session.flush()
    return coupon


async def claim(session: AsyncSession, openid: str, coupon_id: int, now: datetime) -> None:
    """Refuses with coupon_unknown, coupon_over, coupon_gone, coupon_claimed."""
    coupon = await session.get(Coupon, coupon_id)
    if coupon is None:
        raise Problem(404, "coupon_unknown", "There is no such coupon.")
    if not _runs(coupon, now):
        raise Problem(409, "coupon_over", "This coupon cannot be claimed now.")
    if await _count(session, coupon_id, openid) >= coupon.claims_per_person_max:
        raise Problem(409, "coupon_claimed", "You have claimed this coupon already.")
    if await _count(session, coupon_id) >= coupon.claims_max:
        raise Problem(409, "coupon_gone", "All of these coupons have been claimed.")
    session.add(CouponClaim(coupon_id=coupon_id, openid=openid, claimed_at=stamp(now)))


async def offered(session: AsyncSession, openid: str, now: datetime) -> list[dict[str, Any]]:
    """What runs now, with what this person has of it. free: claimed and not used."""
    at = stamp(now)
    rows = await session.exec(
        select(Coupon)
        .where(col(Coupon.is_on).is_(True), col(Coupon.starts_at) <= at, col(Coupon.ends_at) > at)
        .order_by(col(Coupon.ends_at), col(Coupon.id))
    )
    shown: list[dict[str, Any]] = []
    for coupon in rows.all():
        assert coupon.id
        mine = select(CouponClaim).where(CouponClaim.coupon_id == coupon.id, CouponClaim.openid == openid)
        claims = (await session.exec(mine)).all()
        left = coupon.claims_max - await _count(session, coupon.id)
        shown.append(
            view(coupon)
            | {
                "free": sum(not one.number for one in claims),
                "claimable": left > 0 and len(claims) < coupon.claims_per_person_max,
                "left": left,
            }
        )
    return shown


async def best_for(
    session: AsyncSession, openid: str, subtotals: Mapping[str, int], now: datetime
) -> dict[str, tuple[Terms, int]]:
    """subtotals: by seller. For each seller the claim that takes off most, with how much."""
    rows = await session.exec(
        select(CouponClaim, Coupon)
        .join(Coupon, col(Coupon.id) == col(CouponClaim.coupon_id))
        .where(CouponClaim.openid == openid, CouponClaim.number == "", col(Coupon.seller).in_(subtotals))
    )
    terms: dict[str, list[Terms]] = {}
    for one, coupon in rows.all():
        if _runs(coupon, now) and one.id:
            kind: Kind = "percent" if coupon.kind == "percent" else "amount"
            fact = Terms(one.id, kind, coupon.value, coupon.minimum_fen, coupon.ends_at)
            terms.setdefault(coupon.seller, []).append(fact)
    found = {seller: discounts.best(terms.get(seller, ()), amount) for seller, amount in subtotals.items()}
    return {seller: best for seller, best in found.items() if best}


async def reserve(
    session: AsyncSession, openid: str, number: str, shares: Mapping[str, Sequence[OrderLine]], now: datetime
) -> dict[str, int]:
    """In the transaction that makes the order, whose lines have their ids: the best coupon of each seller is this
    order's. Returns what comes off, by seller."""
    subtotals = {seller: subtotal(lines) for seller, lines in shares.items()}
    off: dict[str, int] = {}
    for seller, (terms, amount) in (await best_for(session, openid, subtotals, now)).items():
        claimed = await session.get_one(CouponClaim, terms.id)
        claimed.number = number
        session.add(claimed)
        session.add(
            OrderDiscount(
                number=number,
                seller=seller,
                claim_id=terms.id,
                kind=terms.kind,
                value=terms.value,
                minimum_fen=terms.minimum_fen,
                amount_fen=amount,
            )
        )
        lines = shares[seller]
        parts = discounts.share(amount, [line.price_fen * line.quantity for line in lines])
        for line, part in zip(lines, parts, strict=True):
            assert line.id
            session.add(LineDiscount(line_id=line.id, number=number, amount_fen=part))
        off[seller] = amount
    return off


async def give_back(session: AsyncSession, number: str) -> None:
    """The order came to nothing: its coupons may be used again while they run."""
    for one in (await session.exec(select(CouponClaim).where(CouponClaim.number == number))).all():
        one.number = ""
        session.add(one)


async def of_order(session: AsyncSession, number: str) -> list[OrderDiscount]:
    rows = await session.exec(
        select(OrderDiscount).where(OrderDiscount.number == number).order_by(col(OrderDiscount.seller))
    )
    return list(rows.all())


async def of_lines(session: AsyncSession, number: str) -> dict[int, int]:
    """What came off each line, by its id."""
    rows = await session.exec(select(LineDiscount).where(LineDiscount.number == number))
    return {row.line_id: row.amount_fen for row in rows}


async def of_seller(session: AsyncSession, seller: str) -> list[dict[str, Any]]:
    """For the seller's desk: all of them, newest first, with how many are claimed and used."""
    rows = await session.exec(select(Coupon).where(Coupon.seller == seller).order_by(col(Coupon.id).desc()))
    shown: list[dict[str, Any]] = []
    for coupon in rows.all():
        assert coupon.id
        used = select(func.count()).where(CouponClaim.coupon_id == coupon.id, CouponClaim.number != "")
        counts = {"claimed": await _count(session, coupon.id), "used": (await session.exec(used)).one()}
        shown.append(view(coupon) | counts)
    return shown


async def switch(session: AsyncSession, seller: str, coupon_id: int, is_on: bool) -> None:
    """Refuses with coupon_unknown."""
    coupon = await session.get(Coupon, coupon_id)
    if coupon is None or coupon.seller != seller:
        raise Problem(404, "coupon_unknown", "There is no such coupon.")
    coupon.is_on = is_on
    session.add(coupon)


async def announce(database: Database, sellers: Sequence[str], now: datetime) -> None:
    """The first coupons of a new shop, so that there is something to claim; once."""
    async with database.write() as session:
        if (await session.exec(select(Coupon.id).limit(1))).first() is not None:
            return
        until = stamp(now + timedelta(days=DEMO_DAYS))
        for place, seller in enumerate(["", *sellers]):
            percent = place % 2 == 0
            await create(
                session,
                seller,
                kind="percent" if percent else "amount",
                value=10 if percent else 800,
                minimum_fen=5_000,
                starts_at=stamp(now),
                ends_at=until,
                claims_max=1_000,
                claims_per_person_max=1,
            )


def subtotal(lines: Sequence[OrderLine]) -> int:
    return sum(line.price_fen * line.quantity for line in lines)


def view(coupon: Coupon) -> dict[str, Any]:
    return coupon.model_dump()


def _runs(coupon: Coupon, now: datetime) -> bool:
    return coupon.is_on and coupon.starts_at <= stamp(now) < coupon.ends_at


async def _count(session: AsyncSession, coupon_id: int, openid: str = "") -> int:
    wanted = select(func.count()).where(CouponClaim.coupon_id == coupon_id)
    wanted = wanted.where(CouponClaim.openid == openid) if openid else wanted
    return (await session.exec(wanted)).one()

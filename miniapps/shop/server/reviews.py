"""What buyers say of what they received: stars, words and pictures, one for each line of an order, by whoever ordered
it and after it was delivered. They may change it; the seller may answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import orders, parcels, pictures
from miniapps.shop.server.parcels import ParcelState
from miniapps.shop.server.tables import OrderLine, Review, stamp

PAGE_SIZE = 10


async def write(
    session: AsyncSession,
    openid: str,
    number: str,
    line_id: int,
    *,
    stars: int,
    text: str,
    picture_ids: Sequence[str],
    now: datetime,
) -> None:
    """Again for the same line: it is changed. Refuses with order_unknown, line_unknown, not_received,
    picture_unknown."""
    await orders.get_own(session, number, openid)
    line = await session.get(OrderLine, line_id)
    if line is None or line.number != number:
        raise Problem(404, "line_unknown", "This is not in the order.")
    [seller] = await parcels.shares(session, [line])
    parcel = await session.get(parcels.Parcel, (number, seller))
    if parcel is None or parcel.state is not ParcelState.DELIVERED:
        raise Problem(409, "not_received", "You can review it when it has arrived.")
    kept = await pictures.require_own(session, openid, picture_ids)
    review = await session.get(Review, line_id)
    if review:
        await pictures.let_go(session, [one for one in review.pictures.split() if one not in picture_ids])
        review.edited_at = stamp(now)
    else:
        review = Review(
            line_id=line_id,
            number=number,
            product_id=line.product_id,
            seller=seller,
            openid=openid,
            stars=0,
            text="",
            written_at=stamp(now),
        )
    review.stars, review.text, review.pictures = stars, text, kept
    session.add(review)


async def answer(session: AsyncSession, seller: str, line_id: int, text: str, now: datetime) -> None:
    """The seller's word below it; "" takes it back. Refuses with review_unknown."""
    review = await session.get(Review, line_id)
    if review is None or review.seller != seller:
        raise Problem(404, "review_unknown", "There is no such review.")
    review.answer, review.answered_at = text, stamp(now) if text else ""
    session.add(review)


async def of_product(session: AsyncSession, product_id: str, page: int) -> dict[str, Any]:
    """Newest first; nobody's name: a program knows people by openid only."""
    rows = await session.exec(
        select(Review, OrderLine.label)
        .join(OrderLine, col(OrderLine.id) == col(Review.line_id))
        .where(Review.product_id == product_id)
        .order_by(col(Review.written_at).desc(), col(Review.line_id).desc())
        .offset(page * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    )
    found = rows.all()
    shown = [view(review) | {"label": label} for review, label in found[:PAGE_SIZE]]
    return {"items": shown, "more": len(found) > PAGE_SIZE}


async def of_order(session: AsyncSession, number: str) -> dict[int, Review]:
    rows = await session.exec(select(Review).where(Review.number == number))
    return {row.line_id: row for row in rows}


async def of_seller(session: AsyncSession, seller: str) -> list[dict[str, Any]]:
    """Those without an answer first, then the newest."""
    rows = await session.exec(
        select(Review, OrderLine.name)
        .join(OrderLine, col(OrderLine.id) == col(Review.line_id))
        .where(Review.seller == seller)
        .order_by(col(Review.answer) != "", col(Review.written_at).desc())
        .limit(100)
    )
    return [view(review) | {"name": name} for review, name in rows.all()]


def view(review: Review) -> dict[str, Any]:
    return {
        "line_id": review.line_id,
        "product_id": review.product_id,
        "stars": review.stars,
        "text": review.text,
        "pictures": review.pictures.split(),
        "written_at": review.written_at,
        "edited": bool(review.edited_at),
        "answer": review.answer,
    }

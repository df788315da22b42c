"""Things sent back: so many of one line, with a reason and perhaps a picture. The seller says yes or no; yes gives back
exactly what was paid for those pieces, through the seller's own account, once: the refund's number is written down with
the decision and asked again until the host says that it is done."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.books import enter
from miniapps.kit.problems import Problem
from miniapps.shop.server import coupons, orders, parcels, pictures
from miniapps.shop.server.cards import tell_return
from miniapps.shop.server.discounts import value_of
from miniapps.shop.server.tables import MOVES, Order, OrderLine, OrderState, ShopTable, Variant, stamp

DAYS = 14
REASONS = ("damaged", "wrong", "size", "missing", "changed")


class ReturnState(StrEnum):
    ASKED = "asked"
    REFUSED = "refused"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


ACCEPTED = (ReturnState.REFUNDING, ReturnState.REFUNDED)


class Return(ShopTable, table=True):
    """refund_number: the `out_refund_no`, fixed when it is asked. amount_fen: what is given back, 0 until it is
    accepted. restock: the pieces go back on the shelf. Times are UTC text, "" for not yet."""

    __tablename__ = "returns"  # pyright: ignore[reportAssignmentType]

    id: int | None = Field(default=None, primary_key=True)
    request_key: str = Field(unique=True)
    refund_number: str = Field(unique=True)
    number: str = Field(index=True)
    line_id: int = Field(index=True)
    seller: str = Field(index=True)
    openid: str
    quantity: int
    reason: str
    text: str
    pictures: str = ""
    state: ReturnState = Field(default=ReturnState.ASKED, index=True)
    amount_fen: int = 0
    restock: bool = False
    answer: str = ""
    asked_at: str
    decided_at: str = ""
    refunded_at: str = ""


async def ask(
    session: AsyncSession,
    openid: str,
    number: str,
    line_id: int,
    *,
    quantity: int,
    reason: str,
    text: str,
    picture_ids: Sequence[str],
    request_key: str,
    now: datetime,
) -> Return:
    """The same request_key returns the same one. Refuses with order_unknown, line_unknown, not_sent, return_late,
    return_too_many, picture_unknown."""
    known = (await session.exec(select(Return).where(Return.request_key == request_key))).first()
    if known:
        if known.openid != openid:
            raise Problem(409, "request_key_taken", "Please try again.")
        return known
    order = await orders.get_own(session, number, openid)
    line = await session.get(OrderLine, line_id)
    if line is None or line.number != number:
        raise Problem(404, "line_unknown", "This is not in the order.")
    [seller] = await parcels.shares(session, [line])
    parcel = await session.get(parcels.Parcel, (number, seller))
    if order.state is not OrderState.PAID or parcel is None or parcel.state not in parcels.GONE:
        raise Problem(409, "not_sent", "This has not been sent yet. The order can still be cancelled.")
    if parcel.delivered_at and parcel.delivered_at < stamp(now - timedelta(days=DAYS)):
        raise Problem(409, "return_late", f"Things can be returned within {DAYS} days.", {"days": DAYS})
    if not 1 <= quantity <= line.quantity - await _pieces(session, line_id):
        raise Problem(409, "return_too_many", "There is a return for these already.")
    asked = Return(
        request_key=request_key,
        refund_number=f"T{now:%y%m%d%H%M%S}{secrets.token_hex(5)}",
        number=number,
        line_id=line_id,
        seller=seller,
        openid=openid,
        quantity=quantity,
        reason=reason,
        text=text,
        pictures=await pictures.require_own(session, openid, picture_ids),
        asked_at=stamp(now),
    )
    session.add(asked)
    await session.flush()
    return asked


async def decide(
    session: AsyncSession, seller: str, return_id: int, *, accept: bool, restock: bool, answer: str, now: datetime
) -> Return:
    """Once. An accepted one then waits for `orders`' till (desk.send_refund). Refuses with return_unknown,
    return_decided."""
    found = await session.get(Return, return_id)
    if found is None or found.seller != seller:
        raise Problem(404, "return_unknown", "There is no such return.")
    if found.state is not ReturnState.ASKED:
        raise Problem(409, "return_decided", "This return has been decided already.")
    found.decided_at, found.answer = stamp(now), answer
    if accept:
        found.amount_fen, found.restock = await _amount(session, found), restock
        found.state = ReturnState.REFUNDING
    else:
        found.state = ReturnState.REFUSED
    session.add(found)
    await _tell(session, found)
    return found


async def mark_refunded(session: AsyncSession, refund_number: str, now: datetime, *, seller: str | None = None) -> None:
    """The host gave it back then. Repeats change nothing. seller: whose notice says so, None for whoever is asked."""
    found = (await session.exec(select(Return).where(Return.refund_number == refund_number))).first()
    if found is None or found.state is not ReturnState.REFUNDING or seller not in (None, found.seller):
        return
    found.state, found.refunded_at = ReturnState.REFUNDED, stamp(now)
    session.add(found)
    await enter(session, MOVES, "refund", refund_number, found.amount_fen, now, account=found.seller)
    if found.restock:
        line = await session.get_one(OrderLine, found.line_id)
        await session.exec(
            update(Variant).where(col(Variant.id) == line.variant_id).values(stock=col(Variant.stock) + found.quantity)
        )
    await _tell(session, found)


async def waiting_for_money(session: AsyncSession) -> list[Return]:
    rows = await session.exec(select(Return).where(Return.state == ReturnState.REFUNDING).limit(100))
    return list(rows.all())


async def of_order(session: AsyncSession, number: str) -> list[Return]:
    return list((await session.exec(select(Return).where(Return.number == number).order_by(col(Return.id)))).all())


async def of_seller(session: AsyncSession, seller: str) -> list[dict[str, Any]]:
    """Those that wait for a word first, then the newest."""
    rows = await session.exec(
        select(Return, OrderLine)
        .join(OrderLine, col(OrderLine.id) == col(Return.line_id))
        .where(Return.seller == seller)
        .order_by(col(Return.state) != ReturnState.ASKED, col(Return.id).desc())
        .limit(100)
    )
    shown: list[dict[str, Any]] = []
    for found, line in rows.all():
        amount = found.amount_fen or await _amount(session, found)
        facts = {"name": line.name, "label": line.label, "product_id": line.product_id, "worth_fen": amount}
        shown.append(view(found) | facts)
    return shown


async def paid_for(session: AsyncSession, line: OrderLine) -> int:
    """What was paid for all pieces of a line, after its part of a coupon."""
    assert line.id
    off = await session.get(coupons.LineDiscount, line.id)
    return line.price_fen * line.quantity - (off.amount_fen if off else 0)


def view(found: Return) -> dict[str, Any]:
    return {
        "id": found.id,
        "number": found.number,
        "line_id": found.line_id,
        "quantity": found.quantity,
        "reason": found.reason,
        "text": found.text,
        "pictures": found.pictures.split(),
        "state": found.state,
        "amount_fen": found.amount_fen,
        "restock": found.restock,
        "answer": found.answer,
        "asked_at": found.asked_at,
        "decided_at": found.decided_at,
        "refunded_at": found.refunded_at,
    }


async def _pieces(session: AsyncSession, line_id: int) -> int:
    """That are on their way back or were; a refused return counts no more."""
    wanted = select(func.coalesce(func.sum(Return.quantity), 0)).where(
        Return.line_id == line_id, Return.state != ReturnState.REFUSED
    )
    return (await session.exec(wanted)).one()


async def _amount(session: AsyncSession, found: Return) -> int:
    """Counted with what was accepted before, so that all pieces together are exactly what was paid."""
    before = select(func.coalesce(func.sum(Return.quantity), 0)).where(
        Return.line_id == found.line_id, col(Return.state).in_(ACCEPTED), Return.id != found.id
    )
    line, pieces = await session.get_one(OrderLine, found.line_id), (await session.exec(before)).one()
    paid = await paid_for(session, line)
    return value_of(paid, line.quantity, pieces + found.quantity) - value_of(paid, line.quantity, pieces)


async def _tell(session: AsyncSession, found: Return) -> None:
    assert found.id
    order, line = await session.get_one(Order, found.number), await session.get_one(OrderLine, found.line_id)
    await tell_return(
        session,
        order,
        line,
        return_id=found.id,
        quantity=found.quantity,
        state=found.state,
        amount_fen=found.amount_fen,
        note=found.answer if found.decided_at and not found.refunded_at else "",
    )

"""What the shop does: each method is one thing a buyer or the host asks for. Network calls stay outside of
transactions."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient
from miniapps.kit.problems import Problem
from miniapps.kit.till import Till
from miniapps.shop.server import drops, orders, wishes
from miniapps.shop.server.baskets import Baskets, as_payment, facts_of
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import Drop, Order, OrderPart, OrderState


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    settings: ShopSettings
    database: Database
    host: HostClient
    till: Till
    baskets: Baskets | None = None
    """For baskets of several sellers; None in a shop that sells its own only."""
    now: Callable[[], datetime] = utc_now

    async def order(
        self, openid: str, wanted: Sequence[orders.Wanted], *, recipient: str, address: str, request_key: str
    ) -> dict[str, Any]:
        """Make the order; returns it with the arguments of `wx.requestPayment`."""
        async with self.database.write() as session:
            order = await orders.place(
                session,
                openid=openid,
                wanted=wanted,
                recipient=recipient,
                address=address,
                request_key=request_key,
                now=self.now(),
                payment_seconds=self.settings.payment_seconds,
            )
            shown = await orders.view(session, order)
        return {"order": shown, "payment": await self._payment(openid, order.number)}

    async def pay_again(self, openid: str, number: str) -> dict[str, Any]:
        """New arguments of `wx.requestPayment` for an order that is still unpaid."""
        return {"payment": await self._payment(openid, number)}

    async def _payment(self, openid: str, number: str) -> dict[str, Any]:
        async with self.database.read() as session:
            order = await orders.get_own(session, number, openid)
            shown, parts = await orders.view(session, order), await orders.parts_of(session, number)
        if order.state is not OrderState.AWAITING_PAYMENT:
            raise Problem(409, "order_settled", "This order no longer waits for payment.")
        if parts and self.baskets:
            until = order.expires_at.replace("Z", "+00:00")
            return await self.baskets.ask(number, parts, openid=openid, expires_at=until)
        first, more = shown["lines"][0]["name"], len(shown["lines"]) - 1
        return await self.till.ask(
            number=number,
            description=first + (f" and {more} more" if more else ""),
            total_fen=order.total_fen,
            openid=openid,
            expires_at=order.expires_at.replace("Z", "+00:00"),
        )

    async def show(self, openid: str, number: str) -> dict[str, Any]:
        """The order; while it waits for payment, the host is asked first."""
        async with self.database.read() as session:
            order = await orders.get_own(session, number, openid)
        if order.state in (OrderState.AWAITING_PAYMENT, OrderState.REFUNDING):
            # The host may be away for a moment: the buyer still sees the order as far as we know it.
            with suppress(Problem, OSError):
                await (self._finish_refund(order) if order.state is OrderState.REFUNDING else self.settle(number))
        async with self.database.read() as session:
            return await orders.view(session, await orders.get_own(session, number, openid))

    async def settle(self, number: str) -> None:
        """Ask the host how this order stands and write it down."""
        parts = await self._parts(number)
        if parts and self.baskets:
            basket = await self.baskets.look(number)
            facts = as_payment(basket)
            async with self.database.write() as session:
                await orders.mark_parts(session, number, basket.transactions)
        else:
            facts = await self.till.look(number)
        async with self.database.write() as session:
            if facts.state == "SUCCESS":
                await orders.mark_paid(
                    session, number, transaction_id=facts.transaction_id, total_fen=facts.total_fen, now=self.now()
                )
            elif facts.state == "CLOSED":
                await orders.mark_ended(session, number, OrderState.CANCELLED)
            elif facts.state == "REFUND":
                await orders.mark_ended(session, number, OrderState.REFUNDED)

    async def cancel(self, openid: str, number: str) -> dict[str, Any]:
        """An unpaid order is closed at the host first; a paid one is refunded in whole."""
        shown = await self.show(openid, number)
        if shown["state"] == OrderState.AWAITING_PAYMENT:
            await self._close(number)
        elif shown["state"] == OrderState.PAID:
            async with self.database.write() as session:
                order = await orders.get_own(session, number, openid)
                await orders.begin_refund(session, order)
            if await self._refund(number, shown["total_fen"]):
                async with self.database.write() as session:
                    await orders.mark_ended(session, number, OrderState.REFUNDED)
        return await self.show(openid, number)

    async def _refund(self, number: str, total_fen: int) -> bool:
        """All of it: each part by its own seller, or the whole by the shop. True when all of it is done."""
        reason = "The buyer changed their mind"
        parts = await self._parts(number)
        if not (parts and self.baskets):
            return await self.till.refund(
                refund_number="R" + number, number=number, amount_fen=total_fen, total_fen=total_fen, reason=reason
            )
        done = True
        for part in parts:
            if part.refunded:
                continue
            if await self.baskets.refund(
                part, refund_number="R" + part.part_number, amount_fen=part.total_fen, reason=reason
            ):
                async with self.database.write() as session:
                    part.refunded = True
                    await session.merge(part)
            else:
                done = False
        return done

    async def _finish_refund(self, order: Order) -> None:
        """The same numbers again: what is done stays done."""
        if await self._refund(order.number, order.total_fen):
            async with self.database.write() as session:
                await orders.mark_ended(session, order.number, OrderState.REFUNDED)

    async def _parts(self, number: str) -> list[OrderPart]:
        async with self.database.read() as session:
            return await orders.parts_of(session, number)

    async def _close(self, number: str) -> None:
        parts = await self._parts(number)
        closed = await (self.baskets.close(number, parts) if parts and self.baskets else self.till.close(number))
        if closed:
            async with self.database.write() as session:
                await orders.mark_ended(session, number, OrderState.CANCELLED)
        else:
            await self.settle(number)

    async def take_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """A notice of the host; False when it is not the host's word."""
        notice = await self.till.read_notice(headers, body)
        if not notice:
            return False
        facts = notice["resource"]
        if "combine_out_trade_no" in facts:
            basket, number = facts_of(facts), facts["combine_out_trade_no"]
            first = as_payment(basket)
            async with self.database.write() as session:
                await orders.mark_parts(session, number, basket.transactions)
                await orders.mark_paid(
                    session,
                    number,
                    transaction_id=first.transaction_id,
                    total_fen=first.total_fen,
                    now=self.now(),
                )
            return True
        async with self.database.write() as session:
            if notice["event_type"] == "TRANSACTION.SUCCESS":
                await orders.mark_paid(
                    session,
                    facts["out_trade_no"],
                    transaction_id=facts["transaction_id"],
                    total_fen=facts["amount"]["total"],
                    now=self.now(),
                )
            elif notice["event_type"] == "REFUND.SUCCESS":
                await orders.mark_ended(session, facts["out_trade_no"], OrderState.REFUNDED)
        return True

    async def list_drops(self, openid: str) -> list[dict[str, Any]]:
        async with self.database.write() as session:
            ids = (await session.exec(select(Drop.id).order_by(col(Drop.opens_at)))).all()
            return [await drops.show(session, one, openid, self.now()) for one in ids]

    async def join_drop(self, openid: str, drop_id: str) -> dict[str, Any]:
        async with self.database.write() as session:
            await drops.join(session, drop_id, openid, self.now())
            return await drops.show(session, drop_id, openid, self.now())

    async def sweep(self) -> int:
        """Close what was never paid in time; returns how many orders were looked at."""
        async with self.database.read() as session:
            numbers = await orders.expired(session, self.now())
        for number in numbers:
            with suppress(Problem, OSError):
                await self._close(number)
        async with self.database.write() as session:
            await wishes.grant(session)
        return len(numbers)

    async def sweep_forever(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self.settings.sweep_seconds)

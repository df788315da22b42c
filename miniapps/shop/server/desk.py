"""What the shop does: each method is one thing a buyer or the host asks for. Network calls stay outside of
transactions."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from miniapps.kit.books import said_at
from miniapps.kit.database import Database
from miniapps.kit.descriptions import first_said
from miniapps.kit.host import HostClient
from miniapps.kit.problems import Problem
from miniapps.kit.till import Till
from miniapps.shop.server import (
    calling_off,
    coupons,
    drops,
    orders,
    parcels,
    pictures,
    returns,
    shown_baskets,
    views,
    wishes,
)
from miniapps.shop.server.baskets import Baskets, as_payment, facts_of
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.refunds import Refunds, number_of_whole
from miniapps.shop.server.settings import ShopSettings
from miniapps.shop.server.tables import DESCRIPTIONS, Drop, OrderPart, OrderState
from miniapps.shop.server.words import things


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

    @property
    def refunds(self) -> Refunds:
        return Refunds(self.database, self.till, self.baskets, self.now)

    async def order(
        self,
        openid: str,
        wanted: Sequence[orders.Wanted],
        *,
        recipient: str,
        address: str,
        request_key: str,
        seen_total_fen: int | None = None,
    ) -> dict[str, Any]:
        """Make the order; returns it with the arguments of `wx.requestPayment`. seen_total_fen: what the person was
        shown; refuses with price_moved when it costs something else now."""
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
            if seen_total_fen not in (None, order.total_fen):
                facts = {"total_fen": order.total_fen}
                raise Problem(409, "price_moved", "The price has changed meanwhile. Please look again.", facts)
            shown = await views.order_view(session, order)
        return {"order": shown, "payment": await self._payment(openid, order.number)}

    async def quote(self, openid: str, wanted: Sequence[orders.Wanted]) -> dict[str, Any]:
        """What this basket costs now, which coupons count, and of what there is less. Nothing is set aside. Refuses
        with product_unknown."""
        async with self.database.read() as session:
            lines = [await orders.line_for(session, "", item) for item in wanted]
            shares = await parcels.shares(session, lines)
            subtotals = {seller: coupons.subtotal(share) for seller, share in shares.items()}
            best = await coupons.best_for(session, openid, subtotals, self.now())
            short = await orders.short_of(session, wanted)
        total = sum(subtotals.values()) - sum(off for _, off in best.values())
        return {
            "subtotal_fen": sum(subtotals.values()),
            "total_fen": total,
            "short": short,
            "discounts": [
                {
                    "seller": seller,
                    "kind": terms.kind,
                    "value": terms.value,
                    "minimum_fen": terms.minimum_fen,
                    "amount_fen": off,
                }
                for seller, (terms, off) in best.items()
            ],
        }

    async def pay_again(self, openid: str, number: str) -> dict[str, Any]:
        """New arguments of `wx.requestPayment` for an order that is still unpaid."""
        return {"payment": await self._payment(openid, number)}

    async def _payment(self, openid: str, number: str) -> dict[str, Any]:
        async with self.database.read() as session:
            order = await orders.get_own(session, number, openid)
            shown, parts = await views.order_view(session, order), await orders.parts_of(session, number)
            language = await language_of(session, openid)
        if order.state is not OrderState.AWAITING_PAYMENT:
            raise Problem(409, "order_settled", "This order no longer waits for payment.")
        if parts and self.baskets:
            until = order.expires_at.replace("Z", "+00:00")
            return await self.baskets.ask(number, parts, openid=openid, expires_at=until)
        wanted = things(language, shown["lines"][0]["name"], len(shown["lines"]))
        return await self.till.ask(
            number=number,
            description=await first_said(self.database, DESCRIPTIONS, number, wanted),
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
                await (
                    self.refunds.give_back_whole(number) if order.state is OrderState.REFUNDING else self.settle(number)
                )
        async with self.database.read() as session:
            return await views.order_view(session, await orders.get_own(session, number, openid))

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
                    session,
                    number,
                    transaction_id=facts.transaction_id,
                    total_fen=facts.total_fen,
                    now=said_at(facts.paid_at, self.now()),
                )
            elif facts.state == "CLOSED":
                await orders.mark_ended(session, number, OrderState.CANCELLED)
            elif facts.state == "REFUND":
                await orders.mark_ended(session, number, OrderState.REFUNDED)

    async def cancel(self, openid: str, number: str) -> dict[str, Any]:
        """An unpaid order is closed at the host first; a paid one is refunded in whole, while nobody has packed any of
        it. Refuses with packed_already: what is sent goes back as a return."""
        shown = await self.show(openid, number)
        if shown["state"] == OrderState.AWAITING_PAYMENT:
            await self._close(number)
        elif shown["state"] == OrderState.PAID:
            async with self.database.write() as session:
                order = await orders.get_own(session, number, openid)
                if not views.can_cancel(order, await parcels.of_order(session, number)):
                    raise Problem(409, "packed_already", "It is packed already. You can return it when it arrives.")
                await orders.begin_refund(session, order)
            await self.refunds.give_back_whole(number)
        return await self.show(openid, number)

    async def decide_return(self, seller: str, return_id: int, *, accept: bool, restock: bool, answer: str) -> None:
        """The seller's word; a yes gives the money back at once, or, while the host is away, as soon as it is there."""
        async with self.database.write() as session:
            decided = await returns.decide(
                session, seller, return_id, accept=accept, restock=restock, answer=answer, now=self.now()
            )
        if accept:
            with suppress(Problem, OSError):
                await self.refunds.give_back_pieces(decided)

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
            return await self._take_sellers_notice(headers, body)
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
                    now=said_at(first.paid_at, self.now()),
                )
            return True
        at = said_at(facts.get("success_time", ""), self.now())
        if notice["event_type"] == "TRANSACTION.SUCCESS":
            async with self.database.write() as session:
                await orders.mark_paid(
                    session,
                    facts["out_trade_no"],
                    transaction_id=facts["transaction_id"],
                    total_fen=facts["amount"]["total"],
                    now=at,
                )
        elif notice["event_type"] == "REFUND.SUCCESS":
            if facts["out_refund_no"] == number_of_whole(facts["out_trade_no"]):
                await self.refunds.whole_is_back(facts["out_trade_no"], facts["success_time"])
            else:
                async with self.database.write() as session:
                    await returns.mark_refunded(session, facts["out_refund_no"], at)
        return True

    async def _take_sellers_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Another seller's word counts for what that seller gives back, and for nothing else: a seller could have
        itself be paid under the number of one of our orders."""
        if not self.baskets:
            return False
        found = await self.baskets.read_notice(headers, body)
        if not found:
            return False
        seller, notice = found
        if notice["event_type"] == "REFUND.SUCCESS":
            facts = notice["resource"]
            at = said_at(facts.get("success_time", ""), self.now())
            async with self.database.write() as session:
                await returns.mark_refunded(session, facts["out_refund_no"], at, seller=seller)
        return True

    async def list_drops(self, openid: str) -> list[dict[str, Any]]:
        async with self.database.write() as session:
            ids = (await session.exec(select(Drop.id).order_by(col(Drop.opens_at)))).all()
            shown = [await drops.show(session, one, openid, self.now()) for one in ids]
        # Those of which nothing is left stand behind.
        return sorted(shown, key=lambda one: (one["is_off"], one["left"] == 0))

    async def join_drop(self, openid: str, drop_id: str, *, tell: bool, tell_off: bool) -> dict[str, Any]:
        async with self.database.write() as session:
            await drops.join(session, drop_id, openid, self.now(), tell=tell, tell_off=tell_off)
            return await drops.show(session, drop_id, openid, self.now())

    async def call_off_drop(self, seller: str, drop_id: str) -> None:
        """What waits for payment is closed; whoever has paid before that keeps the piece. Refuses as
        calling_off.call_off."""
        async with self.database.write() as session:
            waiting = await calling_off.call_off(session, seller, drop_id, self.now())
        for number in waiting:
            # What cannot be closed now runs out, or turns out to be paid.
            with suppress(Problem, OSError):
                await self._close(number)

    async def sweep(self) -> int:
        """Close what was never paid in time, finish refunds, put down what wishes wait for, move queues on, forget
        shown baskets and pictures nobody used; returns how many orders were closed."""
        async with self.database.read() as session:
            numbers, backs = await orders.expired(session, self.now()), await returns.waiting_for_money(session)
            going_back = await orders.going_back(session)
        for number in numbers:
            with suppress(Problem, OSError):
                await self._close(number)
        for number in going_back:
            with suppress(Problem, OSError):
                await self.refunds.give_back_whole(number)
        for back in backs:
            with suppress(Problem, OSError):
                await self.refunds.give_back_pieces(back)
        async with self.database.write() as session:
            await wishes.grant(session)
            await drops.hand_on(session, self.now())
            await shown_baskets.forget(session, self.now())
        await pictures.forget_unused(self.database, self.settings.data, self.now())
        return len(numbers)

    async def sweep_forever(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self.settings.sweep_seconds)

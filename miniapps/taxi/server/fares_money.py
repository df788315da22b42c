"""The one place where fares become money. Today the passenger pays the maximum when ordering (`keep`), and what the
ride did not cost goes back at its end (`settle`). When the platform has holds, keep becomes a hold and settle a
capture; no other file has to change.

Intent first: a ride is marked SETTLING in the transaction that ends it; settling is repeated until it is done, and a
refund has one number per ride, so a repeat never pays twice."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.kit.till import Till
from miniapps.taxi.server import rides
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import MoneyState, Ride, RideState, Tip


class FaresMoney:
    def __init__(self, database: Database, till: Till) -> None:
        self._database, self._till = database, till

    async def keep(self, ride: Ride) -> dict[str, Any]:
        """The arguments of `wx.requestPayment` for the maximum."""
        goal = the_city().label(ride.goal)["title"]
        return await self._till.ask(
            number=ride.number,
            description=f"Ride to {goal}, at most",
            total_fen=ride.maximum_fen,
            openid=ride.openid,
            expires_at=ride.pay_before,
        )

    async def look(self, number: str, now: datetime) -> bool:
        """Ask the host whether the maximum is paid and write it down; True when something changed."""
        facts = await self._till.look(number)
        if facts.state == "SUCCESS":
            await self.paid(number, facts.transaction_id, facts.total_fen, now)
        elif facts.state == "CLOSED":
            await self._unpaid(number, now)
        return facts.state in ("SUCCESS", "CLOSED")

    async def paid(self, number: str, transaction_id: str, total_fen: int, now: datetime) -> None:
        """The host's word, by notice or query, for a ride or a tip."""
        async with self._database.write() as session:
            tip = await session.get(Tip, number)
            if tip is None:
                await rides.mark_paid(session, number, transaction_id=transaction_id, total_fen=total_fen, now=now)
            elif tip.amount_fen == total_fen:
                tip.paid = True
                session.add(tip)

    async def close(self, number: str, now: datetime) -> None:
        """Nobody paid: the host takes no more money for it, or it turns out to be paid after all."""
        if await self._till.close(number):
            await self._unpaid(number, now)
        else:
            await self.look(number, now)

    async def _unpaid(self, number: str, now: datetime) -> None:
        async with self._database.write() as session:
            ride = await rides.get(session, number)
            if ride.state is RideState.AWAITING_PAYMENT:
                await rides.cancel(session, ride, "unpaid", now)

    async def settle(self, number: str) -> None:
        """Give back what the ride did not cost. Safe to repeat, and repeated until it worked."""
        async with self._database.read() as session:
            ride = await rides.get(session, number)
        if ride.money is not MoneyState.SETTLING:
            return
        back_fen = ride.maximum_fen - ride.fare_fen
        if back_fen > 0:
            done = await self._till.refund(
                refund_number="R" + number,
                number=number,
                amount_fen=back_fen,
                total_fen=ride.maximum_fen,
                reason="What the ride did not cost",
            )
            if not done:
                return
        await self.settled(number)

    async def settled(self, number: str) -> None:
        async with self._database.write() as session:
            ride = await session.get(Ride, number)
            if ride and ride.money is MoneyState.SETTLING:
                ride.money = MoneyState.SETTLED
                session.add(ride)

    async def unsettled(self) -> list[str]:
        async with self._database.read() as session:
            rows = await session.exec(select(Ride.number).where(col(Ride.money) == MoneyState.SETTLING).limit(100))
            return list(rows.all())

    # Tips: small orders of their own

    async def ask_tip(self, ride: Ride, amount_fen: int, pay_before: str) -> dict[str, Any]:
        """The arguments of `wx.requestPayment` for a tip. Refuses with tip_given."""
        number = await self._tip_order(ride, amount_fen)
        return await self._till.ask(
            number=number,
            description="A tip for your driver",
            total_fen=amount_fen,
            openid=ride.openid,
            expires_at=pay_before,
        )

    async def _tip_order(self, ride: Ride, amount_fen: int) -> str:
        """An unpaid tip of the same amount is taken up again; another amount is another order."""
        async with self._database.write() as session:
            known = (await session.exec(select(Tip).where(Tip.number == ride.number))).all()
            if any(tip.paid for tip in known):
                raise Problem(409, "tip_given", "You have given a tip already. Thank you.")
            same = next((tip for tip in known if tip.amount_fen == amount_fen), None)
            number = same.order_number if same else f"T{len(known)}{ride.number}"
            if same is None:
                session.add(Tip(order_number=number, number=ride.number, amount_fen=amount_fen))
        for other in known:
            if other is not same:
                await self._till.close(other.order_number)
        return number

    async def look_at_tips(self, number: str, now: datetime) -> None:
        async with self._database.read() as session:
            waiting = await session.exec(select(Tip).where(Tip.number == number, col(Tip.paid).is_(False)))
            orders = [tip.order_number for tip in waiting]
        for order in orders:
            facts = await self._till.look(order)
            if facts.state == "SUCCESS":
                await self.paid(order, facts.transaction_id, facts.total_fen, now)

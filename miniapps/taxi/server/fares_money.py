"""The one place where fares become money. Ordering sets the maximum aside (`keep`); the end of the ride takes what it
cost, and the rest is the passenger's again in the same moment (`settle`). A tip is a payment of its own, afterwards.

Intent first: a ride is marked SETTLING in the transaction that ends it; settling is repeated until it is done, and a
hold is captured or let go once, so a repeat never takes twice."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from miniapps.kit.books import enter, said_at
from miniapps.kit.database import Database
from miniapps.kit.descriptions import first_said
from miniapps.kit.holds import OVER, HoldFacts, HoldTill, payment_number
from miniapps.kit.languages import language_of, say
from miniapps.kit.problems import Problem
from miniapps.taxi.server import cards, rides
from miniapps.taxi.server.clock import utc_now
from miniapps.taxi.server.spoken import NAMES
from miniapps.taxi.server.streets import the_city
from miniapps.taxi.server.tables import DESCRIPTIONS, LANGUAGES, MOVES, MoneyState, Ride, RideState, Tip
from miniapps.taxi.server.words import WORDS


class FaresMoney:
    def __init__(self, database: Database, till: HoldTill) -> None:
        self._database, self._till = database, till

    async def keep(self, ride: Ride) -> dict[str, Any]:
        """The arguments of `wx.requestPayment` that set the maximum aside."""
        description = await self._called(ride.number, ride, "ride_to", the_city().label(ride.goal)["title"])
        return await self._till.ask_hold(
            number=ride.number, description=description, most_fen=ride.maximum_fen, openid=ride.openid
        )

    async def _called(self, number: str, ride: Ride, word: str, *places: str) -> str:
        """What the cashier and the receipt call it, in the passenger's language."""
        async with self._database.read() as session:
            language = await language_of(session, LANGUAGES, ride.openid)
        wanted = say(WORDS, language, word, *(NAMES.say(language, place) for place in places))
        return await first_said(self._database, DESCRIPTIONS, number, wanted)

    async def look(self, number: str, now: datetime) -> bool:
        """Ask the host whether the maximum is set aside and write it down; True when something changed."""
        facts = await self._till.look_hold(number)
        if facts.state == "HELD":
            await self.held(number, facts.total_fen, now)
        elif facts.state in OVER:
            await self._unpaid(number, now)
        return facts.state == "HELD" or facts.state in OVER

    async def held(self, number: str, total_fen: int, now: datetime) -> None:
        """The host's word, by notice or query, that the maximum of a ride is set aside."""
        async with self._database.write() as session:
            await rides.mark_paid(session, number, total_fen=total_fen, now=now)

    async def paid(self, number: str, total_fen: int, paid_at: datetime) -> None:
        """The host's word, by notice or query, that a tip is paid."""
        async with self._database.write() as session:
            tip = await session.get(Tip, number)
            if tip and tip.amount_fen == total_fen and not tip.paid:
                tip.paid = True
                session.add(tip)
                await enter(session, MOVES, "payment", number, total_fen, paid_at)
                await cards.tell_tip(session, await rides.get(session, tip.number), tip)

    async def close(self, number: str, now: datetime) -> None:
        """Nobody confirmed in time: the question is taken back, unless it turns out to be confirmed after all."""
        if not await self.look(number, now) and (await self._till.release(number)).state in ("", *OVER):
            await self._unpaid(number, now)

    async def _unpaid(self, number: str, now: datetime) -> None:
        async with self._database.write() as session:
            ride = await rides.get(session, number)
            if ride.state is RideState.AWAITING_PAYMENT:
                await rides.cancel(session, ride, "unpaid", now)

    async def settle(self, number: str) -> None:
        """Take what the ride cost, or let all of it go. Safe to repeat, and repeated until it worked."""
        async with self._database.read() as session:
            ride = await rides.get(session, number)
        if ride.money is not MoneyState.SETTLING:
            return
        if ride.fare_fen:
            facts = await self._till.capture(number, ride.fare_fen)
            await self._taken(number, facts)
        else:
            await self._till.release(number)
        await self.settled(number)

    async def _taken(self, number: str, facts: HoldFacts) -> None:
        async with self._database.write() as session:
            ride = await rides.get(session, number)
            ride.transaction_id = facts.transaction_id
            session.add(ride)
            if facts.state == "CAPTURED":
                at = said_at(facts.ended_at, utc_now())
                await enter(session, MOVES, "payment", payment_number(number), ride.fare_fen, at)

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
            description=await self._called(number, ride, "tip"),
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

    async def look_at_tips(self, number: str) -> None:
        async with self._database.read() as session:
            waiting = await session.exec(select(Tip).where(Tip.number == number, col(Tip.paid).is_(False)))
            orders = [tip.order_number for tip in waiting]
        for order in orders:
            facts = await self._till.look(order)
            if facts.state == "SUCCESS":
                await self.paid(order, facts.total_fen, said_at(facts.paid_at, utc_now()))

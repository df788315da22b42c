"""What the ticket seller does: each method is one thing a buyer or the host asks for. Network calls stay outside of
transactions."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from miniapps.kit.books import said_at
from miniapps.kit.database import Database
from miniapps.kit.descriptions import first_said
from miniapps.kit.languages import language_of, say
from miniapps.kit.problems import Problem
from miniapps.kit.till import Till
from miniapps.tickets.server import bookings, calling_off, cards, inventory, offers, programme, ratings, views
from miniapps.tickets.server.issuing import Issuer
from miniapps.tickets.server.offers import Choice
from miniapps.tickets.server.settings import TicketSettings
from miniapps.tickets.server.spoken import NAMES
from miniapps.tickets.server.tables import DESCRIPTIONS, LANGUAGES, Booking, BookingState, Order, OrderState, moment
from miniapps.tickets.server.words import WORDS


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    settings: TicketSettings
    database: Database
    till: Till
    issuer: Issuer
    now: Callable[[], datetime] = utc_now

    async def hold(self, openid: str, showing_id: str, seats: Sequence[str]) -> dict[str, Any]:
        """Hold exactly these seats; returns the hall anew. A refusal changes nothing."""
        showing = offers.get_showing(showing_id)
        if seats:
            offers.resolve(Choice("cinema", showing_id, seats=tuple(seats)), self.now())
        async with self.database.write() as session:
            await inventory.hold_seats(session, showing.id, openid, seats, self.now())
            return await views.hall(session, showing.id, openid, self.now())

    async def quote(self, openid: str, choice: Choice, booking_id: str) -> dict[str, Any]:
        """What it would cost, with its rules; with a booking_id, what exchanging that for it would."""
        offer, now = offers.resolve(choice, self.now()), self.now()
        async with self.database.read() as session:
            shown: dict[str, Any] = {"offer": views.offer(offer), "due_fen": offer.total_fen, "fee_fen": 0}
            until = await inventory.held_until(session, offer.id, openid, now) if offer.seats else None
            shown["seconds_left"] = max(0, int((until - now).total_seconds())) if until else 0
            if booking_id:
                booking = await bookings.get_own(session, booking_id, openid)
                quote = await bookings.quote_exchange(session, booking, offer, now)
                if not quote.allowed:
                    raise Problem(409, "exchange_refused", "This can no longer be exchanged.")
                old = (await bookings.get_order(session, booking.current)).value_fen
                shown |= {"due_fen": quote.due_fen, "fee_fen": quote.fee_fen, "old_fen": old}
        return shown

    async def book(self, openid: str, choice: Choice, *, request_key: str, remind: bool = False) -> dict[str, Any]:
        """Make the booking; returns it with the arguments of `wx.requestPayment`."""
        offer = offers.resolve(choice, self.now())
        async with self.database.write() as session:
            booking = await bookings.book(
                session,
                openid=openid,
                offer=offer,
                choice=choice,
                request_key=request_key,
                now=self.now(),
                payment_seconds=self.settings.payment_seconds,
            )
            booking.remind = remind
            session.add(booking)
        return {"booking": await self._shown(openid, booking.id), "payment": await self._payment(openid, booking.id)}

    async def exchange(self, openid: str, booking_id: str, choice: Choice, *, request_key: str) -> dict[str, Any]:
        """payment is None when nothing is to be paid: then it is done."""
        offer = offers.resolve(choice, self.now())
        async with self.database.write() as session:
            order = await bookings.exchange(
                session,
                self.issuer,
                booking=await bookings.get_own(session, booking_id, openid),
                offer=offer,
                choice=choice,
                request_key=request_key,
                now=self.now(),
                payment_seconds=self.settings.payment_seconds,
            )
        await self.send_refunds(booking_id)
        waits = order.state is OrderState.AWAITING_PAYMENT
        payment = await self._payment(openid, booking_id) if waits else None
        return {"booking": await self._shown(openid, booking_id), "payment": payment}

    async def pay_again(self, openid: str, booking_id: str) -> dict[str, Any]:
        """New arguments of `wx.requestPayment` for what is still unpaid."""
        return {"payment": await self._payment(openid, booking_id)}

    async def _payment(self, openid: str, booking_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            booking = await bookings.get_own(session, booking_id, openid)
            order = await bookings.waiting_order(session, booking.id)
            shown = await views.booking(session, booking, self.now(), codes=False)
            language = await language_of(session, LANGUAGES, openid)
        if order is None:
            raise Problem(409, "order_settled", "Nothing waits for payment here.")
        title = NAMES.say(language, shown["title"])
        wanted = say(WORDS, language, "exchange", title) if order.is_exchange else title
        return await self.till.ask(
            number=order.number,
            description=await first_said(self.database, DESCRIPTIONS, order.number, wanted),
            total_fen=order.total_fen,
            openid=openid,
            expires_at=order.expires_at.replace("Z", "+00:00"),
        )

    async def show(self, openid: str, booking_id: str) -> dict[str, Any]:
        """The booking; while money is on its way, the host is asked first."""
        async with self.database.read() as session:
            booking = await bookings.get_own(session, booking_id, openid)
            order = await bookings.waiting_order(session, booking.id)
        # The host may be away for a moment: the buyer still sees the booking as far as we know it.
        if order:
            with suppress(Problem, OSError):
                await self.settle(order.number)
        await self.send_refunds(booking.id)
        return await self._shown(openid, booking_id)

    async def _shown(self, openid: str, booking_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            return await views.booking(session, await bookings.get_own(session, booking_id, openid), self.now())

    async def settle(self, number: str) -> None:
        """Ask the host how this order stands and write it down."""
        facts = await self.till.look(number)
        async with self.database.write() as session:
            if facts.state in ("SUCCESS", "REFUND"):
                await bookings.mark_paid(
                    session,
                    self.issuer,
                    number,
                    transaction_id=facts.transaction_id,
                    total_fen=facts.total_fen,
                    now=said_at(facts.paid_at, self.now()),
                )
            elif facts.state == "CLOSED":
                await bookings.mark_cancelled(session, number)

    async def cancel(self, openid: str, booking_id: str) -> dict[str, Any]:
        """Leave what is unpaid: a new booking, or the exchange of a paid one."""
        async with self.database.read() as session:
            booking = await bookings.get_own(session, booking_id, openid)
            order = await bookings.waiting_order(session, booking.id)
        if order:
            await self._close(order.number)
        return await self.show(openid, booking_id)

    async def _close(self, number: str) -> None:
        """The host first: only what it will take no more money for is free again."""
        if await self.till.close(number):
            async with self.database.write() as session:
                await bookings.mark_cancelled(session, number)
        else:
            await self.settle(number)

    async def refund_quote(self, openid: str, booking_id: str) -> dict[str, Any]:
        async with self.database.read() as session:
            booking = await bookings.get_own(session, booking_id, openid)
            quote = await bookings.quote_refund(session, booking, self.now())
        return {"allowed": quote.allowed, "back_fen": quote.back_fen, "fee_fen": quote.fee_fen}

    async def refund(self, openid: str, booking_id: str, *, back_fen: int) -> dict[str, Any]:
        """back_fen: what the person was shown. A rule that has changed meanwhile is shown again instead of applied."""
        async with self.database.write() as session:
            booking = await bookings.get_own(session, booking_id, openid)
            if booking.state is BookingState.PAID:
                quote = await bookings.begin_refund(session, self.issuer, booking, self.now())
                if quote.back_fen != back_fen:
                    raise Problem(409, "refund_changed", "The time has gone on. Please look at the amount again.")
        return await self.show(openid, booking_id)

    async def rate(self, openid: str, booking_id: str, *, stars: int, text: str) -> dict[str, Any]:
        """Once it is over or used. Refuses with not_over, rated_already."""
        async with self.database.write() as session:
            booking, now = await bookings.get_own(session, booking_id, openid), self.now()
            facts = json.loads((await bookings.get_order(session, booking.current)).offer)
            is_over = moment(facts["ends_at"]) <= now
            await ratings.rate(session, booking, facts["title"], is_over=is_over, stars=stars, text=text, now=now)
        return await self._shown(openid, booking_id)

    async def call_off(self, offer_id: str) -> None:
        """Everybody who has paid gets everything back; what waits for payment is closed. Refuses with offer_unknown,
        too_late (it is over)."""
        if programme.find(offer_id).ends_at <= self.now():
            raise Problem(409, "too_late", "This is over.")
        async with self.database.write() as session:
            waiting = await calling_off.call_off(session, self.issuer, offer_id, self.now())
        for number in waiting:
            # What cannot be closed now is closed by the sweep; whoever pays before gets it back at once.
            with suppress(Problem, OSError):
                await self._close(number)
        await self.send_refunds()

    async def send_refunds(self, booking_id: str = "") -> int:
        """Ask the host for every refund that is not done; returns how many there were. One that fails is asked for
        again by the next sweep and holds up no other."""
        async with self.database.read() as session:
            rows = await bookings.open_refunds(session, booking_id)
            waiting = [(one, await bookings.get_order(session, one.order_number)) for one in rows]
        for refund, order in waiting:
            reason = await self._reason(refund.number, order)
            with suppress(Problem, OSError):
                done_at = await self.till.refund(
                    refund_number=refund.number,
                    number=order.number,
                    amount_fen=refund.amount_fen,
                    total_fen=order.total_fen,
                    reason=reason,
                )
                if done_at:
                    async with self.database.write() as session:
                        await bookings.refund_done(session, refund.number, said_at(done_at, self.now()))
        return len(waiting)

    async def _reason(self, refund_number: str, order: Order) -> str:
        """What the receipt says of a refund, in the buyer's language; the same however often it is asked for."""
        async with self.database.read() as session:
            booking = await session.get_one(Booking, order.booking_id)
            language = await language_of(session, LANGUAGES, booking.openid)
            current = json.loads((await bookings.get_order(session, booking.current)).offer)
            is_off = current["id"] in await inventory.called_off(session)
        word = "does_not_take_place" if is_off else "exchanged" if order.is_exchange else "returned"
        wanted = say(WORDS, language, word)
        return await first_said(self.database, DESCRIPTIONS, refund_number, wanted)

    async def take_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """A notice of the host; False when it is not the host's word."""
        notice = await self.till.read_notice(headers, body)
        if not notice:
            return False
        facts = notice["resource"]
        async with self.database.write() as session:
            if notice["event_type"] == "TRANSACTION.SUCCESS":
                await bookings.mark_paid(
                    session,
                    self.issuer,
                    facts["out_trade_no"],
                    transaction_id=facts["transaction_id"],
                    total_fen=facts["amount"]["total"],
                    now=said_at(facts["success_time"], self.now()),
                )
            elif notice["event_type"] == "REFUND.SUCCESS":
                done_at = said_at(facts["success_time"], self.now())
                await bookings.refund_done(session, facts["out_refund_no"], done_at)
        return True

    async def sweep(self) -> int:
        """Close what was never paid in time, send what goes back; returns how many orders and refunds were looked
        at."""
        async with self.database.read() as session:
            numbers = await bookings.expired(session, self.now())
        for number in numbers:
            with suppress(Problem, OSError):
                await self._close(number)
        async with self.database.write() as session:
            await cards.remind(session, self.now())
        return len(numbers) + await self.send_refunds()

    async def sweep_forever(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(self.settings.sweep_seconds)

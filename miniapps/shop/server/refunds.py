"""Money on its way back: an order as a whole, or the pieces of a return, each by the account that was paid. The same
number may be asked again and changes nothing; what is done stands in the shop's books with the host's own moment.
Called by desk.py; network calls stay outside of transactions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from miniapps.kit.books import enter, said_at
from miniapps.kit.database import Database
from miniapps.kit.descriptions import first_said
from miniapps.kit.till import Till
from miniapps.shop.server import orders, returns
from miniapps.shop.server.baskets import Baskets
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.returns import Return
from miniapps.shop.server.tables import DESCRIPTIONS, MOVES, Order, OrderPart, OrderState
from miniapps.shop.server.words import say


def number_of_whole(number: str) -> str:
    """The `out_refund_no` of an order, or of one seller's part of it, that goes back as a whole."""
    return "R" + number


@dataclass(frozen=True, slots=True)
class Refunds:
    database: Database
    till: Till
    baskets: Baskets | None
    now: Callable[[], datetime]

    async def give_back_whole(self, number: str) -> None:
        """Each part by its own seller, or all of it by the shop; the order is over when all of it is done."""
        reason, parts = await self._reason(number_of_whole(number), number, "changed"), await self._parts(number)
        if not (parts and self.baskets):
            async with self.database.read() as session:
                total_fen = (await session.get_one(Order, number)).total_fen
            done_at = await self.till.refund(
                refund_number=number_of_whole(number),
                number=number,
                amount_fen=total_fen,
                total_fen=total_fen,
                reason=reason,
            )
            if done_at:
                await self.whole_is_back(number, done_at)
            return
        for part in parts:
            if not part.refunded and not await self._give_back_part(self.baskets, part, reason):
                return
        async with self.database.write() as session:
            await orders.mark_ended(session, number, OrderState.REFUNDED)

    async def _give_back_part(self, baskets: Baskets, part: OrderPart, reason: str) -> bool:
        number = number_of_whole(part.part_number)
        done_at = await baskets.refund(part, refund_number=number, amount_fen=part.total_fen, reason=reason)
        if done_at:
            async with self.database.write() as session:
                part.refunded = True
                await session.merge(part)
                at = said_at(done_at, self.now())
                await enter(session, MOVES, "refund", number, part.total_fen, at, account=part.seller)
        return bool(done_at)

    async def whole_is_back(self, number: str, done_at: str) -> None:
        """The host's word, by answer or notice, for an order of the shop's own things."""
        async with self.database.write() as session:
            if order := await session.get(Order, number):
                at = said_at(done_at, self.now())
                await enter(session, MOVES, "refund", number_of_whole(number), order.total_fen, at)
                await orders.mark_ended(session, number, OrderState.REFUNDED)

    async def give_back_pieces(self, back: Return) -> None:
        """Exactly those of a return."""
        done_at = await self._send_pieces(back) if back.amount_fen else ""
        if done_at or not back.amount_fen:
            async with self.database.write() as session:
                await returns.mark_refunded(session, back.refund_number, said_at(done_at, self.now()))

    async def _send_pieces(self, back: Return) -> str:
        reason = await self._reason(back.refund_number, back.number, f"back_{back.reason}")
        parts = await self._parts(back.number)
        if parts and self.baskets:
            [part] = [one for one in parts if one.seller == back.seller]
            return await self.baskets.refund(
                part, refund_number=back.refund_number, amount_fen=back.amount_fen, reason=reason
            )
        async with self.database.read() as session:
            order = await session.get_one(Order, back.number)
        return await self.till.refund(
            refund_number=back.refund_number,
            number=back.number,
            amount_fen=back.amount_fen,
            total_fen=order.total_fen,
            reason=reason,
        )

    async def _reason(self, refund_number: str, number: str, word: str) -> str:
        """What the receipt says of a refund, in the buyer's language; the same however often it is asked for."""
        async with self.database.read() as session:
            order = await session.get_one(Order, number)
            language = await language_of(session, order.openid)
        return await first_said(self.database, DESCRIPTIONS, refund_number, say(language, word))

    async def _parts(self, number: str) -> list[OrderPart]:
        async with self.database.read() as session:
            return await orders.parts_of(session, number)

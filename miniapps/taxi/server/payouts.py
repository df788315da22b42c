"""What drivers have earned reaches their wallets: the taxi's merchant account sends it, the driver takes it in the
driver program. Fares count by share once the passenger's money was taken, tips in whole once they are paid."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.descriptions import first_said
from miniapps.kit.holds import PayingTill
from miniapps.kit.languages import language_of, say
from miniapps.kit.problems import Problem
from miniapps.taxi.server.clock import CityClock, stamp
from miniapps.taxi.server.drivers import SHARE_PERCENT
from miniapps.taxi.server.tables import DESCRIPTIONS, LANGUAGES, MoneyState, Payout, Ride, Tip
from miniapps.taxi.server.words import WORDS

LEAST_FEN = 10  # what the host transfers at least
MOST_FEN = 199_999  # from 2,000 on the host asks for the payee's name; the rest is the next payout
ENDS = {"SUCCESS": "taken", "FAIL": "back", "CANCELLED": "back"}


async def owed(session: AsyncSession, driver_id: str) -> int:
    """Earned and not paid out yet, in fen."""
    fares = select(func.sum(col(Ride.fare_fen) * SHARE_PERCENT // 100)).where(
        Ride.driver_id == driver_id, Ride.money == MoneyState.SETTLED
    )
    driven = select(Ride.number).where(Ride.driver_id == driver_id)
    tips = select(func.sum(Tip.amount_fen)).where(col(Tip.number).in_(driven), col(Tip.paid).is_(True))
    sent = select(func.sum(Payout.amount_fen)).where(Payout.driver_id == driver_id, Payout.state != "back")
    return sum([(await session.exec(one)).one() or 0 for one in (fares, tips)]) - (
        (await session.exec(sent)).one() or 0
    )


@dataclass(frozen=True, slots=True)
class DriversPay:
    """appid: of the driver program, in which drivers take their money."""

    database: Database
    till: PayingTill
    clock: CityClock
    mchid: str
    appid: str

    async def ask(self, driver_id: str) -> dict[str, Any]:
        """The arguments of `wx.requestMerchantTransfer` for all that is owed; a payout that still waits is taken up
        again. Refuses with nothing_owed."""
        await self.look(driver_id)
        async with self.database.write() as session:
            payout = await self._open(session, driver_id)
            if payout is None:
                amount = min(await owed(session, driver_id), MOST_FEN)
                if amount < LEAST_FEN:
                    raise Problem(409, "nothing_owed", "There is nothing to pay out yet.")
                now = self.clock.world()
                number = f"PO{now:%y%m%d%H%M%S}{secrets.token_hex(5)}"
                payout = Payout(number=number, driver_id=driver_id, amount_fen=amount, created_at=stamp(now))
                session.add(payout)
            language = await language_of(session, LANGUAGES, driver_id)
        remark = await first_said(self.database, DESCRIPTIONS, payout.number, say(WORDS, language, "rides"))
        package = await self.till.pay_out(
            number=payout.number, appid=self.appid, openid=driver_id, amount_fen=payout.amount_fen, remark=remark
        )
        return {"amount_fen": payout.amount_fen, "mchId": self.mchid, "appId": self.appid, "package": package}

    async def look(self, driver_id: str) -> None:
        """Ask the host what became of the payout that waits."""
        async with self.database.read() as session:
            payout = await self._open(session, driver_id)
        if payout and (state := ENDS.get(await self.till.look_at_payout(payout.number))):
            async with self.database.write() as session:
                known = await session.get(Payout, payout.number)
                if known and known.state == "open":
                    known.state = state
                    session.add(known)

    async def show(self, driver_id: str) -> dict[str, int]:
        """owed_fen: can be paid out now; waiting_fen: sent, and not taken yet."""
        async with self.database.read() as session:
            payout = await self._open(session, driver_id)
            return {
                "owed_fen": await owed(session, driver_id),
                "waiting_fen": payout.amount_fen if payout else 0,
            }

    async def _open(self, session: AsyncSession, driver_id: str) -> Payout | None:
        wanted = select(Payout).where(Payout.driver_id == driver_id, Payout.state == "open")
        return (await session.exec(wanted)).first()

"""Gifts: made, followed and ended. A gift is written down first and funded at the host under its own number, so that
whatever is lost on the way is asked again and nothing is paid twice. The host alone knows who opened one."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.envelopes.server.forms import GiftForm
from miniapps.envelopes.server.settings import EnvelopeSettings
from miniapps.envelopes.server.tables import MOVES, OPEN, UNDER_WAY, Gift, Payment
from miniapps.envelopes.server.till import GiftFacts, GiftTill
from miniapps.envelopes.server.words import WORDS
from miniapps.kit import books, languages
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem

FRESH = timedelta(seconds=2)
SHOWN_MAX = 50
PAY_WITHIN = timedelta(minutes=15)
WELCOME_KEY, SIMULATED_KEY = "welcome-gift", "simulated-"
"""Request keys of gifts that nobody at the desk made: whoever runs the server paid for them."""
WELCOME_SHARES, WELCOME_HOURS = 500, 720
log = logging.getLogger(__name__)


class Desk:
    def __init__(
        self, settings: EnvelopeSettings, database: Database, till: GiftTill, *, now: Callable[[], datetime]
    ) -> None:
        self.settings, self.database, self.till, self.now = settings, database, till, now
        self._looked_at: datetime | None = None
        self._looking = asyncio.Lock()

    async def gifts_for_everybody(self) -> list[dict[str, Any]]:
        """What can be opened now."""
        await self._refresh()
        now = self.now().isoformat()
        async with self.database.read() as session:
            found = select(Gift).where(Gift.state == OPEN, col(Gift.taken) < Gift.shares, col(Gift.expires_at) > now)
            rows = (await session.exec(found.order_by(col(Gift.created_at).desc()).limit(SHOWN_MAX))).all()
        return [self._shown(row) for row in rows]

    async def overview(self) -> dict[str, Any]:
        """For keepers: {"purse_fen", "gifts"}, the newest first. The purse is what was added and is not in a gift, by
        this desk's own books; the host has the last word."""
        await self._refresh()
        async with self.database.read() as session:
            rows = (await session.exec(select(Gift).order_by(col(Gift.created_at).desc()).limit(SHOWN_MAX))).all()
            purse = await _purse(session)
        return {"purse_fen": purse, "gifts": [self._shown(row) | _money(row) for row in rows]}

    async def make(self, form: GiftForm) -> dict[str, Any]:
        """The gift; the first one again for a repeated request_key. Refuses as `GiftTill.fund`; of what is refused for
        good nothing stays."""
        async with self.database.write() as session:
            known = (await session.exec(select(Gift).where(Gift.request_key == form.request_key))).first()
            gift = known or Gift(
                id=f"gift-{secrets.token_hex(8)}",
                created_at=self.now().isoformat(),
                expires_at=(self.now() + timedelta(hours=form.hours)).isoformat(),
                **form.model_dump(exclude={"hours"}),
            )
            session.add(gift)
        return self._shown(await self._fund(gift))

    async def end(self, gift_id: str) -> dict[str, Any]:
        """Refuses with gift_unknown."""
        async with self.database.read() as session:
            gift = await session.get(Gift, gift_id)
        if gift is None:
            raise Problem(404, "gift_unknown", "There is no such gift.")
        return self._shown(await self._keep(gift.id, await self.till.end_gift(gift.id)))

    async def add_money(self, openid: str, amount_fen: int, language: str = "en") -> dict[str, Any]:
        """{"number", "payment"}: the arguments of `wx.requestPayment`. language: what the desk's program speaks."""
        number = f"purse-{secrets.token_hex(8)}"
        async with self.database.write() as session:
            session.add(Payment(number=number, openid=openid, amount_fen=amount_fen))
        until = (self.now() + PAY_WITHIN).isoformat(timespec="seconds")
        payment = await self.till.ask(
            number=number,
            description=languages.say(WORDS, languages.known(language), "money"),
            total_fen=amount_fen,
            openid=openid,
            expires_at=until,
        )
        return {"number": number, "payment": payment}

    async def look_at_payment(self, number: str) -> str:
        """Its state, asked of the host. Refuses with payment_unknown."""
        async with self.database.read() as session:
            if await session.get(Payment, number) is None:
                raise Problem(404, "payment_unknown", "There is no such payment.")
        facts = await self.till.look(number)
        async with self.database.write() as session:
            row = await session.get_one(Payment, number)
            row.state = facts.state or row.state
            session.add(row)
            if row.state == "SUCCESS":
                paid_at = books.said_at(facts.paid_at, self.now())
                await books.enter(session, MOVES, "payment", number, row.amount_fen, paid_at)
        return row.state

    async def take_notice(self, headers: Mapping[str, str], body: bytes) -> bool:
        """False when it is not the host's. What it says of a payment is asked again rather than believed."""
        notice = await self.till.read_notice(headers, body)
        if notice is None:
            return False
        resource: Mapping[str, Any] = notice.get("resource") or {}
        if notice.get("event_type") == "CAMPAIGN.FINISHED":
            await self._look_at_gift(str(resource.get("out_campaign_no", "")))
            return True
        try:
            await self.look_at_payment(str(resource.get("out_trade_no", "")))
        except Problem as problem:
            if problem.code != "payment_unknown":
                raise
        return True

    async def _look_at_gift(self, gift_id: str) -> None:
        async with self.database.read() as session:
            known = await session.get(Gift, gift_id)
        if known and known.state in UNDER_WAY:
            await self._keep(gift_id, await self.till.look_gift(gift_id))

    async def welcome(self, fen: int) -> None:
        """A first gift, so that a demonstration has one to open; the same one however often it is asked for. The host
        may still be starting, or have no money for it yet: then the next round asks again."""
        form = GiftForm(
            request_key=WELCOME_KEY,
            title="Welcome to Westport",
            greeting="For everybody who is new here",
            cover="lantern",
            kind="lucky",
            total_fen=fen,
            shares=WELCOME_SHARES,
            hours=WELCOME_HOURS,
        )
        while True:
            try:
                await self.make(form)
                return
            except (Problem, OSError) as problem:
                log.info("the first gift waits: %s", problem)
                await asyncio.sleep(self.settings.sweep_seconds)

    async def sweep_forever(self) -> None:
        """Gifts that a crash left without an answer, and how far the others are."""
        while True:
            try:
                await self._refresh()
            except Exception:
                log.exception("looking after gifts failed")
            await asyncio.sleep(self.settings.sweep_seconds)

    async def _refresh(self) -> None:
        """Ask the host about every gift under way; seldom, however many look."""
        async with self._looking:
            if self._looked_at and self.now() - self._looked_at < FRESH:
                return
            async with self.database.read() as session:
                wanted = select(Gift).where(col(Gift.state).in_(UNDER_WAY)).limit(SHOWN_MAX)
                rows = (await session.exec(wanted)).all()
            for row in rows:
                try:
                    await (self._keep(row.id, await self.till.look_gift(row.id)) if row.claim_path else self._fund(row))
                except Problem as problem:
                    log.warning("gift %s: %s", row.id, problem.code)
            self._looked_at = self.now()

    async def _fund(self, gift: Gift) -> Gift:
        try:
            return await self._keep(gift.id, await self.till.fund(gift))
        except Problem as problem:
            if problem.code in ("not_enough", "gift_refused"):
                async with self.database.write() as session:
                    if row := await session.get(Gift, gift.id):
                        await session.delete(row)
            raise

    async def _keep(self, gift_id: str, facts: GiftFacts) -> Gift:
        async with self.database.write() as session:
            row = await session.get_one(Gift, gift_id)
            row.state, row.claim_path, row.taken = facts.state, facts.claim_path, facts.taken
            row.claimed_fen, row.returned_fen, row.newcomers = facts.claimed_fen, facts.returned_fen, facts.newcomers
            session.add(row)
        return row

    def _shown(self, row: Gift) -> dict[str, Any]:
        return {
            "id": row.id,
            "title": row.title,
            "greeting": row.greeting,
            "cover": row.cover,
            "shares": row.shares,
            "taken": row.taken,
            "expires_at": row.expires_at,
            "token": row.claim_path.removeprefix("/claim/"),
            "link": self.settings.host_url + row.claim_path,
        }


def _money(row: Gift) -> dict[str, Any]:
    return {
        "state": row.state,
        "kind": row.kind,
        "total_fen": row.total_fen,
        "claimed_fen": row.claimed_fen,
        "returned_fen": row.returned_fen,
        "newcomers": row.newcomers,
    }


async def _purse(session: AsyncSession) -> int:
    paid = select(func.coalesce(func.sum(Payment.amount_fen), 0)).where(Payment.state == "SUCCESS")
    given = select(func.coalesce(func.sum(col(Gift.total_fen) - col(Gift.returned_fen)), 0)).where(
        Gift.claim_path != "", Gift.request_key != WELCOME_KEY, ~col(Gift.request_key).startswith(SIMULATED_KEY)
    )
    return int((await session.exec(paid)).one()) - int((await session.exec(given)).one())
